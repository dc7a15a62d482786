import Diagnostics
import JSONModel
import JSONPath

// Fields that build JSON.
extension DefinitionDecoder {
    /// `name` as a template of the state's language.
    ///
    /// - Parameter readable: the members of `$states` that there are at that point.
    mutating func template(
        _ object: ObjectReader, _ name: String, _ language: QueryLanguage, readable: StatesMembers = .everywhere
    ) -> Template? {
        guard let field = object[name] else { return nil }
        return switch language {
        case .jsonPath: payloadTemplate(field).map(Template.payload)
        case .jsonata: jsonataTemplate(field, readable: readable).map(Template.jsonata)
        }
    }

    /// `Parameters` in JSONPath, `Arguments` in JSONata.
    mutating func arguments(_ object: ObjectReader, _ language: QueryLanguage) -> Template? {
        template(object, language == .jsonPath ? "Parameters" : "Arguments", language)
    }

    mutating func payloadTemplate(_ object: ObjectReader, _ name: String) -> PayloadTemplate? {
        object[name].flatMap { payloadTemplate($0) }
    }

    /// A JSONPath payload template; every member that is wrong is reported, not only the first.
    mutating func payloadTemplate(_ field: Field) -> PayloadTemplate? {
        let (errors, pending) = (errorCount, substitutions.count)
        checkPayload(field, holder: field)
        guard errors == errorCount, pending == substitutions.count else { return nil }
        do {
            return try PayloadTemplate(field.node.value)
        } catch {
            report(.notATemplate(at: field, error.message))
            return nil
        }
    }

    /// - Parameter holder: the object that the service blames for a wrong member.
    private mutating func checkPayload(_ field: Field, holder: Field) {
        if let object = field.object {
            checkDollarTwins(object)
            for member in object.fields {
                if member.name.hasSuffix(".$") {
                    checkDollarMember(member, holder: field)
                } else {
                    checkPayload(member, holder: field)
                }
            }
        } else if let elements = field.elements {
            for element in elements { checkPayload(element, holder: holder) }
        } else if let text = field.string, text.looksLikePath || text.looksLikeIntrinsic {
            report(.noDollar(at: field))
        }
    }

    private mutating func checkDollarMember(_ member: Field, holder: Field) {
        guard let text = member.string else {
            report(.notADollarValue(member, holder: holder, nil, member.node.span))
            return
        }
        do {
            checkAreAssigned(try ValueExpression(text).variableNames, at: member)
        } catch {
            if isSubstitution(member) { return }
            report(.notADollarValue(member, holder: holder, error, place(of: error, in: member)))
        }
    }

    /// `a` and `a.$` would both become `a`.
    private mutating func checkDollarTwins(_ object: ObjectReader) {
        let dynamic = object.fields.filter { $0.name.hasSuffix(".$") }
        guard !dynamic.isEmpty else { return }
        let named = Dictionary(object.fields.map { (ExactName($0.name), $0) }, uniquingKeysWith: { first, _ in first })
        for member in dynamic {
            if let twin = named[ExactName(String(member.name.dropLast(2)))] {
                let (first, last) = member.anchor.start < twin.anchor.start ? (member, twin) : (twin, member)
                report(.dollarTwins(last, first))
            }
        }
    }

    /// `Assign`: an object of variables.
    mutating func assignments(
        _ object: ObjectReader, _ language: QueryLanguage, readable: StatesMembers = .everywhere
    ) -> Template? {
        guard let field = object["Assign"] else { return nil }
        guard let variables = self.object(field) else { return nil }
        for variable in variables.fields { checkVariableName(variable, language) }
        return template(object, "Assign", language, readable: readable)
    }
}
