import ArgumentParser
import JSONModel
import StatesSimulation

/// `sfn-run mocks --history H`: writes the answers of a history as a mock file.
struct MocksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mocks",
        abstract: "Turns the history of an execution into a mock file.",
        discussion: """
            What the tasks of the execution answered, in the order in which their states scheduled them, with how long \
            they took: run, step and test take the file with --mocks. --format local writes the configuration of Step \
            Functions Local, which has no delays.

            Examples:

              sfn-run mocks --history history.json > mocks.json
              sfn-run run machine.asl.json --input input.json --mocks mocks.json
              sfn-run mocks --history history.json --format local --machine-name orders --test-case Declined
              sfn-run mocks --database runs.sqlite --execution order-1

            Exit status: 0 written, 1 the history cannot be read or lacks outputs, 64 usage.
            """
    )

    @OptionGroup var source: HistoryOption

    /// `--format`.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// A list of answers per state.
        case simple
        /// The configuration of Step Functions Local.
        case local
    }

    @Option(help: "Which form of mock file.")
    var format = Format.simple

    @Option(help: ArgumentHelp("Of --format local: the name of the state machine.", valueName: "NAME"))
    var machineName = "machine"

    @Option(help: ArgumentHelp("Of --format local: the name of the test case.", valueName: "NAME"))
    var testCase = "Recorded"

    func run() throws {
        let console = Console()
        try console.reporting {
            let file = try source.read()
            var missing: Set<String> = []
            let writer = MockFileWriter(RecordedAnswers(file.history).scripts { missing.insert($0) })
            guard missing.isEmpty else {
                let names = missing.sorted().map { "“\($0)”" }.joined(separator: ", ")
                throw RunProblem(
                    file.name, "the history has no execution data: outputs of the tasks of \(names) are missing")
            }
            let mocks =
                switch format {
                case .simple: writer.simpleForm
                case .local: writer.localForm(machine: machineName, testCase: testCase)
                }
            console.write(JSONWriter.prettyBytes(of: mocks) + [0x0A])
            console.flush()
        }
    }
}

/// `--history H`, or an execution of a database.
struct HistoryOption: ParsableArguments {
    @Option(
        name: .customLong("history"), parsing: .upToNextOption,
        help: ArgumentHelp("The history, as replay takes it: one file, or its pages.", valueName: "H"))
    var pages: [String] = []

    @Option(help: ArgumentHelp("A database with the execution.", valueName: "FILE"))
    var database: String?

    @Option(help: ArgumentHelp("The execution of the database, by name or ARN.", valueName: "NAME"))
    var execution: String?

    func validate() throws {
        if (database == nil) != (execution == nil) {
            throw ValidationError("--database FILE and --execution NAME go together")
        }
        guard pages.isEmpty == (database == nil) else { return }
        throw ValidationError("give a history: a file, or --database FILE --execution NAME")
    }

    func read() throws -> HistoryFile {
        if let database, let execution { return try HistoryFile.read([execution], in: database)[0] }
        do {
            return try HistoryFile.read(pages: pages)
        } catch let continuation as HistoryFile.Continuation {
            throw continuation.problem
        }
    }
}
