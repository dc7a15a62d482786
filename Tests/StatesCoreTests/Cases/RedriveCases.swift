import JSONModel
import StatesCore
import StatesSimulation

/// Executions that are redriven.
extension ExecutionCase {
    private static let guide = "AWS Step Functions: Restarting state machine executions with redrive"

    static let redrives: [ExecutionCase] = [
        ExecutionCase(
            "a redrive schedules the task that failed again, and nothing before it",
            #""P": {"Type": "Pass", "Result": 1, "Next": "A"}, "#
                + function("A", #", "Next": "B""#) + #", "B": {"Type": "Succeed"}"#,
            answers: ["A": [.failed("Down"), .succeeded("up")]], redrives: [60_000], source: guide,
            history: """
                1<0   ExecutionStarted        in={}
                2<0   PassStateEntered        P in={}
                3<2   PassStateExited         P out=1
                4<3   TaskStateEntered        A in=1
                5<4   LambdaFunctionScheduled in=1
                6<5   LambdaFunctionStarted
                7<6   LambdaFunctionFailed    error="Down"
                8<7   ExecutionFailed         error="Down"
                9<8   ExecutionRedriven       @60s redriveCount=1
                10<4  LambdaFunctionScheduled in=1
                11<10 LambdaFunctionStarted
                12<11 LambdaFunctionSucceeded out="up"
                13<12 TaskStateExited         A out="up"
                14<13 SucceedStateEntered     B in="up"
                15<14 SucceedStateExited      B out="up"
                16<15 ExecutionSucceeded      out="up"
                """),
        ExecutionCase(
            "retries count anew, and a second redrive counts on",
            function("A", #", "Retry": [{"ErrorEquals": ["Down"], "MaxAttempts": 1}], "End": true"#),
            answers: ["A": [.failed("Down")]], redrives: [60_000, 120_000], source: guide, shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   TaskStateEntered        A
                3<2   LambdaFunctionScheduled
                4<3   LambdaFunctionStarted
                5<4   LambdaFunctionFailed    error="Down"
                6<5   LambdaFunctionScheduled @1s
                7<6   LambdaFunctionStarted
                8<7   LambdaFunctionFailed    error="Down"
                9<8   ExecutionFailed         error="Down"
                10<9  ExecutionRedriven       @60s redriveCount=1
                11<2  LambdaFunctionScheduled
                12<11 LambdaFunctionStarted
                13<12 LambdaFunctionFailed    error="Down"
                14<13 LambdaFunctionScheduled @61s
                15<14 LambdaFunctionStarted
                16<15 LambdaFunctionFailed    error="Down"
                17<16 ExecutionFailed         error="Down"
                18<17 ExecutionRedriven       @120s redriveCount=2
                19<2  LambdaFunctionScheduled
                20<19 LambdaFunctionStarted
                21<20 LambdaFunctionFailed    error="Down"
                22<21 LambdaFunctionScheduled @121s
                23<22 LambdaFunctionStarted
                24<23 LambdaFunctionFailed    error="Down"
                25<24 ExecutionFailed         error="Down"
                """),
        ExecutionCase(
            "the context object tells how often and when",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f", "End": true,
                "Parameters": {"count.$": "$$.Execution.RedriveCount", "retry.$": "$$.State.RetryCount",
                    "time.$": "$$.Execution['RedriveTime', 'StartTime']"}}
            """#,
            answers: ["A": [.failed("Down"), .succeeded(1)]], redrives: [60_000], source: guide,
            history: """
                1<0   ExecutionStarted        in={}
                2<0   TaskStateEntered        A in={}
                3<2   LambdaFunctionScheduled
                    in={"count":0,"time":{"StartTime":"2026-01-01T00:00:00.000Z"},"retry":0}
                4<3   LambdaFunctionStarted
                5<4   LambdaFunctionFailed    error="Down"
                6<5   ExecutionFailed         error="Down"
                7<6   ExecutionRedriven       @60s redriveCount=1
                8<2   LambdaFunctionScheduled
                    in={"count":1,"time":{"RedriveTime":"2026-01-01T00:01:00.000Z",
                    ⋯"StartTime":"2026-01-01T00:00:00.000Z"},"retry":0}
                9<8   LambdaFunctionStarted
                10<9  LambdaFunctionSucceeded out=1
                11<10 TaskStateExited         A out=1
                12<11 ExecutionSucceeded      out=1
                """),
        ExecutionCase(
            "branches that succeeded keep their outputs, the others go on where they stopped",
            parallel([
                function("A"), function("B"), function("C"),
                wait("W", 10, #", "Next": "X""#) + #", "X": {"Type": "Pass", "End": true}"#,
            ]),
            answers: [
                "A": [.succeeded("a")], "B": [.failed("Down", after: 1_000), .succeeded("b")],
                "C": [.never, .succeeded("c")],
            ], redrives: [60_000], source: guide, shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   ParallelStateEntered P
                3<2   ParallelStateStarted
                4<3   TaskStateEntered     A
                5<4   LambdaFunctionScheduled
                6<3   TaskStateEntered     B
                7<6   LambdaFunctionScheduled
                8<3   TaskStateEntered     C
                9<8   LambdaFunctionScheduled
                10<3  WaitStateEntered     W
                11<5  LambdaFunctionStarted
                12<7  LambdaFunctionStarted
                13<9  LambdaFunctionStarted
                14<11 LambdaFunctionSucceeded
                15<14 TaskStateExited      A
                16<12 LambdaFunctionFailed @1s error="Down"
                17<16 TaskStateAborted
                18<16 TaskStateAborted
                19<16 WaitStateAborted
                20<16 ParallelStateFailed
                21<20 ExecutionFailed      error="Down"
                22<21 ExecutionRedriven    @60s redriveCount=1
                23<6  LambdaFunctionScheduled
                24<8  LambdaFunctionScheduled
                25<23 LambdaFunctionStarted
                26<24 LambdaFunctionStarted
                27<25 LambdaFunctionSucceeded
                28<27 TaskStateExited      B
                29<26 LambdaFunctionSucceeded
                30<29 TaskStateExited      C
                31<10 WaitStateExited      @70s W
                32<31 PassStateEntered     X
                33<32 PassStateExited      X
                34<33 ParallelStateSucceeded
                35<33 ParallelStateExited  P
                36<35 ExecutionSucceeded
                """),
        ExecutionCase(
            "iterations that did not succeed run again, and those that were not started start",
            map(function("A"), #", "MaxConcurrency": 1, "End": true"#)
                .replacing(#""Type": "Map","#, with: #""Type": "Map", "ItemsPath": "$.items","#),
            input: #"{"items":[1,2,3]}"#,
            answers: ["A": [.succeeded("a"), .failed("Down"), .succeeded("b"), .succeeded("c")]],
            redrives: [60_000], source: guide, shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered       M
                3<2   MapStateStarted       length=3
                4<3   MapIterationStarted   M index=0
                5<4   TaskStateEntered      A
                6<5   LambdaFunctionScheduled
                7<6   LambdaFunctionStarted
                8<7   LambdaFunctionSucceeded
                9<8   TaskStateExited       A
                10<9  MapIterationSucceeded M index=0
                11<9  MapIterationStarted   M index=1
                12<11 TaskStateEntered      A
                13<12 LambdaFunctionScheduled
                14<13 LambdaFunctionStarted
                15<14 LambdaFunctionFailed  error="Down"
                16<15 MapIterationFailed    M index=1
                17<15 TaskStateAborted
                18<15 MapStateFailed
                19<18 ExecutionFailed       error="Down"
                20<19 ExecutionRedriven     @60s redriveCount=1
                21<12 LambdaFunctionScheduled
                22<21 LambdaFunctionStarted
                23<22 LambdaFunctionSucceeded
                24<23 TaskStateExited       A
                25<24 MapIterationSucceeded M index=1
                26<24 MapIterationStarted   M index=2
                27<26 TaskStateEntered      A
                28<27 LambdaFunctionScheduled
                29<28 LambdaFunctionStarted
                30<29 LambdaFunctionSucceeded
                31<30 TaskStateExited       A
                32<31 MapIterationSucceeded M index=2
                33<32 MapStateSucceeded
                34<32 MapStateExited        M
                35<34 ExecutionSucceeded
                """),
        ExecutionCase(
            "a Parallel whose result is too large runs again as a whole",
            parallel([function("A"), function("B")]),
            answers: [
                "A": [.succeeded(.string(String(repeating: "a", count: 60))), .succeeded(1)],
                "B": [.succeeded(.string(String(repeating: "b", count: 60))), .succeeded(2)],
            ], redrives: [60_000], source: guide, shown: .structure, configure: { $0.quotas.payloadBytes = 100 },
            history: """
                1<0   ExecutionStarted
                2<0   ParallelStateEntered P
                3<2   ParallelStateStarted
                4<3   TaskStateEntered     A
                5<4   LambdaFunctionScheduled
                6<3   TaskStateEntered     B
                7<6   LambdaFunctionScheduled
                8<5   LambdaFunctionStarted
                9<7   LambdaFunctionStarted
                10<8  LambdaFunctionSucceeded
                11<10 TaskStateExited      A
                12<9  LambdaFunctionSucceeded
                13<12 TaskStateExited      B
                14<13 ParallelStateSucceeded
                15<13 ExecutionFailed      error="States.DataLimitExceeded" cause="The state/task 'P' returned a
                    result with a size exceeding the maximum number of bytes service limit."
                16<15 ExecutionRedriven    @60s redriveCount=1
                17<2  ParallelStateStarted
                18<17 TaskStateEntered     A
                19<18 LambdaFunctionScheduled
                20<17 TaskStateEntered     B
                21<20 LambdaFunctionScheduled
                22<19 LambdaFunctionStarted
                23<21 LambdaFunctionStarted
                24<22 LambdaFunctionSucceeded
                25<24 TaskStateExited      A
                26<23 LambdaFunctionSucceeded
                27<26 TaskStateExited      B
                28<27 ParallelStateSucceeded
                29<27 ParallelStateExited  P
                30<29 ExecutionSucceeded
                """),
        ExecutionCase(
            "a map run that failed is redriven: its event links to the start of the Map",
            distributed(#""F": {"Type": "Fail"}"#), input: "[1]", redrives: [60_000], source: guide, shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered    M
                3<2   MapStateStarted    length=1
                4<3   MapRunStarted
                5<4   MapRunFailed       error="States.ExceedToleratedFailureThreshold"
                    cause="The specified tolerated failure threshold was exceeded"
                6<5   MapStateFailed
                7<6   ExecutionFailed    error="States.ExceedToleratedFailureThreshold"
                    cause="The specified tolerated failure threshold was exceeded"
                8<7   ExecutionRedriven  @60s redriveCount=1
                9<3   MapRunRedriven     redriveCount=1
                10<9  MapRunFailed       error="States.ExceedToleratedFailureThreshold"
                    cause="The specified tolerated failure threshold was exceeded"
                11<10 MapStateFailed
                12<11 ExecutionFailed    error="States.ExceedToleratedFailureThreshold"
                    cause="The specified tolerated failure threshold was exceeded"
                """),
        ExecutionCase(
            "so is one that was aborted", distributed(wait("W", 30)), input: "[1]",
            messages: [(20_000, .stop(error: nil, cause: nil))], redrives: [60_000], source: guide, shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered    M
                3<2   MapStateStarted    length=1
                4<3   MapRunStarted
                5<4   MapRunAborted      @20s
                6<0   ExecutionAborted
                7<6   ExecutionRedriven  @60s redriveCount=1
                8<3   MapRunRedriven     redriveCount=1
                9<8   MapRunSucceeded    @90s
                10<9  MapStateSucceeded
                11<8  MapStateExited     M
                12<11 ExecutionSucceeded
                """),
        ExecutionCase(
            "the time of the execution starts anew", wait("W", 60), fields: #""TimeoutSeconds": 70,"#,
            messages: [(20_000, .stop(error: nil, cause: nil))], redrives: [90_000], source: guide,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 WaitStateEntered   W in={}
                3<0 ExecutionAborted   @20s
                4<3 ExecutionRedriven  @90s redriveCount=1
                5<2 WaitStateExited    @150s W out={}
                6<5 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "a wait for a time that has passed is over",
            #"""
            "W": {"Type": "Wait", "Timestamp": "2026-01-01T00:01:00Z", "End": true}
            """#,
            messages: [(20_000, .stop(error: nil, cause: nil))], redrives: [90_000], source: guide,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 WaitStateEntered   W in={}
                3<0 ExecutionAborted   @20s
                4<3 ExecutionRedriven  @90s redriveCount=1
                5<2 WaitStateExited    W out={}
                6<5 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "a Fail state fails again", #""F": {"Type": "Fail", "Error": "No"}"#, redrives: [60_000], source: guide,
            history: """
                1<0 ExecutionStarted  in={}
                2<0 FailStateEntered  F in={}
                3<2 ExecutionFailed   error="No"
                4<3 ExecutionRedriven @60s redriveCount=1
                5<2 ExecutionFailed   error="No"
                """),
        ExecutionCase(
            "an execution that succeeded is not redriven", #""S": {"Type": "Succeed"}"#, redrives: [60_000],
            source: guide,
            history: """
                1<0 ExecutionStarted    in={}
                2<0 SucceedStateEntered S in={}
                3<2 SucceedStateExited  S out={}
                4<3 ExecutionSucceeded  out={}
                """),
        ExecutionCase(
            "nor one that ended more than 14 days ago", #""F": {"Type": "Fail"}"#,
            redrives: [14 * 86_400_000 + 1], source: guide,
            history: """
                1<0 ExecutionStarted in={}
                2<0 FailStateEntered F in={}
                3<2 ExecutionFailed
                """),
        ExecutionCase(
            "nor one whose history has no room", #""F": {"Type": "Fail"}"#, redrives: [60_000], source: guide,
            configure: { $0.quotas.historyEvents = 4 },
            history: """
                1<0 ExecutionStarted in={}
                2<0 FailStateEntered F in={}
                3<2 ExecutionFailed
                """),
    ]
}
