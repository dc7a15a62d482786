/// What an expression may ask about the world; given by the caller, so that evaluation is a function.
public struct Surroundings: Hashable, Sendable {
    /// `$now()` and `$millis()`: milliseconds since 1970, UTC.
    public var now: Int64
    /// What `$random`, `$shuffle` and `$uuid` draw from: another seed for every evaluation.
    public var seed: UInt64

    public init(now: Int64 = 0, seed: UInt64 = 0) {
        self.now = now
        self.seed = seed
    }
}
