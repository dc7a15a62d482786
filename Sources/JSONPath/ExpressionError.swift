/// A failure of an expression inside the workflow's world: what `Retry` and `Catch` see.
public struct ExpressionError: Error, Hashable, Sendable {
    /// The service's error name, such as `States.Runtime`.
    public var error: String
    /// The service's text without its prefix `An error occurred while executing the state …`.
    public var cause: String

    public init(error: String = ExpressionError.runtime, cause: String) {
        self.error = error
        self.cause = cause
    }

    /// The error of nearly every expression that fails at run time; recorded for templates, input and output paths,
    /// and observed for intrinsic functions, although the specification names `States.IntrinsicFailure` there.
    public static let runtime = "States.Runtime"
}
