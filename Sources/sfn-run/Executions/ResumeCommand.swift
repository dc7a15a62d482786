import ArgumentParser
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSimulation

/// `sfn-run executions resume`.
struct ResumeCommand: DatabaseCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on with executions that nobody runs, until they have ended.",
        discussion: """
            Example:

              sfn-run executions resume --database runs.sqlite --task pay=./pay.sh

            Without NAME all executions that run are gone on with. With it, the trace of that execution is told from \
            its start; others of its machine that nobody runs go on as long as this lasts. A process that was killed \
            keeps its executions for some seconds, until its lease is over.

            Tasks are answered as for run. A task that was under way is run again, with the same token; one whose \
            result is recorded is not.
            """)

    @OptionGroup var database: DatabaseOption

    @Argument(help: "Name or ARN of the execution.")
    var name: String?

    @Option(help: ArgumentHelp("Only executions of this state machine.", valueName: "NAME"))
    var machine: String?

    @Option(
        help: ArgumentHelp("Scripted answers: a Step Functions Local file, or a list per state.", valueName: "FILE"))
    var mocks: String?

    @Option(help: ArgumentHelp("Which test case of the mock file.", valueName: "NAME"))
    var testCase: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Runs COMMAND for the tasks of NAME.", valueName: "NAME=COMMAND"))
    var task: [Assignment] = []

    @Option(help: ArgumentHelp("The buckets of S3: s3://bucket/key is DIR/bucket/key.", valueName: "DIR"))
    var s3Root: String?

    func validate() throws {
        if testCase != nil, mocks == nil { throw ValidationError("--test-case needs --mocks FILE") }
        try task.checkNames(of: "--task")
    }

    func perform(_ console: Console) async throws -> ExitCode {
        let file = try Database(database.path)
        var only: StoredExecution?
        if let name {
            let stored = try await ExecutionOption.find(name, of: machine, in: file)
            if stored.status != .running {
                let status = stored.status.rawValue
                throw RunProblem(
                    file.path, "the execution “\(stored.name)” is \(status): redrive goes on with what did not succeed")
            }
            only = stored
        }
        let resumption = try await Resumption(file, only, of: only?.version.name ?? machine)
        if resumption.running.isEmpty {
            console.remark("sfn-run: nothing runs\n")
            return .success
        }
        let tasks = try resumption.tasks(of: self, console)
        var runtime = DurableRuntime(database: file, tasks: tasks)
        if let s3Root { runtime.configuration.data = try LocalBuckets(in: s3Root) }
        do {
            let isSuccess = try await runtime.run { try await resumption.run($0, console) }
            return isSuccess ? .success : ExitStatus.failed
        } catch is DurableRuntime.Interrupted {
            return ExitStatus.interrupted
        }
    }
}

/// The executions that are gone on with, and the machines that they need.
struct Resumption: Sendable {
    let file: Database
    let only: StoredExecution?
    let running: [StoredExecution]
    /// The newest version of each machine, by name.
    private var newest: [String: MachineVersion] = [:]
    private var texts: [String: String] = [:]
    /// All definitions that run, and the newest ones, with the names of their machines.
    private var programs: [(machine: String, program: Program)] = []

    init(_ file: Database, _ only: StoredExecution?, of machine: String?) async throws {
        self.file = file
        self.only = only
        let versions = try await file.store.machines()
        if let machine, !versions.contains(where: { $0.name == machine }) {
            throw RunProblem(file.path, ExecutionOption.missing("state machine", machine, among: versions.map(\.name)))
        }
        running = try await Self.running(in: file, machine)
        var wanted = running.map(\.version)
        for name in Set(running.map(\.version.name)) { wanted += versions.filter { $0.name == name }.suffix(1) }
        while let version = wanted.popLast() {
            // Versions come in order.
            newest[version.name] = versions.last { $0.name == version.name }
            guard texts[version.definition] == nil,
                let definition = try await file.store.definition(version.definition)
            else { continue }
            texts[version.definition] = definition.text
            let program = try Program(try StateMachine(json: definition.text))
            programs.append((version.name, program))
            let children = program.startedMachines
            wanted += versions.filter { children.contains($0.name) && newest[$0.name] == nil }
        }
    }

