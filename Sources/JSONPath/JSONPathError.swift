/// Why a path selects nothing in a value.
public struct JSONPathError: Error, Hashable, Sendable {
    /// What went wrong, without the place.
    public enum Kind: Hashable, Sendable {
        /// A member, element or variable is not there.
        case notFound
        /// An index lies outside its array. The service tells this from `notFound` in templates, where it gives null.
        case indexOutOfRange
        /// A step was applied to a value of a kind that it does not fit, such as an index to a string.
        case mismatch
        /// A limit of this package on the work of one evaluation.
        case limit
    }

    public var kind: Kind
    /// The service's text, such as `Missing property in path $['no']`. Fields such as `InputPath` put
    /// `Invalid path '$.no' : ` in front of it.
    public var message: String

    public init(kind: Kind, message: String) {
        self.kind = kind
        self.message = message
    }

    /// The failure of a field that holds a plain path: `InputPath`, `OutputPath`, `TimeoutSecondsPath`, …
    public func invalidPath(_ path: JSONPath) -> ExpressionError {
        ExpressionError(cause: "Invalid path '\(path.text)' : \(message)")
    }
}
