/// Turns the tree of a pattern into instructions: for the backtracker with its runs and counters, or for the linear
/// simulation, which knows neither and gets copies instead.
struct RegexCompiler {
    /// Programs larger than this, in instructions, are not simulated.
    static let maximumLinearSize = 20_000
    /// A counted loop whose copies would be larger than this keeps a counter instead.
    private static let maximumCopies = 64

    private(set) var instructions: [RegexInstruction] = []
    private(set) var sets: [CompiledUnitSet] = []
    private(set) var setTable: [UInt16] = []
    private(set) var slotCount: Int
    /// The same sets, before they were compiled.
    private var unitSets: [UnitSet] = []
    private let isMultiline: Bool
    private let isLinear: Bool
    /// Inside a look-behind: terms come in reverse, and are matched to the left.
    private var isBackward = false
    private var follow = Follow.accept

    /// What comes after the node in hand.
    private enum Follow {
        case accept
        case units(UnitSet)
        case unknown
    }

    /// - Parameter expectedSize: how many instructions there will be, roughly.
    init(groupCount: Int, isMultiline: Bool, isLinear: Bool, expectedSize: Int) {
        instructions.reserveCapacity(min(expectedSize, 60) + 4)
        slotCount = 2 * groupCount + 2
        self.isMultiline = isMultiline
        self.isLinear = isLinear
    }

    /// Patterns repeat what they used a moment ago, so that only the last few sets are looked through.
    mutating func index(of set: UnitSet) -> Int32 {
        if let index = unitSets.suffix(8).lastIndex(of: set) { return Int32(index) }
        sets.append(CompiledUnitSet(set, table: &setTable))
        unitSets.append(set)
        return Int32(sets.count - 1)
    }

    mutating func append(_ operation: RegexInstruction.Operation, _ a: Int32 = 0, _ b: Int32 = 0, _ c: Int32 = 0) {
        instructions.append(RegexInstruction(operation: operation, a: a, b: b, c: c))
    }

    /// Ends the program; no table of one is empty.
    mutating func finish() {
        append(.accept)
        if sets.isEmpty { _ = index(of: UnitSet()) }
        if setTable.isEmpty { setTable.append(0) }
    }

    private var next: Int32 { Int32(instructions.count) }

    private mutating func newSlot() -> Int32 {
        slotCount += 1
        return Int32(slotCount - 1)
    }

    mutating func emit(_ node: RegexNode) {
        switch node {
        case .empty: break
        case .unit(let unit): append(isBackward ? .unitBefore : .unit, Int32(unit))
        case .set(let set): append(isBackward ? .setBefore : .set, index(of: set))
        case .sequence(let nodes): emit(sequence: nodes)
        case .alternatives(let nodes): emit(alternatives: nodes)
        case .group(let node, let group):
            append(.save, Int32(2 * group + (isBackward ? 1 : 0)))
            emit(node)
            append(.save, Int32(2 * group + (isBackward ? 0 : 1)))
        case .backReference(let group): append(isBackward ? .referenceBefore : .reference, Int32(group))
        case .assertion(let assertion): emit(assertion)
        case .look(let node, let look): emit(look, node)
        case .loop(let node, let repetition): emit(repetition, of: node)
        }
    }

    private mutating func emit(sequence nodes: [RegexNode]) {
        if isBackward {
            for node in nodes.reversed() { emit(node) }
            return
        }
        let last = follow
        for (index, node) in nodes.enumerated() {
            if case .unit = node {
                follow = .unknown
            } else if index + 1 == nodes.count {
                follow = last
            } else if let units = nodes[index + 1].firstUnits {
                follow = .units(units)
            } else {
                follow = .unknown
            }
            emit(node)
        }
        follow = last
    }

    private mutating func emit(_ assertion: RegexNode.Assertion) {
        switch assertion {
        case .lineStart: append(isMultiline ? .lineStart : .textStart)
        case .lineEnd: append(isMultiline ? .lineEnd : .textEnd)
        case .wordBoundary: append(.wordBoundary)
        case .notWordBoundary: append(.notWordBoundary)
        }
    }

    private mutating func emit(alternatives nodes: [RegexNode]) {
        var exits: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index + 1 < nodes.count else {
                emit(node)
                break
            }
            let split = instructions.count
            append(.split, next + 1)
            emit(node)
            exits.append(instructions.count)
            append(.jump)
            instructions[split].b = next
        }
        for exit in exits { instructions[exit].a = next }
    }

    private mutating func emit(_ look: RegexNode.Look, _ node: RegexNode) {
        let start = instructions.count
        append(.look, 0, look.isNegated ? 1 : 0)
        let outer = (isBackward, follow)
        isBackward = !look.isAhead
        follow = .accept
        emit(node)
        append(.accept)
        (isBackward, follow) = outer
        instructions[start].a = next
    }
}

