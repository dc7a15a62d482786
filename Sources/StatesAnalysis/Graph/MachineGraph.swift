public import StatesLanguage

/// The states of a machine and the ways between them, as people draw them.
///
/// Made from the text of a definition, not from a `StateMachine`: conditions are shown as they were written, and a
/// template whose substitutions nobody filled can be drawn too.
public struct MachineGraph: Hashable, Sendable {
    /// `Comment` of the machine.
    public var comment: String?
    public var scope: Scope

    /// The machine's own states, a branch, or the processor of a Map state.
    public struct Scope: Hashable, Sendable {
        /// `Branch 1`, `For each item`; `nil` for the machine.
        public var title: String?
        public var startAt: String
        /// In the order of the definition.
        public var states: [State]
        /// In the order of the definition, all between states of this scope.
        public var edges: [Edge]
    }

    /// One state. Names are unique in the whole machine.
    public struct State: Hashable, Sendable {
        public var name: String
        public var type: StateType
        public var comment: String?
        /// What it does, in a few words: `dynamodb:putItem`, `30 s`, `INLINE`.
        public var detail: String?
        /// Whether the scope ends here.
        public var isEnd: Bool
        /// A line for each retrier: `3 × on Lambda.TooManyRequestsException · 2 s ×2`: attempts,
        /// errors, the first interval and the backoff rate.
        public var retries: [String]
        /// Branches, or the processor.
        public var scopes: [Scope]
    }

    /// A way from one state to another.
    public struct Edge: Hashable, Sendable {
        /// What leads along it.
        public enum Kind: String, Hashable, Sendable {
            case next, choice, otherwise, caught
        }

        public var from: String
        public var to: String
        public var kind: Kind
        /// The condition of a rule, the errors of a catcher; several where several lead to the same state.
        public var labels: [String]
    }

    /// All states, outer ones before those inside them.
    public var states: [State] { scope.allStates }
}

extension MachineGraph.Scope {
    /// All states of this scope and of those inside it.
    public var allStates: [MachineGraph.State] {
        states.flatMap { state in [state] + state.scopes.flatMap(\.allStates) }
    }

    /// All edges of this scope and of those inside it.
    public var allEdges: [MachineGraph.Edge] {
        edges + states.flatMap { $0.scopes.flatMap(\.allEdges) }
    }
}
