import Diagnostics
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
        /// `Name`, or one that was drawn.
        var name: String
        /// Whether the name was given.
        var isNamed: Bool
        /// `Input`; `null` and none are the empty object, a string is the text itself.
        var input: Payload
        /// Whether the task waits for the end of the child.
        var isAwaited: Bool

        init(_ request: TaskRequest, automaticName: String) throws(Refusal) {
            let parameters = request.parameters.value
            let given = parameters["Name"]?.stringValue
            name = given ?? automaticName
            isNamed = given != nil
            guard ResourceName.isValid(name) else {
                throw Refusal(code: "InvalidName", message: "Invalid Name: '\(name)'")
            }
            switch parameters["Input"] {
            case nil, .null: input = Payload([:])
            case .string(let text): input = try Self.input(text)
            case .some(let value): input = Payload(value)
            }
            isAwaited = request.pattern != .requestResponse
        }

        private static func input(_ text: String) throws(Refusal) -> Payload {
            do {
                return try Payload(text: text)
            } catch {
                let reason = Diagnostic.serviceSentence(of: error, in: SourceText(name: "input", text: text))
                throw Refusal(
                    code: "InvalidExecutionInput", message: "Invalid State Machine Execution Input: '\(reason)'")
            }
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

    /// Characters. Causes in causes double their quotes with each level, and would grow without end.
    ///
    /// - Source: AWS Step Functions API, TaskFailedEventDetails, `cause`.
    private static let longestCause = 32_768

    /// What the task of an awaited child answers with once that has ended.
    static func answer(to request: TaskRequest, of execution: Execution, endedAt end: Timestamp) -> TaskAnswer {
        let start = execution.startTime ?? end
        guard execution.status == .succeeded else {
            let cause = description(of: execution, endedAt: end, isParsed: false).description
            var answer = TaskAnswer.failed("States.TaskFailed", String(cause.prefix(longestCause)))
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

    /// StartExecution refuses a request.
    struct Refusal: Error {
        /// The error of the API.
        var code: String
        var message: String

        /// How the task fails.
        var answer: TaskAnswer {
            .failed(
                "StepFunctions.\(code)Exception",
                "\(message) (Service: AWSStepFunctions; Status Code: 400; Error Code: \(code); "
                    + "Request ID: 00000000-0000-4000-8000-000000000000; Proxy: null)")
        }
    }

    /// A machine that no `--child` gives.
    static func missing(_ arn: String) -> TaskAnswer {
        Refusal(code: "StateMachineDoesNotExist", message: "State Machine Does Not Exist: '\(arn)'").answer
    }
}
