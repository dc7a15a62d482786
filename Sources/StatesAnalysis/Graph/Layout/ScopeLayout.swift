/// The layered drawing of one scope.
///
/// Cycles are broken, states get layers, links that pass layers get bends, labels are items of their own, crossings
/// are reduced, places are assigned (Sugiyama's method). A link that leads back leaves its state below, turns, passes
/// the layers upwards, turns again, and enters from above like all others.
struct ScopeLayout {
    private let scope: MachineGraph.Scope
    private var graph: LayeredGraph
    private var boxes: [BoxLayout] = []
    private var routes: [Route] = []
    private var tops: [Double] = []
    private var heights: [Double] = []
    /// Height of the strip below each layer.
    private var strips: [Double] = []
    /// Layers in which a link turns below, or above, a state.
    private var turnLayers: Set<Int> = []

    static let label = TextMetrics(size: 11)
    private static let labelWidth = 170.0
    private static let dot = 12.0

    /// How one edge goes.
    private struct Route {
        var edge: MachineGraph.Edge?
        var from: Int
        var to: Int
        /// Items between, downwards; of a link that leads back also those beside both ends.
        var chain: [Int] = []
        /// The first and the last link.
        var firstLink = 0
        var lastLink = 0
        var isBack = false
        var label: (item: Int, lines: [String])?
    }

    init(_ scope: MachineGraph.Scope, notes: [String: String]) {
        self.scope = scope
        boxes = scope.states.map { BoxLayout($0, note: notes[$0.name], notes: notes) }
        let dot = LayeredGraph.Item(width: Self.dot, height: Self.dot)
        graph = LayeredGraph(
            items: [dot] + boxes.map { LayeredGraph.Item(width: Double($0.width), height: Double($0.height)) })
        var numbers: [String: Int] = [:]
        for (index, state) in scope.states.enumerated() where numbers[state.name] == nil {
            numbers[state.name] = index + 1
        }
        if let start = numbers[scope.startAt] { routes.append(Route(edge: nil, from: 0, to: start)) }
        for edge in scope.edges {
            guard let from = numbers[edge.from], let to = numbers[edge.to] else { continue }
            routes.append(Route(edge: edge, from: from, to: to))
        }
        assignLayers()
        graph.connect()
        CrossingReduction.order(&graph)
        Coordinates.assign(&graph)
        stack()
    }

    // MARK: Layers

    private mutating func assignLayers() {
        let edges = routes.map { (from: $0.from, to: $0.to, weight: $0.edge?.kind.weight ?? 3) }
        let assignment = LayerAssignment(count: graph.items.count, edges: edges)
        // One layer above and one below for links that turn there.
        for item in graph.items.indices { graph.items[item].layer = assignment.layers[item] + 1 }
        for index in routes.indices {
            routes[index].isBack = assignment.isBack[index]
            if routes[index].isBack { addBackChain(index) } else { addChain(index) }
        }
        let count = (graph.items.map(\.layer).max() ?? 0) + 1
        graph.layers = Array(repeating: [], count: count)
        for item in graph.items.indices { graph.layers[graph.items[item].layer].append(item) }
    }

    private mutating func addChain(_ index: Int) {
        let (from, to) = (routes[index].from, routes[index].to)
        for layer in graph.items[from].layer + 1..<graph.items[to].layer {
            addItem(to: index, layer: layer, mayBeLabel: layer == graph.items[from].layer + 1)
        }
        link([from] + routes[index].chain + [to], of: index)
    }

    private mutating func addBackChain(_ index: Int) {
        let (from, to) = (routes[index].from, routes[index].to)
        let (top, bottom) = (graph.items[to].layer, graph.items[from].layer)
        for layer in top...bottom {
            addItem(to: index, layer: layer, mayBeLabel: layer == max(bottom - 1, top))
        }
        turnLayers.formUnion([top - 1, bottom])
        let upper = graph.add(LayeredGraph.Item(width: 0, height: 0, layer: top - 1, isBend: true))
        let lower = graph.add(LayeredGraph.Item(width: 0, height: 0, layer: bottom + 1, isBend: true))
        link([upper] + routes[index].chain + [lower], of: index)
        routes[index].firstLink = graph.links.count
        graph.links.append(LayeredGraph.Link(upper: from, lower: lower, weight: 0.5))
        routes[index].lastLink = graph.links.count
        graph.links.append(LayeredGraph.Link(upper: upper, lower: to, weight: 0.5))
    }

