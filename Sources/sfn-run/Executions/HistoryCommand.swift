import ArgumentParser
import StatesCore
import StatesRuntime

/// `sfn-run executions history`.
struct HistoryCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Tells what one execution has done, as run does.",
        discussion: """
            Example:

              sfn-run executions history o-1 --database runs.sqlite
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var execution: ExecutionOption

    /// `--format`.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        /// For people.
        case trace
        /// The JSON of GetExecutionHistory.
        case history

        var runFormat: RunFormat { self == .trace ? .trace : .history }
    }

    @Option(help: "What standard output gets.")
    var format = Format.trace

    @Flag(help: "Goes on while the execution runs, until it has ended.")
    var follow = false

    func perform(_ console: Console) async throws -> ExitCode {
        let file = try Database(database.path)
        let stored = try await execution.find(in: file)
        let plan = TellingPlan(format: format.runFormat, subject: stored.name)
        if follow {
            Interrupts.startCounting()
            let following = ExecutionFollowing(database: file, stored: stored, console: console, plan: plan)
            return try await following.run().map(ExitStatus.of) ?? ExitStatus.interrupted
        }
        let (reader, events) = try await file.read(stored)
        let telling = try ExecutionTelling(plan, reader.execution, stored, console)
        telling.observe(events, reader.execution)
        try telling.finish(reader.execution)
        return .success
    }
}
