public import JSONModel

/// Why an expression could not be compiled or evaluated, as the reference words it.
public struct JSONataError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `S0201`, `T2001`, `D3137`, …; `nil` for the limits of the service, which have none.
    public var code: String?
    /// The text without the code.
    public var message: String
    /// UTF-16 offset in the expression, as the reference counts; `nil` where it gives none.
    public var position: Int?
    /// The operator, function or symbol at fault.
    public var token: String?
    /// The value at fault.
    public var value: JSONValue?
    /// The built-in function that gave up, where the reference says so.
    public var functionName: String?

    public init(
        code: String?, message: String, position: Int? = nil, token: String? = nil, value: JSONValue? = nil,
        functionName: String? = nil
    ) {
        self.code = code
        self.message = message
        self.position = position
        self.token = token
        self.value = value
        self.functionName = functionName
    }

    /// `T2001: The left side …`, as the service shows it.
    public var description: String { code.map { "\($0): \(message)" } ?? message }

    /// The UTF-8 offset in `source` that `position` means.
    public func utf8Offset(in source: String) -> Int? {
        guard let position else { return nil }
        let units = source.utf16
        let index = units.index(units.startIndex, offsetBy: position, limitedBy: units.endIndex) ?? units.endIndex
        return source.utf8.distance(from: source.utf8.startIndex, to: index)
    }
}
