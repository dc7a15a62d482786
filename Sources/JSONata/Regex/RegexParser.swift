/// Reads a pattern by the grammar of ECMAScript with its annex B: what is no escape or no quantifier stands for
/// itself.
struct RegexParser {
    /// Groups nested more deeply are refused, for the stack's sake.
    static let maximumDepth = 200

    let units: [UInt16]
    let ignoreCase: Bool
    /// How many capturing groups the whole pattern has, known before the parsing starts.
    let groupCount: Int
    /// The names of the groups, nil for those without, from group 1 on.
    let groupNames: [String?]
    var offset = 0
    private var groupsSeen = 0
    private var depth = 0

    init(pattern: String, ignoreCase: Bool) {
        units = Array(pattern.utf16)
        self.ignoreCase = ignoreCase
        groupNames = Self.scanGroups(units)
        groupCount = groupNames.count
    }

    var hasNamedGroups: Bool { groupNames.contains { $0 != nil } }

    var peeked: UInt16? { offset < units.count ? units[offset] : nil }

    func unit(at offset: Int) -> UInt16? { offset < units.count ? units[offset] : nil }

    /// A unit as a scalar, to compare with literals; half a surrogate pair is U+FFFD.
    static func scalar(_ unit: UInt16) -> Unicode.Scalar { Unicode.Scalar(unit) ?? "\u{FFFD}" }

    mutating func consume(_ character: Unicode.Scalar) -> Bool {
        guard let peeked, UInt32(peeked) == character.value else { return false }
        offset += 1
        return true
    }

    func failure(_ message: String, at offset: Int? = nil) -> RegexSyntaxError {
        RegexSyntaxError(offset: offset ?? self.offset, message: message)
    }

    mutating func parse() throws(RegexSyntaxError) -> RegexNode {
        for (index, name) in groupNames.enumerated() where name != nil {
            if groupNames[..<index].contains(name) { throw failure("duplicate capture group name", at: 0) }
        }
        let tree = try parseAlternatives()
        if offset < units.count { throw failure("unmatched “)”") }
        return tree
    }

