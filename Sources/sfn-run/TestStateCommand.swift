import ArgumentParser
import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// `sfn-run test-state`: tests one state, as `aws stepfunctions test-state` does.
struct TestStateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test-state",
        abstract: "Tests one state, as the service's TestState does, and prints its response.",
        discussion: """
            Example:

              sfn-run test-state --definition state.json --input '{"orderId": 7}' --inspection-level DEBUG

            Options and output are those of aws stepfunctions test-state. JSON is given as TEXT, file://PATH, PATH, or \
            - for standard input. The definition is one state; with --state-name a whole state machine, and the state \
            may be in any scope of it. A Parallel or Map state needs a mock. A Task state needs a mock too, or a \
            command that does its work: --task NAME=COMMAND as in sfn-run help run; that stands in for a role.

            --mock takes {"result": TEXT} or {"errorOutput": {"error": …, "cause": …}}, with "fieldValidationMode": \
            STRICT (what is left out), PRESENT or NONE. TEXT is JSON in a string, as the service has it.

            --state-configuration takes {"retrierRetryCount": N, "errorCausedByState": NAME, \
            "mapIterationFailureCount": N, "mapItemReaderData": TEXT}, each of them if wanted.

            Exit status: 0 there is a response, whatever its status; 1 the request is refused, or a file cannot be \
            read; 64 usage.
            """
    )

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The state, or the state machine; JSON, or YAML by its ending.", valueName: "JSON"))
    var definition: String

    @OptionGroup var definitionOptions: DefinitionOptions

    @Option(help: ArgumentHelp("Which state of a state machine.", valueName: "NAME"))
    var stateName: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The state's input; {} when left out.", valueName: "JSON"))
    var input: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("What stands for the state's work.", valueName: "JSON"))
    var mock: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The whole context object; only with a mock.", valueName: "JSON"))
    var context: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Variables: an object.", valueName: "JSON"))
    var variables: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("In which situation the state is; only with a mock.", valueName: "JSON"))
    var stateConfiguration: String?

    @Option(help: "How much of the data flow is shown.")
    var inspectionLevel = TestStateRequest.InspectionLevel.info

    @Flag(inversion: .prefixedNo, help: "Accepted for HTTP Tasks, whose secrets are never seen here; not with a mock.")
    var revealSecrets = false

    @Option(help: ArgumentHelp("What the context object shows as the role.", valueName: "ARN"))
    var roleArn: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Runs COMMAND for a Task state of NAME.", valueName: "NAME=COMMAND"))
    var task: [Assignment] = []

    func validate() throws {
        let texts = [definition, input, mock, context, variables, stateConfiguration]
        if texts.filter({ $0 == "-" }).count > 1 { throw ValidationError("standard input (-) can be read once only") }
        try task.checkNames(of: "--task")
        if mock != nil, !task.isEmpty { throw ValidationError("--mock and --task do not go together") }
    }

    func run() throws {
        let console = Console()
        do {
            let response = try StateTest(self).response(console)
            console.write(JSONWriter.prettyBytes(of: response.json) + [0x0A])
            console.flush()
        } catch let problem as RunProblem {
            console.complain(problem.text)
            throw ExitStatus.couldNotRun
        } catch let problem as DefinitionProblem {
            console.complain(problem.text(colour: console.errorStyle.colour))
            throw ExitStatus.couldNotRun
        } catch let refusal as RequestRefusal {
            let text = "An error occurred (\(refusal.code)) when calling the TestState operation: \(refusal.message)"
            console.complain("sfn-run: \(text.printable)\n")
            throw ExitStatus.couldNotRun
        }
    }
}
