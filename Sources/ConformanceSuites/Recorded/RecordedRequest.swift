import JSONModel

/// What was asked of the service, for one key of a recording.
struct RecordedRequest: Sendable {
    enum Operation: String, Sendable {
        case testState = "TestState"
        case createStateMachine = "CreateStateMachine"
        case validateDefinition = "ValidateStateMachineDefinition"
        case describeStateMachine = "DescribeStateMachine"
        case describeStateMachineForExecution = "DescribeStateMachineForExecution"
        case startExecution = "StartExecution"
        case startSyncExecution = "StartSyncExecution"
        case describeExecution = "DescribeExecution"
        case stopExecution = "StopExecution"
        case listExecutions = "ListExecutions"
        case createActivity = "CreateActivity"
        case describeActivity = "DescribeActivity"
        case deleteActivity = "DeleteActivity"
        case getActivityTask = "GetActivityTask"
        case tagResource = "TagResource"
        case untagResource = "UntagResource"
        case listTagsForResource = "ListTagsForResource"
        case deleteStateMachine = "DeleteStateMachine"
        case publishStateMachineVersion = "PublishStateMachineVersion"
        case getExecutionHistory = "GetExecutionHistory"
        /// What stands in the log.
        case readLog
        /// The last event in the log.
        case readLastLogEvent
        /// What the event bus was told about the execution's status.
        case readStatusEvents
        /// Input and final output of several executions.
        case readOutputs
    }

    var operation: Operation
    /// Empty when the answer is not compared.
    var key: String
    var request: JSONValue
    /// Which of the case's executions is meant.
    var execution: Int
    var isReversed: Bool

    /// The requests of a case, in the order of its recording. Keys that hold the state of other services are left
    /// out: the world answered there, and not to us.
    static func all(of recorded: RecordedCase) -> [RecordedRequest] {
        let steps = Array(recorded.value["steps"]?.arrayValue ?? [])
        if recorded.kind == .other { return steps.compactMap(Self.init(step:)) }
        return recorded.expected.compactMap { key, _ in
            let index = steps.firstIndex { Self.keys(of: $0).contains(key) }
            let step = index.map { steps[$0] }
            guard let operation = operation(for: key, step: step, area: recorded.area) else { return nil }
            let started = index.map { steps[...$0].count { $0["op"] == "StartExecution" } } ?? 1
            let sameOperation = steps.first { $0["op"]?.stringValue == operation.rawValue }
            return RecordedRequest(
                operation: operation, key: key, request: (step ?? sameOperation)?["request"] ?? [:],
                execution: execution(of: key, in: recorded) ?? max(0, started - 1),
                isReversed: key.contains("reverseOrder[True]")
            )
        }
    }

    /// A request of a case that is nothing but requests.
    private init?(step: JSONValue) {
        guard let operation = step["op"]?.stringValue.flatMap(Operation.init(rawValue:)) else { return nil }
        self.init(
            operation: operation, key: Self.keys(of: step).first ?? "", request: step["request"] ?? [:], execution: 0,
            isReversed: false)
    }

    private init(operation: Operation, key: String, request: JSONValue, execution: Int, isReversed: Bool) {
        self.operation = operation
        self.key = key
        self.request = request
        self.execution = execution
        self.isReversed = isReversed
    }

    private static func keys(of step: JSONValue) -> [String] {
        switch step["expectedKey"] {
        case .string(let key): [key]
        case .array(let keys): keys.compactMap(\.stringValue)
        default: []
        }
    }

    /// The execution that names `key` as its own; the only one if there is but one.
    private static func execution(of key: String, in recorded: RecordedCase) -> Int? {
        guard let executions = recorded.value["executions"]?.arrayValue else { return 0 }
        return executions.firstIndex { execution in
            execution["expectedKey"]?.stringValue == key
                || execution["expectedKeys"]?.arrayValue?.contains(.string(key)) == true
        }
    }

    private static func operation(for key: String, step: JSONValue?, area: String) -> Operation? {
        switch key {
        // Other services' state, and the answer to CreateActivity.
        case "messages", "get-s3-object", "create_activity_output": return nil
        case "stepfunctions_events": return area == "services" ? nil : .readStatusEvents
        case "logged_execution_events": return .readLog
        case "end_event": return .readLastLogEvent
        case "cases": return .readOutputs
        default: break
        }
        if let operation = step?["op"]?.stringValue.flatMap(Operation.init(rawValue:)) { return operation }
        if key == "creation_response" { return .createStateMachine }
        return key.hasPrefix("describe_execution") ? .describeExecution : .getExecutionHistory
    }
}
