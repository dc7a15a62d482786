import JSONModel
import StatesCore
import StatesLanguage

/// The executions that one process has in memory, and what it owes them.
///
///     start, answer, message, tick ─▶ engine ─▶ operations for the store, in order
///     outcomes of the store        ─▶ engine ─▶ effects: tasks to run, replies, changes of status
///
/// It performs nothing: no clock, no `async`, no files. `RuntimeHost` drives it with real ones, the simulation with its
/// own. What an execution decides is written before anything is done about it; an execution
/// may decide on while the store still writes, since all it decides is written in order and refused in order.
struct Engine {
    let settings: EngineSettings
    let resources: any TaskResolver

    var live: [ExecutionKey: LiveExecution] = [:]
    /// Executions that are being read from the store.
    var loading: [ExecutionKey: Loading] = [:]
    /// Inbox entries whose consumption is not stored yet.
    var taken: Set<InboxID> = []
    /// Executions whose records do not give their value again: nothing is done with them.
    private(set) var parked: [ExecutionKey: ParkedExecution] = [:]
    var agenda = TimerAgenda()
    /// What the store has not been given yet.
    var outgoing: [Outgoing] = []
    /// What can be done now.
    var effects: [Effect] = []
    /// Executions that wanted attention by this time have been read.
    var swept: Timestamp?
    /// Executions whose last turn made so much that it was cut.
    var paused: [ExecutionKey] = []
    private var lastKey: Int64
    /// What one turn makes; kept for its room.
    var events: [Event] = []

    init(settings: EngineSettings, resources: any TaskResolver) {
        self.settings = settings
        self.resources = resources
        lastKey = settings.owner.rawValue << 32
    }

    /// One operation, and what is done once it is stored.
    struct Outgoing {
        var operation: StoreOperation
        /// The execution it is about, if it is one of ours.
        var key: ExecutionKey?
        var effects: [Effect] = []
        var ticket: Ticket?
        /// What whoever waits is told.
        var reply = Reply.done
    }

    struct Loading {
        /// What has come for it meanwhile.
        var messages: [QueuedMessage] = []
        /// The store has named it as one of ours since the reading began: what is read may be from before.
        var isStale = false
    }

    struct QueuedMessage {
        var message: Message
        /// The task that a closure has ended its work on with this.
        var endedWork: TaskID?
        var inbox: InboxID?
        var ticket: Ticket?
    }

    mutating func park(_ key: ExecutionKey, _ reason: ParkedExecution) {
        parked[key] = reason
        live[key] = nil
        notLoaded(key, .parked(reason))
        effects.append(.parked(key, reason))
    }

    mutating func reply(_ ticket: Ticket?, _ reply: Reply) {
        if let ticket { effects.append(.reply(ticket, reply)) }
    }

    mutating func newKey() -> ExecutionKey {
        lastKey += 1
        return ExecutionKey(rawValue: lastKey)
    }

    /// When something is due in an execution that is in memory.
    var nextDue: Timestamp? { agenda.next }

    /// Whether somebody waits for something to be written.
    var hasWork: Bool { !outgoing.isEmpty || !paused.isEmpty }
}

/// What is fixed while a process runs.
struct EngineSettings: Sendable {
    var owner: OwnerID
    var region: String
    var accountID: String
    var quotas: Quotas
    /// An execution that waits longer than this leaves memory.
    var residentMilliseconds: Int64
    var codec: (any PayloadCodec)?
    /// Whether somebody wants `Effect.traced`.
    var isTraced = false

    /// Whether the store keeps what the views show.
    var keepsMarks = true

    /// What is stored for `bytes`.
    func stored(_ bytes: [UInt8]) -> [UInt8] { codec?.encode(bytes) ?? bytes }

    /// The message that was posted as `bytes`.
    func message(_ bytes: [UInt8]) throws -> Message {
        // That a worker has a task is posted by the store itself, which knows no codec.
        if codec != nil, let message = try? MessageCoding.decode(bytes) { return message }
        return try MessageCoding.decode(try codec?.decode(bytes) ?? bytes)
    }
}

/// Names a call that waits for its reply.
struct Ticket: Hashable, Sendable {
    var number: UInt64
}

/// What a call is told.
enum Reply: Sendable {
    case done
    /// The execution was started, or runs already.
    case started(ExecutionKey, Timestamp)
    /// The machine has an execution of that name, which is not in memory: it has to be compared.
    indirect case nameTaken(StoredExecution)
    /// The execution takes no such message any more: for an answer, its task has ended.
    case refused
    /// It belongs to another process: the message has to go through the inbox.
    case notOwned
    case parked(ParkedExecution)
    indirect case activityTask(ActivityTask?)
}

/// Why nothing is done with an execution any more.
struct ParkedExecution: Error, Hashable, Sendable {
    /// One sentence without a full stop.
    var reason: String
}

/// What the driver does, in order. Small, as there are many: what is large is behind a reference.
enum Effect: Sendable {
    case runTask(TaskDelivery)
    /// Nobody waits for it any longer.
    case cancelTask(ExecutionKey, TaskID)
    indirect case startChild(ExecutionKey, TaskRequest)
    indirect case startMapRun(ExecutionKey, MapRunRequest)
    /// Nobody waits for it any longer.
    case stopMapRun(ExecutionKey, TaskID)
    /// A child of a map run has ended.
    indirect case childEnded(ParentTask, MapRunChild, ChildOutcome)
    case reply(Ticket, Reply)
    /// An execution of this name was not there before.
    case started(ExecutionKey)
    /// An execution began, ended or runs again; what it is now.
    indirect case changed(ExecutionKey, Execution, MachineVersion)
    /// What whoever traces is told.
    case traced(ExecutionKey, [TraceStep])
    /// Read it from the store, and call `loaded`.
    case load(ExecutionKey)
    /// The inbox has something new.
    case inboxFilled
    case parked(ExecutionKey, ParkedExecution)
    /// Another process has the execution now.
    case lost(ExecutionKey)
}

/// A task that a closure works on. A reference, as it goes through many hands.
final class TaskDelivery: Sendable {
    let execution: ExecutionKey
    let request: TaskRequest
    let executionName: String
    let version: MachineVersion
    let executionStart: Timestamp

    init(
        execution: ExecutionKey, request: TaskRequest, executionName: String, version: MachineVersion,
        executionStart: Timestamp
    ) {
        self.execution = execution
        self.request = request
        self.executionName = executionName
        self.version = version
        self.executionStart = executionStart
    }
}

/// Who works on tasks.
protocol TaskResolver: Sendable {
    func provider(of request: TaskRequest) -> TaskProvider
}

enum TaskProvider: Hashable, Sendable {
    /// A closure in this process.
    case closure
    /// A worker that asks for work.
    case activity
    /// An execution in the same store.
    case execution
    /// Nobody: the task fails.
    case nobody
}

/// Changes what is kept of payloads: encryption, say, or compression.
public protocol PayloadCodec: Sendable {
    /// What is stored for `bytes`, which have payloads in them.
    func encode(_ bytes: [UInt8]) -> [UInt8]
    /// The inverse of `encode`.
    ///
    /// - Throws: when `bytes` were not made by it, or cannot be read any more.
    func decode(_ bytes: [UInt8]) throws -> [UInt8]
}
