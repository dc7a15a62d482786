/// Why a text is no path and no intrinsic function call.
public struct JSONPathSyntaxError: Error, Hashable, Sendable {
    /// What is wrong, for whoever reports it with a code of its own.
    public enum Kind: Hashable, Sendable {
        /// The text does not follow the grammar.
        case grammar
        /// `States.Frmt(…)`: the function does not exist.
        case unknownIntrinsic(String)
        /// `States.ArrayLength()`: the function exists, the number of arguments is wrong.
        case argumentCount(function: String, given: Int)
        /// A limit of this package: nesting, or the number of steps.
        case limit
        /// A path where only a reference path may stand: one that can name at most one value.
        case notAReferencePath
    }

    /// Where, in UTF-8 bytes from the start of the text.
    public var offset: Int
    /// One lower-case sentence without full stop.
    public var message: String
    public var kind: Kind

    public init(offset: Int, message: String, kind: Kind = .grammar) {
        self.offset = offset
        self.message = message
        self.kind = kind
    }
}
