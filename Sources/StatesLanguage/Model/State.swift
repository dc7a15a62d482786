public import JSONPath

/// One state: what all types share, and what its type adds.
///
/// - Source: States Language specification, “State types”.
public struct State: Hashable, Sendable {
    /// The key under `States`, 1 … 80 characters.
    public var name: String
    /// `Comment`.
    public var comment: String?
    /// The effective query language: the state's own or the machine's.
    public var queryLanguage: QueryLanguage
    /// `InputPath`; the input itself when absent. JSONPath only.
    public var inputPath: PathSelection
    /// `OutputPath`; the whole when absent. JSONPath only.
    public var outputPath: PathSelection
    /// `Assign`: new values of variables, in effect from the next state on.
    public var assign: Template?
    /// `Output`. JSONata only.
    public var output: JSONataTemplate?
    /// `Next` or `End`; `nil` for Choice, Succeed and Fail, which have neither.
    public var transition: Transition?
    /// `Type` and its fields.
    public var kind: Kind

    /// `Type`, with the fields that only this type of state has.
    public enum Kind: Hashable, Sendable {
        case pass(PassState)
        case task(TaskState)
        case choice(ChoiceState)
        case wait(WaitState)
        case succeed
        case fail(FailState)
        case parallel(ParallelState)
        case map(MapState)
    }

    public init(
        name: String, comment: String? = nil, queryLanguage: QueryLanguage = .jsonPath,
        inputPath: PathSelection = .whole, outputPath: PathSelection = .whole, assign: Template? = nil,
        output: JSONataTemplate? = nil, transition: Transition? = nil, kind: Kind
    ) {
        self.name = name
        self.comment = comment
        self.queryLanguage = queryLanguage
        self.inputPath = inputPath
        self.outputPath = outputPath
        self.assign = assign
        self.output = output
        self.transition = transition
        self.kind = kind
    }
}

/// The value of the field `Type`.
public enum StateType: String, Hashable, Sendable, CaseIterable {
    case task = "Task"
    case wait = "Wait"
    case pass = "Pass"
    case succeed = "Succeed"
    case fail = "Fail"
    case choice = "Choice"
    case parallel = "Parallel"
    case map = "Map"
}

extension State {
    public var type: StateType {
        switch kind {
        case .pass: .pass
        case .task: .task
        case .choice: .choice
        case .wait: .wait
        case .succeed: .succeed
        case .fail: .fail
        case .parallel: .parallel
        case .map: .map
        }
    }
}

/// `Next` or `End`.
public enum Transition: Hashable, Sendable {
    case next(String)
    case end
}

/// `InputPath` and `OutputPath`.
public enum PathSelection: Hashable, Sendable {
    /// Absent or `$`: the value is handed on untouched, text included.
    case whole
    /// `null`: the empty object.
    case discard
    case path(JSONPath)
}

/// `ResultPath`: where the result goes in the input.
public enum ResultPlacement: Hashable, Sendable {
    /// Absent or `$`: the result replaces the input.
    case replace
    /// `null`: the result is dropped, the input goes on.
    case discard
    case write(ReferencePath)
}
