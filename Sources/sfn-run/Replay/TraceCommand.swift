import ArgumentParser
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation

/// `sfn-run trace H`: tells a recorded execution as `run` tells one.
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Tells a recorded execution, as run tells one.",
        discussion: """
            No definition is needed: the history has what happened. With --definition the trace also has what only \
            the definition knows, such as how often a retrier retries, and the history must be one of it.

            Examples:

              sfn-run trace history.json
              sfn-run trace page-1.json page-2.json --definition machine.asl.json
              sfn-run trace --database runs.sqlite --execution order-1

            Exit status: 0 told, 1 the history cannot be read, 64 usage.
            """
    )

    @Argument(help: ArgumentHelp("The history, as replay takes it: one file, or its pages.", valueName: "H"))
    var pages: [String] = []

    @Option(help: ArgumentHelp("A database with the execution.", valueName: "FILE"))
    var database: String?

    @Option(help: ArgumentHelp("The execution of the database, by name or ARN.", valueName: "NAME"))
    var execution: String?

    @Option(help: ArgumentHelp("The definition that was executed.", valueName: "FILE"))
    var definition: String?

    @OptionGroup var options: DefinitionOptions

    private var source: HistoryOption {
        var option = HistoryOption()
        (option.pages, option.database, option.execution) = (pages, database, execution)
        return option
    }

    func validate() throws { try source.validate() }

    func run() throws {
        let console = Console()
        try console.reporting {
            let file = try source.read()
            let (program, events) = try told(file)
            let name = file.original?.execution.configuration.stateMachineName
            let start = file.history.startTime ?? Timestamp(seconds: 0)
            let renderer = TraceRenderer(
                program, machineName: name ?? definition.map(DefinitionFile.machineName) ?? "execution",
                style: console.outputStyle, start: start
            ) { console.write($0) }
            renderer.observe(events)
            renderer.flush()
            for line in TraceSummary(file.history, console.outputStyle).lines() { console.write(line) }
            console.flush()
        }
    }

    /// The events to tell, and what they are of.
    private func told(_ file: HistoryFile) throws -> (Program, [Event]) {
        if let original = file.original { return (original.execution.program, original.events) }
        guard let definition else {
            do {
                let outline = try HistoryOutline(file.history)
                return (outline.program, outline.events)
            } catch {
                throw RunProblem(file.name, "no execution has this history: \(error.description)")
            }
        }
        let program = try DefinitionFile.read(definition, type: .standard, selection: options.selection).program()
        do {
            let replay = try HistoryReplay(
                file.history, of: program, configuration: ExecutionConfiguration(), startedAt: Timestamp(seconds: 0))
            return (program, replay.events)
        } catch {
            throw RunProblem(file.name, error.message)
        }
    }
}

extension TraceSummary {
    /// That of a recorded execution.
    fileprivate init(_ history: RecordedHistory, _ style: TerminalStyle) {
        let last = history.events.last
        let status: Execution.Status =
            switch last?.type {
            case "ExecutionSucceeded": .succeeded
            case "ExecutionFailed": .failed
            case "ExecutionTimedOut": .timedOut
            case "ExecutionAborted": .aborted
            default: .running
            }
        let start = history.startTime ?? Timestamp(seconds: 0)
        self.init(
            status: status, output: last?.payload("output"),
            failure: last.map { Failure(error: $0.text("error"), cause: $0.text("cause")) },
            milliseconds: last?.time?.milliseconds(since: start) ?? 0, clock: .real,
            states: history.events.count { $0.type.hasSuffix("StateEntered") }, events: history.events.count,
            style: style)
    }
}
