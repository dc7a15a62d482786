import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation

/// The commands that change what happens, and breakpoints.
extension StepSession {
    func count(_ text: String) throws(Complaint) -> Int {
        if text.isEmpty { return 1 }
        guard let count = Int(text), count > 0 else { throw Complaint(message: "“\(text)” is no number above 0") }
        return count
    }

    /// The name of a state that there is.
    func state(_ name: String) throws(Complaint) -> String {
        let names = debugger.program.stateNames
        if names.contains(name) { return name }
        if name.isEmpty { throw Complaint(message: "which state? There are \(names.joined(separator: ", "))") }
        let nearest = Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
        throw Complaint(
            message: "there is no state “\(name)”; \(nearest ?? "there are \(names.joined(separator: ", "))")")
    }

    // MARK: Breakpoints

    mutating func breakpoint(_ text: String) throws(Complaint) {
        guard !text.isEmpty else {
            if debugger.breakpoints.isEmpty { say(StyledLine("there are no breakpoints", .faint)) }
            for (index, breakpoint) in debugger.breakpoints.enumerated() {
                say(StyledLine("  \(index + 1)  \(breakpoint.description.printable)"))
            }
            return
        }
        let breakpoint: Breakpoint
        switch text {
        case "task": breakpoint = .task
        case "error": breakpoint = .error
        case "retry": breakpoint = .retry
        default:
            // A single word is a state: as an expression it would be a member, which is true of hardly any input.
            let isWord = !text.unicodeScalars.contains { "=<>!$()[]{}&|'\".".unicodeScalars.contains($0) }
            if debugger.program.stateNames.contains(text) || (isWord && !text.contains(" ")) {
                breakpoint = .state(try state(text))
            } else {
                do throws(DebuggerExpression.Fault) {
                    breakpoint = .expression(try DebuggerExpression(text))
                } catch {
                    throw Complaint(message: error.message)
                }
            }
        }
        debugger.breakpoints.append(breakpoint)
        say(StyledLine("breakpoint \(debugger.breakpoints.count): \(breakpoint.description.printable)"))
    }

    mutating func delete(_ text: String) throws(Complaint) {
        guard let number = Int(text), debugger.breakpoints.indices.contains(number - 1) else {
            throw Complaint(message: "delete takes the number of a breakpoint; break lists them")
        }
        debugger.breakpoints.remove(at: number - 1)
    }

    // MARK: Answers

    /// `[of STATE] JSON`, or `[of STATE] ERROR [CAUSE]`.
    mutating func answer(_ text: String, isFailure: Bool) throws(Complaint) {
        var rest = text
        var state: String?
        if rest.hasPrefix("of ") {
            let tail = String(rest.dropFirst(3)).trimmed
            // Names of states may have spaces: the longest one that waits is meant.
            let names = Set(debugger.pendingTasks.map(\.stateName)).filter(tail.hasPrefix)
            guard let name = names.max(by: { $0.count < $1.count }) else {
                throw Complaint(message: "no task of that state waits here")
            }
            state = name
            rest = String(tail.dropFirst(name.count)).trimmed
        }
        let outcome: TaskAnswer.Outcome
        if isFailure {
            let (error, cause) = rest.cutAtSpace
            guard !error.isEmpty else { throw Complaint(message: "fail takes the name of an error, and a cause") }
            outcome = .failed(TaskFailure(error: error, cause: cause.isEmpty ? nil : cause))
        } else {
            outcome = .succeeded(Payload(try value(rest)))
        }
        let hadMore = !debugger.isAtEnd
        guard let answered = debugger.answer(outcome, of: state) else {
            throw Complaint(message: "no task waits here; continue goes to one that does")
        }
        let note = hadMore ? "; what came after this is dropped" : ""
        say(StyledLine("\(answered.printable) is answered\(note)", .faint))
    }

    private func value(_ text: String) throws(Complaint) -> JSONValue {
        do {
            return try JSONParser.parse(text)
        } catch {
            throw Complaint(message: "not JSON: \(error.message)")
        }
    }

