public import JSONModel
import StatesLanguage

/// Conditions of choice rules in the words that people say.
public enum ConditionText {
    /// `$.amount > 100 and not ($.vip is true)`; a JSONata condition without its `{% %}`.
    ///
    /// - Parameter rule: an element of `Choices`, or of `And`, `Or`, `Not`.
    public static func of(_ rule: JSONValue) -> String {
        if let condition = rule["Condition"] {
            return condition.stringValue.map(expression) ?? condition.description
        }
        if let tests = rule["And"]?.arrayValue { return tests.map(operand).joined(separator: " and ") }
        if let tests = rule["Or"]?.arrayValue { return tests.map(operand).joined(separator: " or ") }
        if let test = rule["Not"] { return "not \(operand(test))" }
        let variable = rule["Variable"]?.stringValue ?? "?"
        let members = rule.objectValue.map(Array.init) ?? []
        guard let comparison = members.first(where: { !notComparators.contains($0.key) }) else { return variable }
        return "\(variable) \(text(comparison.key, comparison.value))"
    }

    /// A JSONata expression without `{%` and `%}`; any other text as it is.
    public static func expression(_ text: String) -> String {
        guard text.hasPrefix("{%"), text.hasSuffix("%}"), text.utf8.count >= 4 else { return text }
        let inner = text.dropFirst(2).dropLast(2)
        let start = inner.firstIndex { !$0.isWhitespace } ?? inner.endIndex
        let end = inner.lastIndex { !$0.isWhitespace } ?? inner.startIndex
        guard start < end || start == end && start < inner.endIndex else { return "" }
        return String(inner[start...end])
    }

    private static let notComparators: Set<String> = ["Variable", "Next", "Comment", "Assign", "Output"]

    /// Several tests within another one stand in parentheses.
    private static func operand(_ test: JSONValue) -> String {
        let isCompound = test["And"] != nil || test["Or"] != nil
        return isCompound ? "(\(of(test)))" : of(test)
    }

    /// `StringEquals: "x"` → `= "x"`; `IsPresent: false` → `is not present`.
    private static func text(_ comparator: String, _ value: JSONValue) -> String {
        if comparator.hasPrefix("Is") {
            let quality = comparator.dropFirst(2)
            let noun =
                [
                    "Present": "present", "Null": "null", "Numeric": "a number", "String": "a string",
                    "Boolean": "a boolean", "Timestamp": "a timestamp",
                ][quality] ?? quality.lowercased()
            return value == false ? "is not \(noun)" : "is \(noun)"
        }
        var order = Substring(comparator)
        if order.hasSuffix("Path") { order = order.dropLast(4) }
        for family in ["String", "Numeric", "Boolean", "Timestamp"] where order.hasPrefix(family) {
            order = order.dropFirst(family.count)
            break
        }
        let isPath = comparator.hasSuffix("Path")
        let operand = isPath ? value.stringValue ?? value.description : value.description
        let signs: [Substring: String] = [
            "Equals": "=", "LessThan": "<", "GreaterThan": ">", "LessThanEquals": "≤", "GreaterThanEquals": "≥",
            "Matches": "matches",
        ]
        return "\(signs[order] ?? comparator) \(operand)"
    }
}
