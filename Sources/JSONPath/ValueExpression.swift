public import JSONModel

/// A string that stands for a value: a path (`$…`, `$$…`, `$name…`) or an intrinsic function call. Members of payload
/// templates hold one, and fields such as `ErrorPath`.
public enum ValueExpression: Hashable, Sendable {
    case path(JSONPath)
    case intrinsic(IntrinsicCall)

    public init(_ text: String) throws(JSONPathSyntaxError) {
        if text.utf8.first == UInt8(ascii: "$") {
            self = .path(try JSONPath(text))
        } else {
            self = .intrinsic(try IntrinsicCall(text))
        }
    }

    /// The expression as it was written.
    public var text: String {
        switch self {
        case .path(let path): path.text
        case .intrinsic(let call): call.text
        }
    }

    /// The variables that are read, each once, in the order of the text.
    public var variableNames: [String] {
        switch self {
        case .path(let path): path.variableNames
        case .intrinsic(let call): call.variableNames
        }
    }

    /// The expression's value.
    ///
    /// - Parameter field: the field's name as it is written, such as `value.$` or `ErrorPath`; the cause quotes it.
    public func evaluate(
        in scope: inout some ExpressionScope, field: String
    ) throws(ExpressionError) -> JSONValue {
        switch self {
        case .intrinsic(let call):
            return try call.evaluate(in: &scope)
        case .path(let path):
            do throws(JSONPathError) {
                return try path.evaluateLeniently(in: &scope)
            } catch {
                // The service gives null for an element behind the end of its array, though only here and not in an
                // intrinsic function's argument.
                if error.kind == .indexOutOfRange { return .null }
                throw Self.expressionError(error, path: path, field: field, input: scope.input)
            }
        }
    }

    private static func expressionError(
        _ error: JSONPathError, path: JSONPath, field: String, input: JSONValue
    ) -> ExpressionError {
        switch error.kind {
        case .mismatch, .limit:
            return error.invalidPath(path)
        case .notFound, .indexOutOfRange:
            let place = "specified for the field '\(field)' could not be found in the input '\(input)'"
            return ExpressionError(cause: "The JSONPath '\(path.text)' \(place)")
        }
    }
}
