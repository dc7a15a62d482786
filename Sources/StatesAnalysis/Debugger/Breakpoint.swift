public import JSONModel
import JSONata
public import StatesCore
import StatesLanguage

/// Where a debugger stops.
public enum Breakpoint: Sendable, CustomStringConvertible {
    /// The state is entered.
    case state(String)
    /// A task is scheduled.
    case task
    /// Something fails.
    case error
    /// A state is to run again.
    case retry
    /// A state is entered on which the expression is true.
    case expression(DebuggerExpression)

    public var description: String {
        switch self {
        case .state(let name): name
        case .task: "task"
        case .error: "error"
        case .retry: "retry"
        case .expression(let expression): expression.text
        }
    }

    /// Whether `execution`, which has just come to `event`, is to be stopped.
    func stops(at event: Event, _ execution: Execution) -> Bool {
        switch (self, event.body) {
        case (.state(let name), .stateEntered(let state, _)): execution.program.describe(state).name == name
        case (.task, .taskScheduled), (.retry, .retryScheduled): true
        case (.error, _): event.isFailure(in: execution.program)
        case (.expression(let expression), .stateEntered): expression.isTrue(in: execution, at: event.frame)
        case (.state, _), (.task, _), (.retry, _), (.expression, _): false
        }
    }
}

/// A JSONata expression on a place of an execution: as in a state (`$states.input`, `$states.context`, variables), and
/// with the input as its context.
public struct DebuggerExpression: Sendable {
    public let text: String
    private let expression: JSONataExpression

    /// Why a text is no expression, or gives nothing.
    public struct Fault: Error, Hashable, Sendable {
        public var message: String
    }

    /// - Parameter text: `{% … %}` may stand around it.
    public init(_ text: String) throws(Fault) {
        self.text = text
        do {
            expression = try JSONataExpression(TestPredicate.undelimited(text), dialect: .stepFunctions)
        } catch {
            throw Fault(message: Self.sentence(error))
        }
    }

    public func value(in execution: Execution, at frame: Int32) throws(Fault) -> JSONValue {
        let place = execution.places.first { $0.frame == frame }
        var states: JSONObject = [:]
        states["input"] = place?.payload.value
        states["context"] = execution.contextObject(at: frame)
        let variables = execution.variables(at: frame)
        let surroundings = Surroundings(now: execution.now.millisecondsSinceEpoch)
        let outcome: JSONataExpression.Outcome
        do {
            outcome = try expression.evaluate(place?.payload.value, surroundings: surroundings) { name in
                name == "states" ? .object(states) : variables.first { $0.name == name }?.value
            }
        } catch {
            throw Fault(message: Self.sentence(error))
        }
        switch outcome {
        case .value(let value): return value
        case .undefined: throw Fault(message: "the expression gives nothing (undefined)")
        case .function: throw Fault(message: "the expression gives a function")
        }
    }

    func isTrue(in execution: Execution, at frame: Int32) -> Bool {
        (try? value(in: execution, at: frame)) == .bool(true)
    }

    private static func sentence(_ error: JSONataError) -> String {
        [error.code, error.message].compactMap(\.self).joined(separator: ": ")
    }
}

extension Event {
    /// Whether something failed: a task, an expression, a Fail state, the execution.
    func isFailure(in program: Program) -> Bool {
        switch body {
        case .taskFailed, .taskTimedOut, .evaluationFailed, .mapRunFailed, .executionFailed, .executionTimedOut,
            .executionAborted:
            true
        case .stateEntered(let state, _): program.describe(state).type == .fail
        default: false
        }
    }

    /// Whether a step ends with it.
    func endsStep(in program: Program) -> Bool {
        switch body {
        case .executionStarted, .stateEntered, .executionSucceeded, .retryScheduled: true
        default: isFailure(in: program)
        }
    }
}
