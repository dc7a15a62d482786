/// Why a text is not JSON, or not JSON that is accepted here, and where.
public struct JSONSyntaxError: Error, Hashable, Sendable {
    /// What is wrong, for those who count or translate.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The text ends inside a value, or holds none.
        case unexpectedEnd
        /// A character stands where the grammar has no place for it.
        case unexpectedCharacter
        /// A number that the grammar does not know: a leading zero or plus, no digit after the point, …
        case invalidNumber
        /// A control character inside a string, or an unknown escape.
        case invalidString
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// Something follows the value.
        case trailingText
        /// Arrays and objects nested more deeply than the limits allow.
        case tooDeep
        /// More bytes than the limits allow.
        case tooLarge
    }

    public var kind: Kind
    /// UTF-8 offset of the first byte that is wrong.
    public var offset: Int
    /// One short sentence without a full stop.
    public var message: String

    public init(kind: Kind, offset: Int, message: String) {
        self.kind = kind
        self.offset = offset
        self.message = message
    }
}
