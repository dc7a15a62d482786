/// An error on its way out of the parser or the evaluator: what the reference throws, before its message is made.
///
/// A class, so that throwing functions hand back one pointer.
// Sendable because it is changed only by the evaluation that made it, before anyone else sees it.
final class Failure: Error, @unchecked Sendable {
    /// As in the reference; empty for the limits of the service, which have none.
    let code: String
    /// UTF-16 offset in the expression.
    var position: Int?
    /// The operator, function or symbol that the error names.
    var token: Value?
    var value: Value?
    /// Further members that a message may quote: `value2`, `index`, `type`, `exp`.
    var details: [(name: String, value: Value)] = []
    /// The text, where the expression itself or a limit gave it.
    var message: String?
    /// Whether the token was looked for already and there is none.
    var functionName: String?

    init(
        _ code: String, position: Int? = nil, token: Value? = nil, value: Value? = nil,
        details: [(name: String, value: Value)] = [], message: String? = nil
    ) {
        self.code = code
        self.position = position
        self.token = token
        self.value = value
        self.details = details
        self.message = message
    }

    /// A limit that has no code, with the service's text.
    static func limit(_ message: String) -> Failure { Failure("", message: message) }

    /// The public form, with the message made from its template.
    func error() -> JSONataError {
        JSONataError(
            code: code.isEmpty ? nil : code, message: Messages.text(of: self), position: position,
            token: token.map(Self.text(of:)), value: value?.json(nonFiniteAsText: false), functionName: functionName)
    }

    private static func text(of token: Value) -> String {
        if case .string(let string) = token { return string }
        return Messages.rendered(token)
    }
}
