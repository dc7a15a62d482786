import ArgumentParser
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSimulation

/// `sfn-run run --database FILE`: an execution that outlives the program.
struct DurableRun {
    private let plan: RunPlan
    private let console: Console
    private let database: Database
    private let tasks: DurableTasks
    private let telling: TellingPlan
    private let name: String?
    private let seed: UInt64?

    init(_ plan: RunPlan, _ command: RunCommand, _ path: String, _ console: Console) throws {
        self.plan = plan
        self.console = console
        database = try Database(path, mayCreate: true)
        name = command.givenName
        seed = command.seed == 0 ? nil : command.seed
        telling = TellingPlan(
            format: command.format, historyPath: command.history, logLevel: command.logLevel,
            includesData: command.includeExecutionData, subject: command.file)
        var scripts: [String: MockAnswers] = [:]
        scripts[plan.machineName] = try plan.answers(for: plan.program, plan.machineName, isRoot: true)
        for child in plan.resources.children {
            scripts[child.machineName] = try plan.answers(for: child.program, child.machineName, isRoot: false)
        }
        tasks = DurableTasks(plan.resources, scripts, console)
    }

    /// Runs to the end.
    func run() throws -> Execution.Status {
        var runtime = DurableRuntime(database: database, tasks: tasks)
        runtime.configuration.seed = seed
        if let data = plan.data { runtime.configuration.data = data }
        let (plan, name, database, telling, console) = (plan, name, database, telling, console)
        do {
            return try Waiting.value { [runtime] in
                try await runtime.run { runtime in
                    for child in plan.resources.children {
                        try await runtime.deploy(child.definition, as: child.machineName)
                    }
                    try await runtime.deploy(plan.definition, as: plan.machineName)
                    let execution = try await runtime.start(plan.machineName, name: name, input: plan.input)
                    let following = ExecutionFollowing(
                        database: database, stored: try await execution.description(), console: console,
                        plan: telling, pollMilliseconds: 25)
                    guard let status = try await following.run() else { throw DurableRuntime.Interrupted() }
                    return status
                }
            }
        } catch is DurableRuntime.Interrupted {
            console.complain(
                "sfn-run: interrupted; sfn-run executions resume --database \(database.path.printable) goes on\n")
            throw ExitStatus.interrupted
        } catch {
            throw RunProblem(error, in: database.path) ?? error
        }
    }
}
