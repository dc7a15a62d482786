import JSONModel
import StatesCore
import StatesLanguage
import Testing

/// A history as an aligned text table: `id<previous Type name details`, with the virtual time where it moves on.
///
///     5<4  LambdaFunctionFailed     error="Busy"
///     6<5  LambdaFunctionScheduled  @2s in={}
enum HistoryTable {
    /// The projected history of `run`, read back from its JSON.
    static func lines(of run: CaseRun, shown: ExecutionCase.Shown) throws -> [String] {
        let document = try JSONParser.parse(HistoryProjection.document(of: run.events, in: run.execution))
        var last = ExecutionCase.start
        let events = document["events"]?.arrayValue ?? []
        return try events.map { event in
            let text = event["timestamp"]?.stringValue ?? ""
            let time = try #require(Timestamp(rfc3339: text.replacing("+00:00", with: "Z")))
            defer { last = time }
            let id = event["id"]?.description ?? "?", previous = event["previousEventId"]?.description ?? "?"
            let type = event["type"]?.stringValue ?? "?"
            return normalised(
                "\(id)<\(previous) \(type) " + (time == last ? "" : "@\(seconds(time)) ")
                    + details(of: event, shown: shown))
        }
    }

    /// A line with single spaces between its columns.
    static func normalised(_ line: String) -> String {
        line.split(separator: " ", maxSplits: 2).map { $0.drop { $0 == " " } }.joined(separator: " ")
            .trimmingSuffix { $0 == " " }
    }

    /// The lines of a table as written in a test. A line that starts with no id goes on with the one before, after a
    /// space, or without one when it starts with `⋯`.
    static func lines(of table: String) -> [String] {
        var lines: [String] = []
        for line in table.split(separator: "\n") {
            let text = normalised(String(line.drop { $0 == " " }))
            if text.first?.isNumber ?? false || lines.isEmpty {
                lines.append(text)
            } else {
                let joint = text.first == "⋯" ? "" : " "
                lines[lines.count - 1] += joint + line.drop { $0 == " " || $0 == "⋯" }
            }
        }
        return lines
    }

    /// The service opens many causes with the same words: `‹A #2› …` stands for “An error occurred while executing
    /// the state 'A' (entered at the event id #2). …”.
    private static func shortened(_ cause: String) -> String {
        let pattern = #/An error occurred while executing the state '(.*?)' \(entered at the event id #(\d+)\). /#
        return cause.replacing(pattern) { "‹\($0.1) #\($0.2)› " }
    }

    private static func seconds(_ time: Timestamp) -> String {
        let milliseconds = time.millisecondsSinceEpoch - ExecutionCase.start.millisecondsSinceEpoch
        let whole = milliseconds / 1_000, rest = milliseconds % 1_000
        guard rest != 0 else { return "\(whole)s" }
        return "\(whole)." + String(repeating: "0", count: 3 - String(rest).count) + "\(rest)s"
    }

    /// `name`, then the other members; those that say where the service is and what it is called are left out.
    private static func details(of event: JSONValue, shown: ExecutionCase.Shown) -> String {
        guard let object = event.objectValue, let details = object.first(where: { $0.key.hasSuffix("EventDetails") })
        else { return "" }
        let left = ["roleArn", "region", "resource", "resourceType", "name", "mapRunArn"]
        var parts: [String] = []
        if let name = details.value["name"]?.stringValue { parts.append(name) }
        for (key, value) in details.value.objectValue ?? [:] where !left.contains(key) && !key.hasSuffix("Details") {
            switch key {
            case "input", "output", "parameters":
                guard shown == .everything else { continue }
                let label = key == "output" ? "out" : "in"
                parts.append("\(label)=\(value.stringValue ?? value.description)")
            case "assignedVariables":
                let variables = (value.objectValue ?? [:]).map { "\($0.key):=\($0.value.stringValue ?? "?")" }
                parts.append(contentsOf: variables)
            case "cause": parts.append("cause=\(JSONValue.string(shortened(value.stringValue ?? "?")))")
            default: parts.append("\(key)=\(value)")
            }
        }
        return parts.joined(separator: " ")
    }
}

extension String {
    fileprivate func trimmingSuffix(while holds: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !holds($0) }) else { return "" }
        return String(self[...last])
    }
}
