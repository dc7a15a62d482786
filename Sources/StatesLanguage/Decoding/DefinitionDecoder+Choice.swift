import Diagnostics
import JSONModel
import JSONPath

extension DefinitionDecoder {
    mutating func choice(_ object: ObjectReader, _ context: StateContext) -> ChoiceState? {
        let fallback = string(object, "Default")
        guard require(["Choices"], in: object), let field = object["Choices"],
            let elements = array(field, mayBeEmpty: false)
        else { return nil }
        var rules: [ChoiceRule] = []
        for element in elements {
            guard let rule = self.object(element) else { continue }
            if let rule = self.rule(rule, context.language) { rules.append(rule) }
        }
        return rules.count == elements.count ? ChoiceState(rules: rules, defaultNext: fallback) : nil
    }

    private mutating func rule(_ object: ObjectReader, _ language: QueryLanguage) -> ChoiceRule? {
        require(["Next"], in: object)
        let next = string(object, "Next")
        let comment = string(object, "Comment")
        let assign = assignments(object, language)
        let test: ChoiceRule.Test?
        var output: JSONataTemplate?
        switch language {
        case .jsonPath:
            test = self.test(object, isTopLevel: true, nesting: 0).map(ChoiceRule.Test.comparison)
        case .jsonata:
            checkFields(of: object, .conditionRule, language)
            output = jsonataTemplate(object, "Output")
            test = condition(object).map(ChoiceRule.Test.condition)
        }
        guard let next, let test else { return nil }
        return ChoiceRule(comment: comment, test: test, next: next, assign: assign, output: output)
    }

    /// `Condition`: an expression, or a literal boolean.
    private mutating func condition(_ object: ObjectReader) -> JSONataTemplate? {
        guard let field = object["Condition"] else {
            // A rule that is written in the other language has been reported as such.
            if !FieldSet.conditionRule.jsonPath.contains(where: object.has) {
                report(.missing(["Condition"], in: object))
            }
            return nil
        }
        if case .bool = field.node.kind { return .literal(field.node.value) }
        return expression(field).map(JSONataTemplate.expression)
    }

    /// A comparison, or `And`, `Or`, `Not` of some.
    private mutating func test(_ object: ObjectReader, isTopLevel: Bool, nesting: Int) -> ChoiceTest? {
        checkFields(of: object, isTopLevel ? .rule : .nestedRule, .jsonPath)
        guard nesting < options.maximumNesting else {
            report(.tooDeeplyNested(object, limit: options.maximumNesting))
            return nil
        }
        let selectors = ["And", "Or", "Not", "Variable"].compactMap { object[$0] }
            .sorted { $0.anchor.start < $1.anchor.start }
        guard let selector = selectors.first, selectors.count == 1 else {
            // `Condition` has been reported: it belongs to the other language.
            if !object.has("Condition") { report(.ruleSelectors(selectors, in: object)) }
            return nil
        }
        switch selector.name {
        case "Not":
            return self.object(selector)
                .flatMap { test($0, isTopLevel: false, nesting: nesting + 1) }.map(ChoiceTest.not)
        case "And": return tests(selector, nesting: nesting).map(ChoiceTest.and)
        case "Or": return tests(selector, nesting: nesting).map(ChoiceTest.or)
        default: return comparison(object, variable: selector)
        }
    }

    private mutating func tests(_ field: Field, nesting: Int) -> [ChoiceTest]? {
        guard let elements = array(field, mayBeEmpty: false) else { return nil }
        var tests: [ChoiceTest] = []
        for element in elements {
            guard let object = object(element) else { continue }
            if let test = test(object, isTopLevel: false, nesting: nesting + 1) { tests.append(test) }
        }
        return tests.count == elements.count ? tests : nil
    }

