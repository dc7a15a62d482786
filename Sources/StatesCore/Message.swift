public import JSONModel

/// What happened outside: all that can move an execution.
///
/// A message that comes late, twice or for work that was withdrawn changes nothing.
public enum Message: Hashable, Sendable {
    /// The first message of an execution.
    case start(input: Payload)
    /// Somebody works on the task: `worker` is what GetActivityTask was given.
    case taskStarted(TaskID, worker: String?)
    /// The service took the request: its immediate response, for `.sync` and `.waitForTaskToken`.
    case taskSubmitted(TaskID, output: Payload)
    case taskSucceeded(TaskID, output: Payload)
    case taskFailed(TaskID, TaskFailure)
    case taskHeartbeat(TaskID)
    /// All timers that are due now, together: what falls on one instant is recorded before anything is done about it.
    case timersFired([TimerID])
    /// All children of a map run have ended and its results are written. `output` is `nil` when the results have more
    /// bytes than a payload may have.
    case mapRunSucceeded(TaskID, output: Payload?)
    case mapRunFailed(TaskID, Failure)
    /// StopExecution.
    case stop(error: String?, cause: String?)
    /// Goes on with a standard execution that failed, timed out or was stopped: what did not succeed runs again.
    /// Changes nothing when `Execution.redriveRefusal(at:)` gives a reason.
    case redrive
    /// Goes on after a turn that paused: sent to the live value, or to one that was folded from its events. Events
    /// are stored a turn at a time, so a fold never ends within one.
    case resume
}

/// Why a task failed, and how far it had come.
public struct TaskFailure: Hashable, Sendable {
    /// The kind of event that records it.
    public enum Stage: Hashable, Sendable {
        /// `TaskFailed`, `LambdaFunctionFailed`, `ActivityFailed`.
        case run
        /// `LambdaFunctionScheduleFailed`, `ActivityScheduleFailed`.
        case schedule
        /// `TaskStartFailed`, `LambdaFunctionStartFailed`.
        case start
        /// `TaskSubmitFailed`.
        case submit
    }

    public var error: String?
    public var cause: String?
    public var stage: Stage

    public init(error: String?, cause: String?, stage: Stage = .run) {
        self.error = error
        self.cause = cause
        self.stage = stage
    }
}

/// Names one run of one task, or of a distributed Map; stable across restarts.
public struct TaskID: Hashable, Sendable, CustomStringConvertible {
    /// The number of the state entry, counted over the execution.
    public var entry: Int
    /// 0 for the first run, then one more per retry.
    public var attempt: Int
    /// Where the state runs; a hint that saves a search, the entry decides.
    public var frame: Int32

    public init(entry: Int, attempt: Int, frame: Int32) {
        self.entry = entry
        self.attempt = attempt
        self.frame = frame
    }

    public var description: String { "\(entry).\(attempt)" }
}

/// Names a point in time that the execution waits for.
public struct TimerID: Hashable, Sendable {
    /// What becomes due.
    public enum Purpose: UInt8, Hashable, Sendable {
        case wait, retry, taskTimeout, heartbeat, executionTimeout
    }

    public var entry: Int
    public var attempt: Int
    public var frame: Int32
    public var purpose: Purpose

    public init(entry: Int, attempt: Int, frame: Int32, purpose: Purpose) {
        self.entry = entry
        self.attempt = attempt
        self.frame = frame
        self.purpose = purpose
    }
}
