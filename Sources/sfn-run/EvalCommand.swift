import ArgumentParser
import Diagnostics
import JSONModel

/// `sfn-run eval EXPRESSION`: tries an expression on some JSON.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluates a JSONata expression, a JSONPath or an intrinsic function call on some JSON.",
        discussion: """
            Examples:

              sfn-run eval '$sum(items.price)' --input '{"items": [{"price": 2}, {"price": 3}]}'

              sfn-run eval --path '$.items[0]' --input order.json

            The result is printed as JSON. With --dialect jsonata, the default, the input is the context and $$. With \
            --dialect step-functions the expression is checked and evaluated as in a state machine: the input is \
            $states.input, the context object $states.context, and {% … %} may stand around it. With --path a path \
            ($.a, $$.Execution.Name, $variable) or a call of an intrinsic function (States.Format('{}', $.a)) is \
            evaluated as in a payload template.

            EXPRESSION may be file://PATH. One that starts with a minus sign goes behind --.

            Exit status: 0 there is a result; 2 the expression is wrong, fails, or gives nothing; 1 a file cannot be \
            read or is no JSON; 64 usage.
            """
    )

    @Argument(help: "The expression.")
    var expression: String

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("What it is evaluated on.", valueName: "TEXT|file://PATH|PATH|-"))
    var input: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Variables: an object, given like the input.", valueName: "JSON"))
    var variables: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The context object, given like the input; {} when left out.", valueName: "JSON"))
    var context: String?

    @Option(help: "Which JSONata is spoken.")
    var dialect = EvalDialect.jsonata

    @Flag(help: "The expression is a JSONPath or an intrinsic function call.")
    var path = false

    @Flag(help: "Prints the result on one line.")
    var compact = false

    @Option(help: ArgumentHelp("What random numbers are drawn from; another seed each time.", valueName: "N"))
    var seed: UInt64?

    func validate() throws {
        if [input, variables, context].filter({ $0 == "-" }).count > 1 {
            throw ValidationError("standard input (-) can be read once only")
        }
        if path, dialect == .stepFunctions {
            throw ValidationError("--path and --dialect do not go together: a path is no JSONata")
        }
    }

    func run() throws {
        let console = Console()
        do {
            let evaluation = try Evaluation(self)
            switch try evaluation.outcome() {
            case .value(let value):
                console.write((compact ? JSONWriter.bytes(of: value) : JSONWriter.prettyBytes(of: value)) + [0x0A])
                console.flush()
            case .nothing(let what):
                console.complain("sfn-run: \(what)\n")
                throw ExitStatus.failed
            case .wrong(let diagnostics):
                let report = SourceDiagnostics(source: evaluation.source, diagnostics: diagnostics)
                console.complain(DiagnosticFormat.text.render([report], colour: console.errorStyle.colour))
                throw ExitStatus.failed
            }
        } catch let problem as RunProblem {
            console.complain(problem.text)
            throw ExitStatus.couldNotRun
        }
    }
}

/// `--dialect`.
enum EvalDialect: String, CaseIterable, ExpressibleByArgument {
    case jsonata
    case stepFunctions = "step-functions"
}
