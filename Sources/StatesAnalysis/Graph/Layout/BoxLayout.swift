import StatesLanguage

/// What stands in the box of a state: its texts, and the drawings of its scopes side by side below them.
struct BoxLayout {
    /// The box at the origin, with all that is inside it.
    private(set) var content = GraphLayout()
    private(set) var width = 0
    private(set) var height = 0

    static let name = TextMetrics(size: 13, isBold: true)
    static let detail = TextMetrics(size: 11)
    private static let maximumTextWidth = 250.0
    private static let margin = 14
    private static let regionMargin = 16

    init(_ state: MachineGraph.State, note: String?, notes: [String: String]) {
        var texts: [GraphLayout.Text] = []
        var y = 10.0
        func add(_ text: String, _ role: GraphLayout.Text.Role, _ metrics: TextMetrics) {
            texts.append(
                GraphLayout.Text(
                    text: text, role: role, x: Self.margin, y: Int((y + metrics.size).rounded()),
                    width: Int(metrics.width(text))))
            y += metrics.lineHeight
        }
        for line in Self.name.wrap(state.name, width: Self.maximumTextWidth, lines: 4) { add(line, .name, Self.name) }
        let detail = [state.type.rawValue, state.detail].compactMap { $0 }.joined(separator: " · ")
        add(Self.oneLine(detail), .detail, Self.detail)
        for retry in state.retries.prefix(2) { add(Self.oneLine("↻ " + retry), .retry, Self.detail) }
        if state.retries.count > 2 { add("↻ \(state.retries.count - 2) more", .retry, Self.detail) }
        if let note { add(Self.oneLine(note), .note, Self.detail) }
        width = max((texts.map(\.width).max() ?? 0) + 2 * Self.margin, 104)
        height = Int(y.rounded(.up)) + 10
        var inside = GraphLayout()
        if !state.scopes.isEmpty { place(state.scopes, notes, &inside) }
        let frame = GraphLayout.Frame(x: 0, y: 0, width: width, height: height)
        content.boxes = [GraphLayout.Box(state: state, frame: frame, texts: texts)]
        content.add(inside)
    }

    private static func oneLine(_ text: String) -> String {
        detail.wrap(text, width: maximumTextWidth, lines: 1).first ?? ""
    }

    /// Adds regions for `scopes` below the texts, and makes room for them.
    private mutating func place(
        _ scopes: [MachineGraph.Scope], _ notes: [String: String], _ inside: inout GraphLayout
    ) {
        var x = Self.regionMargin, tallest = 0
        let titleHeight = Int(Self.detail.lineHeight) + 8
        var regions: [GraphLayout.Region] = []
        for scope in scopes {
            let drawing = ScopeLayout(scope, notes: notes).drawing
            let title = scope.title ?? ""
            let titleWidth = Int(Self.detail.width(title))
            let innerWidth = max(drawing.width, titleWidth)
            let region = GraphLayout.Frame(
                x: x, y: height, width: innerWidth + 2 * Self.regionMargin,
                height: drawing.height + titleHeight + Self.regionMargin)
            regions.append(
                GraphLayout.Region(
                    frame: region,
                    title: GraphLayout.Text(
                        text: title, role: .title, x: x + 10, y: height + 6 + Int(Self.detail.size),
                        width: titleWidth)))
            let left = x + Self.regionMargin + (innerWidth - drawing.width) / 2
            inside.add(drawing.moved(x: left, y: height + titleHeight))
            x += region.width + Self.regionMargin
            tallest = max(tallest, region.height)
        }
        for index in regions.indices { regions[index].frame.height = tallest }
        inside.regions = regions + inside.regions
        width = max(width, x)
        height += tallest + Self.regionMargin
    }
}
