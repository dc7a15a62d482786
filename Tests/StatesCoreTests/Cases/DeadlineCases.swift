import JSONModel
import StatesCore
import StatesSimulation

/// Timeouts, heartbeats and what ends a task from outside.
extension ExecutionCase {
    static let deadlines: [ExecutionCase] = [
        ExecutionCase(
            "a task that lasts longer than its timeout", function("Pay", #", "TimeoutSeconds": 5, "End": true"#),
            answers: ["Pay": [.succeeded(1, after: 5_001)]],
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        Pay in={}
                3<2 LambdaFunctionScheduled in={} timeoutInSeconds=5
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionTimedOut  @5s error="States.Timeout"
                6<5 ExecutionFailed         error="States.Timeout"
                """),
        ExecutionCase(
            "an answer at the deadline is in time", function("Pay", #", "TimeoutSeconds": 5, "End": true"#),
            answers: ["Pay": [.succeeded(1, after: 5_000)]],
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        Pay in={}
                3<2 LambdaFunctionScheduled in={} timeoutInSeconds=5
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionSucceeded @5s out=1
                6<5 TaskStateExited         Pay out=1
                7<6 ExecutionSucceeded      out=1
                """),
        ExecutionCase(
            "a timeout is caught by its name, with an empty cause",
            service(
                "Pay", "lambda:invoke",
                #"""
                , "TimeoutSecondsPath": "$.t", "Catch": [{"ErrorEquals": ["States.TaskFailed"],
                "Next": "No"}, {"ErrorEquals": ["States.Timeout"], "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Succeed"}, "No": {"Type": "Fail"}"#,
            input: #"{"t": 5}"#, answers: ["Pay": [.never]],
            history: """
                1<0 ExecutionStarted    in={"t": 5}
                2<0 TaskStateEntered    Pay in={"t": 5}
                3<2 TaskScheduled       in={"t": 5} timeoutInSeconds=5
                4<3 TaskStarted
                5<4 TaskTimedOut        @5s error="States.Timeout"
                6<5 TaskStateExited     Pay out={"Error":"States.Timeout","Cause":""}
                7<6 SucceedStateEntered B in={"Error":"States.Timeout","Cause":""}
                8<7 SucceedStateExited  B out={"Error":"States.Timeout","Cause":""}
                9<8 ExecutionSucceeded  out={"Error":"States.Timeout","Cause":""}
                """),
        ExecutionCase(
            "a timeout that comes from a path must be there",
            function("Pay", #", "TimeoutSecondsPath": "$.t", "End": true"#), answers: ["Pay": [.never]],
            history: """
                1<0 ExecutionStarted in={}
                2<0 TaskStateEntered Pay in={}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹Pay #2› Invalid path '$.t' : No results for path:
                    $['t']"
                """),
        ExecutionCase(
            "a timeout that comes from a path must be a whole number",
            function("Pay", #", "TimeoutSecondsPath": "$.t", "End": true"#), input: #"{"t": "soon"}"#,
            answers: ["Pay": [.never]],
            history: #"""
                1<0 ExecutionStarted in={"t": "soon"}
                2<0 TaskStateEntered Pay in={"t": "soon"}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹Pay #2› The TimeoutSecondsPath field refers to
                    value \"soon\" which is not a valid integer: $.t"
                """#),
        ExecutionCase(
            "a missed heartbeat is recorded as a timeout, and is caught by its own name",
            service(
                "Pay", "sqs:sendMessage.waitForTaskToken",
                #"""
                , "TimeoutSeconds": 60, "HeartbeatSeconds": 5, "Catch": [{"ErrorEquals": [
                "States.HeartbeatTimeout"], "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.never]],
            history: """
                1<0  ExecutionStarted    in={}
                2<0  TaskStateEntered    Pay in={}
                3<2  TaskScheduled       in={} timeoutInSeconds=60 heartbeatInSeconds=5
                4<3  TaskStarted
                5<4  TaskSubmitted       out={}
                6<5  TaskTimedOut        @5s error="States.Timeout"
                7<6  TaskStateExited     Pay out={"Error":"States.Timeout","Cause":""}
                8<7  SucceedStateEntered B in={"Error":"States.Timeout","Cause":""}
                9<8  SucceedStateExited  B out={"Error":"States.Timeout","Cause":""}
                10<9 ExecutionSucceeded  out={"Error":"States.Timeout","Cause":""}
                """),
        ExecutionCase(
            "a missed heartbeat is also a timeout",
            activity(
                "Pay",
                #"""
                , "HeartbeatSecondsPath": "$.h", "Catch": [{"ErrorEquals": ["States.Timeout"],
                "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Succeed"}"#,
            input: #"{"h": 5}"#, answers: ["Pay": [.never]],
            history: """
                1<0 ExecutionStarted    in={"h": 5}
                2<0 TaskStateEntered    Pay in={"h": 5}
                3<2 ActivityScheduled   in={"h": 5} heartbeatInSeconds=5
                4<3 ActivityStarted
                5<4 ActivityTimedOut    @5s error="States.Timeout"
                6<5 TaskStateExited     Pay out={"Error":"States.Timeout","Cause":""}
                7<6 SucceedStateEntered B in={"Error":"States.Timeout","Cause":""}
                8<7 SucceedStateExited  B out={"Error":"States.Timeout","Cause":""}
                9<8 ExecutionSucceeded  out={"Error":"States.Timeout","Cause":""}
                """),
        ExecutionCase(
            "a timeout is no missed heartbeat",
            activity(
                "Pay",
                #"""
                , "TimeoutSeconds": 5, "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "B"}],
                "End": true
                """#)
                + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.never]],
            history: """
                1<0 ExecutionStarted  in={}
                2<0 TaskStateEntered  Pay in={}
                3<2 ActivityScheduled in={} timeoutInSeconds=5
                4<3 ActivityStarted
                5<4 ActivityTimedOut  @5s error="States.Timeout"
                6<5 ExecutionFailed   error="States.Timeout"
                """),
        ExecutionCase(
            "heartbeats put off the missed one, not the timeout",
            activity("Pay", #", "TimeoutSeconds": 12, "HeartbeatSeconds": 5, "End": true"#),
            messages: [
                (4_000, .taskHeartbeat(firstTask)), (8_000, .taskHeartbeat(firstTask)),
                (11_000, .taskHeartbeat(firstTask)),
            ],
            history: """
                1<0 ExecutionStarted  in={}
                2<0 TaskStateEntered  Pay in={}
                3<2 ActivityScheduled in={} timeoutInSeconds=12 heartbeatInSeconds=5
                4<3 ActivityStarted
                5<4 ActivityTimedOut  @12s error="States.Timeout"
                6<5 ExecutionFailed   error="States.Timeout"
                """),
        ExecutionCase(
            "the heartbeat after the last one is missed",
            activity("Pay", #", "TimeoutSeconds": 60, "HeartbeatSeconds": 5, "End": true"#),
            messages: [(4_000, .taskHeartbeat(firstTask)), (8_500, .taskHeartbeat(firstTask))],
            history: """
                1<0 ExecutionStarted  in={}
                2<0 TaskStateEntered  Pay in={}
                3<2 ActivityScheduled in={} timeoutInSeconds=60 heartbeatInSeconds=5
                4<3 ActivityStarted
                5<4 ActivityTimedOut  @13.500s error="States.Timeout"
                6<5 ExecutionFailed   error="States.Timeout"
                """),
        ExecutionCase(
            "a stop withdraws a task", function("Pay"),
            messages: [
                (1_000, .stop(error: "Enough", cause: nil)), (2_000, .taskSucceeded(firstTask, output: Payload(1))),
            ],
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        Pay in={}
                3<2 LambdaFunctionScheduled in={}
                4<3 LambdaFunctionStarted
                5<0 ExecutionAborted        @1s error="Enough"
                """),
        ExecutionCase(
            "the machine's timeout withdraws a task", function("Pay"), fields: #""TimeoutSeconds": 60,"#,
            answers: ["Pay": [.succeeded(1, after: 61_000)]],
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        Pay in={}
                3<2 LambdaFunctionScheduled in={}
                4<3 LambdaFunctionStarted
                5<0 ExecutionTimedOut       @60s
                """),
    ]
}
