import JSONModel
public import StatesCore
public import StatesLanguage

/// An execution rebuilt from its history: the recorded answers are given to it again, until it is where the history
/// ends.
public struct HistoryReplay: Sendable {
    public private(set) var execution: Execution
    /// What happened, as the core records it.
    public private(set) var events: [Event] = []

    /// - Parameters:
    ///   - history: what GetExecutionHistory gave, all of it, payloads included.
    ///   - program: of the definition that the execution ran.
    ///   - start: when it was started, if the history has no times.
    ///   - examiner: compares the payloads too; without one they are taken from the history. With one, the history
    ///     may be that of another definition: the error then has the first difference. It may end before the execution
    ///     does.
    /// - Throws: when the history is not whole, or is not that of an execution of `program`.
    public init(
        _ history: RecordedHistory, of program: Program, configuration: ExecutionConfiguration,
        startedAt start: Timestamp, examiner: (any HistoryExaminer)? = nil
    ) throws(HistoryReplayError) {
        let input = try Self.checkedInput(of: history, examiner == nil ? program : nil)
        execution = Execution(program, configuration: configuration)
        self.history = history
        self.examiner = examiner
        now = history.startTime ?? start
        try take(.start(input: input), history.events[0])
        while count < history.events.count { try produce(history.events[count]) }
    }

    let history: RecordedHistory
    private let examiner: (any HistoryExaminer)?
    /// Recorded time, as far as it has come.
    private var now: Timestamp
    /// How many events of the history have come.
    private var count = 0

    /// Does what leads to `next`, the first event that has not come.
    ///
    /// A retry that was due at the same time may have begun before it, which shows only in what follows.
    private mutating func produce(_ next: RecordedHistory.Event) throws(HistoryReplayError) {
        let before = (execution: execution, count: count, events: events.count, now: now)
        do {
            try attempt(next)
        } catch {
            (execution, count, now) = (before.execution, before.count, before.now)
            events.removeLast(events.count - before.events)
            guard startRetries(before: next) else { throw error }
            try attempt(next)
        }
    }

    /// Starts the retries that are due.
    ///
    /// - Returns: whether there were any.
    private mutating func startRetries(before next: RecordedHistory.Event) -> Bool {
        let count = events.count, time = next.time ?? now
        for case .timer(let due) in execution.continuations.map(\.kind)
        where due.timer.purpose == .retry && due.time <= time {
            execution.take(.timersFired([due.timer]), at: max(now, due.time), into: &events)
        }
        return events.count > count
    }

    private mutating func attempt(_ next: RecordedHistory.Event) throws(HistoryReplayError) {
        if let time = next.time { now = max(now, time) }
        switch next.type {
        case "ExecutionAborted": return try take(.stop(error: next.text("error"), cause: next.text("cause")), next)
        case "ExecutionTimedOut":
            guard let timeout = execution.timeout else { throw difference(next, instead: nil) }
            return try fire(timeout, next)
        case "ExecutionRedriven":
            if let refusal = execution.redriveRefusal(at: now) {
                throw HistoryReplayError("event \(next.id) cannot be: \(refusal.message)")
            }
            return try take(.redrive, next)
        default: break
        }
        let places = execution.continuations.filter { isOrigin($0, of: next) }
        if let step = RecordedStep(next) {
            if case .succeeded = step, next.payload("output") == nil {
                throw HistoryReplayError("the history has no execution data: the output of event \(next.id) is missing")
            }
            for case .task(let id, let timers) in places.map(\.kind) {
                if let message = step.message(next, about: id) { return try take(message, next) }
                // A heartbeat that was missed leaves no other trace than a timeout does.
                guard let timer = timers.min(by: { $0.time < $1.time }) else { continue }
                return try fire(timer, next)
            }
            throw difference(next, instead: nil)
        }
        if let place = places.first(where: { $0.kind == .enters || $0.kind == .runs }) {
            let retry = examiner == nil ? nil : self.retry(of: place, before: next)
            try follow(next) { replay, events in
                replay.execution.step(place.frame, at: replay.now, into: &events)
            }
            if let retry, let examiner { try examine(retry, next, with: examiner) }
            return
        }
        for place in places {
            switch place.kind {
            case .timer(let due):
                if due.timer.purpose == .wait, let examiner,
                    let wait = self.wait(of: place.frame, until: due.time, next)
                {
                    try examine(wait, next, with: examiner)
                }
                return try fire(due, next)
            case .mapRun(let id): return try endMapRun(id, of: place.state, next)
            case .enters, .runs, .task: continue
            }
        }
        throw difference(next, instead: nil)
    }

