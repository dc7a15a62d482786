/// A word of an expression.
struct Token {
    enum Kind { case name, variable, symbol, string, number, literal, regex, end }

    var kind: Kind
    /// The name, operator or string; a regex's pattern; `true`, `false` or `null`.
    var text: String
    var number: Double = 0
    /// A regex's flags.
    var flags: String = ""
    /// UTF-16 offset behind it: the reference counts so.
    var position: Int
}

/// Cuts an expression into words. Works on UTF-16 units, since the reference counts positions in them.
struct Lexer {
    let units: [UInt16]
    private(set) var position = 0
    private let hasDefaultOperators: Bool

    init(_ source: String, dialect: Dialect) {
        units = Array(source.utf16)
        hasDefaultOperators = dialect == .jsonata
    }

    private static let singles = Array(".[]{}(),@#;:?+-*/%|=<>^&!~".utf16)
    private static let pairs = ["..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??"].map { Array($0.utf16) }
    /// For each ASCII character what can begin with it: 0 nothing, 1 an operator, 2 perhaps one of two characters.
    private static let classes: [UInt8] = (0..<128).map { (unit: UInt16) -> UInt8 in
        guard singles.contains(unit) else { return 0 }
        return pairs.contains { $0[0] == unit } ? 2 : 1
    }

    private static func isOperator(_ unit: UInt16) -> Bool { unit < 128 && classes[Int(unit)] != 0 }

    private func unit(_ offset: Int) -> UInt16 { offset < units.count ? units[offset] : 0 }

    private static func isSpace(_ unit: UInt16) -> Bool {
        unit == 0x20 || (unit >= 0x09 && unit <= 0x0D && unit != 0x0C)
    }

    func text(_ range: Range<Int>) -> String { Lexer.string(units[range]) }

    /// A lone surrogate, which a Swift string cannot hold, becomes a private-use character that `$encodeUrl` refuses.
    static func string(_ units: some Collection<UInt16>) -> String {
        if !units.contains(where: UTF16.isSurrogate) { return String(decoding: units, as: UTF16.self) }
        var scalars = String.UnicodeScalarView()
        var lead: UInt16?
        for unit in units {
            if let high = lead {
                lead = nil
                if UTF16.isTrailSurrogate(unit) {
                    let code = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                    if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
                    continue
                }
                scalars.append(LoneSurrogate.scalar(high))
            }
            if UTF16.isLeadSurrogate(unit) {
                lead = unit
            } else if UTF16.isTrailSurrogate(unit) {
                scalars.append(LoneSurrogate.scalar(unit))
            } else if let scalar = Unicode.Scalar(unit) {
                scalars.append(scalar)
            }
        }
        if let lead { scalars.append(LoneSurrogate.scalar(lead)) }
        return String(scalars)
    }

    /// The next word. `infix`: an operator is expected, so `/` starts no regex.
    mutating func next(infix: Bool) throws(Failure) -> Token {
        try skipSpace()
        guard position < units.count else { return Token(kind: .end, text: "(end)", position: units.count) }
        let current = units[position]
        if current == UInt16(ascii: "/"), !infix { return try regex() }
        if let symbol = symbol() { return symbol }
        if current == UInt16(ascii: "\"") || current == UInt16(ascii: "'") { return try string(quote: current) }
        if let number = try number() { return number }
        if current == UInt16(ascii: "`") { return try quotedName() }
        return name()
    }

    private mutating func skipSpace() throws(Failure) {
        while position < units.count {
            if Lexer.isSpace(units[position]) {
                position += 1
            } else if units[position] == UInt16(ascii: "/"), unit(position + 1) == UInt16(ascii: "*") {
                let start = position
                position += 2
                while !(unit(position) == UInt16(ascii: "*") && unit(position + 1) == UInt16(ascii: "/")) {
                    position += 1
                    if position >= units.count { throw Failure("S0106", position: start) }
                }
                position += 2
            } else {
                return
            }
        }
    }

    private mutating func symbol() -> Token? {
        let start = position
        guard Lexer.isOperator(units[start]) else { return nil }
        if Lexer.classes[Int(units[start])] == 2, let pair = pair(at: start) { return pair }
        position += 1
        return Token(kind: .symbol, text: String(UnicodeScalar(UInt8(units[start]))), position: position)
    }

    private mutating func pair(at start: Int) -> Token? {
        for pair in Lexer.pairs where pair[0] == units[start] && pair[1] == unit(start + 1) {
            if pair[0] == UInt16(ascii: "?"), !hasDefaultOperators { continue }
            position += 2
            return Token(kind: .symbol, text: text(start..<position), position: position)
        }
        return nil
    }

    private mutating func string(quote: UInt16) throws(Failure) -> Token {
        var content: [UInt16] = []
        position += 1
        while position < units.count {
            let current = units[position]
            if current == quote {
                position += 1
                return Token(kind: .string, text: Lexer.string(content), position: position)
            }
            if current == UInt16(ascii: "\\") {
                position += 1
                content.append(try escape())
            } else {
                content.append(current)
            }
            position += 1
        }
        throw Failure("S0101", position: position)
    }

