public import JSONModel
public import StatesLanguage

/// What the core made of a message, complete: `Execution.apply` evaluates nothing.
public struct Event: Hashable, Sendable {
    /// Effective time.
    public var time: Timestamp
    /// The branch or iteration that it belongs to, and its state.
    public var place: Place
    /// Its id in the AWS history, or 0 when it does not appear there.
    public var id: Int32
    /// `previousEventId` in the AWS history.
    public var previous: Int32
    public var body: Body

    /// The place in the execution's arena.
    public var frame: Int32 { place.frame }

    /// Where in the execution something happened.
    public struct Place: Hashable, Sendable {
        /// Number of the branch or iteration in the arena; used again when that is over. 0 is the machine's own scope.
        public var frame: Int32
        /// The frame whose Parallel or Map state started this one, or -1.
        public var parent: Int32
        /// Branch or iteration number within the parent.
        public var slot: Int32
        /// The state that the event is about. For events of iterations the Map state.
        public var state: StateIndex

        package init(frame: Int32, parent: Int32, slot: Int32, state: StateIndex) {
            self.frame = frame
            self.parent = parent
            self.slot = slot
            self.state = state
        }
    }

    /// For those who write events: the core, and what tells a history in their terms.
    package init(time: Timestamp, place: Place, id: Int32, previous: Int32, body: Body) {
        self.time = time
        self.place = place
        self.id = id
        self.previous = previous
        self.body = body
    }

    /// What happened, with all that `apply` needs to know of it.
    public enum Body: Hashable, Sendable {
        case executionStarted(input: Payload)
        case executionSucceeded(output: Payload)
        indirect case executionFailed(Failure)
        indirect case executionTimedOut(Failure)
        indirect case executionAborted(Failure)

        /// What did not succeed runs again: a `frameRedriven` for each of it follows.
        case executionRedriven(count: Int)
        /// Not in the history: how a redrive goes on with the machine's own scope, a branch or an iteration.
        case frameRedriven(FrameRedrive)

        case stateEntered(StateIndex, input: Payload)
        /// Not in the history: the service hangs instead of entering the state, until the execution's time is over.
        case stateHung(StateIndex)
        case stateExited(StateExit)
        /// A JSONata expression gave no value, or not one that the field takes; `location` is the field.
        indirect case evaluationFailed(Failure, location: String?)
        /// Task, Wait, Parallel and Map states that were cut off by the failure of a sibling.
        case stateAborted

        case taskScheduled(TaskSchedule)
        case taskStarted(worker: String?)
        case taskSubmitted(output: Payload)
        case taskSucceeded(output: Payload)
        indirect case taskFailed(Failure, TaskFailure.Stage)
        indirect case taskTimedOut(Failure)
        /// Not in the history: the heartbeat timer starts anew.
        case taskHeartbeat(due: Timestamp)

        /// Not in the history: waits until `due`.
        case waitStarted(due: Timestamp)
        /// Not in the history: the state runs again at `due`.
        case retryScheduled(retrier: Int32, due: Timestamp)
        /// Not in the history.
        case retryStarted

        case parallelStarted(input: Payload)
        /// Not in the history: a branch has its output.
        case branchSucceeded
        case parallelSucceeded
        case parallelFailed

        case mapStarted(items: Payload, concurrency: Int32)
        case iterationStarted(index: Int32, input: Payload)
        case iterationSucceeded(index: Int32)
        case iterationFailed(index: Int32)
        case iterationAborted(index: Int32)
        case mapSucceeded
        case mapFailed

        /// A distributed Map has its items, `length` of them, or 0 when they are still to be read.
        case distributedMapStarted(length: Int32)
        /// The map run's own events are not the execution's.
        indirect case mapRunStarted(MapRunSettings)
        /// `output` is `nil` when the results have more bytes than a payload may have.
        case mapRunSucceeded(output: Payload?)
        indirect case mapRunFailed(Failure)
        case mapRunAborted
        /// The map run of a distributed Map that did not succeed runs again, under its name.
        indirect case mapRunRedriven(MapRunSettings)
    }
}

/// What a redrive does with a place where states run.
public enum FrameRedrive: Hashable, Sendable {
    /// Its state runs again, with this input and all its retries.
    case runsAgain(input: Payload)
    /// Branches or iterations that did not succeed go on; the others keep their outputs.
    case resumesChildren(input: Payload)
    /// It enters the state that it was about to enter.
    case goesOn
}

/// How a state was left.
public struct StateExit: Hashable, Sendable {
    public var output: Payload
    /// What `Assign` gave, in the order of the definition; empty when nothing was assigned.
    public var assigned: [Variable]
    /// The next state, or `nil` at the end of the scope.
    public var next: StateIndex?
    /// What decided where it goes; `nil` for the state's own `Next` or `End`, and in events stored by versions before
    /// there was this field.
    public var route: Route?

    package init(output: Payload, assigned: [Variable], next: StateIndex?, route: Route? = nil) {
        self.output = output
        self.assigned = assigned
        self.next = next
        self.route = route
    }

    /// Where a state has more ways out than one, the one that was taken.
    public enum Route: Hashable, Sendable {
        /// The place in `Choices` of the rule that held.
        case rule(Int32)
        /// `Default` of a Choice state.
        case byDefault
        /// The place in `Catch` of the catcher that took the error.
        case catcher(Int32)
    }
}

/// A workflow variable.
public struct Variable: Hashable, Sendable {
    public var name: String
    public var value: JSONValue

    public init(name: String, value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// An error in the workflow's world: what `Retry` and `Catch` match and the history records.
public struct Failure: Hashable, Sendable {
    /// `Error`; a task may fail without one.
    public var error: String?
    /// `Cause`.
    public var cause: String?
    /// A path or a field of the definition does not fit the data: the service lets nothing catch these.
    public var isCatchable = true
    /// A missed heartbeat is recorded as `States.Timeout` and matches `States.HeartbeatTimeout` as well.
    public var isHeartbeat = false

    public init(error: String?, cause: String?) {
        self.error = error
        self.cause = cause
    }
}

/// What was scheduled: the details of the event and the deadlines that follow from it.
public final class TaskSchedule: Hashable, Sendable {
    public let parameters: Payload
    /// Seconds.
    public let timeoutSeconds: Int?
    /// Seconds.
    public let heartbeatSeconds: Int?
    public let credentialsRoleARN: String?

    package init(parameters: Payload, timeoutSeconds: Int?, heartbeatSeconds: Int?, credentialsRoleARN: String?) {
        self.parameters = parameters
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.credentialsRoleARN = credentialsRoleARN
    }

    public static func == (left: TaskSchedule, right: TaskSchedule) -> Bool {
        left.parameters == right.parameters && left.timeoutSeconds == right.timeoutSeconds
            && left.heartbeatSeconds == right.heartbeatSeconds && left.credentialsRoleARN == right.credentialsRoleARN
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(parameters)
        hasher.combine(timeoutSeconds)
    }
}
