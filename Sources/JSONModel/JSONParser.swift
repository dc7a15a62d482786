/// Reads JSON texts. Source: RFC 8259.
///
/// UTF-8 is checked; an escaped lone surrogate becomes U+FFFD. Depth and size are limited, and reading does not
/// recurse, so no text overflows a stack.
public enum JSONParser {
    /// Of duplicate keys the last wins, at the first one's place.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        var parser = ValueParser(try scanner(bytes, limits), limits: limits)
        return try parser.parse()
    }

    public static func parse(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        try bytes.withUnsafeBufferPointer { result(of: $0, limits) }.get()
    }

    public static func parse(
        _ text: String, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        try text.withUTF8Bytes { result(of: $0, limits) }.get()
    }

    /// `parse` for closures, whose typed errors the compiler does not carry out.
    private static func result(
        of bytes: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits
    ) -> Result<JSONValue, JSONSyntaxError> {
        do throws(JSONSyntaxError) {
            return .success(try parse(bytes, limits: limits))
        } catch {
            return .failure(error)
        }
    }

    /// The value with the place of everything in it; duplicate keys are kept.
    public static func parseNode(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONNode {
        try bytes.withUnsafeBufferPointer { nodeResult(of: $0, limits) }.get()
    }

    private static func nodeResult(
        of bytes: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits
    ) -> Result<JSONNode, JSONSyntaxError> {
        do throws(JSONSyntaxError) {
            var parser = NodeParser(scanner: try scanner(bytes, limits), maximumDepth: limits.maximumDepth)
            return .success(try parser.parse())
        } catch {
            return .failure(error)
        }
    }

    public static func parseNode(
        _ text: String, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONNode {
        try parseNode(Array(text.utf8), limits: limits)
    }

    /// The start of every text: neither empty nor too long.
    private static func scanner(
        _ bytes: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits
    ) throws(JSONSyntaxError) -> JSONScanner {
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            throw JSONSyntaxError(kind: .unexpectedEnd, offset: 0, message: "expected a value, but the text is empty")
        }
        guard bytes.count <= limits.maximumBytes else {
            throw JSONSyntaxError(
                kind: .tooLarge, offset: limits.maximumBytes,
                message: "the text has \(bytes.count) bytes, the limit is \(limits.maximumBytes)")
        }
        return JSONScanner(bytes, at: start)
    }
}
