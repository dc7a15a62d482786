public import JSONModel
public import StatesCore
public import StatesLanguage
public import StatesSimulation

/// An execution that is looked at between any two of its events, forwards and backwards.
///
///     events      0 … position … end        what happened so far; the simulation stands at the end
///     execution   the fold of those before `position`, from a checkpoint every few hundred events
///
/// Going back folds; going on shows what has happened already, then makes more. Doing something else at an earlier
/// point forks: what happened after it is dropped, and the answers before it stay.
public struct Debugger: Sendable {
    public let program: Program
    /// All that happened in this fork.
    public private(set) var events: [Event] = []
    /// How many of `events` were seen.
    public private(set) var position = 0
    /// The execution as it is at `position`.
    public private(set) var execution: Execution
    public var breakpoints: [Breakpoint] = []
    /// Changes of variables, by position.
    private var edits: [(position: Int, frame: Int32, variable: Variable)] = []

    private let fresh: Execution
    private let input: Payload
    /// `[n]` is the execution after `n * stride` events.
    private var checkpoints: [Execution]
    /// The positions at which the execution waited for a message.
    private var turnEnds: [Int] = [0]
    private var simulation: Simulation
    private var world: DebuggerWorld
    /// How far the person let time pass.
    private var clock: Timestamp
    /// Why the simulation does not go on at the end of `events`.
    private var pause: Simulation.Pause?

    static let stride = 256

    /// A call costs this many events at most, so that a machine that goes round for ever can be looked at.
    static let maximumEvents = 100_000

    public init(
        _ program: Program, _ configuration: ExecutionConfiguration, input: Payload, at start: Timestamp,
        mocks: MockAnswers? = nil
    ) {
        self.program = program
        self.input = input
        fresh = Execution(program, configuration: configuration)
        execution = fresh
        checkpoints = [fresh]
        simulation = Simulation(fresh, startingAt: start)
        world = DebuggerWorld(mocks: mocks)
        clock = start
        begin()
    }

    private mutating func begin() {
        var made: [Event] = []
        simulation.start(input: input) { made += $0 }
        take(made)
    }

    // MARK: Where it stands

    /// Virtual time at `position`.
    public var now: Timestamp { position == events.count ? max(simulation.now, clock) : execution.now }

    /// Whether what follows has not happened yet.
    public var isAtEnd: Bool { position == events.count }

    /// The event that was seen last.
    public var lastEvent: Event? { position > 0 ? events[position - 1] : nil }

    /// The place that is looked at: that of the last event, or the one around it when that is gone.
    public var focus: Execution.Place? {
        let places = execution.places
        guard let last = lastEvent else { return places.first }
        if let place = places.first(where: { $0.frame == last.frame }) { return place }
        return places.first { $0.frame == last.place.parent } ?? places.first
    }

    /// The tasks that wait for an answer at `position`.
    public var pendingTasks: [TaskRequest] {
        execution.outstanding.compactMap { if case .runTask(let request) = $0 { request } else { nil } }
    }

    // MARK: Moving

    /// Goes over one event.
    ///
    /// - Returns: `nil` when it has happened; otherwise why nothing can.
    mutating func forward() throws(WorldError) -> Simulation.Pause? {
        while position == events.count {
            if let pause = try produce() { return pause }
        }
        execution.apply(events[position])
        position += 1
        edit()
        if position % Self.stride == 0, checkpoints.count == position / Self.stride { checkpoints.append(execution) }
        return nil
    }

    /// Goes to a position that was seen before.
    mutating func fold(to target: Int) {
        precondition((0...events.count).contains(target), "a position is among the events")
        if target < position || target / Self.stride > position / Self.stride {
            let place = min(target / Self.stride, checkpoints.count - 1)
            execution = checkpoints[place]
            position = place * Self.stride
        }
        while position < target {
            execution.apply(events[position])
            position += 1
            edit()
            if position % Self.stride == 0, checkpoints.count == position / Self.stride {
                checkpoints.append(execution)
            }
        }
    }

