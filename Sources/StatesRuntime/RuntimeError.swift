import StatesCore

/// Why a call is refused, in the words of the service's API where it has them.
///
/// - Source: AWS Step Functions API, errors of each action.
public struct RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the error in the API; more may come.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        public let description: String

        public static let executionAlreadyExists = Self(description: "ExecutionAlreadyExists")
        public static let executionDoesNotExist = Self(description: "ExecutionDoesNotExist")
        public static let executionNotRedrivable = Self(description: "ExecutionNotRedrivable")
        public static let invalidExecutionInput = Self(description: "InvalidExecutionInput")
        public static let invalidName = Self(description: "InvalidName")
        public static let invalidOutput = Self(description: "InvalidOutput")
        public static let invalidToken = Self(description: "InvalidToken")
        public static let stateMachineDoesNotExist = Self(description: "StateMachineDoesNotExist")
        public static let taskTimedOut = Self(description: "TaskTimedOut")

        /// Not the service's: no closure and no machine stands behind a resource.
        public static let unresolvedResources = Self(description: "UnresolvedResources")
        /// Not the service's: the records of the execution contradict themselves, and nothing is done with it.
        public static let executionParked = Self(description: "ExecutionParked")
        /// Not the service's: another process has the execution, and it cannot be asked.
        public static let notOwned = Self(description: "NotOwned")
        /// Not the service's: the runtime is not running, or shuts down.
        public static let notRunning = Self(description: "NotRunning")
        /// Not the service's: the machine cannot be moved to that definition.
        public static let definitionMismatch = Self(description: "DefinitionMismatch")
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { "\(code): \(message)" }
}
