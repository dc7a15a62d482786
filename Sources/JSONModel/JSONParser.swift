import Diagnostics

/// Reads JSON texts. Source: RFC 8259.
///
/// UTF-8 is checked; an escaped lone surrogate becomes U+FFFD. Depth and size are limited, so what is read can be
/// written, compared and freed without a deep stack.
public enum JSONParser {
    /// Of duplicate keys the last wins, at the first one's place.
    public static func parse(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        try parseNode(bytes, limits: limits).value
    }

    public static func parse(
        _ text: String, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }

    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        try parse(Array(bytes), limits: limits)
    }

    /// The value with the place of everything in it; duplicate keys are kept.
    public static func parseNode(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONNode {
        guard bytes.count <= limits.maximumBytes else {
            throw JSONSyntaxError(kind: .tooLarge, offset: 0, message: "the text is too long")
        }
        var parser = NodeParser(bytes: bytes, limits: limits)
        let node = try parser.node(depth: 0)
        parser.skipSpace()
        guard parser.offset == bytes.count else {
            throw parser.error(.trailingText, "unexpected text after the value")
        }
        return node
    }

    public static func parseNode(
        _ text: String, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONNode {
        try parseNode(Array(text.utf8), limits: limits)
    }
}

struct NodeParser {
    let bytes: [UInt8]
    let limits: JSONLimits
    var offset = 0

    func error(_ kind: JSONSyntaxError.Kind, _ message: String) -> JSONSyntaxError {
        JSONSyntaxError(kind: offset >= bytes.count ? .unexpectedEnd : kind, offset: offset, message: message)
    }

    var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func skipSpace() {
        while let byte, byte == 32 || byte == 10 || byte == 13 || byte == 9 { offset += 1 }
    }

    mutating func take(_ expected: Character) -> Bool {
        guard byte == expected.asciiValue else { return false }
        offset += 1
        return true
    }

    mutating func node(depth: Int) throws(JSONSyntaxError) -> JSONNode {
        skipSpace()
        let start = offset
        let kind: JSONNode.Kind
        switch byte {
        case UInt8(ascii: "{"): kind = .object(try members(depth: depth + 1))
        case UInt8(ascii: "["): kind = .array(try elements(depth: depth + 1))
        case UInt8(ascii: "\""): kind = .string(try string())
        default: kind = try scalar()
        }
        return JSONNode(kind: kind, span: SourceSpan(start: start, end: offset))
    }

    mutating func elements(depth: Int) throws(JSONSyntaxError) -> [JSONNode] {
        guard depth <= limits.maximumDepth else { throw error(.tooDeep, "arrays and objects nest too deeply") }
        offset += 1
        var elements: [JSONNode] = []
        skipSpace()
        if take("]") { return elements }
        while true {
            elements.append(try node(depth: depth))
            skipSpace()
            if take("]") { return elements }
            guard take(",") else { throw error(.unexpectedCharacter, "expected ',' or ']'") }
        }
    }

    mutating func members(depth: Int) throws(JSONSyntaxError) -> [JSONNode.Member] {
        guard depth <= limits.maximumDepth else { throw error(.tooDeep, "arrays and objects nest too deeply") }
        offset += 1
        var members: [JSONNode.Member] = []
        skipSpace()
        if take("}") { return members }
        while true {
            skipSpace()
            let start = offset
            guard byte == UInt8(ascii: "\"") else { throw error(.unexpectedCharacter, "expected a string as key") }
            let key = try string()
            let span = SourceSpan(start: start, end: offset)
            skipSpace()
            guard take(":") else { throw error(.unexpectedCharacter, "expected ':'") }
            members.append(JSONNode.Member(key: key, keySpan: span, value: try node(depth: depth)))
            skipSpace()
            if take("}") { return members }
            guard take(",") else { throw error(.unexpectedCharacter, "expected ',' or '}'") }
        }
    }

    mutating func scalar() throws(JSONSyntaxError) -> JSONNode.Kind {
        let start = offset
        while let byte, byte > 32, !",:]}[{\"".utf8.contains(byte) { offset += 1 }
        let word = String(decoding: bytes[start..<offset], as: UTF8.self)
        switch word {
        case "null": return .null
        case "true": return .bool(true)
        case "false": return .bool(false)
        default: break
        }
        var digits = word.utf8[...]
        func skipDigits() -> Int {
            let count = digits.prefix { (48...57).contains($0) }.count
            digits = digits.dropFirst(count)
            return count
        }
        if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
        let zero = digits.first == UInt8(ascii: "0")
        let count = skipDigits()
        var valid = count == 1 || count > 1 && !zero
        if digits.first == UInt8(ascii: ".") {
            digits = digits.dropFirst()
            valid = valid && skipDigits() > 0
        }
        if digits.first == UInt8(ascii: "e") || digits.first == UInt8(ascii: "E") {
            digits = digits.dropFirst()
            if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
            valid = valid && skipDigits() > 0
        }
        guard valid, digits.isEmpty else {
            offset = start
            throw error(.unexpectedCharacter, "expected a value")
        }
        if let int = Int64(word) { return .number(.int(int)) }
        if word.utf8.allSatisfy({ $0 == 45 || (48...57).contains($0) }) { return .number(.text(word)) }
        guard let double = Double(word), double.isFinite else { return .number(.text(word)) }
        return .number(.double(double))
    }

    mutating func string() throws(JSONSyntaxError) -> String {
        offset += 1
        var text: [UInt8] = []
        while let byte {
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error(.invalidUTF8, "not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): text += try escape()
            case 0..<32:
                offset -= 1
                throw error(.invalidString, "a control character in a string")
            default: text.append(byte)
            }
        }
        throw error(.unexpectedEnd, "the string does not end")
    }

    mutating func escape() throws(JSONSyntaxError) -> [UInt8] {
        let plain: [UInt8: UInt8] = [34: 34, 92: 92, 47: 47, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9]
        if let byte, let meant = plain[byte] {
            offset += 1
            return [meant]
        }
        guard byte == UInt8(ascii: "u") else { throw error(.invalidString, "unknown escape") }
        var unit = try hex()
        if (0xD800..<0xDC00).contains(unit), bytes[offset...].starts(with: "\\u".utf8) {
            let saved = offset
            offset += 1
            let low = try hex()
            if (0xDC00..<0xE000).contains(low) {
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            } else {
                offset = saved
            }
        }
        return Array(String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8)
    }

    mutating func hex() throws(JSONSyntaxError) -> UInt32 {
        offset += 1
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw error(.invalidString, "expected four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
            offset += 1
        }
        return unit
    }
}
