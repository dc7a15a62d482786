import JSONModel

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

    /// A value that nests more deeply than any text that would be read again. States that wrap their input in a loop
    /// get there, and nothing that walks values recursively may.
    static let tooDeep = ExpressionError(cause: "The value is nested more than \(maximumDepth) levels deep")
    static let maximumDepth = JSONLimits().maximumDepth
}
