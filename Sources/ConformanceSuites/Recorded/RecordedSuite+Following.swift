import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Recorded histories as what an execution is rebuilt from.
extension RecordedSuite {
    /// Why the recorded history of a standard execution cannot be followed by our engine; `nil` if it can.
    ///
    /// - Returns: an empty text when the case has no such history, or one that does not end, or one whose ids or times
    ///   to wait for were normalised away.
    package static func following(_ recorded: RecordedCase) -> String? {
        let value = recorded.value
        guard recorded.kind == .execution, value["stateMachineType"] != "EXPRESS", value["executions"] == nil,
            let list = recorded.expected.lazy.compactMap({ $0.value["events"]?.arrayValue }).first
        else { return "" }
        let events = list.compactMap(event)
        guard events.count == list.count, events.first?.id == 1,
            ["Succeeded", "Failed", "TimedOut", "Aborted"].contains(where: { events.last?.type == "Execution\($0)" })
        else { return "" }
        let definition = value["definitionText"] ?? value["definition"] ?? .null
        guard !definition.description.contains("TimestampPath") else { return "" }
        do {
            let program = try Program(StateMachine(json: definition.stringValue ?? definition.description))
            let replay = try HistoryReplay(
                RecordedHistory(events: events), of: program, configuration: ExecutionConfiguration(),
                startedAt: Timestamp(seconds: RecordedSetting.start))
            return replay.events.last?.body.endsExecution == true ? nil : "the execution is still running"
        } catch let error as HistoryReplayError {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    private static func event(_ value: JSONValue) -> RecordedHistory.Event? {
        guard let id = value["id"]?.numberValue?.int64Value, let type = value["type"]?.stringValue,
            let previous = value["previousEventId"]?.numberValue?.int64Value
        else { return nil }
        let details = value.objectValue?.first { $0.key.hasSuffix("EventDetails") }?.value.objectValue ?? [:]
        return RecordedHistory.Event(id: Int32(id), previous: Int32(previous), type: type, details: details)
    }
}
