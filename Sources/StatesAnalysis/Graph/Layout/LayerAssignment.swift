/// Which layer each state of a scope is in.
///
/// States are in even layers, labels and turns of links in any: a link between two states thus always has a layer
/// between them.
struct LayerAssignment {
    /// The layer of each node, from 0.
    private(set) var layers: [Int]
    /// For each edge, whether it leads back to a layer above, or to where it came from.
    private(set) var isBack: [Bool]

    /// - Parameters:
    ///   - count: of the nodes; node 0 is where the scope starts.
    ///   - edges: between nodes, in the order of the definition.
    init(count: Int, edges: [(from: Int, to: Int, weight: Int)]) {
        layers = Array(repeating: 0, count: count)
        isBack = Array(repeating: false, count: edges.count)
        var out: [[Int]] = Array(repeating: [], count: count)
        for (index, edge) in edges.enumerated() { out[edge.from].append(index) }
        let order = markBackEdges(edges, out)
        let forward = edges.indices.filter { !isBack[$0] }.map { edges[$0] }
        assignLongestPaths(order, forward)
        tighten(order, forward)
        let least = layers.min() ?? 0
        for node in layers.indices { layers[node] = (layers[node] - least) * 2 }
    }

    /// Depth first from the start: an edge to a node that is being visited closes a cycle.
    ///
    /// - Returns: the nodes, each before those that it leads to.
    private mutating func markBackEdges(_ edges: [(from: Int, to: Int, weight: Int)], _ out: [[Int]]) -> [Int] {
        enum Mark { case new, open, done }
        var marks = Array(repeating: Mark.new, count: layers.count)
        var finished: [Int] = []
        for root in layers.indices where marks[root] == .new {
            var stack = [(node: root, next: 0)]
            marks[root] = .open
            while let top = stack.last {
                guard top.next < out[top.node].count else {
                    marks[top.node] = .done
                    finished.append(top.node)
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let edge = out[top.node][top.next]
                switch marks[edges[edge].to] {
                case .new:
                    marks[edges[edge].to] = .open
                    stack.append((edges[edge].to, 0))
                case .open: isBack[edge] = true
                case .done: break
                }
            }
        }
        return finished.reversed()
    }

    private mutating func assignLongestPaths(_ order: [Int], _ edges: [(from: Int, to: Int, weight: Int)]) {
        var out: [[Int]] = Array(repeating: [], count: layers.count)
        for edge in edges { out[edge.from].append(edge.to) }
        for node in order {
            for target in out[node] { layers[target] = max(layers[target], layers[node] + 1) }
        }
    }

    /// Moves nodes within the room that their neighbours leave them, where that makes edges shorter.
    private mutating func tighten(_ order: [Int], _ edges: [(from: Int, to: Int, weight: Int)]) {
        var into: [[(node: Int, weight: Int)]] = Array(repeating: [], count: layers.count)
        var out = into
        for edge in edges {
            out[edge.from].append((edge.to, edge.weight))
            into[edge.to].append((edge.from, edge.weight))
        }
        for round in 0..<8 {
            var moved = false
            for node in round.isMultiple(of: 2) ? order.reversed() : order where node != 0 {
                let pull = out[node].reduce(0) { $0 + $1.weight } - into[node].reduce(0) { $0 + $1.weight }
                let lowest = into[node].map { layers[$0.node] + 1 }.max()
                let highest = out[node].map { layers[$0.node] - 1 }.min()
                let target = pull > 0 ? highest : pull < 0 ? lowest : nil
                if let target, target != layers[node], lowest.map({ target >= $0 }) ?? true {
                    layers[node] = target
                    moved = true
                }
            }
            if !moved { return }
        }
    }
}
