import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSimulation
import Synchronization

/// Works on the tasks of executions in a database: by mocks, or by commands.
///
/// A command for a task that waits for its token hands the token on, and its output is what the service answered; the
/// token comes by `executions send-success`, or from anywhere else. A mock answers for the token's owner.
final class DurableTasks: TaskPerformer {
    private let resources: ResourceTable
    /// By the name of their machine.
    private let scripts: [String: MockAnswers]
    /// What is left of the answers for each execution, by ARN.
    private let answers = Mutex<[String: MockAnswers]>([:])
    private let console: Console
    /// For tasks that wait for their tokens.
    private let runtime = Mutex<Runtime?>(nil)

    init(_ resources: ResourceTable, _ scripts: [String: MockAnswers], _ console: Console) {
        self.resources = resources
        self.scripts = scripts
        self.console = console
    }

    /// Stands behind all tasks of `runtime`.
    func serve(_ runtime: Runtime) {
        self.runtime.withLock { $0 = runtime }
        runtime.use(self)
    }

    func performs(_ state: String, _ resource: TaskResource, parameters: JSONValue?) -> Bool {
        scripts.values.contains { $0.stateNames.contains(state) }
            || resources.command(state: state, resource, parameters: parameters) != nil
    }

    var isFunction: Bool { false }

    func perform(_ request: TaskRequest, _ input: Payload, _ context: TaskContext) async throws -> Payload {
        try await result(of: request, context).get()
    }

    private func result(of request: TaskRequest, _ context: TaskContext) async -> Result<Payload, TaskFailure> {
        do {
            if let answer = try scripted(request, context.stateMachineName) {
                return try await play(answer, request, context)
            }
        } catch let error as WorldError {
            return .failure(TaskFailure(error: "States.Runtime", cause: error.message))
        } catch {
            return .failure(TaskFailure(error: "States.TaskFailed", cause: "\(error)"))
        }
        let parameters = request.parameters.value
        guard let text = resources.command(state: request.stateName, request.resource, parameters: parameters) else {
            return .failure(
                TaskFailure(error: "States.Runtime", cause: "nothing stands behind \(request.resource.text)"))
        }
        return await run(TaskCommand(request: request, command: text, executionARN: request.executionARN))
    }

    // MARK: Mocks

    private func scripted(_ request: TaskRequest, _ machine: String) throws(WorldError) -> TaskAnswer? {
        guard let script = scripts[machine] else { return nil }
        return try answers.withLock { answers throws(WorldError) in
            try answers[request.executionARN, default: script].answer(to: request)
        }
    }

    private func play(
        _ answer: TaskAnswer, _ request: TaskRequest, _ context: TaskContext
    ) async throws -> Result<Payload, TaskFailure> {
        if request.pattern == .waitForTaskToken, let runtime = runtime.withLock({ $0 }) {
            try await runtime.submitTask(request, context, output: answer.submitted ?? Payload([:]))
        }
        try await Task.sleep(for: .milliseconds(answer.delayMilliseconds))
        switch answer.outcome {
        case .failed(let failure): return .failure(failure)
        case .never:
            // Until its timeout, or the end of the program.
            while true { try await Task.sleep(for: .seconds(86_400)) }
        case .succeeded(let output):
            if request.pattern == .waitForTaskToken, let runtime = runtime.withLock({ $0 }) {
                try await runtime.sendTaskSuccess(token: request.taskToken, output: output)
            }
            return .success(output)
        }
    }

    // MARK: Commands

    private func run(_ command: TaskCommand) async -> Result<Payload, TaskFailure> {
        let group = ProcessGroup()
        let (console, name) = (console, command.request.stateName.printable)
        let answer = await withTaskCancellationHandler {
            await command.run(in: group) { console.complain("[\(name)] \($0.printable)\n") }
        } onCancel: {
            group.end()
        }
        // Nothing of it is left, even when nobody waits for this task any longer.
        if group.isEnding { await Task { await group.reap() }.value }
        switch answer.outcome {
        case .succeeded(let output): return .success(output)
        case .failed(let failure): return .failure(failure)
        case .never: return .failure(TaskFailure(error: "States.TaskFailed", cause: "the command gave no answer"))
        }
    }
}