    /// The history has no word of a map run's children. Its result shows in what the state gave.
    private mutating func endMapRun(
        _ id: TaskID, of state: String, _ next: RecordedHistory.Event
    ) throws(HistoryReplayError) {
        let later = history.events[count...]
        switch next.type {
        case "MapRunFailed":
            let failure = Failure(error: next.text("error"), cause: next.text("cause"))
            try take(.mapRunFailed(id, failure), next)
        case "MapRunSucceeded":
            let exit = later.first { $0.type == "MapStateExited" && $0.text("name") == state }
            try take(.mapRunSucceeded(id, output: exit?.payload("output")), next)
        case "MapRunAborted":
            // The execution was stopped, or its time was over.
            guard let end = later.first(where: { $0.type == "ExecutionAborted" || $0.type == "ExecutionTimedOut" })
            else {
                throw difference(next, instead: nil)
            }
            try attempt(end)
        default: throw difference(next, instead: nil)
        }
    }

    /// Whether `next` can be what happens at `place`.
    private func isOrigin(_ place: Execution.Continuation, of next: RecordedHistory.Event) -> Bool {
        // An evaluation that fails links to what was before the state.
        if next.type == "EvaluationFailed" { return place.state == next.text("state") }
        guard place.after == next.previous else { return false }
        return place.kind != .enters || place.state == next.text("name")
    }

    private mutating func fire(
        _ due: Execution.Continuation.Due, _ next: RecordedHistory.Event
    ) throws(HistoryReplayError) {
        now = max(now, due.time)
        try take(.timersFired([due.timer]), next)
    }

    private mutating func take(
        _ message: Message, _ next: RecordedHistory.Event
    ) throws(HistoryReplayError) {
        try follow(next) { replay, events in replay.execution.take(message, at: replay.now, into: &events) }
    }

    /// Does `body`, and compares what it makes. A value that is not as recorded is replaced, and what was made after
    /// it is made again.
    private mutating func follow(
        _ next: RecordedHistory.Event, _ body: (inout HistoryReplay, inout [Event]) -> Void
    ) throws(HistoryReplayError) {
        let before = execution
        var made: [Event] = []
        body(&self, &made)
        let given = made
        if let corrected = history.corrected(made) {
            execution = before
            for event in corrected { execution.apply(event) }
            made = corrected
        }
        // Each step makes something, if only a wait.
        guard !made.isEmpty else { throw difference(next, instead: nil) }
        for (index, event) in made.enumerated() {
            guard let recorded = try compare(event), let examiner else { continue }
            try examine(given[index], recorded, with: examiner) { replay in
                replay.execution = before.disguised()
                replay.now = Execution.time(ofDisguised: replay.now)
                var events: [Event] = []
                body(&replay, &events)
                guard index < events.count else { return nil }
                return RecordedHistory.Event(events[index], of: replay.execution)
            }
        }
        events += made
        execution.settle(at: now, into: &events)
    }

    /// - Returns: what was recorded of `event`; `nil` for what no history shows.
    private mutating func compare(_ event: Event) throws(HistoryReplayError) -> RecordedHistory.Event? {
        guard let type = HistoryProjection.type(of: event, in: execution.program) else { return nil }
        guard count < history.events.count else {
            if examiner != nil, !history.isEnded { return nil }
            throw HistoryReplayError("the history is not whole: it ends with event \(count), and the execution went on")
        }
        let next = history.events[count], name = next.text("name")
        guard next.type == type, name == nil || name == stateName(of: event) else {
            throw difference(next, instead: event)
        }
        count += 1
        return next
    }

