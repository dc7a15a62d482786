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
                   sfn-run graph FILE [--format mermaid|dot|svg|html] [--history FILE]
                   sfn-run executions start|list|show|history|stop|redrive|resume|… --database FILE …
            """,
        discussion: """
            All options of running are listed by sfn-run help run.

            Exit status of run: 0 the execution succeeded, 2 it failed, timed out or was aborted, 1 it could not run, \
            64 usage. Of validate: 0 clean, 2 errors, 1 unreadable. Of test-state: 0 a response, 1 none. Of eval: \
            0 a result, 2 none, 1 unreadable.
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, ValidateCommand.self, TestCommand.self, StepCommand.self, TestStateCommand.self,
            EvalCommand.self, ExecutionsCommand.self, GraphCommand.self, DiffCommand.self,
        ],
        defaultSubcommand: RunCommand.self
    )
}
