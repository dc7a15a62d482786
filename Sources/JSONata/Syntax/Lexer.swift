/// A word of an expression: what it is and where it stands. Its text is made when somebody wants it.
struct Token {
    enum Kind: UInt8 { case name, variable, symbol, string, number, literal, regex, end }

    var kind: Kind
    var symbol = Symbol.none
    /// Of a string: whether it has escapes.
    var isEscaped = false
    /// The bytes that are the name, the string without quotes, or the regex's pattern.
    var start: Int32 = 0
    var end: Int32 = 0
    /// The bytes behind a regex's pattern and slash that are its flags.
    var flagCount: Int32 = 0
    /// UTF-16 offset behind it: the reference counts so.
    var position: Int
    var number: Double = 0
}

/// Cuts an expression into words.
struct Lexer {
    // The bytes of the expression, which whoever made the lexer keeps alive.
    private let bytes: UnsafeBufferPointer<UInt8>
    /// In bytes.
    private var place = 0
    private let isASCII: Bool
    private let hasDefaultOperators: Bool
    /// A place in bytes and in UTF-16 units, from which the next one is counted.
    private var mark = (bytes: 0, units: 0)

    init(_ bytes: UnsafeBufferPointer<UInt8>, dialect: Dialect) {
        self.bytes = bytes
        isASCII = bytes.allSatisfy { $0 < 0x80 }
        hasDefaultOperators = dialect == .jsonata
    }

    // MARK: Bytes

