public import JSONModel
public import StatesLanguage

/// What is fixed when an execution starts: its names, limits and seed.
public struct ExecutionConfiguration: Hashable, Sendable {
    /// `$$.Execution.Name`.
    public var executionName: String
    /// `$$.StateMachine.Name`.
    public var stateMachineName: String
    public var type: StateMachineType
    public var region: String
    /// Twelve digits.
    public var accountID: String
    /// `$$.Execution.RoleArn`; `nil` where a state is tested without a role.
    public var roleARN: String?
    /// The id that an express execution has behind its name; empty where it has none.
    public var expressRunID: String
    /// Started by StartSyncExecution: the context object has no `RedriveCount` then.
    public var isSynchronousExpress: Bool
    /// What random numbers and ids are drawn from; equal seeds give equal executions.
    public var seed: UInt64
    public var quotas: Quotas
    /// Enter here instead of at `StartAt`: a state of the machine's own scope.
    public var startAt: String?
    /// Values that variables of the machine's own scope have at the start.
    public var variables: JSONObject
    /// Members that replace those of the context object, one level deep.
    public var contextOverrides: JSONObject
    /// Stands for the whole context object, whatever runs.
    public var contextObject: JSONValue?

    public init(executionName: String = "execution", stateMachineName: String = "machine") {
        self.executionName = executionName
        self.stateMachineName = stateMachineName
        type = .standard
        region = "us-east-1"
        accountID = "123456789012"
        roleARN = "arn:aws:iam::123456789012:role/StepFunctionsRole"
        expressRunID = "00000000-0000-4000-8000-000000000000"
        isSynchronousExpress = false
        seed = 0
        quotas = Quotas()
        startAt = nil
        variables = [:]
        contextOverrides = [:]
        contextObject = nil
    }

    /// The name of an execution that is started without one: a UUID, as the service has it.
    ///
    /// - Parameter number: which of those that have one seed.
    package static func automaticName(seed: UInt64, number: Int) -> String {
        Random.uuid(seed: seed, entry: number, attempt: 0, index: 2)
    }

    /// `$$.StateMachine.Id`.
    public var stateMachineARN: String { "arn:aws:states:\(region):\(accountID):stateMachine:\(stateMachineName)" }

    /// `$$.Execution.Id`.
    public var executionARN: String {
        switch type {
        case .standard: "arn:aws:states:\(region):\(accountID):execution:\(stateMachineName):\(executionName)"
        case .express:
            "arn:aws:states:\(region):\(accountID):express:\(stateMachineName):\(executionName)"
                + (expressRunID.isEmpty ? "" : ":\(expressRunID)")
        }
    }
}
