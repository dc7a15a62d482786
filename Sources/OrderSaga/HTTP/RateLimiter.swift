import Synchronization

/// So many requests per second from one client, and twice as many at once: a bucket of tokens for each address.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: Int64
    }

    private let perSecond: Double
    private let buckets = Mutex<[String: Bucket]>([:])
    private static let maximumClients = 10_000

    /// - Parameter perSecond: > 0.
    init(perSecond: Int) { self.perSecond = Double(perSecond) }

    /// Takes a token.
    ///
    /// - Parameter now: milliseconds; may be of any origin.
    /// - Returns: `nil`, or in how many seconds there will be one.
    func refusal(of client: String, at now: Int64) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= Self.maximumClients, buckets[client] == nil {
                // Buckets that are full again say nothing.
                buckets = buckets.filter { filled($0.value, at: now) < 2 * perSecond }
                if buckets.count >= Self.maximumClients { buckets = [:] }
            }
            let bucket = buckets[client] ?? Bucket(tokens: 2 * perSecond, filledAt: now)
            let tokens = filled(bucket, at: now)
            guard tokens >= 1 else { return max(1, Int(((1 - tokens) / perSecond).rounded(.up))) }
            buckets[client] = Bucket(tokens: tokens - 1, filledAt: max(now, bucket.filledAt))
            return nil
        }
    }

    private func filled(_ bucket: Bucket, at now: Int64) -> Double {
        let milliseconds = Double(max(0, now - bucket.filledAt))
        return min(2 * perSecond, bucket.tokens + milliseconds / 1_000 * perSecond)
    }
}
