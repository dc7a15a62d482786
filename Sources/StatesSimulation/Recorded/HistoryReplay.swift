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
    /// - Throws: when the history is not whole, or is not that of an execution of `program`.
    public init(
        _ history: RecordedHistory, of program: Program, configuration: ExecutionConfiguration,
        startedAt start: Timestamp
    ) throws(HistoryReplayError) {
        let input = try Self.checkedInput(of: history, program)
        execution = Execution(program, configuration: configuration)
        self.history = history
        now = history.startTime ?? start
        try take(.start(input: input), history.events[0])
        while count < history.events.count { try produce(history.events[count]) }
    }

    private let history: RecordedHistory
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
            return try follow(next) { replay, events in
                replay.execution.step(place.frame, at: replay.now, into: &events)
            }
        }
        for place in places {
            switch place.kind {
            case .timer(let due): return try fire(due, next)
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
        if let corrected = history.corrected(made) {
            execution = before
            for event in corrected { execution.apply(event) }
            made = corrected
        }
        // Each step makes something, if only a wait.
        guard !made.isEmpty else { throw difference(next, instead: nil) }
        for event in made { try compare(event) }
        events += made
        execution.settle(at: now, into: &events)
    }

    private mutating func compare(_ event: Event) throws(HistoryReplayError) {
        guard let type = HistoryProjection.type(of: event, in: execution.program) else { return }
        guard count < history.events.count else {
            throw HistoryReplayError("the history is not whole: it ends with event \(count), and the execution went on")
        }
        let next = history.events[count], name = next.text("name")
        guard next.type == type, name == nil || name == stateName(of: event) else {
            throw difference(next, instead: event)
        }
        count += 1
    }

    private func difference(_ next: RecordedHistory.Event, instead event: Event?) -> HistoryReplayError {
        let theirs = Self.describe(next.type, next.text("name"))
        let type = event.flatMap { HistoryProjection.type(of: $0, in: execution.program) }
        let entered = execution.continuations.first { $0.kind == .enters }.map { "enters “\($0.state)”" }
        let ours = type.map { "gives " + Self.describe($0, event.flatMap(stateName)) } ?? entered ?? "does not go there"
        return HistoryReplayError(
            "this is no history of the definition: event \(next.id) is \(theirs), where the definition \(ours)")
    }

    private static func describe(_ type: String, _ name: String?) -> String {
        name.map { "\(type) of “\($0)”" } ?? type
    }

    private func stateName(of event: Event) -> String? {
        event.place.state >= 0 ? execution.program.describe(event.place.state).name : nil
    }

    /// The input, if the history can be one of `program` at all.
    private static func checkedInput(
        of history: RecordedHistory, _ program: Program
    ) throws(HistoryReplayError) -> Payload {
        for (index, event) in history.events.enumerated() where event.id != Int32(index + 1) {
            throw HistoryReplayError("the history is not whole: event \(index + 1) is missing")
        }
        guard let first = history.events.first, first.type == "ExecutionStarted" else {
            throw HistoryReplayError("the history does not begin with ExecutionStarted")
        }
        let names = Set(program.stateNames)
        for event in history.events where event.type.hasSuffix("StateEntered") {
            guard let name = event.text("name"), !names.contains(name) else { continue }
            throw HistoryReplayError("the state “\(name)” of event \(event.id) is not in the definition")
        }
        guard let input = first.payload("input") else {
            throw HistoryReplayError("the history has no execution data: the input of event 1 is missing")
        }
        return input
    }
}

/// Why an execution cannot be rebuilt from a history.
public struct HistoryReplayError: Error, Hashable, Sendable {
    /// One sentence without a full stop.
    public var message: String

    init(_ message: String) { self.message = message }
}
