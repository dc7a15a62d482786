import Diagnostics
import JSONModel
import JSONPath
import JSONata

// What is said about paths, templates, expressions and variables.
extension Diagnostic {
    static func notAPath(at field: Field, _ error: JSONPathSyntaxError, _ place: SourceSpan) -> Diagnostic {
        schema("Value must be a valid JSONPath.", at: field, notes: [Note(message: error.message, span: place)])
    }

    /// - Parameter error: `nil` for a path that is one but may name several values.
    static func notAReferencePath(
        at field: Field, _ error: JSONPathSyntaxError?, _ place: SourceSpan
    ) -> Diagnostic {
        guard let error else { return schema("Value is not a Reference Path", at: field) }
        let isRooted = field.string?.hasPrefix("$") ?? false
        return schema(
            "Value is not a Reference Path" + (isRooted ? "" : ": Reference path didn't start with '$'"), at: field,
            notes: isRooted ? [Note(message: error.message, span: place)] : [])
    }

    static func notAPathOrIntrinsic(at field: Field, _ error: JSONPathSyntaxError, _ place: SourceSpan) -> Diagnostic {
        schema(
            "The value for the field '\(field.name)' must be a valid JSONPath or a valid intrinsic function call",
            at: field, notes: [Note(message: error.message, span: place)] + suggestion(for: error))
    }

    /// - Parameter holder: the object around the member; the service blames it.
    static func notADollarValue(
        _ field: Field, holder: Field, _ error: JSONPathSyntaxError?, _ place: SourceSpan
    ) -> Diagnostic {
        let details = error.map { [Note(message: $0.message, span: place)] + suggestion(for: $0) } ?? []
        return schema(
            "The value for the field '\(field.name)' must be a valid JSONPath or a valid intrinsic function call",
            at: field.node.span, location: holder.path, notes: details)
    }

    private static func suggestion(for error: JSONPathSyntaxError) -> [Note] {
        guard case .unknownIntrinsic(let name) = error.kind else { return [] }
        return didYouMean(name, among: intrinsics)
    }

    private static let intrinsics = [
        "Format", "StringToJson", "JsonToString", "Array", "ArrayPartition", "ArrayContains", "ArrayRange",
        "ArrayGetItem", "ArrayLength", "ArrayUnique", "Base64Encode", "Base64Decode", "Hash", "JsonMerge",
        "MathRandom", "MathAdd", "StringSplit", "UUID",
    ].map { "States.\($0)" }

    static func notATemplate(at field: Field, _ message: String) -> Diagnostic {
        schema("Value must be a valid payload template", at: field, notes: [Note(message: message)])
    }

    static func dollarTwins(_ last: Field, _ first: Field) -> Diagnostic {
        Diagnostic(
            code: .dollarTwins, severity: .error,
            message: "“\(last.name)” and “\(first.name)” would give two members of one name", span: last.anchor,
            location: last.path, notes: [Note(message: "“\(first.name)” is here", span: first.anchor)])
    }

    static func notAnExpression(at field: Field) -> Diagnostic {
        schema("JSONata string must start with {% and end with %}", at: field)
    }

    static func almostAnExpression(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .almostAnExpression, severity: .warning,
            message: "this is a text, since an expression starts with {% and ends with %}", span: field.node.span,
            location: field.path)
    }

    /// - Parameter place: where in the expression, if that is known.
    static func invalidExpression(_ error: JSONataError, at field: Field, _ place: SourceSpan?) -> Diagnostic {
        Diagnostic(
            code: .invalidJSONata, severity: .error, message: error.message, span: place ?? field.node.span,
            location: field.path, notes: error.code.map { [Note(message: "JSONata calls this \($0)")] } ?? [])
    }

    static func noContext(_ name: String, at field: Field, _ place: SourceSpan) -> Diagnostic {
        let hint =
            name == "$"
            ? "an expression has no context; the state's input is “$states.input”"
            : "an expression has no context; a member of the state's input is “$states.input.\(name)”"
        return Diagnostic(
            code: .unsupportedJSONata, severity: .error,
            message: "Reference to '\(name)' at the top level is not supported.", span: place, location: field.path,
            notes: [Note(message: hint)])
    }

    static func noRoot(at field: Field, _ place: SourceSpan) -> Diagnostic {
        Diagnostic(
            code: .unsupportedJSONata, severity: .error, message: "Reference to '$$' is not supported.", span: place,
            location: field.path, notes: [Note(message: "the state's input is “$states.input”")])
    }

    static func missingStatesMember(_ name: String, at field: Field, _ place: SourceSpan) -> Diagnostic {
        let hint =
            name == "result"
            ? "it is there in “Output” and “Assign” of Task, Parallel and Map states"
            : "it is there in “Output” and “Assign” of a catcher"
        return Diagnostic(
            code: .unsupportedJSONata, severity: .error, message: "Field '$states.\(name)' does not exist.",
            span: place, location: field.path, notes: [Note(message: hint)])
    }

    static func neverAssigned(_ name: String, at field: Field, _ place: SourceSpan) -> Diagnostic {
        Diagnostic(
            code: .neverAssigned, severity: .warning,
            message: "no state that could run before assigns the variable “\(name)”", span: place,
            location: field.path)
    }

    static func noDollar(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .noDollar, severity: .warning,
            message: "No .$ on a field that appears to be a JSONPath or Intrinsic Function", span: field.node.span,
            location: field.path, notes: [Note(message: "as “\(field.name).$” it would be evaluated")])
    }

    static func noPath(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .noPath, severity: .warning,
            message: "Field value looks like a path, but field name does not end with 'Path'", span: field.node.span,
            location: field.path, notes: [Note(message: "as “\(field.name)Path” it would be evaluated")])
    }

    static func staticResult(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .passResultIsStatic, severity: .warning,
            message: "Attempt to use a path in the result of a pass state", span: field.node.span,
            location: field.path, notes: [Note(message: "“Parameters” is evaluated, “Result” is not")])
    }

    static func reservedVariable(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .reservedVariableName, severity: .error, message: "Cannot assign to reserved variable '$states'.",
            span: field.anchor, location: field.path)
    }

    static func invalidVariableName(_ name: String, at field: Field, _ why: String) -> Diagnostic {
        Diagnostic(
            code: .invalidVariableName, severity: .error, message: "Invalid variable name '\(name)': \(why).",
            span: field.anchor, location: field.path)
    }

    static func shadowedVariable(_ name: String, at field: Field, outer: Field) -> Diagnostic {
        Diagnostic(
            code: .shadowedVariable, severity: .error,
            message: "“\(name)” is a variable of a scope around this one, which may only read it", span: field.anchor,
            location: field.path, notes: [Note(message: "it is assigned here", span: outer.anchor)])
    }
}
