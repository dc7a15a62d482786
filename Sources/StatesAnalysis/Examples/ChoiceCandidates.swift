import JSONModel

/// Values that make a comparison come out one way and the other.
enum ChoiceCandidates {
    private static let other: JSONValue = "other"
    private static let early: JSONValue = "1970-01-01T00:00:00Z"
    private static let late: JSONValue = "9999-12-31T00:00:00Z"

    /// For a comparison of a Choice rule in JSONPath; `nil` if `name` is none.
    static func of(_ name: String, _ operand: JSONValue) -> [JSONValue?]? {
        if name.hasSuffix("Path") {
            if name.hasPrefix("Numeric") { return [0, 1, 2] }
            if name.hasPrefix("Boolean") { return [true, false] }
            if name.hasPrefix("Timestamp") { return [early, late] }
            return name.hasPrefix("String") ? ["a", "b"] : nil
        }
        switch name {
        case "StringEquals": return [operand, other]
        case "StringMatches":
            let text = (operand.stringValue ?? "").replacing("*", with: "x")
            return [.string(text), other]
        case "BooleanEquals": return [operand, .bool(operand.boolValue != true)]
        case "IsPresent": return [nil, other]
        case "IsNull": return [.null, other]
        case "IsString": return [other, 1]
        case "IsNumeric": return [1, other]
        case "IsBoolean": return [true, other]
        case "IsTimestamp": return [early, other]
        default: break
        }
        if name.hasPrefix("Numeric") { return numbers(operand) }
        if name.hasPrefix("String") { return [operand, "", .string((operand.stringValue ?? "") + "~")] }
        return name.hasPrefix("Timestamp") ? [operand, early, late] : nil
    }

    private static func numbers(_ operand: JSONValue) -> [JSONValue?] {
        guard case .number(let number) = operand else { return [1] }
        if case .int(let value) = number, value > .min, value < .max {
            return [operand, .int(value - 1), .int(value + 1)]
        }
        return [operand, .double(number.doubleValue - 1), .double(number.doubleValue + 1)]
    }

    /// What a path in a JSONata expression is used as, by what stands around it.
    static func use(before: Substring, behind: Substring, isCondition: Bool) -> DataReference.Use {
        for sign in ["!=", "<=", ">=", "=", "<", ">"] where behind.hasPrefix(sign) {
            guard let literal = literal(behind.dropFirst(sign.count).drop(while: \.isWhitespace)) else { break }
            switch literal {
            case .number: return .test(numbers(literal))
            case .bool: return .test([true, false])
            case .null: return .test([.null, other])
            case .string, .array, .object: return .test([literal, sign.count == 1 && sign != "=" ? "~" : other])
            }
        }
        if before.hasSuffix("$exists(") { return .test([nil, other]) }
        if ["$count(", "$map(", "$filter("].contains(where: before.hasSuffix) { return .list }
        let arithmetic: Set<Character> = ["+", "-", "*", "/"]
        if let next = behind.first, arithmetic.contains(next) { return .number }
        if let last = before.last, arithmetic.contains(last) { return .number }
        guard isCondition else { return .anything }
        // What stands alone, or with `and` and `or`, is true or false.
        let starts = before.isEmpty || ["(", " and", " or"].contains { before.hasSuffix($0) }
        let ends = behind.isEmpty || [")", "and ", "or "].contains { behind.hasPrefix($0) }
        let isCall = before.hasSuffix("(") && !before.hasSuffix("$not(") && before.dropLast().last?.isLetter == true
        return starts && ends && !isCall ? .test([true, false]) : .anything
    }

    /// The literal that `text` begins with.
    private static func literal(_ text: Substring) -> JSONValue? {
        for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
        where text.hasPrefix(word) {
            return value
        }
        if let quote = text.first, quote == "'" || quote == "\"", let end = text.dropFirst().firstIndex(of: quote) {
            return .string(String(text[text.index(after: text.startIndex)..<end]))
        }
        let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        guard !digits.isEmpty, let value = try? JSONParser.parse(String(digits)), value.numberValue != nil else {
            return nil
        }
        return value
    }
}
