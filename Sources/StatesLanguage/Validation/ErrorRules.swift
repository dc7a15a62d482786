import Diagnostics
import JSONModel

// Retry, Catch and the limits of tasks.
extension DefinitionDecoder {
    /// `States.ALL` stands alone, and in the last element.
    mutating func checkCatchAll(_ elements: [Field]) {
        for (index, element) in elements.enumerated() {
            guard let names = element.object?["ErrorEquals"], let listed = names.elements else { continue }
            guard let all = listed.first(where: { $0.string == "States.ALL" }) else { continue }
            if listed.count > 1 || index < elements.count - 1 { report(.catchAllNotLast(all, in: names)) }
        }
    }

    mutating func checkHeartbeat(_ heartbeat: NumberField?, below timeout: NumberField?, in object: ObjectReader) {
        guard case .literal(let beat) = heartbeat, case .literal(let limit) = timeout,
            beat.doubleValue >= limit.doubleValue, let field = object["HeartbeatSeconds"],
            let other = object["TimeoutSeconds"]
        else { return }
        report(.heartbeatNotBelowTimeout(at: field, other))
    }
}
