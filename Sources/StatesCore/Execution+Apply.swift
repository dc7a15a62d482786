import JSONModel
import StatesLanguage

/// Applying events. Nothing here decides or evaluates; the same events give the same value, bit for bit.
extension Execution {
    mutating func apply(_ event: Event, _ changes: inout CommandChanges) {
        now = event.time
        if event.id > 0 { lastEventID = event.id }
        let frame = Int(event.frame)
        switch event.body {
        case .executionStarted(let input):
            start(input: input, event, &changes)
        case .executionSucceeded(let output):
            self.output = output
            finish(.succeeded, nil, &changes)
        case .executionFailed(let failure): finish(.failed, failure, &changes)
        case .executionTimedOut(let failure): finish(.timedOut, failure, &changes)
        case .executionAborted(let failure): finish(.aborted, failure, &changes)
        case .executionRedriven(let count): redrive(count, event, &changes)
        case .frameRedriven(let redrive): apply(redrive, to: event.frame, &changes)
        case .stateEntered(let state, let input):
            frames[frame].enter(state, input: input, event: event, entry: stateEntries)
            stateEntries += 1
        case .stateHung(let state): frames[frame].phase = .hung(before: state)
        case .stateExited(let exit):
            releaseChildren(of: event.frame, &changes)
            if !failedMapRuns.isEmpty { failedMapRuns[event.frame] = nil }
            frames[frame].leave(exit, event: event)
        case .evaluationFailed:
            frames[frame].lastEvent = event.id
        case .stateAborted:
            release(tasksOf: event.frame, &changes)
            frames[frame].phase = .aborted
        case .taskScheduled, .taskStarted, .taskSubmitted, .taskSucceeded, .taskFailed, .taskTimedOut,
            .taskHeartbeat:
            applyTask(event, &changes)
        case .waitStarted(let due):
            frames[frame].phase = .waiting(due: due)
            changes.added.append(.startTimer(timer(event.frame, .wait), due: due))
        case .retryScheduled(let retrier, let due):
            releaseChildren(of: event.frame, &changes)
            if !failedMapRuns.isEmpty { failedMapRuns[event.frame] = nil }
            frames[frame].countRetry(retrier, of: node(of: event.frame).errorHandlers?.retriers.count ?? 0)
            frames[frame].lastEvent = event.previous
            frames[frame].phase = .retrying(due: due)
            changes.added.append(.startTimer(timer(event.frame, .retry), due: due))
        case .retryStarted:
            frames[frame].attempt += 1
            frames[frame].phase = .entered
        case .parallelStarted, .branchSucceeded, .parallelSucceeded, .parallelFailed, .mapStarted,
            .iterationStarted, .iterationSucceeded, .iterationFailed, .iterationAborted, .mapSucceeded, .mapFailed:
            applyFanOut(event, &changes)
        case .distributedMapStarted, .mapRunStarted, .mapRunSucceeded, .mapRunFailed, .mapRunAborted, .mapRunRedriven:
            applyMapRun(event, &changes)
        }
    }

    private mutating func start(input: Payload, _ event: Event, _ changes: inout CommandChanges) {
        self.input = input
        startTime = event.time
        executionContext = settings.executionContext(input: input.value, startTime: event.time)
        let common = settings.common
        let state = common.configuration.startAt.flatMap(program.topLevelState(named:)) ?? program.starts[0]
        var root = Frame(
            parent: -1, slot: 0, phase: .arriving(state), payload: input, enteredTime: event.time, lastEvent: 0)
        if !common.configuration.variables.isEmpty {
            root.variables = common.configuration.variables.map { Variable(name: $0.key, value: $0.value) }
        }
        frames = [root]
        if let timer = executionTimer(startedAt: event.time) { changes.added.append(timer) }
    }

    private mutating func finish(_ status: Status, _ failure: Failure?, _ changes: inout CommandChanges) {
        self.status = status
        self.failure = failure
        for index in frames.indices {
            halt(Int32(index), &changes)
            if status == .succeeded || settings.type == .express { frames[index].phase = .free }
        }
        if let startTime, executionDue(startedAt: startTime) != nil {
            changes.withdrawn.append(.timer(TimerID(entry: 0, attempt: 0, frame: 0, purpose: .executionTimeout)))
        }
    }

