import StatesLanguage

extension Event {
    /// `type` of the AWS history; `nil` for events that it does not show.
    ///
    /// - Source: AWS Step Functions API, `HistoryEvent`.
    func historyType(_ node: StateNode?) -> StaticString? {
        switch body {
        case .executionStarted: return "ExecutionStarted"
        case .executionSucceeded: return "ExecutionSucceeded"
        case .executionFailed: return "ExecutionFailed"
        case .executionTimedOut: return "ExecutionTimedOut"
        case .executionAborted: return "ExecutionAborted"
        case .executionRedriven: return "ExecutionRedriven"
        case .stateEntered: return node?.enteredType
        case .stateExited: return node?.exitedType
        case .evaluationFailed: return "EvaluationFailed"
        case .stateAborted: return node?.abortedType
        case .taskScheduled: return node?.family.scheduled
        case .taskStarted: return node?.family.started
        case .taskSubmitted: return "TaskSubmitted"
        case .taskSucceeded: return node?.family.succeeded
        case .taskFailed(_, let stage): return node?.family.failed(stage)
        case .taskTimedOut: return node?.family.timedOut
        case .parallelStarted: return "ParallelStateStarted"
        case .parallelSucceeded: return "ParallelStateSucceeded"
        case .parallelFailed: return "ParallelStateFailed"
        case .mapStarted: return "MapStateStarted"
        case .iterationStarted: return "MapIterationStarted"
        case .iterationSucceeded: return "MapIterationSucceeded"
        case .iterationFailed: return "MapIterationFailed"
        case .iterationAborted: return "MapIterationAborted"
        case .mapSucceeded: return "MapStateSucceeded"
        case .mapFailed: return "MapStateFailed"
        case .distributedMapStarted: return "MapStateStarted"
        case .mapRunStarted: return "MapRunStarted"
        case .mapRunSucceeded: return "MapRunSucceeded"
        case .mapRunFailed: return "MapRunFailed"
        case .mapRunAborted: return "MapRunAborted"
        case .mapRunRedriven: return "MapRunRedriven"
        case .stateHung, .taskHeartbeat, .waitStarted, .retryScheduled, .retryStarted, .branchSucceeded,
            .frameRedriven:
            return nil
        }
    }
}

/// The events by which the service records a task: plain functions and activities have their own.
enum TaskFamily {
    case task, lambdaFunction, activity

    var scheduled: StaticString {
        switch self {
        case .task: "TaskScheduled"
        case .lambdaFunction: "LambdaFunctionScheduled"
        case .activity: "ActivityScheduled"
        }
    }

    var started: StaticString {
        switch self {
        case .task: "TaskStarted"
        case .lambdaFunction: "LambdaFunctionStarted"
        case .activity: "ActivityStarted"
        }
    }

    var succeeded: StaticString {
        switch self {
        case .task: "TaskSucceeded"
        case .lambdaFunction: "LambdaFunctionSucceeded"
        case .activity: "ActivitySucceeded"
        }
    }

    var timedOut: StaticString {
        switch self {
        case .task: "TaskTimedOut"
        case .lambdaFunction: "LambdaFunctionTimedOut"
        case .activity: "ActivityTimedOut"
        }
    }

    func failed(_ stage: TaskFailure.Stage) -> StaticString {
        switch (self, stage) {
        case (.task, .start): "TaskStartFailed"
        case (.task, .submit): "TaskSubmitFailed"
        case (.task, .run), (.task, .schedule): "TaskFailed"
        case (.lambdaFunction, .schedule): "LambdaFunctionScheduleFailed"
        case (.lambdaFunction, .start): "LambdaFunctionStartFailed"
        case (.lambdaFunction, .run), (.lambdaFunction, .submit): "LambdaFunctionFailed"
        case (.activity, .schedule): "ActivityScheduleFailed"
        case (.activity, .run), (.activity, .start), (.activity, .submit): "ActivityFailed"
        }
    }
}

extension StateNode {
    /// Names resolve like functions do, so they are recorded like functions.
    var family: TaskFamily {
        guard case .task(let task) = kind else { return .task }
        return switch task.state.resource.kind {
        case .service: .task
        case .activity: .activity
        case .lambdaFunction, .named: .lambdaFunction
        }
    }

    var enteredType: StaticString {
        switch type {
        case .pass: "PassStateEntered"
        case .task: "TaskStateEntered"
        case .choice: "ChoiceStateEntered"
        case .wait: "WaitStateEntered"
        case .succeed: "SucceedStateEntered"
        case .fail: "FailStateEntered"
        case .parallel: "ParallelStateEntered"
        case .map: "MapStateEntered"
        }
    }

    var exitedType: StaticString {
        switch type {
        case .pass: "PassStateExited"
        case .task: "TaskStateExited"
        case .choice: "ChoiceStateExited"
        case .wait: "WaitStateExited"
        case .succeed: "SucceedStateExited"
        case .fail: "FailStateExited"
        case .parallel: "ParallelStateExited"
        case .map: "MapStateExited"
        }
    }

    var abortedType: StaticString {
        switch type {
        case .task: "TaskStateAborted"
        case .wait: "WaitStateAborted"
        case .parallel: "ParallelStateAborted"
        case .map: "MapStateAborted"
        case .pass: "PassStateAborted"
        case .choice: "ChoiceStateAborted"
        case .succeed: "SucceedStateAborted"
        case .fail: "FailStateAborted"
        }
    }
}
