import StatesCore
import StatesSimulation

/// The commands that run, and those that wait for their turn.
struct ProgramPool {
    /// One run of one task of one execution, or of a child of its map runs.
    struct Key: Hashable, Sendable {
        var run: Int
        var task: TaskAddress
    }

    struct Job: Sendable {
        var key: Key
        var command: TaskCommand
        let group = ProcessGroup()
    }

    /// How many commands run at a time.
    private let limit: Int
    private var waiting: [Job] = []
    private var head = 0
    private(set) var running: [Key: Job] = [:]

    init(limit: Int) { self.limit = limit }

    /// Whether somebody waits for the answer of a command.
    var isBusy: Bool { head < waiting.count || running.values.contains { !$0.group.isEnding } }

    mutating func add(_ job: Job) { waiting.append(job) }

    /// The next command to start, if there is room for one more.
    mutating func next() -> Job? {
        guard head < waiting.count, running.count < limit else { return nil }
        let job = waiting[head]
        head += 1
        if head == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            head = 0
        }
        running[job.key] = job
        return job
    }

    /// The command has ended.
    ///
    /// - Returns: whether its answer counts: it was not told to end.
    mutating func ended(_ key: Key) -> Bool {
        running.removeValue(forKey: key).map { !$0.group.isEnding } ?? false
    }

    /// Nobody waits for these any longer.
    ///
    /// - Returns: the groups that were told to end.
    mutating func cancel(where isCancelled: (Key) -> Bool) -> [ProcessGroup] {
        waiting.removeSubrange(..<head)
        head = 0
        waiting.removeAll { isCancelled($0.key) }
        let groups = running.values.filter { isCancelled($0.key) && !$0.group.isEnding }.map(\.group)
        for group in groups { group.end() }
        return groups
    }

    func killAll() { for job in running.values { job.group.endNow() } }
}