    private mutating func edit() {
        for edit in edits where edit.position == position { execution.set(edit.variable, at: edit.frame) }
    }

    /// Makes the next events.
    private mutating func produce() throws(WorldError) -> Simulation.Pause? {
        if let pause { return pause }
        var made: [Event] = []
        let pause = try simulation.step(world: &world) { made += $0 }
        take(made)
        self.pause = made.isEmpty ? pause : nil
        return self.pause
    }

    private mutating func take(_ made: [Event]) {
        guard !made.isEmpty else { return }
        events += made
        turnEnds.append(events.count)
    }

    // MARK: Forking

    /// Drops what comes after `position`, and goes on from there.
    private mutating func fork() {
        if !isAtEnd { clock = execution.now }
        events.removeSubrange(position...)
        turnEnds.removeAll { $0 > position }
        if turnEnds.last != position { turnEnds.append(position) }
        // That of this very position goes as well: what was changed here is not in it.
        checkpoints.removeSubrange(min(max((position + Self.stride - 1) / Self.stride, 1), checkpoints.count)...)
        edits.removeAll { $0.position > position }
        world.forget(allBut: asked(in: events))
        simulation = Simulation(execution, startingAt: execution.now)
        if clock > execution.now { simulation.elapse(to: clock) }
        pause = nil
    }

    /// Answers a task, wherever its answer came from before, and forks.
    mutating func give(_ answer: TaskAnswer, to task: TaskRequest) {
        finishTurn()
        let call = world.call(of: task.id) ?? world.nextCall(of: task.stateName, after: unasked(before: task))
        world.given[call] = answer
        fork()
    }

    /// How many tasks of the same state will be asked for before it.
    private func unasked(before task: TaskRequest) -> Int {
        pendingTasks.count {
            $0.stateName == task.stateName && $0.id.entry < task.id.entry && world.call(of: $0.id) == nil
        }
    }

    mutating func change(_ variable: Variable, at frame: Int32) throws(SettingRefusal) {
        if !isTurnEnd {
            guard case .stateEntered? = lastEvent?.body else { throw .betweenEvents }
        }
        edits.removeAll { $0.position == position && $0.frame == frame && $0.variable.name == variable.name }
        edits.append((position, frame, variable))
        execution.set(variable, at: frame)
        fork()
    }

    /// The answers that tasks got until the end of what happened, children included.
    var answersInOrder: [(state: String, answer: TaskAnswer)] {
        world.calls.compactMap { call in call.answer.map { (call.call.state, $0) } }
    }

    /// Time goes no further than `due` until it is set free again, even if nobody outside works.
    mutating func pace(until due: Timestamp?) {
        simulation.isPaced = due != nil
        if let due {
            simulation.elapse(to: due)
            clock = max(clock, due)
        }
        pause = nil
    }

    private var isTurnEnd: Bool { turnEnds.last { $0 <= position } == position }

    /// Goes on to where the execution waits for a message: it cannot be forked in the middle of what it does.
    private mutating func finishTurn() {
        if let end = turnEnds.first(where: { $0 >= position }) { fold(to: end) }
    }

    /// The runs of tasks that `events` schedule: states are numbered in the order in which they are entered.
    private func asked(in events: [Event]) -> Set<TaskID> {
        var asked: Set<TaskID> = []
        var entered = 0
        var places: [Int32: (entry: Int, attempt: Int)] = [:]
        for event in events {
            switch event.body {
            case .stateEntered:
                places[event.frame] = (entered, 0)
                entered += 1
            case .retryStarted: places[event.frame]?.attempt += 1
            case .taskScheduled:
                guard let place = places[event.frame] else { continue }
                asked.insert(TaskID(entry: place.entry, attempt: place.attempt, frame: event.frame))
            default: break
            }
        }
        return asked
    }
}
