public import JSONModel

/// How a scripted task ends.
public struct ScriptedAnswer: Hashable, Sendable {
    enum End: Hashable, Sendable {
        case succeeded(JSONValue)
        case failed(error: String, cause: String?)
        case never
    }

    let end: End
    private(set) var delay = Duration.zero
    private(set) var times = 1

    /// With this output. Of a Lambda function called through `lambda:invoke`: what the function returns.
    public static func succeeded(_ output: JSONValue) -> Self { Self(end: .succeeded(output)) }

    public static func failed(_ error: String, _ cause: String? = nil) -> Self {
        Self(end: .failed(error: error, cause: cause))
    }

    /// It does not end: the task times out, or its execution is stopped.
    public static let never = Self(end: .never)

    /// The same, so much later. Virtual time.
    public func after(_ delay: Duration) -> Self {
        var answer = self
        answer.delay = delay
        return answer
    }

    /// The same, so many times in a row, ≥ 1.
    public func times(_ times: Int) -> Self {
        precondition(times >= 1, "an answer is given once at least")
        var answer = self
        answer.times = times
        return answer
    }
}
