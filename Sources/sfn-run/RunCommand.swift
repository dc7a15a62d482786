import ArgumentParser
import JSONModel
import StatesCore
import StatesLanguage

/// `sfn-run FILE`: runs one execution and tells what happened.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs an execution of a state machine.",
        discussion: RunHelp.discussion
    )

    @Argument(help: "The definition, JSON or YAML (by its ending); `-` is standard input.")
    var file: String

    @OptionGroup var definition: DefinitionOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The execution's input; {} when left out.", valueName: "TEXT|file://PATH|PATH|-"))
    var input: String?

    @Option(
        help: ArgumentHelp("Scripted answers: a Step Functions Local file, or a list per state.", valueName: "FILE"))
    var mocks: String?

    @Option(help: ArgumentHelp("Which test case of the mock file.", valueName: "NAME"))
    var testCase: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Runs COMMAND for the tasks of NAME.", valueName: "NAME=COMMAND"))
    var task: [Assignment] = []

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Starts FILE, as a STANDARD machine, where a task starts the state machine NAME.", valueName: "NAME=FILE"))
    var child: [Assignment] = []

    @Option(help: ArgumentHelp("The buckets of S3: s3://bucket/key is DIR/bucket/key.", valueName: "DIR"))
    var s3Root: String?

    @Option(
        help: ArgumentHelp("Writes the histories of the children of distributed Maps below DIR.", valueName: "DIR"))
    var childHistories: String?

    @Option(help: "Which children of distributed Maps have their histories written.")
    var childHistoriesOf = ChildHistoryChoice.failed

    @Option(
        help: ArgumentHelp(
            "Keeps the execution in FILE, where it can be resumed; see sfn-run help executions.", valueName: "FILE"))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "What the state machine is called in the database; the definition's file name.", valueName: "NAME"))
    var machineName: String?

    @Option(
        name: .customLong("clock"),
        help: "Whether waiting takes time: virtual, which is the default without --database, or real.")
    var givenClock: ClockMode?

    var clock: ClockMode { givenClock ?? (database == nil ? .virtual : .real) }

    @Option(help: "Type of the state machine.")
    var type = StateMachineType.standard

    @Option(name: .customLong("name"), help: ArgumentHelp("Name of the execution.", valueName: "N"))
    var givenName: String?

    var name: String { givenName ?? "execution" }

    @OptionGroup var beginning: BeginningOptions

    @Option(help: ArgumentHelp("When the execution starts, such as 2026-01-02T03:04:05Z; now.", valueName: "T"))
    var startTime: String?

    @Option(help: ArgumentHelp("What random numbers are drawn from: equal seeds, equal runs.", valueName: "N"))
    var seed: UInt64 = 0

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Another limit than the service's: \(Quotas.names.joined(separator: ", ")).",
            valueName: "KEY=VALUE"))
    var quota: [Assignment] = []

    @Option(
        help: ArgumentHelp(
            "Redrives the execution whose history is in FILE: what GetExecutionHistory gave, or --history wrote.",
            valueName: "FILE"))
    var redrive: String?

    @Option(help: "What standard output gets.")
    var format = RunFormat.trace

    @Option(help: ArgumentHelp("Writes the history to FILE while the execution runs.", valueName: "FILE"))
    var history: String?

    @Option(help: "Which events --format logs prints.")
    var logLevel = LogProjection.Level.all

    @Flag(inversion: .prefixedNo, help: "Whether --format logs prints inputs and outputs.")
    var includeExecutionData = true

    func validate() throws {
        if testCase != nil, mocks == nil { throw ValidationError("--test-case needs --mocks FILE") }
        if ([file, input, beginning.variables, beginning.context].filter { $0 == "-" }).count > 1 {
            throw ValidationError("standard input (-) can be read once only")
        }
        if redrive != nil, input != nil || beginning.startAt != nil || beginning.variables != nil {
            throw ValidationError("--redrive goes on with what the history has: no --input, --start-at or --variables")
        }
        if format == .sync, type != .express {
            throw ValidationError("--format sync is the answer to StartSyncExecution: it needs --type EXPRESS")
        }
        if file.isEmpty { throw ValidationError("the name of the definition is empty") }
        try checkDatabaseOptions()
        _ = try quotas()
        _ = try startTimestamp()
        try task.checkNames(of: "--task")
        try child.checkNames(of: "--child")
        guard ResourceName.isValid(name) else {
            throw ValidationError(
                "--name takes 1 to 80 characters, no white space, none of <>{}[]?*\"#%\\^|~`$&,;:/: not “\(name)”")
        }
    }

    func run() throws {
        let console = Console()
        do {
            let plan = try RunPlan(self)
            let status =
                if let database { try DurableRun(plan, self, database, console).run() } else {
                    try RunSession(plan, self, console).run()
                }
            console.flush()
            if status != .succeeded { throw ExitStatus.failed }
        } catch let problem as RunProblem {
            console.complain(problem.text)
            throw ExitStatus.couldNotRun
        } catch let problem as DefinitionProblem {
            console.complain(problem.text(colour: console.errorStyle.colour))
            throw ExitStatus.couldNotRun
        }
    }

    /// What a database keeps runs in real time, as the service starts it.
    private func checkDatabaseOptions() throws {
        guard database != nil else {
            if machineName != nil { throw ValidationError("--machine-name needs --database FILE") }
            return
        }
        let unfit: [(String, Bool)] = [
            ("--clock virtual", clock == .virtual), ("--type EXPRESS", type == .express),
            ("--start-at", beginning.startAt != nil), ("--variables", beginning.variables != nil),
            ("--context", beginning.context != nil),
            ("--start-time", startTime != nil), ("--quota", !quota.isEmpty), ("--redrive", redrive != nil),
            ("--child-histories", childHistories != nil), ("--format sync", format == .sync),
        ]
        if let (option, _) = unfit.first(where: \.1) {
            throw ValidationError("--database and \(option) do not go together")
        }
        if let machineName, !ResourceName.isValid(machineName) {
            throw ValidationError("--machine-name: “\(machineName)” is no name of a state machine")
        }
    }

    func quotas() throws -> Quotas {
        var quotas = Quotas()
        for item in quota {
            guard Quotas.names.contains(item.name) else {
                let names = Quotas.names.joined(separator: ", ")
                throw ValidationError("there is no quota “\(item.name)”; the quotas are \(names)")
            }
            guard let value = Int(item.value), quotas.set(item.name, to: value) else {
                throw ValidationError("the quota \(item.name) is a whole number from 1 on, not “\(item.value)”")
            }
        }
        return quotas
    }

    func startTimestamp() throws -> Timestamp? {
        guard let startTime else { return nil }
        guard let time = Timestamp(rfc3339: startTime) else {
            throw ValidationError("--start-time takes a time such as 2026-01-02T03:04:05Z, not “\(startTime)”")
        }
        return time
    }
}
