import JSONModel
import StatesCore
import StatesLanguage

/// One turn of one execution, and what is written of it.
extension Engine {
    /// Takes `message`, and `second` with it in one append if it is given.
    mutating func turn(
        _ execution: LiveExecution, _ message: Message, _ second: Message? = nil, at now: Timestamp,
        inbox: InboxID? = nil, ticket: Ticket? = nil
    ) {
        events.removeAll(keepingCapacity: true)
        var changes = execution.execution.advance(message, at: now, into: &events)
        if let second { changes.merge(execution.execution.advance(second, at: now, into: &events)) }
        // Whoever works on a task here takes it up at once: that it is started is part of what it is scheduled with.
        for case .runTask(let request) in changes.added
        where !request.isStarted && resources.provider(of: request) != .activity {
            let started = execution.execution.advance(.taskStarted(request.id, worker: nil), at: now, into: &events)
            changes.merge(started)
        }
        if changes.isPaused {
            paused.append(execution.key)
            execution.isPaused = true
        } else if case .resume = message {
            execution.isPaused = false
        }
        if events.isEmpty {
            ignore(message, execution, at: now, inbox: inbox, ticket: ticket)
        } else {
            settle(message, execution, &changes)
            write(changes, execution, inbox: inbox, ticket: ticket)
        }
    }

    /// What has been answered is owed no longer: the core withdraws only what nobody has answered.
    private func settle(_ message: Message, _ execution: LiveExecution, _ changes: inout CommandChanges) {
        switch message {
        case .taskSucceeded(let id, _), .taskFailed(let id, _):
            if execution.tasks[id] != nil { changes.withdrawn.append(.task(id)) }
        case .mapRunSucceeded(let id, _), .mapRunFailed(let id, _): execution.mapRuns.remove(id)
        case .start, .taskStarted, .taskSubmitted, .taskHeartbeat, .timersFired, .stop, .redrive, .resume: break
        }
    }

    /// The execution had no use for a message.
    ///
    /// Whoever is refused is told so once what that rests on is stored, and the execution still ours: a process that
    /// has lost it without knowing knows nothing of its newest tasks.
    private mutating func ignore(
        _ message: Message, _ execution: LiveExecution, at now: Timestamp, inbox: InboxID?, ticket: Ticket?
    ) {
        let operation: StoreOperation
        if let inbox {
            operation = .discard([inbox], owner: settings.owner)
        } else if ticket != nil, !isWelcome(message, execution) {
            operation = .take(execution.key, owner: settings.owner, time: now)
        } else {
            reply(ticket, .done)
            return settle(execution, at: now)
        }
        outgoing.append(Outgoing(operation: operation, key: execution.key, ticket: ticket, reply: .refused))
        execution.unwritten += 1
    }

    /// Whether a message that changed nothing was right all the same: a heartbeat of a task that has no deadline for
    /// it.
    private func isWelcome(_ message: Message, _ execution: LiveExecution) -> Bool {
        if case .taskHeartbeat(let id) = message { execution.execution.waits(for: id) } else { false }
    }

