import JSONModel
import StatesSimulation

/// Compares what an execution of a definition does with what was recorded.
struct EventExaminer: HistoryExaminer {
    var rules: HistoryRules
    /// The state that each recorded event is about.
    var owners: EventOwners

    func accepts(
        _ event: RecordedHistory.Event, as recorded: RecordedHistory.Event, disguised: () -> RecordedHistory.Event?
    ) -> Bool {
        if event.details == recorded.details { return true }
        let state = owners[recorded.id]?.state
        if differences(event, recorded, disguised: nil, in: state).isEmpty { return true }
        return differences(event, recorded, disguised: disguised(), in: state).isEmpty
    }

    /// - Parameter disguised: ours, as another execution has it.
    func differences(
        _ ours: RecordedHistory.Event, _ recorded: RecordedHistory.Event, disguised: RecordedHistory.Event?,
        in state: String?
    ) -> [ValueDifference] {
        let (theirs, mine) = (Self.compared(recorded), Self.compared(ours))
        let other = disguised.map(Self.compared)
        var differences: [ValueDifference] = []
        for (name, value) in theirs {
            // Payloads that the service cut off are not known, and those that were left out.
            if value == nil { continue }
            ValueDifference.between(
                value, mine[name] ?? nil, disguised: other?[name] ?? nil, at: [.member(name)], into: &differences)
        }
        for (name, value) in mine where !theirs.keys.contains(name) && !Self.mayBeLeftOut(name) {
            ValueDifference.between(
                nil, value, disguised: other?[name] ?? nil, at: [.member(name)], into: &differences)
        }
        return differences.filter { !rules.ignores($0, in: state) && !Self.isPunctual($0) }.sorted { $0.path < $1.path }
    }

    /// Whether a state waited, or ran again, as the service does: a little late, and later when it is busy.
    private static func isPunctual(_ difference: ValueDifference) -> Bool {
        guard let recorded = difference.recorded?.numberValue?.doubleValue,
            let due = difference.ours?.numberValue?.doubleValue, recorded <= due + max(10, due / 10)
        else { return false }
        return switch difference.place {
        case [.member("waitedSeconds")]: recorded >= due - 1
        // Histories may have times in whole seconds: those of two events tell whole seconds between them.
        case [.member("retrySeconds")]: recorded >= due.rounded(.down) - 0.1
        default: false
        }
    }

    /// The details that follow from the definition, payloads as values; `nil` for those that cannot be read.
    static func compared(_ event: RecordedHistory.Event) -> [String: JSONValue?] {
        var compared: [String: JSONValue?] = [:]
        // Who started it, and with what, is given.
        if event.type == "ExecutionStarted" { return [:] }
        for (name, value) in event.details {
            switch name {
            case "input", "output", "parameters": compared[name] = event.payload(name)?.value
            case "assignedVariables":
                guard let variables = value.objectValue else { continue }
                compared[name] = .object(
                    JSONObject(variables.map { (key: $0.key, value: Self.parsed($0.value)) }))
            case "resource", "resourceType", "timeoutInSeconds", "heartbeatInSeconds", "taskCredentials", "error",
                "cause",
                "location", "length", "index", "redriveCount", "waitedSeconds", "retrySeconds":
                compared[name] = value
            // Names were compared, regions and roles belong to whoever deploys.
            default: continue
            }
        }
        return compared
    }

    private static func parsed(_ value: JSONValue) -> JSONValue {
        guard let text = value.stringValue else { return value }
        return (try? JSONParser.parse(text)) ?? value
    }

    /// Payloads are not in a history without execution data, and not all exports have resources of tasks, or times.
    private static func mayBeLeftOut(_ name: String) -> Bool {
        [
            "input", "output", "parameters", "resource", "resourceType", "waitedSeconds", "retrySeconds",
        ].contains(name)
    }
}
