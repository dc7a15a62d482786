import JSONModel
import StatesCore
import StatesSimulation

/// Parallel states whose branches fail.
extension ExecutionCase {
    static let parallelFailures: [ExecutionCase] = [
        ExecutionCase(
            "a branch that fails aborts its siblings in order: tasks, waits, retries, nested ones",
            parallel([
                function("A"), wait("B", 9),
                function(
                    "C",
                    #"""
                    , "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 8}], "End": true
                    """#),
                #"""
                "Q": {"Type": "Parallel", "Branches": [{"StartAt": "D", "States": {"D": {"Type": "Wait",
                "Seconds": 7, "End": true}}}], "End": true}
                """#,
                #""E": {"Type": "Pass", "End": true}"#,
                wait("F", 2, #", "Next": "G""#) + #"""
                    , "G": {"Type": "Fail", "Error": "Bad", "Cause": "why"}
                    """#, wait("H", 2),
            ]),
            answers: ["A": [.never], "C": [.failed("Busy")]], shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   ParallelStateEntered    P
                3<2   ParallelStateStarted
                4<3   TaskStateEntered        A
                5<4   LambdaFunctionScheduled
                6<3   WaitStateEntered        B
                7<3   TaskStateEntered        C
                8<7   LambdaFunctionScheduled
                9<3   ParallelStateEntered    Q
                10<9  ParallelStateStarted
                11<3  PassStateEntered        E
                12<11 PassStateExited         E
                13<3  WaitStateEntered        F
                14<3  WaitStateEntered        H
                15<10 WaitStateEntered        D
                16<5  LambdaFunctionStarted
                17<8  LambdaFunctionStarted
                18<17 LambdaFunctionFailed    error="Busy"
                19<13 WaitStateExited         @2s F
                20<14 WaitStateExited         H
                21<19 FailStateEntered        G
                22<21 TaskStateAborted
                23<21 WaitStateAborted
                24<21 TaskStateAborted
                25<21 WaitStateAborted
                26<21 ParallelStateAborted
                27<21 ParallelStateFailed
                28<27 ExecutionFailed         error="Bad" cause="why"
                """),
        ExecutionCase(
            "a task that fails a Parallel is recorded as aborted itself",
            parallel(
                [service("A", "sqs:sendMessage.waitForTaskToken")],
                #"""
                , "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Succeed"}"#,
            answers: ["A": [.failed(nil)]],
            history: """
                1<0   ExecutionStarted     in={}
                2<0   ParallelStateEntered P in={}
                3<2   ParallelStateStarted
                4<3   TaskStateEntered     A in={}
                5<4   TaskScheduled        in={}
                6<5   TaskStarted
                7<6   TaskSubmitted        out={}
                8<7   TaskFailed
                9<8   TaskStateAborted
                10<8  ParallelStateFailed
                11<10 ParallelStateExited  P out={"Error":null,"Cause":null}
                12<11 SucceedStateEntered  B in={"Error":null,"Cause":null}
                13<12 SucceedStateExited   B out={"Error":null,"Cause":null}
                14<13 ExecutionSucceeded   out={"Error":null,"Cause":null}
                """),
        ExecutionCase(
            "a Parallel is caught by its error; its branches are gone",
            parallel(
                [wait("A", 5), #""B": {"Type": "Fail", "Error": "Bad", "Cause": "why"}"#],
                #"""
                , "Catch": [{"ErrorEquals": ["Bad"], "ResultPath": "$.e", "Next": "C"}], "End": true
                """#)
                + "," + wait("C", 10),
            input: #"{ "n": 1}"#,
            history: """
                1<0   ExecutionStarted     in={ "n": 1}
                2<0   ParallelStateEntered P in={ "n": 1}
                3<2   ParallelStateStarted
                4<3   WaitStateEntered     A in={ "n": 1}
                5<3   FailStateEntered     B in={ "n": 1}
                6<5   WaitStateAborted
                7<5   ParallelStateFailed
                8<7   ParallelStateExited  P out={"n":1,"e":{"Error":"Bad","Cause":"why"}}
                9<8   WaitStateEntered     C in={"n":1,"e":{"Error":"Bad","Cause":"why"}}
                10<9  WaitStateExited      @10s C out={"n":1,"e":{"Error":"Bad","Cause":"why"}}
                11<10 ExecutionSucceeded   out={"n":1,"e":{"Error":"Bad","Cause":"why"}}
                """),
        ExecutionCase(
            "a Parallel is retried as a whole, without being entered again",
            parallel(
                [function("A"), wait("B", 3)],
                #"""
                , "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}], "End": true
                """#),
            answers: ["A": [.failed("Busy", nil, after: 1_000), .failed("Busy", nil, after: 1_000), .succeeded(1)]],
            shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   ParallelStateEntered    P
                3<2   ParallelStateStarted
                4<3   TaskStateEntered        A
                5<4   LambdaFunctionScheduled
                6<3   WaitStateEntered        B
                7<5   LambdaFunctionStarted
                8<7   LambdaFunctionFailed    @1s error="Busy"
                9<8   TaskStateAborted
                10<8  WaitStateAborted
                11<8  ParallelStateStarted    @2s
                12<11 TaskStateEntered        A
                13<12 LambdaFunctionScheduled
                14<11 WaitStateEntered        B
                15<13 LambdaFunctionStarted
                16<15 LambdaFunctionFailed    @3s error="Busy"
                17<16 TaskStateAborted
                18<16 WaitStateAborted
                19<16 ParallelStateStarted    @5s
                20<19 TaskStateEntered        A
                21<20 LambdaFunctionScheduled
                22<19 WaitStateEntered        B
                23<21 LambdaFunctionStarted
                24<23 LambdaFunctionSucceeded
                25<24 TaskStateExited         A
                26<22 WaitStateExited         @8s B
                27<26 ParallelStateSucceeded
                28<26 ParallelStateExited     P
                29<28 ExecutionSucceeded
                """),
        ExecutionCase(
            "retries that are used up fail the Parallel",
            parallel(
                [service("A", "sqs:sendMessage.waitForTaskToken")],
                #"""
                , "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 1}], "Catch": [{"ErrorEquals": [
                "States.ALL"], "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Succeed"}"#,
            answers: ["A": [.failed("Busy")]], shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   ParallelStateEntered P
                3<2   ParallelStateStarted
                4<3   TaskStateEntered     A
                5<4   TaskScheduled
                6<5   TaskStarted
                7<6   TaskSubmitted
                8<7   TaskFailed           error="Busy"
                9<8   TaskStateAborted
                10<8  ParallelStateStarted @1s
                11<10 TaskStateEntered     A
                12<11 TaskScheduled
                13<12 TaskStarted
                14<13 TaskSubmitted
                15<14 TaskFailed           error="Busy"
                16<15 TaskStateAborted
                17<15 ParallelStateFailed
                18<17 ParallelStateExited  P
                19<18 SucceedStateEntered  B
                20<19 SucceedStateExited   B
                21<20 ExecutionSucceeded
                """),
        ExecutionCase(
            "the first of two failures in a round decides; the other is late",
            parallel([function("A"), function("B")]),
            answers: ["A": [.failed("First")], "B": [.failed("Second")]], shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   ParallelStateEntered    P
                3<2   ParallelStateStarted
                4<3   TaskStateEntered        A
                5<4   LambdaFunctionScheduled
                6<3   TaskStateEntered        B
                7<6   LambdaFunctionScheduled
                8<5   LambdaFunctionStarted
                9<7   LambdaFunctionStarted
                10<8  LambdaFunctionFailed    error="First"
                11<10 TaskStateAborted
                12<10 TaskStateAborted
                13<10 ParallelStateFailed
                14<13 ExecutionFailed         error="First"
                """),
        ExecutionCase(
            "timeouts of one instant are all recorded before one of them is acted on",
            parallel([
                function(
                    "A",
                    #"""
                    , "TimeoutSeconds": 5, "End": true
                    """#), function("B", #", "TimeoutSeconds": 5, "End": true"#),
                function("C", #", "TimeoutSeconds": 6, "End": true"#), wait("D", 5),
            ]),
            answers: ["A": [.never], "B": [.never], "C": [.never]], shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   ParallelStateEntered    P
                3<2   ParallelStateStarted
                4<3   TaskStateEntered        A
                5<4   LambdaFunctionScheduled timeoutInSeconds=5
                6<3   TaskStateEntered        B
                7<6   LambdaFunctionScheduled timeoutInSeconds=5
                8<3   TaskStateEntered        C
                9<8   LambdaFunctionScheduled timeoutInSeconds=6
                10<3  WaitStateEntered        D
                11<5  LambdaFunctionStarted
                12<7  LambdaFunctionStarted
                13<9  LambdaFunctionStarted
                14<11 LambdaFunctionTimedOut  @5s error="States.Timeout"
                15<12 LambdaFunctionTimedOut  error="States.Timeout"
                16<10 WaitStateExited         D
                17<14 TaskStateAborted
                18<14 TaskStateAborted
                19<14 TaskStateAborted
                20<14 ParallelStateFailed
                21<20 ExecutionFailed         error="States.Timeout"
                """),
        ExecutionCase(
            "a failure two levels down goes up through both",
            parallel([
                #"""
                "Q": {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Task",
                "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true}}}, {
                "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9, "End": true}}}],
                "End": true}
                """#,
                wait("B", 9),
            ]),
            answers: ["A": [.failed("Bad", "why", after: 1_000)]],
            history: """
                1<0   ExecutionStarted        in={}
                2<0   ParallelStateEntered    P in={}
                3<2   ParallelStateStarted
                4<3   ParallelStateEntered    Q in={}
                5<4   ParallelStateStarted
                6<3   WaitStateEntered        B in={}
                7<5   TaskStateEntered        A in={}
                8<7   LambdaFunctionScheduled in={}
                9<5   WaitStateEntered        W in={}
                10<8  LambdaFunctionStarted
                11<10 LambdaFunctionFailed    @1s error="Bad" cause="why"
                12<11 TaskStateAborted
                13<11 WaitStateAborted
                14<11 ParallelStateFailed
                15<14 WaitStateAborted
                16<14 ParallelStateFailed
                17<16 ExecutionFailed         error="Bad" cause="why"
                """),
        ExecutionCase(
            "a result that cannot be selected fails the state after its branches succeeded",
            parallel(
                [#""A": {"Type": "Pass", "End": true}"#],
                #"""
                , "ResultSelector": {"x.$": "$.no"}, "Catch": [{"ErrorEquals": ["States.ALL"],
                "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Succeed"}"#,
            history: """
                1<0 ExecutionStarted       in={}
                2<0 ParallelStateEntered   P in={}
                3<2 ParallelStateStarted
                4<3 PassStateEntered       A in={}
                5<4 PassStateExited        A out={}
                6<5 ParallelStateSucceeded
                7<5 ExecutionFailed        error="States.Runtime" cause="‹P #2› The JSONPath '$.no' specified for the
                    field 'x.$' could not be found in the input '[{}]'"
                """),
        ExecutionCase(
            "a stop ends all branches", parallel([wait("A", 5), function("B")]), answers: ["B": [.never]],
            messages: [(1_000, .stop(error: "Enough", cause: nil))], shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 ParallelStateEntered    P
                3<2 ParallelStateStarted
                4<3 WaitStateEntered        A
                5<3 TaskStateEntered        B
                6<5 LambdaFunctionScheduled
                7<6 LambdaFunctionStarted
                8<0 ExecutionAborted        @1s error="Enough"
                """),
        ExecutionCase(
            "a branch that ends while a sibling fails is gone; a caught failure inside a branch is not the Parallel's",
            parallel([
                function(
                    "A",
                    #"""
                    , "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "R"}], "End": true
                    """#) + #", "R": {"Type": "Pass", "Result": "mended", "End": true}"#,
                function("B"),
            ]),
            answers: ["A": [.failed("Bad")], "B": [.succeeded("b", after: 1_000)]],
            history: """
                1<0   ExecutionStarted        in={}
                2<0   ParallelStateEntered    P in={}
                3<2   ParallelStateStarted
                4<3   TaskStateEntered        A in={}
                5<4   LambdaFunctionScheduled in={}
                6<3   TaskStateEntered        B in={}
                7<6   LambdaFunctionScheduled in={}
                8<5   LambdaFunctionStarted
                9<7   LambdaFunctionStarted
                10<8  LambdaFunctionFailed    error="Bad"
                11<10 TaskStateExited         A out={"Error":"Bad","Cause":""}
                12<11 PassStateEntered        R in={"Error":"Bad","Cause":""}
                13<12 PassStateExited         R out="mended"
                14<9  LambdaFunctionSucceeded @1s out="b"
                15<14 TaskStateExited         B out="b"
                16<15 ParallelStateSucceeded
                17<15 ParallelStateExited     P out=["mended","b"]
                18<17 ExecutionSucceeded      out=["mended","b"]
                """),
    ]
}
