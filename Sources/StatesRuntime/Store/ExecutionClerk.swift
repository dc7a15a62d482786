package import JSONModel
package import StatesCore
import StatesLanguage

/// Starts executions of a store, and brings messages to them, in a process that works on no tasks.
///
/// Whoever owns an execution finds the message in its inbox. One that nobody owns is owned for as long as it takes to
/// record what the message causes, and given back: the next process that runs its machine goes on with it.
package struct ExecutionClerk: Sendable {
    package let store: any ExecutionStore
    private let clock: any RuntimeClock
    private let configuration: RuntimeConfiguration
    private static let ticket = Ticket(number: 1)

    package init(
        _ store: any ExecutionStore, _ configuration: RuntimeConfiguration, clock: any RuntimeClock = SystemClock()
    ) {
        self.store = store
        self.configuration = configuration
        self.clock = clock
    }

    /// What came of a message.
    package enum Delivery: Hashable, Sendable {
        /// The execution took it, and what it caused is recorded.
        case taken
        /// The execution has no use for it.
        case refused
        /// It waits for the process that has the execution.
        case posted
    }

    // MARK: Starting

    /// Makes a definition, JSON, the newest version of the machine called `name`.
    ///
    /// - Throws: `InvalidName`, diagnostics, a `ProgramError` or a `StoreError`.
    package func deploy(_ text: String, as name: String) async throws -> MachineVersion {
        guard ResourceName.isValid(name) else { throw RuntimeError(.invalidName, "Invalid Name: '\(name)'") }
        _ = try Program(try StateMachine(json: text))
        return try await store.deploy(ProgramCache.definition(text), as: name, at: clock.now)
    }

    /// Records the start of an execution. It goes on until a task, a timer or a message has to come, for which some
    /// process has to run its machine.
    ///
    /// - Parameter name: a UUID if none is given. As for `Runtime.start`.
    /// - Throws: `InvalidName`, `InvalidExecutionInput`, `ExecutionAlreadyExists`, `ExecutionParked`, a `StoreError`.
    package func start(
        _ version: MachineVersion, name given: String? = nil, input: Payload
    ) async throws -> StoredExecution {
        let name = given ?? ExecutionHandle.randomName()
        guard ResourceName.isValid(name) else { throw RuntimeError(.invalidName, "Invalid Name: '\(name)'") }
        guard input.byteCount <= configuration.quotas.payloadBytes else {
            throw RuntimeError(
                .invalidExecutionInput, "Invalid State Machine Execution Input: it has more bytes than are allowed")
        }
        let now = clock.now
        let seed = configuration.seed ?? UInt64.random(in: .min ... .max)
        let reply = try await owning { owner in
            var engine = Engine(configuration, owner: owner)
            let new = NewExecution(
                key: ExecutionKey(rawValue: 0), name: name, version: version, seed: seed, startTime: now)
            let execution = try engine.newExecution(try await store.program(of: new), new)
            engine.start(execution, version, input: input, at: now, ticket: Self.ticket)
            return try await write(&engine)
        }
        guard let stored = try await store.execution(named: name, of: version.name) else {
            throw RuntimeError(.notOwned, "the execution could not be recorded")
        }
        if case .nameTaken = reply {
            var reader = try await ExecutionReader(stored, in: store, configuration)
            _ = try await reader.readOn()
            guard stored.status == .running, reader.execution.input?.value == input.value else {
                let arn = reader.execution.configuration.executionARN
                throw RuntimeError(.executionAlreadyExists, "Execution Already Exists: '\(arn)'")
            }
        }
        return stored
    }

    // MARK: Messages

    /// Brings a message to an execution.
    ///
    /// - Throws: `ExecutionDoesNotExist`, `ExecutionParked`, or a `StoreError`.
    package func deliver(_ message: Message, to stored: StoredExecution) async throws -> Delivery {
        let reply: Reply? = try await owning { owner in
            guard try await take(stored, for: owner) else { return nil }
            var engine = Engine(configuration, owner: owner)
            let now = clock.now
            engine.deliver(message, to: stored.key, at: now, ticket: Self.ticket)
            guard let current = try await store.execution(stored.key) else { return nil }
            engine.loaded(
                current, try await store.program(of: current), try await store.allRecords(of: current), at: now)
            return try await write(&engine)
        }
        switch reply {
        case .done, .started: return .taken
        case .refused: return .refused
        case .parked(let reason): throw RuntimeError(.executionParked, "\(stored.name): \(reason.reason)")
        case .notOwned, .nameTaken, .activityTask, nil: return try await post(message, to: stored)
        }
    }

    private func post(_ message: Message, to stored: StoredExecution) async throws -> Delivery {
        let bytes = MessageCoding.encode(message)
        let post = Post(
            execution: stored.key, time: clock.now, message: configuration.codec?.encode(bytes) ?? bytes)
        guard try await store.commit([.post(post)]) == [.stored] else {
            throw RuntimeError(.executionDoesNotExist, "Execution Does Not Exist: '\(stored.name)'")
        }
        return .posted
    }

    /// Makes `owner` the owner of an execution that nobody else owns.
    private func take(_ stored: StoredExecution, for owner: OwnerID) async throws -> Bool {
        if stored.status != .running {
            return try await store.commit([.take(stored.key, owner: owner, time: clock.now)]) == [.stored]
        }
        // What else is claimed is given back with it: nobody works on it.
        _ = try await store.claim(for: owner, machines: [stored.version.name], at: clock.now)
        return try await store.execution(stored.key)?.owner == owner
    }

    // MARK: Owning

    /// Lets `body` be an owner. What it owns then is unowned afterwards.
    private func owning<Value>(_ body: (OwnerID) async throws -> Value) async throws -> Value {
        let expiry = clock.now.advanced(byMilliseconds: configuration.leaseMilliseconds)
        let owner = try await store.addOwner(named: configuration.name, until: expiry)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(owner))
        } catch {
            result = .failure(error)
        }
        try await store.remove(owner)
        return try result.get()
    }

    /// Writes what an engine has decided. Tasks that it wants done are asked for again by whoever takes it over.
    private func write(_ engine: inout Engine) async throws -> Reply? {
        while !engine.outgoing.isEmpty {
            let batch = engine.takeBatch(limit: configuration.commitOperations)
            engine.written(batch, try await store.commit(batch.map(\.operation)), at: clock.now)
        }
        for case .reply(Self.ticket, let reply) in engine.effects { return reply }
        return nil
    }
}

extension ExecutionStore {
    fileprivate func program(of new: NewExecution) async throws -> Program {
        try await program(
            of: StoredExecution(new, status: StatusChange(status: .running), owner: nil, wake: .now, records: 0))
    }

    /// The records that `stored` speaks of; more may have come since.
    func allRecords(of stored: StoredExecution) async throws(StoreError) -> [StoredRecord] {
        var records: [StoredRecord] = []
        while records.count < stored.records {
            let missing = stored.records - records.count
            let more = try await self.records(of: stored.key, from: records.count, limit: min(missing, 1_000))
            guard !more.isEmpty else { break }
            records += more
        }
        return records
    }
}
