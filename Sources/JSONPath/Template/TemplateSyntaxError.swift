/// A member of a payload template whose name ends in `.$` and whose value is no expression.
public struct TemplateSyntaxError: Error, Hashable, Sendable {
    /// What is wrong with the member.
    public enum Kind: Hashable, Sendable {
        /// The value of a `.$` member is not a string.
        case notAString
        /// The string is neither a path nor an intrinsic function call.
        case expression(JSONPathSyntaxError.Kind)
        /// Two members have one name once `.$` is taken off.
        case duplicateName
        /// The template nests more deeply than its limit.
        case tooDeep
    }

    /// The tokens of a JSON pointer from the template to the offending member.
    public var pointer: [String]
    /// Where in the member's string, in UTF-8 bytes; 0 where it is no string.
    public var offset: Int
    public var kind: Kind
    /// One lower-case sentence without full stop.
    public var message: String

    /// The member's name, such as `value.$`.
    public var field: String { pointer.last ?? "" }
}
