import Diagnostics
import JSONModel
import JSONPath
import StatesAnalysis
import StatesCore
import StatesLanguage

/// The commands that show something.
extension StepSession {
    func help(_ word: String) {
        let commands = StepCommands.allCases.filter { word.isEmpty || $0.rawValue.hasPrefix(word) }
        let width = commands.map { "\($0.rawValue) \($0.manual.arguments)".columns }.filter { $0 < 30 }.max() ?? 0
        for command in commands {
            var line = StyledLine("  ")
            line.append("\(command.rawValue) \(command.manual.arguments)", .bold, paddedTo: width)
            line.append("  \(command.manual.text)")
            say(line)
        }
        if word.isEmpty {
            say(StyledLine("  A command may be cut short (s, n, c, b), and Enter repeats a step.", .faint))
        }
    }

    /// JSON over as few lines as are easy to read, all of it.
    func show(_ value: JSONValue?) {
        guard let value else { return say(StyledLine("nothing", .faint)) }
        let text = FittedJSON(value, width: style.width, maximumLines: .max)
        for line in text.lines { console.write(line + "\n") }
    }

    func printValue(_ text: String) throws(Complaint) {
        guard !text.isEmpty else { return show(debugger.focus?.payload.value) }
        guard let focus = debugger.focus else { throw Complaint(message: "the execution has not started") }
        let language = focus.state.map { debugger.program.queryLanguage(of: $0) } ?? .jsonPath
        let isDelimited = text.hasPrefix("{%")
        let isPath = text.hasPrefix("$.") || text.hasPrefix("$[") || text.hasPrefix("$$") || text == "$"
        let isCall = text.hasPrefix("States.")
        if !isDelimited, isCall || (isPath && language == .jsonPath) { return try printPath(text, focus) }
        do throws(DebuggerExpression.Fault) {
            show(try DebuggerExpression(text).value(in: debugger.execution, at: focus.frame))
        } catch {
            throw Complaint(message: error.message)
        }
    }

    private func printPath(_ text: String, _ focus: Execution.Place) throws(Complaint) {
        let variables = debugger.execution.variables(at: focus.frame).map { (key: $0.name, value: $0.value) }
        let evaluation = PathEvaluation(
            input: focus.payload.value, variables: JSONObject(variables),
            context: debugger.execution.contextObject(at: focus.frame) ?? [:], seed: 0)
        switch evaluation.outcome(text) {
        case .value(let value): show(value)
        case .nothing(let what): throw Complaint(message: what)
        case .wrong(let diagnostics):
            throw Complaint(message: diagnostics.first?.message ?? "the path is wrong")
        }
    }

    func tellOutput() {
        if let output = debugger.execution.output { return show(output.value) }
        if let last = debugger.lastExit { return show(last.exit.output.value) }
        say(StyledLine("no state was left here yet", .faint))
    }

    func tellVariables() {
        let variables = debugger.focus.map { debugger.execution.variables(at: $0.frame) } ?? []
        guard !variables.isEmpty else { return say(StyledLine("there are no variables", .faint)) }
        for variable in variables {
            var line = StyledLine("$\(variable.name.printable)", .magenta) + StyledLine(" = ")
            line.append(JSONExcerpt.text(of: variable.value, width: max(style.width - line.columns, 20)))
            say(line)
        }
    }

    func tellDiff() {
        guard let (state, input, exit) = debugger.lastExit else {
            return say(StyledLine("no state was left here yet", .faint))
        }
        say(StyledLine(state.printable, .bold))
        let layout = TraceLayout(style: style)
        var lines = layout.pieces(from: input, to: exit.output, room: style.width - 4)
        lines += exit.assigned.map { layout.piece(variable: $0.name, $0.value, room: style.width - 4) }
        if lines.isEmpty { lines = [StyledLine("nothing changed", .faint)] }
        for line in lines { say(StyledLine("  ") + line) }
    }

    func tellHistory(_ text: String) throws(Complaint) {
        let most = text.isEmpty ? 20 : try count(text)
        let seen = debugger.events[..<debugger.position].filter { $0.id > 0 || $0.isTold }
        if seen.count > most {
            say(StyledLine("     … \(Wording.count(seen.count - most, "event")) before", .faint))
        }
        for event in seen.suffix(most) { say(line(of: event)) }
    }

    /// `#5    0.250  TaskStateEntered  Pay  ← {…}`.
    func line(of event: Event) -> StyledLine {
        let program = debugger.program
        var line = StyledLine()
        let number = event.id > 0 ? "#\(event.id)" : ""
        line.append(number, .faint, paddedTo: max(number.columns + 1, 5))
        let start = debugger.execution.startTime ?? event.time
        line.append(Wording.offset(milliseconds: event.time.milliseconds(since: start)), paddedTo: 8)
        let name = event.place.state >= 0 ? program.describe(event.place.state).name.printable : ""
        let (what, ink, value) = Self.what(event, in: program)
        line.append("  ")
        line.append(what, ink, paddedTo: 26)
        if !name.isEmpty { line.append("  \(name)", .bold) }
        if event.frame > 0, event.place.parent >= 0 { line.append("[\(event.place.slot)]", .faint) }
        guard let value else { return line }
        line.append("  ")
        line.append(value.cut(to: max(style.width - line.columns, 16)))
        return line
    }

