import JSONModel
import StatesCore
import StatesLanguage

/// The end of the trace: status, output or error, duration, states, events.
struct TraceSummary {
    var execution: Execution
    var end: Timestamp
    var clock: ClockMode
    var style: TerminalStyle

    /// Longer outputs are cut; `--format output` prints all of them.
    private static let maximumLines = 40

    func lines() -> [String] {
        var lines = ["\n", render(headline)]
        switch execution.status {
        case .succeeded: lines += outputLines
        case .failed, .timedOut, .aborted, .running:
            if let error = execution.failure?.error { lines += wrapped("error", error) }
            if let cause = execution.failure?.cause { lines += wrapped("cause", cause) }
        }
        return lines
    }

    private var headline: StyledLine {
        let (marker, ink): (String, StyledLine.Ink) =
            switch execution.status {
            case .succeeded: ("✓", .boldGreen)
            case .aborted: ("⊘", .boldYellow)
            case .failed, .timedOut, .running: ("✗", .boldRed)
            }
        var line = StyledLine("\(marker) \(execution.status.rawValue)", ink)
        let start = execution.startTime ?? end
        let duration = Wording.duration(milliseconds: end.milliseconds(since: start))
        let facts = [
            clock == .virtual ? "\(duration) of virtual time" : duration,
            Wording.count(execution.stateEntries, "state"),
            Wording.count(Int(execution.lastEventID), "event"),
        ]
        line.append("  \(facts.joined(separator: " · "))", .faint)
        return line
    }

    private var outputLines: [String] {
        guard let output = execution.output else { return [] }
        let text = FittedJSON(output.value, width: style.width - 4, maximumLines: Self.maximumLines)
        var lines = text.lines.enumerated().map { index, text in
            render(index == 0 ? StyledLine("  → ", .cyan) + StyledLine(text) : StyledLine("    " + text))
        }
        if text.isCut { lines.append(render(StyledLine("    … and more: --format output prints all", .faint))) }
        return lines
    }

    /// A text that is never cut: it goes on below.
    private func wrapped(_ name: String, _ text: String) -> [String] {
        var lines: [String] = []
        var rest = Substring(text.printable)
        while !rest.isEmpty {
            var line = StyledLine("  \(lines.isEmpty ? name : String(repeating: " ", count: name.count))  ", .faint)
            let room = max(style.width - line.columns, 20)
            var piece = rest.prefix(room)
            while String(piece).columns > room { piece = piece.dropLast() }
            if piece.endIndex < rest.endIndex, let space = piece.suffix(room / 3).lastIndex(of: " ") {
                piece = rest[...space]
            }
            line.append(String(piece))
            lines.append(render(line))
            rest = rest[piece.endIndex...]
        }
        return lines
    }

    private func render(_ line: StyledLine) -> String {
        line.cut(to: style.width).render(colour: style.colour) + "\n"
    }
}

extension StyledLine {
    static func + (left: StyledLine, right: StyledLine) -> StyledLine {
        var line = left
        line.append(right)
        return line
    }
}
