public import JSONModel
public import StatesCore
public import StatesLanguage

/// A change of an execution's status.
///
/// - Source: Amazon EventBridge events of AWS Step Functions, “Step Functions Execution Status Change”, and recordings.
public struct StatusChangeEvent: Sendable {
    public var executionARN: String
    public var name: String
    public var stateMachineARN: String
    public var status: Execution.Status
    public var startTime: Timestamp
    public var stopTime: Timestamp?
    public var input: Payload?
    public var output: Payload?
    public var error: String?
    public var cause: String?
    public var redriveCount: Int
    public var redriveTime: Timestamp?

    init(_ execution: Execution) {
        let configuration = execution.configuration
        executionARN = configuration.executionARN
        name = configuration.executionName
        stateMachineARN = configuration.stateMachineARN
        status = execution.status
        startTime = execution.startTime ?? execution.now
        stopTime = execution.status == .running ? nil : execution.now
        input = execution.input
        output = execution.output
        error = execution.failure?.error
        cause = execution.failure?.cause
        redriveCount = execution.redriveCount
        redriveTime = execution.redriveTime
    }

    /// `detail` of the event: all members, those without a value as null. Times are milliseconds since 1970.
    public var detail: JSONObject {
        func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
        func time(_ value: Timestamp?) -> JSONValue { value.map { .int($0.millisecondsSinceEpoch) } ?? .null }
        let isRedrivable = status != .running && status != .succeeded
        return [
            "executionArn": .string(executionARN), "stateMachineArn": .string(stateMachineARN),
            "stateMachineVersionArn": .null, "stateMachineAliasArn": .null, "name": .string(name),
            "status": .string(status.rawValue), "startDate": time(startTime), "stopDate": time(stopTime),
            "input": text(input?.text), "output": text(output?.text), "error": text(error), "cause": text(cause),
            "inputDetails": ["included": true],
            "outputDetails": output == nil ? .null : ["included": true],
            "redriveCount": .int(redriveCount), "redriveDate": time(redriveTime),
            "redriveStatus": isRedrivable ? "REDRIVABLE" : "NOT_REDRIVABLE",
            "redriveStatusReason": isRedrivable
                ? .null : .string("Execution is \(status.rawValue) and cannot be redriven"),
        ]
    }
}
