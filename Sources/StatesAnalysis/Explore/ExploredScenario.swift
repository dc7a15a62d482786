import Diagnostics
public import JSONModel
public import StatesCore
import StatesLanguage
import StatesSimulation

/// One path as a world that makes it happen: an input, and answers for every run of every task.
public struct ExploredScenario: Sendable {
    public var input: Payload
    /// A mock file of the simple form: what `sfn-run run --mocks` takes.
    public var mocks: JSONObject
    /// Whether the path ends with tasks that nobody answers: a run ends them after a year, as the service does.
    public var isParked: Bool

    /// One run of a task: when it was asked for, and how it ended.
    private struct Run {
        var id: TaskID
        var scheduledAt: Timestamp
        var answer: JSONObject?
    }

    /// - Parameter moves: a path from the start.
    public init(_ moves: [ExploredMove], of exploration: Exploration) {
        let (program, world) = (exploration.program, exploration.world)
        let step = ExplorationStep(world: world)
        var configuration = ExecutionConfiguration()
        configuration.type = exploration.type
        var execution = Execution(program, configuration: configuration)
        var runs: [String: [Run]] = [:]
        input = Payload([:])
        isParked = false
        for move in moves {
            let waits = execution.waits
            let waiting = waits.indices.contains(move.place) ? waits[move.place] : nil
            let events: [Event]
            switch move.answer {
            case .starts(let index):
                input = world.inputs[index]
                events = step.start(&execution, input: index)
            case .never:
                isParked = true
                events = []
            case .succeeds, .fails, .timesOut, .missesHeartbeat, .passes, .endsTime:
                events = step.give(move.answer, at: waiting, others: waits.count > 1, to: &execution)
            }
            if case .task(let request) = waiting?.need {
                Self.note(move.answer, to: request, at: execution.now, world, &runs)
            }
            for event in events {
                guard case .taskScheduled = event.body else { continue }
                let id = execution.waits.compactMap(\.need.task).first { $0.id.frame == event.frame }?.id
                let name = program.describe(event.place.state).name
                let unknown = TaskID(entry: -1, attempt: 0, frame: event.frame)
                runs[name, default: []].append(Run(id: id ?? unknown, scheduledAt: event.time))
            }
        }
        // Where the path goes round for ever, it goes on.
        let goesOn = !isParked && execution.status == .running
        mocks = Self.file(runs, program, world, goesOn: goesOn)
    }

    /// Writes down how a run ended.
    private static func note(
        _ answer: WorldAnswer, to request: TaskRequest, at time: Timestamp, _ world: ExploredWorld,
        _ runs: inout [String: [Run]]
    ) {
        guard let index = runs[request.stateName]?.lastIndex(where: { $0.id == request.id }) else { return }
        var entry: JSONObject
        var milliseconds = time.millisecondsSinceEpoch - request.scheduledAt.millisecondsSinceEpoch
        switch answer {
        case .succeeds(let result): entry = ["Return": world.result(result, of: request.stateName).value]
        case .fails(let error):
            entry = ["Throw": ["Error": .string(error), "Cause": .string(ExplorationStep.cause)]]
        case .timesOut, .missesHeartbeat:
            entry = ["Return": .null]
            milliseconds += 1_000
        case .starts, .passes, .endsTime, .never: return
        }
        if milliseconds > 0 { entry["DelaySeconds"] = seconds(milliseconds) }
        runs[request.stateName]?[index].answer = entry
    }

    private static func seconds(_ milliseconds: Int64) -> JSONValue {
        milliseconds % 1_000 == 0 ? .int(milliseconds / 1_000) : .double(Double(milliseconds) / 1_000)
    }

    /// Longer than an execution may run.
    private static let never: JSONObject = ["Return": .null, "DelaySeconds": 40_000_000]

    /// Every Task state has answers, also where the path does not come: a run asks for all before it starts.
    ///
    /// - Parameter goesOn: whether what is still to be answered succeeds.
    private static func file(
        _ runs: [String: [Run]], _ program: Program, _ world: ExploredWorld, goesOn: Bool
    ) -> JSONObject {
        var file = JSONObject()
        for (state, _) in program.tasks {
            let other: JSONValue = ["Return": world.result(0, of: state).value]
            let last = goesOn ? other : .object(never)
            let answers = runs[state, default: []].map { $0.answer.map(JSONValue.object) ?? last }
            file[state] = .array(JSONArray(answers.isEmpty ? [other] : answers))
        }
        return file
    }

    /// Runs it in virtual time, as `sfn-run run` does.
    ///
    /// - Returns: the execution at its end, or as far as it came, and all of its events.
    public func run(_ exploration: Exploration) -> (execution: Execution, events: [Event]) {
        let program = exploration.program
        var configuration = ExecutionConfiguration()
        configuration.type = exploration.type
        let new = Execution(program, configuration: configuration)
        var simulation = Simulation(new, startingAt: ExplorationStep.start)
        var events: [Event] = []
        let text = SourceText(name: "mocks", bytes: JSONWriter.bytes(of: .object(mocks)))
        guard var world = MockAnswers.read(text, for: program).answers else { return (simulation.execution, []) }
        simulation.start(input: input) { events += $0 }
        // A world without an answer left is no such path: what happened until then tells it.
        _ = try? simulation.run(world: &world) { events += $0 }
        return (simulation.execution, events)
    }
}

extension Execution.Waiting.Need {
    fileprivate var task: TaskRequest? { if case .task(let request) = self { request } else { nil } }
}
