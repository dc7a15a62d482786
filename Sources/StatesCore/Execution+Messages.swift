import JSONModel
import StatesLanguage

/// Messages become first events; what follows from those is `run`'s business.
extension Execution {
    mutating func take(_ message: Message, _ turn: inout Turn) {
        switch message {
        case .start(let input):
            guard startTime == nil else { return }
            emit(.executionStarted(input: input), frame: 0, previous: 0, &turn)
            turn.push(0)
        case .taskStarted(let id, let worker):
            guard let task = outstandingTask(id), !task.isStarted else { return }
            record(.taskStarted(worker: worker), frame: id.frame, &turn)
        case .taskSubmitted(let id, let output):
            guard let task = outstandingTask(id), !task.isSubmitted else { return }
            record(.taskSubmitted(output: output), frame: id.frame, &turn)
        case .taskSucceeded(let id, let output):
            guard outstandingTask(id) != nil else { return }
            takeResult(output, of: id, &turn)
        case .taskFailed(let id, let failure):
            guard outstandingTask(id) != nil else { return }
            let recorded = Failure(error: failure.error, cause: failure.cause)
            record(.taskFailed(recorded, failure.stage), frame: id.frame, &turn)
            turn.push(id.frame)
        case .taskHeartbeat(let id):
            guard let task = outstandingTask(id), let seconds = task.schedule.heartbeatSeconds else { return }
            let due = now.advanced(bySeconds: Int64(seconds))
            emit(.taskHeartbeat(due: due), frame: id.frame, &turn)
        case .timersFired(let timers):
            for timer in timers where status == .running { fire(timer, &turn) }
        case .mapRunSucceeded(let id, let output):
            guard hasMapRun(id) else { return }
            finishMapRun(id.frame, output: output, &turn)
        case .mapRunFailed(let id, let failure):
            guard hasMapRun(id) else { return }
            record(.mapRunFailed(failure), frame: id.frame, &turn)
            turn.push(id.frame)
        case .stop(let error, let cause):
            guard startTime != nil else { return }
            abortMapRuns(&turn)
            emit(.executionAborted(Failure(error: error, cause: cause)), frame: 0, previous: 0, &turn)
        case .redrive: redrive(&turn)
        case .resume:
            for index in frames.indices where frames[index].isRunnable { turn.push(Int32(index)) }
        }
    }

    /// The task that `id` names, unless it ended or was withdrawn.
    func outstandingTask(_ id: TaskID) -> OutstandingTask? {
        guard frames.indices.contains(Int(id.frame)) else { return nil }
        let frame = frames[Int(id.frame)]
        guard frame.entry == id.entry, frame.attempt == id.attempt, case .task(let task) = frame.phase else {
            return nil
        }
        return task
    }

    /// A result above the quota is recorded as a failure of the task.
    private mutating func takeResult(_ output: Payload, of id: TaskID, _ turn: inout Turn) {
        if output.byteCount > settings.quotas.payloadBytes {
            let node = node(of: id.frame)
            let failure = Failure.resultTooLarge(of: node.taskNameInErrors)
            record(.taskFailed(failure, .run), frame: id.frame, &turn)
        } else {
            record(.taskSucceeded(output: output), frame: id.frame, &turn)
        }
        turn.push(id.frame)
    }

    /// Fires `timer` if the execution still waits for it and its time has come.
    private mutating func fire(_ timer: TimerID, _ turn: inout Turn) {
        if timer.purpose == .executionTimeout {
            guard let start = redriveTime ?? startTime, let due = executionDue(startedAt: start), due <= now else {
                return
            }
            abortMapRuns(&turn)
            emit(.executionTimedOut(Failure(error: nil, cause: nil)), frame: 0, previous: 0, &turn)
            return
        }
        guard frames.indices.contains(Int(timer.frame)) else { return }
        let frame = frames[Int(timer.frame)]
        guard frame.entry == timer.entry, frame.attempt == timer.attempt else { return }
        switch (timer.purpose, frame.phase) {
        case (.wait, .waiting(let due)) where due <= now:
            leaveWait(timer.frame, &turn)
            turn.push(timer.frame)
        case (.retry, .retrying(let due)) where due <= now:
            emit(.retryStarted, frame: timer.frame, &turn)
            turn.push(timer.frame)
        case (.taskTimeout, .task(let task)):
            guard let due = task.timeoutDue, due <= now else { return }
            record(.taskTimedOut(.timeout), frame: timer.frame, &turn)
            turn.push(timer.frame)
        case (.heartbeat, .task(let task)):
            guard let due = task.heartbeatDue, due <= now else { return }
            record(.taskTimedOut(.missedHeartbeat), frame: timer.frame, &turn)
            turn.push(timer.frame)
        case (.wait, _), (.retry, _), (.taskTimeout, _), (.heartbeat, _), (.executionTimeout, _):
            return
        }
    }
}

extension Frame {
    /// Whether it goes on without a message.
    var isRunnable: Bool {
        switch phase {
        case .arriving, .entered, .succeeded, .failed, .fannedOut, .ended: true
        case .task, .waiting, .retrying, .mapRun, .hung, .aborted, .halted, .free: false
        }
    }
}
