/// One element of `Retry`.
///
/// - Source: States Language specification, “Retrying after error”.
public struct Retrier: Hashable, Sendable {
    /// `JitterStrategy`: how much of a delay is left to chance.
    public enum JitterStrategy: String, Hashable, Sendable {
        case none = "NONE"
        /// The delay is drawn evenly from 0 to the computed delay.
        case full = "FULL"
    }

    public var comment: String?
    /// `ErrorEquals`: error names or `States.ALL`; never empty.
    public var errorEquals: [String]
    /// `IntervalSeconds`, seconds before the first retry, 1 … 99,999,999, default 1.
    public var intervalSeconds: Int
    /// `MaxAttempts`, retries (the first run is not one), 0 … 99,999,999, default 3.
    public var maxAttempts: Int
    /// `BackoffRate`, factor per retry, ≥ 1.0, default 2.0.
    public var backoffRate: Double
    /// `MaxDelaySeconds`, cap of a delay in seconds, above the interval and at most 31,622,400.
    public var maxDelaySeconds: Int?
    /// `JitterStrategy`, default `NONE`.
    public var jitterStrategy: JitterStrategy

    public init(
        comment: String? = nil, errorEquals: [String], intervalSeconds: Int = 1, maxAttempts: Int = 3,
        backoffRate: Double = 2, maxDelaySeconds: Int? = nil, jitterStrategy: JitterStrategy = .none
    ) {
        self.comment = comment
        self.errorEquals = errorEquals
        self.intervalSeconds = intervalSeconds
        self.maxAttempts = maxAttempts
        self.backoffRate = backoffRate
        self.maxDelaySeconds = maxDelaySeconds
        self.jitterStrategy = jitterStrategy
    }
}

/// One element of `Catch`.
///
/// - Source: States Language specification, “Fallback states”.
public struct Catcher: Hashable, Sendable {
    public var comment: String?
    /// `ErrorEquals`: error names or `States.ALL`; never empty.
    public var errorEquals: [String]
    /// `Next`: a state of the same scope.
    public var next: String
    /// `ResultPath`: where the error output goes in the state's input. JSONPath only.
    public var resultPath: ResultPlacement
    /// `Assign` of this catcher.
    public var assign: Template?
    /// `Output`. JSONata only.
    public var output: JSONataTemplate?

    public init(
        comment: String? = nil, errorEquals: [String], next: String, resultPath: ResultPlacement = .replace,
        assign: Template? = nil, output: JSONataTemplate? = nil
    ) {
        self.comment = comment
        self.errorEquals = errorEquals
        self.next = next
        self.resultPath = resultPath
        self.assign = assign
        self.output = output
    }
}
