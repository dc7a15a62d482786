import Diagnostics
import JSONModel
import JSONata

// Expressions in JSONata, compiled as they are read, with what the service checks when a machine is created.
extension DefinitionDecoder {
    mutating func jsonataTemplate(
        _ object: ObjectReader, _ name: String, readable: StatesMembers = .everywhere
    ) -> JSONataTemplate? {
        object[name].flatMap { jsonataTemplate($0, readable: readable) }
    }

    /// JSON in which every string between `{%` and `%}` is an expression, at any depth; all else is literal.
    mutating func jsonataTemplate(_ field: Field, readable: StatesMembers = .everywhere) -> JSONataTemplate? {
        if let object = field.object {
            var members: [JSONataTemplate.Member] = []
            for member in object.fields {
                guard let value = jsonataTemplate(member, readable: readable) else { continue }
                members.append(JSONataTemplate.Member(name: member.name, value: value))
            }
            return members.allSatisfy(\.value.isLiteral) ? .literal(field.node.value) : .object(members)
        }
        if let elements = field.elements {
            let parts = elements.compactMap { jsonataTemplate($0, readable: readable) }
            return parts.allSatisfy(\.isLiteral) ? .literal(field.node.value) : .array(parts)
        }
        guard isExpression(field) else { return .literal(field.node.value) }
        return expression(field, readable: readable).map(JSONataTemplate.expression)
    }

    /// Whether a value is an expression; a text that is almost one is a text, and worth a warning.
    mutating func isExpression(_ field: Field) -> Bool {
        guard let text = field.string else { return false }
        if StateExpression.source(in: text) != nil { return true }
        if text.looksLikeJSONata { report(.almostAnExpression(at: field)) }
        return false
    }

    /// A field that must be an expression.
    mutating func expression(_ field: Field, readable: StatesMembers = .everywhere) -> StateExpression? {
        guard let text = string(field) else { return nil }
        guard let (source, offset) = StateExpression.source(in: text) else {
            report(.notAnExpression(at: field))
            return nil
        }
        let compiled: JSONataExpression, references: ExpressionReferences
        do {
            compiled = try JSONataExpression(source, dialect: .stepFunctions)
            references = try ExpressionReferences(of: source, dialect: .stepFunctions)
        } catch {
            // What a template engine fills may well be what makes it an expression.
            if isSubstitution(field) { return nil }
            let text = ExpressionText(source, offset: offset, in: field)
            report(.invalidExpression(error, at: field, error.utf8Range(in: source).map { place(of: $0, in: text) }))
            return nil
        }
        if !text.hasSubstitution { check(references, readable, ExpressionText(source, offset: offset, in: field)) }
        return StateExpression(compiled: compiled, states: StatesMembers(readBy: references, in: source))
    }

    /// Where an expression stands.
    private struct ExpressionText {
        let source: String
        /// Bytes before it in the string.
        let offset: Int
        let field: Field

        init(_ source: String, offset: Int, in field: Field) {
            self.source = source
            self.offset = offset
            self.field = field
        }
    }

    private mutating func check(
        _ references: ExpressionReferences, _ readable: StatesMembers, _ text: ExpressionText
    ) {
        checkContext(references, text)
        checkStates(references, readable, text)
        for use in references.variables where use.name != "states" && !Dialect.stepFunctions.hasFunction(use.name) {
            checkIsAssigned(use.name, at: text.field, place(of: use.utf8Range, in: text))
        }
    }

    private func place(of range: Range<Int>, in text: ExpressionText) -> SourceSpan {
        place(ofUTF8: text.offset + range.lowerBound..<text.offset + range.upperBound, in: text.field.node)
    }

    /// There is no context: an expression begins at `$states` or at a variable. One report for each name.
    private mutating func checkContext(_ references: ExpressionReferences, _ text: ExpressionText) {
        var seen: Set<String> = []
        for use in references.context where seen.insert(use.name).inserted {
            report(.noContext(use.name, at: text.field, place(of: use.utf8Range, in: text)))
        }
        if let use = references.root.first {
            report(.noRoot(at: text.field, place(of: use.utf8Range, in: text)))
        }
    }

    private mutating func checkStates(
        _ references: ExpressionReferences, _ readable: StatesMembers, _ text: ExpressionText
    ) {
        var seen: Set<String> = []
        for use in references.variables where use.name == "states" {
            guard let name = use.field, let member = StatesMembers(name: name), !readable.contains(member),
                seen.insert(name).inserted
            else { continue }
            report(.missingStatesMember(name, at: text.field, place(of: use.utf8Range, in: text)))
        }
    }

    mutating func checkAreAssigned(_ names: [String], at field: Field) {
        for name in names { checkIsAssigned(name, at: field, field.node.span) }
    }

    /// A warning of ours: the service accepts it, and evaluation finds nothing there.
    private mutating func checkIsAssigned(_ name: String, at field: Field, _ place: SourceSpan) {
        guard !visibleVariables.contains(where: { $0.contains(ExactName(name)) }) else { return }
        report(.neverAssigned(name, at: field, place))
    }
}
