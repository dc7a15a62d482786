import JSONModel
public import StatesCore
public import StatesLanguage

/// One thing to write. Operations of one commit are done in order, each on what the ones before it have changed.
public enum StoreOperation: Hashable, Sendable {
    /// Begins an execution with its first record, and gives it to the record's owner.
    indirect case start(NewExecution, Append)
    /// Goes on with an execution.
    indirect case append(Append)
    /// Inbox entries of `owner`'s executions that caused nothing.
    case discard([InboxID], owner: OwnerID)
    /// Leaves a message for an execution, whoever owns it.
    case post(Post)
    /// Takes the task that waits longest for a worker of `activity`, and posts `ActivityTask.taken(by:at:)`. `call`
    /// names the call as no other: repeated, it is given the same task again, as long as that is not answered.
    case takeActivityTask(activity: String, worker: String?, call: String, time: Timestamp)
    /// Gives an execution that runs another definition of its machine.
    case move(ExecutionKey, to: MachineVersion, records: Int, owner: OwnerID)
    /// Takes an execution that has ended into `owner`'s hands, so that it can be redriven. It is refused while another
    /// owner has it whose lease is not over at `time`: that one can be sent a message.
    case take(ExecutionKey, owner: OwnerID, time: Timestamp)
}

extension StoreOperation {
    /// The inbox entries that it takes away.
    var consumed: [InboxID] {
        switch self {
        case .start(_, let append), .append(let append): append.consumed
        case .discard(let entries, _): entries
        case .post, .takeActivityTask, .move, .take: []
        }
    }
}

/// What came of one operation.
public enum StoreOutcome: Hashable, Sendable {
    case stored
    /// The machine has an execution of that name. `start` only.
    indirect case nameTaken(StoredExecution)
    /// The owner does not have the execution any more, or another record has that number.
    case fenced
    /// There is no such execution, or no such version of its machine.
    case missing
    /// The task for the worker, if one waits.
    indirect case activityTask(ActivityTask?)
}

/// What is fixed when an execution begins.
public struct NewExecution: Hashable, Sendable {
    public var key: ExecutionKey
    public var name: String
    /// With its name, number and definition.
    public var version: MachineVersion
    /// What its random numbers are drawn from.
    public var seed: UInt64
    public var startTime: Timestamp
    /// The task that started it.
    public var parent: ParentTask?
    /// The trace that it belongs to: what a tracer puts into the headers of a message, by their names.
    public var trace: [String: String]

    public init(
        key: ExecutionKey, name: String, version: MachineVersion, seed: UInt64, startTime: Timestamp,
        parent: ParentTask? = nil, trace: [String: String] = [:]
    ) {
        self.key = key
        self.name = name
        self.version = version
        self.seed = seed
        self.startTime = startTime
        self.parent = parent
        self.trace = trace
    }
}

/// The task of another execution in the same store that started this one.
public struct ParentTask: Hashable, Sendable {
    public var execution: ExecutionKey
    public var task: TaskID
    /// Whether it wants input and output as JSON (`.sync:2`) instead of texts (`.sync`).
    public var wantsJSON: Bool
    /// Whether it waits for the end of this one, and is told of it.
    public var isWaiting: Bool
    /// Set for a child of a distributed Map: then the task is that of the map run.
    public var mapRunChild: MapRunChild?

    public init(
        execution: ExecutionKey, task: TaskID, wantsJSON: Bool, isWaiting: Bool = true, mapRunChild: MapRunChild? = nil
    ) {
        self.execution = execution
        self.task = task
        self.wantsJSON = wantsJSON
        self.isWaiting = isWaiting
        self.mapRunChild = mapRunChild
    }
}

/// Which child of a map run an execution is.
public struct MapRunChild: Hashable, Sendable {
    /// ARN of the map run; a redrive runs the same map run again.
    public var mapRun: String
    public var index: Int
    /// Name of the Map state.
    public var state: String
    /// What stands behind the machine's name in the child's ARNs.
    public var label: String
    /// What an express execution has behind its name in its ARN; empty for others.
    public var runID: String

    public init(mapRun: String, index: Int, state: String, label: String, runID: String) {
        self.mapRun = mapRun
        self.index = index
        self.state = state
        self.label = label
        self.runID = runID
    }

