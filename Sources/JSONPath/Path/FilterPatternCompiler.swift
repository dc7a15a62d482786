/// Compiles the text of a filter's regular expression.
struct FilterPatternCompiler {
    typealias CharacterSet = FilterPattern.CharacterSet
    typealias Instruction = FilterPattern.Instruction
    typealias Invalid = FilterPattern.Invalid

    /// Most instructions of one pattern; counted repetitions are written out.
    static let maximumInstructions = 10_000
    /// Deepest nesting of groups.
    static let maximumDepth = 100

    static let digit = CharacterSet(ranges: [48...57])
    static let word = CharacterSet(ranges: [48...57, 65...90, 95...95, 97...122])
    static let space = CharacterSet(ranges: [9...13, 32...32])

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private let ignoresCase: Bool
    private let dotIsAny: Bool
    private let isMultiline: Bool

    static func compile(_ source: String, flags: String) throws(Invalid) -> [Instruction] {
        for flag in flags where !"dimsuU".contains(flag) {
            throw Invalid(message: "'\(flag)' is not a flag of patterns")
        }
        var compiler = FilterPatternCompiler(source, flags: flags)
        let program = try compiler.alternation()
        guard compiler.position == compiler.scalars.count else {
            throw Invalid(message: "unmatched ')' in the pattern")
        }
        return program + [.accept]
    }

    private init(_ source: String, flags: String) {
        scalars = Array(source.unicodeScalars)
        ignoresCase = flags.contains("i")
        dotIsAny = flags.contains("s")
        isMultiline = flags.contains("m")
    }

    private var current: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        position += 1
        return true
    }

    private mutating func next() throws(Invalid) -> Unicode.Scalar {
        guard let current else { throw Invalid(message: "the pattern ends too early") }
        position += 1
        return current
    }

    // Programs are relative: targets count from the instruction's own program, `shifted(by:)` moves them.

    private mutating func alternation() throws(Invalid) -> [Instruction] {
        var program = try sequence()
        while take("|") {
            let right = try sequence()
            let left = program.shifted(by: 1)
            program = [.split(1, left.count + 2)] + left + [.jump(left.count + 2 + right.count)]
            program += right.shifted(by: program.count)
            guard program.count <= Self.maximumInstructions else { throw Invalid(message: "the pattern is too large") }
        }
        return program
    }

    private mutating func sequence() throws(Invalid) -> [Instruction] {
        var program: [Instruction] = []
        while let current, current != "|", current != ")" {
            let atom = try atom()
            let repeated = try repetition(of: atom)
            guard program.count + repeated.count <= Self.maximumInstructions else {
                throw Invalid(message: "the pattern is too large")
            }
            program += repeated.shifted(by: program.count)
        }
        return program
    }

    private mutating func repetition(of atom: [Instruction]) throws(Invalid) -> [Instruction] {
        var program = atom
        while let counts = try takeQuantifier() {
            // Lazy and possessive forms accept the same whole texts, but for possessive ones that never give back.
            if take("+") { throw Invalid(message: "possessive repetition is not supported in patterns") }
            _ = take("?")
            program = try Self.repeated(program, counts.lower, counts.upper)
        }
        return program
    }

    private mutating func takeQuantifier() throws(Invalid) -> (lower: Int, upper: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard take("{") else { return nil }
        guard let lower = takeNumber() else { throw Invalid(message: "'{' must be followed by a count in a pattern") }
        var upper: Int? = lower
        if take(",") { upper = takeNumber() }
        guard take("}"), upper.map({ $0 >= lower }) ?? true else {
            throw Invalid(message: "invalid count in a pattern")
        }
        return (lower, upper)
    }

    private mutating func takeNumber() -> Int? {
        let start = position
        while let current, ("0"..."9").contains(current) { position += 1 }
        return Int(String(String.UnicodeScalarView(scalars[start..<position])))
    }

    private static func repeated(_ atom: [Instruction], _ lower: Int, _ upper: Int?) throws(Invalid) -> [Instruction] {
        guard max(lower, upper ?? 0) <= maximumInstructions,
            (atom.count + 2) * (max(lower, upper ?? 0) + 1) <= maximumInstructions
        else { throw Invalid(message: "the pattern is too large") }
        var program: [Instruction] = []
        for _ in 0..<lower { program += atom.shifted(by: program.count) }
        if let upper {
            for _ in lower..<upper {
                let start = program.count
                program.append(.split(start + 1, start + 1 + atom.count))
                program += atom.shifted(by: start + 1)
            }
        } else {
            let start = program.count
            program.append(.split(start + 1, start + 2 + atom.count))
            program += atom.shifted(by: start + 1)
            program.append(.jump(start))
        }
        return program
    }
}

extension FilterPatternCompiler {
    private mutating func atom() throws(Invalid) -> [Instruction] {
        let scalar = try next()
        switch scalar {
        case "(": return try group()
        case "[": return [.character(try characterClass())]
        case ".": return [.character(CharacterSet(ranges: dotIsAny ? [] : [10...10, 13...13], isNegated: true))]
        case "^": return [.assert(isMultiline ? .lineStart : .textStart)]
        case "$": return [.assert(isMultiline ? .lineEnd : .textEnd)]
        case "\\": return [try escape()]
        case "*", "+", "?": throw Invalid(message: "nothing to repeat before '\(scalar)' in the pattern")
        default: return [.character(set(of: scalar.value...scalar.value))]
        }
    }

