import JSONModel
import RandomMachines
import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// Processes that share one store, their clients and workers, and all that may go wrong between them. Everything
/// follows from the seed; there is no real time, no file, no thread.
///
///     faulty half: starts, answers, stops, redrives; errors, crashes, jumps of clocks
///     calm half:   no more faults; perhaps everybody is killed first; what was started must end
final class SimulatedWorld {
    let seed: UInt64
    let machines: SimulatedMachines
    var random: Seeded
    let store: SimulatedStore
    var services: SimulatedServices
    var now = Timestamp(seconds: 1_700_000_000)
    /// Living ones.
    var processes: [SimulatedProcess] = []
    var processCount = 0
    var isFaulty = true
    /// How often tasks fail in the faulty half.
    let failurePercent: Int
    /// What payloads are stored with, in every third world.
    let codec: SimulatedCodec?
    /// Grows with everything that housekeeping might find.
    var version = 0
    private(set) var marks: [Mark: Int] = [:]
    /// Told what happens.
    var trace: ((String) -> Void)?

    /// What clients have still to ask for.
    var starts: [ClientStart] = []
    /// Starts that were confirmed, by machine and name.
    var acknowledged: [String: (key: ExecutionKey, start: ClientStart)] = [:]
    var openTokens: [OpenToken] = []
    /// Which run an idempotency key stands for.
    var idempotencyKeys: [String: SimulatedProcess.Delivered] = [:]

    static let leaseMilliseconds: Int64 = 15_000

    /// A token that somebody outside has.
    struct OpenToken {
        var token: String
        /// The order that a person is asked about, and what to do for it.
        var todo: (order: String, function: String)?
        var answers = 0
    }

    init(seed: UInt64, machines: SimulatedMachines) {
        self.seed = seed
        self.machines = machines
        random = Seeded(seed)
        failurePercent = random.pick([2, 10, 10, 10, 10, 10, 10, 90])
        codec = seed % 3 == 1 ? SimulatedCodec() : nil
        services = SimulatedServices(stock: random.next(below: 4))
        store = SimulatedStore(SimulatedResources(), codec) { new in
            var configuration = ExecutionConfiguration(
                executionName: new.name, stateMachineName: new.version.name)
            configuration.seed = new.seed
            // A start names a machine of ours.
            let machine = machines[definition: new.version.definition] ?? machines["callback"]
            guard let machine else { preconditionFailure("there are no machines") }
            return Execution(machine.program, configuration: configuration)
        }
        store.mark = { [unowned self] in mark($0) }
        planStarts()
    }

    func mark(_ mark: Mark) { marks[mark, default: 0] += 1 }

    func local(_ process: SimulatedProcess) -> Timestamp { now.advanced(byMilliseconds: process.skew) }

    /// A worker that was given a task, and a process that died before it heard of it: somebody finds its token.
    private func findActivityTasks() -> Bool {
        let lost = store.takenTokens.filter { token in !openTokens.contains { $0.token == token } }
        for token in lost {
            mark(.activityFound)
            openTokens.append(OpenToken(token: token))
        }
        return !lost.isEmpty
    }

    /// Lives through both halves.
    ///
    /// - Returns: a hash of all that was stored: two worlds of one seed have the same.
    func run() throws(Violation) -> UInt64 {
        trace?("\(failurePercent) % of tasks fail")
        var steps = 60 + random.next(below: 180) + (failurePercent > 50 ? 200 : 0)
        while steps > 0 {
            steps -= 1
            try step()
            // Where nothing is left to happen, faults do nothing: a few more, for redrives and messages that are late.
            let isDone = starts.isEmpty && store.running.isEmpty && processes.allSatisfy(\.calls.isEmpty)
            if isDone, steps > 20 { steps = 20 }
        }
        isFaulty = false
        trace?("calm")
        if random.chance(50) {
            mark(.everybodyCrashed)
            for process in processes { crash(process) }
        }
        var last = 0
        while try !step() {
            last += 1
            try hold(last < 20_000, "the world does not come to rest: \(runningNames)")
        }
        try checkEnd()
        return store.keys.reduce(UInt64(now.millisecondsSinceEpoch)) { hash, key in
            store.rows[key]?.records.reduce(hash) { ($0 &* 31) ^ $1.digest } ?? hash
        }
    }

