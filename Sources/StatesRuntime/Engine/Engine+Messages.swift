import JSONModel
import StatesCore
import StatesLanguage

/// What comes from outside.
extension Engine {
    /// Begins an execution. The reply is `.started`, or `.nameTaken`.
    ///
    /// - Parameter execution: not started yet.
    mutating func start(
        _ execution: Execution, _ version: MachineVersion, input: Payload, parent: ParentTask? = nil,
        trace: [String: String] = [:], at now: Timestamp, ticket: Ticket?
    ) {
        let configuration = execution.configuration
        let new = LiveExecution(
            newKey(), execution, EventEncoder(execution.program), version: version, parent: parent,
            trace: trace, name: configuration.executionName, seed: configuration.seed, records: 0, wake: .now)
        live[new.key] = new
        turn(new, .start(input: input), at: now, ticket: ticket)
    }

    /// An execution that has not started.
    ///
    /// - Parameter program: of the whole definition, for children of map runs as well.
    func newExecution(_ program: Program, _ new: NewExecution) throws(ParkedExecution) -> Execution {
        var configuration = ExecutionConfiguration(executionName: new.name, stateMachineName: new.version.name)
        configuration.region = settings.region
        configuration.accountID = settings.accountID
        configuration.quotas = settings.quotas
        configuration.seed = new.seed
        guard let child = new.parent?.mapRunChild else { return Execution(program, configuration: configuration) }
        guard let processor = program.processor(ofMap: child.state) else {
            throw ParkedExecution(reason: "its definition has no distributed Map “\(child.state)”")
        }
        configuration.stateMachineName += "/" + child.label
        configuration.expressRunID = child.runID
        configuration.type = processor.type
        return Execution(processor.program, configuration: configuration)
    }

    /// How a closure's work on a task ended.
    mutating func taskEnded(
        _ key: ExecutionKey, _ request: TaskRequest, _ result: Result<Payload, TaskFailure>, at now: Timestamp
    ) {
        let messages = Self.messages(request, result)
        guard let execution = live[key] else {
            // It is being moved to another definition.
            for message in messages {
                loading[key]?.messages.append(QueuedMessage(message: message, endedWork: request.id))
            }
            return
        }
        guard execution.tasks.removeValue(forKey: request.id) != nil, let first = messages.first else { return }
        turn(execution, first, messages.dropFirst().first, at: now)
    }

    private static func messages(_ request: TaskRequest, _ result: Result<Payload, TaskFailure>) -> [Message] {
        let id = request.id
        return switch (result, request.pattern) {
        case (.success(let output), .waitForTaskToken): [.taskSubmitted(id, output: output)]
        case (.success(let output), .sync), (.success(let output), .sync2):
            [.taskSubmitted(id, output: output), .taskSucceeded(id, output: output)]
        case (.success(let output), .requestResponse): [.taskSucceeded(id, output: output)]
        case (.failure(let failure), _): [.taskFailed(id, failure)]
        }
    }

    /// A message from somebody else: the holder of a token, whoever stops or redrives, another execution.
    ///
    /// - Parameter inbox: where it waited, if it did.
    mutating func deliver(
        _ message: Message, to key: ExecutionKey, inbox: InboxID? = nil, at now: Timestamp, ticket: Ticket? = nil
    ) {
        if let parked = parked[key] { return reply(ticket, .parked(parked)) }
        // The inbox shows an entry until it is consumed.
        if let inbox, !taken.insert(inbox).inserted { return }
        guard let execution = live[key] else {
            load(key, isOurs: inbox != nil)
            loading[key]?.messages.append(QueuedMessage(message: message, inbox: inbox, ticket: ticket))
            return
        }
        turn(execution, message, at: now, inbox: inbox, ticket: ticket)
    }

    /// Executions that want attention: those that are not in memory are read.
    mutating func wake(_ due: [DueExecution]) {
        for execution in due where live[execution.key] == nil && parked[execution.key] == nil {
            load(execution.key, isOurs: true)
        }
    }

