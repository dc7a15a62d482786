import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation

/// Where commands come from.
protocol CommandSource {
    /// Whether a command that is wrong ends the session badly: nobody is there to give another one.
    var isScript: Bool { get }

    /// The next line; `nil` at the end.
    ///
    /// - Parameters:
    ///   - prompt: shown before it.
    ///   - complete: what the text before the cursor may go on with, whole words.
    mutating func next(prompt: String, complete: (String) -> [String]) -> String?
}

/// Commands from a file or a pipe: they are shown as if they were typed.
struct ScriptedCommands: CommandSource {
    private var lines: ArraySlice<Substring>
    private let console: Console

    init(_ source: SourceText, echoesTo console: Console) {
        let text = String(decoding: source.bytes, as: UTF8.self)
        lines = text.split(separator: "\n", omittingEmptySubsequences: true)[...]
        self.console = console
    }

    var isScript: Bool { true }

    mutating func next(prompt: String, complete: (String) -> [String]) -> String? {
        guard let line = lines.popFirst() else { return nil }
        console.write("\(prompt)\(String(line).printable)\n")
        return String(line)
    }
}

/// One session of `sfn-run step`.
struct StepSession {
    var debugger: Debugger
    let plan: StepPlan
    let console: Console
    private var lastCommand = ""
    /// A command was wrong.
    private var hasFailed = false

    init(_ plan: StepPlan, _ console: Console) {
        self.plan = plan
        self.console = console
        debugger = plan.debugger
    }

    var style: TerminalStyle { console.outputStyle }

    /// Reads and does commands to the end.
    ///
    /// - Returns: whether no command of a script was wrong.
    mutating func run(_ commands: consuming any CommandSource) throws -> Bool {
        var commands = commands
        move { debugger throws(WorldError) in try debugger.step() }
        while true {
            let session = self
            let line = commands.next(prompt: prompt) { session.completions(of: $0) }
            guard let line else { break }
            let text = line.trimmed
            if text.isEmpty || text.hasPrefix("#") {
                // Enter repeats a step.
                guard text.isEmpty, !commands.isScript, StepCommands.repeats(lastCommand) else { continue }
            } else {
                lastCommand = text
            }
            do {
                if try !perform(lastCommand) { break }
            } catch {
                say(StyledLine("? ", .red) + StyledLine(error.message))
                hasFailed = true
                if commands.isScript { return false }
            }
            console.flush()
        }
        return !hasFailed || !commands.isScript
    }

    private var prompt: String {
        guard let focus = debugger.focus, let state = focus.state, debugger.execution.status == .running else {
            return "(\(debugger.execution.status == .running ? "start" : debugger.execution.status.rawValue)) "
        }
        return "(\(debugger.program.describe(state).name.printable)) "
    }

    /// Why a command was not done.
    struct Complaint: Error {
        var message: String
    }

    /// - Returns: whether the session goes on.
    private mutating func perform(_ text: String) throws(Complaint) -> Bool {
        let (word, rest) = text.cutAtSpace
        guard let command = try StepCommands.named(word) else { return true }
        switch command {
        case .quit: return false
        case .help: help(rest)
        case .step: try move(times: rest) { debugger throws(WorldError) in try debugger.step() }
        case .next: try move(times: rest) { debugger throws(WorldError) in try debugger.next() }
        case .continue: move { debugger throws(WorldError) in try debugger.goOn() }
        case .back:
            let steps = try count(rest)
            move { debugger in debugger.back(steps) }
        case .until:
            let state = try self.state(rest)
            move { debugger throws(WorldError) in try debugger.goOn(until: state) }
        case .restart:
            move { debugger in
                debugger.restart()
                return .arrived
            }
        case .goto:
            guard let id = Int32(rest.hasPrefix("#") ? String(rest.dropFirst()) : rest), id > 0 else {
                throw Complaint(message: "goto takes the number of an event, as history shows it")
            }
            move { debugger throws(WorldError) in try debugger.go(toEvent: id) }
        case .break: try breakpoint(rest)
        case .delete: try delete(rest)
        case .where: tellWhere()
        case .print: try printValue(rest)
        case .input: show(debugger.focus?.payload.value)
        case .output: tellOutput()
        case .variables: tellVariables()
        case .context: show(debugger.focus.flatMap { debugger.execution.contextObject(at: $0.frame) })
        case .set: try set(rest)
        case .result: try answer(rest, isFailure: false)
        case .fail: try answer(rest, isFailure: true)
        case .time: try pass(rest)
        case .history: try tellHistory(rest)
        case .diff: tellDiff()
        case .list: try list(rest)
        case .save: try save(rest)
        }
        return true
    }

