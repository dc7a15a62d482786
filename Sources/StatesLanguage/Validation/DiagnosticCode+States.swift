public import Diagnostics

// Every code that reading a definition can give, `docs/diagnostics.md` explains them with examples.
// Codes in capitals are the service's (`ValidateStateMachineDefinition`); `ASL1…` are ours, for what the service says
// in words that are not known, or does not look for; `ASL2…` are about YAML.
extension DiagnosticCode {
    // MARK: Errors, as the service calls them

    /// The text is not JSON.
    public static let invalidJSON: DiagnosticCode = "INVALID_JSON_DESCRIPTION"
    /// A field is missing, unknown, of the wrong type, out of range, or not what its name asks for.
    public static let schema: DiagnosticCode = "SCHEMA_VALIDATION_FAILED"
    /// A transition names no state of its scope, or no transition leads to a state.
    public static let missingTransitionTarget: DiagnosticCode = "MISSING_TRANSITION_TARGET"
    /// No state ends the machine.
    public static let missingEndState: DiagnosticCode = "MISSING_END_STATE"
    /// Two states have one name, in whatever scopes they stand.
    public static let duplicateStateName: DiagnosticCode = "DUPLICATE_STATE_NAME"
    /// A state's name is empty or longer than 80 characters.
    public static let invalidStateName: DiagnosticCode = "INVALID_STATE_NAME"
    /// Two Map states have one `Label`.
    public static let duplicateLabelName: DiagnosticCode = "DUPLICATE_LABEL_NAME"
    /// A `Label` is longer than 40 characters.
    public static let invalidLabelName: DiagnosticCode = "INVALID_LABEL_NAME"
    /// Parallel and Map states, or `And`, `Or` and `Not`, nest more deeply than the limit allows.
    public static let tooDeeplyNested: DiagnosticCode = "TOO_DEEPLY_NESTED"
    /// `Assign` sets `states`.
    public static let reservedVariableName: DiagnosticCode = "RESERVED_VARIABLE_NAME"
    /// `Assign` sets a name that is no identifier.
    public static let invalidVariableName: DiagnosticCode = "INVALID_VARIABLE_NAME"
    /// A JSONata expression cannot be parsed.
    public static let invalidJSONata: DiagnosticCode = "INVALID_JSONATA_EXPRESSION"
    /// A JSONata expression refers to what is not there: a context, `$$`, a member of `$states`.
    public static let unsupportedJSONata: DiagnosticCode = "UNSUPPORTED_JSONATA_EXPRESSION"

    // MARK: Warnings, as the service calls them

    /// A member of a template looks like a path or an intrinsic call, and its name does not end with `.$`.
    public static let noDollar: DiagnosticCode = "NO_DOLLAR"
    /// A field looks like a path, and its name does not end with `Path`.
    public static let noPath: DiagnosticCode = "NO_PATH"
    /// The `Result` of a Pass state holds a path, which is never evaluated.
    public static let passResultIsStatic: DiagnosticCode = "PASS_RESULT_IS_STATIC"

    // MARK: Ours

    /// A key stands twice in one object.
    public static let duplicateKey: DiagnosticCode = "ASL1001"
    /// A template has both `name` and `name.$`.
    public static let dollarTwins: DiagnosticCode = "ASL1002"
    /// `HeartbeatSeconds` is not below `TimeoutSeconds`.
    public static let heartbeatNotBelowTimeout: DiagnosticCode = "ASL1003"
    /// A branch or a Map's processor assigns a variable of a scope around it.
    public static let shadowedVariable: DiagnosticCode = "ASL1004"
    /// A backslash in `StringMatches` escapes neither `*` nor itself.
    public static let badPattern: DiagnosticCode = "ASL1005"
    /// `ItemsPointer` is no JSON pointer.
    public static let badPointer: DiagnosticCode = "ASL1006"
    /// Warning: the service behind an integration is not known here.
    public static let unknownService: DiagnosticCode = "ASL1007"
    /// Warning: `MaxDelaySeconds` is below `IntervalSeconds`.
    public static let delayCapBelowInterval: DiagnosticCode = "ASL1008"
    /// A `${Name}` stands where a value is needed. Given only to those who ask for a machine.
    public static let unfilledSubstitution: DiagnosticCode = "ASL1009"
    /// Warning: a variable is read that no state in reach assigns.
    public static let neverAssigned: DiagnosticCode = "ASL1010"
    /// Warning: a text starts or ends as a JSONata expression does, but does not do both.
    public static let almostAnExpression: DiagnosticCode = "ASL1011"

    /// Warning: an item reader reads Parquet, which this engine cannot.
    public static let unreadableItems: DiagnosticCode = "ASL1013"

    // MARK: YAML

    /// The text is not YAML.
    public static let invalidYAML: DiagnosticCode = "ASL2001"
    /// Aliases make the document larger than the limit allows.
    public static let tooManyAliases: DiagnosticCode = "ASL2002"
    /// A key is no scalar.
    public static let keyIsNoScalar: DiagnosticCode = "ASL2003"
    /// `<<` does not merge mappings.
    public static let badMerge: DiagnosticCode = "ASL2004"

    /// All of the above.
    public static let allOfDefinitions: [DiagnosticCode] = [
        .invalidJSON, .schema, .missingTransitionTarget, .missingEndState, .duplicateStateName, .invalidStateName,
        .duplicateLabelName, .invalidLabelName, .tooDeeplyNested, .reservedVariableName, .invalidVariableName,
        .invalidJSONata, .unsupportedJSONata, .noDollar, .noPath, .passResultIsStatic, .duplicateKey, .dollarTwins,
        .heartbeatNotBelowTimeout, .shadowedVariable, .badPattern, .badPointer, .unknownService,
        .delayCapBelowInterval, .unfilledSubstitution, .neverAssigned, .almostAnExpression, .unreadableItems,
        .invalidYAML, .tooManyAliases, .keyIsNoScalar, .badMerge,
    ]
}
