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
        var simulation = Simulation(execution, startingAt: history.startTime ?? start)
        simulation.guide = history
        var world = RecordedAnswers(history)
        var follower = Follower(history, program)
        simulation.start(input: input) { follower.observe($0) }
        while true {
            if let problem = follower.problem { throw problem }
            guard let next = follower.next else { break }
            try Self.step(&simulation, to: next, &world, &follower)
        }
        execution = simulation.execution
        events = follower.events
    }

    /// Does what leads to the event `next`.
    private static func step(
        _ simulation: inout Simulation, to next: RecordedHistory.Event, _ world: inout RecordedAnswers,
        _ follower: inout Follower
    ) throws(HistoryReplayError) {
        let time = next.time ?? simulation.now
        switch next.type {
        case "ExecutionAborted":
            simulation.stop(error: next.text("error"), cause: next.text("cause"), at: time) { follower.observe($0) }
        case "ExecutionRedriven":
            let now = max(time, simulation.now)
            if let refusal = simulation.execution.redriveRefusal(at: now) {
                throw HistoryReplayError("event \(next.id) cannot be: \(refusal.message)")
            }
            simulation.redrive(at: time) { follower.observe($0) }
        default:
            let pause: Simulation.Pause?
            do {
                pause = try simulation.step(world: &world) { follower.observe($0) }
            } catch {
                throw HistoryReplayError(error.message)
            }
            if pause != nil { throw follower.difference(next, instead: nil) }
        }
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

/// Goes along a history and compares.
private struct Follower {
    let history: RecordedHistory
    let program: Program
    var events: [Event] = []
    var problem: HistoryReplayError?
    /// How many events of the history have come.
    private var count = 0

    init(_ history: RecordedHistory, _ program: Program) {
        self.history = history
        self.program = program
    }

    /// The first event that has not come.
    var next: RecordedHistory.Event? { count < history.events.count ? history.events[count] : nil }

    mutating func observe(_ made: [Event]) {
        events += made
        for event in made where problem == nil {
            guard let type = HistoryProjection.type(of: event, in: program) else { continue }
            guard let next else {
                problem = HistoryReplayError(
                    "the history is not whole: it ends with event \(count), and the execution went on")
                return
            }
            let name = next.text("name")
            guard next.type == type, next.id == event.id, name == nil || name == stateName(of: event) else {
                problem = difference(next, instead: event)
                return
            }
            count += 1
        }
    }

    func difference(_ next: RecordedHistory.Event, instead event: Event?) -> HistoryReplayError {
        let theirs = Self.describe(next.type, next.text("name"))
        let type = event.flatMap { HistoryProjection.type(of: $0, in: program) }
        let ours = type.map { Self.describe($0, event.flatMap(stateName)) } ?? "nothing"
        return HistoryReplayError(
            "this is no history of the definition: event \(next.id) is \(theirs), where the definition gives \(ours)")
    }

    private static func describe(_ type: String, _ name: String?) -> String {
        name.map { "\(type) of “\($0)”" } ?? type
    }

    private func stateName(of event: Event) -> String? {
        event.place.state >= 0 ? program.describe(event.place.state).name : nil
    }
}
