import Diagnostics
import JSONModel

// What is said about fields and their values. The sentences are the service's where they are known, trailing spaces
// and full stops included.
extension Diagnostic {
    /// The types of JSON, as the service spells them.
    enum ValueType: String {
        case string = "[STRING]"
        case boolean = "[BOOLEAN]"
        case object = "[OBJECT]"
        case array = "[ARRAY]"
        case number = "Double"
        case integer = "Integer"
    }

    static func schema(
        _ message: String, at span: SourceSpan, location: String?, notes: [Note] = []
    ) -> Diagnostic {
        Diagnostic(code: .schema, severity: .error, message: message, span: span, location: location, notes: notes)
    }

    /// About the value of a field.
    static func schema(_ message: String, at field: Field, notes: [Note] = []) -> Diagnostic {
        schema(message, at: field.node.span, location: field.path, notes: notes)
    }

    static func wrongType(_ type: ValueType, at field: Field) -> Diagnostic {
        // The key says enough where the value is large.
        let isLarge = field.object != nil || field.elements != nil
        return schema(
            "Expected value of type \(type.rawValue)", at: isLarge ? field.anchor : field.node.span,
            location: field.path)
    }

    static func belowMinimum(_ minimum: String, at field: Field) -> Diagnostic {
        schema("Minimum value is \(minimum)", at: field)
    }

    static func aboveMaximum(_ maximum: String, at field: Field) -> Diagnostic {
        schema("Maximum value is \(maximum)", at: field)
    }

    static func notOneOf(_ words: [String], at field: Field, given: String) -> Diagnostic {
        schema(
            "Value should be one of the following: [\(words.joined(separator: ", "))]", at: field,
            notes: didYouMean(given, among: words))
    }

    static func unknownStateType(_ text: String, at field: Field) -> Diagnostic {
        let types = StateType.allCases.map(\.rawValue)
        return schema(
            "The field 'Type' should have one of these values: [\(types.joined(separator: ", "))]", at: field,
            notes: didYouMean(text, among: types))
    }

    static func empty(at field: Field) -> Diagnostic { schema("Value cannot be empty", at: field) }

    static func missing(_ names: [String], in object: ObjectReader) -> Diagnostic {
        schema(
            "These fields are required: [\(names.joined(separator: ", "))]", at: object.anchor,
            location: object.location)
    }

    /// The sentence that the service has for arguments of integrations and for `Credentials`.
    static func requiredButMissing(_ name: String, in object: ObjectReader) -> Diagnostic {
        schema("The field '\(name)' is required but was missing", at: object.anchor, location: object.location)
    }

    /// The sentence that the service has for readers.
    static func requiredField(_ name: String, in object: ObjectReader) -> Diagnostic {
        schema("The field '\(name)' is required", at: object.anchor, location: object.location)
    }

    static func noneOf(_ names: [String], in object: ObjectReader) -> Diagnostic {
        schema(
            "This object should have only one of the following fields: [\(names.joined(separator: ", "))]",
            at: object.anchor, location: object.location)
    }

    static func moreThanOne(of names: [String], last: Field, first: Field, in object: ObjectReader) -> Diagnostic {
        schema(
            "There should only be one of the following fields: [\(names.joined(separator: ", "))]", at: last.anchor,
            location: object.location, notes: [Note(message: "“\(first.name)” is here", span: first.anchor)])
    }

    static func unsupportedField(_ field: Field, in object: ObjectReader, candidates: [String]) -> Diagnostic {
        schema(
            "Field '\(field.name)' is not supported", at: field.anchor, location: object.location,
            notes: didYouMean(field.name, among: candidates.filter { !object.has($0) }))
    }

    static func otherLanguage(_ field: Field, _ language: QueryLanguage, in object: ObjectReader) -> Diagnostic {
        let other = language == .jsonata ? QueryLanguage.jsonPath : .jsonata
        return schema(
            "The QueryLanguage is set to '\(language.rawValue)', but field '\(field.name)' is only supported for"
                + " the '\(other.rawValue)' QueryLanguage", at: field.anchor, location: object.location)
    }

    static func jsonPathInJSONataMachine(_ object: ObjectReader) -> Diagnostic {
        schema(
            "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
            at: object["QueryLanguage"]?.node.span ?? object.anchor, location: object.location)
    }

    static func notATimestamp(at field: Field) -> Diagnostic {
        schema("String does not match RFC3339 timestamp", at: field)
    }

    static func duplicateKey(_ member: JSONNode.Member, first: JSONNode.Member, location: String) -> Diagnostic {
        Diagnostic(
            code: .duplicateKey, severity: .error, message: "the key “\(member.key)” stands twice in this object",
            span: member.keySpan, location: location,
            notes: [Note(message: "the first one is here", span: first.keySpan)])
    }

    static func badPointer(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .badPointer, severity: .error,
            message: "not a JSON pointer such as “/a/b/0” with “~0” for “~” and “~1” for “/”", span: field.node.span,
            location: field.path)
    }

    static func badPattern(at field: Field) -> Diagnostic {
        Diagnostic(
            code: .badPattern, severity: .error, message: "a backslash may only escape “*” and itself",
            span: field.node.span, location: field.path)
    }

    static func unfilledSubstitution(_ substitution: Substitution) -> Diagnostic {
        Diagnostic(
            code: .unfilledSubstitution, severity: .error,
            message: "“\(substitution.text)” must be filled before the definition can be used",
            span: substitution.span, location: substitution.location)
    }

    static func didYouMean(_ name: String, among candidates: some Sequence<String>) -> [Note] {
        guard let nearest = Suggestion.nearest(to: name, among: candidates) else { return [] }
        return [Note(message: "did you mean “\(nearest)”?")]
    }
}