    /// - Parameter isOurs: the store says so.
    mutating func load(_ key: ExecutionKey, isOurs: Bool) {
        if loading[key] == nil {
            loading[key] = Loading()
            effects.append(.load(key))
        } else if isOurs {
            loading[key]?.isStale = true
        }
    }

    /// Lets happen what is due.
    mutating func tick(at now: Timestamp) {
        while let (key, due) = agenda.pop(dueAt: now) {
            guard let execution = live[key], execution.agendaDue == due else { continue }
            execution.agendaDue = nil
            let timers = execution.takeTimers(dueAt: now)
            if timers.isEmpty { settle(execution, at: now) } else { turn(execution, .timersFired(timers), at: now) }
        }
    }

    /// Goes on with executions whose last turn was cut.
    mutating func resumePaused(at now: Timestamp) {
        let keys = paused
        paused = []
        for key in keys {
            if let execution = live[key] { turn(execution, .resume, at: now) }
        }
    }

    /// What was read of an execution, or why it could not be.
    ///
    /// - Parameter records: all of them.
    mutating func loaded(
        _ stored: StoredExecution, _ program: Program, _ records: [StoredRecord], at now: Timestamp
    ) {
        let key = stored.key
        guard let isStale = loading[key]?.isStale, live[key] == nil else { return }
        guard stored.owner == settings.owner else {
            guard isStale else { return notLoaded(key, .notOwned) }
            loading[key]?.isStale = false
            return effects.append(.load(key))
        }
        let folded: LiveExecution
        do {
            folded = try fold(stored, program, records)
        } catch {
            return park(key, error)
        }
        let queued = loading.removeValue(forKey: key)?.messages ?? []
        live[key] = folded
        traceTaken(folded)
        takeUp(folded, at: now)
        for message in queued {
            // One that changes nothing may let it leave memory.
            if live.updateValue(folded, forKey: key) == nil { traceTaken(folded) }
            turn(folded, message.message, at: now, inbox: message.inbox, ticket: message.ticket)
        }
        settle(folded, at: now)
    }

    /// It could not be read.
    mutating func notLoaded(_ key: ExecutionKey, _ reply: Reply) {
        for message in loading.removeValue(forKey: key)?.messages ?? [] {
            if let inbox = message.inbox { taken.remove(inbox) }
            self.reply(message.ticket, reply)
        }
    }

    /// Folds the records, and compares the value after each with what is remembered of it.
    func fold(
        _ stored: StoredExecution, _ program: Program, _ records: [StoredRecord], watch: (Event) -> Void = { _ in }
    ) throws(ParkedExecution) -> LiveExecution {
        var execution = try newExecution(program, stored.new)
        var decoder = EventDecoder(execution.program)
        for record in records {
            for event in try events(of: record, &decoder) {
                do throws(ReplayError) {
                    try execution.replay(event)
                } catch {
                    throw ParkedExecution(reason: "record \(record.sequence): \(error)")
                }
                watch(event)
            }
            guard execution.digest == record.digest else {
                throw ParkedExecution(
                    reason: "record \(record.sequence) does not give the value that it was stored with")
            }
        }
        guard records.count == stored.records else {
            throw ParkedExecution(reason: "\(records.count) of \(stored.records) records are there")
        }
        return LiveExecution(
            stored.key, execution, decoder.encoder, version: stored.version, parent: stored.parent,
            trace: stored.trace, name: stored.name, seed: stored.seed, records: stored.records, wake: stored.wake)
    }

    private func events(
        of record: StoredRecord, _ decoder: inout EventDecoder
    ) throws(ParkedExecution) -> [Event] {
        do {
            return try decoder.decode(try settings.codec?.decode(record.events) ?? record.events)
        } catch {
            throw ParkedExecution(reason: "record \(record.sequence) cannot be read: \(error)")
        }
    }

    /// Asks again for what an execution is owed.
    private mutating func takeUp(_ execution: LiveExecution, at now: Timestamp) {
        var changes = CommandChanges()
        changes.added = execution.execution.outstanding
        var unused = TaskChanges()
        effects += owe(changes, execution, &unused)
        if execution.execution.isRunnable { turn(execution, .resume, at: now) }
    }
}