    private func examine(
        _ event: Event, _ recorded: RecordedHistory.Event, with examiner: any HistoryExaminer,
        disguised: (inout HistoryReplay) -> RecordedHistory.Event?
    ) throws(HistoryReplayError) {
        guard let ours = RecordedHistory.Event(event, of: execution) else { return }
        func other() -> RecordedHistory.Event? {
            var replay = self
            return disguised(&replay)
        }
        if examiner.accepts(ours, as: recorded, disguised: other) { return }
        var error = difference(recorded, instead: event)
        error.difference?.ours = ours
        error.difference?.disguised = other()
        throw error
    }

    private func difference(_ next: RecordedHistory.Event, instead event: Event?) -> HistoryReplayError {
        let isGiven = event != nil
        let (event, instead) = event.map { ($0, .event) } ?? alternative(to: next)
        let state = event.flatMap(stateName)
        let theirs = Self.describe(next.type, next.text("name"))
        let given: String =
            switch instead {
            case .event where !isGiven && event?.body.entersState == true: state.map { "enters “\($0)”" } ?? ""
            case .event:
                event.flatMap { HistoryProjection.type(of: $0, in: execution.program) }
                    .map { "gives " + Self.describe($0, state) } ?? "does not go there"
            case .task(let state): "waits for the task of “\(state)”"
            case .nothing: "does not go there"
            case .ended: "has ended"
            }
        var error = HistoryReplayError(
            "this is no history of the definition: event \(next.id) is \(theirs), where the definition \(given)")
        error.difference = HistoryDifference(
            recorded: next, ours: event.flatMap { RecordedHistory.Event($0, of: execution) }, state: state,
            instead: instead)
        return error
    }

    /// What the execution does where `next` was recorded.
    private func alternative(to next: RecordedHistory.Event) -> (Event?, HistoryDifference.Instead) {
        guard execution.status == .running else { return (nil, .ended(execution.status)) }
        let places = execution.continuations.filter { $0.after == next.previous }
        // Branches start behind one event: those that were recorded are not meant.
        let siblings = Set(
            history.events.lazy.filter { $0.previous == next.previous && $0.type.hasSuffix("StateEntered") }
                .compactMap { $0.text("name") })
        guard let place = places.first(where: { !siblings.contains($0.state) }) ?? places.first else {
            return (nil, .nothing)
        }
        var trial = execution
        var made: [Event] = []
        switch place.kind {
        case .enters, .runs: trial.step(place.frame, at: now, into: &made)
        case .timer(let due): trial.take(.timersFired([due.timer]), at: max(now, due.time), into: &made)
        case .task, .mapRun: return (nil, .task(place.state))
        }
        let event = made.first { HistoryProjection.type(of: $0, in: execution.program) != nil }
        return (event, event == nil ? .nothing : .event)
    }

    private static func describe(_ type: String, _ name: String?) -> String {
        name.map { "\(type) of “\($0)”" } ?? type
    }

    private func stateName(of event: Event) -> String? {
        event.place.state >= 0 ? execution.program.describe(event.place.state).name : nil
    }

    /// The input, if the history can be one of `program`, or of any other, at all.
    private static func checkedInput(
        of history: RecordedHistory, _ program: Program?
    ) throws(HistoryReplayError) -> Payload {
        for (index, event) in history.events.enumerated() where event.id != Int32(index + 1) {
            throw HistoryReplayError("the history is not whole: event \(index + 1) is missing")
        }
        guard let first = history.events.first, first.type == "ExecutionStarted" else {
            throw HistoryReplayError("the history does not begin with ExecutionStarted")
        }
        let names = program.map { Set($0.stateNames) }
        for event in history.events where event.type.hasSuffix("StateEntered") {
            guard let names, let name = event.text("name"), !names.contains(name) else { continue }
            throw HistoryReplayError("the state “\(name)” of event \(event.id) is not in the definition")
        }
        guard let input = first.payload("input") else {
            throw HistoryReplayError("the history has no execution data: the input of event 1 is missing")
        }
        return input
    }
}

extension Event.Body {
    fileprivate var entersState: Bool {
        if case .stateEntered = self { true } else { false }
    }
}

/// Why an execution cannot be rebuilt from a history.
public struct HistoryReplayError: Error, Hashable, Sendable {
    /// One sentence without a full stop.
    public var message: String
    /// What does not fit, if the history is whole.
    public var difference: HistoryDifference?

    init(_ message: String) { self.message = message }
}
