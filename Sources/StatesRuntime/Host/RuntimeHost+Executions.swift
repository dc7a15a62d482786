import JSONModel
import StatesCore
import StatesLanguage

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
    ///   - parent: the task that waits for it, if one does: an execution that has another parent would not tell it.
    ///   - isOwnName: nobody else uses the name, so that whoever has it is the one that was to be started.
    /// - Source: AWS Step Functions API, StartExecution, “idempotent”.
    func start(
        _ machine: DeployedMachine, name: String, input: Payload, parent: ParentTask? = nil, isOwnName: Bool = false
    ) async throws(RuntimeError) -> Started {
        guard ResourceName.isValid(name) else { throw RuntimeError(.invalidName, "Invalid Name: '\(name)'") }
        if parent == nil { await waitForRoom() }
        let execution = execution(named: name, of: machine)
        let arn = arn(of: name, machine.version.name)
        let reply = try await ask { engine, ticket, now in
            engine.start(execution, machine.version, input: input, parent: parent, at: now, ticket: ticket)
        }
        switch reply {
        case .started(let key, let time): return Started(key: key, arn: arn, startTime: time)
        case .nameTaken(let stored):
            let isSame = isOwnName || (parent == nil && stored.status == .running)
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
        var hash = seed ^ 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        for byte in version.name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
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
        let operation = StoreOperation.takeActivityTask(activity: activity, worker: worker, time: clock.now)
        let reply = try await ask { engine, ticket, _ in
            engine.outgoing.append(Engine.Outgoing(operation: operation, ticket: ticket))
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

    /// Goes on with an execution that did not succeed.
    func redrive(_ stored: StoredExecution) async throws(RuntimeError) {
        let take = StoreOperation.take(stored.key, owner: owner, time: clock.now)
        let reply = try await ask { engine, ticket, _ in
            engine.outgoing.append(Engine.Outgoing(operation: take, ticket: ticket))
        }
        readInboxAnew()
        guard case .done = reply, try await send(.redrive, to: stored.key) == true else {
            throw RuntimeError(
                .executionNotRedrivable,
                "Execution '\(stored.name)' is \(stored.status.rawValue) and cannot be redriven")
        }
    }
}
