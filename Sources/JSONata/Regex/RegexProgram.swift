/// One step of a compiled pattern. The meaning of `a`, `b`, `c` depends on the operation.
struct RegexInstruction: Hashable, Sendable {
    enum Operation: UInt8, Hashable, Sendable {
        case accept
        /// The unit `a`; a unit of the set `a`; the same to the left of the place.
        case unit, set, unitBefore, setBefore
        /// Goes on at `a`, and on failure at `b`.
        case split
        /// Goes on at `a`.
        case jump
        /// Slot `a` takes the place.
        case save
        /// The slots `a`..<`b` become unset.
        case reset
        case textStart, textEnd, lineStart, lineEnd, wordBoundary, notWordBoundary
        /// Fails if the place is still that of slot `a`: a round of a loop may not be empty.
        case progress
        /// The same, but only if the counter `b` has passed `c`, the least number of rounds.
        case countedProgress
        /// As many units of the set `a` as there are, `b` to `c` of them, then fewer; without going back; as few as
        /// possible, then more.
        case runGreedy, runAtomic, runLazy
        /// Slot `a` becomes 0; becomes one more.
        case zero, increment
        /// With fewer than `b` rounds in slot `a` goes on at the next instruction, with `c` or more jumps as the
        /// instruction at once before it says; otherwise both ways, greedy or lazy.
        case countGreedy, countLazy
        /// The text of group `a`, to the right of the place or to the left.
        case reference, referenceBefore
        /// Whether what follows up to its `accept` matches here: goes on at `a`. `b` is 1 for a negated one.
        case look
    }

    var operation: Operation
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
}

/// A compiled pattern: immutable and shared by all copies of a `Regex`.
final class RegexProgram: Sendable {
    let instructions: [RegexInstruction]
    let sets: [CompiledUnitSet]
    /// The bounds to which the sets refer.
    let setTable: [UInt16]
    let groupCount: Int
    /// Slots: starts and ends of groups in pairs (group 0 is the match), then the registers of loops.
    let slotCount: Int
    /// With what a match begins: an index into `sets`, or -1 if with anything.
    let firstSet: Int
    /// Only the start of the text can begin a match.
    let isAnchored: Bool
    let ignoreCase: Bool
    private let isMultiline: Bool
    private let tree: RegexNode
    /// Whether the pattern is regular, and small enough to be simulated.
    let hasLinearProgram: Bool

    init(tree: RegexNode, groupCount: Int, ignoreCase: Bool, isMultiline: Bool, isLinear: Bool = false) {
        let size = RegexCompiler.linearSize(of: tree)
        var compiler = RegexCompiler(
            groupCount: groupCount, isMultiline: isMultiline, isLinear: isLinear, expectedSize: size)
        compiler.emit(tree)
        firstSet = tree.firstUnits.map { Int(compiler.index(of: $0)) } ?? -1
        compiler.finish()
        instructions = compiler.instructions
        sets = compiler.sets
        setTable = compiler.setTable
        slotCount = compiler.slotCount
        self.groupCount = groupCount
        isAnchored = !isMultiline && Self.startsAtTextStart(tree)
        self.ignoreCase = ignoreCase
        self.isMultiline = isMultiline
        self.tree = tree
        hasLinearProgram = tree.isRegular && size <= RegexCompiler.maximumLinearSize
    }

    /// The program for `RegexSimulation`, if there is one. It is made when it is needed, which is rare.
    func linearProgram() -> RegexProgram? {
        guard hasLinearProgram else { return nil }
        return RegexProgram(
            tree: tree, groupCount: groupCount, ignoreCase: ignoreCase, isMultiline: isMultiline, isLinear: true)
    }

    private static func startsAtTextStart(_ node: RegexNode) -> Bool {
        switch node {
        case .assertion(.lineStart): true
        case .sequence(let nodes): nodes.first.map(startsAtTextStart) ?? false
        case .alternatives(let nodes): nodes.allSatisfy(startsAtTextStart)
        case .group(let node, _): startsAtTextStart(node)
        case .empty, .unit, .set, .backReference, .assertion, .look, .loop: false
        }
    }
}
