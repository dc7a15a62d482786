extension RegexParser {
    /// What follows a backslash outside a class.
    mutating func parseEscape() throws(RegexSyntaxError) -> (RegexNode, canRepeat: Bool) {
        guard let unit = peeked else { throw failure("\\ at end of pattern") }
        switch Self.scalar(unit) {
        case "b":
            offset += 1
            return (.assertion(.wordBoundary), false)
        case "B":
            offset += 1
            return (.assertion(.notWordBoundary), false)
        case "k" where hasNamedGroups:
            let start = offset
            offset += 1
            guard consume("<"), let name = parseGroupName() else {
                throw failure("invalid named reference", at: start)
            }
            guard let index = groupNames.firstIndex(of: name) else {
                throw failure("invalid named capture referenced", at: start)
            }
            return (.backReference(index + 1), true)
        case "1"..."9":
            let start = offset
            if let number = parseNumber(), number <= groupCount { return (.backReference(number), true) }
            offset = start
        default: break
        }
        if let set = parseSetEscape() { return (.set(set), true) }
        return (node(for: parseUnitEscape(isInClass: false)), true)
    }

    /// `\d \D \w \W \s \S`, after the backslash.
    private mutating func parseSetEscape() -> UnitSet? {
        guard let unit = peeked else { return nil }
        let set: UnitSet
        switch Self.scalar(unit) {
        case "d": set = .digits
        case "D": set = .notDigits
        case "w": set = .word
        case "W": set = .notWord
        case "s": set = .space
        case "S": set = .notSpace
        default: return nil
        }
        offset += 1
        return set
    }

    /// An escape that stands for one unit, after the backslash. There is a next unit.
    private mutating func parseUnitEscape(isInClass: Bool) -> UInt16 {
        let unit = units[offset]
        offset += 1
        switch Self.scalar(unit) {
        case "f": return 0x0C
        case "n": return 0x0A
        case "r": return 0x0D
        case "t": return 0x09
        case "v": return 0x0B
        case "x": return parseHex(digits: 2) ?? unit
        case "u": return parseHex(digits: 4) ?? unit
        case "0"..."7": return parseOctal(first: unit - 0x30)
        case "c":
            guard let next = peeked, Self.isControlLetter(next, isInClass: isInClass) else {
                offset -= 1  // The backslash stands for itself; the “c” comes next.
                return 0x5C
            }
            offset += 1
            return next % 32
        default: return unit
        }
    }

    private static func isControlLetter(_ unit: UInt16, isInClass: Bool) -> Bool {
        switch Self.scalar(unit) {
        case "a"..."z", "A"..."Z": true
        case "0"..."9", "_": isInClass
        default: false
        }
    }

    private mutating func parseHex(digits: Int) -> UInt16? {
        var value: UInt16 = 0
        for index in offset..<offset + digits {
            guard let unit = unit(at: index), let scalar = Unicode.Scalar(unit),
                let digit = Character(scalar).hexDigitValue, unit < 128
            else { return nil }
            value = value << 4 | UInt16(digit)
        }
        offset += digits
        return value
    }

    /// The octal escapes of annex B: up to `\377`.
    private mutating func parseOctal(first: UInt16) -> UInt16 {
        var value = first
        while let unit = peeked, unit >= 0x30, unit <= 0x37, value * 8 + unit - 0x30 <= 0o377 {
            value = value * 8 + unit - 0x30
            offset += 1
        }
        return value
    }

    private enum ClassAtom {
        case unit(UInt16)
        case set(UnitSet)
    }

    /// A class from its “[” on.
    mutating func parseClass() throws(RegexSyntaxError) -> RegexNode {
        let start = offset
        offset += 1
        let isNegated = consume("^")
        var set = UnitSet()
        var closed = UnitSet()  // What needs no closing over cases, because it is closed.
        while true {
            guard peeked != nil else { throw failure("unterminated character class", at: start) }
            if consume("]") { break }
            let first = try parseClassAtom(start)
            guard peeked == 0x2D, let next = unit(at: offset + 1), next != 0x5D else {
                Self.insert(first, into: &set, closed: &closed)
                continue
            }
            let dash = offset
            offset += 1
            let last = try parseClassAtom(start)
            if case .unit(let low) = first, case .unit(let high) = last {
                guard low <= high else { throw failure("range out of order in character class", at: dash) }
                set.insert(low...high)
            } else {
                Self.insert(first, into: &set, closed: &closed)
                set.insert(0x2D...0x2D)
                Self.insert(last, into: &set, closed: &closed)
            }
        }
        if ignoreCase { set = UnitCase.closure(set) }
        set.formUnion(closed)
        return .set(isNegated ? set.complement : set)
    }

    private static func insert(_ atom: ClassAtom, into set: inout UnitSet, closed: inout UnitSet) {
        switch atom {
        case .unit(let unit): set.insert(unit...unit)
        case .set(let other): closed.formUnion(other)
        }
    }

    private mutating func parseClassAtom(_ start: Int) throws(RegexSyntaxError) -> ClassAtom {
        guard let unit = peeked else { throw failure("unterminated character class", at: start) }
        offset += 1
        guard unit == 0x5C else { return .unit(unit) }
        if peeked == nil { throw failure("\\ at end of pattern") }
        if let set = parseSetEscape() { return .set(set) }
        if consume("b") { return .unit(0x08) }
        return .unit(parseUnitEscape(isInClass: true))
    }
}
