import StatesLanguage

extension MachineGraph {
    /// A digraph of Graphviz.
    ///
    /// - Source: Graphviz, “The DOT language”.
    public func dot(overlay: GraphOverlay? = nil) -> String {
        var writer = DOTWriter(graph: self, overlay: overlay)
        return writer.text()
    }
}

private struct DOTWriter {
    let graph: MachineGraph
    let overlay: GraphOverlay?
    private let names: NodeNames
    private var out = ""
    private var clusters = 0

    init(graph: MachineGraph, overlay: GraphOverlay?) {
        self.graph = graph
        self.overlay = overlay
        names = NodeNames(graph)
    }

    mutating func text() -> String {
        out = "digraph machine {\n    compound=true\n    node [shape=box, style=\"rounded,filled\", fillcolor=white, "
        out += "fontname=\"Helvetica\"]\n    edge [fontname=\"Helvetica\", fontsize=10]\n"
        write(graph.scope, indent: "    ")
        return out + "}\n"
    }

    private mutating func write(_ scope: MachineGraph.Scope, indent: String) {
        clusters += 1
        let start = "start\(clusters)"
        out += "\(indent)\(start) [shape=point, width=0.12, label=\"\"]\n"
        for state in scope.states { write(state, indent: indent) }
        if let first = scope.states.first(where: { $0.name == scope.startAt }) {
            out += "\(indent)\(start) -> \(names[first.name])\(attributes([head(first)]))\n"
        }
        for edge in scope.edges {
            guard let from = scope.states.first(where: { $0.name == edge.from }),
                let to = scope.states.first(where: { $0.name == edge.to })
            else { continue }
            var list: [String?] = []
            if !edge.labels.isEmpty { list.append("label=\(Self.quoted(edge.labels.joined(separator: "\n")))") }
            if edge.kind == .caught { list.append("style=dashed") }
            list.append(from.scopes.isEmpty ? nil : "ltail=\(Self.quoted("cluster_" + names[from.name]))")
            list.append(head(to))
            out += "\(indent)\(names[from.name]) -> \(names[to.name])\(attributes(list))\n"
        }
    }

    private func attributes(_ list: [String?]) -> String {
        let given = list.compactMap { $0 }
        return given.isEmpty ? "" : " [\(given.joined(separator: ", "))]"
    }

    private func head(_ state: MachineGraph.State) -> String? {
        state.scopes.isEmpty ? nil : "lhead=\(Self.quoted("cluster_" + names[state.name]))"
    }

    private mutating func write(_ state: MachineGraph.State, indent: String) {
        let name = names[state.name]
        let label = Self.quoted(overlay.label(of: state))
        let colour = overlay.map { "fillcolor=\"\($0.status(state.name).fill)\"" }
        guard !state.scopes.isEmpty else {
            let shape = state.type == .choice ? "shape=diamond" : state.isEnd ? "peripheries=2" : nil
            out += "\(indent)\(name)\(attributes(["label=\(label)", shape, colour]))\n"
            return
        }
        out += "\(indent)subgraph \(Self.quoted("cluster_" + name)) {\n\(indent)    label=\(label)\n"
        // A cluster has no place of its own for an edge: a point that nobody sees stands for it.
        out += "\(indent)    \(name) [style=invis, shape=point]\n"
        for (index, scope) in state.scopes.enumerated() {
            out += "\(indent)    subgraph \(Self.quoted("cluster_\(name)_\(index + 1)")) {\n"
            out += "\(indent)        label=\(Self.quoted(scope.title ?? ""))\n\(indent)        style=dashed\n"
            write(scope, indent: indent + "        ")
            out += "\(indent)    }\n"
        }
        out += "\(indent)}\n"
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": out += "\\n"
            case "\"", "\\": out += "\\\(scalar)"
            case "\0"..<" ": out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
