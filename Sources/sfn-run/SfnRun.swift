import ArgumentParser
import StatesLanguage

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

            Exit status: 0 what was asked for holds, 2 it does not (the execution failed, a test did not pass, \
            validate found an error, the files differ), 1 it could not be found out, 64 usage. docs/exit-status.md has \
            every command.

            sfn-run manual prints the manual page, sfn-run --generate-completion-script bash|zsh|fish what a shell \
            completes; make install puts both where they are found.
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

    static func main() {
        let arguments = Presentation.remainingArguments
        if let complaint = complaint(of: arguments) { exit(withError: ValidationError(complaint)) }
        main(arguments)
    }

    /// What is said of a command that is none, before its options are taken for wrong.
    private static func complaint(of arguments: [String]) -> String? {
        guard let word = arguments.first, !word.hasPrefix("-") else { return nil }
        let executions = names(of: ExecutionsCommand.self)
        if word == ExecutionsCommand.configuration.commandName {
            guard arguments.count > 1, !arguments[1].hasPrefix("-"), !executions.contains(arguments[1]) else {
                return nil
            }
            let meant = Suggestion.nearest(to: arguments[1], among: executions).map { "did you mean “\($0)”?" }
            return "there is no command “\(word) \(arguments[1])”; "
                + (meant ?? "there are \(executions.joined(separator: ", "))")
        }
        // What is no command is the definition that is to be run: unless there is no such file, and nearly such a
        // command.
        let names = names(of: SfnRun.self)
        guard !word.contains("/"), !word.contains("."), !names.contains(word), !Folder.exists(word) else { return nil }
        return Suggestion.nearest(to: word, among: names).map {
            "there is no command “\(word)”; did you mean “\($0)”?"
        }
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        command.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    }
}
