import JSONModel

/// Makes the events of Parallel branches independent of their order: literally what the recordings' tests did, side
/// effects included. `ParallelStateSucceeded` is lost when `ParallelStateExited` follows, and the event behind an
/// exit may be passed over, because the list shrinks while it is walked. Nested Parallel states are not understood.
enum ParallelEventSort {
    private static let ends: Set<String> = [
        "ParallelStateSucceeded", "ParallelStateAborted", "ParallelStateExited", "ParallelStateFailed",
    ]

    static func sorted(_ value: JSONValue) -> JSONValue {
        guard case .array(let array) = value else { return value }
        var events = Array(array)
        var start = 0
        var block: [JSONValue] = []
        var isInside = false
        var index = 0
        while index < events.count {
            let type = events[index]["type"]?.stringValue ?? ""
            if ends.contains(type) {
                events.replaceSubrange(min(start, index)..<index, with: block.sorted(by: precedes))
                isInside = false
            } else if type == "ParallelStateStarted" {
                isInside = true
                block = []
                start = index + 1
            } else if isInside, case .object(var event) = events[index] {
                event["id"] = [0]
                event["previousEventId"] = 0
                events[index] = .object(event)
                block.append(.object(event))
            }
            index += 1
        }
        return .array(JSONArray(events))
    }

    private static func precedes(_ left: JSONValue, _ right: JSONValue) -> Bool {
        PythonJSON.text(left).utf8.lexicographicallyPrecedes(PythonJSON.text(right).utf8)
    }
}
