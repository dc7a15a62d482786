import JSONModel

/// The events that an execution writes to its log, made from its history.
///
/// - Source: the recordings of areas `logs` and `express`.
struct LogProjection: Sendable {
    enum Level: String, Sendable {
        case all = "ALL"
        case error = "ERROR"
        case fatal = "FATAL"
        case off = "OFF"
    }

    var level: Level
    /// `includeExecutionData`: whether inputs and outputs are logged.
    var includesData: Bool

    /// - Parameter configuration: a machine's `loggingConfiguration`, or `nil`.
    init(_ configuration: JSONValue?) {
        level = configuration?["level"]?.stringValue.flatMap(Level.init(rawValue:)) ?? .off
        includesData = configuration?["includeExecutionData"]?.boolValue ?? false
    }

    /// - Parameter events: elements of GetExecutionHistory's `events`, with times as the API sends them.
    func log(of events: JSONArray, executionARN: String) -> [JSONValue] {
        events.filter { logs($0["type"]?.stringValue ?? "") }.map { event in
            [
                "id": text(event["id"]),
                "type": event["type"] ?? .null,
                "details": .object(details(of: event)),
                "previous_event_id": text(event["previousEventId"]),
                "event_timestamp": .string(milliseconds(event["timestamp"])),
                "execution_arn": .string(executionARN),
                "redrive_count": "0",
            ]
        }
    }

    private func logs(_ type: String) -> Bool {
        switch level {
        case .all: true
        case .error:
            type == "FailStateEntered" || ["Failed", "TimedOut", "Aborted"].contains { type.hasSuffix($0) }
        case .fatal: ["ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"].contains(type)
        case .off: false
        }
    }

    /// Members sorted by name, as the service logs them.
    private func details(of event: JSONValue) -> JSONObject {
        let details = event.objectValue?.first { $0.key.hasSuffix("EventDetails") }?.value.objectValue ?? [:]
        let data: Set<String> = ["input", "inputDetails", "output", "outputDetails"]
        return JSONObject(details.filter { includesData || !data.contains($0.key) }.sorted { $0.key < $1.key })
    }

    /// - Parameter seconds: since 1970, as the API sends them.
    private func milliseconds(_ seconds: JSONValue?) -> String {
        String(Int64(((seconds?.numberValue?.doubleValue ?? 0) * 1_000).rounded()))
    }

    private func text(_ number: JSONValue?) -> JSONValue {
        .string(number?.numberValue?.text ?? "")
    }
}
