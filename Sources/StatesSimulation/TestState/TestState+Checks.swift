import JSONModel
import StatesCore
public import StatesLanguage

/// What the service checks before it tests a state, in its order as far as that is known.
///
/// - Source: recordings of the service, where they have the case. The sentences about parts of a request that are only
///   for mocks, about a context object of the wrong form, and about variables are made after those.
extension TestState {
    /// The state to test, in a correct definition.
    public static func state(
        of request: TestStateRequest, _ reading: DefinitionReading
    ) throws(RequestRefusal) -> State {
        let machine: StateMachine
        do {
            machine = try reading.get()
        } catch {
            throw RequestRefusal(code: "InvalidDefinition", message: error.serviceMessage)
        }
        guard let state = machine.graph.state(anywhere: request.stateName ?? loneStateName) else {
            throw .validation("State not found in definition")
        }
        return state
    }

    /// Whether the state may be tested, with the mock or without one.
    static func checkMock(_ request: TestStateRequest, _ state: State) throws(RequestRefusal) {
        guard let mock = request.mock else { return try checkWithoutMock(request, state) }
        guard [.task, .parallel, .map].contains(state.type) else {
            throw .validation("State type '\(state.type.rawValue)' is not supported when a mock is specified")
        }
        if request.revealSecrets {
            throw .validation("TestState does not support RevealSecrets when a mock is specified.")
        }
        guard (mock.result == nil) != (mock.errorOutput == nil) else {
            throw .validation("A test mock should have only one of the following fields: [result, errorOutput].")
        }
        guard let name = request.stateConfiguration.errorCausedByState else { return }
        guard state.scopes.contains(where: { $0.state(anywhere: name) != nil }) else {
            throw .validation("State not found in definition")
        }
    }

    private static func checkWithoutMock(_ request: TestStateRequest, _ state: State) throws(RequestRefusal) {
        guard state.type != .map, state.type != .parallel else {
            throw RequestRefusal(
                code: "InvalidDefinition",
                message: "TestState API does not support Map or Parallel states. Supported state types include: "
                    + "[Task, Wait, Pass, Succeed, Fail, Choice]")
        }
        let configuration = request.stateConfiguration
        let needsMock = [
            ("MapIterationFailureCount", configuration.mapIterationFailureCount != nil),
            ("RetrierRetryCount", configuration.retrierRetryCount != nil),
            ("ErrorCausedByState", configuration.errorCausedByState != nil),
            ("MapItemReaderData", configuration.mapItemReaderData != nil), ("Context", request.context != nil),
        ]
        if let member = needsMock.first(where: { $0.1 }) {
            throw .validation("TestState does not support \(member.0) when a mock is not specified.")
        }
        guard case .task(let task) = state.kind else { return }
        guard !task.resource.waitsForOthers else {
            throw RequestRefusal(
                code: "InvalidDefinition",
                message: "TestState API does not support Activity tasks and '.sync' or '.waitForTaskToken' service "
                    + "integration patterns when a mock is not specified.")
        }
        guard let role = request.roleARN else {
            throw .validation("RoleArn must be specified when testing a Task state")
        }
        guard role.hasPrefix("arn:") else {
            throw RequestRefusal(code: "InvalidArn", message: "Invalid Arn: 'Invalid ARN prefix: \(role)'")
        }
    }

    /// The mocked result, if there is one: of the form that the state, or the service behind it, has.
    static func mockResult(of request: TestStateRequest, _ state: State) throws(RequestRefusal) -> Payload? {
        guard let mock = request.mock, let text = mock.result else { return nil }
        let result: Payload
        do {
            result = try Payload(text: text)
        } catch {
            throw .validation("Mocked result must be valid JSON")
        }
        switch state.kind {
        case .parallel(let parallel):
            guard case .array(let items) = result.value else { throw .validation("Mocked result must be an array.") }
            guard items.count == parallel.branches.count else {
                throw .validation(
                    "Mocked result must contain the same number of items as number of Parallel branches.")
            }
        case .map(let map): try check(result.value, of: map, request)
        case .task(let task): try check(result.value, of: task, mock.fieldValidationMode)
        case .pass, .choice, .wait, .succeed, .fail: break
        }
        return result
    }

    private static func check(
        _ result: JSONValue, of map: MapState, _ request: TestStateRequest
    ) throws(RequestRefusal) {
        if map.resultWriter != nil {
            guard case .object = result else { throw .validation("Mocked result must be a JSON object.") }
            return
        }
        guard case .array(let items) = result else { throw .validation("Mocked result must be an array.") }
        guard request.stateConfiguration.mapIterationFailureCount ?? 0 <= items.count else {
            throw tooManyFailures
        }
    }

    static let tooManyFailures = RequestRefusal.validation(
        "Map iteration failure count must be less than or equal to the number of Map iterations")

    private static func check(
        _ result: JSONValue, of task: TaskState, _ mode: TestStateRequest.Mock.FieldValidationMode
    ) throws(RequestRefusal) {
        guard mode != .none, case .service(let service) = task.resource.kind,
            let shape = ResponseShape.of(service)
        else { return }
        guard case .object = result else { throw .validation("Mocked result must be a JSON object.") }
        do {
            try shape.check(result, field: "", requiresAll: mode == .strict)
        } catch {
            throw .validation("Mock result schema validation error: \(error.message)")
        }
    }

    /// The whole context object that stands for the one that would be made.
    static func context(of request: TestStateRequest, _ state: State) throws(RequestRefusal) -> JSONValue? {
        guard let text = request.context else { return nil }
        guard let context = try? JSONParser.parse(text) else {
            throw .validation("Invalid Context object provided: Context must be valid JSON")
        }
        do {
            try ContextRules.check(context, allowsTask: state.hasTaskToken)
        } catch {
            throw .validation("Invalid Context object provided: \(error.message)")
        }
        return context
    }

    static func variables(of request: TestStateRequest) throws(RequestRefusal) -> JSONObject {
        guard let text = request.variables else { return [:] }
        guard case .object(let variables)? = try? JSONParser.parse(text) else {
            throw .validation("Variables must be a valid JSON object")
        }
        return variables
    }

    static func input(of request: TestStateRequest) throws(RequestRefusal) -> Payload {
        do {
            return try Payload(text: request.input)
        } catch {
            let reason = request.input.isEmpty ? "Invalid execution input." : error.serviceMessage(in: request.input)
            throw RequestRefusal(
                code: "InvalidExecutionInput", message: "Invalid State Machine Execution Input: '\(reason)'")
        }
    }

    /// The items that `mapItemReaderData` holds.
    static func readItems(of request: TestStateRequest, _ state: State) throws(RequestRefusal) -> JSONArray? {
        guard let data = request.stateConfiguration.mapItemReaderData else { return nil }
        guard case .map(let map) = state.kind, let reader = map.itemReader else {
            throw .validation("TestState supports MapItemReaderData only for Map states with an ItemReader.")
        }
        return try MapReaderData(data).items(reader.readerConfig)
    }
}

extension TaskResource {
    /// Whether the service cannot test it without a mock: somebody else says when it is done.
    fileprivate var waitsForOthers: Bool {
        switch kind {
        case .activity: true
        case .service(let service): service.pattern != .requestResponse
        case .lambdaFunction, .named: false
        }
    }
}

extension State {
    /// Whether its context object has a `Task`.
    fileprivate var hasTaskToken: Bool {
        guard case .task(let task) = kind, case .service(let service) = task.resource.kind else { return false }
        return service.pattern != .requestResponse
    }
}
