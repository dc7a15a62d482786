import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// One fact about the engine: a machine, its input and the world's answers, and the history that must come of it.
struct ExecutionCase: Sendable, CustomTestStringConvertible {
    enum Shown { case everything, structure }

    var fact: String
    /// States of the machine, without the braces around them; the first one is where it starts.
    var states: String
    /// Other top-level fields, each with a comma behind it.
    var fields = ""
    var input: String
    /// For each Task state its answers; the last one repeats.
    var answers: [String: [TaskAnswer]]
    /// Messages from outside, with virtual milliseconds since the start.
    var messages: [(milliseconds: Int64, message: Message)]
    /// When the execution, having ended, is redriven: virtual milliseconds since the start.
    var redrives: [Int64]
    /// What says so: the documentation, for what no recording shows.
    var source: String?
    var configure: @Sendable (inout ExecutionConfiguration) -> Void
    var shown: Shown
    var history: String

    init(
        _ fact: String, _ states: String, fields: String = "", input: String = "{}",
        answers: [String: [TaskAnswer]] = [:], messages: [(milliseconds: Int64, message: Message)] = [],
        redrives: [Int64] = [], source: String? = nil, shown: Shown = .everything,
        configure: @escaping @Sendable (inout ExecutionConfiguration) -> Void = { _ in },
        history: String
    ) {
        self.fact = fact
        self.states = states
        self.fields = fields
        self.input = input
        self.answers = answers
        self.messages = messages
        self.redrives = redrives
        self.source = source
        self.configure = configure
        self.shown = shown
        self.history = history
    }

    var testDescription: String { fact }

    /// The whole definition.
    var definition: String {
        let start = states.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
        return #"{\#(fields) "StartAt": "\#(start)", "States": {\#(states)}}"#
    }
}

/// Answers each run of a task as another world did before, whenever it is asked.
struct RememberedAnswers<World: TaskWorld>: TaskWorld {
    private var world: World
    private var given: [TaskID: TaskAnswer] = [:]

    init(_ world: World) { self.world = world }

    mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        if let answer = given[request.id] { return answer }
        let answer = try world.answer(to: request)
        given[request.id] = answer
        return answer
    }
}

/// A finished execution with all that it recorded, and the world with all that it answered.
struct CaseRun {
    var execution: Execution
    var turns: [[Event]]
    var world: RememberedAnswers<MockAnswers>
    var end: Timestamp

    var events: [Event] { turns.flatMap(\.self) }
}

extension ExecutionCase {
    /// 2026-01-01T00:00:00Z.
    static let start = Timestamp(seconds: 1_767_225_600)

    func execution() throws -> Execution {
        var configuration = ExecutionConfiguration()
        configure(&configuration)
        return Execution(try Program(StateMachine(json: definition)), configuration: configuration)
    }

    /// Runs the case until it ends or nothing can happen any more, and holds the promises that every run keeps.
    func run() throws -> CaseRun {
        let fresh = try execution()
        var simulation = Simulation(fresh, startingAt: Self.start)
        var world = RememberedAnswers(MockAnswers(answers))
        var ledger = Ledger(fresh)
        for (milliseconds, message) in messages {
            simulation.deliver(message, at: Self.start.advanced(byMilliseconds: milliseconds))
        }
        simulation.start(input: try Payload(text: input)) { ledger.record($0) }
        ledger.check(simulation.execution)
        var redrives = redrives[...]
        while true {
            let pause = try simulation.step(world: &world, observe: { ledger.record($0) })
            ledger.check(simulation.execution)
            if pause == .ended {
                guard let milliseconds = redrives.popFirst() else { break }
                let time = Self.start.advanced(byMilliseconds: milliseconds)
                simulation.redrive(at: time, observe: { ledger.record($0) })
                ledger.check(simulation.execution)
            }
            if case .waitingForOutside(let work) = pause { simulation.elapse(to: try #require(work.nextDue)) }
        }
        return CaseRun(execution: simulation.execution, turns: ledger.turns, world: world, end: simulation.now)
    }
}

/// Keeps what an execution recorded, folds it into a second value, and compares.
struct Ledger {
    private(set) var turns: [[Event]] = []
    private(set) var folded: Execution

    init(_ fresh: Execution) { folded = fresh }

    mutating func record(_ turn: [Event]) {
        turns.append(turn)
        for event in turn { folded.apply(event) }
    }

    /// Folding the stored events gives the live value.
    func check(_ live: Execution, _ location: SourceLocation = #_sourceLocation) {
        #expect(folded == live, "folding the events does not give the live value", sourceLocation: location)
        #expect(folded.outstanding == live.outstanding, sourceLocation: location)
    }
}
