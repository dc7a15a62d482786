import StatesCore
import StatesLanguage
import Testing

/// What the world owes an execution, added up from what each turn said of it.
struct Owed {
    private(set) var tasks: [TaskID: TaskRequest] = [:]
    private(set) var timers: [TimerID: Timestamp] = [:]
    private(set) var mapRuns: [TaskID: MapRunRequest] = [:]

    /// Takes what `message` settles and what the turn changed.
    mutating func take(_ changes: CommandChanges, after message: Message) {
        switch message {
        case .taskSucceeded(let id, _), .taskFailed(let id, _): tasks[id] = nil
        case .timersFired(let fired): for id in fired { timers[id] = nil }
        case .mapRunSucceeded(let id, _), .mapRunFailed(let id, _): mapRuns[id] = nil
        // What is owed of it from then on is less.
        case .taskStarted(let id, _): tasks[id]?.isStarted = true
        case .taskSubmitted(let id, _): tasks[id]?.isSubmitted = true
        case .start, .taskHeartbeat, .stop, .redrive, .resume: break
        }
        for command in changes.added {
            switch command {
            case .runTask(let request): tasks[request.id] = request
            case .startTimer(let id, let due): timers[id] = due
            case .startMapRun(let request): mapRuns[request.id] = request
            }
        }
        for withdrawal in changes.withdrawn {
            switch withdrawal {
            case .task(let id): tasks[id] = nil
            case .timer(let id): timers[id] = nil
            case .mapRun(let id): mapRuns[id] = nil
            }
        }
    }

    /// `outstanding` is what the turns add up to.
    func check(_ execution: Execution, _ note: String) {
        var outstanding = Owed()
        for command in execution.outstanding {
            switch command {
            case .runTask(let request): outstanding.tasks[request.id] = request
            case .startTimer(let id, let due): outstanding.timers[id] = due
            case .startMapRun(let request): outstanding.mapRuns[request.id] = request
            }
        }
        #expect(outstanding.tasks == tasks, "\(note)")
        #expect(outstanding.timers == timers, "\(note)")
        #expect(outstanding.mapRuns == mapRuns, "\(note)")
    }
}
