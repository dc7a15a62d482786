import Diagnostics
package import JSONModel

/// Coverage by lines of the definition: what LCOV and the HTML page show.
extension CoverageReport.Machine {
    /// How often each line (1-based) of the definition was come to; lines outside states are missing.
    ///
    /// A line belongs to the innermost state, rule, retrier or catcher on it; where several share one, the one that
    /// was come to least often counts.
    public var lines: [Int: Int] {
        guard let source, let node else { return [:] }
        let map = LineMap(source: source)
        var lines: [Int: Int] = [:]
        for state in coverage.states {
            guard let member = node.member(at: state.pointer) else { continue }
            var own = map.lines(from: member.keySpan.start, to: member.value.span.end, state.count)
            var inner: [Int: Int] = [:]
            func cover(_ list: String, _ counts: [Int]) {
                guard case .array(let nodes)? = member.value[list]?.kind else { return }
                for (node, count) in zip(nodes, counts) {
                    inner.merge(map.lines(from: node.span.start, to: node.span.end, count)) { min($0, $1) }
                }
            }
            cover("Choices", state.rules.map(\.count))
            cover("Retry", state.retriers.map(\.count))
            cover("Catch", state.catchers.map(\.count))
            if let byDefault = state.byDefault, case .object(let members) = member.value.kind,
                let place = members.first(where: { $0.key == "Default" })
            {
                let span = map.lines(from: place.keySpan.start, to: place.value.span.end, byDefault.taken)
                inner.merge(span) { min($0, $1) }
            }
            own.merge(inner) { $1 }
            // The states inside a Parallel or Map state follow it, and win.
            lines.merge(own) { $1 }
        }
        return lines
    }

    /// The line on which a state begins.
    func line(of state: StateCoverage) -> Int? {
        guard let source, let member = node?.member(at: state.pointer) else { return nil }
        return source.position(ofUTF8: member.keySpan.start).line
    }
}

/// Which lines a piece of a text is on.
private struct LineMap {
    let source: SourceText

    func lines(from start: Int, to end: Int, _ count: Int) -> [Int: Int] {
        let first = source.position(ofUTF8: start).line
        let last = max(source.position(ofUTF8: max(end - 1, start)).line, first)
        return Dictionary(uniqueKeysWithValues: (first...last).map { ($0, count) })
    }
}

extension JSONNode {
    /// The member at `pointer`, whose last token is its key. Maps of older definitions have an `Iterator`.
    package func member(at pointer: JSONPointer) -> Member? {
        guard let last = pointer.tokens.last else { return nil }
        var node = self
        for token in pointer.tokens.dropLast() {
            switch node.kind {
            case .array(let elements):
                guard let index = Int(token), elements.indices.contains(index) else { return nil }
                node = elements[index]
            case .object:
                guard let next = node[token] ?? (token == "ItemProcessor" ? node["Iterator"] : nil) else { return nil }
                node = next
            case .null, .bool, .number, .string: return nil
            }
        }
        guard case .object(let members) = node.kind else { return nil }
        return members.last { $0.key == last }
    }
}

extension CoverageReport {
    /// LCOV: a record per definition; a state is a function, each way out of a Choice state and each catcher a branch.
    ///
    /// - Source: geninfo(1), “Files”.
    public var lcov: String {
        var text = ""
        for machine in machines {
            text += "TN:\nSF:\(machine.file)\n"
            let states = machine.coverage.states.compactMap { state in machine.line(of: state).map { (state, $0) } }
            for (state, line) in states { text += "FN:\(line),\(state.name)\n" }
            for (state, _) in states { text += "FNDA:\(state.count),\(state.name)\n" }
            text += "FNF:\(states.count)\nFNH:\(states.count { $0.0.count > 0 })\n"
            var branches = Coverage.Share()
            for (state, line) in states {
                let ways =
                    state.rules.map(\.count) + (state.byDefault.map { [$0.taken] } ?? [])
                    + state.retriers.map(\.count) + state.catchers.map(\.count)
                for (index, count) in ways.enumerated() {
                    text += "BRDA:\(line),0,\(index),\(state.count == 0 ? "-" : String(count))\n"
                }
                branches = branches + Coverage.Share(covered: ways.count { $0 > 0 }, total: ways.count)
            }
            text += "BRF:\(branches.total)\nBRH:\(branches.covered)\n"
            let lines = machine.lines.sorted { $0.key < $1.key }
            for (line, count) in lines { text += "DA:\(line),\(count)\n" }
            text += "LF:\(lines.count)\nLH:\(lines.count { $0.value > 0 })\nend_of_record\n"
        }
        return text
    }
}
