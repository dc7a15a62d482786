/// The number of each kind of event in the stored form. A kind that is gone keeps its number for ever.
enum EventKind: UInt64, Sendable, CaseIterable {
    case executionStarted = 16, executionSucceeded, executionFailed, executionTimedOut, executionAborted
    case executionRedriven = 21, frameRedriven
    case stateEntered = 24, stateHung, stateExited, evaluationFailed, stateAborted
    case taskScheduled = 32, taskStarted, taskSubmitted, taskSucceeded, taskFailed, taskTimedOut, taskHeartbeat
    case waitStarted = 40, retryScheduled, retryStarted
    case parallelStarted = 48, branchSucceeded, parallelSucceeded, parallelFailed
    case mapStarted = 56, iterationStarted, iterationSucceeded, iterationFailed, iterationAborted, mapSucceeded
    case mapFailed = 62
    case distributedMapStarted = 64, mapRunStarted, mapRunSucceeded, mapRunFailed, mapRunAborted, mapRunRedriven
}

/// How a redrive goes on, in the stored form.
enum RedriveCode: UInt64 { case runsAgain, resumesChildren, goesOn }

/// How far a task had come that failed, in the stored form.
enum StageCode: UInt64 {
    case run, schedule, start, submit

    init(_ stage: TaskFailure.Stage) {
        self =
            switch stage {
            case .run: .run
            case .schedule: .schedule
            case .start: .start
            case .submit: .submit
            }
    }

    var stage: TaskFailure.Stage {
        switch self {
        case .run: .run
        case .schedule: .schedule
        case .start: .start
        case .submit: .submit
        }
    }
}

/// Which way out of a Choice state was taken, in the stored form: the place of a rule, or this.
enum RuleCode { static let byDefault: Int32 = -1 }