    /// All that run, children of distributed Maps left aside: their parents see to them.
    private static func running(in file: Database, _ machine: String?) async throws -> [StoredExecution] {
        var query = ExecutionQuery(machine: machine, status: .running, limit: 1_000)
        var found: [StoredExecution] = []
        while true {
            let page = try await file.store.list(query)
            found += page.executions
            guard let next = page.next else { return found }
            query.after = next
        }
    }

    // MARK: Tasks

    /// - Throws: a `RunProblem` when nothing stands behind a task.
    func tasks(of command: ResumeCommand, _ console: Console) throws -> DurableTasks {
        let mocks = try command.mocks.map { try MockSource(path: $0, testCase: command.testCase) }
        let resources = ResourceTable(commands: command.task, children: [])
        var scripts: [String: MockAnswers] = [:]
        var missing: [ResourceTable.Unresolved] = []
        for (machine, program) in programs {
            let neighbours = programs.map(\.program).filter { $0 !== program }
            let answers = try mocks?.answers(
                for: program, machine, isRoot: programs.count == 1, neighbours: neighbours)
            if let answers { scripts[machine] = answers }
            missing += resources.unresolved(in: program, mocked: Set(answers?.stateNames ?? [])).filter { item in
                !item.resource.startsExecution && !missing.contains(item)
            }
        }
        guard missing.isEmpty else { throw ResourceTable.problem(file.path, missing) }
        return DurableTasks(resources, scripts, console)
    }

    // MARK: Running

    /// Goes on until what was asked for has ended.
    ///
    /// - Returns: whether all of it succeeded.
    func run(_ runtime: Runtime, _ console: Console) async throws -> Bool {
        for version in newest.values.sorted(by: { $0.name < $1.name }) {
            try await runtime.deploy(texts[version.definition] ?? "", as: version.name)
        }
        if let only {
            if only.owner != nil {
                console.complain(
                    "sfn-run: another process has “\(only.name.printable)”: it goes on there, or here once that is"
                        + " gone\n")
            }
            let plan = TellingPlan(format: .trace, subject: only.name)
            let following = ExecutionFollowing(database: file, stored: only, console: console, plan: plan)
            guard let status = try await following.run() else { throw DurableRuntime.Interrupted() }
            return status == .succeeded
        }
        return try await followAll(console)
    }

    /// Those that can be gone on with, and whether these are all.
    private func soundExecutions(_ console: Console) async -> (sound: [StoredExecution], areAll: Bool) {
        var sound: [StoredExecution] = []
        for stored in running {
            do {
                _ = try await file.read(stored)
                sound.append(stored)
            } catch {
                let problem = RunProblem(error, in: file.path) ?? RunProblem(file.path, "\(stored.name): \(error)")
                console.complain(problem.text)
            }
        }
        return (sound, sound.count == running.count)
    }

    /// A line for each execution that ends.
    private func followAll(_ console: Console) async throws -> Bool {
        var (waiting, isSuccess) = await soundExecutions(console)
        while !waiting.isEmpty {
            var rest: [StoredExecution] = []
            for stored in waiting {
                guard let now = try await file.store.execution(stored.key), now.status != .running else {
                    rest.append(stored)
                    continue
                }
                let error = now.error.map { "  \($0.printable)" } ?? ""
                console.write("\(now.name.printable) \(now.status.rawValue)\(error)\n")
                isSuccess = isSuccess && now.status == .succeeded
            }
            console.flush()
            waiting = rest
            if !waiting.isEmpty { try await Task.sleep(for: .milliseconds(100)) }
        }
        return isSuccess
    }
}

extension Program {
    /// Names of the state machines that its tasks start, where the definition says which.
    fileprivate var startedMachines: Set<String> {
        Set(
            tasksWithParameters.compactMap { _, resource, parameters in
                guard resource.startsExecution else { return nil }
                return parameters?["StateMachineArn"]?.stringValue.map(TaskResource.stateMachineName)
            })
    }
}
