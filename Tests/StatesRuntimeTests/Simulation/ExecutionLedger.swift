import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// One execution as its records tell it, folded as they are stored, with what must hold after each.
final class ExecutionLedger {
    private(set) var value: Execution
    private var decoder: EventDecoder
    private let parent: ParentTask?
    /// States that were entered and not left yet, by frame.
    private var inside: [Int32: StateIndex] = [:]
    /// Tasks that the execution waits for.
    private(set) var owed: [TaskID: TaskRequest] = [:]
    /// Tasks whose result is recorded.
    private(set) var answered: Set<TaskID> = []
    private let codec: SimulatedCodec?
    private let mark: (Mark) -> Void

    init(_ execution: Execution, parent: ParentTask?, codec: SimulatedCodec?, mark: @escaping (Mark) -> Void) {
        self.codec = codec
        self.mark = mark
        value = execution
        decoder = EventDecoder(execution.program)
        self.parent = parent
    }

    /// - Parameter wake: what the store knows after the record.
    func take(_ append: Append, wake: Wake, _ resources: some TaskResolver) throws(Violation) {
        let note = "record \(append.sequence) of \(value.configuration.executionName)"
        let made: [Event]
        do {
            made = try decoder.decode(try codec?.decode(append.events) ?? append.events)
        } catch {
            throw Violation("\(note) cannot be read: \(error)")
        }
        try hold(!made.isEmpty, "\(note) has no events")
        let wasRunning = value.status == .running
        var tasks: [Int32: TaskID] = [:]
        for id in owed.keys { tasks[id.frame] = id }
        for event in made { try take(event, &tasks, note) }
        try hold(value.digest == append.digest, "\(note) does not fold to the value that was live")
        try hold(append.time == value.now, "\(note) has another time than its last event")
        let outstanding = value.outstanding
        owed = [:]
        for case .runTask(let request) in outstanding { owed[request.id] = request }
        let again = answered.intersection(owed.keys)
        try hold(again.isEmpty, "\(note) asks again for tasks that have answered: \(again)")
        let needed = neededWake(outstanding, resources)
        try hold(wake == needed, "\(note) leaves the execution with wake \(wake) instead of \(needed)")
        let changes = append.status
        try hold((changes?.status ?? .running) == value.status, "\(note) has another status than its events")
        let ends = wasRunning && value.status != .running
        let isAwaited = parent?.isWaiting ?? false
        try hold(append.posts.count == (ends && isAwaited ? 1 : 0), "\(note): \(append.posts.count) posts")
    }

    private func take(_ event: Event, _ tasks: inout [Int32: TaskID], _ note: String) throws(Violation) {
        switch event.body {
        case .stateEntered(let state, _): inside[event.frame] = state
        case .stateExited:
            let entered = inside.removeValue(forKey: event.frame)
            try hold(entered == event.place.state, "\(note) leaves a state that was not entered, or once already")
        case .taskScheduled: tasks[event.frame] = nil
        case .taskSucceeded, .taskFailed, .taskTimedOut:
            guard let id = tasks.removeValue(forKey: event.frame) else {
                throw Violation("\(note) has a result of a task that nobody waited for")
            }
            try hold(answered.insert(id).inserted, "\(note) has a second result of task \(id)")
        default: break
        }
        tell(event)
        value.apply(event)
    }

    /// Goes on with another definition, with which its records must give the same value.
    func move(to execution: Execution, _ records: [StoredRecord]) throws(Violation) {
        let digest = value.digest
        value = execution
        decoder = EventDecoder(execution.program)
        do {
            for record in records {
                for event in try decoder.decode(try codec?.decode(record.events) ?? record.events) {
                    value.apply(event)
                }
            }
        } catch {
            throw Violation("\(execution.configuration.executionName) cannot be read with another definition: \(error)")
        }
        try hold(value.digest == digest, "\(execution.configuration.executionName) is another with another definition")
    }

    private func tell(_ event: Event) {
        switch event.body {
        case .executionSucceeded: mark(.succeeded)
        case .executionFailed: mark(.failed)
        case .executionAborted: mark(.aborted)
        case .taskTimedOut(let failure): mark(failure.isHeartbeat ? .heartbeatMissed : .taskTimedOut)
        case .retryStarted: mark(.retried)
        case .stateAborted: mark(.branchAborted)
        default: break
        }
    }

    /// What the store has to know, made from nothing but the value.
    private func neededWake(_ outstanding: [Command], _ resources: some TaskResolver) -> Wake {
        guard value.status == .running else { return .never }
        if value.isRunnable, takes(.resume) { return .now }
        var due: Timestamp?
        for command in outstanding {
            switch command {
            case .runTask(let request):
                let isWithPerson = request.pattern == .waitForTaskToken && request.isSubmitted
                if !isWithPerson, resources.provider(of: request) != .activity { return .now }
            case .startTimer(_, let time): due = due.map { min($0, time) } ?? time
            case .startMapRun: return .now
            }
        }
        return due.map(Wake.at) ?? .never
    }

    /// Whether `message` would change what is stored.
    func takes(_ message: Message) -> Bool {
        var copy = value
        var events: [Event] = []
        _ = copy.advance(message, at: value.now, into: &events)
        return !events.isEmpty
    }
}
