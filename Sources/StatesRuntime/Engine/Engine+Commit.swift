import DequeModule
import StatesCore
import StatesLanguage

/// Writing: what was decided goes out in order, and comes back with what the store made of it.
extension Engine {
    /// Takes what is to be written now, at most `limit` operations.
    mutating func takeBatch(limit: Int) -> [Outgoing] {
        let count = min(limit, outgoing.count)
        defer { outgoing.removeFirst(count) }
        return Array(outgoing.prefix(count))
    }

    /// What the store made of a batch.
    mutating func written(_ batch: [Outgoing], _ outcomes: [StoreOutcome], at now: Timestamp) {
        for (outgoing, outcome) in zip(batch, outcomes) {
            switch outcome {
            case .stored:
                effects += outgoing.effects
                reply(outgoing.ticket, outgoing.reply)
                guard let key = outgoing.key, let execution = live[key] else { continue }
                execution.unwritten -= 1
                settle(execution, at: now)
            case .nameTaken(let stored):
                if let key = outgoing.key { live[key] = nil }
                reply(outgoing.ticket, .nameTaken(stored))
            case .fenced, .missing:
                reply(outgoing.ticket, .notOwned)
                if let key = outgoing.key { lose(key) }
            case .activityTask(let task): reply(outgoing.ticket, .activityTask(task))
            }
        }
    }

    /// Another process has the execution now, or never was it stored.
    private mutating func lose(_ key: ExecutionKey) {
        guard let execution = live.removeValue(forKey: key) else { return }
        for id in execution.tasks.keys { effects.append(.cancelTask(key, id)) }
        effects.append(.lost(key))
    }

    /// Gives an execution its place in the agenda, or lets it leave memory.
    mutating func settle(_ execution: LiveExecution, at now: Timestamp) {
        guard live[execution.key] === execution else { return }
        let isWritten = execution.unwritten == 0
        guard execution.execution.status == .running else {
            if isWritten { live[execution.key] = nil }
            return
        }
        let due = execution.nextTimer
        let horizon = max(now.advanced(byMilliseconds: settings.residentMilliseconds), swept ?? now)
        if isWritten, isIdle(execution), due.map({ $0 > horizon }) ?? true {
            live[execution.key] = nil
        } else if let due, execution.agendaDue.map({ due < $0 }) ?? true {
            execution.agendaDue = due
            agenda.add(execution.key, due: due)
        }
    }

    /// Whether nothing but a timer or a message moves it.
    private func isIdle(_ execution: LiveExecution) -> Bool {
        execution.tasks.values.allSatisfy { $0.kind == .activity } && !paused.contains(execution.key)
    }
}
