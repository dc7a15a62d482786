/// A place in the UTF-8 text of a path or an intrinsic call, shared by both parsers.
struct ExpressionScanner {
    let bytes: [UInt8]
    var position = 0
    /// How many filters, parentheses and calls are open around `position`.
    private(set) var depth = 0

    /// Deepest nesting of filters, parentheses, literals and calls; recursion is bounded by it.
    static let maximumDepth = 100
    /// Most steps that one path may have.
    static let maximumSteps = 1_000

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position >= bytes.count }

    /// The byte at `position`, 0 at the end. A NUL in the text is no part of any grammar, so both read as an error.
    var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

    func byte(at offset: Int) -> UInt8 {
        let index = position + offset
        return index >= 0 && index < bytes.count ? bytes[index] : 0
    }

    func isAt(_ character: Unicode.Scalar) -> Bool {
        current == UInt8(ascii: character)
    }

    /// Steps over `character` if it is next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard isAt(character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(JSONPathSyntaxError) {
        guard take(character) else { throw unexpected(expected: "'\(character)'") }
    }

    /// Steps over `text` if it is next.
    mutating func take(text: StaticString) -> Bool {
        let length = text.utf8CodeUnitCount
        guard position + length <= bytes.count else { return false }
        let matches = text.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + length]) }
        if matches { position += length }
        return matches
    }

    mutating func skipSpace() {
        while isSpace(current) { position += 1 }
    }

    func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    func text(from start: Int) -> String {
        String(decoding: bytes[start..<position], as: UTF8.self)
    }

    mutating func enter() throws(JSONPathSyntaxError) {
        depth += 1
        guard depth <= Self.maximumDepth else {
            let message = "nested more than \(Self.maximumDepth) levels deep"
            throw JSONPathSyntaxError(offset: position, message: message, kind: .limit)
        }
    }

    mutating func leave() {
        depth -= 1
    }

    func error(_ message: String) -> JSONPathSyntaxError {
        JSONPathSyntaxError(offset: position, message: message)
    }

    func unexpected(expected: String) -> JSONPathSyntaxError {
        guard !isAtEnd else { return error("expected \(expected), but the text ends") }
        var end = position + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return error("expected \(expected), found '\(String(decoding: bytes[position..<end], as: UTF8.self))'")
    }
}

extension ExpressionScanner {
    /// Digits of an integer with an optional minus sign; `nil` if there is none here or it has more than 18 digits.
    mutating func takeInteger() -> Int? {
        let start = position
        _ = take("-")
        let digits = position
        while isDigit(current) { position += 1 }
        guard position > digits, position - digits <= 18, let integer = Int(text(from: start)) else {
            position = start
            return nil
        }
        return integer
    }

    func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    func isLetter(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
    }

    /// The text of a number as JSON writes it, a leading `+` or zeros aside; `position` moves behind it.
    mutating func takeNumberText() -> String? {
        let start = position
        _ = take("-")
        let digits = position
        while isDigit(current) { position += 1 }
        guard position > digits else {
            position = start
            return nil
        }
        if isAt("."), isDigit(byte(at: 1)) {
            position += 1
            while isDigit(current) { position += 1 }
        }
        if isAt("e") || isAt("E") {
            let sign = byte(at: 1) == UInt8(ascii: "+") || byte(at: 1) == UInt8(ascii: "-") ? 1 : 0
            if isDigit(byte(at: 1 + sign)) {
                position += 1 + sign
                while isDigit(current) { position += 1 }
            }
        }
        return text(from: start)
    }

    /// The content of a string in `quote`s, which starts here, with Java's escapes (`\n`, `\u00e9`, `\'`, …) resolved:
    /// names in brackets and strings in filters.
    ///
    /// - Parameter keepsNeedless: whether the backslash stays before a quotation mark of the other kind, as the service
    ///   has it in names (recorded 2025-02: `$['Test\"']` names `Test\"`).
    mutating func takeQuoted(
        _ quote: Unicode.Scalar, keepsNeedless: Bool = false
    ) throws(JSONPathSyntaxError) -> String {
        try expect(quote)
        let start = position
        var content: [UInt8] = []
        while !take(quote) {
            guard !isAtEnd else {
                position = start
                throw error("this string has no end")
            }
            if take("\\") {
                if keepsNeedless, isAt(quote == "'" ? "\"" : "'") { content.append(UInt8(ascii: "\\")) }
                try takeEscape(into: &content)
            } else {
                content.append(current)
                position += 1
            }
        }
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func takeEscape(into content: inout [UInt8]) throws(JSONPathSyntaxError) {
        let escaped = current
        position += 1
        switch escaped {
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "u"): try takeUnicodeEscape(into: &content)
        default: content.append(escaped)
        }
    }

    /// The four digits after `\u`; a surrogate takes its partner's escape along, a lone one becomes U+FFFD.
    private mutating func takeUnicodeEscape(into content: inout [UInt8]) throws(JSONPathSyntaxError) {
        var units = [try takeFourHexDigits()]
        if UTF16.isLeadSurrogate(units[0]), take(text: "\\u") {
            units.append(try takeFourHexDigits())
        }
        content += String(decoding: units, as: UTF16.self).utf8
    }

    private mutating func takeFourHexDigits() throws(JSONPathSyntaxError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw error("expected four hexadecimal digits after \\u") }
        let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
        guard let unit = UInt16(digits, radix: 16), digits.utf8.first != UInt8(ascii: "+") else {
            throw error("expected four hexadecimal digits after \\u")
        }
        position += 4
        return unit
    }
}
