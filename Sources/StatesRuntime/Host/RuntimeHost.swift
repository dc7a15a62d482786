import DequeModule
import JSONModel
import Logging
import Metrics
import StatesCore
import StatesLanguage

/// Drives an `Engine` with a real clock, a store and closures.
///
/// All happenings come here one at a time, and only one of their callers writes to the store: while a commit is under
/// way the others leave their operations with the engine and go; what has come meanwhile is the next commit.
actor RuntimeHost {
    let store: any ExecutionStore
    let clock: any RuntimeClock
    /// The clock, if it wants to know what works.
    let idleClock: (any IdleClock)?
    let configuration: RuntimeConfiguration
    let registry: RegistryBox
    let logger: Logger
    let metrics: StatesMetrics
    /// `nil` when nobody traces.
    var traces: ExecutionTraces?

    var engine: Engine
    let owner: OwnerID
    private(set) var isPumping = false
    /// The execution that the newest commit was about, the last if there were several.
    private var lastCommitted: ExecutionKey?
    /// Set once nothing is taken any more, with the reason.
    var stopReason: RuntimeError?
    /// Why the store could not be used any more.
    private(set) var failure: StoreError?
    private var lastTicket: UInt64 = 0
    private var waiting: [Ticket: CheckedContinuation<Reply, Never>] = [:]
    private var replies: [Ticket: Reply] = [:]
    var runner = TaskRunner()
    /// What closures tell that they go on with.
    private(set) lazy var sendHeartbeat: @Sendable (TaskDelivery) async throws(RuntimeError) -> Void = {
        [weak self] delivery throws(RuntimeError) in
        try await self?.heartbeat(delivery.execution, delivery.request.id)
    }
    var programs = ProgramCache()
    var mapRuns = MapRunHost()
    /// Tasks that wait for another execution, by theirs.
    var nested: [ExecutionKey: [TaskID: TaskRequest]] = [:]
    /// By name.
    var machines: [String: DeployedMachine] = [:]
    let watchers: ExecutionWatchers
    /// Whoever waits for room to start an execution.
    var startQueue = Deque<(continuation: CheckedContinuation<Void, Never>, work: Work?)>()
    var timer: (task: Task<Void, Never>, due: Timestamp)?
    var isInboxFilled = false
    var lastInboxID = InboxID(rawValue: 0)
    /// Whether executions of this process may want attention that were not looked at.
    var needsFullSweep = true
    /// Executions that are being read, or started as children.
    var errands: [Int: Task<Void, Never>] = [:]
    private var lastErrand = 0
    /// Swift tasks of this host are being awaited.
    var isShuttingDown = false
    /// What was done meanwhile: it works until whoever awaits it goes on.
    var finishedWork: [Work] = []

    init(
        owner: OwnerID, store: any ExecutionStore, clock: any RuntimeClock, configuration: RuntimeConfiguration,
        registry: RegistryBox, watchers: ExecutionWatchers
    ) {
        self.store = store
        self.clock = clock
        idleClock = clock as? any IdleClock
        self.configuration = configuration
        self.registry = registry
        self.watchers = watchers
        self.owner = owner
        logger = configuration.logger
        metrics = StatesMetrics(configuration.metrics ?? MetricsSystem.factory)
        traces = ExecutionTraces(configuration)
        var settings = EngineSettings(
            owner: owner, region: configuration.region, accountID: configuration.accountID,
            quotas: configuration.quotas, residentMilliseconds: configuration.residentMilliseconds,
            codec: configuration.codec)
        settings.keepsMarks = store.keepsMarks
        settings.isTraced = traces != nil
        engine = Engine(settings: settings, resources: registry)
    }

    /// Lets `body` give the engine something to do, and waits for the reply.
    func ask(_ body: (inout Engine, Ticket, Timestamp) -> Void) async throws(RuntimeError) -> Reply {
        if let stopReason { throw stopReason }
        lastTicket += 1
        let ticket = Ticket(number: lastTicket)
        body(&engine, ticket, clock.now)
        await pump()
        if let reply = replies.removeValue(forKey: ticket) { return reply }
        // Whoever begins to wait after the end waits for ever.
        if let stopReason { throw stopReason }
        return await withCheckedContinuation { waiting[ticket] = $0 }
    }

    /// Lets `body` give the engine something to do.
    func tell(_ body: (inout Engine, Timestamp) -> Void) async {
        guard stopReason == nil else { return }
        body(&engine, clock.now)
        await pump()
    }

    /// Writes what is to be written, does what can be done, until there is nothing left.
    ///
    /// - Parameter isLane: whether the caller runs closures itself, and takes those along that are ready.
    func pump(isLane: Bool = false) async {
        guard !isPumping else { return }
        isPumping = true
        perform()
        // Not `hasWork`: across `await` that would copy the engine.
        while !(engine.outgoing.isEmpty && engine.paused.isEmpty), stopReason == nil {
            engine.resumePaused(at: clock.now)
            runner.engageLanes(self)
            let batch = engine.takeBatch(limit: configuration.commitOperations)
            let isAlone = batch.count == 1 && batch[0].key != nil && batch[0].key == lastCommitted
            lastCommitted = batch.last?.key
            guard let outcomes = await commit(batch.map(\.operation), isAlone: isAlone) else { break }
            if let idleClock, batch.contains(where: \.operation.isNoteworthy) { idleClock.nudge() }
            engine.written(batch, outcomes, at: clock.now)
            perform()
        }
        isPumping = false
        if !isLane { runner.engageLanes(self) }
        metrics.tasksWait(runner.queuedCount)
        armTimer()
        admit()
    }

    /// Commits, and tries again as long as the store says that this may help.
    ///
    /// - Parameter isAlone: see `write`.
    private func commit(_ operations: [StoreOperation], isAlone: Bool) async -> [StoreOutcome]? {
        guard !operations.isEmpty else { return [] }
        var delay: Int64 = 10
        while true {
            do {
                let start = ContinuousClock.now
                let outcomes = try await write(operations, isAlone: isAlone)
                metrics.committed(operations.count, in: ContinuousClock.now - start)
                return outcomes
            } catch {
                guard error.isTransient, stopReason == nil else {
                    fail(error)
                    return nil
                }
                logger.error("cannot store events yet", metadata: ["error": "\(error)"])
                await pause(milliseconds: delay)
                delay = min(delay * 2, 1_000)
            }
        }
    }

    /// While nothing else is to be done, whoever commits waits where it is: for one execution alone the change of
    /// threads there and back takes longer than the commit.
    ///
    /// - Parameter isAlone: it is one operation, of the execution that the commit before was about. Who has another
    ///   execution may have company, which can leave its operations for the next commit only while the actor is free.
    private func write(_ operations: [StoreOperation], isAlone: Bool) async throws(StoreError) -> [StoreOutcome] {
        if idleClock == nil, isAlone, runner.isIdle, let outcomes = try store.commitAtOnce(operations) {
            return outcomes
        }
        return try await store.commit(operations)
    }

    /// Waits, although the Swift task may be cancelled: a call that was given up may be writing for others.
    private func pause(milliseconds: Int64) async {
        if let idleClock { return idleClock.pass(milliseconds: milliseconds) }
        let clock = self.clock
        let pause = Task { try await clock.sleep(until: clock.now.advanced(byMilliseconds: milliseconds)) }
        _ = await pause.result
    }

    /// Reads from the store, again as long as that says that this may help: what a workflow sees must not depend on it.
    func patiently<Value>(_ read: () async throws -> Value) async throws -> Value {
        var delay: Int64 = 10
        while true {
            do {
                return try await read()
            } catch let error as StoreError where error.isTransient && stopReason == nil {
                logger.error("the store does not answer yet", metadata: ["error": "\(error)"])
                await pause(milliseconds: delay)
                delay = min(delay * 2, 1_000)
            }
        }
    }

    /// Nothing can be stored any more: everything in memory is let go, and another run of the process goes on with what
    /// is stored.
    func fail(_ error: StoreError) {
        guard stopReason == nil else { return }
        logger.critical("the runtime stops", metadata: ["error": "\(error)"])
        failure = error
        stop(RuntimeError(.notRunning, error.message))
    }

    func stop(_ reason: RuntimeError) {
        stopReason = reason
        for continuation in waiting.values { continuation.resume(returning: .notOwned) }
        waiting = [:]
        timer?.task.cancel()
        while !startQueue.isEmpty { admitFirst() }
        watchers.stop()
    }

    /// Does what the engine wants done.
    private func perform() {
        while !engine.effects.isEmpty {
            let effects = engine.effects
            engine.effects.removeAll(keepingCapacity: true)
            for effect in effects { perform(effect) }
        }
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .runTask(let delivery): runner.add(delivery, to: self)
        case .cancelTask(let key, let id):
            runner.cancel(key, id)
            cancelChild(of: key, id)
        case .startChild(let key, let request): startChild(of: key, request)
        case .startMapRun(let key, let request): startMapRun(of: key, request)
        case .stopMapRun(let key, let id): stopMapRun(of: key, id)
        case .childEnded(let parent, let child, let outcome): childEnded(parent, child, outcome)
        case .reply(let ticket, let reply):
            if let continuation = waiting.removeValue(forKey: ticket) {
                continuation.resume(returning: reply)
            } else {
                replies[ticket] = reply
            }
        case .started: metrics.executionStarted()
        case .traced(let key, let steps): traces?.take(steps, of: key)
        case .changed(let key, let execution, let version):
            if execution.status != .running {
                nested[key] = nil
                metrics.executionFinished(execution.status)
            }
            watchers.changed(key, execution, version)
        case .load(let key): load(key)
        case .inboxFilled: isInboxFilled = true
        case .parked(let key, let reason):
            traces?.release(key, at: clock.now)
            logger.error(
                "an execution is parked",
                metadata: ["execution": "\(key.rawValue)", "reason": "\(reason.reason)"])
        case .lost(let key):
            traces?.release(key, at: clock.now)
            nested[key] = nil
            mapRuns.runs = mapRuns.runs.filter { $0.key.execution != key }
            logger.notice("another process has the execution", metadata: ["execution": "\(key.rawValue)"])
        }
    }

    // MARK: Time

    /// Wakes the engine when something is due.
    func armTimer() {
        guard stopReason == nil, let due = engine.agenda.next else { return }
        if let timer, timer.due <= due { return }
        timer?.task.cancel()
        let clock = self.clock
        let work = beginWork()
        timer = (
            Task {
                await Work.run(work) {
                    do {
                        try await clock.sleep(until: due)
                    } catch {
                        return
                    }
                    await self.timerFired(due)
                }
                self.release(work)
            }, due
        )
    }

    private func timerFired(_ due: Timestamp) async {
        guard timer?.due == due else { return }
        timer = nil
        metrics.timerFired(due: due, at: clock.now)
        await tell { engine, now in engine.tick(at: now) }
        armTimer()
    }

    // MARK: Room

    /// Waits until there is room for another execution.
    func waitForRoom() async {
        while engine.live.count >= configuration.liveExecutions, stopReason == nil {
            let work = Work.current
            work?.wait()
            await withCheckedContinuation { startQueue.append(($0, work)) }
        }
    }

    private func admit() {
        var room = configuration.liveExecutions - engine.live.count
        while room > 0, !startQueue.isEmpty {
            admitFirst()
            room -= 1
        }
    }

    private func admitFirst() {
        guard let first = startQueue.popFirst() else { return }
        first.work?.goOn()
        first.continuation.resume()
    }

    // MARK: Work

    /// Something begins to work: a clock may want to know.
    func beginWork() -> Work? { idleClock.map(Work.init(idle:)) }

    /// It is done.
    func release(_ work: Work?) {
        guard let work else { return }
        if isShuttingDown { finishedWork.append(work) } else { work.end() }
    }

    // MARK: Reading

    /// Does something in a Swift task of its own, which is awaited when the runtime stops.
    func runErrand(_ body: @escaping @Sendable (isolated RuntimeHost) async -> Void) {
        lastErrand += 1
        let number = lastErrand
        let work = beginWork()
        errands[number] = Task {
            await Work.run(work) { await body(self) }
            self.errands[number] = nil
            self.release(work)
        }
    }

    /// Reads an execution; what came for it waits in the engine.
    private func load(_ key: ExecutionKey) {
        runErrand { host in await host.read(key) }
    }

    private func read(_ key: ExecutionKey) async {
        var delay: Int64 = 10
        while stopReason == nil {
            do {
                return try await readOnce(key)
            } catch let error as StoreError where error.isTransient {
                // What waits for it has been taken from the inbox, and from the agenda.
                logger.error("cannot read an execution yet", metadata: ["error": "\(error)"])
                await pause(milliseconds: delay)
                delay = min(delay * 2, 1_000)
            } catch let error as StoreError where error.code != .corrupt {
                return fail(error)
            } catch {
                engine.park(key, error as? ParkedExecution ?? ParkedExecution(reason: "\(error)"))
                return await pump()
            }
        }
    }

    private func readOnce(_ key: ExecutionKey) async throws {
        guard let stored = try await store.execution(key) else {
            engine.notLoaded(key, .refused)
            return await pump()
        }
        let program = try await program(stored.version.definition)
        let records = try await store.allRecords(of: stored)
        await tell { engine, now in engine.loaded(stored, program, records, at: now) }
    }

    /// The program of a stored definition.
    func program(_ hash: String) async throws -> Program {
        if let program = programs[hash] { return program }
        guard let definition = try await store.definition(hash) else {
            throw ParkedExecution(reason: "the definition \(hash) is not in the store")
        }
        let program = try ProgramCache.compile(definition)
        programs[hash] = program
        return program
    }
}
