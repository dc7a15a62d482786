import JSONModel

/// One call in an intrinsic expression.
final class IntrinsicNode: Sendable {
    let function: IntrinsicFunction
    let arguments: [IntrinsicArgument]
    /// The first argument of `States.Format` where that is a literal, split at its `{}`.
    let template: FormatTemplate?

    init(function: IntrinsicFunction, arguments: [IntrinsicArgument], template: FormatTemplate?) {
        self.function = function
        self.arguments = arguments
        self.template = template
    }
}

/// One argument of a call.
enum IntrinsicArgument: Sendable {
    case literal(JSONValue)
    case path(JSONPath)
    case call(IntrinsicNode)
}

/// Why a call fails at run time, before it is put into the words of the whole expression.
enum IntrinsicFailure: Error {
    case path(JSONPath, JSONPathError)
    /// Wrong type, out of range, too long: the service gives no reason.
    case arguments(IntrinsicFunction)
    case message(String)
}
