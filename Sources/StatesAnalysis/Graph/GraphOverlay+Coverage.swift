public import JSONModel

extension GraphOverlay {
    /// What tests have covered of a machine.
    ///
    /// - Parameters:
    ///   - coverage: as `sfn-run test --coverage json` writes it: `{"machines": [{"states": [{"name", "count",
    ///     "transitions": [{"next", "count"}]}]}]}`. Of several machines the one that has most of these states counts.
    ///   - graph: the machine.
    /// - Returns: `nil` if there is no such machine in it.
    public init?(coverage: JSONValue, of graph: MachineGraph) {
        let names = Set(graph.states.map(\.name))
        func common(_ machine: JSONValue) -> Int {
            (machine["states"]?.arrayValue ?? []).count { state in
                state["name"]?.stringValue.map(names.contains) ?? false
            }
        }
        let machines = (coverage["machines"]?.arrayValue ?? []).map { ($0, common($0)) }
        guard let (machine, count) = machines.max(by: { $0.1 < $1.1 }) else { return nil }
        // A name or two are common to many machines.
        guard count * 2 > machine["states"]?.arrayValue?.count ?? 0 else { return nil }
        self.init()
        var entered = 0
        for state in machine["states"]?.arrayValue ?? [] {
            guard let name = state["name"]?.stringValue, names.contains(name) else { continue }
            let count = Self.count(state)
            var never = 0
            for transition in state["transitions"]?.arrayValue ?? [] {
                let taken = Self.count(transition)
                if taken == 0 { never += 1 }
                guard taken > 0, let next = transition["next"]?.stringValue else { continue }
                for isCaught in [false, true] { ways[Way(from: name, to: next, isCaught: isCaught)] = taken }
            }
            guard count > 0 else { continue }
            entered += 1
            let gap = never == 0 ? "" : ", \(never) \(never == 1 ? "way" : "ways") never"
            marks[name] = Mark(status: never == 0 ? .covered : .partly, count: count, note: "\(count) ×\(gap)")
        }
        caption = "coverage: \(entered) of \(names.count) states"
    }

    private static func count(_ value: JSONValue) -> Int {
        value["count"]?.numberValue?.int64Value.map { Int(clamping: $0) } ?? 0
    }
}
