public import JSONModel
public import StatesLanguage

/// One execution of a state machine, as a value.
///
///     message ─▶ advance ─▶ events (recorded), command changes (owed)
///     stored event ─▶ apply                    the only door through which state changes
///
/// It performs nothing and reads no clock. Copying it forks it. Folding the events of a run with `apply` gives the
/// value that the run ended with.
public struct Execution: Sendable {
    /// How far the execution is, in the service's words.
    public enum Status: String, Hashable, Sendable {
        /// Not started yet, or running.
        case running = "RUNNING"
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        case timedOut = "TIMED_OUT"
        case aborted = "ABORTED"
    }

    public let program: Program
    /// Fixed at the start; a box, so that a fork copies one reference.
    var settings: ExecutionSettings
    public internal(set) var status = Status.running
    /// The output of an execution that succeeded.
    public internal(set) var output: Payload?
    /// The error and cause of one that did not.
    public internal(set) var failure: Failure?
    public internal(set) var input: Payload?
    public internal(set) var startTime: Timestamp?
    /// Effective time: never goes back.
    public internal(set) var now: Timestamp
    /// The id of the last event in the AWS history.
    public internal(set) var lastEventID: Int32 = 0
    /// How many states were entered, iterations and branches included.
    public internal(set) var stateEntries = 0

    /// How often it was redriven.
    public internal(set) var redriveCount = 0
    /// When it was last redriven.
    public internal(set) var redriveTime: Timestamp?

    /// Map runs that did not succeed, by the frame of their state, in case they are redriven.
    var failedMapRuns: [Int32: FailedMapRun] = [:]

    /// `$$.Execution`, made at the start.
    var executionContext = JSONValue.null
    var frames: [Frame] = []
    var freeFrames: [Int32] = []
    var fanOuts: [FanOut] = []
    var freeFanOuts: [Int32] = []

    public init(_ program: Program, configuration: ExecutionConfiguration) {
        self.program = program
        settings = ExecutionSettings(configuration)
        now = Timestamp(seconds: 0)
    }

    init(_ program: Program, settings: ExecutionSettings) {
        self.program = program
        self.settings = settings
        now = Timestamp(seconds: 0)
    }

    public var configuration: ExecutionConfiguration { settings.configuration }

    /// Takes `message` at `time`: decides, applies, and runs on until nothing is ready.
    ///
    /// - Parameters:
    ///   - time: effective time is the later of this and the last one.
    ///   - events: what was decided is appended, in order. Whoever cannot store it drops the value and folds again.
    /// - Returns: what the world owes from now on, and what it no longer owes.
    public mutating func advance(
        _ message: Message, at time: Timestamp, into events: inout [Event]
    ) -> CommandChanges {
        guard takes(message, at: time) else { return CommandChanges() }
        var turn = Turn()
        // A driver that hands its emptied array back has the room for the next turn in it.
        if events.isEmpty { swap(&events, &turn.events) }
        let last = now
        if time > now { now = time }
        take(message, &turn)
        run(&turn)
        // What changes nothing is not recorded, so it must not move time either.
        if turn.events.isEmpty { now = last }
        if events.isEmpty { swap(&events, &turn.events) } else { events += turn.events }
        return turn.changes
    }

    /// An execution that has ended takes nothing but a redrive.
    func takes(_ message: Message, at time: Timestamp) -> Bool {
        if case .redrive = message { redriveRefusal(at: time) == nil } else { status == .running }
    }

    /// The only door through which state changes, live and on recovery alike.
    public mutating func apply(_ event: Event) {
        var changes = CommandChanges()
        apply(event, &changes)
    }

    /// Whether its last turn was cut: it wants `resume`.
    public var isRunnable: Bool { status == .running && frames.contains(where: \.isRunnable) }

    /// Whether it waits for the end of this task.
    public func waits(for task: TaskID) -> Bool { status == .running && outstandingTask(task) != nil }

