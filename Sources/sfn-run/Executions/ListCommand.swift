import ArgumentParser
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime

/// `sfn-run executions list`.
struct ListCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists executions, the latest first.",
        discussion: """
            Example:

              sfn-run executions list --database runs.sqlite --status FAILED

            Of more than --limit executions the next ones come with the --after that is told then. With --json the \
            answer is that of ListExecutions, and nextToken is what --after takes.
            """)

    @OptionGroup var database: DatabaseOption

    @Option(help: ArgumentHelp("Only executions of this state machine.", valueName: "NAME"))
    var machine: String?

    @Option(help: ArgumentHelp("Only executions in this status.", valueName: "STATUS"))
    var status: Execution.Status?

    @Option(help: ArgumentHelp("Only executions whose names begin so.", valueName: "TEXT"))
    var namePrefix = ""

    @Option(help: ArgumentHelp("The most to list, 1 to 1000.", valueName: "N"))
    var limit = 100

    @Option(help: ArgumentHelp("Goes on behind this place.", valueName: "PLACE"))
    var after: ListPlace?

    @Option(help: ArgumentHelp("The child executions of the distributed Maps of this execution.", valueName: "NAME"))
    var childrenOf: String?

    @Flag(help: "Prints JSON.")
    var json = false

    func validate() throws {
        guard (1...1_000).contains(limit) else { throw ValidationError("--limit is 1 to 1000") }
    }

    func perform(_ console: Console) async throws -> ExitCode {
        let file = try Database(database.path)
        var query = ExecutionQuery(
            machine: machine, status: status, namePrefix: namePrefix, limit: limit, after: after?.cursor)
        if let childrenOf {
            query.parent = try await ExecutionOption.find(childrenOf, of: machine, in: file).key
            query.machine = nil
        }
        if let machine {
            let machines = try await file.store.machines().map(\.name)
            guard machines.contains(machine) else {
                throw RunProblem(file.path, ExecutionOption.missing("state machine", machine, among: machines))
            }
        }
        let page = try await file.store.list(query)
        if json {
            console.write(JSONWriter.prettyBytes(of: document(of: page)) + [0x0A])
        } else {
            // A file or a pipe gets whole lines.
            let width = Descriptor.standardOutput.isTerminal ? console.outputStyle.width : .max
            for line in Self.lines(of: page.executions) {
                console.write(line.cut(to: width).render(colour: console.outputStyle.colour) + "\n")
            }
            if page.executions.isEmpty { console.remark("sfn-run: no executions\n") }
            if let next = page.next { console.complain("sfn-run: there are more: --after \(ListPlace(next).text)\n") }
        }
        return .success
    }

    private func document(of page: ExecutionPage) -> JSONValue {
        let executions = page.executions.map { stored -> JSONValue in
            var members: JSONObject = [
                "name": .string(stored.name), "stateMachine": .string(stored.version.name),
                "version": .int(stored.version.number), "status": .string(stored.status.rawValue),
                "startDate": .string(stored.startTime.rfc3339),
            ]
            if let stop = stored.stopTime { members["stopDate"] = .string(stop.rfc3339) }
            if let error = stored.error { members["error"] = .string(error) }
            if let cause = stored.cause { members["cause"] = .string(cause) }
            if stored.redriveCount > 0 { members["redriveCount"] = .int(stored.redriveCount) }
            return .object(members)
        }
        var members: JSONObject = ["executions": .array(JSONArray(executions))]
        if let next = page.next { members["nextToken"] = .string(ListPlace(next).text) }
        return .object(members)
    }

    /// Columns: status, machine, name, start, duration, what it waits for or its error.
    private static func lines(of executions: [StoredExecution]) -> [StyledLine] {
        let machines = executions.map { $0.version.name.printable }
        let names = executions.map { $0.name.printable }
        let machineColumns = (machines.map(\.columns).max() ?? 0) + 2
        let nameColumns = (names.map(\.columns).max() ?? 0) + 2
        return zip(executions, zip(machines, names)).map { stored, texts in
            var line = StyledLine()
            line.append(stored.status.rawValue, stored.status.ink, paddedTo: 11)
            line.append(texts.0, paddedTo: machineColumns)
            line.append(texts.1, .bold, paddedTo: nameColumns)
            line.append(stored.startTime.rfc3339, .faint, paddedTo: 26)
            if let stop = stored.stopTime {
                line.append(Wording.duration(milliseconds: stop.milliseconds(since: stored.startTime)))
            }
            if let error = stored.error { line.append("  " + error.printable, .red) }
            if stored.status == .running { line.append(stored.waitsFor, .faint) }
            return line
        }
    }
}

/// A place in the list, as `--after` takes it: `MILLISECONDS-KEY`.
struct ListPlace: ExpressibleByArgument {
    var cursor: ExecutionCursor

    init(_ cursor: ExecutionCursor) { self.cursor = cursor }

    init?(argument: String) {
        let parts = argument.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let time = Int64(parts[0]), let key = Int64(parts[1]) else { return nil }
        cursor = ExecutionCursor(
            startTime: Timestamp(millisecondsSinceEpoch: time), key: ExecutionKey(rawValue: key))
    }

    var text: String { "\(cursor.startTime.millisecondsSinceEpoch)-\(cursor.key.rawValue)" }
}

extension Execution.Status {
    var ink: StyledLine.Ink {
        switch self {
        case .running: .cyan
        case .succeeded: .green
        case .failed, .timedOut: .red
        case .aborted: .yellow
        }
    }
}

extension StoredExecution {
    /// Of one that runs: what moves it.
    var waitsFor: String {
        let what =
            switch wake {
            case .now: "a task"
            case .at(let time) where time.milliseconds(since: startTime) < Int64(Quotas().standardSeconds) * 1_000:
                time.rfc3339
            // All that is due is the end of the execution's time.
            case .at, .never: "a message"
            }
        return "waits for \(what)" + (owner == nil ? "; nobody runs it" : "")
    }
}
