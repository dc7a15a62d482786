package import JSONModel
import StatesCore
import StatesLanguage
package import StatesSimulation

/// Recorded histories as what an execution is rebuilt from, or compared with.
extension RecordedSuite {
    /// The recorded history of one standard execution, and the definition that it ran.
    package struct FollowedHistory: Sendable {
        package var history: RecordedHistory
        package var definition: JSONValue
        /// The definition as it was sent.
        package var definitionText: String
    }

    /// Why the recorded history of a standard execution cannot be followed by our engine; `nil` if it can.
    ///
    /// - Returns: an empty text when the case has no such history.
    package static func following(_ recorded: RecordedCase) -> String? {
        guard let followed = followed(recorded) else { return "" }
        do {
            let program = try Program(StateMachine(json: followed.definitionText))
            let replay = try HistoryReplay(
                followed.history, of: program, configuration: ExecutionConfiguration(),
                startedAt: Timestamp(seconds: RecordedSetting.start))
            return replay.events.last?.body.endsExecution == true ? nil : "the execution is still running"
        } catch let error as HistoryReplayError {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    /// The history of a case, with the values of its definition and input for the placeholders of the recording.
    ///
    /// - Returns: `nil` when the case has none, or one that does not end, or one whose ids or times to wait for were
    ///   normalised away.
    package static func followed(_ recorded: RecordedCase) -> FollowedHistory? {
        let value = recorded.value
        guard recorded.kind == .execution, value["stateMachineType"] != "EXPRESS", value["executions"] == nil,
            let list = recorded.expected.lazy.compactMap({ $0.value["events"]?.arrayValue }).first
        else { return nil }
        let placeholders = RecordedSetting(recorded).placeholders
        let isPython = list.contains { $0["type"]?.stringValue?.hasPrefix("Lambda") ?? false }
        let events = list.compactMap { event($0, placeholders, isPython: isPython) }
        guard events.count == list.count, events.first?.id == 1,
            ["Succeeded", "Failed", "TimedOut", "Aborted"].contains(where: { events.last?.type == "Execution\($0)" })
        else { return nil }
        let definition = value["definitionText"] ?? value["definition"] ?? .null
        let text = definition.stringValue ?? definition.description
        guard !text.contains("TimestampPath"), let parsed = try? JSONParser.parse(text) else { return nil }
        return FollowedHistory(
            history: RecordedHistory(events: events), definition: parsed, definitionText: text)
    }

    private static func event(
        _ value: JSONValue, _ placeholders: Placeholders, isPython: Bool
    ) -> RecordedHistory.Event? {
        guard let id = value["id"]?.numberValue?.int64Value, let type = value["type"]?.stringValue,
            let previous = value["previousEventId"]?.numberValue?.int64Value
        else { return nil }
        let details = value.objectValue?.first { $0.key.hasSuffix("EventDetails") }?.value ?? [:]
        guard let filled = try? JSONParser.parse(placeholders.filled(details.description)),
            var members = filled.objectValue
        else { return nil }
        // A cause that was JSON was parsed by those who recorded it: what functions write in Python, and what the
        // service makes of it for others.
        if let cause = members["cause"], cause.stringValue == nil {
            members["cause"] = .string(isPython ? PythonJSON.text(cause) : cause.description)
        }
        return RecordedHistory.Event(id: Int32(id), previous: Int32(previous), type: type, details: members)
    }
}
