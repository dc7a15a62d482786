import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// One execution on our engine: definition and input in, history and outcome out.
struct EngineRun: Sendable {
    let execution: Execution
    let startedAt: Timestamp
    private let recorded: [Event]
    /// Elements of GetExecutionHistory's `events`.
    let events: JSONArray
    /// Set if the simulation could not go on: what the world was asked and cannot answer.
    let failure: String?

    /// How long those who recorded waited for an end, with room to spare.
    private static let patienceSeconds: Int64 = 86_400

    /// - Parameters:
    ///   - data: what item readers read.
    ///   - stopsWhenIdle: StopExecution comes as soon as the execution waits.
    ///   - hasEnd: whether the recorded execution ended; else its history was taken when nobody wanted to wait longer.
    init(
        _ machine: StateMachine,
        configuration: ExecutionConfiguration,
        input: String,
        at start: Timestamp,
        world: some TaskWorld,
        data: (any DataSource)? = nil,
        stopsWhenIdle: Bool = false,
        hasEnd: Bool = true
    ) throws(SuiteError) {
        let payload: Payload
        let program: Program
        do {
            payload = try Payload(text: input)
        } catch {
            throw SuiteError("the input is no JSON: \(error.message)")
        }
        do {
            program = try Program(machine)
        } catch {
            throw SuiteError("the engine cannot run this: \(error)")
        }
        var simulation = Simulation(Execution(program, configuration: configuration), startingAt: start, data: data)
        var recorded: [Event] = []
        let last = start.advanced(bySeconds: Self.patienceSeconds)
        let observe = { (events: [Event]) in recorded += hasEnd ? events : events.filter { $0.time <= last } }
        simulation.start(input: payload, observe: observe)
        if stopsWhenIdle { simulation.deliver(.stop(error: nil, cause: nil), at: start) }
        failure = Self.finish(&simulation, world, observe: observe)
        execution = simulation.execution
        startedAt = start
        self.recorded = recorded
        let bytes = HistoryProjection.document(of: recorded, in: execution, timestamps: .epochSeconds)
        do {
            events = try JSONParser.parse(bytes)["events"]?.arrayValue ?? []
        } catch {
            throw SuiteError("our history is no JSON: \(error.message) at byte \(error.offset)")
        }
    }

    /// Runs to the end, or as far as it goes.
    private static func finish(
        _ simulation: inout Simulation, _ world: some TaskWorld, observe: ([Event]) -> Void
    ) -> String? {
        var world = world
        do {
            switch try simulation.run(world: &world, observe: observe) {
            case .ended: return nil
            case .waitingForOutside: return "the execution waits for something that the recording does not have"
            }
        } catch {
            return error.message
        }
    }

    /// What was logged.
    func log(level: LogProjection.Level, includesExecutionData: Bool) -> [JSONValue] {
        var projection = LogProjection(execution, level: level, includesExecutionData: includesExecutionData)
        return recorded.compactMap { projection.entry(for: $0) }
    }

    var status: Execution.Status { execution.status }
    var output: String? { execution.output?.text }

}
