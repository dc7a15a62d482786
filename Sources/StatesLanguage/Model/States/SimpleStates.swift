public import JSONModel
public import JSONPath

/// Pass: hands its input on, or a fixed `Result`, or what `Parameters` builds.
public struct PassState: Hashable, Sendable {
    /// `Result`: literal JSON, never evaluated. JSONPath only.
    public var result: JSONValue?
    /// `Parameters`. JSONPath only.
    public var parameters: PayloadTemplate?
    /// `ResultPath`. JSONPath only.
    public var resultPath: ResultPlacement

    public init(
        result: JSONValue? = nil, parameters: PayloadTemplate? = nil, resultPath: ResultPlacement = .replace
    ) {
        self.result = result
        self.parameters = parameters
        self.resultPath = resultPath
    }
}

/// Wait: until a time, or for a number of seconds.
public struct WaitState: Hashable, Sendable {
    public var until: Until

    /// Exactly one of the fields is given.
    public enum Until: Hashable, Sendable {
        /// `Seconds` or `SecondsPath`: 0 … 99,999,999.
        case seconds(NumberField)
        /// `Timestamp` or `TimestampPath`: RFC 3339.
        case timestamp(TextField)
    }

    public init(until: Until) { self.until = until }
}

/// Fail: ends the execution, or the branch, with an error.
public struct FailState: Hashable, Sendable {
    /// `Error` or `ErrorPath`.
    public var error: TextField?
    /// `Cause` or `CausePath`.
    public var cause: TextField?

    public init(error: TextField? = nil, cause: TextField? = nil) {
        self.error = error
        self.cause = cause
    }
}

/// Parallel: runs all branches on the same input; the result is the array of their outputs.
public struct ParallelState: Hashable, Sendable {
    /// `Branches`, at least one.
    public var branches: [StateGraph]
    /// `Parameters` (JSONPath) or `Arguments` (JSONata).
    public var parameters: Template?
    /// `ResultSelector`. JSONPath only.
    public var resultSelector: PayloadTemplate?
    /// `ResultPath`. JSONPath only.
    public var resultPath: ResultPlacement
    /// `Retry`.
    public var retriers: [Retrier]
    /// `Catch`.
    public var catchers: [Catcher]

    public init(
        branches: [StateGraph], parameters: Template? = nil, resultSelector: PayloadTemplate? = nil,
        resultPath: ResultPlacement = .replace, retriers: [Retrier] = [], catchers: [Catcher] = []
    ) {
        self.branches = branches
        self.parameters = parameters
        self.resultSelector = resultSelector
        self.resultPath = resultPath
        self.retriers = retriers
        self.catchers = catchers
    }
}
