/// Gives every item its place from left to right: as near as its neighbours allow to where its links pull it.
enum Coordinates {
    private static let rounds = 12

    /// Expects layers in order; sets `x` of the items and the offsets of the links, the leftmost edge being at 0.
    static func assign(_ graph: inout LayeredGraph) {
        for layer in graph.layers {
            var x = 0.0
            for (index, item) in layer.enumerated() {
                if index > 0 { x += graph.separation(layer[index - 1], item) }
                graph.items[item].x = x
                graph.items[item].place = index
            }
        }
        attach(&graph)
        for round in 0..<rounds {
            let isDown = round.isMultiple(of: 2)
            for layer in isDown ? Array(graph.layers.indices) : graph.layers.indices.reversed() {
                relax(layer, &graph, above: isDown || round > rounds - 3, below: !isDown || round > rounds - 3)
            }
        }
        straighten(&graph)
        snap(&graph)
        let left = graph.items.map { $0.x - $0.width / 2 }.min() ?? 0
        for item in graph.items.indices { graph.items[item].x -= left }
    }

    /// Spreads the ends of links over the width of an item, in the order of what they lead to.
    private static func attach(_ graph: inout LayeredGraph) {
        for item in graph.items.indices where !graph.items[item].isBend {
            let width = graph.items[item].width
            for isAbove in [true, false] {
                let links = (isAbove ? graph.above[item] : graph.below[item]).sorted {
                    let (one, other) = (graph.links[$0], graph.links[$1])
                    return isAbove
                        ? graph.items[one.upper].place < graph.items[other.upper].place
                        : graph.items[one.lower].place < graph.items[other.lower].place
                }
                let step = min(28, (width - 24) / Double(max(links.count, 1)))
                for (index, link) in links.enumerated() {
                    let offset = (Double(index) - Double(links.count - 1) / 2) * step
                    if isAbove {
                        graph.links[link].lowerOffset = offset
                    } else {
                        graph.links[link].upperOffset = offset
                    }
                }
            }
        }
    }

    /// Moves an end of a link along its box where that makes the link straight.
    private static func snap(_ graph: inout LayeredGraph) {
        for index in graph.links.indices {
            let link = graph.links[index]
            let (upper, lower) = (graph.items[link.upper], graph.items[link.lower])
            let distance = upper.x + link.upperOffset - lower.x - link.lowerOffset
            guard distance != 0, abs(distance) <= 40 else { continue }
            if !lower.isBend,
                isFree(link.lowerOffset + distance, of: index, graph.above[link.lower], lower, \.lowerOffset, graph)
            {
                graph.links[index].lowerOffset += distance
            } else if !upper.isBend,
                isFree(link.upperOffset - distance, of: index, graph.below[link.upper], upper, \.upperOffset, graph)
            {
                graph.links[index].upperOffset -= distance
            }
        }
    }

    /// Whether an end may be moved to `offset`: it stays on the straight part of the box, and between its neighbours.
    private static func isFree(
        _ offset: Double, of link: Int, _ links: [Int], _ item: LayeredGraph.Item,
        _ end: KeyPath<LayeredGraph.Link, Double>, _ graph: LayeredGraph
    ) -> Bool {
        guard abs(offset) <= item.width / 2 - 22 else { return false }
        let old = graph.links[link][keyPath: end]
        return links.allSatisfy { other in
            guard other != link else { return true }
            let place = graph.links[other][keyPath: end]
            return place < old ? offset - place >= 10 : place - offset >= 10
        }
    }

    /// Where the links of `item` would have it, and how strongly.
    private static func wish(
        _ item: Int, _ graph: LayeredGraph, above: Bool, below: Bool
    ) -> (x: Double, weight: Double)? {
        var sum = 0.0, weight = 0.0
        if above {
            for link in graph.above[item].map({ graph.links[$0] }) {
                sum += (graph.items[link.upper].x + link.upperOffset - link.lowerOffset) * link.weight
                weight += link.weight
            }
        }
        if below {
            for link in graph.below[item].map({ graph.links[$0] }) {
                sum += (graph.items[link.lower].x + link.lowerOffset - link.upperOffset) * link.weight
                weight += link.weight
            }
        }
        return weight > 0 ? (sum / weight, weight) : nil
    }

