import StatesCore
import StatesLanguage

/// Drives one map run and its children, in the time of the execution that asked for it.
///
/// A child that ends without waiting for anything lives in one place that all such children use, one after another;
/// only those that wait have places of their own.
struct MapRunSimulation: Sendable {
    let id: TaskID
    private(set) var run: MapRun
    private var reader: DataSetReader?
    private let data: any DataSource
    /// What the run wants done.
    private var commands = Fifo<MapRunCommand>()
    private var inbox: [MapRunMessage] = []
    private var events: [MapRunEvent] = []
    /// Events that nobody who watches has been told.
    private var untold: [MapRunEvent] = []

    /// The child that does what can be done now, or one that has ended: the next one uses the room that it made.
    private var lane: Simulation
    /// The index of the child in `lane`; `nil` when it has ended.
    private var active: Int?
    private var isActiveWithdrawn = false
    private var waiting = ChildTable()
    /// Nobody waits for the run any more; it may have results to write.
    private(set) var isStopped = false
    private var isEndTold = false
    var watchesChildren = false

    struct Child: Sendable {
        var index: Int
        var simulation: Simulation
        /// The run has given it up; what its own map runs write is awaited all the same.
        var isWithdrawn = false
    }

    init(_ request: MapRunRequest, at time: Timestamp, data: any DataSource) {
        id = request.id
        run = MapRun(request)
        self.data = data
        lane = Simulation(request.execution(ofChild: 0), startingAt: time, data: data)
        inbox = [.start]
    }

    /// When something is due in a child.
    var nextDue: Timestamp? { active == nil ? waiting.nextDue : nil }

    mutating func stop() {
        isStopped = true
        inbox.append(.stop)
    }

    /// Does the next thing that can be done now.
    ///
    /// - Parameter outside: takes what children want from outside.
    /// - Returns: whether there was one.
    mutating func work(
        at now: Timestamp, world: inout some TaskWorld, outside: inout OutsideTasks,
        watch: (Simulation.Observation) -> Void
    ) throws(WorldError) -> Bool {
        if let message = inbox.first {
            inbox.removeFirst()
            advance(message, at: now, watch: watch)
            return true
        }
        if let active {
            try workOnChild(active, at: now, world: &world, outside: &outside, watch: watch)
            return true
        }
        if let child = waiting.popReady() {
            lane = child.simulation
            lane.now = now
            (active, isActiveWithdrawn) = (child.index, child.isWithdrawn)
            return true
        }
        guard let command = commands.pop() else {
            tell(watch)
            return false
        }
        perform(command, at: now, watch: watch)
        return true
    }

    /// So many events are told together: each telling has a copy of the run in it.
    private static let eventsPerTelling = 512

    private mutating func tell(_ watch: (Simulation.Observation) -> Void) {
        guard !untold.isEmpty else { return }
        watch(.mapRun(untold, run))
        untold.removeAll(keepingCapacity: true)
    }

    /// Tells once that the run is over: the message for the execution, which is none if the run was stopped.
    mutating func takeEnd() -> Message?? {
        guard run.status != .running, active == nil, waiting.isEmpty, !isEndTold else { return nil }
        isEndTold = true
        switch run.status {
        case .succeeded: return .some(isStopped ? nil : .mapRunSucceeded(id, output: run.output))
        case .failed: return .some(isStopped ? nil : run.failure.map { .mapRunFailed(id, $0) })
        case .running, .aborted: return .some(nil)
        }
    }

    /// Lets happen what is due at `time` in children.
    mutating func fire(at time: Timestamp, watch: (Simulation.Observation) -> Void) {
        let isWatching = watchesChildren
        waiting.fire(at: time) { child in
            child.simulation.fire(at: time) { Self.pass($0, isWatching, to: watch) }
        }
    }

    /// A message from outside for a child, or further down.
    mutating func take(
        _ message: Message, child index: Int, _ path: ArraySlice<ExecutionPath.Step>, at now: Timestamp,
        watch: (Simulation.Observation) -> Void
    ) {
        let isWatching = watchesChildren
        waiting.wake(index) { child in
            child.simulation.now = max(child.simulation.now, now)
            child.simulation.outside.settle(message, of: ExecutionPath(Array(path)))
            child.simulation.take(message, to: path) { Self.pass($0, isWatching, to: watch) }
        }
    }

