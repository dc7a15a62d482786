/// Who is told of events, and how.
public struct OutboxSubscriber: Sendable {
    /// Where one begins that the file has not seen before: with the oldest event that is still kept (one that every
    /// subscriber has had may be gone), or with the first that is appended after the relay has begun.
    public enum Start: Hashable, Sendable { case oldest, now }

    /// Identifies it in the file, so it must stay the same.
    public var name: String, start: Start
    /// Types of events that it is told of; `nil` for all.
    public var types: Set<String>?
    public var retry: RetryPolicy
    /// Deliveries under way at once, each of another key. ≥ 1.
    public var concurrency: Int
    /// Takes an event, or throws, and will get it again. It may get one again that it took, with the same id.
    /// It limits its own time: the events of a key wait for as long as it takes.
    public var deliver: @Sendable (Delivery) async throws -> Void

    public init(
        _ name: String, from start: Start, types: Set<String>? = nil, retry: RetryPolicy = RetryPolicy(),
        concurrency: Int = 64, deliver: @escaping @Sendable (Delivery) async throws -> Void
    ) {
        (self.name, self.start, self.types, self.retry) = (name, start, types, retry)
        (self.concurrency, self.deliver) = (concurrency, deliver)
    }
}

/// When a delivery that failed is tried again, and how often.
public struct RetryPolicy: Hashable, Sendable {
    /// Deliveries of one event until it is a dead letter. ≥ 1.
    public var attempts = 10
    /// Before the second delivery; each further delay is twice the one before. > 0.
    public var firstDelayMilliseconds: Int64 = 200
    /// No delay is longer.
    public var longestDelayMilliseconds: Int64 = 60_000

    public init() {}

    /// Half of the delay is drawn, so that what failed together does not come back together.
    ///
    /// - Parameters:
    ///   - failures: ≥ 1.
    ///   - random: 0 ..< 1.
    func delayMilliseconds(after failures: Int, random: Double) -> Int64 {
        let factor = Double(sign: .plus, exponent: min(failures - 1, 60), significand: 1)
        let delay = min(Double(firstDelayMilliseconds) * factor, Double(longestDelayMilliseconds))
        return Int64((delay * (0.5 + 0.5 * random)).rounded(.up))
    }
}
