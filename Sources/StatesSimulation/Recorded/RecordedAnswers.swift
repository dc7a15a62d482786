import JSONModel
public import StatesCore
import StatesLanguage

/// Answers tasks as a recorded history shows that they were answered.
///
/// A run of a state is answered by the first recorded run of that state that had the same parameters and was not
/// used yet, else by the first one that was not used. What was recorded is delivered in recorded order, whatever
/// order the runs were scheduled in.
public struct RecordedAnswers: TaskWorld {
    /// One recorded run of a task.
    fileprivate struct Run: Hashable, Sendable {
        var parameters: Payload?
        var scheduled: RecordedHistory.Event
        var answer = TaskAnswer(.never, isStarted: false, recorded: RecordedPlaces())
        /// Set when the recording has a success without its output.
        var lacksOutput = false
        var isUsed = false
    }

    /// The runs of one state, in recorded order.
    fileprivate struct Runs: Hashable, Sendable {
        var runs: [Run] = []
        /// All before it are used.
        var head = 0
        var used = 0
    }

    private var states: [String: Runs] = [:]

    /// How far ahead a run with the same parameters is looked for.
    private static let lookahead = 64

    public init(_ history: RecordedHistory) {
        var owners: [Int32: (state: String, run: Int)] = [:]
        for event in history.events {
            if event.type.hasSuffix("Scheduled"), let state = Self.stateName(before: event, history, owners) {
                let run = Run(parameters: event.payload("parameters") ?? event.payload("input"), scheduled: event)
                states[state, default: Runs()].runs.append(run)
                owners[event.id] = (state, (states[state]?.runs.count ?? 1) - 1)
            } else if let owner = owners[event.previous], let step = RecordedStep(event) {
                states[owner.state]?.runs[owner.run].add(event, step)
                owners[event.id] = owner
            }
        }
    }

    /// The Task states that were recorded.
    public var stateNames: [String] { states.keys.sorted() }

    /// The answers of each Task state, in the order in which the states were first scheduled.
    ///
    /// - Parameter missing: is given the state of every success whose output the recording lacks; it counts as no
    ///   answer.
    public func scripts(missing: (String) -> Void) -> [MockFileWriter.Script] {
        let order = states.sorted {
            ($0.value.runs.first?.scheduled.id ?? 0) < ($1.value.runs.first?.scheduled.id ?? 0)
        }
        return order.map { state, runs in
            let isFunction = runs.runs.contains { $0.scheduled.type == "LambdaFunctionScheduled" }
            let answers = runs.runs.compactMap { run -> TaskAnswer? in
                if run.lacksOutput { missing(state) }
                return run.lacksOutput ? nil : run.answer
            }
            return MockFileWriter.Script(state: state, answers: answers, isFunction: isFunction)
        }
    }

    /// How many runs of `stateName` were recorded and have not been asked for.
    public func unusedRuns(of stateName: String) -> Int {
        states[stateName].map { $0.runs.count - $0.used } ?? 0
    }

    public mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        let name = request.stateName
        func refuse(_ invocation: Int, _ message: String) -> WorldError {
            WorldError(stateName: name, invocation: invocation, message: "\(message) of the state “\(name)”")
        }
        guard let invocation = states[name]?.used else { throw refuse(0, "the recording has no run") }
        guard let run = states[name]?.take(for: request.parameters, lookahead: Self.lookahead) else {
            throw refuse(invocation, "the recording has no invocation \(invocation)")
        }
        guard !run.lacksOutput else {
            throw refuse(invocation, "the recording lacks the output of invocation \(invocation)")
        }
        return run.answer
    }

    /// The state that scheduled `event`: what it follows is the entry of the state, or an earlier run that failed.
    private static func stateName(
        before event: RecordedHistory.Event, _ history: RecordedHistory,
        _ owners: [Int32: (state: String, run: Int)]
    ) -> String? {
        if let owner = owners[event.previous] { return owner.state }
        guard let cause = history[event.previous] else { return nil }
        // A state whose expressions failed has its name elsewhere.
        return cause.type.hasSuffix("StateEntered") ? cause.text("name") : cause.text("state")
    }
}

/// What an event tells about a run of a task.
package enum RecordedStep {
    case started, submitted, succeeded, timedOut
    case failed(TaskFailure.Stage)

    package init?(_ event: RecordedHistory.Event) {
        switch event.type {
        case "TaskStarted", "LambdaFunctionStarted", "ActivityStarted": self = .started
        case "TaskSubmitted": self = .submitted
        case "TaskSucceeded", "LambdaFunctionSucceeded", "ActivitySucceeded": self = .succeeded
        case "TaskTimedOut", "LambdaFunctionTimedOut", "ActivityTimedOut": self = .timedOut
        case "TaskFailed", "LambdaFunctionFailed", "ActivityFailed": self = .failed(.run)
        case "LambdaFunctionScheduleFailed", "ActivityScheduleFailed": self = .failed(.schedule)
        case "TaskStartFailed", "LambdaFunctionStartFailed": self = .failed(.start)
        case "TaskSubmitFailed": self = .failed(.submit)
        default: return nil
        }
    }

    /// The message that `event` records; `nil` for a timeout, which a timer makes.
    func message(_ event: RecordedHistory.Event, about id: TaskID) -> Message? {
        switch self {
        case .started: .taskStarted(id, worker: event.text("workerName"))
        case .submitted: .taskSubmitted(id, output: event.payload("output") ?? Payload([:]))
        case .succeeded: .taskSucceeded(id, output: event.payload("output") ?? Payload([:]))
        case .failed(let stage):
            .taskFailed(id, TaskFailure(error: event.text("error"), cause: event.text("cause"), stage: stage))
        case .timedOut: nil
        }
    }
}

extension RecordedAnswers.Run {
    fileprivate mutating func add(_ event: RecordedHistory.Event, _ step: RecordedStep) {
        var delay: Int64 = 0
        if let time = event.time, let start = scheduled.time {
            delay = max(0, time.millisecondsSinceEpoch - start.millisecondsSinceEpoch)
        }
        let place = RecordedPlaces.Place(id: event.id, delayMilliseconds: delay)
        switch step {
        case .started:
            answer.isStarted = true
            answer.worker = event.text("workerName")
            answer.recorded?.started = place
        case .submitted:
            answer.submitted = event.payload("output")
            answer.recorded?.submitted = place
        case .succeeded:
            answer.recorded?.ended = place
            answer.delayMilliseconds = delay
            if let output = event.payload("output") { answer.outcome = .succeeded(output) } else { lacksOutput = true }
        case .failed(let stage):
            answer.recorded?.ended = place
            answer.delayMilliseconds = delay
            answer.outcome = .failed(TaskFailure(error: event.text("error"), cause: event.text("cause"), stage: stage))
        case .timedOut: answer.recorded?.ended = place
        }
    }
}

extension RecordedAnswers.Runs {
    fileprivate mutating func take(for parameters: Payload, lookahead: Int) -> RecordedAnswers.Run? {
        guard head < runs.count else { return nil }
        let near = runs[head..<min(head + lookahead, runs.count)]
        let same = near.firstIndex { !$0.isUsed && $0.parameters.map { $0.value == parameters.value } ?? false }
        let index = same ?? head
        let run = runs[index]
        runs[index].isUsed = true
        used += 1
        while head < runs.count, runs[head].isUsed { head += 1 }
        return run
    }
}
