import StatesCore
import StatesLanguage

/// Writing: what was decided goes out in order, and comes back with what the store made of it.
extension Engine {
    /// Takes what is to be written now, at most `limit` operations.
    mutating func takeBatch(limit: Int) -> [Outgoing] {
        guard outgoing.count > limit else {
            defer { outgoing = [] }
            return outgoing
        }
        defer { outgoing.removeFirst(limit) }
        return Array(outgoing.prefix(limit))
    }

    /// What the store made of a batch.
    mutating func written(_ batch: [Outgoing], _ outcomes: [StoreOutcome], at now: Timestamp) {
        for (outgoing, outcome) in zip(batch, outcomes) {
            for entry in outgoing.operation.consumed { taken.remove(entry) }
            switch outcome {
            case .stored:
                guard let key = outgoing.key else {
                    reply(outgoing.ticket, outgoing.reply)
                    continue
                }
                guard let execution = live[key] else {
                    // A remark, and that on which it rested was refused.
                    reply(outgoing.ticket, .notOwned)
                    continue
                }
                for effect in outgoing.effects where isWanted(effect, execution) { effects.append(effect) }
                reply(outgoing.ticket, outgoing.reply)
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

    /// Whether an effect is still to be had: the execution may have gone on while this was written.
    private func isWanted(_ effect: Effect, _ execution: LiveExecution) -> Bool {
        switch effect {
        case .runTask(let delivery): execution.tasks[delivery.request.id] != nil
        case .startChild(_, let request): execution.tasks[request.id] != nil
        case .startMapRun(_, let request): execution.mapRuns.contains(request.id)
        case .cancelTask, .stopMapRun, .childEnded, .reply, .started, .changed, .traced, .load, .inboxFilled, .parked,
            .lost:
            true
        }
    }

    /// Another process has the execution now, or never was it stored.
    private mutating func lose(_ key: ExecutionKey) {
        guard let execution = live.removeValue(forKey: key) else { return }
        // First of all: what the execution started goes on, for whoever has it now.
        effects.append(.lost(key))
        for id in execution.tasks.keys { effects.append(.cancelTask(key, id)) }
        for id in execution.mapRuns { effects.append(.stopMapRun(key, id)) }
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
            if settings.isTraced { effects.append(.traced(execution.key, [.released(now)])) }
        } else if let due, execution.agendaDue.map({ due < $0 }) ?? true {
            execution.agendaDue = due
            agenda.add(execution.key, due: due)
        }
    }

    /// Whether nothing but a timer or a message moves it.
    private func isIdle(_ execution: LiveExecution) -> Bool {
        execution.mapRuns.isEmpty && execution.tasks.values.allSatisfy { $0.kind == .activity }
            && !paused.contains(execution.key)
    }
}