    private mutating func addItem(to index: Int, layer: Int, mayBeLabel: Bool) {
        guard mayBeLabel, let lines = Self.lines(routes[index].edge) else {
            let bend = LayeredGraph.Item(width: 0, height: 0, layer: layer, isBend: true)
            routes[index].chain.append(graph.add(bend))
            return
        }
        let width = (lines.map(Self.label.width).max() ?? 0) + 10
        let height = Double(lines.count) * Self.label.lineHeight + 4
        let item = graph.add(LayeredGraph.Item(width: width, height: height, layer: layer))
        routes[index].chain.append(item)
        routes[index].label = (item, lines)
    }

    /// What stands on a line: at most three conditions, two lines each.
    private static func lines(_ edge: MachineGraph.Edge?) -> [String]? {
        guard let edge, !edge.labels.isEmpty else { return nil }
        let shown = edge.labels.prefix(3)
        var lines = shown.flatMap { label.wrap($0, width: labelWidth, lines: shown.count > 1 ? 2 : 3) }
        if edge.labels.count > shown.count { lines.append("or \(edge.labels.count - shown.count) more") }
        return lines
    }

    private mutating func link(_ items: [Int], of index: Int) {
        routes[index].firstLink = graph.links.count
        for (upper, lower) in zip(items, items.dropFirst()) {
            let bends = [upper, lower].count { graph.items[$0].isBend }
            let base = Double(routes[index].edge?.kind.weight ?? 3)
            graph.links.append(LayeredGraph.Link(upper: upper, lower: lower, weight: base * [1, 2, 8][bends]))
        }
        routes[index].lastLink = graph.links.count - 1
    }

    // MARK: Places

    /// Puts the layers below one another. A strip in which lines go far to the side is higher.
    private mutating func stack() {
        heights = graph.layers.map { layer in layer.map { graph.items[$0].height }.max() ?? 0 }
        var farthest = Array(repeating: -1.0, count: graph.layers.count)
        for link in graph.links {
            let (upper, lower) = (graph.items[link.upper], graph.items[link.lower])
            let distance = abs(upper.x + link.upperOffset - lower.x - link.lowerOffset)
            farthest[upper.layer] = max(farthest[upper.layer], distance)
        }
        strips = farthest.enumerated().map { layer, distance in
            guard distance >= 0 else { return 0 }
            return max(min(18 + distance / 7, 64), turnLayers.contains(layer) ? 30 : 0).rounded()
        }
        var y = 0.0
        for layer in graph.layers.indices {
            tops.append(y)
            y += heights[layer] + strips[layer]
        }
    }

    private var height: Double { (tops.last ?? 0) + (heights.last ?? 0) }

    private func x(_ item: Int) -> Int { Int(graph.items[item].x.rounded()) }
    private func layerTop(_ item: Int) -> Int { Int(tops[graph.items[item].layer].rounded()) }
    private func layerBottom(_ item: Int) -> Int {
        let layer = graph.items[item].layer
        return Int((tops[layer] + heights[layer]).rounded())
    }

    /// The scope, its upper left corner at the origin.
    var drawing: GraphLayout {
        var drawing = GraphLayout()
        for (index, box) in boxes.enumerated() {
            let left = Int((graph.items[index + 1].x - Double(box.width) / 2).rounded())
            drawing.add(box.content.moved(x: left, y: layerTop(index + 1)))
        }
        if routes.first?.edge == nil, routes.first != nil {
            drawing.starts.append(GraphLayout.Point(x: x(0), y: layerTop(0) + Int(Self.dot / 2)))
        }
        for route in routes {
            drawing.lines.append(line(route))
            if let label = self.label(route) { drawing.labels.append(label) }
        }
        // What turns at the uppermost or lowermost states, and nothing else, may be outside.
        drawing.width = Int((graph.items.map { $0.x + $0.width / 2 }.max() ?? 0).rounded(.up)) + 2
        drawing.height = Int(height.rounded(.up))
        return drawing
    }

