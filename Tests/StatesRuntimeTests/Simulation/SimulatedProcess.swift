import JSONModel
import Logging
import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// One run of one process: an engine, and what its driver holds in memory. All of it is lost in a crash.
final class SimulatedProcess {
    /// What a call does with its reply.
    enum Call {
        case start(ClientStart)
        case send(Message, ExecutionKey)
        case post(Message, ExecutionKey)
        case takeActivityTask
        case takeToRedrive(ExecutionKey)
        case startChild(ChildStart)
    }

    struct ChildStart {
        var parent: ExecutionKey
        var request: TaskRequest
        var child: NestedExecution.Request
        var link: ParentTask
    }

    /// A batch that the store was given, until its outcomes are known here.
    struct Commit {
        var batch: [Engine.Outgoing]
        /// What the store has answered.
        var outcomes: [StoreOutcome]?
    }

    /// An execution that is being given another version of its machine.
    struct Move {
        var key: ExecutionKey
        var machine: SimulatedMachine
        /// As it was in memory.
        var old: LiveExecution?
        /// What its records give with the other definition.
        var new: LiveExecution?
    }

    /// An execution that is being read.
    struct Read {
        var key: ExecutionKey
        var description: StoredExecution?
    }

    /// A closure at work.
    struct Run {
        var delivery: TaskDelivery
        var isCancelled = false
        /// What it has come to: the effect outside has happened.
        var result: Result<Payload, TaskFailure>?
    }

    let number: Int
    let owner: OwnerID
    var engine: Engine
    /// How far its clock is off, milliseconds.
    var skew: Int64 = 0
    var commit: Commit?
    var reads: [Read] = []
    var moves: [Move] = []
    var runs: [Run] = []
    var children: [ChildStart] = []
    /// Map runs that it drives; how is not the engine's business.
    var mapRuns: [Delivered] = []
    var calls: [Ticket: Call] = [:]
    private var lastTicket: UInt64 = 0
    var lastInboxID = InboxID(rawValue: 0)
    /// Whether some of what it owns may not have been looked at.
    var needsFullSweep = true
    /// State of the world at its last housekeeping.
    var houseVersion = -1
    var houseDue: Timestamp
    /// World steps for which it does nothing, and does not know.
    var frozenSteps = 0
    /// Its lease is over: it stops.
    var isOver = false
    /// All that it ever was given to run.
    var delivered: Set<Delivered> = []

    struct Delivered: Hashable {
        var execution: ExecutionKey
        var task: TaskID
    }

    init(
        number: Int, owner: OwnerID, residentMilliseconds: Int64, codec: (any PayloadCodec)?, at now: Timestamp
    ) {
        self.number = number
        self.owner = owner
        houseDue = now
        let settings = EngineSettings(
            owner: owner, region: "us-east-1", accountID: "123456789012", quotas: Quotas(),
            residentMilliseconds: residentMilliseconds, codec: codec)
        engine = Engine(settings: settings, resources: SimulatedResources())
    }

    func ticket(_ call: Call) -> Ticket {
        lastTicket += 1
        let ticket = Ticket(number: lastTicket)
        calls[ticket] = call
        return ticket
    }

    /// What the driver can do next.
    enum Work {
        case beginCommit, store, learn
        case read(Int)
        case run(Int)
        case child(Int)
        case mapRun(Int)
        case move(Int)
        case tick, keepHouse
    }

    func work(at now: Timestamp, version: Int) -> [Work] {
        guard frozenSteps == 0, !isOver else { return [] }
        var work: [Work] = []
        if let commit {
            work.append(commit.outcomes == nil ? .store : .learn)
        } else if engine.hasWork {
            work.append(.beginCommit)
        }
        for index in reads.indices { work.append(.read(index)) }
        for index in runs.indices { work.append(.run(index)) }
        for index in children.indices { work.append(.child(index)) }
        for index in mapRuns.indices { work.append(.mapRun(index)) }
        for index in moves.indices { work.append(.move(index)) }
        let local = now.advanced(byMilliseconds: skew)
        if let due = engine.nextDue, due <= local { work.append(.tick) }
        if houseVersion != version, houseDue <= now { work.append(.keepHouse) }
        return work
    }

    /// The key under which a closure is to be idempotent.
    static func idempotencyKey(_ delivery: TaskDelivery) -> String {
        TaskContext(delivery: delivery, runtimeLogger: quiet) { _ in }.idempotencyKey
    }

    private static let quiet = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
}

/// What a client has asked for by name.
struct ClientStart {
    var machine: String
    var name: String
    var input: String
}
