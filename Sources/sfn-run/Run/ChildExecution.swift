import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// `states:startExecution`: what the service starts a child with, and what it says of it.
///
/// - Source: executions recorded from the service.
enum ChildExecution {
    /// What a child is started with.
    struct Request {
        /// `Name`, or one of ours.
        var name: String
        /// `Input`; `null` and none are the empty object, a string is the text itself.
        var input: Payload
        /// Whether the task waits for the end of the child.
        var isAwaited: Bool

        init(_ request: TaskRequest, number: Int) {
            let parameters = request.parameters.value
            name = parameters["Name"]?.stringValue ?? "child-\(number)"
            switch parameters["Input"] {
            case nil, .null: input = Payload([:])
            case .string(let text): input = (try? Payload(text: text)) ?? Payload(.string(text))
            case .some(let value): input = Payload(value)
            }
            isAwaited = request.pattern != .requestResponse
        }
    }

    /// The answer to StartExecution.
    static func started(_ execution: Execution, at time: Timestamp) -> Payload {
        let requestID = "00000000-0000-4000-8000-000000000000"
        let arn = execution.configuration.executionARN
        return Payload([
            "ExecutionArn": .string(arn),
            "SdkHttpMetadata": ["HttpStatusCode": 200],
            "SdkResponseMetadata": ["RequestId": .string(requestID)],
            "StartDate": .int(time.millisecondsSinceEpoch),
        ])
    }

    /// What the task of an awaited child answers with once that has ended.
    static func answer(to request: TaskRequest, of execution: Execution, endedAt end: Timestamp) -> TaskAnswer {
        let start = execution.startTime ?? end
        guard execution.status == .succeeded else {
            let cause = description(of: execution, endedAt: end, isParsed: false).description
            var answer = TaskAnswer.failed("States.TaskFailed", cause)
            answer.submitted = started(execution, at: start)
            return answer
        }
        let description = description(of: execution, endedAt: end, isParsed: request.pattern == .sync2)
        return TaskAnswer(.succeeded(Payload(description)), submitted: started(execution, at: start))
    }

    /// DescribeExecution in upper camel case, members by name.
    ///
    /// - Parameter isParsed: `Input` and `Output` are JSON (`.sync:2`), not texts (`.sync`).
    private static func description(of execution: Execution, endedAt end: Timestamp, isParsed: Bool) -> JSONValue {
        func value(_ payload: Payload) -> JSONValue { isParsed ? payload.value : .string(payload.text) }
        let configuration = execution.configuration
        let status = execution.status.rawValue
        var members = JSONObject()
        if let cause = execution.failure?.cause { members["Cause"] = .string(cause) }
        if let error = execution.failure?.error { members["Error"] = .string(error) }
        members["ExecutionArn"] = .string(configuration.executionARN)
        if let input = execution.input { members["Input"] = value(input) }
        members["InputDetails"] = ["Included": true]
        members["Name"] = .string(configuration.executionName)
        if let output = execution.output {
            members["Output"] = value(output)
            members["OutputDetails"] = ["Included": true]
        }
        members["RedriveCount"] = 0
        if execution.status == .succeeded {
            members["RedriveStatus"] = "NOT_REDRIVABLE"
            members["RedriveStatusReason"] = .string("Execution is \(status) and cannot be redriven")
        } else {
            members["RedriveStatus"] = "REDRIVABLE"
        }
        members["StartDate"] = .int((execution.startTime ?? end).millisecondsSinceEpoch)
        members["StateMachineArn"] = .string(configuration.stateMachineARN)
        members["Status"] = .string(status)
        members["StopDate"] = .int(end.millisecondsSinceEpoch)
        return .object(members)
    }

    /// A machine that no `--child` gives.
    static func missing(_ arn: String) -> TaskAnswer {
        .failed(
            "StepFunctions.StateMachineDoesNotExistException",
            "State Machine Does Not Exist: '\(arn)' (Service: AWSStepFunctions; Status Code: 400; Error Code: "
                + "StateMachineDoesNotExist; Request ID: 00000000-0000-4000-8000-000000000000; Proxy: null)")
    }
}

extension TaskRequest {
    /// How the task waits for its service.
    var pattern: ServiceIntegration.Pattern {
        if case .service(let integration) = resource.kind { integration.pattern } else { .requestResponse }
    }
}
