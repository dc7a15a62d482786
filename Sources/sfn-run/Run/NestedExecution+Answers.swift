import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// What the world answers to `states:startExecution`.
extension NestedExecution {
    /// The answer to StartExecution.
    static func started(_ execution: Execution, at time: Timestamp) -> Payload {
        started(arn: execution.configuration.executionARN, at: time)
    }

    /// What the task of an awaited child answers with once that has ended.
    static func answer(to request: TaskRequest, of execution: Execution) -> TaskAnswer {
        let submitted = started(execution, at: execution.startTime ?? execution.now)
        guard execution.status == .succeeded else {
            return TaskAnswer(.failed(failure(of: execution)), submitted: submitted)
        }
        let output = description(of: execution, isParsed: request.pattern == .sync2)
        return TaskAnswer(.succeeded(output), submitted: submitted)
    }
}

extension NestedExecution.Refusal {
    /// How the task fails.
    var answer: TaskAnswer { TaskAnswer(.failed(failure)) }
}
