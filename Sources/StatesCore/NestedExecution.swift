import Diagnostics
public import JSONModel
public import StatesLanguage

/// `states:startExecution`: what the service starts a child with, and what it says of it.
///
/// - Source: executions recorded from the service.
public enum NestedExecution {
    /// What a child is started with.
    public struct Request: Sendable {
        /// `Name`, or one that was drawn.
        public var name: String
        /// Whether the name was given.
        public var isNamed: Bool
        /// `Input`; `null` and none are the empty object, a string is the text itself.
        public var input: Payload
        /// Whether the task waits for the end of the child.
        public var isAwaited: Bool

        /// - Parameter automaticName: what it is called if `Name` is not given.
        public init(_ request: TaskRequest, automaticName: String) throws(Refusal) {
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
    public static func started(arn: String, at time: Timestamp) -> Payload {
        let requestID = "00000000-0000-4000-8000-000000000000"
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

    /// How the task of a child fails that did not succeed.
    public static func failure(of execution: Execution) -> TaskFailure {
        let cause = description(of: execution, isParsed: false).value.description
        return TaskFailure(error: "States.TaskFailed", cause: String(cause.prefix(longestCause)))
    }

    /// DescribeExecution in upper camel case, members by name.
    ///
    /// - Parameter isParsed: `Input` and `Output` are JSON (`.sync:2`), not texts (`.sync`).
    public static func description(of execution: Execution, isParsed: Bool) -> Payload {
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
        members["RedriveCount"] = .int(execution.redriveCount)
        if execution.status == .succeeded {
            members["RedriveStatus"] = "NOT_REDRIVABLE"
            members["RedriveStatusReason"] = .string("Execution is \(status) and cannot be redriven")
        } else {
            members["RedriveStatus"] = "REDRIVABLE"
        }
        members["StartDate"] = .int((execution.startTime ?? execution.now).millisecondsSinceEpoch)
        members["StateMachineArn"] = .string(configuration.stateMachineARN)
        members["Status"] = .string(status)
        members["StopDate"] = .int(execution.now.millisecondsSinceEpoch)
        return Payload(.object(members))
    }

    /// StartExecution refuses a request.
    public struct Refusal: Error, Hashable, Sendable {
        /// The error of the API, such as `InvalidName`.
        public var code: String
        public var message: String

        public init(code: String, message: String) {
            self.code = code
            self.message = message
        }

        /// A machine that nobody has.
        public static func missingMachine(_ arn: String) -> Refusal {
            Refusal(code: "StateMachineDoesNotExist", message: "State Machine Does Not Exist: '\(arn)'")
        }

        /// How the task fails.
        public var failure: TaskFailure {
            TaskFailure(
                error: "StepFunctions.\(code)Exception",
                cause: "\(message) (Service: AWSStepFunctions; Status Code: 400; Error Code: \(code); "
                    + "Request ID: 00000000-0000-4000-8000-000000000000; Proxy: null)")
        }
    }
}

extension TaskRequest {
    /// How the task waits for its service.
    public var pattern: ServiceIntegration.Pattern {
        if case .service(let integration) = resource.kind { integration.pattern } else { .requestResponse }
    }
}