    // MARK: Moving

    private mutating func move(
        times text: String, _ body: (inout Debugger) throws(WorldError) -> Debugger.Stop
    ) throws(Complaint) {
        let count = try count(text)
        for _ in 0..<count {
            guard move(body) == .arrived else { return }
        }
    }

    @discardableResult
    mutating func move(_ body: (inout Debugger) throws(WorldError) -> Debugger.Stop) -> Debugger.Stop? {
        let before = debugger.position
        do {
            let stop = try body(&debugger)
            tell(from: before)
            let isOver = debugger.position > before && debugger.execution.status != .running
            tell(stop == .arrived && isOver ? .ended : stop)
            return stop
        } catch {
            tell(from: before)
            say(StyledLine("? ", .red) + StyledLine(error.message))
            return nil
        }
    }

    private func tell(from before: Int) {
        guard debugger.position > before else {
            if debugger.position < before, let event = debugger.lastEvent { say(line(of: event)) }
            return
        }
        tell(events: before..<debugger.position)
    }

    /// The events, of very many the first and the last ones.
    func tell(events range: Range<Int>) {
        let shown = debugger.events[range].filter { $0.id > 0 || $0.isTold }
        let most = 40
        for event in shown.prefix(shown.count > most ? most / 2 : most) { say(line(of: event)) }
        guard shown.count > most else { return }
        say(StyledLine("     … \(Wording.count(shown.count - most, "event")) …", .faint))
        for event in shown.suffix(most / 2) { say(line(of: event)) }
    }

    private func tell(_ stop: Debugger.Stop) {
        switch stop {
        case .arrived: break
        case .breakpoint(let place):
            say(StyledLine("breakpoint \(place + 1): \(debugger.breakpoints[place].description.printable)", .yellow))
        case .waiting: tellPending()
        case .ended: tellEnd()
        case .start: say(StyledLine("there is nothing before the start", .yellow))
        case .notFound: say(StyledLine("there is no such event", .yellow))
        case .tired: say(StyledLine("stopped after very many events: does it go round for ever?", .yellow))
        }
    }

    private func tellEnd() {
        let summary = TraceSummary(
            execution: debugger.execution, end: debugger.now, clock: .virtual, style: style)
        for line in summary.lines().drop(while: { $0 == "\n" }) { console.write(line) }
    }

    func tellPending() {
        let tasks = debugger.pendingTasks
        guard !tasks.isEmpty else {
            return say(
                StyledLine("waits for tasks of child executions, which only mocks can answer", .yellow))
        }
        for task in tasks {
            var line = StyledLine("waits for \(task.stateName.printable)", .yellow)
            line.append("  \(task.resource.shortName.printable)  ", .faint)
            line.append("← ", .cyan)
            line.append(JSONExcerpt.text(of: task.parameters.value, width: max(style.width - line.columns, 20)))
            say(line)
        }
        say(StyledLine("answer with: result JSON, or fail ERROR [CAUSE]; or let time pass: time +1h", .faint))
    }

    func say(_ line: StyledLine) {
        console.write(line.cut(to: style.width).render(colour: style.colour) + "\n")
    }
}

extension Event {
    /// Whether it is told although the history does not show it.
    var isTold: Bool {
        switch body {
        case .retryScheduled, .waitStarted: true
        default: false
        }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        let bytes = Array(utf8)
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else {
            return ""
        }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    /// The first word, and what follows it.
    var cutAtSpace: (word: String, rest: String) {
        guard let space = firstIndex(where: { $0 == " " || $0 == "\t" }) else { return (self, "") }
        return (String(self[..<space]), String(self[space...]).trimmed)
    }
}
