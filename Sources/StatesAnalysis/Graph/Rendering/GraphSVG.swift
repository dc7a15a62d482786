import StatesLanguage

extension GraphLayout {
    /// One SVG image that needs nothing else; it is dark where the viewer prefers that.
    public func svg(overlay: GraphOverlay? = nil, title: String) -> String {
        var out = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
        out += "height=\"\(height)\" role=\"img\" aria-label=\"\(title.escapedForMarkup())\">\n"
        out += "<title>\(title.escapedForMarkup())</title>\n<style>\n\(GraphStyle.shape)\(GraphStyle.light.css())"
        out += "@media (prefers-color-scheme:dark){\n\(GraphStyle.dark.css())}\n</style>\n"
        out += "<rect class=\"paper\" width=\"\(width)\" height=\"\(height)\"/>\n"
        out += SVGWriter(layout: self, overlay: overlay, isInteractive: false).content()
        return out + "</svg>\n"
    }
}

/// The elements of a drawing: outer states, regions, inner states, lines, labels.
struct SVGWriter {
    let layout: GraphLayout
    let overlay: GraphOverlay?
    /// Whether states can be focused and are announced.
    let isInteractive: Bool

    func content() -> String {
        var out = ""
        for (index, box) in layout.boxes.enumerated() where !box.state.scopes.isEmpty { write(box, index, to: &out) }
        for region in layout.regions {
            out += "<rect class=\"region\" \(Self.attributes(region.frame)) rx=\"8\"/>\n"
            write(region.title, to: &out)
        }
        for line in layout.lines { write(line, to: &out) }
        for start in layout.starts { out += "<circle class=\"start\" cx=\"\(start.x)\" cy=\"\(start.y)\" r=\"6\"/>\n" }
        for label in layout.labels {
            out += "<g class=\"on\(classes(label.edge))\"><rect class=\"place\" \(Self.attributes(label.frame))>"
            out += "<title>\(label.edge.labels.joined(separator: "\n or ").escapedForMarkup())</title></rect>"
            for text in label.texts { write(text, to: &out) }
            out += "</g>\n"
        }
        for (index, box) in layout.boxes.enumerated() where box.state.scopes.isEmpty { write(box, index, to: &out) }
        return out
    }

    private func write(_ box: GraphLayout.Box, _ index: Int, to out: inout String) {
        var classes = "state \(box.state.type.rawValue.lowercased())"
        if !box.state.scopes.isEmpty { classes += " outer" }
        if let overlay { classes += " is-\(overlay.status(box.state.name).rawValue)" }
        out += "<g class=\"\(classes)\""
        if isInteractive {
            let words = GraphPage.words(box.state, overlay).escapedForMarkup()
            out +=
                " id=\"state-\(index)\" data-state=\"\(index)\" tabindex=\"0\" role=\"button\" aria-label=\"\(words)\""
        }
        let radius = box.state.type == .succeed || box.state.type == .fail ? min(box.frame.height / 2, 22) : 8
        out += "><rect class=\"box\" \(Self.attributes(box.frame)) rx=\"\(radius)\">"
        if !isInteractive {
            // In full, what the box may have no room for.
            let words = [box.state.name, box.state.comment].compactMap { $0 } + box.state.retries.map { "↻ \($0)" }
            out += "<title>\(words.joined(separator: " · ").escapedForMarkup())</title>"
        }
        out += "</rect>"
        if box.state.isEnd {
            let (x, y) = (box.frame.right - 14, box.frame.bottom)
            out += "<circle class=\"back\" cx=\"\(x)\" cy=\"\(y)\" r=\"6\"/>"
            out += "<circle class=\"end\" cx=\"\(x)\" cy=\"\(y)\" r=\"6\" fill-opacity=\"0\"/>"
            out += "<circle class=\"end\" cx=\"\(x)\" cy=\"\(y)\" r=\"2.5\"/>"
        }
        for text in box.texts { write(text, to: &out) }
        out += "</g>\n"
    }

    private func write(_ text: GraphLayout.Text, to out: inout String) {
        // Fonts are narrower than what is kept free for them.
        let x = text.role == .label ? text.x + text.width / 2 : text.x
        out += "<text class=\"\(text.role.rawValue)\" x=\"\(x)\" y=\"\(text.y)\">"
        out += "\(text.text.escapedForMarkup())</text>"
    }

    private func write(_ line: GraphLayout.Line, to out: inout String) {
        var path = "M\(line.start.x) \(line.start.y)"
        var end = line.start
        for piece in line.pieces {
            switch piece {
            case .straight(let point):
                path += "L\(point.x) \(point.y)"
                end = point
            case .gap(let point): path += "M\(point.x) \(point.y)"
            case .curve(let one, let other, let point):
                path += "C\(one.x) \(one.y) \(other.x) \(other.y) \(point.x) \(point.y)"
                end = point
            }
        }
        out += "<g class=\"edge\(line.edge.map(classes) ?? "")\"><path class=\"way\" d=\"\(path)\"/>"
        out += "<path class=\"head\" d=\"M\(end.x) \(end.y)l-4.5 -8h9z\"/></g>\n"
    }

    private func classes(_ edge: MachineGraph.Edge) -> String {
        let kind = edge.kind == .caught ? " caught" : ""
        guard let overlay else { return kind }
        if overlay.gone.contains(edge) { return kind + " gone" }
        return overlay.count(edge) > 0 ? kind + " taken" : kind
    }

    static func attributes(_ frame: GraphLayout.Frame) -> String {
        "x=\"\(frame.x)\" y=\"\(frame.y)\" width=\"\(frame.width)\" height=\"\(frame.height)\""
    }
}
