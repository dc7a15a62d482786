import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage

/// Tells what exploring gave, for people.
struct ExploreTelling {
    let result: ExploreResult
    let style: TerminalStyle
    let write: (String) -> Void

    init(_ result: ExploreResult, _ style: TerminalStyle, write: @escaping (String) -> Void) {
        self.result = result
        self.style = style
        self.write = write
    }

    func tell() {
        tellWork()
        tellOutcomes()
        tellFindings()
        if !result.judgements.isEmpty { tellRules() }
    }

    // MARK: What was done

    private func tellWork() {
        let exploration = result.exploration
        var line = StyledLine(result.plan.machineName.printable, .bold)
        let facts = [
            Wording.count(exploration.stateCount, "state"), Wording.count(exploration.transitionCount, "transition"),
            Self.paths(result.paths.count),
        ]
        line.append("  " + facts.joined(separator: " · "), .faint)
        say(line)
        let bounds = exploration.bounds
        let switches = bounds.switches.map { Wording.count($0, "switch", "switches") + " between branches" }
        say(
            "bounds    ",
            "\(Wording.count(bounds.states, "state")) · \(Wording.count(bounds.countedRetries)) counted retries · "
                + (switches ?? "branches in any order"))
        let origins = result.plan.origins
        let tasks = origins.given + origins.madeUp.count
        var examples = ["\(Wording.count(result.plan.world.inputs.count, "input")) (\(origins.inputs))"]
        if origins.given > 0 { examples.append("results of \(origins.given) of \(Wording.count(tasks, "task")) given") }
        if !origins.madeUp.isEmpty {
            examples.append("results made up for \(origins.given == 0 ? "all tasks" : Self.list(origins.madeUp))")
        }
        say("examples  ", examples.joined(separator: " · "))
        let endless = result.findings.endless.map { "Retry[\($0.index)] of \($0.state.printable)" }
        if !endless.isEmpty {
            let verb =
                endless.count == 1
                ? "allows more retries than are counted: it retries" : "allow more retries than are counted: they retry"
            say("endless   ", "\(endless.joined(separator: ", ")) \(verb) for ever")
        }
        if result.exploration.hasConcurrentTimers {
            say("timers    ", "of concurrent branches fire in any order")
        }
        if !result.cuts.isEmpty { say("cut off   ", "at " + Self.list(result.cuts), .yellow) }
    }

    private static func paths(_ count: Int?) -> String {
        count.map { Wording.count($0, "path") } ?? "more than \(Wording.count(.max)) paths"
    }

    private static func list(_ texts: [String]) -> String { texts.map(\.printable).joined(separator: ", ") }

    // MARK: What was found

    private func tellOutcomes() {
        head("Outcomes")
        for outcome in result.findings.outcomes {
            var line = StyledLine("  ")
            line.append(ending(outcome.end))
            line.append("  " + Self.paths(outcome.paths), .faint)
            say(line)
            say("      ", text(of: outcome.steps), .faint)
        }
    }

    private func ending(_ end: ExploredEnd) -> StyledLine {
        let name = { (state: StateIndex) in
            state >= 0 ? result.plan.program.describe(state).name.printable : "the start"
        }
        switch end {
        case .succeeded(let state): return StyledLine("✓ SUCCEEDED", .green) + StyledLine(" at \(name(state))")
        case .failed(let error, let state):
            return StyledLine("✗ FAILED", .red) + StyledLine(" \(error.printable) at \(name(state))")
        case .timedOut(let state): return StyledLine("✗ TIMED_OUT", .red) + StyledLine(" at \(name(state))")
        case .parked(let states):
            let names = states.map(name).joined(separator: ", ")
            return StyledLine("‖ PARKED", .yellow) + StyledLine(" at \(names)")
        case .stuck(let state): return StyledLine("⊘ STUCK", .red) + StyledLine(" at \(name(state))")
        }
    }

    /// `A succeeds → B fails with X (3 times) → C succeeds`.
    private func text(of steps: [PathStep]) -> String {
        var parts: [(text: String, count: Int)] = []
        for step in steps where !step.isDelay {
            let text = step.state.map { "\($0.printable) \(step.answer.text.printable)" } ?? step.answer.text
            if parts.last?.text == text { parts[parts.count - 1].count += 1 } else { parts.append((text, 1)) }
        }
        let texts = parts.map { $0.count == 1 ? $0.text : "\($0.text) (\($0.count) times)" }
        return texts.isEmpty ? "at once" : texts.joined(separator: " → ")
    }

