/// An answer with which the service refuses a request.
public struct RequestRefusal: Error, Hashable, Sendable {
    /// The exception: `ValidationException`, `InvalidDefinition`, `InvalidExecutionInput`, `InvalidArn`.
    public var code: String
    public var message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    static func validation(_ message: String) -> RequestRefusal {
        RequestRefusal(code: "ValidationException", message: message)
    }

    /// A member of the request whose value the API's model does not allow.
    ///
    /// - Parameter value: as the service shows it: in quotes, or `null`.
    static func constraint(_ value: String, at member: String, _ rule: String) -> RequestRefusal {
        validation("1 validation error detected: Value \(value) at '\(member)' failed to satisfy constraint: \(rule)")
    }
}
