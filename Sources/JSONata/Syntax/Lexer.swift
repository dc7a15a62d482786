/// A word of an expression.
struct Token {
    enum Kind { case name, variable, symbol, string, number, literal, regex, end }

    var kind: Kind
    var symbol = Symbol.none
    /// The name or string; a regex's pattern; `true`, `false` or `null`.
    var text = ""
    var number: Double = 0
    /// A regex's flags.
    var flags = ""
    /// UTF-16 offset behind it: the reference counts so.
    var position: Int

    /// As errors name it.
    var value: Value {
        switch kind {
        case .number: .number(number)
        case .literal: text == "null" ? .null : .bool(text == "true")
        case .symbol: .string(symbol.text)
        case .name, .variable, .string, .regex, .end: .string(text)
        }
    }
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
        guard place < bytes.count else { return Token(kind: .end, text: "(end)", position: position(bytes.count)) }
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
        while place < bytes.count, !Lexer.isSpace(bytes[place]), Symbol(bytes[place]) == .none { place += 1 }
        let end = position(place)
        if bytes[start] == UInt8(ascii: "$") {
            return Token(kind: .variable, text: text((start + 1)..<place), position: end)
        }
        let name = text(start..<place)
        switch name {
        case "and": return Token(kind: .symbol, symbol: .and, position: end)
        case "or": return Token(kind: .symbol, symbol: .or, position: end)
        case "in": return Token(kind: .symbol, symbol: .in, position: end)
        case "true", "false", "null": return Token(kind: .literal, text: name, position: end)
        default: return Token(kind: .name, text: name, position: end)
        }
    }

    private mutating func quotedName() throws(Failure) -> Token {
        let start = place + 1
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "`")) else {
            throw failure("S0105", at: bytes.count)
        }
        place = end + 1
        return Token(kind: .name, text: text(start..<end), position: position(place))
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
            return Token(kind: .number, number: Double(number), position: position(end))
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
        return Token(kind: .number, number: number, position: position(end))
    }

    private mutating func regex() throws(Failure) -> Token {
        place += 1
        let start = place
        var depth = 0
        while place < bytes.count {
            let current = bytes[place]
            if current == UInt8(ascii: "/"), depth == 0, !isEscaped(place) {
                guard place > start else { throw failure("S0301", at: place) }
                let pattern = text(start..<place)
                place += 1
                let flags = place
                while byte(place) == UInt8(ascii: "i") || byte(place) == UInt8(ascii: "m") { place += 1 }
                return Token(kind: .regex, text: pattern, flags: text(flags..<place), position: position(place))
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
        while place < bytes.count {
            let current = bytes[place]
            if current == quote {
                place += 1
                return Token(kind: .string, text: text(start..<(place - 1)), position: position(place))
            }
            if current == UInt8(ascii: "\\") { return try escapedString(quote: quote, from: start) }
            place += 1
        }
        throw failure("S0101", at: place)
    }

    /// The rest of a string that has an escape, in UTF-16 units, since an escape may stand for half a pair.
    private mutating func escapedString(quote: UInt8, from start: Int) throws(Failure) -> Token {
        var content: [UInt16] = []
        var plain = start
        while place < bytes.count {
            let current = bytes[place]
            if current == quote || current == UInt8(ascii: "\\") {
                content += text(plain..<place).utf16
                if current == quote {
                    place += 1
                    return Token(kind: .string, text: UnitText.string(content), position: position(place))
                }
                place += 1
                content.append(try escape())
                plain = place + 1
            }
            place += 1
        }
        throw failure("S0101", at: place)
    }

    private mutating func escape() throws(Failure) -> UInt16 {
        switch byte(place) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(bytes[place])
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            var code: UInt16 = 0
            for offset in (place + 1)...(place + 4) {
                guard let digit = Lexer.hexValue(byte(offset)) else { throw failure("S0104", at: place) }
                code = code << 4 | UInt16(digit)
            }
            place += 4
            return code
        default: throw failure("S0103", at: place, token: .string(characterText()))
        }
    }

    /// The UTF-16 unit at the place, as the reference quotes it.
    private func characterText() -> String {
        guard place < bytes.count else { return "" }
        let rest = String(
            decoding: UnsafeBufferPointer(rebasing: bytes[place..<min(place + 4, bytes.count)]), as: UTF8.self)
        return rest.utf16.first.map { UnitText.string([$0]) } ?? ""
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
