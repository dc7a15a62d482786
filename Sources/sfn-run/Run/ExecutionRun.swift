import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// One execution of a run: the one that was asked for, or a child of it.
final class ExecutionRun {
    /// 0 for the execution that was asked for.
    let number: Int
    let machineName: String
    var simulation: Simulation
    var world: ScriptedWorld
    /// The tasks that wait for its end, if it is a child.
    var origins: [Origin]
    let observer: RunObserver
    var hasEnded = false

    struct Origin {
        var run: ExecutionRun
        var request: TaskRequest
    }

    init(
        number: Int, machineName: String, simulation: Simulation, world: ScriptedWorld, origins: [Origin],
        observer: RunObserver
    ) {
        self.number = number
        self.machineName = machineName
        self.simulation = simulation
        self.world = world
        self.origins = origins
        self.observer = observer
    }

    var execution: Execution { simulation.execution }

    func start(input: Payload) {
        simulation.start(input: input) { observer.observe($0) }
    }

    func redrive(at time: Timestamp) {
        simulation.redrive(at: time) { observer.observe($0) }
    }

    /// Does what can be done now: until time has to pass, somebody outside has to answer, or `isInterrupted`.
    ///
    /// - Returns: `nil` when it was interrupted.
    func proceed(isInterrupted: () -> Bool) throws(WorldError) -> Simulation.Pause? {
        while !isInterrupted() {
            if let pause = try simulation.step(world: &world, observe: { observer.observe($0) }) { return pause }
        }
        return nil
    }

    func stop(at time: Timestamp) {
        simulation.stop(error: nil, cause: nil, at: time) { observer.observe($0) }
    }
}

/// Everybody who wants to see the events of one execution.
final class RunObserver {
    let trace: TraceRenderer?
    private var writers: [any EventWriter]
    private var progress: MapProgress?
    private(set) var counts = RunCounts()
    /// A history cannot be written: told when the run is over.
    private(set) var failure: (any Error)?

    init(trace: TraceRenderer?, writers: [any EventWriter] = [], progress: MapProgress? = nil) {
        self.trace = trace
        self.writers = writers
        self.progress = progress
    }

    func observe(_ events: [Event]) {
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
