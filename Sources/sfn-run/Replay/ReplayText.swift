import JSONModel
import StatesAnalysis
import StatesCore
import StatesSimulation

/// What replaying gave, for people.
struct ReplayText {
    let style: TerminalStyle

    private static let labelColumns = 18
    /// How many differences of one event are listed.
    private static let maximumDifferences = 10

    func text(of result: ReplayResult) -> String {
        let name = result.name.printable
        switch result.outcome {
        case .same(let events, let isEnded):
            var line = StyledLine("✓ ", .green) + StyledLine(name)
            line.append("  \(Wording.count(events, "event"))\(isEnded ? "" : ", and goes on")", .faint)
            return render(line)
        case .notComparable(let message):
            return render(
                StyledLine("! ", .yellow) + StyledLine(name) + StyledLine("  \(message.printable)"), isCut: false)
        case .different(let divergence):
            var line = StyledLine("✗ ", .red) + StyledLine(name)
            line.append("  differs at event \(Wording.count(Int(divergence.recorded.id)))")
            if let path = divergence.path { line.append(", in \(path.printable)") }
            return render(line, isCut: false) + table(divergence).map { render($0) }.joined()
                + (divergence.reason.map { render(likely($0), isCut: false) } ?? "")
        }
    }

    /// `3 histories: 1 same, 2 differ`.
    func summary(_ results: [ReplayResult]) -> String {
        let (different, unreadable) = (results.count(where: \.isDifferent), results.count(where: \.isUnreadable))
        let same = results.count - different - unreadable
        let parts = [
            (same, "same"), (different, different == 1 ? "differs" : "differ"), (unreadable, "not compared"),
        ].filter { $0.0 > 0 }.map { "\(Wording.count($0.0)) \($0.1)" }
        return "\(Wording.count(results.count, "history", "histories")): \(parts.joined(separator: ", "))\n"
    }

    private func render(_ line: StyledLine, isCut: Bool = true) -> String {
        (isCut ? line.cut(to: style.width) : line).render(colour: style.colour) + "\n"
    }

    private func likely(_ reason: LikelyReason) -> StyledLine {
        row("likely") + StyledLine(reason.sentence.printable, .yellow)
    }

    private func row(_ label: String) -> StyledLine {
        var line = StyledLine("    ")
        line.append(label.printable.cut(to: Self.labelColumns - 2), .faint, paddedTo: Self.labelColumns)
        return line
    }

    // MARK: Side by side

    private var cellColumns: Int { max((style.width - 4 - Self.labelColumns - 2) / 2, 16) }

    private func row(_ label: String, _ recorded: String, _ ours: String, _ ink: StyledLine.Ink = .plain) -> StyledLine
    {
        var line = row(label)
        var cells = [recorded, ours].map { $0.cut(to: cellColumns) }
        // Long texts that differ at their ends only.
        if recorded != ours, cells[0] == cells[1] {
            cells = [recorded, ours].map { ("…" + $0.suffix(cellColumns - 1)).cut(to: cellColumns) }
        }
        line.append(cells[0], ink, paddedTo: cellColumns + 2)
        line.append(cells[1], ink)
        return line
    }

    private func table(_ divergence: HistoryDivergence) -> [StyledLine] {
        let (recorded, ours) = (divergence.recorded, divergence.ours)
        var lines = [row("", "recorded", "definition", .bold)]
        let instead: String =
            switch divergence.instead {
            case .event: ours.map { "\($0.id) \($0.type)" } ?? "nothing"
            case .task(let state): "waits for the task of \(state.printable)"
            case .nothing: "nothing"
            case .ended(let status): "has ended: \(status.rawValue)"
            }
        lines.append(row("event", "\(recorded.id) \(recorded.type)", instead))
        let names = [recorded, ours].map { $0?.text("name") ?? $0?.text("state") }
        if names[0] != nil || names[1] != nil {
            lines.append(row("state", (names[0] ?? "").printable, (names[1] ?? "").printable))
        }
        for name in ["input", "output", "parameters", "resource", "error", "cause", "length", "assignedVariables"] {
            let (mine, theirs) = (cell(recorded, name), cell(ours, name))
            if mine != nil || theirs != nil { lines.append(row(name, mine ?? "", theirs ?? "")) }
        }
        // Of a whole member the two values stand above.
        let inside = divergence.differences.filter { $0.place.count > 1 || !Self.isShown($0.path) }
        for difference in inside.prefix(Self.maximumDifferences) {
            lines.append(
                row("≠ \(difference.path)", text(difference.recorded), text(difference.ours), .red))
        }
        if inside.count > Self.maximumDifferences {
            let rest = inside.count - Self.maximumDifferences
            lines.append(row("… and \(Wording.count(rest, "more"))"))
        }
        return lines
    }

    private static func isShown(_ path: String) -> Bool {
        ["input", "output", "parameters", "resource", "error", "cause", "length", "assignedVariables"].contains(path)
    }

    private func cell(_ event: RecordedHistory.Event?, _ name: String) -> String? {
        guard let event, let value = event.details[name] else { return nil }
        switch name {
        case "input", "output", "parameters": return text(event.payload(name)?.value ?? value)
        case "resource", "error", "cause": return value.stringValue?.printable ?? text(value)
        default: return text(value)
        }
    }

    private func text(_ value: JSONValue?) -> String {
        value.map { JSONExcerpt.text(of: $0, width: cellColumns) } ?? "–"
    }
}
