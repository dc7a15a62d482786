/// A regular expression of a filter, `/…/i`: the regular part of Java's syntax, matched against whole texts as Java's
/// `matches()` does.
///
/// It runs as a set of states over the text, so its time is bounded by the lengths of text and pattern; what would
/// need backtracking (back references, look-around) is refused.
struct FilterPattern: Hashable, Sendable {
    /// Why a pattern cannot be used.
    struct Invalid: Error {
        var message: String
    }

    /// One instruction; a state of the automaton is the index of one.
    enum Instruction: Hashable, Sendable {
        case character(CharacterSet)
        case split(Int, Int)
        case jump(Int)
        case assert(Assertion)
        case accept
    }

    /// A condition on a place between characters.
    enum Assertion: Hashable, Sendable {
        case lineStart, lineEnd, textStart, textEnd, wordBoundary, noWordBoundary
    }

    /// Scalars by ranges.
    struct CharacterSet: Hashable, Sendable {
        var ranges: [ClosedRange<UInt32>]
        var isNegated = false

        func contains(_ scalar: UInt32) -> Bool {
            ranges.contains { $0.contains(scalar) } != isNegated
        }
    }

    let source: String
    let flags: String
    let program: [Instruction]

    init(_ source: String, flags: String) throws(Invalid) {
        self.source = source
        self.flags = flags
        program = try FilterPatternCompiler.compile(source, flags: flags)
    }

    static func == (left: FilterPattern, right: FilterPattern) -> Bool {
        left.source == right.source && left.flags == right.flags
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(source)
        hasher.combine(flags)
    }

    /// Whether the whole of `text` matches.
    ///
    /// - Parameter steps: how many states may still be visited; those visited are subtracted. No match when they run
    ///   out.
    func matches(_ text: String, steps: inout Int) -> Bool {
        let scalars = text.unicodeScalars.map(\.value)
        var states = StateSet(capacity: program.count)
        var next = StateSet(capacity: program.count)
        add(0, to: &states, at: 0, in: scalars)
        for (position, scalar) in scalars.enumerated() {
            steps -= states.members.count + 1
            guard steps > 0, !states.members.isEmpty else { return false }
            next.removeAll()
            for state in states.members {
                if case .character(let set) = program[state], set.contains(scalar) {
                    add(state + 1, to: &next, at: position + 1, in: scalars)
                }
            }
            swap(&states, &next)
        }
        return states.members.contains { program[$0] == .accept }
    }

    /// Adds `first` and all states that are reached from it without a character.
    private func add(_ first: Int, to states: inout StateSet, at position: Int, in scalars: [UInt32]) {
        var pending = [first]
        while let state = pending.popLast() {
            guard states.insert(state) else { continue }
            switch program[state] {
            case .jump(let target): pending.append(target)
            case .split(let left, let right): pending += [right, left]
            case .assert(let assertion):
                if holds(assertion, at: position, in: scalars) { pending.append(state + 1) }
            case .character, .accept: break
            }
        }
    }

    private func holds(_ assertion: Assertion, at position: Int, in scalars: [UInt32]) -> Bool {
        let before = position > 0 ? scalars[position - 1] : nil
        let after = position < scalars.count ? scalars[position] : nil
        let isBoundary = Self.isWord(before) != Self.isWord(after)
        return switch assertion {
        case .textStart: before == nil
        case .textEnd: after == nil
        case .lineStart: before == nil || before == 10
        case .lineEnd: after == nil || after == 10
        case .wordBoundary: isBoundary
        case .noWordBoundary: !isBoundary
        }
    }

    private static func isWord(_ scalar: UInt32?) -> Bool {
        scalar.map { FilterPatternCompiler.word.contains($0) } ?? false
    }
}

/// A set of states that keeps the order of insertion and is emptied without touching every flag.
struct StateSet {
    private(set) var members: [Int] = []
    private var isMember: [Bool]

    init(capacity: Int) {
        isMember = Array(repeating: false, count: capacity)
    }

    /// - Returns: whether the state was new.
    mutating func insert(_ state: Int) -> Bool {
        guard !isMember[state] else { return false }
        isMember[state] = true
        members.append(state)
        return true
    }

    mutating func removeAll() {
        for state in members { isMember[state] = false }
        members.removeAll(keepingCapacity: true)
    }
}
