import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// One call of `test-state`, read from its options.
struct StateTest {
    private var request: TestStateRequest
    private let file: DefinitionFile
    private let state: State
    private let resources: ResourceTable

    init(_ command: TestStateCommand) throws {
        let options = TestState.readingOptions(stateName: command.stateName)
        file = try DefinitionFile.read(
            JSONArgument(text: command.definition, option: "--definition"), options,
            selection: command.definitionOptions.selection)
        // What is wrong with the definition is told with its places, before anything else.
        _ = try file.machine()
        request = try Self.request(command, file.source)
        resources = ResourceTable(commands: command.task, children: [])
        state = try TestState.state(of: request, file.reading)
        guard case .task = state.kind, request.mock == nil else { return }
        guard !command.task.isEmpty else { throw Self.nobody(state.name, file.source.name) }
        // Nobody's permissions are asked for.
        if request.roleARN == nil { request.roleARN = ExecutionConfiguration().roleARN }
    }

    /// The request as it would be sent, so that its limits are those of the API.
    private static func request(_ command: TestStateCommand, _ definition: SourceText) throws -> TestStateRequest {
        func payload(_ text: String?, _ option: String) throws -> Payload? {
            try text.map { try JSONArgument(text: $0, option: option).payload() }
        }
        func object(_ text: String?, _ option: String) throws -> JSONValue? {
            try text.map { .object(try JSONArgument(text: $0, option: option).object()) }
        }
        var members: JSONObject = [
            "definition": .string(String(decoding: definition.bytes, as: UTF8.self)),
            "inspectionLevel": .string(command.inspectionLevel.rawValue),
            "revealSecrets": .bool(command.revealSecrets),
        ]
        members["stateName"] = command.stateName.map(JSONValue.string)
        members["roleArn"] = command.roleArn.map(JSONValue.string)
        members["input"] = try payload(command.input, "--input").map { .string($0.text) }
        members["variables"] = try object(command.variables, "--variables").map { .string($0.description) }
        members["context"] = try object(command.context, "--context").map { .string($0.description) }
        members["mock"] = try object(command.mock, "--mock")
        members["stateConfiguration"] = try object(command.stateConfiguration, "--state-configuration")
        return try TestStateRequest(.object(members))
    }

    /// Tests the state; a command runs while the caller waits.
    func response(_ console: Console) throws -> TestStateResponse {
        var test = try TestState(request, file.reading, at: .wallClock)
        if let task = test.task { test.take(try answer(to: task, console)) }
        guard let response = test.response else { throw Self.nobody(state.name, file.source.name) }
        return response
    }

    private func answer(to task: TaskRequest, _ console: Console) throws -> StateTrial.Answer {
        guard case .command(let text)? = resources.provider(for: task) else {
            throw Self.nobody(state.name, file.source.name)
        }
        let command = TaskCommand(request: task, command: text, executionARN: ExecutionConfiguration().executionARN)
        switch try CommandWait(command).answer(console).outcome {
        case .succeeded(let result): return .result(result)
        case .failed(let failure): return .failure(Failure(error: failure.error, cause: failure.cause))
        case .never: return .failure(Failure(error: "States.Timeout", cause: nil))
        }
    }

    private static func nobody(_ state: String, _ file: String) -> RunProblem {
        RunProblem(
            file, "the task “\(state)” has nothing behind it: provide it with",
            details: [
                #"      --mock '{"result": "…"}'"#, #"      or --mock '{"errorOutput": {"error": "…"}}'"#,
                "      or --task NAME=COMMAND",
            ])
    }
}