    /// Everything that the world owes: for a driver that takes an execution over. Derived from state.
    public var outstanding: [Command] {
        guard status == .running, let startTime else { return [] }
        var commands: [Command] = []
        if let timer = executionTimer(startedAt: redriveTime ?? startTime) { commands.append(timer) }
        for index in frames.indices { appendOutstanding(of: Int32(index), to: &commands) }
        return commands
    }
}

/// What is fixed when an execution starts, with what is made of it once.
final class ExecutionSettings: Sendable, Hashable {
    /// What very many executions may share: all but their names and seeds.
    final class Common: Sendable {
        let configuration: ExecutionConfiguration
        let stateMachineContext: JSONValue

        init(_ configuration: ExecutionConfiguration) {
            self.configuration = configuration
            stateMachineContext = [
                "Id": .string(configuration.stateMachineARN), "Name": .string(configuration.stateMachineName),
            ]
        }
    }

    /// Its names and seed are those of `self` for the execution that it was made for only.
    let common: Common
    let executionName: String
    let expressRunID: String
    let executionARN: String
    // Asked for at every step: a field of a class is read without copying the rest of the configuration.
    let seed: UInt64
    let type: StateMachineType
    /// No event but the last one has this id: express executions end for other reasons.
    let lastEventID: Int32

    init(_ configuration: ExecutionConfiguration) {
        common = Common(configuration)
        executionName = configuration.executionName
        expressRunID = configuration.expressRunID
        executionARN = configuration.executionARN
        seed = configuration.seed
        type = configuration.type
        lastEventID = configuration.type == .standard ? Int32(clamping: configuration.quotas.historyEvents) : .max
    }

    /// One of very many executions that have all but their names and seeds in common with `template`.
    init(
        _ template: ExecutionSettings, executionName: String, expressRunID: String, executionARN: String, seed: UInt64
    ) {
        common = template.common
        self.executionName = executionName
        self.expressRunID = expressRunID
        self.executionARN = executionARN
        self.seed = seed
        type = template.type
        lastEventID = template.lastEventID
    }

    /// All of it; costs a copy.
    var configuration: ExecutionConfiguration {
        var configuration = common.configuration
        configuration.executionName = executionName
        configuration.expressRunID = expressRunID
        configuration.seed = seed
        return configuration
    }

    var quotas: Quotas { common.configuration.quotas }
    var stateMachineContext: JSONValue { common.stateMachineContext }

    static func == (left: ExecutionSettings, right: ExecutionSettings) -> Bool {
        left === right || left.configuration == right.configuration
    }

    func hash(into hasher: inout Hasher) { hasher.combine(executionARN) }
}

extension Execution: Hashable {
    /// Equal when they would answer every message alike.
    public static func == (left: Self, right: Self) -> Bool {
        left.status == right.status && left.now == right.now && left.startTime == right.startTime
            && left.lastEventID == right.lastEventID && left.stateEntries == right.stateEntries
            && left.frames == right.frames
            && left.fanOuts == right.fanOuts && left.output == right.output && left.failure == right.failure
            && left.input == right.input && left.redriveCount == right.redriveCount
            && left.redriveTime == right.redriveTime && left.failedMapRuns == right.failedMapRuns
            && left.freeFrames == right.freeFrames
            && left.freeFanOuts == right.freeFanOuts && left.settings == right.settings
            && left.program.machine == right.program.machine
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(status)
        hasher.combine(lastEventID)
        hasher.combine(stateEntries)
    }
}

/// What one call of `advance` makes, and the frames it still has to run.
struct Turn {
    var events: [Event] = []
    var changes = CommandChanges()
    /// First come, first served: each frame runs until it waits for something.
    private var ready: [Int32] = []
    private var head = 0

    mutating func push(_ frame: Int32) { ready.append(frame) }

    mutating func pop() -> Int32? {
        guard head < ready.count else {
            ready.removeAll(keepingCapacity: true)
            head = 0
            return nil
        }
        defer { head += 1 }
        return ready[head]
    }
}
