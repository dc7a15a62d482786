/// The name of a state, for a definition written in Swift.
///
/// A string literal will do; a constant cannot be misspelt, neither where the state is written nor where another leads
/// to it:
///
///     extension StateName {
///         static let refund: Self = "RefundPayment"
///     }
///
/// The compiler checks constants; that there is a state of that name is checked when the definition is read.
public struct StateName: RawRepresentable, Hashable, Sendable, ExpressibleByStringInterpolation {
    /// As it stands under `States`, 1 … 80 characters.
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ name: String) { rawValue = name }
    public init(stringLiteral name: String) { rawValue = name }
}

/// An element of `ErrorEquals`, for a definition written in Swift: one of the predefined names, or one of your own as a
/// string.
///
/// - Source: States Language specification, “Predefined error codes”.
public struct ErrorName: RawRepresentable, Hashable, Sendable, ExpressibleByStringInterpolation {
    public var rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ name: String) { rawValue = name }
    public init(stringLiteral name: String) { rawValue = name }

    /// Every error of a task but its timeout.
    public static let taskFailed: Self = "States.TaskFailed"
    public static let timeout: Self = "States.Timeout"
    public static let heartbeatTimeout: Self = "States.HeartbeatTimeout"
    public static let permissions: Self = "States.Permissions"
    public static let branchFailed: Self = "States.BranchFailed"
    public static let noChoiceMatched: Self = "States.NoChoiceMatched"
    public static let intrinsicFailure: Self = "States.IntrinsicFailure"
    public static let parameterPathFailure: Self = "States.ParameterPathFailure"
    public static let resultPathMatchFailure: Self = "States.ResultPathMatchFailure"
    public static let queryEvaluationError: Self = "States.QueryEvaluationError"
    public static let dataLimitExceeded: Self = "States.DataLimitExceeded"
    public static let exceedToleratedFailureThreshold: Self = "States.ExceedToleratedFailureThreshold"
    public static let itemReaderFailed: Self = "States.ItemReaderFailed"
    public static let resultWriterFailed: Self = "States.ResultWriterFailed"
}

extension [ErrorName] {
    /// `States.ALL`, every error that can be caught: it stands alone, in the last retrier or catcher.
    public static var all: Self { ["States.ALL"] }
}
