import Foundation
import JSONModel
import StatesLanguage

/// The placeholders of one recording, and what they stand for in this run.
struct Placeholders: Sendable {
    /// Placeholder → the value that the case's definition and input have for it, the longest placeholder first.
    private var values: [(placeholder: String, value: String)]
    /// What stands before `:N>` in the placeholders of task tokens.
    private let tokenNames: [String]
    /// The virtual time of the run: what `{{now}}` is.
    let now: Int64

    init(_ recorded: JSONValue, now: Int64) {
        var found: [String: Set<String>] = ["<partition>": ["aws"], "<region>": ["us-east-1"]]
        for item in recorded["placeholders"]?.arrayValue ?? [] {
            guard let placeholder = item["placeholder"]?.stringValue, let value = item["value"]?.stringValue else {
                continue
            }
            found[placeholder, default: []].insert(value)
        }
        // A placeholder with two values does not tell which is meant.
        values = found.compactMap { placeholder, values in
            values.count == 1 ? values.first.map { (placeholder, $0) } : nil
        }.sorted { ($0.placeholder.count, $0.placeholder) > ($1.placeholder.count, $1.placeholder) }
        tokenNames = (recorded["transformers"]?.arrayValue ?? []).compactMap { transformer in
            transformer["path"] == "$..TaskToken" ? transformer["replacement"]?.stringValue : nil
        }
        self.now = now
        learn(from: recorded)
    }

    /// Adds the values of numbered placeholders that stand in the recorded inputs, where the case has the real ones.
    private mutating func learn(from recorded: JSONValue) {
        guard let input = recorded["input"]?.stringValue, let actual = try? JSONParser.parse(input) else { return }
        for answer in recorded["expected"]?.objectValue?.values ?? [] {
            let normal = answer["events"]?[0]?["executionStartedEventDetails"]?["input"] ?? .null
            learn(normal, actual)
        }
    }

    private mutating func learn(_ normal: JSONValue, _ actual: JSONValue) {
        switch (normal, actual) {
        case (.object(let normal), .object(let actual)):
            for (key, value) in normal { learn(value, actual[key] ?? .null) }
        case (.array(let normal), .array(let actual)):
            for (value, other) in zip(normal, actual) { learn(value, other) }
        case (.string(let normal), .string(let actual)):
            let text = filled(normal)
            guard let open = text.firstIndex(of: "<"), let close = text.lastIndex(of: ">"), open < close else { return }
            let before = text[..<open]
            let after = text[text.index(after: close)...]
            guard text[open..<close].contains(":"), actual.hasPrefix(before), actual.hasSuffix(after) else { return }
            values.append((String(text[open...close]), String(actual.dropFirst(before.count).dropLast(after.count))))
        default: return
        }
    }

    /// A text of the recording with the values of this run.
    func filled(_ text: String) -> String {
        guard text.contains("<") || values.contains(where: { !$0.placeholder.hasPrefix("<") }) else { return text }
        return timed(values.reduce(text) { $0.replacing($1.placeholder, with: $1.value) })
    }

    /// The same, with the tokens of the tasks that were given theirs, in order.
    func filled(_ text: String, taskTokens: [String]) -> String {
        var text = text
        for name in tokenNames {
            for (index, token) in taskTokens.enumerated() {
                text = text.replacing("<\(name):\(index + 1)>", with: token)
            }
        }
        return filled(text)
    }

    /// `text` with `{{now}}` and `{{now+Ns}}` replaced by the time of the run.
    func timed(_ text: String) -> String {
        guard text.contains("{{now") else { return text }
        var result = ""
        var rest = Substring(text)
        while let open = rest.range(of: "{{now"), let close = rest[open.upperBound...].range(of: "}}") {
            result += rest[..<open.lowerBound]
            let offset = rest[open.upperBound..<close.lowerBound].dropFirst().dropLast()
            result += Self.dateTime(now + (Int64(offset) ?? 0))
            rest = rest[close.upperBound...]
        }
        return result + rest
    }

    /// `YYYY-MM-DDThh:mm:ss`, UTC.
    private static func dateTime(_ seconds: Int64) -> String {
        String(Timestamp(seconds: seconds).rfc3339.prefix("YYYY-MM-DDThh:mm:ss".count))
    }
}
