import JSONModel
import StatesCore
import StatesLanguage

/// `--format json`: one document with the outcome.
struct RunReport {
    var execution: Execution
    var counts: RunCounts
    var mapRuns: [MapRun]
    var end: Timestamp

    /// Shape: see `RunHelp.discussion`.
    var text: [UInt8] {
        var writer = JSONWriter()
        writer.writePretty(document)
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private var document: JSONValue {
        let start = execution.startTime ?? end
        var members: JSONObject = ["status": .string(execution.status.rawValue)]
        if let output = execution.output { members["output"] = output.value }
        if let error = execution.failure?.error { members["error"] = .string(error) }
        if let cause = execution.failure?.cause { members["cause"] = .string(cause) }
        members["executionArn"] = .string(execution.configuration.executionARN)
        members["startTime"] = .string(start.rfc3339)
        members["endTime"] = .string(end.rfc3339)
        members["durationMilliseconds"] = .int(end.milliseconds(since: start))
        members["counts"] = [
            "states": .int(execution.stateEntries), "events": .int(Int(execution.lastEventID)),
            "tasks": .int(counts.tasks), "retries": .int(counts.retries),
        ]
        if !mapRuns.isEmpty { members["mapRuns"] = .array(JSONArray(mapRuns.map { .object($0.description) })) }
        return .object(members)
    }
}
