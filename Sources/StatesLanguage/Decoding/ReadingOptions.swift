public import Diagnostics

/// What a definition is read for.
public struct ReadingOptions: Hashable, Sendable {
    /// Express machines refuse some integrations; default STANDARD.
    public var stateMachineType: StateMachineType
    /// How many scopes (Parallel branches, Map processors) may nest in each other; default 50. Deeper ones are
    /// reported with `TOO_DEEPLY_NESTED` and not read. The service's own limit is not documented.
    public var maximumNesting: Int
    /// Set if the text is one state, without a machine around it: the name that it gets. What it leads to are then
    /// names of states that need not exist.
    public var loneStateName: String?

    public init(stateMachineType: StateMachineType = .standard, maximumNesting: Int = 50) {
        self.stateMachineType = stateMachineType
        self.maximumNesting = maximumNesting
    }
}

/// A `${Name}` where JSON of another kind than text must stand, or a text whose form is checked: a template engine
/// (SAM, CloudFormation, Terraform) fills it before the definition is deployed.
public struct Substitution: Hashable, Sendable {
    /// The whole string, such as `${MaxConcurrency}`; of a CloudFormation function in JSON, its name.
    public var text: String
    public var span: SourceSpan
    /// As `Diagnostic.location`.
    public var location: String

    public init(text: String, span: SourceSpan, location: String) {
        self.text = text
        self.span = span
        self.location = location
    }
}

/// What reading a definition gives: everything that was found, at once.
public struct DefinitionReading: Sendable {
    /// The machine, if there is no error and `substitutions` is empty.
    public var machine: StateMachine?
    /// Sorted by position.
    public var diagnostics: [Diagnostic]
    /// Places that must be filled before the definition means anything; no fault of the definition.
    public var substitutions: [Substitution]

    public init(machine: StateMachine?, diagnostics: [Diagnostic], substitutions: [Substitution] = []) {
        self.machine = machine
        self.diagnostics = diagnostics
        self.substitutions = substitutions
    }

    /// Whether a diagnostic is an error.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// A definition that gives no machine.
public struct DefinitionError: Error, Hashable, Sendable {
    /// All that was found, sorted by position; at least one error.
    public var diagnostics: [Diagnostic]

    public init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}
