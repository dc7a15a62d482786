public import JSONModel
public import StatesCore
public import StatesLanguage

/// Runs one execution in virtual time: whenever nothing can happen now, time jumps to the next thing that is due.
///
///     answers of the world ─▶ ┐
///     timers, by due time  ─▶ ├─ one message at a time ─▶ execution.advance ─▶ events, observed
///     messages from outside ▶ ┘
///
/// It performs nothing. Tasks that the world does not know are handed to the caller, who delivers messages about
/// them; while one of those is under way, virtual time goes no further than the caller says.
///
/// One instant has an order: what the execution itself has to do, then answers and messages in the order in which
/// they were made, then all timers that are due, together, in the order in which they were started. All tasks of one
/// round are started before the first of them is answered, as the service records it.
public struct Simulation: Sendable {
    public internal(set) var execution: Execution
    /// Virtual time.
    public internal(set) var now: Timestamp

    /// Requests that the world has not been asked about yet.
    var requests: [TaskRequest] = []
    var inbox = Fifo<Message>()
    var agenda = Agenda()
    var recorded = RecordedMessages()
    var outside = OutsideTasks()
    /// The last turn was cut short: it goes on with `resume`.
    var isPaused = false
    /// The map runs of the execution, those included that only have to write what came of them.
    var mapRuns: [MapRunSimulation] = []
    /// The map runs whose turn it is.
    var mapRunTurn = 0
    /// What item readers read and result writers write.
    let data: any DataSource
    /// Whether anybody wants to see what the execution does.
    var isWatched = true
    /// Whether a watcher is told of child executions, event by event: of those that start from now on.
    public var watchesChildren = false
    /// What the last turn made; kept for its capacity.
    var events: [Event] = []

    /// Drives `execution` from `time` on: one that has not started, or one that was folded from stored events.
    ///
    /// - Parameter data: what item readers read and result writers write.
    public init(_ execution: Execution, startingAt time: Timestamp, data: (any DataSource)? = nil) {
        self.execution = execution
        self.data = data ?? NoDataSource()
        now = max(time, execution.now)
        guard execution.startTime != nil else { return }
        isPaused = execution.status == .running
        // In the order in which the states were entered, as near to that of their requests as can be known.
        for command in execution.outstanding.sorted(by: { $0.entry < $1.entry }) { add(command) }
    }

    /// Why `run` returned.
    public enum Pause: Hashable, Sendable {
        /// The execution ended: see `execution.status`.
        case ended
        /// Only tasks outside can move it, or time as it passes there.
        case waitingForOutside(OutsideWork)
    }

    /// What the caller has to do before the execution goes on.
    public struct OutsideWork: Hashable, Sendable {
        /// Tasks to work on, new since the last pause. They are recorded as started.
        public var requested: [TaskRequest] = []
        /// Tasks handed out at an earlier pause that nobody waits for any longer: end them.
        public var withdrawn: [TaskAddress] = []
        /// When the next timer or scripted answer is due: call `elapse(to:)` when that time has come.
        public var nextDue: Timestamp?
    }

    /// What happened, for whoever watches.
    public enum Observation {
        /// A turn of the execution; what it is after it.
        case execution([Event], Execution)
        /// A turn of a map run; what it is after it.
        case mapRun([MapRunEvent], MapRun)
        /// A turn of a child execution, if `watchesChildren`; what it is after it.
        case child([Event], Execution)
    }

    /// Drives another execution instead, with the room that this one made.
    mutating func restart(_ execution: Execution, at time: Timestamp) {
        self.execution = execution
        now = time
        requests.removeAll(keepingCapacity: true)
        inbox = Fifo()
        agenda.removeAll()
        recorded = RecordedMessages()
        outside = OutsideTasks()
        isPaused = false
        mapRuns = []
        mapRunTurn = 0
    }

    /// Whether nothing can happen any more.
    var isOver: Bool { execution.status != .running && mapRuns.isEmpty }

    /// Starts the execution; `run` goes on from there.
    public mutating func start(input: Payload, observe: ([Event]) -> Void) {
        start(input: input) { (seen: Observation) in
            if case .execution(let events, _) = seen { observe(events) }
        }
    }

    public mutating func start(input: Payload, watcher: inout some SimulationWatcher) {
        start(input: input) { (seen: Observation) in watcher.observe(seen) }
    }

    mutating func start(input: Payload, watch: (Observation) -> Void) {
        turn(.start(input: input), watch: watch)
    }

