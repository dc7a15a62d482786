public import StatesCore
import StatesLanguage

/// How many paths there are, and where they go round.
///
/// Nodes that reach one another are one loop. A path is counted by the steps that it takes outside of loops: however
/// often it goes round, it is one path.
public struct ExploredPaths: Sendable {
    /// Paths from the start to an end; `nil` when there are more than a 64-bit number counts.
    public let count: Int?
    /// By end, in the order in which these were found; `nil` as above.
    public let countsByEnd: [(end: ExploredEnd, count: Int?)]
    /// The states that loops go through, in the order of the definition.
    public let loopStates: [StateIndex]
    /// States where no end can be reached any more, in the order of the definition.
    public let deadEnds: [StateIndex]
    /// By node: whether no end can be reached from it.
    let isDead: [Bool]

    public init(_ exploration: Exploration) {
        let loops = Loops(exploration)
        // Paths from the start to each node; loops are sorted so that edges go to lower numbers.
        var arrivals = [UInt64?](repeating: 0, count: loops.count)
        var reachesEnd = [Bool](repeating: false, count: loops.count)
        arrivals[Int(loops.number[0])] = 1
        for loop in stride(from: loops.count - 1, through: 0, by: -1) {
            for node in loops.members(of: loop) {
                for edge in exploration.edges(of: node) where loops.number[Int(edge.to)] != loop {
                    let target = Int(loops.number[Int(edge.to)])
                    arrivals[target] = Self.sum(arrivals[target], arrivals[loop])
                }
            }
        }
        var counts: [(end: ExploredEnd, count: Int?)] = []
        var total: UInt64? = 0
        for (node, end) in exploration.ends.enumerated() {
            guard let end else { continue }
            if case .stuck = end {} else { reachesEnd[Int(loops.number[node])] = true }
            let paths = arrivals[Int(loops.number[node])]
            total = Self.sum(total, paths)
            counts.append((end, paths.map { Int(clamping: $0) }))
        }
        var loopStates: Set<StateIndex> = [], deadEnds: Set<StateIndex> = []
        for loop in 0..<loops.count {
            for node in loops.members(of: loop) {
                let edges = exploration.edges(of: node)
                if edges.contains(where: { reachesEnd[Int(loops.number[Int($0.to)])] }) { reachesEnd[loop] = true }
                for edge in edges where loops.number[Int(edge.to)] == loop && edge.state >= 0 {
                    loopStates.insert(edge.state)
                }
            }
            guard !reachesEnd[loop] else { continue }
            for node in loops.members(of: loop) {
                if case .stuck(let state) = exploration.ends[Int(node)] { deadEnds.insert(state) }
                for edge in exploration.edges(of: node) where edge.state >= 0 { deadEnds.insert(edge.state) }
            }
        }
        count = total.map { Int(clamping: $0) }
        countsByEnd = counts
        self.loopStates = loopStates.sorted()
        // What was not followed might have led out.
        let isWhole = exploration.cuts.isEmpty
        self.deadEnds = isWhole ? deadEnds.sorted() : []
        isDead = exploration.ends.indices.map { isWhole && !reachesEnd[Int(loops.number[$0])] }
    }

    private static func sum(_ left: UInt64?, _ right: UInt64?) -> UInt64? {
        guard let left, let right else { return nil }
        let (sum, isTooLarge) = left.addingReportingOverflow(right)
        return isTooLarge || sum > UInt64(Int.max) ? nil : sum
    }
}

/// The strongly connected components of a graph: Tarjan's algorithm, without recursion.
private struct Loops {
    /// By node; an edge that leaves a component goes to one with a lower number.
    private(set) var number: [Int32]
    private(set) var count = 0
    private var sorted: [Int32] = []
    private var starts: [Int] = []

    init(_ exploration: Exploration) {
        let nodeCount = exploration.ends.count
        number = Array(repeating: -1, count: nodeCount)
        var order = [Int32](repeating: -1, count: nodeCount)
        var low = [Int32](repeating: 0, count: nodeCount)
        var stack: [Int32] = []
        var work: [(node: Int32, edge: Int)] = []
        var next: Int32 = 0
        for root in 0..<Int32(nodeCount) where order[Int(root)] < 0 {
            work.append((root, 0))
            while let (node, place) = work.popLast() {
                if place == 0 {
                    order[Int(node)] = next
                    low[Int(node)] = next
                    next += 1
                    stack.append(node)
                }
                let edges = exploration.edges(of: node)
                var place = place
                var child: Int32?
                while child == nil, place < edges.count {
                    let to = edges[edges.startIndex + place].to
                    place += 1
                    if order[Int(to)] < 0 {
                        child = to
                    } else if number[Int(to)] < 0 {
                        low[Int(node)] = min(low[Int(node)], low[Int(to)])
                    }
                }
                if let child {
                    work.append((node, place))
                    work.append((child, 0))
                    continue
                }
                if low[Int(node)] == order[Int(node)] { close(node, &stack) }
                if let parent = work.last?.node, number[Int(node)] < 0 {
                    low[Int(parent)] = min(low[Int(parent)], low[Int(node)])
                }
            }
        }
        starts.append(sorted.count)
    }

    private mutating func close(_ root: Int32, _ stack: inout [Int32]) {
        starts.append(sorted.count)
        while let node = stack.popLast() {
            number[Int(node)] = Int32(count)
            sorted.append(node)
            if node == root { break }
        }
        count += 1
    }

    func members(of loop: Int) -> ArraySlice<Int32> { sorted[starts[loop]..<starts[loop + 1]] }
}
