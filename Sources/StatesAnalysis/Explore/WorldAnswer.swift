/// What the world can do to an execution that waits for it.
public enum WorldAnswer: Hashable, Sendable {
    /// Starts it, with one of the inputs.
    case starts(input: Int)
    /// A task succeeds, with one of its results.
    case succeeds(result: Int)
    case fails(error: String)
    /// Nobody answers a task before `TimeoutSeconds`.
    case timesOut
    /// A task goes on for `HeartbeatSeconds` without a sign.
    case missesHeartbeat
    /// A wait, or the delay before a retry, is over.
    case passes
    /// The time of the whole execution is over: `TimeoutSeconds` of the machine.
    case endsTime
    /// Nobody ever answers what is left to be answered.
    case never

    /// In words, for people and in JSON.
    public var text: String {
        switch self {
        case .starts(let input): "starts with input \(input + 1)"
        case .succeeds(let result): result == 0 ? "succeeds" : "succeeds with result \(result + 1)"
        case .fails(let error): "fails with \(error)"
        case .timesOut: "times out"
        case .missesHeartbeat: "misses its heartbeat"
        case .passes: "is over"
        case .endsTime: "the execution's time is over"
        case .never: "is never answered"
        }
    }
}

/// One step of a path through the execution.
public struct ExploredMove: Hashable, Sendable {
    /// Which of the places that the execution waits at, in the order of `Execution.waits`; -1 for what is not about
    /// one of them.
    public var place: Int
    public var answer: WorldAnswer
}
