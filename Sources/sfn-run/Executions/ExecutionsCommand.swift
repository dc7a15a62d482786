import ArgumentParser

/// `sfn-run executions`: what a database has, and what can be done with it, also while a service owns the file.
struct ExecutionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "executions",
        abstract: "Shows and controls the executions in a database.",
        discussion: """
            Example:

              sfn-run executions list --database runs.sqlite

            The database is the file of sfn-run run --database FILE, or of a Swift service with an SQLiteStore; that \
            service may run. What is recorded is shown at once. A message (stop, redrive, send-success, send-failure) \
            goes to the process that has the execution; when nobody has it, the message is recorded here, and the \
            next process that runs the machine goes on: a service, or sfn-run executions resume.

            Exit status: 0 done; 1 there is no such database, execution or token, or it cannot be done; of resume and \
            --follow 2 when an execution failed, timed out or was aborted; 130 interrupted; 64 usage.
            """,
        subcommands: [
            StartCommand.self, ListCommand.self, ShowCommand.self, HistoryCommand.self, StopCommand.self,
            RedriveCommand.self, ResumeCommand.self, SendSuccessCommand.self, SendFailureCommand.self,
            ForkCommand.self, ExportCommand.self, ImportCommand.self, PurgeCommand.self, BackupCommand.self,
        ])
}
