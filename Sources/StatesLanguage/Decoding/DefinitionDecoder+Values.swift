import Diagnostics
import JSONModel

/// Which numbers a field takes. Bounds are written as the service prints them.
struct NumberRule {
    let minimum: Double
    let maximum: Double?
    /// Whether fractions are allowed.
    let isFractional: Bool

    static func integer(from minimum: Int, to maximum: Int? = nil) -> Self {
        Self(minimum: Double(minimum), maximum: maximum.map(Double.init), isFractional: false)
    }

    static func fractional(from minimum: Double, to maximum: Double? = nil) -> Self {
        Self(minimum: minimum, maximum: maximum, isFractional: true)
    }

    func text(_ bound: Double) -> String { isFractional ? "\(bound)" : "\(Int64(bound))" }
}

// Scalars: absent is nil, wrong is reported and nil.
extension DefinitionDecoder {
    mutating func string(_ object: ObjectReader, _ name: String) -> String? {
        object[name].flatMap { string($0) }
    }

    mutating func string(_ field: Field) -> String? {
        if let text = field.string { return text }
        if !isSubstitution(field) { report(.wrongType(.string, at: field)) }
        return nil
    }

    mutating func bool(_ field: Field) -> Bool? {
        if case .bool(let value) = field.node.kind { return value }
        if !isSubstitution(field) { report(.wrongType(.boolean, at: field)) }
        return nil
    }

    mutating func bool(_ object: ObjectReader, _ name: String) -> Bool? {
        object[name].flatMap { bool($0) }
    }

    /// A number within `rule`.
    mutating func number(_ field: Field, _ rule: NumberRule) -> JSONNumber? {
        guard case .number(let number) = field.node.kind, rule.isFractional || number.isWhole else {
            if !isSubstitution(field) { report(.wrongType(rule.isFractional ? .number : .integer, at: field)) }
            return nil
        }
        if number.doubleValue < rule.minimum {
            report(.belowMinimum(rule.text(rule.minimum), at: field))
        } else if let maximum = rule.maximum, number.doubleValue > maximum {
            report(.aboveMaximum(rule.text(maximum), at: field))
        }
        return number
    }

    mutating func integer(_ object: ObjectReader, _ name: String, _ rule: NumberRule) -> Int? {
        object[name].flatMap { number($0, rule) }.map(\.clampedInt)
    }

    /// One of a closed set of words.
    mutating func word(_ object: ObjectReader, _ name: String, of words: [String]) -> String? {
        guard let field = object[name], let text = string(field) else { return nil }
        if words.contains(where: { $0.utf8.elementsEqual(text.utf8) }) { return text }
        if !isSubstitution(field) { report(.notOneOf(words, at: field, given: text)) }
        return nil
    }

    mutating func word<Word: RawRepresentable<String>>(
        _ object: ObjectReader, _ name: String, of words: [Word]
    ) -> Word? {
        word(object, name, of: words.map(\.rawValue)).flatMap { Word(rawValue: $0) }
    }

    mutating func object(_ field: Field) -> ObjectReader? {
        if let object = field.object, field.templateFunction == nil { return object }
        if !isSubstitution(field) { report(.wrongType(.object, at: field)) }
        return nil
    }

    mutating func object(_ object: ObjectReader, _ name: String) -> ObjectReader? {
        object[name].flatMap { self.object($0) }
    }

    mutating func array(_ field: Field, mayBeEmpty: Bool = true) -> [Field]? {
        guard let elements = field.elements else {
            if !isSubstitution(field) { report(.wrongType(.array, at: field)) }
            return nil
        }
        if elements.isEmpty && !mayBeEmpty { report(.empty(at: field)) }
        return elements
    }
}

// Fields that are a literal, a `…Path`, or an expression.
extension DefinitionDecoder {
    /// `name` or, in JSONPath, `namePath`: a number.
    ///
    /// - Parameter takesContext: whether the path may start at the context object. The service refuses that for the
    ///   numbers of a Map.
    mutating func numberField(
        _ object: ObjectReader, _ name: String, _ rule: NumberRule, _ language: QueryLanguage,
        takesContext: Bool = true
    ) -> NumberField? {
        onlyOne(of: [name, "\(name)Path"], in: object)
        if let field = object[name] {
            if language == .jsonata, field.string != nil, !field.isOnlySubstitution {
                return expression(field).map(NumberField.expression)
            }
            return number(field, rule).map(NumberField.literal)
        }
        guard language == .jsonPath, let field = object["\(name)Path"] else { return nil }
        return referenceExpression(field, takesContext: takesContext).map(NumberField.path)
    }

    /// `name` or, in JSONPath, `namePath`: a text.
    mutating func textField(_ object: ObjectReader, _ name: String, _ language: QueryLanguage) -> TextField? {
        onlyOne(of: [name, "\(name)Path"], in: object)
        if let field = object[name] {
            guard let text = string(field) else { return nil }
            guard language == .jsonata, isExpression(field) else {
                warnIfPath(field, text, language)
                return .literal(text)
            }
            return expression(field).map(TextField.expression)
        }
        guard language == .jsonPath, let field = object["\(name)Path"] else { return nil }
        return valueExpression(field).map(TextField.path)
    }

    /// At most one of `names` stands in `object`.
    mutating func onlyOne(of names: [String], in object: ObjectReader) {
        let given = names.compactMap { object[$0] }.sorted { $0.anchor.start < $1.anchor.start }
        guard given.count > 1, let first = given.first, let last = given.last else { return }
        report(.moreThanOne(of: names, last: last, first: first, in: object))
    }
}

extension JSONNumber {
    /// Whether it has no fraction; integers beyond 64 bits are whole.
    var isWhole: Bool {
        switch self {
        case .int: true
        case .double(let double): double.rounded(.towardZero) == double
        case .text(let text): !text.utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
        }
    }

    /// As an integer, cut to what one holds.
    var clampedInt: Int {
        if let value = int64Value { return Int(clamping: value) }
        return doubleValue < 0 ? .min : .max
    }
}

extension Field {
    /// Whether the value is, or holds, what a template engine fills.
    var isSubstitution: Bool { string?.hasSubstitution ?? (templateFunction != nil) }

    /// The name of the CloudFormation function that the value is, if it is one.
    var templateFunction: String? {
        guard case .object(let members) = node.kind, members.count == 1, let name = members.first?.key,
            name == "Ref" || name.hasPrefix("Fn::")
        else { return nil }
        return name
    }

    /// Whether the value is a text that is a substitution and nothing else.
    var isOnlySubstitution: Bool {
        guard let text = string, text.hasPrefix("${"), text.hasSuffix("}") else { return false }
        return true
    }
}
