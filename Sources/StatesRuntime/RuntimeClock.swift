import FoundationEssentials
public import StatesLanguage

/// Where a runtime has its time from.
public protocol RuntimeClock: Sendable {
    /// Never goes back by much: an execution takes the later of this and its own last time.
    var now: Timestamp { get }

    /// Returns at `time` or later.
    ///
    /// - Throws: `CancellationError` when the task was cancelled.
    func sleep(until time: Timestamp) async throws
}

/// The time of the system, in milliseconds.
public struct SystemClock: RuntimeClock {
    public init() {}

    public var now: Timestamp {
        Timestamp(millisecondsSinceEpoch: Int64((Date.now.timeIntervalSince1970 * 1_000).rounded(.down)))
    }

    public func sleep(until time: Timestamp) async throws {
        let milliseconds = time.millisecondsSinceEpoch &- now.millisecondsSinceEpoch
        guard milliseconds > 0 else { return }
        // A day at a time: the clock may be set meanwhile.
        try await Task.sleep(for: .milliseconds(min(milliseconds, 86_400_000)))
    }
}