    /// The places of a layer that are nearest to the wishes, by the sum of squares: neighbours that would overlap
    /// become one block, which stands where its members wish on average (pool adjacent violators).
    private static func relax(_ layer: Int, _ graph: inout LayeredGraph, above: Bool, below: Bool) {
        struct Block {
            var sum: Double
            var weight: Double
            var count: Int
            var place: Double { sum / weight }
        }
        let items = graph.layers[layer]
        var offsets: [Double] = [], offset = 0.0
        var blocks: [Block] = []
        for (index, item) in items.enumerated() {
            if index > 0 { offset += graph.separation(items[index - 1], item) }
            offsets.append(offset)
            let wish = wish(item, graph, above: above, below: below) ?? (graph.items[item].x, 0.01)
            blocks.append(Block(sum: (wish.x - offset) * wish.weight, weight: wish.weight, count: 1))
            while blocks.count > 1, blocks[blocks.count - 2].place > blocks[blocks.count - 1].place {
                let last = blocks.removeLast()
                blocks[blocks.count - 1].sum += last.sum
                blocks[blocks.count - 1].weight += last.weight
                blocks[blocks.count - 1].count += last.count
            }
        }
        var index = 0
        for block in blocks {
            for _ in 0..<block.count {
                graph.items[items[index]].x = block.place + offsets[index]
                index += 1
            }
        }
    }

    /// Puts the bends of a long link above one another, where there is room.
    private static func straighten(_ graph: inout LayeredGraph) {
        var seen = Array(repeating: false, count: graph.items.count)
        for start in graph.items.indices where graph.items[start].isBend && !seen[start] {
            var chain = [start]
            seen[start] = true
            while let last = chain.last, graph.below[last].count == 1 {
                let next = graph.links[graph.below[last][0]].lower
                guard graph.items[next].isBend, graph.above[next].count == 1, !seen[next] else { break }
                seen[next] = true
                chain.append(next)
            }
            align(chain[...], &graph)
        }
        // What has one link only, and no width to move it in: the dot at the start.
        for item in graph.items.indices where !graph.items[item].isBend && graph.items[item].width < 24 {
            guard let link = graph.below[item].first, graph.below[item].count == 1 else { continue }
            let x = graph.items[graph.links[link].lower].x + graph.links[link].lowerOffset
            if room(item, graph)?.contains(x) == true { graph.items[item].x = x }
        }
    }

    /// Aligns as many neighbouring bends at a time as can stand above one another.
    private static func align(_ chain: ArraySlice<Int>, _ graph: inout LayeredGraph) {
        var rest = chain
        while let first = rest.popFirst() {
            guard var range = room(first, graph) else { continue }
            var bends = [first]
            while let next = rest.first, let more = room(next, graph), more.overlaps(range) {
                range = range.clamped(to: more)
                bends.append(next)
                rest.removeFirst()
            }
            let mean = bends.reduce(0) { $0 + graph.items[$1].x } / Double(bends.count)
            // Above what it leads to, or below where it comes from, it needs one curve less.
            let lower = graph.below[bends[bends.count - 1]].first.map { graph.links[$0] }
            let upper = graph.above[first].first.map { graph.links[$0] }
            let ends = [
                lower.map { graph.items[$0.lower].x + $0.lowerOffset },
                upper.map { graph.items[$0.upper].x + $0.upperOffset },
            ]
            let aligned = ends.compactMap { $0 }.first { range.contains($0) && abs($0 - mean) < 60 }
            let x = aligned ?? min(max(mean, range.lowerBound), range.upperBound)
            for bend in bends { graph.items[bend].x = x }
        }
    }

    /// Between which places an item may stand without moving others.
    private static func room(_ item: Int, _ graph: LayeredGraph) -> ClosedRange<Double>? {
        let layer = graph.layers[graph.items[item].layer], index = graph.items[item].place
        var low = -Double.infinity, high = Double.infinity
        if index > 0 { low = graph.items[layer[index - 1]].x + graph.separation(layer[index - 1], item) }
        if index + 1 < layer.count {
            high = graph.items[layer[index + 1]].x - graph.separation(item, layer[index + 1])
        }
        return low <= high ? low...high : nil
    }
}
