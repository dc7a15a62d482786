/// What can be said about an expression without parsing it: whether its brackets, strings and comments close.
///
/// Only faults that are sure are found; regular expressions are not told from divisions, so a text with a slash is
/// not judged.
enum JSONataShape {
    /// What is wrong, in the words of the JSONata reference; `nil` if nothing is.
    static func fault(in source: String) -> String? {
        var bytes = Array(source.utf8)[...]
        if bytes.isEmpty { return "Unexpected end of expression" }
        guard !bytes.contains(UInt8(ascii: "/")) else { return nil }
        var open: [UInt8] = []
        var previous: UInt8?
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
                guard skip(&bytes, to: byte) else {
                    return byte == UInt8(ascii: "`")
                        ? "Quoted property name must be terminated with a backquote (`)"
                        : "String literal must be terminated by a matching quote"
                }
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): open.append(closing(byte))
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard let expected = open.popLast() else { return "Syntax error: \"\(text(byte))\"" }
                guard expected == byte else { return "Expected \"\(text(expected))\", got \"\(text(byte))\"" }
            case UInt8(ascii: "?") where previous == UInt8(ascii: "["):
                return "The symbol \"?\" cannot be used as a unary operator"
            default: break
            }
            if byte > 0x20 { previous = byte }
        }
        return open.last.map { "Expected \"\(text($0))\" before end of expression" }
    }

    /// Whether `quote` follows; a backslash escapes it but in a quoted name.
    private static func skip(_ bytes: inout ArraySlice<UInt8>, to quote: UInt8) -> Bool {
        while let byte = bytes.popFirst() {
            if byte == quote { return true }
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`") { _ = bytes.popFirst() }
        }
        return false
    }

    private static func closing(_ byte: UInt8) -> UInt8 { byte == UInt8(ascii: "(") ? byte + 1 : byte + 2 }

    private static func text(_ byte: UInt8) -> String { String(Unicode.Scalar(byte)) }
}
