import ArgumentParser
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime

/// `sfn-run executions stop`.
struct StopCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stops an execution that runs, as StopExecution does.",
        discussion: """
            Example:

              sfn-run executions stop o-1 --database runs.sqlite
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var execution: ExecutionOption
    @OptionGroup var wait: WaitOption

    @Option(help: ArgumentHelp("The error that is recorded.", valueName: "TEXT"))
    var error: String?

    @Option(help: ArgumentHelp("The cause that is recorded.", valueName: "TEXT"))
    var cause: String?

    func perform(_ console: Console) async throws -> ExitCode {
        let file = try Database(database.path)
        let stored = try await execution.find(in: file)
        guard stored.status == .running else {
            throw RunProblem(
                file.path, "the execution “\(stored.name)” is \(stored.status.rawValue) and cannot be stopped")
        }
        let sending = MessageSending(
            file: file, stored: stored, message: .stop(error: error, cause: cause), waitSeconds: wait.seconds
        ) { $0.status != .running }
        try sending.tell(
            try await sending.send(), console, refusal: "the execution “\(stored.name)” has ended meanwhile")
        return .success
    }
}

/// `sfn-run executions redrive`.
struct RedriveCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Goes on with an execution that failed, timed out or was aborted, as RedriveExecution does.",
        discussion: """
            Example:

              sfn-run executions redrive o-1 --database runs.sqlite
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var execution: ExecutionOption
    @OptionGroup var wait: WaitOption

    func perform(_ console: Console) async throws -> ExitCode {
        let file = try Database(database.path)
        let stored = try await execution.find(in: file)
        let before = try await file.read(stored).reader.execution
        if let refusal = before.redriveRefusal(at: max(.wallClock, before.now)) {
            throw RunProblem(file.path, "“\(stored.name)”: \(refusal.message)")
        }
        let sending = MessageSending(file: file, stored: stored, message: .redrive, waitSeconds: wait.seconds) {
            $0.redriveCount > before.redriveCount
        }
        try sending.tell(
            try await sending.send(), console, refusal: "the execution “\(stored.name)” cannot be redriven")
        return .success
    }
}

/// `sfn-run executions send-success`.
struct SendSuccessCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "send-success", abstract: "Ends a task that waits for its token, as SendTaskSuccess does.",
        discussion: """
            Example:

              sfn-run executions send-success TOKEN --output '{"ok": true}' --database runs.sqlite
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var token: TokenOption
    @OptionGroup var wait: WaitOption

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The task's output.", valueName: "TEXT|file://PATH|PATH|-"))
    var output: String

    func perform(_ console: Console) async throws -> ExitCode {
        let payload = try JSONArgument(text: output, option: "--output").payload()
        let quota = Quotas().payloadBytes
        guard payload.byteCount <= quota else {
            throw RunProblem("--output", "the output has more than \(Wording.count(quota)) bytes")
        }
        return try await token.answer(in: database, wait, console) { .taskSucceeded($0, output: payload) }
    }
}

/// `sfn-run executions send-failure`.
struct SendFailureCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "send-failure", abstract: "Fails a task that waits for its token, as SendTaskFailure does.",
        discussion: """
            Example:

              sfn-run executions send-failure TOKEN --error Refused --database runs.sqlite
            """)

    @OptionGroup var database: DatabaseOption
    @OptionGroup var token: TokenOption
    @OptionGroup var wait: WaitOption

    @Option(help: ArgumentHelp("What Retry and Catch match.", valueName: "TEXT"))
    var error: String?

    @Option(help: ArgumentHelp("The cause.", valueName: "TEXT"))
    var cause: String?

    func perform(_ console: Console) async throws -> ExitCode {
        let failure = TaskFailure(error: error, cause: cause)
        return try await token.answer(in: database, wait, console) { .taskFailed($0, failure) }
    }
}

/// The task that is answered.
struct TokenOption: ParsableArguments {
    @Argument(help: "The token: $$.Task.Token of the task, as show tells it.")
    var token: String

    func answer(
        in database: DatabaseOption, _ wait: WaitOption, _ console: Console, _ message: (TaskID) -> Message
    ) async throws -> ExitCode {
        let file = try Database(database.path)
        guard let place = try await file.store.task(token: token),
            let stored = try await file.store.execution(place.execution)
        else { throw RunProblem(file.path, "Invalid Token: no task has this token") }
        let late = "Task Timed Out: the execution “\(stored.name)” does not wait for this task any more"
        guard try await file.read(stored).reader.execution.waits(for: place.task) else {
            throw RunProblem(file.path, late)
        }
        let sending = MessageSending(
            file: file, stored: stored, message: message(place.task), waitSeconds: wait.seconds
        ) { !$0.waits(for: place.task) }
        try sending.tell(try await sending.send(), console, refusal: late)
        return .success
    }
}
