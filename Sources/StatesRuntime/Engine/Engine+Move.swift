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
        let queued = loading.removeValue(forKey: key)?.messages ?? []
        guard let old else {
            // It was not in memory: what has come is taken once it is read.
            for message in queued {
                deliver(message.message, to: key, inbox: message.inbox, at: now, ticket: message.ticket)
            }
            return
        }
        let execution = new ?? old
        if let new {
            (new.tasks, new.timers, new.mapRuns) = (old.tasks, old.timers, old.mapRuns)
            (new.wake, new.agendaDue) = (old.wake, old.agendaDue)
        }
        live[key] = execution
        for message in queued {
            live[key] = execution
            if let task = message.message.endedTask { execution.tasks[task] = nil }
            turn(execution, message.message, at: now, inbox: message.inbox, ticket: message.ticket)
        }
        settle(execution, at: now)
    }
}

extension Message {
    /// The task that it is the end of.
    fileprivate var endedTask: TaskID? {
        switch self {
        case .taskSucceeded(let id, _), .taskFailed(let id, _), .taskSubmitted(let id, _): id
        default: nil
        }
    }
}