    private mutating func group() throws(Invalid) -> [Instruction] {
        depth += 1
        guard depth <= Self.maximumDepth else { throw Invalid(message: "the pattern is nested too deeply") }
        if take("?") {
            guard take(":") else { throw Invalid(message: "this kind of group is not supported in patterns") }
        }
        let program = try alternation()
        guard take(")") else { throw Invalid(message: "a group of the pattern has no end") }
        depth -= 1
        return program
    }

    private mutating func escape() throws(Invalid) -> Instruction {
        let scalar = try next()
        switch scalar {
        case "b": return .assert(.wordBoundary)
        case "B": return .assert(.noWordBoundary)
        case "A": return .assert(.textStart)
        case "z", "Z": return .assert(.textEnd)
        default:
            if let set = Self.shorthand(scalar) { return .character(set) }
            let value = try escapedValue(scalar)
            return .character(set(of: value...value))
        }
    }

    private static func shorthand(_ scalar: Unicode.Scalar) -> CharacterSet? {
        switch scalar {
        case "d": digit
        case "D": CharacterSet(ranges: digit.ranges, isNegated: true)
        case "w": word
        case "W": CharacterSet(ranges: word.ranges, isNegated: true)
        case "s": space
        case "S": CharacterSet(ranges: space.ranges, isNegated: true)
        default: nil
        }
    }

    /// The scalar that `\` and `scalar` denote, where that is one.
    private mutating func escapedValue(_ scalar: Unicode.Scalar) throws(Invalid) -> UInt32 {
        switch scalar {
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "f": return 12
        case "x": return try hexadecimal(digits: 2)
        case "u": return try hexadecimal(digits: 4)
        case "a"..."z", "A"..."Z", "0"..."9":
            throw Invalid(message: "'\\\(scalar)' is not supported in patterns")
        default: return scalar.value
        }
    }

    private mutating func hexadecimal(digits: Int) throws(Invalid) -> UInt32 {
        let end = min(position + digits, scalars.count)
        let text = String(String.UnicodeScalarView(scalars[position..<end]))
        guard text.count == digits, let value = UInt32(text, radix: 16) else {
            throw Invalid(message: "expected \(digits) hexadecimal digits in the pattern")
        }
        position = end
        return value
    }

    private mutating func characterClass() throws(Invalid) -> CharacterSet {
        var ranges: [ClosedRange<UInt32>] = []
        let isNegated = take("^")
        var isFirst = true
        while isFirst || current != "]" {
            isFirst = false
            let lower = try classMember()
            guard case .single(let first) = lower else {
                if case .set(let set) = lower { ranges += set }
                continue
            }
            guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                ranges += set(of: first...first).ranges
                continue
            }
            position += 1
            guard case .single(let last) = try classMember(), last >= first else {
                throw Invalid(message: "invalid range in a class of the pattern")
            }
            ranges += set(of: first...last).ranges
        }
        position += 1
        return CharacterSet(ranges: ranges, isNegated: isNegated)
    }

    private enum ClassMember {
        case single(UInt32)
        case set([ClosedRange<UInt32>])
    }

    private mutating func classMember() throws(Invalid) -> ClassMember {
        let scalar = try next()
        if scalar == "[" || (scalar == "&" && current == "&") {
            throw Invalid(message: "nested classes are not supported in patterns")
        }
        guard scalar == "\\" else { return .single(scalar.value) }
        let escaped = try next()
        if let set = Self.shorthand(escaped) { return .set(set.isNegated ? set.complement : set.ranges) }
        return .single(try escapedValue(escaped))
    }

    /// The scalars of `range`, with both cases of ASCII letters if case is ignored.
    private func set(of range: ClosedRange<UInt32>) -> CharacterSet {
        var ranges = [range]
        if ignoresCase {
            for (letters, offset) in [(UInt32(65)...90, 32), (97...122, -32)] where range.overlaps(letters) {
                let lower = Int(max(range.lowerBound, letters.lowerBound)) + offset
                let upper = Int(min(range.upperBound, letters.upperBound)) + offset
                ranges.append(UInt32(lower)...UInt32(upper))
            }
        }
        return CharacterSet(ranges: ranges)
    }
}

extension FilterPattern.CharacterSet {
    /// The ranges between and around those of the set, which are in order.
    fileprivate var complement: [ClosedRange<UInt32>] {
        var complement: [ClosedRange<UInt32>] = []
        var start: UInt32 = 0
        for range in ranges {
            if start < range.lowerBound { complement.append(start...range.lowerBound - 1) }
            start = range.upperBound + 1
        }
        return complement + [start...0x10FFFF]
    }
}

extension [FilterPattern.Instruction] {
    fileprivate func shifted(by offset: Int) -> Self {
        map { instruction in
            switch instruction {
            case .split(let left, let right): .split(left + offset, right + offset)
            case .jump(let target): .jump(target + offset)
            case .character, .assert, .accept: instruction
            }
        }
    }
}
