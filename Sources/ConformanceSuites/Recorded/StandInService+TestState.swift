import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// TestState requests.
extension StandInService {
    func testState(_ request: RecordedRequest) throws -> JSONValue {
        var configuration = ExecutionConfiguration(
            executionName: Self.madeUpName("1", request.key), stateMachineName: Self.madeUpName("2", request.key))
        configuration.region = setting.region
        configuration.accountID = RecordedSetting.accountID
        let members = try JSONParser.parse(setting.placeholders.timed(request.request.description))
        do {
            var test = try TestState(
                TestStateRequest(members), setting: configuration, at: Timestamp(seconds: RecordedSetting.start))
            if let task = test.task { test.take(try answer(to: task)) }
            guard case .object(let response)? = test.response?.json else {
                throw SuiteError("the state waits for something that the recording does not have")
            }
            return Self.response(response)
        } catch let refusal as RequestRefusal {
            throw ServiceError(code: refusal.code, message: refusal.message)
        }
    }

    /// The functions of the case answer tasks that are not mocked.
    private func answer(to task: TaskRequest) throws -> StateTrial.Answer {
        var functions = FunctionStandIn(recorded.value["lambdas"], milliseconds: 0)
        switch try functions.answer(to: task)?.outcome {
        case .succeeded(let result): return .result(result)
        case .failed(let failure): return .failure(Failure(error: failure.error, cause: failure.cause))
        case .never, nil: throw SuiteError("no function answers “\(task.stateName)”")
        }
    }

    /// The service makes up names for every call.
    private static func madeUpName(_ kind: String, _ key: String) -> String {
        let digits = key.utf8.reduce(UInt64(7)) { $0 &* 31 &+ UInt64($1) } % 1_000_000_000_000
        let text = String(digits)
        return "5f0c1d7e-2a4b-4c6d-8e9\(kind)-" + String(repeating: "0", count: 12 - text.count) + text
    }
}
