import JSONModel
import RandomMachines
import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// What `RuntimeHost` does, one step at a time, with a store that fails now and then.
extension SimulatedWorld {
    func perform(_ work: SimulatedProcess.Work, _ process: SimulatedProcess) throws(Violation) {
        switch work {
        case .beginCommit:
            process.engine.resumePaused(at: local(process))
            let batch = process.engine.takeBatch(limit: 1 + random.next(below: 6))
            if !batch.isEmpty { process.commit = SimulatedProcess.Commit(batch: batch) }
        case .store: return try store(process)
        case .learn: try learn(process)
        case .read(let index): try read(index, process)
        case .run(let index): try goOn(withRun: index, process)
        case .child(let index): startChild(process.children.remove(at: index), process)
        case .mapRun(let index): answerMapRun(index, process)
        case .move(let index): try goOn(withMove: index, process)
        case .tick: process.engine.tick(at: local(process))
        case .keepHouse: try keepHouse(process)
        }
        try performEffects(process)
    }

    private func store(_ process: SimulatedProcess) throws(Violation) {
        guard let batch = process.commit?.batch.map(\.operation) else { return }
        if isFaulty, random.chance(8) {
            trace?("P\(process.number) cannot commit")
            return mark(.commitErrorBefore)
        }
        trace?("P\(process.number) commits \(batch.map(Self.text))")
        let outcomes = try store.commit(batch)
        version += 1
        if isFaulty, random.chance(8) { return mark(.commitErrorAfter) }
        process.commit?.outcomes = outcomes
    }

    private func learn(_ process: SimulatedProcess) throws(Violation) {
        guard let commit = process.commit, let outcomes = commit.outcomes else { return }
        process.commit = nil
        process.engine.written(commit.batch, outcomes, at: local(process))
        for (outgoing, outcome) in zip(commit.batch, outcomes) where outcome == .fenced {
            let isGone = outgoing.key.map { process.engine.live[$0] == nil } ?? true
            try hold(isGone, "P\(process.number) keeps an execution that it has lost")
        }
        for key in commit.batch.compactMap(\.key) {
            if process.engine.live[key] == nil, store.rows[key]?.description.status == .running { mark(.leftMemory) }
            guard let live = process.engine.live[key], live.unwritten == 0, store.holder(of: key) == process.owner
            else { continue }
            try hold(live.records == store.rows[key]?.records.count, "\(live.name) counts its records wrongly")
            try hold(
                live.execution.digest == store.rows[key]?.ledger.value.digest,
                "\(live.name) lives on with another value than is stored")
        }
    }

    private func read(_ index: Int, _ process: SimulatedProcess) throws(Violation) {
        if isFaulty, random.chance(5) { return mark(.readError) }
        let key = process.reads[index].key
        guard let description = process.reads[index].description else {
            guard let description = store.description(of: key) else {
                process.reads.remove(at: index)
                return process.engine.notLoaded(key, .refused)
            }
            process.reads[index].description = description
            return
        }
        process.reads.remove(at: index)
        guard let machine = machines[definition: description.version.definition], let row = store.rows[key] else {
            throw Violation("\(description.name) cannot be read")
        }
        mark(.loaded)
        trace?("P\(process.number) has read \(key.rawValue)")
        let records = Array(row.records.prefix(description.records))
        process.engine.loaded(description, machine.program, records, at: local(process))
    }

    // MARK: Housekeeping

    private func keepHouse(_ process: SimulatedProcess) throws(Violation) {
        process.houseDue = now.advanced(byMilliseconds: 1_000)
        let time = local(process)
        let fails = isFaulty && random.chance(5)
        if fails { mark(.claimError) }
        if fails, random.chance(50) { return }
        let living = Set(processes.map(\.owner))
        let held = store.keys.filter { key in store.holder(of: key).map { living.contains($0) } ?? false }
        guard let count = store.claim(for: process.owner, at: time) else {
            mark(.leaseLost)
            trace?("P\(process.number) has lost its lease")
            return process.isOver = true
        }
        if count > 0 || fails {
            process.needsFullSweep = true
            process.lastInboxID = InboxID(rawValue: 0)
        }
        if count > 0 {
            version += 1
            mark(.claimed)
            let others = held.filter { store.holder(of: $0) == process.owner }
            if others.contains(where: { process.engine.live[$0] == nil }) { mark(.claimedFromTheLiving) }
            trace?("P\(process.number) claims \(count)")
        }
        if fails { return }
        guard store.renew(process.owner, until: time.advanced(byMilliseconds: Self.leaseMilliseconds)) else { return }
        guard sweep(process, at: time) else { return }
        try drainInbox(process)
    }