    @inline(__always)
    private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    /// Space, tab, LF, VT and CR.
    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D && byte != 0x0C)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// The name or string; a regex's pattern; `true`, `false` or `null`.
    func text(of token: Token) -> String {
        switch token.kind {
        case .symbol, .number: ""
        case .end: "(end)"
        case .string where token.isEscaped: unescaped(Int(token.start)..<Int(token.end))
        case .name, .variable, .literal, .regex, .string: text(Int(token.start)..<Int(token.end))
        }
    }

    /// A regex's flags.
    func flags(of token: Token) -> String {
        let start = Int(token.end) + 1
        return token.flagCount == 0 ? "" : text(start..<(start + Int(token.flagCount)))
    }

    /// As errors name it.
    func value(of token: Token) -> Value {
        switch token.kind {
        case .number: .number(token.number)
        case .literal: text(of: token) == "null" ? .null : .bool(text(of: token) == "true")
        case .symbol: .string(token.symbol.text)
        case .name, .variable, .string, .regex, .end: .string(text(of: token))
        }
    }

    private func token(_ kind: Token.Kind, _ range: Range<Int>, position: Int) -> Token {
        Token(kind: kind, start: Int32(range.lowerBound), end: Int32(range.upperBound), position: position)
    }

    /// The UTF-16 offset of a place in bytes.
    private mutating func position(_ offset: Int) -> Int {
        if isASCII { return offset }
        if offset < mark.bytes { mark = (0, 0) }
        for byte in bytes[mark.bytes..<offset] where byte & 0xC0 != 0x80 { mark.units += byte >= 0xF0 ? 2 : 1 }
        mark.bytes = offset
        return mark.units
    }

    private mutating func failure(_ code: String, at offset: Int, token: Value? = nil) -> Failure {
        Failure(code, position: position(offset), token: token)
    }

    // MARK: Words

    /// The next word. `infix`: an operator is expected, so `/` starts no regex.
    mutating func next(infix: Bool) throws(Failure) -> Token {
        try skipSpace()
        guard place < bytes.count else { return Token(kind: .end, position: position(bytes.count)) }
        let current = bytes[place]
        if current == UInt8(ascii: "/"), !infix { return try regex() }
        let single = Symbol(current)
        if single != .none { return symbol(single) }
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string(quote: current)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "`"): return try quotedName()
        default: return name()
        }
    }

    private mutating func skipSpace() throws(Failure) {
        while place < bytes.count {
            if Lexer.isSpace(bytes[place]) {
                place += 1
            } else if bytes[place] == UInt8(ascii: "/"), byte(place + 1) == UInt8(ascii: "*") {
                let start = place
                place += 2
                while !(byte(place) == UInt8(ascii: "*") && byte(place + 1) == UInt8(ascii: "/")) {
                    place += 1
                    if place >= bytes.count { throw failure("S0106", at: start) }
                }
                place += 2
            } else {
                return
            }
        }
    }

    private mutating func symbol(_ single: Symbol) -> Token {
        var symbol = single
        place += 1
        if let pair = single.with(byte(place)), hasDefaultOperators || (pair != .elvis && pair != .coalesce) {
            symbol = pair
            place += 1
        }
        return Token(kind: .symbol, symbol: symbol, position: position(place))
    }

    private mutating func name() -> Token {
        let start = place
        while place < bytes.count, !Lexer.endsName(bytes[place]) { place += 1 }
        let end = position(place)
        if bytes[start] == UInt8(ascii: "$") {
            return token(.variable, (start + 1)..<place, position: end)
        }
        switch bytes[start] {
        case UInt8(ascii: "a") where isWord("and", at: start):
            return Token(kind: .symbol, symbol: .and, position: end)
        case UInt8(ascii: "o") where isWord("or", at: start):
            return Token(kind: .symbol, symbol: .or, position: end)
        case UInt8(ascii: "i") where isWord("in", at: start):
            return Token(kind: .symbol, symbol: .in, position: end)
        case UInt8(ascii: "t") where isWord("true", at: start), UInt8(ascii: "f") where isWord("false", at: start),
            UInt8(ascii: "n") where isWord("null", at: start):
            return token(.literal, start..<place, position: end)
        default: return token(.name, start..<place, position: end)
        }
    }

    /// Whether the name that ends here is `word`.
    private func isWord(_ word: StaticString, at start: Int) -> Bool {
        guard place - start == word.utf8CodeUnitCount else { return false }
        for offset in 0..<word.utf8CodeUnitCount where bytes[start + offset] != word.utf8Start[offset] { return false }
        return true
    }

    /// Space or a symbol: one bit for each of the ASCII characters.
    @inline(__always)
    private static func endsName(_ byte: UInt8) -> Bool {
        guard byte < 0x80 else { return false }
        let bits: UInt64 = byte < 0x40 ? 0xFC00_FF6B_0000_2E00 : 0x7800_0000_6800_0001
        return bits >> UInt64(byte & 0x3F) & 1 == 1
    }

    private mutating func quotedName() throws(Failure) -> Token {
        let start = place + 1
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "`")) else {
            throw failure("S0105", at: bytes.count)
        }
        place = end + 1
        return token(.name, start..<end, position: position(place))
    }

    private mutating func number() throws(Failure) -> Token {
        let start = place
        var end = start + 1
        if bytes[start] != UInt8(ascii: "0") {
            while Lexer.isDigit(byte(end)) { end += 1 }
        }
        let isPlain = byte(end) != UInt8(ascii: ".") && byte(end) | 0x20 != UInt8(ascii: "e") && end - start <= 15
        if isPlain {
            place = end
            let number = bytes[start..<end].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            return Token(kind: .number, position: position(end), number: Double(number))
        }
        if byte(end) == UInt8(ascii: "."), Lexer.isDigit(byte(end + 1)) {
            end += 1
            while Lexer.isDigit(byte(end)) { end += 1 }
        }
        if byte(end) | 0x20 == UInt8(ascii: "e") {
            var exponent = end + 1
            if byte(exponent) == UInt8(ascii: "+") || byte(exponent) == UInt8(ascii: "-") { exponent += 1 }
            if Lexer.isDigit(byte(exponent)) {
                while Lexer.isDigit(byte(exponent)) { exponent += 1 }
                end = exponent
            }
        }
        let spelling = text(start..<end)
        guard let number = Double(spelling), number.isFinite else {
            throw failure("S0102", at: start, token: .string(spelling))
        }
        place = end
        return Token(kind: .number, position: position(end), number: number)
    }

    private mutating func regex() throws(Failure) -> Token {
        place += 1
        let start = place
        var depth = 0
        while place < bytes.count {
            let current = bytes[place]
            if current == UInt8(ascii: "/"), depth == 0, !isEscaped(place) {
                guard place > start else { throw failure("S0301", at: place) }
                let end = place
                place += 1
                while byte(place) == UInt8(ascii: "i") || byte(place) == UInt8(ascii: "m") { place += 1 }
                var regex = token(.regex, start..<end, position: position(place))
                regex.flagCount = Int32(place - end - 1)
                return regex
            }
            if bytes[place - 1] != UInt8(ascii: "\\") {
                switch current {
                case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
                default: break
                }
            }
            place += 1
        }
        throw failure("S0302", at: place)
    }

    private func isEscaped(_ offset: Int) -> Bool {
        var count = 0
        while offset - count > 0, bytes[offset - count - 1] == UInt8(ascii: "\\") { count += 1 }
        return count % 2 == 1
    }
}

