import JSONModel
import StatesCore
import StatesSimulation

/// Events that no recording holds, as the API's documentation has them: `HistoryEventType`, with the members of each
/// `…EventDetails`.
extension ExecutionCase {
    static let documentation = "AWS Step Functions API reference: HistoryEvent"

    private static func failed(_ error: String, at stage: TaskFailure.Stage) -> TaskAnswer {
        TaskAnswer(.failed(TaskFailure(error: error, cause: "why", stage: stage)))
    }

    static let documentedEvents: [ExecutionCase] = [
        ExecutionCase(
            "an execution whose time is over", wait("W", 60), fields: #""TimeoutSeconds": 5,"#, source: documentation,
            history: """
                1<0 ExecutionStarted  in={}
                2<0 WaitStateEntered  W in={}
                3<0 ExecutionTimedOut @5s
                """),
        ExecutionCase(
            "a branch that fails aborts a Map, a Parallel and a Wait beside it",
            parallel([
                map(wait("A", 9)).replacing(#""Type": "Map","#, with: #""Type": "Map", "ItemsPath": "$.items","#),
                #""Q": {"Type": "Parallel", "Branches": [\#(branch(wait("B", 9)))], "End": true}"#, wait("C", 9),
                #""F": {"Type": "Fail", "Error": "Bad"}"#,
            ]),
            input: #"{"items":[1]}"#, source: documentation, shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   ParallelStateEntered P
                3<2   ParallelStateStarted
                4<3   MapStateEntered      M
                5<4   MapStateStarted      length=1
                6<5   MapIterationStarted  M index=0
                7<3   ParallelStateEntered Q
                8<7   ParallelStateStarted
                9<3   WaitStateEntered     C
                10<3  FailStateEntered     F
                11<10 MapIterationAborted  M index=0
                12<10 MapStateAborted
                13<10 ParallelStateAborted
                14<10 WaitStateAborted
                15<10 ParallelStateFailed
                16<15 ExecutionFailed      error="Bad"
                """),
        ExecutionCase(
            "branches that all succeed", parallel([#""A": {"Type": "Pass", "End": true}"#]), source: documentation,
            history: """
                1<0 ExecutionStarted     in={}
                2<0 ParallelStateEntered P in={}
                3<2 ParallelStateStarted
                4<3 PassStateEntered     A in={}
                5<4 PassStateExited      A out={}
                6<5 ParallelStateSucceeded
                7<5 ParallelStateExited  P out=[{}]
                8<7 ExecutionSucceeded   out=[{}]
                """),
        ExecutionCase(
            "a service that cannot be called", service("A", "sqs:sendMessage"),
            answers: ["A": [failed("SQS.SdkClientException", at: .start)]], source: documentation,
            history: """
                1<0 ExecutionStarted in={}
                2<0 TaskStateEntered A in={}
                3<2 TaskScheduled    in={}
                4<3 TaskStartFailed  error="SQS.SdkClientException" cause="why"
                5<4 ExecutionFailed  error="SQS.SdkClientException" cause="why"
                """),
        ExecutionCase(
            "a job that a service does not take", service("A", "batch:submitJob.sync"),
            answers: ["A": [failed("Batch.ClientException", at: .submit)]], source: documentation,
            history: """
                1<0 ExecutionStarted in={}
                2<0 TaskStateEntered A in={}
                3<2 TaskScheduled    in={}
                4<3 TaskStarted
                5<4 TaskSubmitFailed error="Batch.ClientException" cause="why"
                6<5 ExecutionFailed  error="Batch.ClientException" cause="why"
                """),
        ExecutionCase(
            "a function that cannot be scheduled", function("A"),
            answers: ["A": [failed("Lambda.ResourceNotFoundException", at: .schedule)]], source: documentation,
            history: """
                1<0 ExecutionStarted             in={}
                2<0 TaskStateEntered             A in={}
                3<2 LambdaFunctionScheduled      in={}
                4<3 LambdaFunctionScheduleFailed error="Lambda.ResourceNotFoundException" cause="why"
                5<4 ExecutionFailed              error="Lambda.ResourceNotFoundException" cause="why"
                """),
        ExecutionCase(
            "a function that cannot be started", function("A"),
            answers: ["A": [failed("Lambda.ServiceException", at: .start)]], source: documentation,
            history: """
                1<0 ExecutionStarted          in={}
                2<0 TaskStateEntered          A in={}
                3<2 LambdaFunctionScheduled   in={}
                4<3 LambdaFunctionStartFailed error="Lambda.ServiceException" cause="why"
                5<4 ExecutionFailed           error="Lambda.ServiceException" cause="why"
                """),
        ExecutionCase(
            "an activity that cannot be scheduled", activity("A"),
            answers: ["A": [failed("ActivityDoesNotExist", at: .schedule)]], source: documentation,
            history: """
                1<0 ExecutionStarted       in={}
                2<0 TaskStateEntered       A in={}
                3<2 ActivityScheduled      in={}
                4<3 ActivityScheduleFailed error="ActivityDoesNotExist" cause="why"
                5<4 ExecutionFailed        error="ActivityDoesNotExist" cause="why"
                """),
    ]

    /// The types of events that no recording holds.
    static let unrecordedTypes = [
        "ExecutionTimedOut", "MapStateAborted", "ParallelStateAborted", "WaitStateAborted", "ParallelStateSucceeded",
        "TaskSubmitFailed", "TaskStartFailed", "LambdaFunctionScheduleFailed", "LambdaFunctionStartFailed",
        "ActivityScheduleFailed", "ExecutionRedriven", "MapRunAborted", "MapRunRedriven",
    ]
}
