public import JSONModel
import StatesLanguage

/// Formats events as an execution logs them to CloudWatch: what express executions have in place of a history.
///
/// - Source: recordings of logs; AWS Step Functions, “Log levels for Step Functions execution events”.
public struct LogProjection: Sendable {
    /// `loggingConfiguration.level`: which events are logged.
    public enum Level: String, CaseIterable, Sendable {
        case all = "ALL"
        /// What failed, and each Fail state.
        case error = "ERROR"
        /// How the execution ended, if it did not succeed.
        case fatal = "FATAL"
        case off = "OFF"
    }

    private let level: Level
    private let includesExecutionData: Bool
    private let history: HistoryProjection
    private let program: Program
    private let executionARN: String
    private var redriveCount: Int

    /// - Parameters:
    ///   - execution: as it was before the events that are to come.
    ///   - includesExecutionData: `loggingConfiguration.includeExecutionData`: whether inputs and outputs are logged.
    public init(_ execution: Execution, level: Level, includesExecutionData: Bool) {
        self.level = level
        self.includesExecutionData = includesExecutionData
        history = HistoryProjection(execution, timestamps: .epochSeconds)
        program = execution.program
        executionARN = execution.configuration.executionARN
        redriveCount = execution.redriveCount
    }

    /// The log entry for `event`; `nil` for what is not logged at this level.
    ///
    /// Shape: `{"id", "type", "details", "previous_event_id", "event_timestamp", "execution_arn", "redrive_count"}`,
    /// all but `details` texts, the time in milliseconds since 1970.
    public mutating func entry(for event: Event) -> JSONValue? {
        if case .executionRedriven(let count) = event.body { redriveCount = count }
        guard let type = HistoryProjection.type(of: event, in: program), logs(type) else { return nil }
        return [
            "id": .string(String(event.id)),
            "type": .string(type),
            "details": .object(details(of: event)),
            "previous_event_id": .string(String(event.previous)),
            "event_timestamp": .string(String(event.time.millisecondsSinceEpoch)),
            "execution_arn": .string(executionARN),
            "redrive_count": .string(String(redriveCount)),
        ]
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
    private func details(of event: Event) -> JSONObject {
        var projection = history
        var bytes: [UInt8] = []
        projection.write(event, to: &bytes)
        // What was just written is JSON.
        let members = (try? JSONParser.parse(bytes))?.objectValue ?? [:]
        let details = members.first { $0.key.hasSuffix("EventDetails") }?.value.objectValue ?? [:]
        let data: Set<String> = ["input", "inputDetails", "output", "outputDetails"]
        return JSONObject(
            details.filter { includesExecutionData || !data.contains($0.key) }.sorted { $0.key < $1.key })
    }
}