    /// Something happens.
    ///
    /// - Returns: whether nothing can happen any more.
    @discardableResult
    private func step() throws(Violation) -> Bool {
        for process in processes where process.frozenSteps > 0 { process.frozenSteps -= 1 }
        processes.removeAll { $0.isOver }
        if processes.isEmpty { boot() }
        if random.chance(15) { now = now.advanced(byMilliseconds: Int64(random.next(below: 400))) }
        if isFaulty, random.chance(5) {
            try fault()
            return false
        }
        if random.chance(10), try act() { return false }
        let first = random.next(below: processes.count)
        for offset in processes.indices {
            let process = processes[(first + offset) % processes.count]
            let work = process.work(at: now, version: version)
            guard !work.isEmpty else { continue }
            try perform(random.pick(work), process)
            return false
        }
        return try idle()
    }

    /// Nobody has anything to do now: time goes on until somebody has.
    private func idle() throws(Violation) -> Bool {
        if try act() { return false }
        if processes.contains(where: { $0.frozenSteps > 0 }) {
            for process in processes { process.frozenSteps = 0 }
            return false
        }
        let houses = processes.filter { $0.houseVersion != version }
        if let due = houses.map(\.houseDue).min() {
            now = max(now, due)
            return false
        }
        guard let due = nextDue(), due < now.advanced(bySeconds: 30 * 86_400) else {
            if findActivityTasks() { return false }
            let lost = runningNames
            try hold(lost.isEmpty, "nothing moves these executions any more: \(lost)")
            try hold(store.inbox.isEmpty, "the inbox keeps \(store.inbox.map(\.post.execution.rawValue))")
            return true
        }
        advance(to: due)
        return false
    }

    private var runningNames: [String] {
        store.running.map { "\($0.description.name), wake \($0.description.wake)" }
    }

    /// When something is due that the world owes.
    private func nextDue() -> Timestamp? {
        var due: [Timestamp] = []
        for process in processes {
            if let next = process.engine.nextDue { due.append(next.advanced(byMilliseconds: -process.skew)) }
        }
        let living = Set(processes.map(\.owner))
        let running = store.running
        for row in running {
            // What a dead process had waits for the end of its lease first.
            guard case .at(let wake) = row.description.wake,
                let holder = processes.first(where: { $0.owner == row.description.owner })
            else { continue }
            due.append(wake.advanced(byMilliseconds: -holder.skew))
        }
        if !running.isEmpty || !store.inbox.isEmpty,
            let expiry = store.firstExpiry(where: { !living.contains($0) })
        {
            let slowest = processes.map(\.skew).min() ?? 0
            due.append(expiry.advanced(byMilliseconds: -slowest))
        }
        return due.min()
    }

    /// Time goes by without anybody having to do anything but renew leases, which some forget.
    func advance(to time: Timestamp) {
        version += 1
        if time > now { now = time }
        trace?("time \(now.millisecondsSinceEpoch)")
        for process in processes where process.frozenSteps == 0 {
            if isFaulty, random.chance(10) { continue }
            _ = store.renew(
                process.owner, until: local(process).advanced(byMilliseconds: Self.leaseMilliseconds))
        }
    }

    /// What must hold when nothing can happen any more.
    private func checkEnd() throws(Violation) {
        for (name, start) in acknowledged {
            guard let row = store.rows[start.key] else { throw Violation("\(name) was confirmed and is not stored") }
            try hold(
                row.ledger.value.input?.text == start.start.input, "\(name) runs with another input than confirmed")
        }
        guard let reader = processes.first?.engine else { return }
        for key in store.keys {
            guard let row = store.rows[key], let description = store.description(of: key) else { continue }
            try checkFold(row, description, reader)
            if description.version.name == "order-saga" {
                try services.check(description.name, description.status)
                mark(description.status == .succeeded ? .orderPaid : .orderUndone)
            }
        }
        try services.checkSums()
    }

    /// All records of an execution give its value: what a process does that finds it.
    private func checkFold(
        _ row: SimulatedStore.Row, _ description: StoredExecution, _ reader: Engine
    ) throws(Violation) {
        guard let machine = machines[definition: description.version.definition] else {
            throw Violation("\(description.name) has no machine")
        }
        do {
            let folded = try reader.fold(description, machine.program, row.records)
            try hold(folded.execution.digest == row.ledger.value.digest, "\(description.name) folds to another value")
            try hold(folded.execution.status == description.status, "\(description.name) has another status")
        } catch let reason as ParkedExecution {
            throw Violation("\(description.name) does not fold: \(reason.reason)")
        } catch {
            throw Violation("\(error)")
        }
    }
}
