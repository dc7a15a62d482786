import Diagnostics
import JSONModel

// What is said about states and how they are joined, about errors, resources and rules.
extension Diagnostic {
    static func missingTarget(_ target: Outline.Target, in scope: Outline, hints: Bool) -> Diagnostic {
        var notes = hints ? didYouMean(target.name, among: scope.states.lazy.map(\.name)) : []
        notes.append(Note(message: "the states of this scope", span: scope.anchor))
        // The service says 'Next' whatever the field is called.
        return Diagnostic(
            code: .missingTransitionTarget, severity: .error, message: "Missing 'Next' target: \(target.name)",
            span: target.span, location: target.location, notes: notes)
    }

    static func unreachable(_ state: Outline.State) -> Diagnostic {
        Diagnostic(
            code: .missingTransitionTarget, severity: .error, message: "State \"\(state.name)\" is not reachable.",
            span: state.anchor, location: state.path)
    }

    static func noTerminalState(_ scope: Outline) -> Diagnostic {
        Diagnostic(
            code: .missingEndState, severity: .error, message: "Workflow has no terminal state", span: scope.anchor)
    }

    static func duplicateStateName(_ state: Outline.State, first: Outline.State) -> Diagnostic {
        Diagnostic(
            code: .duplicateStateName, severity: .error, message: "Duplicate State name: \(state.name)",
            span: state.anchor, location: state.path,
            notes: [Note(message: "the first one is here", span: first.anchor)])
    }

    static func emptyStateName(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .invalidStateName, severity: .error, message: "Invalid State name: the name is empty",
            span: field.anchor, location: field.path)
    }

    static func stateNameTooLong(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .invalidStateName, severity: .error,
            message: "Invalid State name: \(field.name) exceeds the 80-character limit allowed by the service",
            span: field.anchor, location: field.path)
    }

    static func labelTooLong(_ label: String, at field: Field) -> Diagnostic {
        Diagnostic(
            code: .invalidLabelName, severity: .error,
            message: "Invalid Label name: \(label) exceeds the 40-character limit allowed by the service",
            span: field.node.span, location: field.path)
    }

    static func duplicateLabel(_ label: String, at field: Field, first: Field) -> Diagnostic {
        Diagnostic(
            code: .duplicateLabelName, severity: .error, message: "Duplicate Label name: \(label)",
            span: field.node.span, location: field.path,
            notes: [Note(message: "the first one is here", span: first.node.span)])
    }

    static func tooDeeplyNested(_ object: ObjectReader, limit: Int) -> Diagnostic {
        Diagnostic(
            code: .tooDeeplyNested, severity: .error, message: "more than \(limit) levels stand in each other",
            span: object.anchor, location: object.location)
    }

    // MARK: Choice

    static func ruleSelectors(_ given: [Field], in object: ObjectReader) -> Diagnostic {
        schema(
            "The object must have only one of the following fields, [And, Or, Not, Variable, Condition]",
            at: given.last?.anchor ?? object.anchor, location: object.location)
    }

    static func noComparator(in object: ObjectReader) -> Diagnostic {
        let unknown = object.fields.first { !FieldSet.rule.both.contains($0.name) && $0.name != "Comment" }
        return schema(
            "This object should have only one of the following fields: [StringEquals, NumericEquals, IsPresent, …]",
            at: object.anchor, location: object.location,
            notes: unknown.map { didYouMean($0.name, among: Comparator.names) } ?? [])
    }

    // MARK: Errors and limits

    static func catchAllNotLast(_ name: Field, in names: Field) -> Diagnostic {
        schema("States.ALL must appear alone and at end of list", at: name.node.span, location: names.path)
    }

    static func heartbeatNotBelowTimeout(at field: Field, _ timeout: Field) -> Diagnostic {
        Diagnostic(
            code: .heartbeatNotBelowTimeout, severity: .error,
            message: "HeartbeatSeconds must be smaller than TimeoutSeconds", span: field.node.span,
            location: field.path, notes: [Note(message: "TimeoutSeconds is here", span: timeout.node.span)])
    }

    static func delayCapBelowInterval(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .delayCapBelowInterval, severity: .warning,
            message: "MaxDelaySeconds is below IntervalSeconds and shortens every delay", span: field.node.span,
            location: field.path)
    }

    // MARK: Resources

    static func notAnARN(at field: Field) -> Diagnostic { schema("Value is not a valid resource ARN", at: field) }

    static func unknownResource(at field: Field) -> Diagnostic {
        schema(
            "The resource provided \(field.string ?? "") is not recognized. The value is not a valid resource ARN,"
                + " or the resource is not available in this region.", at: field)
    }

    static func unknownService(_ service: String, at field: Field) -> Diagnostic {
        Diagnostic(
            code: .unknownService, severity: .warning,
            message: "the integration “\(service)” is not known here; the service may refuse it",
            span: field.node.span, location: field.path)
    }

    static func resourceNotAllowed(at field: Field) -> Diagnostic {
        schema("The field 'Resource' does not match any of the allowed values", at: field)
    }

    static func credentialsOfActivity(at field: Field) -> Diagnostic {
        schema("The field 'Credentials' is not supported for activities", at: field.anchor, location: field.path)
    }

    static func syncInExpress(at field: Field) -> Diagnostic {
        schema("Express state machine does not support '.sync' service integration", at: field)
    }

    /// The space at the end is the service's.
    static func callbackInExpress(at field: Field) -> Diagnostic {
        schema("Express state machine does not support '.waitForTaskToken' service integration ", at: field)
    }

    static func activityInExpress(at field: Field) -> Diagnostic {
        schema("Express state machine does not support Activity ARN", at: field)
    }

    static func unreadableItems(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .unreadableItems, severity: .warning,
            message: "Parquet files are not supported by this engine, so the machine cannot be run here",
            span: field.node.span,
            location: field.path)
    }

    static func distributedInExpress(at field: Field) -> Diagnostic {
        schema(
            "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines", at: field)
    }
}
