import DequeModule

/// Tasks of activities: those that wait for a worker, and those that one has.
struct MemoryActivityTasks {
    private struct Kept {
        var task: ActivityTask
        /// The call that took it.
        var call: String?
    }

    /// By token.
    private var kept: [String: Kept] = [:]
    /// Tokens by activity, the oldest first. What was withdrawn is found to be gone when its turn comes.
    private var queues: [String: Deque<String>] = [:]
    /// Tokens by the call that took them.
    private var calls: [String: String] = [:]

    mutating func add(_ task: ActivityTask) {
        kept[task.token] = Kept(task: task)
        queues[task.activity, default: []].append(task.token)
    }

    func taken(by call: String) -> ActivityTask? {
        calls[call].flatMap { kept[$0]?.task }
    }

    mutating func take(_ activity: String, call: String) -> ActivityTask? {
        while let token = queues[activity]?.popFirst() {
            guard let waiting = kept[token], waiting.call == nil else { continue }
            kept[token]?.call = call
            calls[call] = token
            return waiting.task
        }
        return nil
    }

    mutating func withdraw(_ token: String) {
        guard let call = kept.removeValue(forKey: token)?.call else { return }
        calls[call] = nil
    }

    mutating func withdraw(of executions: Set<ExecutionKey>) {
        for (token, task) in kept where executions.contains(task.task.execution) { withdraw(token) }
    }
}