    /// One JSON text, for stores.
    public var text: String {
        let members: JSONValue = [
            "mapRun": .string(mapRun), "index": .int(index), "state": .string(state), "label": .string(label),
            "runID": .string(runID),
        ]
        return members.description
    }

    /// - Returns: `nil` for a text that `text` did not make.
    public init?(text: String) {
        guard let members = try? JSONParser.parse(Array(text.utf8)), case .number(let number)? = members["index"],
            let index = number.int64Value, let mapRun = members["mapRun"]?.stringValue,
            let state = members["state"]?.stringValue,
            let label = members["label"]?.stringValue, let runID = members["runID"]?.stringValue
        else { return nil }
        self.init(mapRun: mapRun, index: Int(index), state: state, label: label, runID: runID)
    }
}

/// What one turn of an execution made.
public struct Append: Hashable, Sendable {
    public var execution: ExecutionKey
    /// Who has it.
    public var owner: OwnerID
    /// How many records it has before this one.
    public var sequence: Int
    public var time: Timestamp
    /// Encoded; see `EventEncoder`.
    public var events: [UInt8]
    /// `Execution.digest` after the events.
    public var digest: UInt64
    /// What the views show of the events: JSON, see `Mark`.
    public var marks: String
    /// When it wants attention next, if that has changed.
    public var wake: Wake?
    /// How it ended, or that it runs again.
    public var status: StatusChange?
    /// Inbox entries that it is the answer to. It is stored even if some are gone.
    public var consumed: [InboxID]
    /// Tasks that can be answered by token from now on.
    public var tokens: [TaskToken]
    /// Tasks that wait for a worker from now on.
    public var activityTasks: [ActivityTask]
    /// Tokens of tasks that wait for a worker no longer.
    public var withdrawnActivityTasks: [String]
    /// Messages for other executions. Those for executions that are gone are dropped.
    public var posts: [Post]

    public init(
        execution: ExecutionKey, owner: OwnerID, sequence: Int, time: Timestamp, events: [UInt8], digest: UInt64,
        marks: String = "[]"
    ) {
        self.execution = execution
        self.owner = owner
        self.sequence = sequence
        self.time = time
        self.events = events
        self.digest = digest
        self.marks = marks
        wake = nil
        status = nil
        consumed = []
        tokens = []
        activityTasks = []
        withdrawnActivityTasks = []
        posts = []
    }
}

/// When an execution wants the attention of its owner.
public enum Wake: Hashable, Sendable {
    /// Its owner works on tasks of it: whoever takes it over asks for them again.
    case now
    /// A timer is due.
    case at(Timestamp)
    /// Only a message moves it.
    case never
}

/// How far an execution is, after an append that changed it.
public struct StatusChange: Hashable, Sendable {
    public var status: Execution.Status
    /// When it ended; `nil` while it runs.
    public var stopTime: Timestamp?
    public var error: String?
    public var cause: String?
    public var redriveCount: Int

    public init(
        status: Execution.Status, stopTime: Timestamp? = nil, error: String? = nil, cause: String? = nil,
        redriveCount: Int = 0
    ) {
        self.status = status
        self.stopTime = stopTime
        self.error = error
        self.cause = cause
        self.redriveCount = redriveCount
    }
}

/// A task that can be answered by its token.
public struct TaskToken: Hashable, Sendable {
    public var token: String
    public var task: TaskID

    public init(token: String, task: TaskID) {
        self.token = token
        self.task = task
    }
}

/// A task that waits for a worker of an activity.
public struct ActivityTask: Hashable, Sendable {
    /// ARN.
    public var activity: String
    public var execution: ExecutionKey
    public var token: String
    public var task: TaskID
    public var scheduledAt: Timestamp
    /// The JSON text that the worker gets.
    public var input: [UInt8]

    public init(
        activity: String, execution: ExecutionKey, token: String, task: TaskID, scheduledAt: Timestamp,
        input: [UInt8]
    ) {
        self.activity = activity
        self.execution = execution
        self.token = token
        self.task = task
        self.scheduledAt = scheduledAt
        self.input = input
    }
}

/// A message for an execution.
public struct Post: Hashable, Sendable {
    public var execution: ExecutionKey
    /// When it was sent.
    public var time: Timestamp
    /// Encoded; see `MessageCoding`.
    public var message: [UInt8]

    public init(execution: ExecutionKey, time: Timestamp, message: [UInt8]) {
        self.execution = execution
        self.time = time
        self.message = message
    }
}