/// Strings.
extension Lexer {
    private mutating func string(quote: UInt8) throws(Failure) -> Token {
        place += 1
        let start = place
        var isEscaped = false
        while place < bytes.count {
            let current = bytes[place]
            place += 1
            if current == quote {
                var string = token(.string, start..<(place - 1), position: position(place))
                string.isEscaped = isEscaped
                return string
            }
            if current == UInt8(ascii: "\\") {
                isEscaped = true
                let escape = Lexer.escape(bytes, at: place)
                switch escape.fault {
                case nil: break
                case .digits: throw failure("S0104", at: place)
                case .unknown: throw failure("S0103", at: place, token: .string(unit()))
                }
                place += escape.length
            }
        }
        throw failure("S0101", at: place)
    }

    /// A string with its escapes taken out, made in UTF-16 units, since an escape may stand for half a pair.
    private func unescaped(_ range: Range<Int>) -> String {
        var content: [UInt16] = []
        var plain = range.lowerBound
        var place = plain
        while place < range.upperBound {
            guard bytes[place] == UInt8(ascii: "\\") else {
                place += 1
                continue
            }
            content += text(plain..<place).utf16
            let escape = Lexer.escape(bytes, at: place + 1)
            content.append(escape.unit)
            place += 1 + escape.length
            plain = place
        }
        content += text(plain..<range.upperBound).utf16
        return UnitText.string(content)
    }

    private enum EscapeFault { case unknown, digits }

    /// What an escape stands for, read behind its backslash.
    private static func escape(
        _ bytes: UnsafeBufferPointer<UInt8>, at place: Int
    ) -> (unit: UInt16, length: Int, fault: EscapeFault?) {
        guard place < bytes.count else { return (0, 0, .unknown) }
        switch bytes[place] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return (UInt16(bytes[place]), 1, nil)
        case UInt8(ascii: "b"): return (0x08, 1, nil)
        case UInt8(ascii: "f"): return (0x0C, 1, nil)
        case UInt8(ascii: "n"): return (0x0A, 1, nil)
        case UInt8(ascii: "r"): return (0x0D, 1, nil)
        case UInt8(ascii: "t"): return (0x09, 1, nil)
        case UInt8(ascii: "u"):
            var unit: UInt16 = 0
            for offset in (place + 1)...(place + 4) {
                guard offset < bytes.count, let digit = hexValue(bytes[offset]) else { return (0, 0, .digits) }
                unit = unit << 4 | UInt16(digit)
            }
            return (unit, 5, nil)
        default: return (0, 0, .unknown)
        }
    }

    /// The UTF-16 unit at the place, as the reference quotes it.
    private func unit() -> String {
        guard place < bytes.count else { return "" }
        return text(place..<min(place + 4, bytes.count)).utf16.first.map { UnitText.string([$0]) } ?? ""
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