    private func label(_ route: Route) -> GraphLayout.Label? {
        guard let (item, lines) = route.label, let edge = route.edge else { return nil }
        let size = graph.items[item]
        let left = Int((size.x - size.width / 2).rounded())
        let slack = (heights[size.layer] - size.height) / 2
        let top = layerTop(item) + Int(slack.rounded())
        let texts = lines.enumerated().map { index, text in
            let y = Double(top) + 2 + Double(index) * Self.label.lineHeight + Self.label.size
            let width = Self.label.width(text)
            return GraphLayout.Text(
                text: text, role: .label, x: Int((size.x - width / 2).rounded()), y: Int(y.rounded()),
                width: Int(width))
        }
        let frame = GraphLayout.Frame(x: left, y: top, width: Int(size.width), height: Int(size.height))
        return GraphLayout.Label(edge: edge, frame: frame, texts: texts)
    }

    // MARK: Lines

    private func line(_ route: Route) -> GraphLayout.Line {
        let (first, last) = (graph.links[route.firstLink], graph.links[route.lastLink])
        let startX = Int((graph.items[route.from].x + first.upperOffset).rounded())
        let endX = Int((graph.items[route.to].x + last.lowerOffset).rounded())
        let start = GraphLayout.Point(
            x: startX, y: layerTop(route.from) + Int(graph.items[route.from].height.rounded()))
        var pen = Pen(at: start)
        pen.go(toY: layerBottom(route.from))
        if route.isBack {
            guard let lowest = route.chain.last, let uppermost = route.chain.first else { return pen.line(route.edge) }
            let below = strips[graph.items[route.from].layer], above = strips[graph.items[route.to].layer - 1]
            pen.turn(toX: x(lowest), depth: Int(below * 0.9))
            for item in route.chain.reversed() {
                pen.curve(to: GraphLayout.Point(x: x(item), y: layerBottom(item)))
                if let label = label(route), route.label?.item == item {
                    pen.go(toY: label.frame.bottom)
                    pen.jump(toY: label.frame.y)
                }
                pen.go(toY: layerTop(item))
            }
            pen.curve(to: GraphLayout.Point(x: x(uppermost), y: layerTop(route.to)))
            pen.turn(toX: endX, depth: -Int(above * 0.9))
        } else {
            // A layer without height is no place to keep: the curve may pass it anywhere.
            for item in route.chain where heights[graph.items[item].layer] > 0 {
                pen.curve(to: GraphLayout.Point(x: x(item), y: layerTop(item)))
                if let label = label(route), route.label?.item == item {
                    pen.go(toY: label.frame.y)
                    pen.jump(toY: label.frame.bottom)
                }
                pen.go(toY: layerBottom(item))
            }
            pen.curve(to: GraphLayout.Point(x: endX, y: layerTop(route.to)))
        }
        return pen.line(route.edge)
    }
}

extension MachineGraph.Edge.Kind {
    /// How short and straight it should be.
    fileprivate var weight: Int {
        switch self {
        case .next: 3
        case .choice, .otherwise: 2
        case .caught: 1
        }
    }
}

/// Draws one line.
private struct Pen {
    private let start: GraphLayout.Point
    private var place: GraphLayout.Point
    private var pieces: [GraphLayout.Line.Piece] = []

    init(at start: GraphLayout.Point) {
        self.start = start
        place = start
    }

    func line(_ edge: MachineGraph.Edge?) -> GraphLayout.Line {
        GraphLayout.Line(edge: edge, start: start, pieces: pieces)
    }

    /// Straight up or down.
    mutating func go(toY y: Int) {
        guard y != place.y else { return }
        place.y = y
        pieces.append(.straight(place))
    }

    /// Straight up or down without a line.
    mutating func jump(toY y: Int) {
        place.y = y
        pieces.append(.gap(place))
    }

    /// To another column, leaving and arriving vertically.
    mutating func curve(to end: GraphLayout.Point) {
        guard end != place else { return }
        if end.x == place.x {
            go(toY: end.y)
            return
        }
        let middle = (place.y + end.y) / 2
        pieces.append(
            .curve(
                GraphLayout.Point(x: place.x, y: middle), GraphLayout.Point(x: end.x, y: middle), end: end))
        place = end
    }

    /// To another column at the same height, round a bow.
    ///
    /// - Parameter depth: how far the handles of the bow are below; negative for above.
    mutating func turn(toX x: Int, depth: Int) {
        let end = GraphLayout.Point(x: x, y: place.y)
        pieces.append(
            .curve(
                GraphLayout.Point(x: place.x, y: place.y + depth), GraphLayout.Point(x: x, y: place.y + depth),
                end: end))
        place = end
    }
}
