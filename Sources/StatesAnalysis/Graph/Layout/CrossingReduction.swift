/// Orders the items of each layer so that few links cross: barycentres downwards and upwards, then neighbours swapped.
struct CrossingReduction {
    private var graph: LayeredGraph
    private var position: [Int]
    private static let sweeps = 16

    /// Puts the layers of `graph` into order. The order they have is where it starts.
    static func order(_ graph: inout LayeredGraph) {
        var reduction = CrossingReduction(graph)
        graph.layers = reduction.run()
    }

    private init(_ graph: LayeredGraph) {
        self.graph = graph
        position = Array(repeating: 0, count: graph.items.count)
        for layer in graph.layers.indices { place(layer) }
    }

    private mutating func place(_ layer: Int) {
        for (index, item) in graph.layers[layer].enumerated() { position[item] = index }
    }

    private mutating func run() -> [[Int]] {
        var best = graph.layers
        var fewest = crossings
        for sweep in 0..<Self.sweeps where fewest > 0 {
            let isDown = sweep.isMultiple(of: 2)
            for layer in isDown ? Array(graph.layers.indices) : graph.layers.indices.reversed() {
                sort(layer, byAbove: isDown)
            }
            swapNeighbours()
            let count = crossings
            if count < fewest { (fewest, best) = (count, graph.layers) }
        }
        return best
    }

    /// Items without a neighbour on that side stay where they are.
    private mutating func sort(_ layer: Int, byAbove: Bool) {
        var centres: [Int: Double] = [:]
        for item in graph.layers[layer] {
            let links = byAbove ? graph.above[item] : graph.below[item]
            guard !links.isEmpty else { continue }
            let sum = links.reduce(0.0) { sum, link in
                let other = byAbove ? graph.links[link].upper : graph.links[link].lower
                return sum + Double(position[other])
            }
            centres[item] = sum / Double(links.count)
        }
        var sorted = graph.layers[layer].filter { centres[$0] != nil }
            .sorted { (centres[$0] ?? 0, position[$0]) < (centres[$1] ?? 0, position[$1]) }[...]
        graph.layers[layer] = graph.layers[layer].map { centres[$0] == nil ? $0 : sorted.removeFirst() }
        place(layer)
    }

    private mutating func swapNeighbours() {
        for layer in graph.layers.indices where graph.layers[layer].count > 1 {
            for index in 1..<graph.layers[layer].count {
                let (left, right) = (graph.layers[layer][index - 1], graph.layers[layer][index])
                guard crossings(left, right) > crossings(right, left) else { continue }
                graph.layers[layer].swapAt(index - 1, index)
                position[left] = index
                position[right] = index - 1
            }
        }
    }

    /// Crossings of the links of two neighbours, `left` being on the left.
    private func crossings(_ left: Int, _ right: Int) -> Int {
        func count(_ first: [Int], _ second: [Int], _ end: (Int) -> Int) -> Int {
            first.reduce(0) { sum, one in
                sum + second.count { position[end($0)] < position[end(one)] }
            }
        }
        return count(graph.above[left], graph.above[right]) { graph.links[$0].upper }
            + count(graph.below[left], graph.below[right]) { graph.links[$0].lower }
    }

    private var crossings: Int {
        graph.layers.reduce(0) { sum, layer in
            // Ends of links below, in the order of their starts: each pair out of order is a crossing.
            var ends: [Int] = []
            for item in layer {
                ends += graph.below[item].map { position[graph.links[$0].lower] }.sorted()
            }
            return sum + Self.inversions(&ends[...])
        }
    }

    private static func inversions(_ numbers: inout ArraySlice<Int>) -> Int {
        guard numbers.count > 1 else { return 0 }
        let middle = numbers.startIndex + numbers.count / 2
        var left = numbers[..<middle], right = numbers[middle...]
        var count = inversions(&left) + inversions(&right)
        var merged: [Int] = []
        merged.reserveCapacity(numbers.count)
        while let one = left.first, let other = right.first {
            if one <= other {
                merged.append(left.removeFirst())
            } else {
                count += left.count
                merged.append(right.removeFirst())
            }
        }
        numbers = merged[...] + left + right
        return count
    }
}
