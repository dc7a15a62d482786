import ArgumentParser
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime

/// `sfn-run executions show`.
struct ShowCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows one execution: status, input and output, where it is, what it waits for.",
        discussion: """
            Example:

              sfn-run executions show o-1 --database runs.sqlite
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var execution: ExecutionOption

    @Flag(help: "Prints JSON: what DescribeExecution tells, the states it is in, and the tokens it waits for.")
    var json = false

    @Flag(help: "Shows it again whenever it has gone on, until it has ended.")
    var follow = false

    func perform(_ console: Console) async throws -> ExitCode {
        let file = try Database(database.path)
        var stored = try await execution.find(in: file)
        var (reader, events) = try await file.read(stored)
        var place = WhereItIs(reader.execution.program)
        place.observe(events)
        let stop = Interrupts.count
        if follow { Interrupts.startCounting() }
        while true {
            let description = ExecutionDescription(stored, reader.execution, place)
            if json {
                console.write(follow ? Array("\(description.json)\n".utf8) : description.text)
            } else {
                for line in description.lines(console.outputStyle) {
                    console.write(line.render(colour: console.outputStyle.colour) + "\n")
                }
            }
            console.flush()
            guard follow else { return .success }
            events = []
            while events.isEmpty {
                if reader.execution.status != .running { return ExitStatus.of(reader.execution.status) }
                if Interrupts.count > stop { return ExitStatus.interrupted }
                try await Task.sleep(for: .milliseconds(100))
                events = try await reader.readOn()
            }
            place.observe(events)
            guard let now = try await file.store.execution(stored.key) else { return ExitStatus.couldNotRun }
            stored = now
            if !json { console.write("\n") }
        }
    }
}

/// What `show` tells of an execution.
struct ExecutionDescription {
    let stored: StoredExecution
    let execution: Execution
    let place: WhereItIs

    init(_ stored: StoredExecution, _ execution: Execution, _ place: WhereItIs) {
        (self.stored, self.execution, self.place) = (stored, execution, place)
    }

    private var stopTime: Timestamp? { execution.status == .running ? nil : execution.now }

    // MARK: For people

    func lines(_ style: TerminalStyle) -> [StyledLine] {
        var head = StyledLine(stored.name.printable, .bold)
        head.append("  \(execution.status.rawValue)", execution.status.ink)
        head.append("  \(stored.version.name.printable), version \(stored.version.number)", .faint)
        var lines = [head, field("arn", execution.configuration.executionARN, style)]
        let start = execution.startTime ?? stored.startTime
        lines.append(field("started", start.rfc3339, style))
        if let stopTime {
            let duration = Wording.duration(milliseconds: stopTime.milliseconds(since: start))
            lines.append(field("ended", "\(stopTime.rfc3339), after \(duration)", style))
        } else {
            lines.append(StyledLine("  ") + StyledLine(stored.waitsFor))
        }
        if execution.redriveCount > 0 { lines.append(field("redriven", "\(execution.redriveCount)×", style)) }
        if let input = execution.input { lines.append(field("input", excerpt(input, style), style)) }
        if let output = execution.output { lines.append(field("output", excerpt(output, style), style)) }
        if let error = execution.failure?.error { lines.append(field("error", error.printable, style)) }
        if let cause = execution.failure?.cause { lines.append(field("cause", cause.printable, style)) }
        for visit in place.states {
            let verb = execution.status == .running ? "in" : "stopped in"
            lines.append(field(verb, "\(visit.state.printable), since \(visit.entered.rfc3339)", style))
        }
        // A token is needed whole.
        for task in execution.pendingTokens {
            var line = StyledLine("  token       ", .faint)
            line.append("\(task.stateName.printable)  \(task.taskToken)")
            lines.append(line)
        }
        return lines
    }

    private func field(_ name: String, _ text: String, _ style: TerminalStyle) -> StyledLine {
        var line = StyledLine("  ")
        line.append(name, .faint, paddedTo: 12)
        line.append(text)
        return name == "arn" || name == "cause" ? line : line.cut(to: style.width)
    }

    private func excerpt(_ payload: Payload, _ style: TerminalStyle) -> String {
        JSONExcerpt.text(of: payload.value, width: style.width - 14)
    }

    // MARK: For programs

    var text: [UInt8] { JSONWriter.prettyBytes(of: json) + [0x0A] }

    var json: JSONValue {
        let configuration = execution.configuration
        var members: JSONObject = [
            "executionArn": .string(configuration.executionARN),
            "stateMachineArn": .string(configuration.stateMachineARN), "version": .int(stored.version.number),
            "name": .string(stored.name), "status": .string(execution.status.rawValue),
            "startDate": .string((execution.startTime ?? stored.startTime).rfc3339),
        ]
        if let stopTime { members["stopDate"] = .string(stopTime.rfc3339) }
        if let input = execution.input { members["input"] = .string(input.text) }
        if let output = execution.output { members["output"] = .string(output.text) }
        if let error = execution.failure?.error { members["error"] = .string(error) }
        if let cause = execution.failure?.cause { members["cause"] = .string(cause) }
        members["redriveCount"] = .int(execution.redriveCount)
        members["isOwned"] = .bool(stored.owner != nil)
        members["states"] = .array(
            JSONArray(
                place.states.map { visit -> JSONValue in
                    ["name": .string(visit.state), "enteredDate": .string(visit.entered.rfc3339)]
                }))
        members["tokens"] = .array(
            JSONArray(
                execution.pendingTokens.map { task -> JSONValue in
                    ["state": .string(task.stateName), "taskToken": .string(task.taskToken)]
                }))
        return .object(members)
    }
}

extension ExitStatus {
    /// What a command that waited for the end of an execution tells.
    static func of(_ status: Execution.Status) -> ExitCode { status == .succeeded ? .success : failed }
}
