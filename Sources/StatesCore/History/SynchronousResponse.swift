public import JSONModel
import StatesLanguage

extension Execution {
    /// The answer to StartSyncExecution, once the execution has ended; times as the AWS CLI prints them.
    ///
    /// - Source: AWS Step Functions API, StartSyncExecution. What is billed is rounded up to 100 ms and, for the memory
    ///   of executions that hold little data, to 64 MB.
    public var synchronousResponse: JSONObject {
        let start = startTime ?? now
        let milliseconds = now.millisecondsSinceEpoch - start.millisecondsSinceEpoch
        let billed = max(100, (milliseconds + 99) / 100 * 100)
        var members: JSONObject = [
            "executionArn": .string(configuration.executionARN),
            "stateMachineArn": .string(configuration.stateMachineARN),
            "name": .string(configuration.executionName),
            "startDate": .string(Self.text(of: start)),
            "stopDate": .string(Self.text(of: now)),
            "status": .string(status.rawValue),
        ]
        if let error = failure?.error { members["error"] = .string(error) }
        if let cause = failure?.cause { members["cause"] = .string(cause) }
        members["input"] = .string(input?.text ?? "")
        members["inputDetails"] = ["included": true]
        if let output { members["output"] = .string(output.text) }
        members["outputDetails"] = ["included": true]
        members["billingDetails"] = ["billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": .int(billed)]
        return members
    }

    private static func text(of time: Timestamp) -> String {
        var bytes: [UInt8] = []
        bytes.append(iso8601: time)
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }
}
