import Diagnostics
import JSONModel
import StatesAnalysis

/// What people are told of a run of tests.
struct TestTelling {
    let run: TestRun
    let outcome: TestRun.Outcome
    let style: TerminalStyle
    /// Whether cases that passed are told one by one.
    let isQuiet: Bool

    /// Longer traces are cut.
    private static let maximumTraceLines = 60

    /// Lines with their line feeds.
    func text() -> String {
        var text = ""
        var file: String?
        for (test, timed) in zip(run.suite.tests, outcome.results) {
            guard let timed else { continue }
            let lines = lines(test, timed.result)
            guard !lines.isEmpty else { continue }
            if file != test.source.name {
                text += (file == nil ? "" : "\n") + render(StyledLine(test.source.name.printable, .bold))
                file = test.source.name
            }
            text += lines.joined()
        }
        return text + (text.isEmpty ? "" : "\n") + render(summary)
    }

    private func lines(_ test: TestSuite.Test, _ result: TestResult) -> [String] {
        let name = test.testCase.name.printable
        switch result.verdict {
        case .passed:
            guard !isQuiet else { return [] }
            var line = StyledLine("  ✓ ", .green) + StyledLine(name)
            if test.testCase.expectations.isEmpty { line.append("  \(result.record.status)", .faint) }
            return [render(line)]
        case .skipped(let reason):
            guard !isQuiet else { return [] }
            return [
                render(
                    StyledLine("  - ", .yellow) + StyledLine(name)
                        + StyledLine("  skipped\(reason.isEmpty ? "" : ": \(reason.printable)")", .faint))
            ]
        case .broken(let message):
            let what = StyledLine("      ") + StyledLine(message.printable)
            return [headline(name, test)] + [wrap(what)] + trace(test)
        case .failed(let mismatches):
            return [headline(name, test)] + mismatches.flatMap { tell($0, test) } + trace(test)
        }
    }

    private func headline(_ name: String, _ test: TestSuite.Test) -> String {
        var line = StyledLine("  ✗ ", .boldRed)
        line.append(name, .bold)
        let position = test.position
        line.append("  \(test.source.name.printable):\(position.line):\(position.column)", .faint)
        return line.render(colour: style.colour) + "\n"
    }

    // MARK: Differences

    private func tell(_ mismatch: TestResult.Mismatch, _ test: TestSuite.Test) -> [String] {
        let position = test.source.position(ofUTF8: mismatch.span.start)
        var title = StyledLine("      \(mismatch.subject.printable)", .yellow)
        title.append("  line \(position.line)", .faint)
        if let message = mismatch.message {
            return [render(title), wrap(StyledLine("        ") + StyledLine(message.printable))]
        }
        return [render(title)] + differences(mismatch).map(render)
    }

    /// `- expected` and `+ actual`; of objects that have much in common, member by member.
    private func differences(_ mismatch: TestResult.Mismatch) -> [StyledLine] {
        guard let expected = mismatch.expected, let actual = mismatch.actual else {
            return side("-", mismatch.expected, .red) + side("+", mismatch.actual, .green)
        }
        var changes = JSONChange.changes(from: expected, to: actual)
        if mismatch.isPartial {
            changes.removeAll { if case .added = $0.kind { true } else { false } }
        }
        guard !changes.isEmpty, changes.allSatisfy({ !$0.path.isEmpty }) else {
            return side("-", expected, .red) + side("+", actual, .green)
        }
        return changes.flatMap { change in
            switch change.kind {
            case .added(let value): side("+", value, .green, at: change.path)
            case .removed(let value): side("-", value, .red, at: change.path)
            case .changed(let from, let to):
                side("-", from, .red, at: change.path) + side("+", to, .green, at: change.path)
            case .replaced(let value): side("+", value, .green, at: change.path)
            }
        }
    }

    private func side(_ sign: String, _ value: JSONValue?, _ ink: StyledLine.Ink, at path: String = "") -> [StyledLine]
    {
        let label = path.isEmpty ? "" : "\(path.printable): "
        guard let value else { return [StyledLine("        \(sign) \(label)nothing", ink)] }
        let room = max(style.width - 10 - label.columns, 20)
        let text = FittedJSON(value, width: room, maximumLines: 40)
        var lines = text.lines.enumerated().map { index, line in
            StyledLine("        \(sign) \(index == 0 ? label : "")\(line)", ink)
        }
        if text.isCut { lines.append(StyledLine("        \(sign) …", ink)) }
        return lines
    }

    private func trace(_ test: TestSuite.Test) -> [String] {
        let narrow = TerminalStyle(width: style.width - 6, colour: style.colour)
        let all = run.trace(of: test, style: narrow).joined().split(separator: "\n", omittingEmptySubsequences: false)
        var lines = all.prefix(Self.maximumTraceLines).map { $0.isEmpty ? "\n" : "      \($0)\n" }
        while lines.last == "\n" { lines.removeLast() }
        if all.count > Self.maximumTraceLines {
            lines.append("      … and \(Wording.count(all.count - Self.maximumTraceLines, "more line"))\n")
        }
        return lines.isEmpty ? [] : ["\n"] + lines + ["\n"]
    }

    // MARK: The end

    private var summary: StyledLine {
        let passed = outcome.count { if case .passed = $0 { true } else { false } }
        let skipped = outcome.count { if case .skipped = $0 { true } else { false } }
        let failed = outcome.failedCount
        var line =
            failed == 0
            ? StyledLine("✓ \(Wording.count(passed)) passed", .boldGreen)
            : StyledLine("✗ \(Wording.count(failed)) failed", .boldRed)
                + StyledLine(", \(Wording.count(passed)) passed")
        if skipped > 0 { line.append(", \(Wording.count(skipped)) skipped", .yellow) }
        return line
    }

    private func render(_ line: StyledLine) -> String {
        line.cut(to: style.width).render(colour: style.colour) + "\n"
    }

    /// A line that is never cut.
    private func wrap(_ line: StyledLine) -> String { line.render(colour: style.colour) + "\n" }
}

extension TestRun.Outcome {
    /// Cases that failed or could not be run.
    var failedCount: Int {
        count {
            switch $0 {
            case .failed, .broken: true
            case .passed, .skipped: false
            }
        }
    }
}
