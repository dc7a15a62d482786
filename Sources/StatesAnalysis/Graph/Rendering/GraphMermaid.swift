import StatesLanguage

extension MachineGraph {
    /// A flowchart of Mermaid, as GitHub and others draw it.
    ///
    /// - Source: Mermaid, “Flowcharts”; its state diagrams have no labels of several lines.
    public func mermaid(overlay: GraphOverlay? = nil) -> String {
        var writer = MermaidWriter(graph: self, overlay: overlay)
        return writer.text()
    }
}

/// Names of nodes: state names may have any characters.
struct NodeNames {
    private let numbers: [String: Int]

    init(_ graph: MachineGraph) {
        var numbers: [String: Int] = [:]
        for state in graph.states { numbers[state.name] = numbers[state.name] ?? numbers.count + 1 }
        self.numbers = numbers
    }

    subscript(state: String) -> String { "s\(numbers[state] ?? 0)" }
}

private struct MermaidWriter {
    let graph: MachineGraph
    let overlay: GraphOverlay?
    private let names: NodeNames
    private var out = "flowchart TD\n"
    private var scopes = 0

    init(graph: MachineGraph, overlay: GraphOverlay?) {
        self.graph = graph
        self.overlay = overlay
        names = NodeNames(graph)
    }

    mutating func text() -> String {
        write(graph.scope, indent: "    ")
        writeClasses()
        return out
    }

    private mutating func write(_ scope: MachineGraph.Scope, indent: String) {
        scopes += 1
        let start = "start\(scopes)"
        out += "\(indent)\(start)(( ))\n"
        for state in scope.states { write(state, indent: indent) }
        if scope.states.contains(where: { $0.name == scope.startAt }) {
            out += "\(indent)\(start) --> \(names[scope.startAt])\n"
        }
        for edge in scope.edges {
            let arrow = edge.kind == .caught ? "-.->" : "-->"
            let label = edge.labels.isEmpty ? "" : "|\(Self.quoted(edge.labels.joined(separator: "\n")))|"
            out += "\(indent)\(names[edge.from]) \(arrow)\(label) \(names[edge.to])\n"
        }
    }

    private mutating func write(_ state: MachineGraph.State, indent: String) {
        let name = names[state.name]
        let label = Self.quoted(overlay.label(of: state))
        guard state.scopes.isEmpty else {
            out += "\(indent)subgraph \(name)[\(label)]\n"
            for (index, scope) in state.scopes.enumerated() {
                out += "\(indent)    subgraph \(name)b\(index + 1)[\(Self.quoted(scope.title ?? ""))]\n"
                write(scope, indent: indent + "        ")
                out += "\(indent)    end\n"
            }
            out += "\(indent)end\n"
            return
        }
        switch state.type {
        case .choice: out += "\(indent)\(name){\(label)}\n"
        case .succeed, .fail: out += "\(indent)\(name)([\(label)])\n"
        case .wait: out += "\(indent)\(name)>\(label)]\n"
        case .task, .pass, .parallel, .map: out += "\(indent)\(name)[\(label)]\n"
        }
    }

    private mutating func writeClasses() {
        guard let overlay else { return }
        for status in GraphOverlay.Status.allCases {
            let states = graph.states.filter { overlay.status($0.name) == status }.map { names[$0.name] }
            guard !states.isEmpty else { continue }
            out += "    classDef \(status.rawValue) \(status.mermaidStyle)\n"
            out += "    class \(states.joined(separator: ",")) \(status.rawValue)\n"
        }
    }

    /// Entities instead of what ends a text or starts markup.
    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": out += "<br>"
            case "\"", "#", "<", ">", "&", "`", "*", "_", "[", "]", "{", "}", "|", "\\": out += "#\(scalar.value);"
            case "\0"..<" ": out += " "
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

extension GraphOverlay.Status {
    var fill: String {
        switch self {
        case .failed, .removed: "#fdd8d5"
        case .aborted: "#e6e1ee"
        case .running: "#d7e8fd"
        case .caught, .partly, .changed: "#fdeccb"
        case .succeeded, .covered, .added: "#d6f2dc"
        case .unvisited: "#f4f4f4"
        case .unchanged: "#ffffff"
        }
    }

    fileprivate var mermaidStyle: String {
        self == .unvisited ? "fill:#f4f4f4,color:#777" : "fill:\(fill),color:#222"
    }
}

extension GraphOverlay? {
    /// What a state's box says where it is text: name, type, retriers, and the line for the state.
    func label(of state: MachineGraph.State) -> String {
        let detail = [state.type.rawValue, state.detail].compactMap { $0 }.joined(separator: " · ")
        return ([state.name, detail] + state.retries.map { "↻ \($0)" } + notes(of: state)).joined(separator: "\n")
    }

    /// The line for a state, if it has one.
    func notes(of state: MachineGraph.State) -> [String] {
        guard let note = self?.marks[state.name]?.note, !note.isEmpty else { return [] }
        return [note]
    }
}
