/// The tree of a pattern.
indirect enum RegexNode: Hashable, Sendable {
    case empty
    case unit(UInt16)
    /// One unit of a set; with the flag `i` the set holds all cases.
    case set(UnitSet)
    case sequence([RegexNode])
    case alternatives([RegexNode])
    /// A capturing group, numbered from 1.
    case group(RegexNode, index: Int)
    case backReference(Int)
    case assertion(Assertion)
    case look(RegexNode, Look)
    case loop(RegexNode, Repetition)

    /// A condition on a place in the text.
    enum Assertion: Hashable, Sendable {
        case lineStart, lineEnd, wordBoundary, notWordBoundary
    }

    struct Look: Hashable, Sendable {
        var isAhead: Bool
        var isNegated: Bool
    }

    struct Repetition: Hashable, Sendable {
        var minimum: Int
        /// `Repetition.unbounded` for no bound.
        var maximum: Int
        var isGreedy: Bool
        /// The capturing groups inside, which each round forgets.
        var groups: Range<Int>

        /// Also what larger numbers count as: no text is as long.
        static let unbounded = Int(Int32.max)
    }
}

extension RegexNode {
    /// Whether a match may be empty. Back references may; so may what holds only conditions.
    var isNullable: Bool {
        switch self {
        case .empty, .backReference, .assertion, .look: true
        case .unit, .set: false
        case .sequence(let nodes): nodes.allSatisfy(\.isNullable)
        case .alternatives(let nodes): nodes.contains(where: \.isNullable)
        case .group(let node, _): node.isNullable
        case .loop(let node, let repetition): repetition.minimum == 0 || node.isNullable
        }
    }

    /// The one unit, as a set, that this node matches, if it always matches exactly one.
    var singleUnit: UnitSet? {
        switch self {
        case .unit(let unit): UnitSet([unit...unit])
        case .set(let set): set
        case .empty, .sequence, .alternatives, .group, .backReference, .assertion, .look, .loop: nil
        }
    }

    /// Whether time linear in the text can be promised: no back reference and no look-around.
    var isRegular: Bool {
        switch self {
        case .empty, .unit, .set, .assertion: true
        case .backReference, .look: false
        case .sequence(let nodes), .alternatives(let nodes): nodes.allSatisfy(\.isRegular)
        case .group(let node, _), .loop(let node, _): node.isRegular
        }
    }

    /// The units with which a match can begin, or nil if it may be empty or begin with anything.
    var firstUnits: UnitSet? {
        switch self {
        case .empty, .backReference, .assertion, .look: return nil
        case .unit(let unit): return UnitSet([unit...unit])
        case .set(let set): return set
        case .group(let node, _): return node.firstUnits
        case .loop(let node, let repetition): return repetition.minimum == 0 ? nil : node.firstUnits
        case .alternatives(let nodes):
            var union = UnitSet()
            for node in nodes {
                guard let units = node.firstUnits else { return nil }
                union.formUnion(units)
            }
            return union
        case .sequence(let nodes):
            var union = UnitSet()
            for node in nodes {
                if let units = node.firstUnits {
                    union.formUnion(units)
                    return union
                }
                guard let units = node.optionalFirstUnits else { return nil }
                union.formUnion(units)
            }
            return nil
        }
    }

    /// The units with which a match that is not empty can begin, where that is known; a condition has none.
    private var optionalFirstUnits: UnitSet? {
        switch self {
        case .empty, .assertion, .look: UnitSet()
        case .loop(let node, _): node.firstUnits
        case .unit, .set, .group, .alternatives, .sequence, .backReference: nil
        }
    }
}