    private func tellFindings() {
        let findings = result.findings
        let never = result.cuts.isEmpty ? "never" : "not (as far as was followed)"
        section("States \(never) entered", findings.neverEntered.map { ($0, "") })
        section(
            "Catchers \(never) used",
            findings.neverCaught.map { ($0.state, "Catch[\($0.index)] \(Self.list($0.errorEquals)): \($0.reason)") })
        section(
            "Retriers that \(never == "never" ? "can never" : "do not") matter",
            findings.neverRetried.map { ($0.state, "Retry[\($0.index)] \(Self.list($0.errorEquals)): \($0.reason)") })
        section("Errors that nobody catches", findings.uncaught.map { ($0.state, Self.list($0.errors.map(\.name))) })
        for error in findings.uncaught.flatMap(\.errors) {
            if let cause = error.cause, !cause.isEmpty { say("      ", cause.printable, .faint) }
        }
        section("Dead ends", findings.deadEnds.map { ($0, "no end can be reached any more") })
        section("Loops, which may go round for ever", findings.loops.map { ($0, "") })
    }

    private func section(_ title: String, _ entries: [(name: String, text: String)]) {
        guard !entries.isEmpty else { return }
        head(title)
        for entry in entries {
            say("  ", entry.name.printable + (entry.text.isEmpty ? "" : "  \(entry.text)"))
        }
    }

    // MARK: Rules

    private func tellRules() {
        head("Rules")
        for judgement in result.judgements {
            let (marker, ink, verdict): (String, StyledLine.Ink, String)
            switch judgement.verdict {
            case .holds(let paths) where judgement.isTouched:
                (marker, ink, verdict) = ("✓", .green, "holds on all \(Self.paths(paths))")
            case .holds(let paths):
                verdict = "holds on all \(Self.paths(paths)): what it is about never happens"
                (marker, ink) = ("✓", .yellow)
            case .noCounterexample:
                (marker, ink, verdict) = ("?", .yellow, "no counterexample within \(Self.list(result.cuts))")
            case .onlyOutOfTime(let tried):
                verdict =
                    "no counterexample that can be run: \(Wording.count(tried, "path")) would break it if timers fired "
                    + "in another order"
                (marker, ink) = ("?", .yellow)
            case .broken: (marker, ink, verdict) = ("✗", .red, "broken")
            }
            say(StyledLine("  \(marker) \(verdict)", ink))
            say("      ", judgement.rule.text.printable)
            if let counterexample = judgement.counterexample { tell(counterexample, judgement.files) }
        }
    }

    /// Lines of a trace; one that goes round for ever has very many.
    private static let longestTrace = 100

    private func tell(_ counterexample: Counterexample, _ files: (input: String, mocks: String)?) {
        say("      ", text(of: counterexample.steps), .faint)
        write("\n")
        let (execution, events) = counterexample.scenario.run(result.exploration)
        let start = execution.startTime ?? execution.now
        var lines: [String] = []
        let trace = TraceRenderer(
            result.plan.program, machineName: result.plan.machineName, style: style, start: start
        ) { lines.append($0) }
        trace.observe(events)
        trace.flush()
        for line in lines.prefix(Self.longestTrace) { write(line) }
        if lines.count > Self.longestTrace {
            say("             ", "… \(Wording.count(lines.count - Self.longestTrace, "more line"))", .faint)
        }
        let summary = TraceSummary(execution: execution, end: execution.now, clock: .virtual, style: style)
        for line in summary.lines() { write(line) }
        write("\n")
        guard let files else { return }
        say(
            "      ",
            "sfn-run \(result.plan.call.printable) --input \(files.input.printable) --mocks \(files.mocks.printable)")
    }

    // MARK: Lines

    private func head(_ title: String) {
        write("\n")
        say(StyledLine(title, .bold))
    }

    private func say(_ line: StyledLine) { write(line.cut(to: style.width).render(colour: style.colour) + "\n") }

    /// A text over as many lines as it needs, behind `margin`.
    private func say(_ margin: String, _ text: String, _ ink: StyledLine.Ink = .plain) {
        var margin = StyledLine(margin, .faint)
        var line = margin
        var isEmpty = true
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if !isEmpty, line.columns + 1 + String(word).columns > style.width {
                say(line)
                margin = StyledLine(String(repeating: " ", count: margin.columns))
                line = margin
                isEmpty = true
            }
            line.append((isEmpty ? "" : " ") + word, ink)
            isEmpty = false
        }
        say(line)
    }
}
