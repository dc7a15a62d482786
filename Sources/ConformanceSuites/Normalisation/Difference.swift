package import JSONModel

/// The first place in which two answers differ, said readably.
package enum Difference {
    /// `nil` if they are equal, down to the order of members and the spelling of numbers.
    ///
    /// - Parameter places: JSON pointers of where they must differ instead.
    package static func first(
        _ expected: JSONObject, _ actual: JSONObject?, but places: [String] = []
    ) -> String? {
        guard let actual else { return "the answer is no JSON any more after the replacements" }
        return first(.object(expected), .object(actual), at: [], but: places)
    }

    private static func first(
        _ expected: JSONValue, _ actual: JSONValue, at path: JSONPointer, but places: [String]
    ) -> String? {
        if !places.isEmpty, places.contains(path.description) {
            return expected == actual ? "\(path): is said to differ, and does not" : nil
        }
        switch (expected, actual) {
        case (.object(let expected), .object(let actual)):
            for (key, value) in expected {
                let place = path.appending(key)
                guard let other = actual[key] else { return "\(place): missing; expected \(short(value))" }
                if let found = first(value, other, at: place, but: places) { return found }
            }
            if let extra = actual.first(where: { expected[$0.key] == nil }) {
                return "\(path.appending(extra.key)): unexpected \(short(extra.value))"
            }
            let order = (expected: expected.map(\.key), actual: actual.map(\.key))
            return order.expected == order.actual
                ? nil : "\(path): members in the order \(order.actual), expected \(order.expected)"
        case (.array(let expected), .array(let actual)):
            for (index, value) in expected.enumerated() {
                guard index < actual.count else {
                    return "\(path.appending(index)): missing; expected \(short(value))"
                }
                if let found = first(value, actual[index], at: path.appending(index), but: places) { return found }
            }
            return actual.count > expected.count
                ? "\(path.appending(expected.count)): unexpected \(short(actual[expected.count]))" : nil
        default:
            let isEqual = expected.description == actual.description
            return isEqual ? nil : "\(path):\n  expected \(short(expected))\n  but got  \(short(actual))"
        }
    }

    private static func short(_ value: JSONValue) -> String {
        let text = value.description
        return text.count > 600 ? text.prefix(600) + "…" : text
    }
}