    private mutating func parseAlternatives() throws(RegexSyntaxError) -> RegexNode {
        depth += 1
        guard depth <= Self.maximumDepth else { throw failure("groups are nested too deeply") }
        defer { depth -= 1 }
        var alternatives = [try parseSequence()]
        while consume("|") { alternatives.append(try parseSequence()) }
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func parseSequence() throws(RegexSyntaxError) -> RegexNode {
        var nodes: [RegexNode] = []
        while let unit = peeked, unit != 0x7C, unit != 0x29 {
            let groupsBefore = groupsSeen
            let (atom, canRepeat) = try parseAtom(unit)
            guard let bounds = try parseQuantifier() else {
                nodes.append(atom)
                continue
            }
            guard canRepeat else { throw failure("nothing to repeat", at: bounds.offset) }
            let isGreedy = !consume("?")
            let repetition = RegexNode.Repetition(
                minimum: bounds.minimum, maximum: bounds.maximum, isGreedy: isGreedy,
                groups: groupsBefore + 1..<groupsSeen + 1)
            nodes.append(.loop(atom, repetition))
        }
        return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    /// One atom or assertion, and whether a quantifier may follow it.
    private mutating func parseAtom(_ unit: UInt16) throws(RegexSyntaxError) -> (RegexNode, canRepeat: Bool) {
        let start = offset
        switch Self.scalar(unit) {
        case "(": return try parseGroup()
        case "[": return (try parseClass(), true)
        case "\\":
            offset += 1
            return try parseEscape()
        case "^":
            offset += 1
            return (.assertion(.lineStart), false)
        case "$":
            offset += 1
            return (.assertion(.lineEnd), false)
        case ".":
            offset += 1
            return (.set(.notLineEnds), true)
        case "*", "+", "?": throw failure("nothing to repeat")
        case "{":
            if try parseQuantifier() != nil { throw failure("nothing to repeat", at: start) }
            offset += 1
            return (node(for: unit), true)
        default:
            offset += 1
            return (node(for: unit), true)
        }
    }

    /// What matches this unit: itself, or a set of its cases.
    func node(for unit: UInt16) -> RegexNode {
        guard ignoreCase else { return .unit(unit) }
        if unit < 128 {
            let letter = unit | 0x20
            guard letter >= 0x61, letter <= 0x7A else { return .unit(unit) }
            return .set(UnitSet([letter - 0x20...letter - 0x20, letter...letter]))
        }
        let cases = UnitCase.closure(UnitSet([unit...unit]))
        return cases.ranges.count == 1 && cases.ranges[0].count == 1 ? .unit(unit) : .set(cases)
    }

    private mutating func parseGroup() throws(RegexSyntaxError) -> (RegexNode, canRepeat: Bool) {
        let start = offset
        offset += 1
        let result: (node: RegexNode, canRepeat: Bool)
        if !consume("?") {
            result = (try parseCapture(), true)
        } else if consume(":") {
            result = (try parseAlternatives(), true)
        } else if consume("=") {
            result = (.look(try parseAlternatives(), .init(isAhead: true, isNegated: false)), true)
        } else if consume("!") {
            result = (.look(try parseAlternatives(), .init(isAhead: true, isNegated: true)), true)
        } else if !consume("<") {
            throw failure("invalid group", at: start)
        } else if consume("=") {
            result = (.look(try parseAlternatives(), .init(isAhead: false, isNegated: false)), false)
        } else if consume("!") {
            result = (.look(try parseAlternatives(), .init(isAhead: false, isNegated: true)), false)
        } else {
            guard parseGroupName() != nil else { throw failure("invalid capture group name") }
            result = (try parseCapture(), true)
        }
        guard consume(")") else { throw failure("unterminated group", at: start) }
        return result
    }

    private mutating func parseCapture() throws(RegexSyntaxError) -> RegexNode {
        groupsSeen += 1
        let index = groupsSeen
        return .group(try parseAlternatives(), index: index)
    }

    /// The name and its “>”, after “<”.
    mutating func parseGroupName() -> String? {
        let (name, end) = Self.groupName(units, from: offset)
        guard let name else { return nil }
        offset = end
        return name
    }

    private struct Bounds {
        var minimum: Int
        var maximum: Int
        var offset: Int
    }

    private mutating func parseQuantifier() throws(RegexSyntaxError) -> Bounds? {
        let start = offset
        let unbounded = RegexNode.Repetition.unbounded
        if consume("*") { return Bounds(minimum: 0, maximum: unbounded, offset: start) }
        if consume("+") { return Bounds(minimum: 1, maximum: unbounded, offset: start) }
        if consume("?") { return Bounds(minimum: 0, maximum: 1, offset: start) }
        guard consume("{"), let minimum = parseNumber() else {
            offset = start
            return nil
        }
        var maximum = minimum
        if consume(",") { maximum = parseNumber() ?? unbounded }
        guard consume("}") else {
            offset = start
            return nil
        }
        guard minimum <= maximum else { throw failure("numbers out of order in {} quantifier", at: start) }
        return Bounds(minimum: minimum, maximum: maximum, offset: start)
    }

    /// A run of digits; beyond `unbounded` it counts as that.
    mutating func parseNumber() -> Int? {
        var value: Int?
        while let unit = peeked, unit >= 0x30, unit <= 0x39 {
            value = min((value ?? 0) * 10 + Int(unit - 0x30), RegexNode.Repetition.unbounded)
            offset += 1
        }
        return value
    }
}

extension RegexParser {
    /// The capturing groups of a pattern, by their names.
    private static func scanGroups(_ units: [UInt16]) -> [String?] {
        var names: [String?] = []
        var isInClass = false
        var index = 0
        while index < units.count {
            switch Self.scalar(units[index]) {
            case "\\": index += 1
            case "[": isInClass = true
            case "]": isInClass = false
            case "(" where !isInClass:
                let next = index + 1 < units.count ? units[index + 1] : 0
                if next != 0x3F {
                    names.append(nil)
                } else if index + 3 < units.count, units[index + 2] == 0x3C, units[index + 3] != 0x3D,
                    units[index + 3] != 0x21
                {
                    names.append(groupName(units, from: index + 3).name ?? "")
                }
            default: break
            }
            index += 1
        }
        return names
    }

    /// A name that begins at `start`, and the offset after its “>”.
    private static func groupName(_ units: [UInt16], from start: Int) -> (name: String?, end: Int) {
        guard let end = units[start...].firstIndex(of: 0x3E), end > start else { return (nil, start) }
        let name = String(decoding: units[start..<end], as: UTF16.self)
        for (index, scalar) in name.unicodeScalars.enumerated() {
            let isFirst = scalar.properties.isIDStart || scalar == "$" || scalar == "_"
            guard isFirst || (index > 0 && scalar.properties.isIDContinue) else { return (nil, start) }
        }
        return (name, end + 1)
    }
}
