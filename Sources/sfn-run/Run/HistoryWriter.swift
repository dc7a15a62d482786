import JSONModel
import StatesCore

/// Takes what an execution records, and writes it in some form.
protocol EventWriter {
    mutating func observe(_ events: [Event]) throws
    /// Writes out what waits.
    mutating func flush() throws
    /// Ends what was begun.
    mutating func finish() throws
}

/// Writes the history of an execution while it runs: `{"events":[…]}`.
struct HistoryWriter: EventWriter {
    private var projection: HistoryProjection
    private var bytes = Array(#"{"events":["#.utf8)
    private let sink: ([UInt8]) throws -> Void
    private static let bufferBytes = 1 << 16

    /// - Parameter recorded: the events of an execution that is redriven, as they stand in its history.
    init(_ execution: Execution, after recorded: [JSONValue], sink: @escaping ([UInt8]) throws -> Void) {
        projection = HistoryProjection(execution, isContinued: !recorded.isEmpty)
        self.sink = sink
        for (index, event) in recorded.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += event.description.utf8
        }
    }

    mutating func observe(_ events: [Event]) throws {
        for event in events {
            projection.write(event, to: &bytes)
            if bytes.count >= Self.bufferBytes { try flush() }
        }
    }

    mutating func flush() throws {
        guard !bytes.isEmpty else { return }
        try sink(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func finish() throws {
        bytes += Array("]}\n".utf8)
        try flush()
    }
}

/// Writes what an execution logs while it runs: a line of JSON for each entry.
struct LogWriter: EventWriter {
    var projection: LogProjection
    let sink: (String) throws -> Void

    mutating func observe(_ events: [Event]) throws {
        for event in events {
            if let entry = projection.entry(for: event) { try sink(entry.description + "\n") }
        }
    }

    mutating func flush() throws {}
    mutating func finish() throws {}
}
