import JSONModel
import JSONPath
import StatesLanguage

/// A state's data flow went wrong: before a task was asked, or after it answered.
struct StateFailure: Error {
    var error: String
    /// Without the prefix that names the state.
    var cause: String
    var isCatchable: Bool
    /// Set if a JSONata expression is at fault: the history then has an event for it.
    var evaluation: Evaluation?

    struct Evaluation {
        /// The field, relative to the state.
        var location: String?
    }

    init(error: String = "States.Runtime", cause: String) {
        self.error = error
        self.cause = cause
        // The service lets nothing catch a definition that does not fit its data.
        isCatchable = error != "States.Runtime"
    }

    init(_ error: ExpressionError) {
        self.init(error: error.error, cause: error.cause)
    }

    /// What the state makes has more bytes than the quota allows; the cause names the state and is made when it is
    /// known.
    static let tooLarge = StateFailure(error: Failure.dataLimitExceeded, cause: "")
}

extension Failure {
    /// `TimeoutSeconds` is over.
    static let timeout = Failure(error: "States.Timeout", cause: nil)

    /// Recorded exactly as a timeout is; matches `States.HeartbeatTimeout` as well.
    static let missedHeartbeat: Failure = {
        var failure = Failure.timeout
        failure.isHeartbeat = true
        return failure
    }()

    static let dataLimitExceeded = "States.DataLimitExceeded"

    static func resultTooLarge(of task: String) -> Failure {
        Failure(
            error: dataLimitExceeded,
            cause: "The state/task '\(task)' returned a result with a size exceeding the maximum number of bytes "
                + "service limit.")
    }
}

extension StateNode {
    /// How the service names a task in `States.DataLimitExceeded`: a function by its ARN, others by their service.
    var taskNameInErrors: String {
        guard case .task(let task) = kind else { return name }
        return switch task.state.resource.kind {
        case .service(let integration): integration.service
        case .lambdaFunction, .activity, .named: task.state.resource.text
        }
    }
}

extension Execution {
    /// The data flow of `frame` went wrong.
    ///
    /// - Returns: whether `frame` can go on right away.
    mutating func fail(_ error: StateFailure, in frame: Int32, _ turn: inout Turn) -> Bool {
        handle(report(error, in: frame, &turn), in: frame, &turn)
    }

    /// The failure that `error` is, recorded if it is about an expression.
    ///
    /// The event links to the one before the state was entered, as if the state had not begun; a Wait state's links to
    /// where it was entered.
    mutating func report(_ error: StateFailure, in frame: Int32, _ turn: inout Turn) -> Failure {
        let failure = explain(error, in: frame)
        guard let evaluation = error.evaluation else { return failure }
        let place = frames[Int(frame)]
        let hasBegun = place.lastEvent != place.enteredEvent || node(of: frame).type == .wait
        emit(
            .evaluationFailed(failure, location: evaluation.location), frame: frame,
            previous: hasBegun ? place.lastEvent : place.enteredPrevious, &turn)
        return failure
    }

    /// What the service says of `error` in `frame`: its text names the state and the event that entered it.
    private func explain(_ error: StateFailure, in frame: Int32) -> Failure {
        guard error.error != Failure.dataLimitExceeded else { return .resultTooLarge(of: node(of: frame).name) }
        let place = frames[Int(frame)]
        var failure = Failure(
            error: error.error,
            cause: "An error occurred while executing the state '\(node(of: frame).name)' "
                + "(entered at the event id #\(place.enteredEvent)). \(error.cause)")
        failure.isCatchable = error.isCatchable
        return failure
    }
}
