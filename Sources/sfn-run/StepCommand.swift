import ArgumentParser
import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage

/// `sfn-run step FILE`: a debugger for one execution.
struct StepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "step",
        abstract: "Steps through an execution, forwards and backwards.",
        discussion: """
            Time is virtual, tasks are answered by the mocks, and by hand where those have no answer. Commands are \
            read from the terminal, from --script FILE, or from standard input; help lists them.

            EXAMPLES.
              sfn-run step order.asl.json --input '{"orderId": 7}'
              sfn-run step order.asl.json --mocks mocks.json --test-case Flaky
              printf 'break error\\ncontinue\\nwhere\\n' | sfn-run step order.asl.json --mocks mocks.json
              sfn-run step order.asl.json --script session.txt

            Exit status: 0 the session ended; 1 the execution could not be started, or a command of a script was \
            wrong; 64 usage.
            """
    )

    @Argument(help: "The definition, JSON or YAML (by its ending).")
    var file: String

    @OptionGroup var definition: DefinitionOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The execution's input; {} when left out.", valueName: "TEXT|file://PATH|PATH"))
    var input: String?

    @Option(
        help: ArgumentHelp("Scripted answers: a Step Functions Local file, or a list per state.", valueName: "FILE"))
    var mocks: String?

    @Option(help: ArgumentHelp("Which test case of the mock file.", valueName: "NAME"))
    var testCase: String?

    @Option(help: "Type of the state machine.")
    var type = StateMachineType.standard

    @Option(help: ArgumentHelp("Name of the execution.", valueName: "N"))
    var name = "execution"

    @OptionGroup var beginning: BeginningOptions

    @Option(
        help: ArgumentHelp(
            "When the execution starts; 2026-01-01T00:00:00Z, so that equal sessions are equal.", valueName: "T"))
    var startTime: String?

    @Option(help: ArgumentHelp("What random numbers are drawn from.", valueName: "N"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Reads commands from FILE.", valueName: "FILE"))
    var script: String?

    func validate() throws {
        if testCase != nil, mocks == nil { throw ValidationError("--test-case needs --mocks FILE") }
        if let startTime, Timestamp(rfc3339: startTime) == nil {
            throw ValidationError("--start-time takes a time such as 2026-01-02T03:04:05Z, not “\(startTime)”")
        }
        if file == "-" { throw ValidationError("the definition is a file: commands come from standard input") }
    }

    func run() throws {
        let console = Console()
        do {
            var session = try StepSession(plan(), console)
            let isClean = try session.run(commands(console))
            console.flush()
            if !isClean { throw ExitStatus.couldNotRun }
        } catch let problem as RunProblem {
            console.complain(problem.text)
            throw ExitStatus.couldNotRun
        } catch let problem as DefinitionProblem {
            console.complain(problem.text(colour: console.errorStyle.colour))
            throw ExitStatus.couldNotRun
        }
    }

    private func commands(_ console: Console) throws(RunProblem) -> any CommandSource {
        if let script {
            return ScriptedCommands(try FileReading.read(script), echoesTo: console)
        }
        if Descriptor.standardInput.isTerminal, Descriptor.standardOutput.isTerminal {
            return TerminalCommands(console)
        }
        return ScriptedCommands(try FileReading.read("-"), echoesTo: console)
    }

    private func plan() throws -> StepPlan {
        let file = try DefinitionFile.read(self.file, type: type, selection: definition.selection)
        let program = try file.program()
        let machineName = file.machineName
        var configuration = ExecutionConfiguration(executionName: name, stateMachineName: machineName)
        configuration.type = type
        configuration.seed = seed
        try beginning.apply(to: &configuration, of: program, in: self.file)
        let answers = try mocks.map { try MockSource(path: $0, testCase: testCase) }?.answers(
            for: program, machineName, isRoot: true, neighbours: [])
        let debugger = Debugger(
            program, configuration,
            input: try input.map { try JSONArgument(text: $0, option: "--input").payload() } ?? Payload([:]),
            at: startTime.flatMap(Timestamp.init(rfc3339:)) ?? TestCase.defaultStartTime, mocks: answers)
        return StepPlan(
            debugger: debugger, machineName: machineName, source: file.source, node: file.node,
            coverage: Coverage(of: program.machine))
    }
}

/// What a session works on.
struct StepPlan {
    var debugger: Debugger
    var machineName: String
    var source: SourceText
    var node: JSONNode?
    /// Used for the places of states in the definition.
    var coverage: Coverage
}
