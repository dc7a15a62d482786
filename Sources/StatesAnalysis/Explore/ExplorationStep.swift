import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Lets the world answer.
struct ExplorationStep {
    let world: ExploredWorld
    /// All explored executions start then: long before what inputs tell of, so that times since then are known.
    static let start = Timestamp(seconds: 946_684_800)

    /// Starts `execution`, which is new.
    func start(_ execution: inout Execution, input: Int) -> [Event] {
        var events: [Event] = []
        advance(&execution, .start(input: world.inputs[input]), at: Self.start, &events)
        return events
    }

    /// Gives `answer` where `execution` waits.
    ///
    /// - Parameters:
    ///   - waiting: `nil` for what is about no place.
    ///   - others: whether it waits at other places too: answers then come one after the other, a millisecond apart.
    /// - Returns: what happened, the start of the task included.
    func give(
        _ answer: WorldAnswer, at waiting: Execution.Waiting?, others: Bool, to execution: inout Execution
    ) -> [Event] {
        var events: [Event] = []
        let time = others ? execution.now.advanced(byMilliseconds: 1) : execution.now
        guard let waiting else {
            if case .endsTime = answer, let end = execution.endOfTime {
                advance(&execution, .timersFired([end.timer]), at: max(time, end.due), &events)
            }
            return events
        }
        switch waiting.need {
        case .timer(let timer, let due):
            advance(&execution, .timersFired([timer]), at: max(due, execution.now), &events)
        case .mapRun(let request):
            let message: Message =
                switch answer {
                case .succeeds(let index):
                    .mapRunSucceeded(request.id, output: world.result(index, of: request.stateName))
                case .fails(let error): .mapRunFailed(request.id, Failure(error: error, cause: Self.cause))
                case .starts, .timesOut, .missesHeartbeat, .passes, .endsTime, .never: .resume
                }
            advance(&execution, message, at: time, &events)
        case .task(let request): give(answer, to: request, at: time, &execution, &events)
        }
        return events
    }

    private func give(
        _ answer: WorldAnswer, to request: TaskRequest, at time: Timestamp, _ execution: inout Execution,
        _ events: inout [Event]
    ) {
        advance(&execution, .taskStarted(request.id, worker: nil), at: execution.now, &events)
        if let output = TaskAnswer(.never).submission(to: request) {
            advance(&execution, .taskSubmitted(request.id, output: output), at: execution.now, &events)
        }
        let message: Message
        var end = time
        switch answer {
        case .succeeds(let index):
            message = .taskSucceeded(request.id, output: world.result(index, of: request.stateName))
        case .fails(let error): message = .taskFailed(request.id, TaskFailure(error: error, cause: Self.cause))
        case .timesOut, .missesHeartbeat:
            let isTimeout = answer == .timesOut
            let seconds = (isTimeout ? request.timeoutSeconds : request.heartbeatSeconds) ?? 0
            end = max(time, request.scheduledAt.advanced(bySeconds: Int64(seconds)))
            message = .timersFired([
                TimerID(
                    entry: request.id.entry, attempt: request.id.attempt, frame: request.id.frame,
                    purpose: isTimeout ? .taskTimeout : .heartbeat)
            ])
        case .starts, .passes, .endsTime, .never: return
        }
        advance(&execution, message, at: end, &events)
    }

    /// What every failure has as its cause.
    static let cause = "sfn-run explore"
    /// A turn that goes on for so long is a loop without a wait in it.
    private static let turns = 8

    private func advance(
        _ execution: inout Execution, _ message: Message, at time: Timestamp, _ events: inout [Event]
    ) {
        var isPaused = execution.advance(message, at: time, into: &events).isPaused
        var turns = 1
        while isPaused, turns < Self.turns {
            isPaused = execution.advance(.resume, at: time, into: &events).isPaused
            turns += 1
        }
    }
}
