public import JSONModel

extension When {
    /// How a variable is compared: one of the language's 39 comparators with its operand. JSONPath only.
    ///
    /// - Source: States Language specification, “Choice state”.
    public struct Comparison: Hashable, Sendable {
        /// The field: `StringEquals` …
        let name: String
        let operand: JSONValue

        private init(_ name: String, _ operand: JSONValue) {
            self.name = name
            self.operand = operand
        }
    }
}

/// Of strings, by UTF-16 code unit. Comparators in `…Path` take the path of what is compared with.
extension When.Comparison {
    public static func stringEquals(_ text: String) -> Self { Self("StringEquals", .string(text)) }
    public static func stringEqualsPath(_ path: String) -> Self { Self("StringEqualsPath", .string(path)) }
    public static func stringLessThan(_ text: String) -> Self { Self("StringLessThan", .string(text)) }
    public static func stringLessThanPath(_ path: String) -> Self { Self("StringLessThanPath", .string(path)) }
    public static func stringGreaterThan(_ text: String) -> Self { Self("StringGreaterThan", .string(text)) }
    public static func stringGreaterThanPath(_ path: String) -> Self { Self("StringGreaterThanPath", .string(path)) }
    public static func stringLessThanEquals(_ text: String) -> Self { Self("StringLessThanEquals", .string(text)) }
    public static func stringLessThanEqualsPath(_ path: String) -> Self {
        Self("StringLessThanEqualsPath", .string(path))
    }
    public static func stringGreaterThanEquals(_ text: String) -> Self {
        Self("StringGreaterThanEquals", .string(text))
    }
    public static func stringGreaterThanEqualsPath(_ path: String) -> Self {
        Self("StringGreaterThanEqualsPath", .string(path))
    }

    /// `*` stands for any text, `\*` and `\\` for themselves.
    public static func stringMatches(_ pattern: String) -> Self { Self("StringMatches", .string(pattern)) }
}

/// Of numbers.
extension When.Comparison {
    public static func numericEquals(_ number: JSONNumber) -> Self { Self("NumericEquals", .number(number)) }
    public static func numericEqualsPath(_ path: String) -> Self { Self("NumericEqualsPath", .string(path)) }
    public static func numericLessThan(_ number: JSONNumber) -> Self { Self("NumericLessThan", .number(number)) }
    public static func numericLessThanPath(_ path: String) -> Self { Self("NumericLessThanPath", .string(path)) }
    public static func numericGreaterThan(_ number: JSONNumber) -> Self { Self("NumericGreaterThan", .number(number)) }
    public static func numericGreaterThanPath(_ path: String) -> Self { Self("NumericGreaterThanPath", .string(path)) }
    public static func numericLessThanEquals(_ number: JSONNumber) -> Self {
        Self("NumericLessThanEquals", .number(number))
    }
    public static func numericLessThanEqualsPath(_ path: String) -> Self {
        Self("NumericLessThanEqualsPath", .string(path))
    }
    public static func numericGreaterThanEquals(_ number: JSONNumber) -> Self {
        Self("NumericGreaterThanEquals", .number(number))
    }
    public static func numericGreaterThanEqualsPath(_ path: String) -> Self {
        Self("NumericGreaterThanEqualsPath", .string(path))
    }
}

/// Of times, RFC 3339.
extension When.Comparison {
    public static func timestampEquals(_ timestamp: String) -> Self { Self("TimestampEquals", .string(timestamp)) }
    public static func timestampEqualsPath(_ path: String) -> Self { Self("TimestampEqualsPath", .string(path)) }
    public static func timestampLessThan(_ timestamp: String) -> Self { Self("TimestampLessThan", .string(timestamp)) }
    public static func timestampLessThanPath(_ path: String) -> Self { Self("TimestampLessThanPath", .string(path)) }
    public static func timestampGreaterThan(_ timestamp: String) -> Self {
        Self("TimestampGreaterThan", .string(timestamp))
    }
    public static func timestampGreaterThanPath(_ path: String) -> Self {
        Self("TimestampGreaterThanPath", .string(path))
    }
    public static func timestampLessThanEquals(_ timestamp: String) -> Self {
        Self("TimestampLessThanEquals", .string(timestamp))
    }
    public static func timestampLessThanEqualsPath(_ path: String) -> Self {
        Self("TimestampLessThanEqualsPath", .string(path))
    }
    public static func timestampGreaterThanEquals(_ timestamp: String) -> Self {
        Self("TimestampGreaterThanEquals", .string(timestamp))
    }
    public static func timestampGreaterThanEqualsPath(_ path: String) -> Self {
        Self("TimestampGreaterThanEqualsPath", .string(path))
    }
}

/// Of booleans.
extension When.Comparison {
    public static func booleanEquals(_ value: Bool) -> Self { Self("BooleanEquals", .bool(value)) }
    public static func booleanEqualsPath(_ path: String) -> Self { Self("BooleanEqualsPath", .string(path)) }
}

/// Whether the variable is there, or of a type.
extension When.Comparison {
    public static func isNull(_ answer: Bool) -> Self { Self("IsNull", .bool(answer)) }
    public static func isPresent(_ answer: Bool) -> Self { Self("IsPresent", .bool(answer)) }
    public static func isNumeric(_ answer: Bool) -> Self { Self("IsNumeric", .bool(answer)) }
    public static func isString(_ answer: Bool) -> Self { Self("IsString", .bool(answer)) }
    public static func isBoolean(_ answer: Bool) -> Self { Self("IsBoolean", .bool(answer)) }
    public static func isTimestamp(_ answer: Bool) -> Self { Self("IsTimestamp", .bool(answer)) }
}
