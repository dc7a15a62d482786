import JSONModel
import StatesLanguage

/// One place where states run: the machine's own scope, a branch, or an iteration.
///
/// Frames live in a flat arena; a finished one shrinks to its output in the fan-out of its parent and is used again.
struct Frame: Hashable, Sendable {
    /// The frame whose Parallel or Map state started this one, or -1.
    var parent: Int32
    /// Branch or iteration number.
    var slot: Int32
    var phase: Phase
    /// The state that runs, or ran last.
    var state: StateIndex = .end
    /// Input of the state, then its output.
    var payload: Payload
    /// Counts state entries over the execution; names tasks and timers.
    var entry = 0
    /// Runs of the state before this one.
    var attempt = 0
    /// When and by which event the state was entered.
    var enteredTime: Timestamp
    var enteredEvent: Int32 = 0
    /// The event before that.
    var enteredPrevious: Int32 = 0
    /// The event that the next one of this frame links to.
    var lastEvent: Int32
    /// Runs used up, per retrier; empty until one is used.
    var retries: [Int32] = []
    /// Variables of this scope.
    var variables: [Variable] = []
    /// Children, while a Parallel or Map state runs: a place among the execution's fan-outs.
    var fanOut: Int32 = -1

    var identity: (parent: Int32, slot: Int32, state: StateIndex) { (parent, slot, state) }

    enum Phase: Hashable, Sendable {
        /// About to enter `state`.
        case arriving(StateIndex)
        /// Never enters its next state.
        case hung(before: StateIndex)
        /// Entered, or about to run again.
        case entered
        case task(OutstandingTask)
        /// The task's result is recorded.
        case succeeded(Payload)
        /// The failure is recorded.
        indirect case failed(Failure)
        case waiting(due: Timestamp)
        case retrying(due: Timestamp)
        case fannedOut
        /// Child executions work for it.
        indirect case mapRun(MapRunSettings)
        /// Cut off by the failure of a sibling.
        case aborted
        /// Cut off because a scope around it, or the execution, did not succeed: only a redrive goes on with it, at
        /// `next` or with the state that it was in.
        case halted(next: StateIndex?)
        /// The scope is done: `payload` is its output.
        case ended
        /// Not in use.
        case free
    }
}

struct OutstandingTask: Hashable, Sendable {
    let schedule: TaskSchedule
    let scheduledAt: Timestamp
    var timeoutDue: Timestamp?
    var heartbeatDue: Timestamp?
    var isStarted = false
    var isSubmitted = false
}

/// The children of a Parallel or Map state.
struct FanOut: Hashable, Sendable {
    /// The items of a Map; `nil` for Parallel.
    var items: JSONArray?
    /// Outputs by branch or iteration.
    var results: [Payload?]
    /// Children in flight, ordered by slot.
    var running: [Int32] = []
    /// The next iteration to start.
    var next = 0
    /// How many may be in flight.
    var concurrency: Int
    var finished = 0
    /// The last state event of the child that finished last: what the next iteration links to.
    var lastStateEvent: Int32

    var isComplete: Bool { finished == results.count }
}