    /// What happened in a child, for whoever watches the execution above.
    private static func pass(
        _ seen: Simulation.Observation, _ isWatching: Bool, to watch: (Simulation.Observation) -> Void
    ) {
        switch seen {
        case .execution(let events, let execution): if isWatching { watch(.child(events, execution)) }
        case .mapRun, .child: watch(seen)
        }
    }
}

/// The run itself.
extension MapRunSimulation {
    private mutating func advance(
        _ message: MapRunMessage, at now: Timestamp, watch: (Simulation.Observation) -> Void
    ) {
        events.removeAll(keepingCapacity: true)
        let changes = run.advance(message, at: now, into: &events)
        for command in changes.added { commands.push(command) }
        if !changes.withdrawnChildren.isEmpty { withdraw(changes.withdrawnChildren, at: now, watch: watch) }
        untold += events
        if run.status != .running || untold.count >= Self.eventsPerTelling { tell(watch) }
    }

    private mutating func perform(
        _ command: MapRunCommand, at now: Timestamp, watch: (Simulation.Observation) -> Void
    ) {
        switch command {
        case .findBucket(let bucket, let folder): advance(find(bucket, folder), at: now, watch: watch)
        case .readItems(let request):
            if reader == nil { reader = DataSetReader(request.source) }
            let data = self.data
            guard let message = reader?.read(request, from: data) else { return }
            advance(message, at: now, watch: watch)
        case .startChild(let index, let input):
            lane.restart(run.request.execution(ofChild: index), at: now)
            let isWatching = watchesChildren
            lane.watchesChildren = isWatching
            lane.isWatched = isWatching
            lane.start(input: input) { Self.pass($0, isWatching, to: watch) }
            (active, isActiveWithdrawn) = (index, false)
        case .write(let pieces): advance(write(pieces), at: now, watch: watch)
        }
    }

    private func find(_ bucket: String, _ folder: String) -> MapRunMessage {
        do {
            try data.checkBucket(bucket, folder: folder)
            return .bucketFound
        } catch {
            return .writingFailed(cause: error.cause)
        }
    }

    private func write(_ pieces: [ResultPiece]) -> MapRunMessage {
        do {
            for piece in pieces { try data.write(piece.bytes, to: piece.bucket, piece.key, at: piece.offset) }
            return .resultsWritten
        } catch {
            return .writingFailed(cause: error.cause)
        }
    }
}

/// The children.
extension MapRunSimulation {
    /// One step of the child in `lane`.
    private mutating func workOnChild(
        _ index: Int, at now: Timestamp, world: inout some TaskWorld, outside: inout OutsideTasks,
        watch: (Simulation.Observation) -> Void
    ) throws(WorldError) {
        let isWatching = watchesChildren
        let didWork = try lane.work(world: &world) { Self.pass($0, isWatching, to: watch) }
        if lane.outside.hasWork {
            let work = lane.outside.takeWork(nextDue: nil)
            outside.adopt(work, of: ExecutionPath.Step(mapRun: id, child: index))
        }
        if lane.isOver {
            let outcome = ChildOutcome(lane.execution)
            active = nil
            if !isActiveWithdrawn { advance(.childEnded(index: index, outcome), at: now, watch: watch) }
        } else if !didWork {
            active = nil
            waiting.add(Child(index: index, simulation: lane, isWithdrawn: isActiveWithdrawn))
        }
    }

    /// Nobody waits for these children any longer: those that have not begun never do.
    private mutating func withdraw(
        _ children: [Int], at now: Timestamp, watch: (Simulation.Observation) -> Void
    ) {
        let withdrawn = Set(children)
        commands.removeAll { command in
            if case .startChild(let index, _) = command { withdrawn.contains(index) } else { false }
        }
        let isWatching = watchesChildren
        for index in children {
            waiting.wake(index) { child in
                child.isWithdrawn = true
                child.simulation.stop(error: nil, cause: nil, at: now) { (seen: Simulation.Observation) in
                    Self.pass(seen, isWatching, to: watch)
                }
            }
        }
    }
}
