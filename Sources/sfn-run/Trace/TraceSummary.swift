import JSONModel
import StatesCore
import StatesLanguage

/// The end of the trace: status, output or error, duration, states, events.
struct TraceSummary {
    var status: Execution.Status
    var output: Payload?
    var failure: Failure?
    var milliseconds: Int64
    var clock: ClockMode
    var states: Int
    var events: Int
    var style: TerminalStyle

    /// Longer outputs are cut; `--format output` prints all of them.
    private static let maximumLines = 40

    func lines() -> [String] {
        var lines = ["\n", render(headline)]
        switch status {
        case .succeeded: lines += outputLines
        case .failed, .timedOut, .aborted, .running:
            if let error = failure?.error { lines += wrapped("error", error) }
            if let cause = failure?.cause { lines += wrapped("cause", cause) }
        }
        return lines
    }

    private var headline: StyledLine {
        let (marker, ink): (String, StyledLine.Ink) =
            switch status {
            case .succeeded: ("✓", .boldGreen)
            case .aborted: ("⊘", .boldYellow)
            case .failed, .timedOut, .running: ("✗", .boldRed)
            }
        var line = StyledLine("\(marker) \(status.rawValue)", ink)
        let duration = Wording.duration(milliseconds: milliseconds)
        let facts = [
            clock == .virtual ? "\(duration) of virtual time" : duration,
            Wording.count(states, "state"),
            Wording.count(events, "event"),
        ]
        line.append("  \(facts.joined(separator: " · "))", .faint)
        return line
    }

    private var outputLines: [String] {
        guard let output else { return [] }
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

extension TraceSummary {
    /// That of an execution that ran here.
    init(execution: Execution, end: Timestamp, clock: ClockMode, style: TerminalStyle) {
        self.init(
            status: execution.status, output: execution.output, failure: execution.failure,
            milliseconds: end.milliseconds(since: execution.startTime ?? end), clock: clock,
            states: execution.stateEntries, events: Int(execution.lastEventID), style: style)
    }
}

extension StyledLine {
    static func + (left: StyledLine, right: StyledLine) -> StyledLine {
        var line = left
        line.append(right)
        return line
    }
}
