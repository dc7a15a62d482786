public import StatesCore
public import StatesLanguage

/// What a store tells of an execution without its events.
public struct StoredExecution: Hashable, Sendable {
    public var key: ExecutionKey
    public var name: String
    public var version: MachineVersion
    public var seed: UInt64
    /// The task that started it.
    public var parent: ParentTask?
    /// See `NewExecution.trace`.
    public var trace: [String: String]
    public var startTime: Timestamp
    /// When it ended.
    public var stopTime: Timestamp?
    public var status: Execution.Status
    public var error: String?
    public var cause: String?
    public var redriveCount: Int
    /// Who has it.
    public var owner: OwnerID?
    public var wake: Wake
    /// How many records it has.
    public var records: Int

    public init(
        _ new: NewExecution, status: StatusChange, owner: OwnerID?, wake: Wake, records: Int
    ) {
        key = new.key
        name = new.name
        version = new.version
        seed = new.seed
        parent = new.parent
        trace = new.trace
        startTime = new.startTime
        stopTime = status.stopTime
        self.status = status.status
        error = status.error
        cause = status.cause
        redriveCount = status.redriveCount
        self.owner = owner
        self.wake = wake
        self.records = records
    }
}

extension StoredExecution {
    /// What was fixed when it began.
    public var new: NewExecution {
        NewExecution(
            key: key, name: name, version: version, seed: seed, startTime: startTime, parent: parent, trace: trace)
    }
}

/// What one append stored.
public struct StoredRecord: Hashable, Sendable {
    /// 0 for the first of its execution.
    public var sequence: Int
    public var time: Timestamp
    public var events: [UInt8]
    public var digest: UInt64

    public init(sequence: Int, time: Timestamp, events: [UInt8], digest: UInt64) {
        self.sequence = sequence
        self.time = time
        self.events = events
        self.digest = digest
    }
}

/// An execution that wants attention.
public struct DueExecution: Hashable, Sendable {
    public var key: ExecutionKey
    public var wake: Wake

    public init(key: ExecutionKey, wake: Wake) {
        self.key = key
        self.wake = wake
    }
}

/// A message that waits for the owner of its execution.
public struct InboxEntry: Hashable, Sendable {
    public var id: InboxID
    public var post: Post

    public init(id: InboxID, post: Post) {
        self.id = id
        self.post = post
    }
}

/// Where the answer to a token goes.
public struct TokenPlace: Hashable, Sendable {
    public var execution: ExecutionKey
    public var task: TaskID

    public init(execution: ExecutionKey, task: TaskID) {
        self.execution = execution
        self.task = task
    }
}

/// A definition, kept once however many versions and executions have it.
public struct StoredDefinition: Hashable, Sendable {
    /// SHA-256 of the text, 64 hexadecimal digits.
    public var hash: String
    /// JSON.
    public var text: String

    public init(hash: String, text: String) {
        self.hash = hash
        self.text = text
    }
}

/// One version of a state machine.
public struct MachineVersion: Hashable, Sendable {
    /// Name of the state machine.
    public var name: String
    /// 1 for the first.
    public var number: Int
    /// `StoredDefinition.hash`.
    public var definition: String
    public var creationTime: Timestamp

    public init(name: String, number: Int, definition: String, creationTime: Timestamp) {
        self.name = name
        self.number = number
        self.definition = definition
        self.creationTime = creationTime
    }
}

/// Which executions to list. They come by the time of their start, the latest first, as ListExecutions gives them.
public struct ExecutionQuery: Hashable, Sendable {
    /// Name of the state machine; `nil` for all.
    public var machine: String?
    public var status: Execution.Status?
    /// Only names that begin so.
    public var namePrefix: String
    /// The children of this execution's map runs; `nil` for executions that are no such children.
    public var parent: ExecutionKey?
    /// The most to list, 1 … 1,000.
    public var limit: Int
    /// Only executions after this place in the list: `ExecutionPage.next` of the page before.
    public var after: ExecutionCursor?

    public init(
        machine: String? = nil, status: Execution.Status? = nil, namePrefix: String = "",
        parent: ExecutionKey? = nil, limit: Int = 100, after: ExecutionCursor? = nil
    ) {
        self.parent = parent
        self.machine = machine
        self.status = status
        self.namePrefix = namePrefix
        self.limit = limit
        self.after = after
    }
}

/// A place in a list of executions.
public struct ExecutionCursor: Hashable, Sendable {
    public var startTime: Timestamp
    public var key: ExecutionKey

    public init(startTime: Timestamp, key: ExecutionKey) {
        self.startTime = startTime
        self.key = key
    }
}

/// Part of a list of executions.
public struct ExecutionPage: Hashable, Sendable {
    public var executions: [StoredExecution]
    /// Where the next page begins; `nil` at the end.
    public var next: ExecutionCursor?

    public init(executions: [StoredExecution], next: ExecutionCursor?) {
        self.executions = executions
        self.next = next
    }
}
