public import JSONModel
import StatesCore
import StatesSimulation

/// What one run of a test did: all that expectations are about.
public struct TestRecord: Sendable {
    /// In the words of the service.
    public internal(set) var status = ""
    public internal(set) var output: JSONValue?
    public internal(set) var error: String?
    public internal(set) var cause: String?
    /// The states that were entered, in order; not those of the children of distributed Maps.
    public internal(set) var path: [String] = []
    /// What each task was given, call by call, children included.
    public internal(set) var inputs: [String: [JSONValue]] = [:]
    /// Virtual milliseconds.
    public internal(set) var durationMilliseconds: Int64 = 0
    /// The variables of the outermost scope.
    public internal(set) var variables: JSONObject = [:]
    /// Of a single state.
    public internal(set) var nextState: String?
    var eventCount = 0

    public init() {}
}

/// Sees what an execution does, for its record and for the coverage of its machine.
struct TestWatcher: SimulationWatcher {
    var record = TestRecord()
    var coverage: Coverage
    let program: Program
    let watch: ((Simulation.Observation) -> Void)?

    mutating func observe(_ seen: Simulation.Observation) {
        switch seen {
        case .execution(let events, _):
            observe(events, of: program, isRoot: true)
        case .child(let events, let execution): observe(events, of: execution.program, isRoot: false)
        case .mapRun: break
        }
        watch?(seen)
    }

    private mutating func observe(_ events: [Event], of program: Program, isRoot: Bool) {
        record.eventCount += events.count
        coverage.observe(events, of: program)
        for event in events {
            switch event.body {
            case .stateEntered(let state, _):
                if isRoot { record.path.append(program.describe(state).name) }
            case .stateExited(let exit):
                guard isRoot, event.frame == 0 else { continue }
                for variable in exit.assigned { record.variables[variable.name] = variable.value }
            case .taskScheduled(let schedule):
                record.inputs[program.describe(event.place.state).name, default: []].append(schedule.parameters.value)
            default: break
            }
        }
    }
}