    private mutating func applyTask(_ event: Event, _ changes: inout CommandChanges) {
        let frame = Int(event.frame)
        if event.id > 0 { frames[frame].lastEvent = event.id }
        switch event.body {
        case .taskScheduled(let schedule):
            var task = OutstandingTask(schedule: schedule, scheduledAt: event.time)
            task.timeoutDue = schedule.timeoutSeconds.map { event.time.advanced(bySeconds: Int64($0)) }
            task.heartbeatDue = schedule.heartbeatSeconds.map { event.time.advanced(bySeconds: Int64($0)) }
            frames[frame].phase = .task(task)
            appendOutstanding(of: event.frame, to: &changes.added)
        case .taskStarted:
            frames[frame].updateTask { $0.isStarted = true }
        case .taskSubmitted:
            frames[frame].updateTask { $0.isSubmitted = true }
        case .taskHeartbeat(let due):
            frames[frame].updateTask { $0.heartbeatDue = due }
            changes.added.append(.startTimer(timer(event.frame, .heartbeat), due: due))
        case .taskSucceeded(let output):
            release(tasksOf: event.frame, answered: true, &changes)
            frames[frame].phase = .succeeded(output)
        case .taskFailed(let failure, _):
            release(tasksOf: event.frame, answered: true, &changes)
            frames[frame].phase = .failed(failure)
        case .taskTimedOut(let failure):
            release(tasksOf: event.frame, &changes)
            frames[frame].phase = .failed(failure)
        default: break
        }
    }

    func timer(_ frame: Int32, _ purpose: TimerID.Purpose) -> TimerID {
        TimerID(
            entry: frames[Int(frame)].entry, attempt: frames[Int(frame)].attempt, frame: frame, purpose: purpose)
    }

    /// Withdraws what `frame` waits for.
    ///
    /// - Parameter answered: the task has answered, so only its timers are withdrawn.
    mutating func release(tasksOf frame: Int32, answered: Bool = false, _ changes: inout CommandChanges) {
        switch frames[Int(frame)].phase {
        case .task(let task):
            if task.timeoutDue != nil { changes.withdrawn.append(.timer(timer(frame, .taskTimeout))) }
            if task.heartbeatDue != nil { changes.withdrawn.append(.timer(timer(frame, .heartbeat))) }
            if !answered { changes.withdrawn.append(.task(taskID(of: frame))) }
        case .waiting: changes.withdrawn.append(.timer(timer(frame, .wait)))
        case .retrying: changes.withdrawn.append(.timer(timer(frame, .retry)))
        case .mapRun: changes.withdrawn.append(.mapRun(taskID(of: frame)))
        case .arriving, .entered, .succeeded, .failed, .fannedOut, .hung, .aborted, .halted, .ended, .free: break
        }
    }
}

extension Frame {
    fileprivate mutating func enter(_ state: StateIndex, input: Payload, event: Event, entry: Int) {
        self.state = state
        phase = .entered
        payload = input
        self.entry = entry
        attempt = 0
        if !retries.isEmpty { retries = [] }
        enteredTime = event.time
        enteredEvent = event.id
        enteredPrevious = event.previous
        lastEvent = event.id
    }

    fileprivate mutating func leave(_ exit: StateExit, event: Event) {
        payload = exit.output
        lastEvent = event.id
        for variable in exit.assigned { assign(variable) }
        phase = exit.next.map(Phase.arriving) ?? .ended
    }

    private mutating func assign(_ variable: Variable) {
        if let index = variables.firstIndex(where: { $0.name == variable.name }) {
            variables[index] = variable
        } else {
            variables.append(variable)
        }
    }

    fileprivate mutating func countRetry(_ retrier: Int32, of count: Int) {
        if retries.isEmpty { retries = Array(repeating: 0, count: count) }
        retries[Int(retrier)] += 1
    }

    fileprivate mutating func updateTask(_ change: (inout OutstandingTask) -> Void) {
        guard case .task(var task) = phase else { return }
        change(&task)
        phase = .task(task)
    }
}
