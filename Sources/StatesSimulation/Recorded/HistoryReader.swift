import Diagnostics
import JSONModel
import StatesLanguage

/// Reads exported histories and finds what is wrong with one.
struct HistoryReader {
    private(set) var diagnostics: [Diagnostic] = []
    private var spans: [Int32: SourceSpan] = [:]

    /// The lowest id of an event.
    var firstID: Int32? { spans.keys.min() }

    mutating func history(_ root: JSONNode) -> RecordedHistory? {
        let list = Self.member("events", of: root) ?? root
        guard case .array(let elements) = list.kind else {
            report("expected the events of a history: {“events”: […]}", brace(of: root))
            return nil
        }
        var events: [RecordedHistory.Event] = []
        let nodes = elements.flatMap(Self.events)
        for node in nodes {
            guard let event = event(node) else { continue }
            if spans.updateValue(brace(of: node), forKey: event.id) == nil {
                events.append(event)
            } else {
                report("two events have the id \(event.id)", brace(of: node))
            }
        }
        for event in events where event.previous != 0 && spans[event.previous] == nil {
            let span = spans[event.id] ?? brace(of: root)
            report("event \(event.id) follows event \(event.previous), which is missing", span)
        }
        if nodes.isEmpty { report("the history has no events", list.span) }
        return RecordedHistory(events: events)
    }

    /// The events of a page; an event itself.
    private static func events(_ page: JSONNode) -> [JSONNode] {
        if case .array(let nodes) = member("events", of: page)?.kind {
            nodes
        } else if case .array(let nodes) = page.kind {
            nodes
        } else {
            [page]
        }
    }

    /// The same for values.
    static func elements(of document: JSONValue) -> [JSONValue] {
        let list = document["events"] ?? document["Events"] ?? document
        return (list.arrayValue ?? []).flatMap { page -> [JSONValue] in
            (page["events"] ?? page["Events"] ?? page).arrayValue.map(Array.init) ?? [page]
        }
    }

    private mutating func event(_ node: JSONNode) -> RecordedHistory.Event? {
        guard case .object(let members) = node.kind else {
            report("expected an event", node.span)
            return nil
        }
        guard let id = number("id", of: node), let previous = number("previousEventId", of: node) else { return nil }
        guard id > 0 else {
            report("event ids start at 1", brace(of: node))
            return nil
        }
        guard let typeNode = Self.member("type", of: node), case .string(let type) = typeNode.kind else {
            report("event \(id) has no “type”", brace(of: node))
            return nil
        }
        var event = RecordedHistory.Event(id: id, previous: previous, type: type, time: time(of: node, id: id))
        for member in members where member.key.hasSuffix("EventDetails") {
            guard case .object(let details) = member.value.kind else {
                report("“\(member.key)” must be an object", member.value.span)
                continue
            }
            event.details = JSONObject(
                details.map { (key: Self.camelCase($0.key), value: Self.camelCase(details: $0.value.value)) })
        }
        return event
    }

    private mutating func number(_ name: String, of node: JSONNode) -> Int32? {
        guard let member = Self.member(name, of: node) else {
            report("the event has no “\(name)”", brace(of: node))
            return nil
        }
        guard case .number(let number) = member.kind, let value = number.int64Value, let id = Int32(exactly: value),
            id >= 0
        else {
            report("“\(name)” must be a number, 0 or more", member.span)
            return nil
        }
        return id
    }

    private mutating func time(of node: JSONNode, id: Int32) -> Timestamp? {
        guard let member = Self.member("timestamp", of: node) else { return nil }
        switch member.kind {
        case .number(let number):
            // Some exporters write milliseconds; as seconds those would be tens of thousands of years away.
            let value = number.doubleValue
            let milliseconds = (value.magnitude > 1e11 ? value : value * 1_000).rounded()
            if let exact = Int64(exactly: milliseconds) { return Timestamp(millisecondsSinceEpoch: exact) }
        case .string(let text):
            if let time = Timestamp(rfc3339: text) { return time }
            // As Python prints a time.
            let parts = text.split(separator: " ")
            if parts.count == 2, let time = Timestamp(rfc3339: parts.joined(separator: "T")) { return time }
        case .null: return nil
        case .bool, .array, .object: break
        }
        report("the time of event \(id) is neither RFC 3339 nor a number of seconds", member.span)
        return nil
    }

    mutating func report(_ message: String, _ span: SourceSpan, _ code: DiagnosticCode = .recordedEvent) {
        diagnostics.append(Diagnostic(code: code, severity: .error, message: message, span: span))
    }

    private func brace(of node: JSONNode) -> SourceSpan {
        SourceSpan(start: node.span.start, end: min(node.span.start + 1, node.span.end))
    }

    // MARK: Names

    /// The member `name`, in camel case or in Pascal case.
    private static func member(_ name: String, of node: JSONNode) -> JSONNode? {
        guard case .object(let members) = node.kind else { return nil }
        return members.first { camelCase($0.key) == name }?.value
    }

    private static func camelCase(_ name: String) -> String {
        name.prefix(1).lowercased() + name.dropFirst()
    }

    /// `inputDetails {truncated}` and the like; payloads are texts and stay as they are, and so do variables.
    private static func camelCase(details value: JSONValue) -> JSONValue {
        guard case .object(let object) = value, let truncated = object["Truncated"], object.count == 1 else {
            return value
        }
        return ["truncated": truncated]
    }
}
