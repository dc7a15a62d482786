import StatesCore
import StatesLanguage

/// An execution in memory, with what belongs to the way it is kept. One engine holds it: a reference saves looking it
/// up for every step.
final class LiveExecution {
    let key: ExecutionKey
    var execution: Execution
    var encoder: EventEncoder
    let version: MachineVersion
    let parent: ParentTask?
    /// See `NewExecution.trace`.
    let trace: [String: String]
    let name: String
    let seed: UInt64
    /// How many records the store has been given, those that it still writes included.
    var records: Int
    /// How many of them it still writes.
    var unwritten = 0
    /// What the store was told last.
    var wake: Wake
    /// Timers that run, in the order in which they were started.
    var timers: [(id: TimerID, due: Timestamp)] = []
    /// The place in the agenda, if it has one.
    var agendaDue: Timestamp?
    /// Its last turn was cut: there is more to do without a message.
    var isPaused = false
    /// What this process works on.
    var tasks: [TaskID: LiveTask] = [:]

    /// The map runs that it waits for.
    var mapRuns: Set<TaskID> = []

    init(
        _ key: ExecutionKey, _ execution: Execution, _ encoder: EventEncoder, version: MachineVersion,
        parent: ParentTask?, trace: [String: String], name: String, seed: UInt64, records: Int, wake: Wake
    ) {
        self.key = key
        self.execution = execution
        self.encoder = encoder
        self.version = version
        self.parent = parent
        self.trace = trace
        self.name = name
        self.seed = seed
        self.records = records
        self.wake = wake
    }

    func description(startedAt start: Timestamp) -> NewExecution {
        NewExecution(
            key: key, name: name, version: version, seed: seed, startTime: start, parent: parent, trace: trace)
    }

    var nextTimer: Timestamp? { timers.min { $0.due < $1.due }?.due }

    /// When it wants attention, should it leave this process.
    var neededWake: Wake {
        guard execution.status == .running else { return .never }
        if isPaused || !mapRuns.isEmpty || tasks.values.contains(where: { $0.kind != .activity }) { return .now }
        return nextTimer.map(Wake.at) ?? .never
    }

    func start(_ timer: TimerID, due: Timestamp) {
        if let place = timers.firstIndex(where: { $0.id == timer }) {
            timers[place].due = due
        } else {
            timers.append((timer, due))
        }
    }

    func withdraw(_ timer: TimerID) {
        timers.removeAll { $0.id == timer }
    }

    /// Takes the timers that are due out, and gives them back.
    func takeTimers(dueAt now: Timestamp) -> [TimerID] {
        let due = timers.filter { $0.due <= now }.map(\.id)
        timers.removeAll { $0.due <= now }
        return due
    }
}

/// A task that an execution waits for.
struct LiveTask: Hashable {
    var kind: TaskProvider
    /// Of one that waits for a worker.
    var token: String
}
