import ArgumentParser
import StatesAnalysis
import StatesCore
import StatesLanguage

/// `sfn-run replay FILE --history H…`: compares histories with a definition.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replays recorded executions against a definition, and says where it does something else.",
        discussion: """
            A history is what aws stepfunctions get-execution-history printed (any paging: one document, several, an \
            array of pages, an event per line), what run --history or executions export wrote, or an execution of a \
            database. A folder stands for all the histories in it.

            Tasks are answered as recorded, in the recorded order; each event is compared with what the definition \
            gives, payloads included. What depends on times, names and random numbers need not be as recorded.

            RULE says what may differ: [STATE:]PLACE, such as cause, Pay:parameters.requestId, output.items.*.price or \
            **.timestamp. PLACE begins with input, output, parameters, resource, error, cause, timeoutInSeconds, \
            waitedSeconds (of a Wait state), retrySeconds (from a failure to the retry) …; all below it is left \
            out too.

            Examples:

              aws stepfunctions get-execution-history --execution-arn ARN > history.json
              sfn-run replay machine.asl.json --history history.json
              sfn-run replay machine.asl.json --history histories/ --ignore '**.timestamp' --json
              sfn-run replay machine.asl.json --database runs.sqlite --execution order-1
              sfn-run replay machine.asl.json --history history.json --rename Pay=Charge

            Exit status: 0 the definition gives every history, 2 one differs, 1 one cannot be read or compared, 64 \
            usage.
            """
    )

    @Argument(help: "The definition, JSON or YAML; `-` is standard input.")
    var file: String

    @OptionGroup var definition: DefinitionOptions

    @Option(
        name: .customLong("history"), parsing: .upToNextOption,
        help: ArgumentHelp("Histories, or folders of histories.", valueName: "H"))
    var histories: [String] = []

    @Option(help: ArgumentHelp("A database with executions.", valueName: "FILE"))
    var database: String?

    @Option(
        name: .customLong("execution"), parsing: .upToNextOption,
        help: ArgumentHelp("Executions of the database, by name or ARN.", valueName: "NAME"))
    var executions: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("What may differ: [STATE:]PLACE.", valueName: "RULE"))
    var ignore: [String] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("The state OLD of the histories is NEW in the definition.", valueName: "OLD=NEW"))
    var rename: [Assignment] = []

    @Flag(help: "Prints JSON.")
    var json = false

    func validate() throws {
        if histories.isEmpty, executions.isEmpty {
            throw ValidationError("give histories: --history H…, or --database FILE --execution NAME")
        }
        if (database == nil) != executions.isEmpty {
            throw ValidationError("--database FILE and --execution NAME go together")
        }
        if (histories + [file]).filter({ $0 == "-" }).count > 1 {
            throw ValidationError("standard input (-) can be read once only")
        }
        try rename.checkNames(of: "--rename")
        _ = try rules()
    }

    private func rules() throws -> HistoryRules {
        let places = try ignore.map { text in
            guard let place = HistoryRules.Place(text) else {
                throw ValidationError("--ignore takes [STATE:]PLACE, such as Pay:output.receipt, not “\(text)”")
            }
            return place
        }
        return HistoryRules(
            ignored: places, renamed: Dictionary(rename.map { ($0.name, $0.value) }) { first, _ in first })
    }

    func run() throws {
        let console = Console()
        try console.reporting {
            let program = try DefinitionFile.read(file, type: .standard, selection: definition.selection).program()
            let paths = try HistoryPaths(histories).files
            let stored = try database.map { try HistoryFile.read(executions, in: $0) } ?? []
            let replay = ReplayRun(HistoryComparison(program, rules: try rules()))
            let results = replay.results(of: paths) + replay.results(of: stored)
            if json {
                console.write(ReplayReport(results).text)
            } else {
                let text = ReplayText(style: console.outputStyle)
                for result in results where !Presentation.isQuiet || result.isDifferent || result.isUnreadable {
                    console.write(text.text(of: result))
                }
                console.write(text.summary(results))
            }
            console.flush()
            if results.contains(where: \.isUnreadable) { throw ExitStatus.couldNotRun }
            if results.contains(where: \.isDifferent) { throw ExitStatus.failed }
        }
    }
}
