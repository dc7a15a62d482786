public import StatesCore
public import StatesLanguage

/// How far an exploration goes.
public struct ExplorationBounds: Hashable, Sendable {
    /// The most states of the execution that are kept, ≥ 1.
    public var states = 100_000
    /// Retries of a retrier that allows more than this are not counted: it retries for ever.
    public var countedRetries = 20
    /// How often one path may leave a branch or an iteration for another one before it has to; `nil`: always.
    public var switches: Int?

    public init() {}

    /// The most transitions that are followed: states with very many branches have very many.
    public var transitions: Int { states > Int.max / 10 ? .max : states * 10 }

    /// A retrier that allows more retries than this comes to the end of the history's 25,000 events first.
    static let endlessRetries = 8_000
}

/// How a path through an execution ends.
public enum ExploredEnd: Hashable, Sendable {
    /// At a state of the machine's own scope.
    case succeeded(StateIndex)
    case failed(error: String, StateIndex)
    /// The time of the machine was over.
    case timedOut(StateIndex)
    /// These states wait for answers that never come.
    case parked([StateIndex])
    /// Nothing goes on, and nothing is waited for; or it goes round without waiting.
    case stuck(StateIndex)
}

/// All that an execution can do, as far as it was followed: a graph whose nodes are states of the whole execution.
///
/// Node 0 stands before the start. Of two nodes no execution is alike the other.
public struct Exploration: Sendable {
    struct Edge: Sendable {
        var from: Int32
        var to: Int32
        var move: ExploredMove
        /// The state that the move is about, -1 if there is none.
        var state: StateIndex
        /// Its facts: a range of `facts`.
        var facts: Range<Int32>
    }

    public let program: Program
    public let world: ExploredWorld
    public let bounds: ExplorationBounds
    public let type: StateMachineType
    /// Sorted by `from`: nodes are followed in the order in which they were found, the nearest first.
    var edges: [Edge] = []
    var facts: [StateFact] = []
    /// By node; `nil` where the execution goes on.
    var ends: [ExploredEnd?] = []
    /// By node: its first edge. One more than there are nodes.
    var firstEdges: [Int32] = [0]
    /// By node: the edge that found it, which is the last one of a shortest path; -1 for node 0.
    var discoveries: [Int32] = []
    var parts = ExploredParts()
    /// Whether states were left out for want of room.
    public internal(set) var isFull = false
    /// Whether transitions were left out.
    public internal(set) var isTooWide = false
    /// Whether a branch was not left because it had been done too often.
    public internal(set) var hasSkippedSwitches = false
    /// Whether two branches were under way at a time, with timers: any order is tried, also those that their
    /// durations rule out.
    public internal(set) var hasConcurrentTimers = false

    /// Without the one before the start.
    public var stateCount: Int { ends.count - 1 }
    /// Without the start.
    public var transitionCount: Int { edges.count - world.inputs.count }

    func edges(of node: Int32) -> ArraySlice<Edge> {
        guard Int(node) + 1 < firstEdges.count else { return [] }
        return edges[Int(firstEdges[Int(node)])..<Int(firstEdges[Int(node) + 1])]
    }

    /// The edges of a shortest path to `node`.
    func path(to node: Int32) -> [Edge] {
        var path: [Edge] = []
        var node = node
        while discoveries[Int(node)] >= 0 {
            let edge = edges[Int(discoveries[Int(node)])]
            path.append(edge)
            node = edge.from
        }
        return path.reversed()
    }

    /// Retriers that allow more retries than are counted, as state and place in the list, in order.
    var endlessRetriers: [(state: StateIndex, index: Int, attempts: Int)] {
        var found: [(StateIndex, Int, Int)] = []
        for state in StateIndex(0)..<StateIndex(program.stateCount) {
            for (index, retrier) in program.retriers(of: state).enumerated()
            where retrier.maxAttempts > bounds.countedRetries {
                found.append((state, index, retrier.maxAttempts))
            }
        }
        return found
    }

    /// Why there may be more than was followed, a phrase each; empty when there is not.
    public var cuts: [String] {
        var cuts: [String] = []
        if isFull { cuts.append("\(bounds.states) states") }
        if isTooWide { cuts.append("\(bounds.transitions) transitions") }
        if hasSkippedSwitches, let switches = bounds.switches { cuts.append("\(switches) switches between branches") }
        let retriers = endlessRetriers.filter {
            $0.attempts < ExplorationBounds.endlessRetries
                && parts.matched.contains(.init(state: $0.state, index: $0.index))
        }
        if !retriers.isEmpty { cuts.append("\(bounds.countedRetries) counted retries") }
        return cuts
    }
}