    /// What happened, and the value that came with it.
    private static func what(_ event: Event, in program: Program) -> (String, StyledLine.Ink, String?) {
        func text(_ sign: String, _ payload: Payload) -> String {
            sign + " " + JSONExcerpt.text(of: payload.value, width: 200)
        }
        func text(_ failure: Failure) -> String {
            [failure.error, failure.cause].compactMap(\.self).joined(separator: ": ").printable
        }
        let type = HistoryProjection.type(of: event, in: program) ?? ""
        switch event.body {
        case .executionStarted(let input), .stateEntered(_, let input): return (type, .plain, text("←", input))
        case .executionSucceeded(let output): return (type, .green, text("→", output))
        case .stateExited(let exit): return (type, .plain, text("→", exit.output))
        case .taskScheduled(let schedule): return (type, .cyan, text("←", schedule.parameters))
        case .taskSucceeded(let output): return (type, .green, text("→", output))
        case .taskFailed(let failure, _), .taskTimedOut(let failure), .evaluationFailed(let failure, _),
            .executionFailed(let failure), .executionTimedOut(let failure), .executionAborted(let failure),
            .mapRunFailed(let failure):
            return (type, .red, text(failure))
        case .retryScheduled(let retrier, let due):
            let delay = Wording.duration(milliseconds: due.milliseconds(since: event.time))
            return ("(retry)", .yellow, "in \(delay), by retrier \(retrier)")
        case .waitStarted(let due):
            let delay = Wording.duration(milliseconds: due.milliseconds(since: event.time))
            return ("(wait)", .plain, delay)
        default: return (type, .plain, nil)
        }
    }

    // MARK: Where

    func tellWhere() {
        let execution = debugger.execution
        var line = StyledLine(plan.machineName.printable, .bold)
        line.append("  \(execution.status.rawValue)", execution.status == .running ? .plain : .yellow)
        let start = execution.startTime ?? debugger.now
        line.append("  after \(Wording.duration(milliseconds: debugger.now.milliseconds(since: start)))", .faint)
        line.append(", event \(execution.lastEventID) of \(debugger.events.last { $0.id > 0 }?.id ?? 0)", .faint)
        say(line)
        guard execution.status == .running else { return }
        let places = execution.places
        for place in places where place.parent < 0 { tell(place, among: places, depth: 1) }
    }

    private func tell(_ place: Execution.Place, among places: [Execution.Place], depth: Int) {
        let isHere = place.frame == debugger.focus?.frame
        var line = StyledLine(String(repeating: "  ", count: depth - 1))
        line.append(isHere ? "▸ " : "  ", .yellow)
        if place.parent >= 0 { line.append("[\(place.slot)] ", .faint) }
        line.append(place.state.map { debugger.program.describe($0).name.printable } ?? "(start)", .bold)
        line.append("  \(text(of: place.activity))")
        if place.attempt > 0 { line.append(", run \(place.attempt + 1)", .yellow) }
        say(line)
        for child in places where child.parent == place.frame { tell(child, among: places, depth: depth + 1) }
    }

    private func text(of activity: Execution.Activity) -> String {
        func span(_ due: Timestamp) -> String {
            Wording.duration(milliseconds: due.milliseconds(since: debugger.now))
        }
        return switch activity {
        case .arriving: "left, about to go on"
        case .running: "runs"
        case .task: "waits for its task"
        case .waiting(let due): "waits \(span(due)) more"
        case .retrying(let due): "runs again in \(span(due))"
        case .fannedOut(let finished, let total): "\(finished) of \(total) done"
        case .mapRun: "child executions run"
        case .cutOff: "cut off"
        case .ended: "ended"
        }
    }

    // MARK: The definition

    func list(_ text: String) throws(Complaint) {
        let name: String
        if text.isEmpty {
            guard let state = debugger.focus?.state else { throw Complaint(message: "no state was entered yet") }
            name = debugger.program.describe(state).name
        } else {
            name = try state(text)
        }
        guard let pointer = plan.coverage[name]?.pointer, let member = plan.node?.member(at: pointer) else {
            throw Complaint(message: "the place of “\(name)” in the definition is not known")
        }
        let first = plan.source.position(ofUTF8: member.keySpan.start).line
        let last = plan.source.position(ofUTF8: max(member.value.span.end - 1, 0)).line
        let end = min(max(last, first), first + 29, plan.source.lineCount)
        for number in max(1, first - 2)...min(end + 1, plan.source.lineCount) {
            var line = StyledLine(number == first ? "→" : " ", .yellow)
            line.append(Wording.padLeft(number, 5), .faint)
            line.append("  \(plan.source.line(number).printable)", number >= first && number <= last ? .plain : .faint)
            say(line)
        }
        if last > end { say(StyledLine("        … to line \(last)", .faint)) }
    }
}

extension Wording {
    fileprivate static func padLeft(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: " ", count: max(0, width - digits.count)) + digits
    }
}
