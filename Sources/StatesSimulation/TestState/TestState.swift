import Diagnostics
import JSONModel
public import StatesCore
public import StatesLanguage

/// TestState: one state, its data flow, and what becomes of it.
///
/// A driver around `StateTrial`; it checks a request as the service does and shows what the state's record holds.
///
/// - Source: recordings of the service; AWS Step Functions developer guide, “Testing state machines with TestState
///   API”.
public struct TestState: Sendable {
    /// The name that a state without a machine has.
    public static let loneStateName = "StateName"

    let request: TestStateRequest
    let state: State
    public private(set) var trial: StateTrial

    /// How a request's definition is read.
    public static func readingOptions(stateName: String?) -> ReadingOptions {
        var options = ReadingOptions()
        if stateName == nil { options.loneStateName = loneStateName }
        return options
    }

    /// Reads the definition, checks the request, and tests the state as far as it goes without an answer.
    ///
    /// - Parameters:
    ///   - setting: names of the execution and its machine, region, account and quotas.
    /// - Throws: what the service refuses.
    public init(
        _ request: TestStateRequest, setting: ExecutionConfiguration = .init(), at time: Timestamp
    ) throws(RequestRefusal) {
        let source = SourceText(name: "definition", text: request.definition)
        let reading = StateMachine.read(source, options: Self.readingOptions(stateName: request.stateName))
        try self.init(request, reading, setting: setting, at: time)
    }

    /// As above, with a definition that was read with `readingOptions`.
    public init(
        _ request: TestStateRequest, _ reading: DefinitionReading, setting: ExecutionConfiguration = .init(),
        at time: Timestamp
    ) throws(RequestRefusal) {
        let state = try Self.state(of: request, reading)
        var configuration = setting
        configuration.type = .express
        configuration.isSynchronousExpress = true
        configuration.expressRunID = ""
        configuration.roleARN = request.roleARN
        configuration.startAt = nil
        try Self.checkMock(request, state)
        let result = try Self.mockResult(of: request, state)
        configuration.contextObject = try Self.context(of: request, state)
        configuration.variables = try Self.variables(of: request)
        let input = try Self.input(of: request)
        let readItems = try Self.readItems(of: request, state)
        let program: Program
        do {
            program = try Program(IsolatedState(state: state).machine)
        } catch {
            throw RequestRefusal(code: "InvalidDefinition", message: "\(error)")
        }
        self.request = request
        self.state = state
        trial = StateTrial(
            program, configuration, input: input, at: time, retries: request.stateConfiguration.retrierRetryCount ?? 0,
            readItems: readItems)
        if let failed = request.stateConfiguration.mapIterationFailureCount, let items = trial.flow.map?.itemCount,
            failed > items
        {
            throw Self.tooManyFailures
        }
        if let error = request.mock?.errorOutput {
            trial.take(.failure(Failure(error: error.error, cause: error.cause)))
        } else if let result {
            trial.take(answer(result))
        }
    }

    /// What has to be done for a Task state without a mock; `nil` once there is a response.
    public var task: TaskRequest? { trial.task }

    /// Answers `task`.
    public mutating func take(_ answer: StateTrial.Answer) { trial.take(answer) }

    /// `nil` while `task` waits.
    public var response: TestStateResponse? {
        TestStateResponse(trial, of: state, at: request.inspectionLevel)
    }

    /// The mocked result, unless more iterations of a Map failed than it tolerates.
    ///
    /// A Map that tolerates no failure in particular takes any number of them: so the service was recorded.
    private func answer(_ result: Payload) -> StateTrial.Answer {
        guard let failed = request.stateConfiguration.mapIterationFailureCount, let map = trial.flow.map else {
            return .result(result)
        }
        let total = result.value.arrayValue?.count ?? map.itemCount
        let isOverCount = map.toleratedFailureCount.map { failed > $0 } ?? false
        let isOverPercentage =
            if let total, let most = map.toleratedFailurePercentage {
                MapRun.exceeds(most, failed: failed, of: total)
            } else {
                false
            }
        return isOverCount || isOverPercentage ? .failure(MapRun.toleranceExceeded) : .result(result)
    }
}
