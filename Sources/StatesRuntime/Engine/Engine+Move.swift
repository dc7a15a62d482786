import StatesCore
import StatesLanguage

/// Moving a running execution to another definition.
extension Engine {
    /// Holds an execution: what comes for it waits until `finishMove`.
    ///
    /// - Returns: the execution as it is, if it is in memory; `nil` when it cannot be held now, because the store still
    ///   writes of it, or because it is being read.
    mutating func beginMove(_ key: ExecutionKey) -> LiveExecution?? {
        guard loading[key] == nil else { return nil }
        if let execution = live[key], execution.unwritten > 0 || execution.isPaused { return nil }
        loading[key] = Loading()
        return .some(live.removeValue(forKey: key))
    }

    /// Lets an execution go on: under its new definition, or as it was.
    ///
    /// - Parameters:
    ///   - old: what `beginMove` gave.
    ///   - new: what the records give with the new definition; `nil` if it was not moved.
    mutating func finishMove(_ key: ExecutionKey, _ old: LiveExecution?, _ new: LiveExecution?, at now: Timestamp) {
        let held = loading.removeValue(forKey: key) ?? Loading()
        guard let old else {
            // It was not in memory: it is read for what has come meanwhile, its time perhaps.
            guard held.isStale || !held.messages.isEmpty else { return }
            load(key, isOurs: held.isStale)
            loading[key]?.messages = held.messages
            return
        }
        let execution = new ?? old
        if new != nil { (execution.tasks, execution.timers, execution.mapRuns) = (old.tasks, old.timers, old.mapRuns) }
        // What was due meanwhile has found nobody.
        execution.agendaDue = nil
        live[key] = execution
        for message in held.messages {
            live[key] = execution
            if let task = message.endedWork { execution.tasks[task] = nil }
            turn(execution, message.message, at: now, inbox: message.inbox, ticket: message.ticket)
        }
        settle(execution, at: now)
    }
}
