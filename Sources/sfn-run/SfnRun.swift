import ArgumentParser

/// The program: `run` is what it does when no command is named.
///
/// `main` is synchronous: only runs that start commands pay for threads.
@main
struct SfnRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sfn-run",
        abstract: "Runs AWS Step Functions state machines here, without AWS.",
        usage: """
            sfn-run FILE [--input TEXT|PATH|-] [--mocks FILE] [--task NAME=COMMAND]… [--format FORMAT] …
                   sfn-run validate FILE… [--format FORMAT] [--strict]
                   sfn-run test PATH… [--filter TEXT] [--coverage text|json|html|lcov] [--min-coverage N] …
                   sfn-run step FILE [--input …] [--mocks FILE] [--script FILE] …
                   sfn-run test-state --definition JSON [--state-name NAME] [--input …] [--mock …] …
                   sfn-run eval EXPRESSION [--input …] [--variables …] [--dialect jsonata|step-functions] [--path]
                   sfn-run graph FILE [--format mermaid|dot|svg|html] [--history FILE | --coverage FILE]
                   sfn-run diff OLD NEW [--format text|json|mermaid|html]
                   sfn-run fmt FILE… [--check | --write]
                   sfn-run schema
                   sfn-run replay FILE --history H… [--ignore RULE]… [--json]
                   sfn-run mocks --history H [--format simple|local]
                   sfn-run trace H [--definition FILE]
                   sfn-run explore FILE [--mocks FILE] [--input …] [--rule RULE]… [--json]
                   sfn-run executions start|list|show|history|stop|redrive|resume|… --database FILE …
            """,
        discussion: """
            All options of running are listed by sfn-run help run; each command's help has examples.

            Every command takes --no-color (as NO_COLOR does) and --quiet: results and errors, no progress and no \
            counts.

            Exit status: 0 what was asked for holds, 2 it does not (the execution failed, the definition has errors, \
            the files differ), 1 it could not be found out, 64 usage. docs/exit-status.md has every command.
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, ValidateCommand.self, TestCommand.self, StepCommand.self, TestStateCommand.self,
            EvalCommand.self, ExecutionsCommand.self, GraphCommand.self, DiffCommand.self, FmtCommand.self,
            SchemaCommand.self, ManualCommand.self,
            ReplayCommand.self, MocksCommand.self, TraceCommand.self, ExploreCommand.self,
        ],
        defaultSubcommand: RunCommand.self
    )

    static func main() { main(Presentation.remainingArguments) }
}
