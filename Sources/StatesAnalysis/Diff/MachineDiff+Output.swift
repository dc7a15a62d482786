public import JSONModel

extension MachineDiff {
    /// Of how many states it is said: `2 changed, 1 added, 5 as they were`.
    public var summary: String {
        func count(_ kind: Change.Kind) -> Int { Set(changes.filter { $0.kind == kind }.compactMap(\.state)).count }
        let touched = Set(changes.compactMap(\.state))
        let parts = [
            (count(.added), "added"), (count(.removed), "removed"), (count(.renamed), "renamed"),
            (count(.moved), "moved"),
            (count(.changed), "changed"), (kept.count { !touched.contains($0) }, "as before"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return parts.isEmpty ? "no states" : parts.joined(separator: ", ")
    }

    /// What it means for executions that run: a sentence each.
    ///
    /// A stored execution knows its states by name and scope, so it can be given the new definition if all states that
    /// it has been in are where they were.
    public var effects: [String] {
        if isEmpty { return ["running executions are not affected"] }
        var effects = ["executions that run go on with the definition that they were started with"]
        if obstacles.isEmpty {
            effects.append("all of them can be moved to the new one: every state is where it was")
        } else {
            effects.append("those that have been in one of these states cannot be moved to the new one:")
            effects += obstacles.map { "  \($0.state) \($0.reason)" }
            if !kept.isEmpty { effects.append("those that have been in other states only can") }
        }
        return effects
    }

    public var json: JSONValue {
        let changes = self.changes.map { change -> JSONValue in
            var member: JSONObject = ["kind": .string(change.kind.rawValue)]
            if let state = change.state { member["state"] = .string(state) }
            member["message"] = .string(change.message)
            return .object(member)
        }
        let obstacles = self.obstacles.map { obstacle -> JSONValue in
            ["state": .string(obstacle.state), "reason": .string(obstacle.reason)]
        }
        return [
            "isSame": .bool(isEmpty), "changes": .array(JSONArray(changes)),
            "runningExecutions": [
                "cannotMoveAfter": .array(JSONArray(obstacles)),
                "canMoveAfter": .array(JSONArray(kept.map(JSONValue.string))),
            ],
        ]
    }

    /// Both definitions in one drawing: the new one, with the states and ways that went.
    ///
    /// - Returns: the drawing, and what is to be coloured in it.
    public func graph(old: MachineGraph, new: MachineGraph) -> (graph: MachineGraph, overlay: GraphOverlay) {
        var overlay = GraphOverlay()
        overlay.caption = summary
        var statuses: [String: GraphOverlay.Status] = [:]
        for change in changes {
            guard let state = change.state else { continue }
            switch change.kind {
            case .added: statuses[state] = .added
            case .removed: statuses[state] = .removed
            case .renamed, .moved, .changed: statuses[state] = .changed
            }
        }
        let names = Set(new.states.map(\.name))
        var merged = new
        merged.scope.merge(old.scope.renamed(renames), names: names, overlay: &overlay)
        for state in merged.states {
            let status = statuses[state.name] ?? .unchanged
            let messages = changes.filter { $0.state == state.name }.map(\.message)
            let more = messages.count > 1 ? " (+\(messages.count - 1))" : ""
            var mark = GraphOverlay.Mark(status: status, count: 0, note: messages.first.map { $0 + more } ?? "")
            mark.remarks = messages
            overlay.marks[state.name] = mark
        }
        return (merged, overlay)
    }
}

extension MachineGraph.Scope {
    /// With other names, in what is inside too.
    fileprivate func renamed(_ names: [String: String]) -> Self {
        guard !names.isEmpty else { return self }
        var copy = self
        copy.startAt = names[startAt] ?? startAt
        for index in states.indices {
            copy.states[index].name = names[states[index].name] ?? states[index].name
            copy.states[index].scopes = states[index].scopes.map { $0.renamed(names) }
        }
        for index in edges.indices {
            copy.edges[index].from = names[edges[index].from] ?? edges[index].from
            copy.edges[index].to = names[edges[index].to] ?? edges[index].to
        }
        return copy
    }

    /// Adds what `old`, the same scope before, has and this one has not.
    ///
    /// - Parameter names: of all states there are now; one that is elsewhere now is not drawn twice.
    fileprivate mutating func merge(_ old: Self, names: Set<String>, overlay: inout GraphOverlay) {
        for state in old.states where !names.contains(state.name) {
            states.append(state)
            overlay.gone.formUnion(state.scopes.flatMap(\.allEdges))
        }
        let here = Set(states.map(\.name))
        func isIn(_ edge: MachineGraph.Edge, _ edges: [MachineGraph.Edge]) -> Bool {
            edges.contains { $0.from == edge.from && $0.to == edge.to && $0.kind == edge.kind }
        }
        for edge in edges where !isIn(edge, old.edges) {
            overlay.ways[GraphOverlay.Way(from: edge.from, to: edge.to, isCaught: edge.kind == .caught)] = 1
        }
        for edge in old.edges where !isIn(edge, edges) && here.contains(edge.from) && here.contains(edge.to) {
            edges.append(edge)
            overlay.gone.insert(edge)
        }
        for index in states.indices {
            guard let before = old.states.first(where: { $0.name == states[index].name }) else { continue }
            for (number, scope) in before.scopes.enumerated() where number < states[index].scopes.count {
                states[index].scopes[number].merge(scope, names: names, overlay: &overlay)
            }
        }
    }
}