    /// Makes the append of what the turn recorded, and keeps what it owes until that is stored.
    private mutating func write(
        _ changes: CommandChanges, _ execution: LiveExecution, inbox: InboxID?, ticket: Ticket?
    ) {
        let now = execution.execution.now
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.usualBytes)
        execution.encoder.encode(events, into: &bytes)
        var append = Append(
            execution: execution.key, owner: settings.owner, sequence: execution.records, time: now,
            events: settings.stored(bytes), digest: execution.execution.digest,
            marks: settings.keepsMarks ? Mark.text(of: events, in: execution.execution.program, at: now) : "[]")
        if let inbox { append.consumed = [inbox] }
        var tasks = TaskChanges()
        var effects: [Effect] = []
        if settings.isTraced { effects.append(.traced(execution.key, traceSteps(execution))) }
        if append.sequence == 0 { effects.append(.started(execution.key)) }
        effects += owe(changes, execution, &tasks)
        append.tokens = tasks.tokens
        append.activityTasks = tasks.activityTasks
        append.withdrawnActivityTasks = tasks.withdrawnActivityTasks
        if let status = statusChange(of: execution) {
            append.status = status
            if status.status != .running { append.posts += postToParent(execution) }
            effects.append(.changed(execution.key, execution.execution, execution.version))
            if status.status != .running, let parent = execution.parent, let child = parent.mapRunChild {
                effects.append(.childEnded(parent, child, ChildOutcome(execution.execution)))
            }
        } else if append.sequence == 0 {
            effects.append(.changed(execution.key, execution.execution, execution.version))
        }
        if !append.posts.isEmpty { effects.append(.inboxFilled) }
        let wake = execution.neededWake
        if wake != execution.wake || append.sequence == 0 {
            append.wake = wake
            execution.wake = wake
        }
        let isFirst = append.sequence == 0
        outgoing.append(
            Outgoing(
                operation: isFirst ? .start(execution.description(startedAt: now), append) : .append(append),
                key: execution.key, effects: effects, ticket: ticket,
                reply: isFirst ? .started(execution.key, now) : .done))
        execution.records += 1
        execution.unwritten += 1
    }

    /// Room for the events of a turn; more is made when they need it.
    private static let usualBytes = 256

    /// How far the execution is, if this turn has changed that.
    private func statusChange(of live: LiveExecution) -> StatusChange? {
        guard events.contains(where: { $0.body.endsExecution || $0.body.isRedrive }) else { return nil }
        let execution = live.execution
        return StatusChange(
            status: execution.status, stopTime: execution.status == .running ? nil : execution.now,
            error: execution.failure?.error, cause: execution.failure?.cause, redriveCount: execution.redriveCount)
    }

    /// What the task is told that waits for this execution.
    private func postToParent(_ execution: LiveExecution) -> [Post] {
        guard let parent = execution.parent, parent.isWaiting, parent.mapRunChild == nil else { return [] }
        let value = execution.execution
        let message: Message =
            value.status == .succeeded
            ? .taskSucceeded(
                parent.task, output: NestedExecution.description(of: value, isParsed: parent.wantsJSON))
            : .taskFailed(parent.task, NestedExecution.failure(of: value))
        return [
            Post(
                execution: parent.execution, time: execution.execution.now,
                message: settings.stored(MessageCoding.encode(message)))
        ]
    }
}

/// What a turn changes in the tables of tasks.
struct TaskChanges {
    var tokens: [TaskToken] = []
    var activityTasks: [ActivityTask] = []
    var withdrawnActivityTasks: [String] = []
}

extension Engine {
    /// Notes what an execution is owed from now on, or is not any more.
    ///
    /// - Returns: what to do once it is stored.
    mutating func owe(
        _ changes: CommandChanges, _ execution: LiveExecution, _ tasks: inout TaskChanges
    ) -> [Effect] {
        var effects: [Effect] = []
        for command in changes.added {
            switch command {
            case .runTask(let request): owe(request, execution, &tasks, &effects)
            case .startTimer(let timer, let due): execution.start(timer, due: due)
            case .startMapRun(let request):
                execution.mapRuns.insert(request.id)
                effects.append(.startMapRun(execution.key, request))
            }
        }
        for withdrawal in changes.withdrawn {
            switch withdrawal {
            case .timer(let timer): execution.withdraw(timer)
            case .mapRun(let id):
                execution.mapRuns.remove(id)
                effects.append(.stopMapRun(execution.key, id))
            case .task(let id):
                guard let provider = execution.tasks.removeValue(forKey: id) else { continue }
                if provider.kind == .activity { tasks.withdrawnActivityTasks.append(provider.token) }
                if provider.kind == .closure || provider.kind == .execution {
                    effects.append(.cancelTask(execution.key, id))
                }
            }
        }
        return effects
    }

    private mutating func owe(
        _ request: TaskRequest, _ execution: LiveExecution, _ tasks: inout TaskChanges, _ effects: inout [Effect]
    ) {
        if request.pattern == .waitForTaskToken {
            tasks.tokens.append(TaskToken(token: request.taskToken, task: request.id))
            if request.isSubmitted { return }
        }
        let provider = resources.provider(of: request)
        execution.tasks[request.id] = LiveTask(
            kind: provider, token: provider == .activity ? request.taskToken : "")
        switch provider {
        case .activity:
            tasks.tokens.append(TaskToken(token: request.taskToken, task: request.id))
            guard !request.isStarted else { return }
            tasks.activityTasks.append(
                ActivityTask(
                    activity: request.resource.text, execution: execution.key, token: request.taskToken,
                    task: request.id, scheduledAt: request.scheduledAt,
                    input: settings.stored(Array(request.parameters.text.utf8))))
        case .execution: effects.append(.startChild(execution.key, request))
        case .closure, .nobody:
            effects.append(
                .runTask(
                    TaskDelivery(
                        execution: execution.key, request: request, executionName: execution.name,
                        version: execution.version, executionStart: execution.execution.startTime ?? request.scheduledAt
                    )))
        }
    }
}
