public import JSONPath

/// Task: one unit of work done by a resource outside.
public struct TaskState: Hashable, Sendable {
    /// `Resource`.
    public var resource: TaskResource
    /// `Parameters` (JSONPath) or `Arguments` (JSONata); the state's input when absent.
    public var parameters: Template?
    /// `ResultSelector`. JSONPath only.
    public var resultSelector: PayloadTemplate?
    /// `ResultPath`. JSONPath only.
    public var resultPath: ResultPlacement
    /// `TimeoutSeconds` or `TimeoutSecondsPath`: 1 … 99,999,999.
    public var timeoutSeconds: NumberField?
    /// `HeartbeatSeconds` or `HeartbeatSecondsPath`: below the timeout.
    public var heartbeatSeconds: NumberField?
    /// `Credentials`, an object with `RoleArn`.
    public var credentials: Template?
    /// `Retry`.
    public var retriers: [Retrier]
    /// `Catch`.
    public var catchers: [Catcher]

    public init(
        resource: TaskResource, parameters: Template? = nil, resultSelector: PayloadTemplate? = nil,
        resultPath: ResultPlacement = .replace, timeoutSeconds: NumberField? = nil,
        heartbeatSeconds: NumberField? = nil, credentials: Template? = nil, retriers: [Retrier] = [],
        catchers: [Catcher] = []
    ) {
        self.resource = resource
        self.parameters = parameters
        self.resultSelector = resultSelector
        self.resultPath = resultPath
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.credentials = credentials
        self.retriers = retriers
        self.catchers = catchers
    }
}

/// `Resource` of a Task: an ARN, or a placeholder that a template engine will fill.
public struct TaskResource: Hashable, Sendable {
    /// As written.
    public var text: String
    public var kind: Kind

    /// What the resource is, by the form of its text.
    public enum Kind: Hashable, Sendable {
        /// `arn:…:lambda:…:function:NAME[:VERSION]`.
        case lambdaFunction
        /// `arn:…:states:…:activity:NAME`.
        case activity
        /// `arn:…:states:::SERVICE:API[.PATTERN]`.
        case service(ServiceIntegration)
        /// Any other text, such as `${ReserveFunctionArn}`: resolved by name, recorded as a Lambda function is.
        case named
    }

    public init(_ text: String) {
        self.text = text
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 6, parts[0] == "arn" else {
            kind = .named
            return
        }
        switch parts[2] {
        case "lambda" where parts[5] == "function" && parts.count >= 7: kind = .lambdaFunction
        case "states" where parts[5] == "activity" && parts.count >= 7: kind = .activity
        // Region and account are those of the execution; they may be written.
        case "states" where !Self.ownTypes.contains(parts[5]):
            kind = ServiceIntegration(parts.dropFirst(5)).map(Kind.service) ?? .named
        default: kind = .named
        }
    }

    /// What `arn:…:states:…:TYPE:NAME` names that is no integration with a service.
    private static let ownTypes: Set<Substring> = [
        "activity", "stateMachine", "execution", "express", "mapRun", "label",
    ]

    /// The name of the function or activity, without version or alias; `nil` for other resources.
    public var functionName: String? {
        switch kind {
        case .lambdaFunction, .activity:
            text.split(separator: ":", omittingEmptySubsequences: false).dropFirst(6).first.map(String.init)
        case .service, .named: nil
        }
    }
}

/// What stands behind `arn:aws:states:::`: a service, its API, and how the state waits for it.
public struct ServiceIntegration: Hashable, Sendable {
    /// `lambda`, `sqs`, `aws-sdk:dynamodb` …: `resourceType` in the history.
    public var service: String
    /// `invoke`, `sendMessage` … without the pattern.
    public var api: String
    public var pattern: Pattern

    /// What ends the task: the end of the resource's text.
    public enum Pattern: String, Hashable, Sendable {
        case requestResponse = ""
        /// Waits until the job ends.
        case sync = ".sync"
        /// As `sync`, with the output as JSON instead of text.
        case sync2 = ".sync:2"
        /// Waits for `SendTaskSuccess` or `SendTaskFailure`.
        case waitForTaskToken = ".waitForTaskToken"
    }

    /// `resource` in the history: API and pattern, such as `sendMessage.waitForTaskToken`.
    public var resource: String { api + pattern.rawValue }

    init?(_ parts: ArraySlice<Substring>) {
        var parts = parts
        var suffix = ""
        if parts.last == "2", parts.dropLast().last?.hasSuffix(".sync") == true {
            parts.removeLast()
            suffix = ":2"
        }
        guard parts.count >= 2, let last = parts.popLast() else { return nil }
        service = parts.joined(separator: ":")
        let dot = last.firstIndex(of: ".") ?? last.endIndex
        api = String(last[..<dot])
        guard let pattern = Pattern(rawValue: last[dot...] + suffix), !api.isEmpty, !service.isEmpty else { return nil }
        self.pattern = pattern
    }
}
