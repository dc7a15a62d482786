import StatesCore
import StatesLanguage

/// What whoever traces an execution is told of it, in order.
enum TraceStep: Sendable {
    /// It is worked on here from now on.
    case taken(TracedExecution)
    case entered(frame: Int32, parent: Int32, name: String, Timestamp)
    case left(frame: Int32, Timestamp, isAborted: Bool)
    case ended(TracedEnd)
    /// It is not worked on here any longer, and has not ended.
    case released(Timestamp)
}

/// An execution that is taken up.
struct TracedExecution: Sendable {
    struct State: Sendable {
        var frame: Int32
        var parent: Int32
        var name: String
        var time: Timestamp
    }

    var machine: String
    var arn: String
    var startTime: Timestamp
    var redriveCount: Int
    /// What the start was given.
    var trace: [String: String]
    /// Those that it is in, each after the one around it.
    var states: [State]
    /// Now.
    var time: Timestamp
}

/// How an execution ended.
struct TracedEnd: Sendable {
    var status: Execution.Status
    var error: String?
    var time: Timestamp
}

/// Telling whoever traces. Nothing is made if nobody does.
extension Engine {
    /// What the events of the turn show.
    func traceSteps(_ execution: LiveExecution) -> [TraceStep] {
        let value = execution.execution
        var steps: [TraceStep] = []
        if events.contains(where: \.body.isRedrive) {
            steps.append(taken(execution))
        } else {
            for event in events { append(event, execution, to: &steps) }
        }
        if value.status != .running {
            steps.append(.ended(TracedEnd(status: value.status, error: value.failure?.error, time: value.now)))
        }
        return steps
    }

    private func append(_ event: Event, _ execution: LiveExecution, to steps: inout [TraceStep]) {
        switch event.body {
        case .executionStarted:
            steps.append(taken(execution, isNew: true))
        case .stateEntered(let state, _):
            let name = execution.execution.program.describe(state).name
            steps.append(.entered(frame: event.frame, parent: event.place.parent, name: name, event.time))
        case .stateExited: steps.append(.left(frame: event.frame, event.time, isAborted: false))
        case .stateAborted: steps.append(.left(frame: event.frame, event.time, isAborted: true))
        default: break
        }
    }

    /// - Parameter isNew: what it has entered since is told one by one.
    private func taken(_ execution: LiveExecution, isNew: Bool = false) -> TraceStep {
        let value = execution.execution
        let states =
            isNew
            ? []
            : value.openStates.map { state in
                TracedExecution.State(
                    frame: state.frame, parent: state.parent, name: value.program.describe(state.state).name,
                    time: state.enteredTime)
            }
        return .taken(
            TracedExecution(
                machine: value.configuration.stateMachineName, arn: value.configuration.executionARN,
                startTime: value.startTime ?? value.now, redriveCount: value.redriveCount, trace: execution.trace,
                states: states, time: value.now))
    }

    /// It was read, and is worked on here from now on.
    mutating func traceTaken(_ execution: LiveExecution) {
        guard settings.isTraced, execution.execution.status == .running else { return }
        effects.append(.traced(execution.key, [taken(execution)]))
    }
}
