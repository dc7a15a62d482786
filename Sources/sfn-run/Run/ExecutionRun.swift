import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// One execution of a run: the one that was asked for, or a child of it.
final class ExecutionRun {
    /// 0 for the execution that was asked for.
    let number: Int
    let machineName: String
    /// How many executions are above it, each of which started the next.
    let depth: Int
    var simulation: Simulation
    var world: ScriptedWorld
    /// The tasks that wait for its end, if it is a child.
    var origins: [Origin]
    /// Whether it waited for another execution: only such a one can have any to stop.
    var hasAwaited = false
    let observer: RunObserver
    var hasEnded = false

    struct Origin {
        var run: ExecutionRun
        var request: TaskRequest
    }

    init(
        number: Int, machineName: String, depth: Int, simulation: Simulation, world: ScriptedWorld, origins: [Origin],
        observer: RunObserver
    ) {
        self.number = number
        self.machineName = machineName
        self.depth = depth
        self.simulation = simulation
        self.world = world
        self.origins = origins
        self.observer = observer
    }

    var execution: Execution { simulation.execution }

    func start(input: Payload) {
        var watcher = observer
        simulation.start(input: input, watcher: &watcher)
    }

    func redrive(at time: Timestamp) {
        var watcher = observer
        simulation.redrive(at: time, watcher: &watcher)
    }

    /// Does what can be done now: until time has to pass, somebody outside has to answer, or `isInterrupted`.
    ///
    /// - Returns: `nil` when it was interrupted.
    func proceed(isInterrupted: () -> Bool) throws(WorldError) -> Simulation.Pause? {
        var watcher = observer
        while !isInterrupted() {
            if let pause = try simulation.step(world: &world, watcher: &watcher) { return pause }
        }
        return nil
    }

    func stop(at time: Timestamp) {
        var watcher = observer
        simulation.stop(error: nil, cause: nil, at: time, watcher: &watcher)
    }
}

/// Everybody who wants to see the events of one execution.
final class RunObserver: SimulationWatcher {
    let trace: TraceRenderer?
    private var writers: [any EventWriter]
    private var progress: MapProgress?
    private let childHistories: ChildHistories?
    private(set) var counts = RunCounts()
    /// The map runs, in the order in which they started, as they were when last heard of.
    private(set) var mapRuns: [MapRun] = []
    /// A history cannot be written: told when the run is over.
    private(set) var failure: (any Error)?

    init(
        trace: TraceRenderer?, writers: [any EventWriter] = [], progress: MapProgress? = nil,
        childHistories: ChildHistories? = nil
    ) {
        self.trace = trace
        self.writers = writers
        self.progress = progress
        self.childHistories = childHistories
    }

    func observe(_ seen: Simulation.Observation) {
        switch seen {
        case .execution(let events, _): observe(events)
        case .mapRun(let events, let run): observe(events, of: run)
        case .child(let events, let execution):
            guard failure == nil else { return }
            do {
                try childHistories?.observe(events, of: execution)
            } catch {
                failure = error
            }
        }
    }

    private func observe(_ events: [MapRunEvent], of run: MapRun) {
        trace?.observe(events, of: run)
        progress?.observe(run)
        guard run.status != .running || run.executionCounts.total == 0 else { return }
        if let place = mapRuns.firstIndex(where: { $0.request.arn == run.request.arn }) {
            mapRuns[place] = run
        } else if mapRuns.count < Self.mapRunsKept {
            mapRuns.append(run)
        }
    }

    /// Of so many map runs the counts are told: distributed Maps in others have very many.
    private static let mapRunsKept = 1_000

    private func observe(_ events: [Event]) {
        trace?.observe(events)
        progress?.observe(events)
        counts.observe(events)
        guard failure == nil else { return }
        do {
            for index in writers.indices { try writers[index].observe(events) }
        } catch {
            failure = error
        }
    }

    /// Takes what happened in an earlier run, told for a redrive to start from.
    func recall(_ events: [Event]) { trace?.observe(events) }

    /// Writes out what waits, before the program does.
    func flush() {
        trace?.flush()
        attempt { writer in try writer.flush() }
    }

    /// Ends what was begun.
    func finish() { attempt { writer in try writer.finish() } }

    private func attempt(_ body: (inout any EventWriter) throws -> Void) {
        guard failure == nil else { return }
        do {
            for index in writers.indices { try body(&writers[index]) }
        } catch {
            failure = error
        }
    }
}

/// What happened how often.
struct RunCounts: Hashable, Sendable {
    /// Runs of tasks, retries included.
    var tasks = 0
    var retries = 0

    mutating func observe(_ events: [Event]) {
        for event in events {
            switch event.body {
            case .taskScheduled: tasks += 1
            case .retryScheduled: retries += 1
            default: break
            }
        }
    }
}
