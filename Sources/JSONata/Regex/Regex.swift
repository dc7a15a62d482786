/// A compiled regular expression with the syntax and the meaning of ECMAScript without the `u` flag: it matches
/// UTF-16 units, and of several matches it finds the leftmost one, by the priorities of the pattern.
///
/// A pattern without back references and look-around takes time linear in the text; one with them is given up after
/// a budget of steps.
struct Regex: Sendable, Hashable {
    let pattern: String
    let ignoreCase: Bool
    let multiline: Bool
    let program: RegexProgram

    /// - Throws: `RegexSyntaxError` with the place and the reason, if JavaScript would refuse the pattern too or if
    ///   the pattern is nested too deeply.
    init(pattern: String, ignoreCase: Bool = false, multiline: Bool = false) throws(RegexSyntaxError) {
        var parser = RegexParser(pattern: pattern, ignoreCase: ignoreCase)
        let tree = try parser.parse()
        self.pattern = pattern
        self.ignoreCase = ignoreCase
        self.multiline = multiline
        program = RegexProgram(
            tree: tree, groupCount: parser.groupCount, ignoreCase: ignoreCase, isMultiline: multiline)
    }

    /// How many capturing groups the pattern has.
    var groupCount: Int { program.groupCount }

    /// How many steps one search, or one series of searches that share a budget, may take: about half a second's
    /// worth.
    static let defaultBudget = 20_000_000

    /// The leftmost match that starts at or after `start`, a UTF-16 offset in 0…count; nil if there is none.
    ///
    /// - Throws: `RegexBudgetError` when the search took too many steps.
    func firstMatch(in text: RegexText, from start: Int = 0) throws(RegexBudgetError) -> RegexMatch? {
        var budget = Self.defaultBudget
        return try firstMatch(in: text, from: start, budget: &budget)
    }

    /// The same for one of several searches that share a budget: each takes its steps off.
    func firstMatch(
        in text: RegexText, from start: Int, budget: inout Int
    ) throws(RegexBudgetError) -> RegexMatch? {
        guard start >= 0, start <= text.units.count else { return nil }
        // What can be had in linear time is given little time to backtrack.
        let share = program.hasLinearProgram ? min(budget, 512 + 8 * (text.units.count - start)) : budget
        var backtracker = RegexBacktracker(program: program, budget: share)
        let outcome = backtracker.search(text.units, from: start)
        budget -= share - backtracker.budget
        switch outcome {
        case .matched: return RegexMatch(slots: backtracker.slots, groupCount: program.groupCount)
        case .failed: return nil
        case .exhausted: break
        }
        guard budget > 0, let linear = program.linearProgram() else { throw RegexBudgetError() }
        var simulation = RegexSimulation(program: linear, budget: budget)
        let end = simulation.search(text.units, from: start)
        budget = simulation.budget
        switch end {
        case .matched: return RegexMatch(slots: simulation.slots, groupCount: program.groupCount)
        case .failed: return nil
        case .exhausted: throw RegexBudgetError()
        }
    }

    static func == (left: Regex, right: Regex) -> Bool {
        left.ignoreCase == right.ignoreCase && left.multiline == right.multiline
            && left.pattern.utf8.elementsEqual(right.pattern.utf8)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(pattern)
        hasher.combine(ignoreCase)
        hasher.combine(multiline)
    }
}

/// Why a pattern is no regular expression.
struct RegexSyntaxError: Error, Hashable, Sendable {
    /// Where: UTF-16 offset into the pattern.
    let offset: Int
    /// What: one lower-case sentence without full stop.
    let message: String
}

/// A search took more steps than any sensible pattern needs.
struct RegexBudgetError: Error, Hashable, Sendable {}

/// One match: UTF-16 ranges of the whole and of each capturing group, nil where a group took no part.
struct RegexMatch: Hashable, Sendable {
    let range: Range<Int>
    let groups: [Range<Int>?]

    /// - Parameter slots: starts and ends in pairs, the whole match first, -1 where unset.
    init(slots: [Int], groupCount: Int) {
        range = slots[0]..<slots[1]
        var groups: [Range<Int>?] = []
        groups.reserveCapacity(groupCount)
        for group in 0..<groupCount {
            let start = slots[2 * group + 2]
            let end = slots[2 * group + 3]
            groups.append(start >= 0 && end >= start ? start..<end : nil)
        }
        self.groups = groups
    }
}

/// How a search ended.
enum RegexOutcome: Hashable, Sendable {
    case matched, failed
    /// The budget of steps was spent before the end was known.
    case exhausted
}