    private mutating func comparison(_ object: ObjectReader, variable: Field) -> ChoiceTest? {
        let path = choiceVariable(variable)
        let operators = object.fields.filter { Comparator(rawValue: $0.name) != nil }
        guard let first = operators.first, let last = operators.last, let comparator = Comparator(rawValue: first.name)
        else {
            report(.noComparator(in: object))
            return nil
        }
        guard operators.count == 1 else {
            report(.moreThanOne(of: operators.map(\.name), last: last, first: first, in: object))
            return nil
        }
        guard let comparison = comparison(comparator, first), let path else { return nil }
        return .comparison(variable: path, comparison)
    }

    /// `Variable` and the operands of `…Path` comparators.
    private mutating func choiceVariable(_ field: Field) -> JSONPath? {
        guard let text = string(field) else { return nil }
        do {
            let path = try JSONPath(text)
            checkAreAssigned(path.variableNames, at: field)
            return path
        } catch {
            if !isSubstitution(field) { report(.notAReferencePath(at: field, error, place(of: error, in: field))) }
            return nil
        }
    }

    private mutating func comparison(_ comparator: Comparator, _ field: Field) -> ChoiceComparison? {
        switch comparator.kind {
        case .order(let family, let order, isPath: true):
            guard let path = choiceVariable(field) else { return nil }
            return switch family {
            case .string: .string(order, .path(path))
            case .numeric: .numeric(order, .path(path))
            case .boolean: .boolean(.path(path))
            case .timestamp: .timestamp(order, .path(path))
            }
        case .order(let family, let order, isPath: false): return literal(family, order, field)
        case .matches:
            guard let text = string(field) else { return nil }
            if let pattern = WildcardPattern(text) { return .stringMatches(pattern) }
            report(.badPattern(at: field))
            return nil
        case .check(let make): return bool(field).map(make)
        }
    }

    private mutating func literal(
        _ family: Comparator.Family, _ order: ChoiceOrder, _ field: Field
    ) -> ChoiceComparison? {
        switch family {
        case .string:
            guard let text = string(field) else { return nil }
            warnIfPath(field, text, .jsonPath)
            return .string(order, .literal(text))
        case .numeric:
            let any = NumberRule.fractional(from: -.infinity)
            return number(field, any).map { .numeric(order, .literal($0)) }
        case .boolean: return bool(field).map { .boolean(.literal($0)) }
        case .timestamp:
            guard let text = string(field) else { return nil }
            if let time = Timestamp(rfc3339: text) { return .timestamp(order, .literal(time)) }
            if !isSubstitution(field) { report(.notATimestamp(at: field)) }
            return nil
        }
    }
}

/// The name of a comparator, taken apart.
struct Comparator: RawRepresentable {
    enum Family: String, CaseIterable {
        case string = "String"
        case numeric = "Numeric"
        case boolean = "Boolean"
        case timestamp = "Timestamp"
    }

    enum Kind {
        case order(Family, ChoiceOrder, isPath: Bool)
        case matches
        case check(@Sendable (Bool) -> ChoiceComparison)
    }

    let rawValue: String
    let kind: Kind

    init?(rawValue: String) {
        guard let kind = Self.all[rawValue] else { return nil }
        self.rawValue = rawValue
        self.kind = kind
    }

    /// All 39.
    static let names = all.keys.sorted()

    private static let all: [String: Kind] = {
        var all: [String: Kind] = [
            "StringMatches": .matches,
            "IsNull": .check { .isNull($0) },
            "IsPresent": .check { .isPresent($0) },
            "IsNumeric": .check { .isNumeric($0) },
            "IsString": .check { .isString($0) },
            "IsBoolean": .check { .isBoolean($0) },
            "IsTimestamp": .check { .isTimestamp($0) },
        ]
        for family in Family.allCases {
            for order in ChoiceOrder.allCases where family != .boolean || order == .equals {
                all[family.rawValue + order.rawValue] = .order(family, order, isPath: false)
                all[family.rawValue + order.rawValue + "Path"] = .order(family, order, isPath: true)
            }
        }
        return all
    }()
}
