public import StatesCore

/// What stands behind the tasks of a simulated execution: mocks, a recorded history, or anything that can answer at
/// once.
public protocol TaskWorld: Sendable {
    /// Decides how `request` is answered. Asked once per run of a task, retries included, in the order in which the
    /// runs were scheduled.
    ///
    /// - Returns: the answer, or `nil` when this world does not know the task; then somebody outside works on it.
    /// - Throws: when the world knows the task and has no answer left.
    mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer?
}

/// A world that knows no task: all of them are worked on outside.
public struct EmptyWorld: TaskWorld {
    public init() {}

    public mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? { nil }
}

/// Asks `first`, and `second` about what `first` does not know.
public struct LayeredWorld<First: TaskWorld, Second: TaskWorld>: TaskWorld {
    public var first: First
    public var second: Second

    public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    public mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        if let answer = try first.answer(to: request) { return answer }
        return try second.answer(to: request)
    }
}

/// Why a world that should know a task cannot answer it. It is no failure of the workflow: the simulation cannot go
/// on.
public struct WorldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The Task state.
    public var stateName: String
    /// Which run of the state it was, counted from 0 over the whole execution, retries included.
    public var invocation: Int
    /// One sentence without a full stop; names the state and the invocation.
    public var message: String

    public init(stateName: String, invocation: Int, message: String) {
        self.stateName = stateName
        self.invocation = invocation
        self.message = message
    }

    public var description: String { message }
}