    mutating func set(_ text: String) throws(Complaint) {
        var (name, json) = text.cutAtSpace
        if name.hasPrefix("$") { name.removeFirst() }
        if json.hasPrefix("=") { json = String(json.dropFirst()).trimmed }
        guard !name.isEmpty, !json.isEmpty else { throw Complaint(message: "set takes a variable and its value") }
        let variable = Variable(name: name, value: try value(json))
        do throws(Debugger.SettingRefusal) {
            try debugger.set(variable)
        } catch {
            switch error {
            case .notRunning: throw Complaint(message: "the execution does not run here")
            case .betweenEvents:
                throw Complaint(message: "variables are set where a state was just entered, or where a task waits")
            }
        }
        say(
            StyledLine("$\(name.printable)", .magenta)
                + StyledLine(" = \(JSONExcerpt.text(of: variable.value, width: 80))"))
    }

    mutating func pass(_ text: String) throws(Complaint) {
        guard let milliseconds = Self.milliseconds(text) else {
            throw Complaint(message: "time takes a duration such as +90s, +5m, +1h or +2d")
        }
        let stop = move { debugger throws(WorldError) in try debugger.wait(milliseconds: milliseconds) }
        guard stop == .arrived else { return }
        let start = debugger.execution.startTime ?? debugger.now
        say(StyledLine("it is \(Wording.offset(milliseconds: debugger.now.milliseconds(since: start))) now", .faint))
    }

    /// `+1h`, `+90s`, `+5m30s`, `+2d`.
    static func milliseconds(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        var total: Int64 = 0
        var number = ""
        let rest = text.hasPrefix("+") ? text.dropFirst() : text[...]
        for character in rest {
            if character.isASCII, character.isNumber {
                number.append(character)
                continue
            }
            guard let unit = units[character], let count = Int64(number) else { return nil }
            let (product, isTooLarge) = count.multipliedReportingOverflow(by: unit)
            guard !isTooLarge, total + (product / 2) < .max / 2 else { return nil }
            total += product
            number = ""
        }
        return number.isEmpty && total > 0 ? total : nil
    }

    /// Every answer that tasks got, as `run --mocks` takes it.
    func save(_ path: String) throws(Complaint) {
        guard !path.isEmpty else { throw Complaint(message: "save takes the name of a file") }
        let mocks = debugger.mocks
        guard !mocks.isEmpty else { throw Complaint(message: "no task was answered yet") }
        do throws(Descriptor.Failure) {
            let file = try Descriptor.openForWriting(path)
            defer { file.shut() }
            try file.write(JSONWriter.prettyBytes(of: .object(mocks)) + [0x0A])
        } catch {
            throw Complaint(message: "\(path): \(error.reason)")
        }
        let count = mocks.values.reduce(0) { $0 + ($1.arrayValue?.count ?? 0) }
        say(
            StyledLine(
                "\(Wording.count(count, "answer")) of \(Wording.count(mocks.count, "state")) in \(path.printable)"))
    }

    // MARK: Completion

    /// Whole lines that may stand in place of `text`.
    func completions(of text: String) -> [String] {
        let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        guard words.count == 2, let command = try? StepCommands.named(String(words[0])) else {
            return StepCommands.allCases.map(\.rawValue).filter { $0.hasPrefix(text) }.map { $0 + " " }
        }
        let typed = String(words[1])
        var candidates: [String] = []
        switch command {
        case .until, .list: candidates = debugger.program.stateNames
        case .break: candidates = ["task", "error", "retry"] + debugger.program.stateNames
        case .help: candidates = StepCommands.allCases.map(\.rawValue)
        case .set: candidates = debugger.focus.map { debugger.execution.variables(at: $0.frame).map(\.name) } ?? []
        case .result, .fail: candidates = debugger.pendingTasks.map { "of \($0.stateName) " }
        case .print: candidates = memberPaths(typed)
        default: break
        }
        return candidates.filter { $0.hasPrefix(typed) }.map { "\(words[0]) \($0)" }
    }

    /// `$.order.`, `$.order.id`: the members of what stands before the last dot.
    private func memberPaths(_ typed: String) -> [String] {
        guard typed.hasPrefix("$."), let dot = typed.lastIndex(of: ".") else { return ["$."] }
        let head = typed[..<dot]
        var value = debugger.focus?.payload.value
        for name in head.split(separator: ".").dropFirst() { value = value?[String(name)] }
        return (value?.objectValue?.keys.map { "\(head).\($0)" }) ?? []
    }
}
