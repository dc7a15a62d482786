import ArgumentParser
import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage

/// `sfn-run explore FILE`: follows every path that the world can force.
struct ExploreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore",
        abstract: "Follows every path that an execution can take, and proves rules about them.",
        discussion: """
            Each task succeeds with its example results, fails with every error that a Retry or Catch around it names \
            and with one that nobody names, and times out; a task that waits for a token may never be answered. \
            Branches and iterations come in every order. States of the execution that are alike are one. What is told: \
            outcomes with a shortest path each, states, catchers and retriers without effect, errors nobody catches, \
            dead ends.

            EXAMPLES. Results come from the rules file, then from every test case of --mocks (or that of \
            --test-case), whose errors count too; inputs from --input, then the rules file. What has no example is \
            made up from what the machine reads: a value for each way that a Choice may go, lists of 0, 1, 2 items.

            RULES. --rule TEXT, and the file NAME.rules.yaml beside FILE, or --rules:

              after STATE succeeded|failed|entered, CONDITION [or CONDITION]…
              never CONDITION [and CONDITION]…

            where a condition is “STATE succeeded|failed|entered” or “execution succeeded|failed|parked”. They are \
            judged at the end of every path. A broken rule is shown by a shortest path, which is saved as input and \
            mocks for sfn-run run.

            For example:

              sfn-run explore asl/order-saga.asl.json
              sfn-run explore machine.json --rule 'after Reserve succeeded, Release succeeded or execution succeeded'
              sfn-run explore machine.json --mocks mocks.json --input '{"id": 1}' --json

            Exit status: 0 explored, and no rule is broken; 2 a rule is broken (with --strict also: something was \
            found, or not everything was followed); 1 a file cannot be read or used; 64 usage.
            """
    )

    @Argument(help: "The definition, JSON or YAML (by its ending); `-` is standard input.")
    var file: String

    @OptionGroup var definition: DefinitionOptions

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("An input that the execution may start with; may be repeated.", valueName: "TEXT|PATH|-"))
    var input: [String] = []

    @Option(help: ArgumentHelp("Example results and errors: a mock file as run takes it.", valueName: "FILE"))
    var mocks: String?

    @Option(help: ArgumentHelp("Which test case of the mock file; all of them when left out.", valueName: "NAME"))
    var testCase: String?

    @Option(help: ArgumentHelp("Rules and examples, YAML or JSON (by its ending).", valueName: "FILE"))
    var rules: String?

    @Option(parsing: .unconditionalSingleValue, help: ArgumentHelp("A rule; may be repeated.", valueName: "RULE"))
    var rule: [String] = []

    @Option(help: "Type of the state machine.")
    var type = StateMachineType.standard

    @Option(help: ArgumentHelp("The most states of the execution that are followed.", valueName: "N"))
    var states = ExplorationBounds().states

    @Option(
        help: ArgumentHelp("Retries that are counted; a retrier that allows more retries for ever.", valueName: "N"))
    var retries = ExplorationBounds().countedRetries

    @Option(
        help: ArgumentHelp(
            "How often a path may leave a branch before it has to; any number when left out.", valueName: "N"))
    var switches: Int?

    @Option(help: ArgumentHelp("The folder that broken rules' inputs and mocks are written to.", valueName: "DIR"))
    var saveTo = "."

    @Flag(inversion: .prefixedNo, help: "Whether they are written.")
    var save = true

    @Flag(help: "Prints one JSON document.")
    var json = false

    @Flag(help: "Findings, and rules that not every path was followed for, count as broken rules.")
    var strict = false

    func validate() throws {
        if testCase != nil, mocks == nil { throw ValidationError("--test-case needs --mocks FILE") }
        if ([file] + input).filter({ $0 == "-" }).count > 1 {
            throw ValidationError("standard input (-) can be read once only")
        }
        if states < 1 { throw ValidationError("--states is 1 at least") }
        if retries < 0 { throw ValidationError("--retries is 0 at least") }
        if let switches, switches < 0 { throw ValidationError("--switches is 0 at least") }
    }

    var bounds: ExplorationBounds {
        var bounds = ExplorationBounds()
        bounds.states = states
        bounds.countedRetries = retries
        bounds.switches = switches
        return bounds
    }

    func run() throws {
        let console = Console()
        do {
            let plan = try ExplorePlan(self)
            var result = ExploreResult(plan, bounds, type)
            if save { try result.save(in: saveTo) }
            if json {
                console.write(JSONWriter.prettyBytes(of: result.document) + [0x0A])
            } else {
                ExploreTelling(result, console.outputStyle) { console.write($0) }.tell()
            }
            console.flush()
            if result.isBroken || strict && !result.isClean { throw ExitStatus.failed }
        } catch let problem as RunProblem {
            console.complain(problem.text)
            throw ExitStatus.couldNotRun
        } catch let problem as DefinitionProblem {
            console.complain(problem.text(colour: console.errorStyle.colour))
            throw ExitStatus.couldNotRun
        }
    }
}
