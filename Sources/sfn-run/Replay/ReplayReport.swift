import JSONModel
import StatesAnalysis
import StatesLanguage
import StatesSimulation

/// What replaying gave, for programs.
struct ReplayReport {
    private let results: [ReplayResult]

    init(_ results: [ReplayResult]) { self.results = results }

    var text: [UInt8] { JSONWriter.prettyBytes(of: json) + [0x0A] }

    private var json: JSONValue {
        let (different, unreadable) = (results.count(where: \.isDifferent), results.count(where: \.isUnreadable))
        return [
            "histories": .array(JSONArray(results.map { Self.json($0) })),
            "same": .int(results.count - different - unreadable), "different": .int(different),
            "notComparable": .int(unreadable),
        ]
    }

    private static func json(_ result: ReplayResult) -> JSONValue {
        var members: JSONObject = ["history": .string(result.name)]
        switch result.outcome {
        case .same(let events, let isEnded):
            members["status"] = "SAME"
            members["events"] = .int(events)
            members["isEnded"] = .bool(isEnded)
        case .notComparable(let message):
            members["status"] = "NOT_COMPARABLE"
            members["message"] = .string(message)
        case .different(let divergence):
            members["status"] = "DIFFERENT"
            members["eventId"] = .int(divergence.recorded.id)
            members["state"] = divergence.state.map(JSONValue.string) ?? .null
            if let path = divergence.path { members["path"] = .string(path) }
            members["recorded"] = json(divergence.recorded)
            members["definition"] = divergence.ours.map(json) ?? .null
            members["differences"] = .array(JSONArray(divergence.differences.map(json)))
            if let reason = divergence.reason {
                members["likely"] = ["kind": .string(reason.kind.rawValue), "message": .string(reason.sentence)]
            }
        }
        return .object(members)
    }

    private static func json(_ event: RecordedHistory.Event) -> JSONValue {
        [
            "id": .int(event.id), "previousEventId": .int(event.previous), "type": .string(event.type),
            "details": .object(event.details),
        ]
    }

    private static func json(_ difference: ValueDifference) -> JSONValue {
        var members: JSONObject = ["path": .string(difference.path)]
        if let recorded = difference.recorded { members["recorded"] = recorded }
        if let ours = difference.ours { members["definition"] = ours }
        return .object(members)
    }
}