    private mutating func escape() throws(Failure) -> UInt16 {
        switch unit(position) {
        case UInt16(ascii: "\""), UInt16(ascii: "\\"), UInt16(ascii: "/"): return units[position]
        case UInt16(ascii: "b"): return 0x08
        case UInt16(ascii: "f"): return 0x0C
        case UInt16(ascii: "n"): return 0x0A
        case UInt16(ascii: "r"): return 0x0D
        case UInt16(ascii: "t"): return 0x09
        case UInt16(ascii: "u"):
            let digits = units[(position + 1)..<max(position + 1, min(position + 5, units.count))]
            let text = String(decoding: digits, as: UTF16.self)
            guard digits.count == 4, text.utf8.allSatisfy({ Self.isHex($0) }), let code = UInt16(text, radix: 16) else {
                throw Failure("S0104", position: position)
            }
            position += 4
            return code
        default:
            let token = position < units.count ? text(position..<(position + 1)) : ""
            throw Failure("S0103", position: position, token: .string(token))
        }
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private func isDigit(_ offset: Int) -> Bool {
        unit(offset) >= UInt16(ascii: "0") && unit(offset) <= UInt16(ascii: "9")
    }

    private mutating func number() throws(Failure) -> Token? {
        guard isDigit(position) else { return nil }
        let start = position
        var end = start + 1
        if units[start] != UInt16(ascii: "0") {
            while isDigit(end) { end += 1 }
        }
        if unit(end) == UInt16(ascii: "."), isDigit(end + 1) {
            end += 1
            while isDigit(end) { end += 1 }
        }
        if unit(end) == UInt16(ascii: "e") || unit(end) == UInt16(ascii: "E") {
            var exponent = end + 1
            if unit(exponent) == UInt16(ascii: "+") || unit(exponent) == UInt16(ascii: "-") { exponent += 1 }
            if isDigit(exponent) {
                while isDigit(exponent) { exponent += 1 }
                end = exponent
            }
        }
        let spelling = text(start..<end)
        guard let number = Double(spelling), number.isFinite else {
            throw Failure("S0102", position: start, token: .string(spelling))
        }
        position = end
        return Token(kind: .number, text: spelling, number: number, position: end)
    }

    private mutating func quotedName() throws(Failure) -> Token {
        let start = position + 1
        guard let end = units[start...].firstIndex(of: UInt16(ascii: "`")) else {
            throw Failure("S0105", position: units.count)
        }
        defer { position = end + 1 }
        return Token(kind: .name, text: text(start..<end), position: end + 1)
    }

    private mutating func name() -> Token {
        let start = position
        while position < units.count, !Lexer.isSpace(units[position]), !Lexer.isOperator(units[position]) {
            position += 1
        }
        if units[start] == UInt16(ascii: "$") {
            return Token(kind: .variable, text: text((start + 1)..<position), position: position)
        }
        let name = text(start..<position)
        switch name {
        case "or", "in", "and": return Token(kind: .symbol, text: name, position: position)
        case "true", "false", "null": return Token(kind: .literal, text: name, position: position)
        default: return Token(kind: .name, text: name, position: position)
        }
    }

    private mutating func regex() throws(Failure) -> Token {
        position += 1
        let start = position
        var depth = 0
        while position < units.count {
            let current = units[position]
            if current == UInt16(ascii: "/"), depth == 0, !isEscaped(position) {
                guard position > start else { throw Failure("S0301", position: position) }
                let pattern = text(start..<position)
                position += 1
                let flags = position
                while unit(position) == UInt16(ascii: "i") || unit(position) == UInt16(ascii: "m") { position += 1 }
                return Token(kind: .regex, text: pattern, flags: text(flags..<position), position: position)
            }
            if units[position - 1] != UInt16(ascii: "\\") {
                switch current {
                case UInt16(ascii: "("), UInt16(ascii: "["), UInt16(ascii: "{"): depth += 1
                case UInt16(ascii: ")"), UInt16(ascii: "]"), UInt16(ascii: "}"): depth -= 1
                default: break
                }
            }
            position += 1
        }
        throw Failure("S0302", position: position)
    }

    private func isEscaped(_ offset: Int) -> Bool {
        var count = 0
        while offset - count > 0, units[offset - count - 1] == UInt16(ascii: "\\") { count += 1 }
        return count % 2 == 1
    }
}

/// How strings here hold what Swift's cannot: half of a surrogate pair.
enum LoneSurrogate {
    static let base: UInt32 = 0x10F800

    static func scalar(_ unit: UInt16) -> Unicode.Scalar {
        Unicode.Scalar(base + UInt32(unit) - 0xD800) ?? "\u{FFFD}"
    }

    static func isIn(_ string: String) -> Bool { string.unicodeScalars.contains { $0.value >= base } }
}

extension UInt16 {
    /// The unit of an ASCII character.
    @inline(__always)
    init(ascii scalar: Unicode.Scalar) { self = UInt16(truncatingIfNeeded: scalar.value) }
}
