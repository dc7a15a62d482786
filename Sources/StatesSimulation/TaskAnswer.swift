public import JSONModel
public import StatesCore
import StatesLanguage

/// How the world answers one run of one task, scripted or recorded, and when in virtual time.
public struct TaskAnswer: Hashable, Sendable {
    /// How the run ends.
    public enum Outcome: Hashable, Sendable {
        case succeeded(Payload)
        case failed(TaskFailure)
        /// No answer at all: only a timeout, a missed heartbeat or a stop ends the task.
        case never
    }

    public var outcome: Outcome
    /// From the scheduling to the outcome, virtual milliseconds, ≥ 0.
    public var delayMilliseconds: Int64
    /// The service's immediate response, for `.sync` and `.waitForTaskToken`; `nil` stands for `{}` there. Other
    /// tasks are not submitted, whatever stands here.
    public var submitted: Payload?
    /// Whether somebody takes the task up: an activity without a worker is scheduled and never started.
    public var isStarted: Bool
    /// What the worker of an activity calls itself.
    public var worker: String?
    /// Where a recorded history has the events of this answer; `nil` for scripted answers.
    public var recorded: RecordedPlaces?

    public init(
        _ outcome: Outcome, delayMilliseconds: Int64 = 0, submitted: Payload? = nil, isStarted: Bool = true,
        worker: String? = nil, recorded: RecordedPlaces? = nil
    ) {
        self.outcome = outcome
        self.delayMilliseconds = delayMilliseconds
        self.submitted = submitted
        self.isStarted = isStarted
        self.worker = worker
        self.recorded = recorded
    }

    public static func succeeded(_ output: JSONValue, after milliseconds: Int64 = 0) -> TaskAnswer {
        TaskAnswer(.succeeded(Payload(output)), delayMilliseconds: milliseconds)
    }

    public static func failed(_ error: String?, _ cause: String? = nil, after milliseconds: Int64 = 0) -> TaskAnswer {
        TaskAnswer(.failed(TaskFailure(error: error, cause: cause)), delayMilliseconds: milliseconds)
    }

    public static let never = TaskAnswer(.never)
}

/// Where a recorded history has the events of one run of a task: the driver delivers what was recorded in recorded
/// order, so that concurrent branches interleave as they did.
public struct RecordedPlaces: Hashable, Sendable {
    /// One recorded event: its id, and the virtual time from the scheduling to it.
    public struct Place: Hashable, Sendable {
        public var id: Int32
        /// ≥ 0; 0 when the recording has no times.
        public var delayMilliseconds: Int64

        public init(id: Int32, delayMilliseconds: Int64 = 0) {
            self.id = id
            self.delayMilliseconds = delayMilliseconds
        }
    }

    /// `TaskStarted` and its like.
    public var started: Place?
    /// `TaskSubmitted`.
    public var submitted: Place?
    /// The success, the failure, or the timeout.
    public var ended: Place?

    public init(started: Place? = nil, submitted: Place? = nil, ended: Place? = nil) {
        self.started = started
        self.submitted = submitted
        self.ended = ended
    }
}