    /// - Returns: whether the store has answered.
    private func sweep(_ process: SimulatedProcess, at time: Timestamp) -> Bool {
        let resident = time.advanced(byMilliseconds: process.engine.settings.residentMilliseconds)
        let horizon = max(resident, process.engine.swept ?? resident)
        let last = process.needsFullSweep ? nil : process.engine.swept
        process.engine.swept = horizon
        if isFaulty, random.chance(5) {
            process.needsFullSweep = true
            mark(.readError)
            return false
        }
        let due = store.due(of: process.owner, by: horizon).filter { due in
            guard let last, case .at(let wake) = due.wake else { return last == nil }
            return wake > last
        }
        process.needsFullSweep = false
        process.engine.wake(due)
        return true
    }

    func drainInbox(_ process: SimulatedProcess) throws(Violation) {
        if isFaulty, random.chance(5) { return mark(.readError) }
        // Two callers may read at a time.
        if isFaulty, random.chance(10) { process.lastInboxID = InboxID(rawValue: 0) }
        for entry in store.inbox(of: process.owner, after: process.lastInboxID) {
            process.lastInboxID = max(process.lastInboxID, entry.id)
            let isTaken = process.engine.taken.contains(entry.id)
            let operations = process.engine.outgoing.count
            if isTaken { mark(.inboxSeenAgain) }
            let message: Message
            do {
                message = try process.engine.settings.message(entry.post.message)
            } catch {
                throw Violation("a message cannot be read: \(error)")
            }
            trace?("P\(process.number) takes entry \(entry.id.rawValue) for \(entry.post.execution.rawValue)")
            process.engine.deliver(
                message, to: entry.post.execution, inbox: entry.id, at: max(local(process), entry.post.time))
            let isIgnored = process.engine.outgoing.count == operations
            try hold(!isTaken || isIgnored, "inbox entry \(entry.id.rawValue) is taken twice at a time")
        }
        process.houseVersion = version
    }

    // MARK: Effects

    func performEffects(_ process: SimulatedProcess) throws(Violation) {
        while !process.engine.effects.isEmpty {
            let effects = process.engine.effects
            process.engine.effects.removeAll(keepingCapacity: true)
            for effect in effects { try perform(effect, process) }
        }
        if !process.engine.paused.isEmpty { mark(.pausedTurn) }
    }

    private func perform(_ effect: Effect, _ process: SimulatedProcess) throws(Violation) {
        switch effect {
        case .runTask(let delivery):
            try checkDelivery(delivery.execution, delivery.request, process)
            try run(delivery, process)
        case .startChild(let key, let request):
            try checkDelivery(key, request, process)
            try startChild(of: key, request, process)
        case .cancelTask(let key, let id):
            for index in process.runs.indices
            where process.runs[index].delivery.execution == key && process.runs[index].delivery.request.id == id {
                process.runs[index].isCancelled = true
            }
        case .startMapRun(let key, let request):
            process.mapRuns.append(SimulatedProcess.Delivered(execution: key, task: request.id))
        case .stopMapRun(let key, let id):
            process.mapRuns.removeAll { $0 == SimulatedProcess.Delivered(execution: key, task: id) }
        case .reply(let ticket, let reply):
            guard let call = process.calls.removeValue(forKey: ticket) else {
                throw Violation("call \(ticket.number) is answered twice")
            }
            try take(reply, of: call, process)
        case .load(let key):
            try hold(!process.reads.contains { $0.key == key }, "\(key.rawValue) is read twice at a time")
            process.reads.append(SimulatedProcess.Read(key: key))
        case .parked(let key, let reason):
            throw Violation("\(key.rawValue) is parked: \(reason.reason)")
        case .started, .changed, .traced, .inboxFilled, .lost, .childEnded: break
        }
    }

    /// What is recorded is not asked for again, at least by whoever has the execution; nobody is given a task twice.
    private func checkDelivery(
        _ key: ExecutionKey, _ request: TaskRequest, _ process: SimulatedProcess
    ) throws(Violation) {
        let task = SimulatedProcess.Delivered(execution: key, task: request.id)
        try hold(
            process.delivered.insert(task).inserted,
            "P\(process.number) is given task \(request.id) of \(key.rawValue) twice")
        let isRecorded = store.rows[key]?.ledger.answered.contains(request.id) ?? false
        if store.holder(of: key) == process.owner {
            try hold(!isRecorded, "task \(request.id) of \(key.rawValue) has a result and is run again")
        } else {
            mark(.zombieTask)
        }
    }

    private static func text(_ operation: StoreOperation) -> String {
        switch operation {
        case .start(let new, let append):
            "start \(new.key.rawValue) \(new.name) wake \(String(describing: append.wake))"
        case .append(let append):
            "append \(append.execution.rawValue).\(append.sequence) by \(append.owner.rawValue) "
                + "wake \(String(describing: append.wake)) \(append.marks)"
        case .discard(let entries, _): "discard \(entries.map(\.rawValue))"
        case .post(let post): "post to \(post.execution.rawValue)"
        case .takeActivityTask: "take an activity task"
        case .move(let key, _, _, _): "move \(key.rawValue)"
        case .take(let key, _, _): "take \(key.rawValue)"
        }
    }
}