// Loops.
extension RegexCompiler {
    private mutating func emit(_ repetition: RegexNode.Repetition, of node: RegexNode) {
        if repetition.maximum == 0 { return }
        if !isLinear, !isBackward, let set = node.singleUnit {
            let operation =
                repetition.isGreedy
                ? (isAtomic(set) ? .runAtomic : .runGreedy)
                : RegexInstruction.Operation.runLazy
            append(operation, index(of: set), Int32(repetition.minimum), Int32(repetition.maximum))
            return
        }
        let outer = follow
        follow = .unknown
        defer { follow = outer }
        let isUnbounded = repetition.maximum == RegexNode.Repetition.unbounded
        let copies = isUnbounded ? repetition.minimum + 1 : repetition.maximum
        let size = Self.linearSize(of: node)
        if !isLinear, copies > 1, copies > Self.maximumCopies / max(size, 1) {
            emitCounted(repetition, of: node)
            return
        }
        for _ in 0..<repetition.minimum { emitRound(repetition, of: node) }
        if isUnbounded {
            emitStar(repetition, of: node)
        } else {
            emitOptional(repetition, of: node)
        }
    }

    /// Whether a run need not be taken back: what follows cannot match inside it.
    private func isAtomic(_ set: UnitSet) -> Bool {
        switch follow {
        case .accept: true
        case .units(let units): units.isDisjoint(with: set)
        case .unknown: false
        }
    }

    private mutating func emitRound(_ repetition: RegexNode.Repetition, of node: RegexNode) {
        if !repetition.groups.isEmpty {
            append(.reset, Int32(2 * repetition.groups.lowerBound), Int32(2 * repetition.groups.upperBound))
        }
        emit(node)
    }

    /// A round that must not be empty.
    private mutating func emitFreeRound(_ repetition: RegexNode.Repetition, of node: RegexNode) {
        guard node.isNullable else { return emitRound(repetition, of: node) }
        let slot = newSlot()
        append(.save, slot)
        emitRound(repetition, of: node)
        append(.progress, slot)
    }

    private mutating func emitSplit(isGreedy: Bool) -> Int {
        append(.split)
        let split = instructions.count - 1
        if isGreedy { instructions[split].a = next } else { instructions[split].b = next }
        return split
    }

    private mutating func finish(_ split: Int, isGreedy: Bool) {
        if isGreedy { instructions[split].b = next } else { instructions[split].a = next }
    }

    private mutating func emitStar(_ repetition: RegexNode.Repetition, of node: RegexNode) {
        let start = next
        let split = emitSplit(isGreedy: repetition.isGreedy)
        emitFreeRound(repetition, of: node)
        append(.jump, start)
        finish(split, isGreedy: repetition.isGreedy)
    }

    private mutating func emitOptional(_ repetition: RegexNode.Repetition, of node: RegexNode) {
        var splits: [Int] = []
        for _ in repetition.minimum..<repetition.maximum {
            splits.append(emitSplit(isGreedy: repetition.isGreedy))
            emitFreeRound(repetition, of: node)
        }
        for split in splits { finish(split, isGreedy: repetition.isGreedy) }
    }

    /// zero; L: jump exit; count (goes to L+2 or takes the jump); increment; round; jump L+1; exit.
    private mutating func emitCounted(_ repetition: RegexNode.Repetition, of node: RegexNode) {
        let counter = newSlot()
        let place = newSlot()
        append(.zero, counter)
        append(.jump, next + 2)
        let exit = instructions.count
        append(.jump)
        let test = next
        append(
            repetition.isGreedy ? .countGreedy : .countLazy, counter, Int32(repetition.minimum),
            Int32(repetition.maximum))
        append(.increment, counter)
        append(.save, place)
        emitRound(repetition, of: node)
        if node.isNullable { append(.countedProgress, place, counter, Int32(repetition.minimum)) }
        append(.jump, test)
        instructions[exit].a = next
    }

    /// How many instructions the linear program of a node has at most, roughly; no larger than a large number.
    static func linearSize(of node: RegexNode) -> Int {
        let limit = 1 << 24
        switch node {
        case .empty: return 0
        case .unit, .set, .backReference, .assertion: return 1
        case .sequence(let nodes): return min(limit, nodes.reduce(0) { $0 + linearSize(of: $1) })
        case .alternatives(let nodes): return min(limit, nodes.reduce(0) { $0 + linearSize(of: $1) + 2 })
        case .group(let node, _), .look(let node, _): return min(limit, linearSize(of: node) + 2)
        case .loop(let node, let repetition):
            let isUnbounded = repetition.maximum == RegexNode.Repetition.unbounded
            let copies = min(limit, isUnbounded ? repetition.minimum + 1 : repetition.maximum)
            return min(limit, copies * (linearSize(of: node) + 4))
        }
    }
}
