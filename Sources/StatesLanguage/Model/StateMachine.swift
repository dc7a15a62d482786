/// How the expressions of a state are written: field `QueryLanguage`.
public enum QueryLanguage: String, Hashable, Sendable {
    case jsonPath = "JSONPath"
    case jsonata = "JSONata"
}

/// Standard machines record a history and may run for a year; Express machines run for five minutes and have limits.
public enum StateMachineType: String, Hashable, Sendable {
    case standard = "STANDARD"
    case express = "EXPRESS"
}

/// A state machine that has been read and checked: whoever holds one holds a correct one.
///
/// - Source: States Language specification, “Top-level fields”.
public struct StateMachine: Hashable, Sendable {
    /// `Comment`.
    public var comment: String?
    /// `Version`, `1.0` when absent.
    public var version: String
    /// `QueryLanguage` of the machine; each state carries its own effective one.
    public var queryLanguage: QueryLanguage
    /// `TimeoutSeconds` of the whole execution, seconds, 1 … 99,999,999.
    public var timeoutSeconds: Int?
    /// `StartAt` and `States`.
    public var graph: StateGraph

    public init(
        comment: String? = nil, version: String = "1.0", queryLanguage: QueryLanguage = .jsonPath,
        timeoutSeconds: Int? = nil, graph: StateGraph
    ) {
        self.comment = comment
        self.version = version
        self.queryLanguage = queryLanguage
        self.timeoutSeconds = timeoutSeconds
        self.graph = graph
    }
}

/// One scope of states: the machine's own, a branch of a Parallel state, or the processor of a Map state.
///
/// Transitions never leave a scope.
public struct StateGraph: Hashable, Sendable {
    /// `Comment` of a branch or a processor; a machine keeps its own.
    public var comment: String?
    /// `StartAt`: the name of one of `states`.
    public var startAt: String
    /// `States`, in the order of the definition; names are distinct.
    public var states: [State]

    public init(comment: String? = nil, startAt: String, states: [State]) {
        self.comment = comment
        self.startAt = startAt
        self.states = states
    }

    /// The state with `name` in this scope.
    public subscript(name: String) -> State? { states.first { $0.name == name } }
}
