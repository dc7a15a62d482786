import JSONModel
import StatesCore
import StatesLanguage
import Tracing

/// Starting, stopping, answering.
extension RuntimeHost {
    struct Started: Sendable {
        var key: ExecutionKey
        var arn: String
        var startTime: Timestamp
    }

    /// Starts an execution, or finds the one of that name that runs with the same input.
    ///
    /// - Parameters:
    ///   - parent: the task that starts it. What it has started before is what it starts, though that has ended since.
    ///     If it waits for the end, an execution that another one started would not tell it.
    ///   - isOwnName: nobody else uses the name, so that whoever has it is the one that was to be started.
    ///   - context: of whoever starts it, if somebody traces.
    /// - Source: AWS Step Functions API, StartExecution, “idempotent”.
    func start(
        _ machine: DeployedMachine, name: String, input: Payload, parent: ParentTask? = nil, isOwnName: Bool = false,
        in context: ServiceContext? = ServiceContext.current
    ) async throws(RuntimeError) -> Started {
        guard let traces else { return try await start(machine, name, input, parent, isOwnName, trace: [:]) }
        // It ends at once: whoever goes on with the execution has a span to refer to.
        let span = traces.tracer.startSpan(
            "start \(machine.version.name)", context: context ?? .topLevel, ofKind: .producer,
            at: TraceInstant(clock.now))
        defer { span.end(at: TraceInstant(clock.now)) }
        do throws(RuntimeError) {
            let trace = traces.headers(of: span.context)
            let started = try await start(machine, name, input, parent, isOwnName, trace: trace)
            span.attributes["states.execution"] = started.arn
            return started
        } catch {
            span.setStatus(SpanStatus(code: .error, message: error.code.description))
            throw error
        }
    }

    private func start(
        _ machine: DeployedMachine, _ name: String, _ input: Payload, _ parent: ParentTask?, _ isOwnName: Bool,
        trace: [String: String]
    ) async throws(RuntimeError) -> Started {
        guard ResourceName.isValid(name) else { throw RuntimeError(.invalidName, "Invalid Name: '\(name)'") }
        let isAwaited = parent?.isWaiting ?? false
        if !isAwaited { await waitForRoom() }
        let execution = execution(named: name, of: machine)
        let arn = arn(of: name, machine.version.name)
        let reply = try await ask { engine, ticket, now in
            engine.start(
                execution, machine.version, input: input, parent: parent, trace: trace, at: now, ticket: ticket)
        }
        switch reply {
        case .started(let key, let time): return Started(key: key, arn: arn, startTime: time)
        case .nameTaken(let stored):
            let isSame = isOwnName || (!isAwaited && stored.status == .running)
            guard isSame || (parent != nil && stored.parent == parent), try await hasInput(stored, input) else {
                throw RuntimeError(.executionAlreadyExists, "Execution Already Exists: '\(arn)'")
            }
            return Started(key: stored.key, arn: arn, startTime: stored.startTime)
        case .done, .refused, .notOwned, .activityTask:
            throw stopReason ?? RuntimeError(.notOwned, "the lease of this runtime is over")
        case .parked(let reason): throw RuntimeError(.executionParked, reason.reason)
        }
    }

    private func hasInput(_ stored: StoredExecution, _ input: Payload) async throws(RuntimeError) -> Bool {
        do {
            return try await value(of: stored).execution.input?.value == input.value
        } catch {
            throw RuntimeError(.executionParked, "\(stored.name): \(error)")
        }
    }

    /// The execution as it is in the store, and its events.
    func value(of stored: StoredExecution) async throws -> (execution: Execution, events: [Event]) {
        do {
            let program = try await patiently { try await self.program(stored.version.definition) }
            let records = try await patiently { try await store.allRecords(of: stored) }
            var events: [Event] = []
            let folded = try engine.fold(stored, program, records) { events.append($0) }
            return (folded.execution, events)
        } catch let reason as ParkedExecution {
            throw RuntimeError(.executionParked, "\(stored.name): \(reason.reason)")
        }
    }

    func arn(of name: String, _ machine: String) -> String {
        "arn:aws:states:\(configuration.region):\(configuration.accountID):execution:\(machine):\(name)"
    }

    private func execution(named name: String, of machine: DeployedMachine) -> Execution {
        var configuration = ExecutionConfiguration(executionName: name, stateMachineName: machine.version.name)
        configuration.region = self.configuration.region
        configuration.accountID = self.configuration.accountID
        configuration.quotas = self.configuration.quotas
        configuration.seed = seed(of: name, machine.version)
        return Execution(machine.program, configuration: configuration)
    }

