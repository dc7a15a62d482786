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
    /// What the run wants done, first come, first served.
    private var commands: [MapRunCommand] = []
    private var head = 0
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
        guard head < commands.count else {
            tell(watch)
            return false
        }
        perform(at: now, watch: watch)
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
        if !changes.added.isEmpty { commands.append(contentsOf: changes.added) }
        if !changes.withdrawnChildren.isEmpty { withdraw(changes.withdrawnChildren, at: now, watch: watch) }
        untold += events
        if run.status != .running || untold.count >= Self.eventsPerTelling { tell(watch) }
    }

    private mutating func perform(at now: Timestamp, watch: (Simulation.Observation) -> Void) {
        let command = commands[head]
        head += 1
        if head == commands.count {
            commands.removeAll(keepingCapacity: true)
            head = 0
        }
        switch command {
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
        commands.removeSubrange(..<head)
        head = 0
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

/// Children that wait for something, and those of them that have it.
struct ChildTable: Sendable {
    private struct Due: Sendable {
        var time: Timestamp
        var sequence: Int
        var index: Int

        static func < (left: Self, right: Self) -> Bool {
            left.time != right.time ? left.time < right.time : left.sequence < right.sequence
        }
    }

    private struct Place: Sendable {
        var child: MapRunSimulation.Child
        var sequence: Int
    }

    private var places: [Int: Place] = [:]
    /// A heap; an entry counts if its sequence is that of its child.
    private var dues: [Due] = []
    private var ready: [MapRunSimulation.Child] = []
    private var head = 0
    private var lastSequence = 0

    var isEmpty: Bool { places.isEmpty && head == ready.count }

    /// When something is due in a child that waits; `nil` while one is ready.
    var nextDue: Timestamp? { head < ready.count ? nil : dues.first?.time }

    mutating func add(_ child: MapRunSimulation.Child) {
        lastSequence += 1
        let due = child.simulation.nextDue
        places[child.index] = Place(child: child, sequence: lastSequence)
        guard let due else { return }
        dues.append(Due(time: due, sequence: lastSequence, index: child.index))
        siftUp(dues.count - 1)
    }

    mutating func popReady() -> MapRunSimulation.Child? {
        guard head < ready.count else { return nil }
        defer {
            head += 1
            if head == ready.count {
                ready.removeAll(keepingCapacity: true)
                head = 0
            }
        }
        return ready[head]
    }

    /// Changes all children that wait until `time`; they are ready after it.
    mutating func fire(at time: Timestamp, _ change: (inout MapRunSimulation.Child) -> Void) {
        while let first = dues.first, first.time <= time {
            removeFirst()
            guard places[first.index]?.sequence == first.sequence else { continue }
            wake(first.index, change)
        }
    }

    /// Changes a child that waits; it is ready after it.
    mutating func wake(_ index: Int, _ change: (inout MapRunSimulation.Child) -> Void) {
        if var place = places.removeValue(forKey: index) {
            change(&place.child)
            ready.append(place.child)
            dropStale()
        } else if let position = ready[head...].firstIndex(where: { $0.index == index }) {
            change(&ready[position])
        }
    }

    // MARK: Heap

    /// Keeps the promise that the first entry counts.
    private mutating func dropStale() {
        while let first = dues.first, places[first.index]?.sequence != first.sequence { removeFirst() }
    }

    private mutating func removeFirst() {
        let last = dues.removeLast()
        guard !dues.isEmpty else { return }
        dues[0] = last
        var index = 0
        while true {
            var least = 2 * index + 1
            guard least < dues.count else { return }
            if least + 1 < dues.count, dues[least + 1] < dues[least] { least += 1 }
            guard dues[least] < dues[index] else { return }
            dues.swapAt(index, least)
            index = least
        }
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard dues[index] < dues[parent] else { return }
            dues.swapAt(index, parent)
            index = parent
        }
    }
}