    /// Runs until the execution ends, or until only somebody outside can move it.
    ///
    /// - Parameter observe: is given what each turn recorded, in order.
    public mutating func run(
        world: inout some TaskWorld, observe: ([Event]) -> Void
    ) throws(WorldError) -> Pause {
        while true {
            if let pause = try step(world: &world, observe: observe) { return pause }
        }
    }

    public mutating func run(
        world: inout some TaskWorld, watcher: inout some SimulationWatcher
    ) throws(WorldError) -> Pause {
        while true {
            if let pause = try step(world: &world, watcher: &watcher) { return pause }
        }
    }

    /// Queues a message from outside: the answer of a task that was handed out, a heartbeat, a stop.
    ///
    /// What is due before `time` happens before it.
    ///
    /// - Parameters:
    ///   - time: when it came, virtual time. Never earlier than the last message's.
    ///   - path: the execution that it is for.
    public mutating func deliver(_ message: Message, to path: ExecutionPath = .init(), at time: Timestamp) {
        outside.deliver(message, to: path, at: time)
    }

    /// Queues the answer of a task that was handed out: what the service records for it, submission included.
    ///
    /// - Parameter answer: its delay does not count, since `time` says when it came.
    public mutating func deliver(_ answer: TaskAnswer, to request: TaskRequest, at time: Timestamp) {
        if let output = answer.submission(to: request) {
            deliver(.taskSubmitted(request.id, output: output), to: request.path, at: time)
        }
        if let message = answer.message(to: request.id) { deliver(message, to: request.path, at: time) }
    }

    /// Tells that time outside has come to `time`, so that what is due until then may happen.
    public mutating func elapse(to time: Timestamp) {
        outside.elapse(to: time)
    }

    /// Whether time goes no further than `elapse(to:)` says, even while nobody outside works: for several executions
    /// that share their time, and for real time.
    public var isPaced: Bool {
        get { outside.isPaced }
        set { outside.isPaced = newValue }
    }

    /// Stops the execution right away, whatever it is about to do.
    ///
    /// - Parameter time: when it was asked to, virtual time.
    public mutating func stop(error: String?, cause: String?, at time: Timestamp, observe: ([Event]) -> Void) {
        stop(error: error, cause: cause, at: time) { (seen: Observation) in
            if case .execution(let events, _) = seen { observe(events) }
        }
    }

    public mutating func stop(
        error: String?, cause: String?, at time: Timestamp, watcher: inout some SimulationWatcher
    ) {
        stop(error: error, cause: cause, at: time) { (seen: Observation) in watcher.observe(seen) }
    }

    mutating func stop(error: String?, cause: String?, at time: Timestamp, watch: (Observation) -> Void) {
        now = max(now, time)
        turn(.stop(error: error, cause: cause), watch: watch)
    }

    /// Redrives the execution that has ended; `run` goes on from there.
    ///
    /// Changes nothing when `execution.redriveRefusal(at:)` gives a reason.
    ///
    /// - Parameter time: when it was asked to, virtual time.
    public mutating func redrive(at time: Timestamp, observe: ([Event]) -> Void) {
        redrive(at: time) { (seen: Observation) in
            if case .execution(let events, _) = seen { observe(events) }
        }
    }

    public mutating func redrive(at time: Timestamp, watcher: inout some SimulationWatcher) {
        redrive(at: time) { (seen: Observation) in watcher.observe(seen) }
    }

    private mutating func redrive(at time: Timestamp, watch: (Observation) -> Void) {
        guard execution.redriveRefusal(at: max(now, time)) == nil else { return }
        now = max(now, time)
        turn(.redrive, watch: watch)
    }

    /// When the next timer or scripted answer is due, in this execution or in a child.
    public var nextDue: Timestamp? {
        var due = agenda.next?.due
        for mapRun in mapRuns {
            guard let other = mapRun.nextDue else { continue }
            due = due.map { min($0, other) } ?? other
        }
        return due
    }
}

/// Whoever wants to see more than the events of the execution itself.
public protocol SimulationWatcher {
    mutating func observe(_ seen: Simulation.Observation)
}

extension Command {
    /// The number of the state entry that it is for.
    fileprivate var entry: Int {
        switch self {
        case .runTask(let request): request.id.entry
        case .startTimer(let id, _): id.entry
        case .startMapRun(let request): request.id.entry
        }
    }
}