    /// Random unless the runtime's own seed is given; then a function of the names.
    private func seed(of name: String, _ version: MachineVersion) -> UInt64 {
        guard let seed = configuration.seed else { return UInt64.random(in: .min ... .max) }
        return TextHash.of(version.name, after: TextHash.of(name, after: seed ^ TextHash.of("")))
    }

    /// Brings a message to an execution: at once if it is here, by the inbox if another process has it.
    ///
    /// - Returns: whether the execution took it; `nil` if another process will see.
    func send(_ message: Message, to key: ExecutionKey) async throws(RuntimeError) -> Bool? {
        let reply = try await ask { engine, ticket, now in
            engine.deliver(message, to: key, at: now, ticket: ticket)
        }
        switch reply {
        case .done, .started: return true
        case .refused, .nameTaken, .activityTask: return false
        case .parked(let reason): throw RuntimeError(.executionParked, reason.reason)
        case .notOwned:
            try await post(message, to: key)
            return nil
        }
    }

    private func post(_ message: Message, to key: ExecutionKey) async throws(RuntimeError) {
        let bytes = engine.settings.stored(MessageCoding.encode(message))
        let post = StoreOperation.post(Post(execution: key, time: clock.now, message: bytes))
        _ = try await ask { engine, ticket, _ in
            engine.outgoing.append(Engine.Outgoing(operation: post, ticket: ticket))
        }
    }

    /// Takes the task that waits longest for a worker.
    func takeActivityTask(_ activity: String, worker: String?) async throws(RuntimeError) -> ActivityTask? {
        let reply = try await ask { engine, ticket, now in
            let call = "\(engine.settings.owner.rawValue).\(ticket.number)"
            let take = StoreOperation.takeActivityTask(activity: activity, worker: worker, call: call, time: now)
            engine.outgoing.append(Engine.Outgoing(operation: take, ticket: ticket))
        }
        guard case .activityTask(let task) = reply else { return nil }
        if task != nil {
            isInboxFilled = true
            await drainInbox()
        }
        return task
    }

    /// Gives an execution another definition of its machine.
    func move(_ key: ExecutionKey, to machine: DeployedMachine) async throws {
        var held = engine.beginMove(key)
        while held == nil {
            if let stopReason { throw stopReason }
            await pump()
            try await clock.sleep(until: clock.now.advanced(byMilliseconds: 1))
            held = engine.beginMove(key)
        }
        guard let old = held else { return }
        do {
            let new = try await moved(key, to: machine)
            engine.finishMove(key, old, new, at: clock.now)
            await pump()
        } catch {
            engine.finishMove(key, old, nil, at: clock.now)
            await pump()
            throw error
        }
    }

    private func moved(_ key: ExecutionKey, to machine: DeployedMachine) async throws -> LiveExecution {
        guard var stored = try await patiently({ try await store.execution(key) }),
            stored.version.name == machine.version.name
        else {
            throw RuntimeError(.definitionMismatch, "the execution belongs to another state machine")
        }
        guard stored.status == .running, stored.owner == owner else {
            throw RuntimeError(.notOwned, "\(stored.name) is \(stored.status.rawValue), or another process has it")
        }
        stored.version = machine.version
        let records = try await patiently { try await store.allRecords(of: stored) }
        let folded: LiveExecution
        do {
            folded = try engine.fold(stored, machine.program, records)
        } catch {
            throw RuntimeError(
                .definitionMismatch, "\(stored.name) cannot go on with that definition: \(error.reason)")
        }
        let move = StoreOperation.move(key, to: machine.version, records: stored.records, owner: owner)
        // Whether a commit that was not answered has moved it is not known: it is asked for until that is.
        guard try await patiently({ try await store.commit([move]) }) == [.stored] else {
            throw RuntimeError(.notOwned, "another process has \(stored.name)")
        }
        return folded
    }

    /// Goes on with an execution that did not succeed, here or where it has ended.
    ///
    /// - Returns: whether it goes on here.
    @discardableResult
    func redrive(_ stored: StoredExecution) async throws -> Bool {
        let refusal = RuntimeError(
            .executionNotRedrivable, "Execution '\(stored.name)' is \(stored.status.rawValue) and cannot be redriven")
        let take = StoreOperation.take(stored.key, owner: owner, time: clock.now)
        let reply = try await ask { engine, ticket, _ in
            engine.outgoing.append(Engine.Outgoing(operation: take, ticket: ticket))
        }
        if case .done = reply {
            readInboxAnew()
            if let isTaken = try await send(.redrive, to: stored.key) {
                guard isTaken else { throw refusal }
                return true
            }
            // It was taken from here in between: the message waits for whoever has it.
            return false
        }
        // Whoever lives and has it reads its inbox; what it would refuse is refused here.
        guard try await value(of: stored).execution.redriveRefusal(at: clock.now) == nil else { throw refusal }
        try await post(.redrive, to: stored.key)
        return false
    }
}
