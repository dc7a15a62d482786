import Foundation

/// Where the relay has its time from, in milliseconds since 1970.
public protocol OutboxClock: Sendable {
    var now: Int64 { get }

    /// Returns at `time` or later.
    ///
    /// - Throws: `CancellationError` when the task was cancelled.
    func sleep(until time: Int64) async throws
}

/// The time of the system.
public struct SystemOutboxClock: OutboxClock {
    public init() {}

    public var now: Int64 { Int64((Date.now.timeIntervalSince1970 * 1_000).rounded(.down)) }

    public func sleep(until time: Int64) async throws {
        // An hour at a time at most: the clock may be set meanwhile.
        try await Task.sleep(for: .milliseconds(max(0, min(time - now, 3_600_000))))
    }
}
