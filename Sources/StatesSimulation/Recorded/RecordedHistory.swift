public import Diagnostics
public import JSONModel
public import StatesLanguage

/// A history of the service, read back: what GetExecutionHistory gave, in whatever dress it was exported.
public struct RecordedHistory: Hashable, Sendable {
    /// One event.
    public struct Event: Hashable, Sendable {
        /// From 1 on, without gaps.
        public var id: Int32
        /// The event that caused it, or 0.
        public var previous: Int32
        /// `TaskStateEntered` and so on.
        public var type: String
        /// `nil` when the export has no times.
        public var time: Timestamp?
        /// What stands in the `…EventDetails` member, names in camel case; empty when there is none.
        public var details: JSONObject

        public init(
            id: Int32, previous: Int32, type: String, time: Timestamp? = nil, details: JSONObject = [:]
        ) {
            self.id = id
            self.previous = previous
            self.type = type
            self.time = time
            self.details = details
        }

        /// The payload in member `name` of the details: histories hold payloads as JSON texts. A value that is no
        /// text stands for itself.
        ///
        /// - Returns: `nil` when there is none, as in an export without execution data, or when it is no JSON.
        public func payload(_ name: String) -> Payload? {
            switch details[name] {
            case .string(let text): try? Payload(text: text)
            case let value?: Payload(value)
            case nil: nil
            }
        }

        /// A member of the details that is text.
        public func text(_ name: String) -> String? { details[name]?.stringValue }
    }

    /// In the order of their ids.
    public var events: [Event]

    public init(events: [Event]) {
        self.events = events.sorted { $0.id < $1.id }
    }

    /// The event with `id`.
    public subscript(id: Int32) -> Event? {
        // Ids have no gaps in a whole history; an extract is searched.
        let index = Int(id) - 1
        if events.indices.contains(index), events[index].id == id { return events[index] }
        return events.first { $0.id == id }
    }

    /// What the execution was started with.
    public var input: Payload? { events.first { $0.type == "ExecutionStarted" }?.payload("input") }

    /// Whether the execution has ended where the history ends.
    public var isEnded: Bool {
        guard let last = events.last?.type, last.hasPrefix("Execution") else { return false }
        return last != "ExecutionStarted" && last != "ExecutionRedriven"
    }

    /// When it was started.
    public var startTime: Timestamp? { events.first?.time }
}

extension RecordedHistory {
    /// What reading an export gives: the history, if there is no error, and all that was found.
    public struct Reading: Sendable {
        public var history: RecordedHistory?
        /// Sorted by position.
        public var diagnostics: [Diagnostic]
        /// The lowest id that was read: more than 1 in a text that has later pages only.
        public var firstID: Int32?
    }

    /// Reads an export: `{"events": […]}` as the AWS CLI prints it, the same in Pascal case, or the bare list, in
    /// either order. Pages may follow each other as documents or stand in an array; an event per line is read too.
    /// Times are RFC 3339 texts or seconds since 1970; they may be missing.
    public static func read(_ source: SourceText) -> Reading {
        var reader = HistoryReader()
        var history: RecordedHistory?
        var place: (Int) -> Int = { $0 }
        do {
            let pages = HistoryPages(source.bytes)
            if pages.isSeveral {
                place = pages.place
                history = reader.history(try JSONParser.parseNode(pages.bytes))
            } else {
                history = reader.history(try JSONParser.parseNode(source.bytes))
            }
        } catch {
            reader.report("not JSON: \(error.message)", SourceSpan(at: error.offset), .notJSON)
        }
        let diagnostics = reader.diagnostics.map { $0.moved(place) }.sorted { $0.span.start < $1.span.start }
        return Reading(
            history: diagnostics.isEmpty ? history : nil, diagnostics: diagnostics, firstID: reader.firstID)
    }

    /// The events of an export as they stand in it, in the order of their ids.
    public static func elements(of source: SourceText) throws(JSONSyntaxError) -> [JSONValue] {
        let pages = HistoryPages(source.bytes)
        let document = try JSONParser.parse(pages.isSeveral ? pages.bytes : source.bytes)
        func id(_ event: JSONValue) -> Int64 { (event["id"] ?? event["Id"])?.numberValue?.int64Value ?? 0 }
        return HistoryReader.elements(of: document).sorted { id($0) < id($1) }
    }
}

extension Diagnostic {
    fileprivate func moved(_ place: (Int) -> Int) -> Diagnostic {
        var diagnostic = self
        let start = place(span.start)
        diagnostic.span = SourceSpan(start: start, end: max(start, place(span.end)))
        return diagnostic
    }
}
