import StatesCore

/// Writes the history of an execution while it runs: `{"events":[…]}`.
struct HistoryWriter {
    private var projection: HistoryProjection
    private var bytes = Array(#"{"events":["#.utf8)
    private let sink: ([UInt8]) throws -> Void
    private static let bufferBytes = 1 << 16

    init(_ execution: Execution, sink: @escaping ([UInt8]) throws -> Void) {
        projection = HistoryProjection(execution)
        self.sink = sink
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
