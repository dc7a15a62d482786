import JSONModel
import StatesCore
import StatesSimulation

/// Map states whose iterations fail.
extension ExecutionCase {
    static let mapFailures: [ExecutionCase] = [
        ExecutionCase(
            "an iteration that fails aborts the others, ascending; tasks have their own event",
            map(
                function("A"),
                #"""
                , "MaxConcurrency": 3, "Catch": [{"ErrorEquals": ["Bad"], "Next": "B"}], "End": true
                """#) + #", "B": {"Type": "Succeed"}"#,
            input: "[1, 2, 3, 4, 5]",
            answers: ["A": [.never, .failed("Bad", "why", after: 1_000), .never]],
            history: """
                1<0   ExecutionStarted        in=[1, 2, 3, 4, 5]
                2<0   MapStateEntered         M in=[1, 2, 3, 4, 5]
                3<2   MapStateStarted         length=5
                4<3   MapIterationStarted     M index=0
                5<3   MapIterationStarted     M index=1
                6<3   MapIterationStarted     M index=2
                7<4   TaskStateEntered        A in=1
                8<7   LambdaFunctionScheduled in=1
                9<5   TaskStateEntered        A in=2
                10<9  LambdaFunctionScheduled in=2
                11<6  TaskStateEntered        A in=3
                12<11 LambdaFunctionScheduled in=3
                13<8  LambdaFunctionStarted
                14<10 LambdaFunctionStarted
                15<12 LambdaFunctionStarted
                16<14 LambdaFunctionFailed    @1s error="Bad" cause="why"
                17<16 MapIterationFailed      M index=1
                18<16 TaskStateAborted
                19<16 MapIterationAborted     M index=0
                20<16 TaskStateAborted
                21<16 MapIterationAborted     M index=2
                22<16 TaskStateAborted
                23<16 MapStateFailed
                24<23 MapStateExited          M out={"Error":"Bad","Cause":"why"}
                25<24 SucceedStateEntered     B in={"Error":"Bad","Cause":"why"}
                26<25 SucceedStateExited      B out={"Error":"Bad","Cause":"why"}
                27<26 ExecutionSucceeded      out={"Error":"Bad","Cause":"why"}
                """),
        ExecutionCase(
            "a Fail state in an iteration has no event of its own",
            map(
                #"""
                "A": {"Type": "Fail", "Error": "Bad"}
                """#, #", "MaxConcurrency": 1, "End": true"#), input: "[1, 2]",
            history: """
                1<0 ExecutionStarted    in=[1, 2]
                2<0 MapStateEntered     M in=[1, 2]
                3<2 MapStateStarted     length=2
                4<3 MapIterationStarted M index=0
                5<4 FailStateEntered    A in=1
                6<5 MapIterationFailed  M index=0
                7<5 MapStateFailed
                8<7 ExecutionFailed     error="Bad"
                """),
        ExecutionCase(
            "timeouts of concurrent iterations at one instant, as recorded on AWS",
            map(service("A", "lambda:invoke", #", "TimeoutSeconds": 5, "End": true"#)), input: "[1, 2, 3, 4]",
            answers: ["A": [.never]], shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered     M
                3<2   MapStateStarted     length=4
                4<3   MapIterationStarted M index=0
                5<3   MapIterationStarted M index=1
                6<3   MapIterationStarted M index=2
                7<3   MapIterationStarted M index=3
                8<4   TaskStateEntered    A
                9<8   TaskScheduled       timeoutInSeconds=5
                10<5  TaskStateEntered    A
                11<10 TaskScheduled       timeoutInSeconds=5
                12<6  TaskStateEntered    A
                13<12 TaskScheduled       timeoutInSeconds=5
                14<7  TaskStateEntered    A
                15<14 TaskScheduled       timeoutInSeconds=5
                16<9  TaskStarted
                17<11 TaskStarted
                18<13 TaskStarted
                19<15 TaskStarted
                20<16 TaskTimedOut        @5s error="States.Timeout"
                21<17 TaskTimedOut        error="States.Timeout"
                22<18 TaskTimedOut        error="States.Timeout"
                23<19 TaskTimedOut        error="States.Timeout"
                24<20 MapIterationFailed  M index=0
                25<20 TaskStateAborted
                26<20 MapIterationAborted M index=1
                27<20 TaskStateAborted
                28<20 MapIterationAborted M index=2
                29<20 TaskStateAborted
                30<20 MapIterationAborted M index=3
                31<20 TaskStateAborted
                32<20 MapStateFailed
                33<32 ExecutionFailed     error="States.Timeout"
                """),
        ExecutionCase(
            "a Map is retried as a whole, and started anew",
            map(
                function("A"),
                #"""
                , "MaxConcurrency": 2, "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}], "Catch": [{
                "ErrorEquals": ["States.ALL"], "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Succeed"}"#,
            input: "[1, 2, 3]",
            answers: [
                "A": [
                    .succeeded(1, after: 500), .failed("Busy", nil, after: 1_000), .never, .failed("Busy"), .never,
                    .succeeded(1), .succeeded(2), .succeeded(3),
                ]
            ],
            shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered         M
                3<2   MapStateStarted         length=3
                4<3   MapIterationStarted     M index=0
                5<3   MapIterationStarted     M index=1
                6<4   TaskStateEntered        A
                7<6   LambdaFunctionScheduled
                8<5   TaskStateEntered        A
                9<8   LambdaFunctionScheduled
                10<7  LambdaFunctionStarted
                11<9  LambdaFunctionStarted
                12<10 LambdaFunctionSucceeded @0.500s
                13<12 TaskStateExited         A
                14<13 MapIterationSucceeded   M index=0
                15<13 MapIterationStarted     M index=2
                16<15 TaskStateEntered        A
                17<16 LambdaFunctionScheduled
                18<17 LambdaFunctionStarted
                19<11 LambdaFunctionFailed    @1s error="Busy"
                20<19 MapIterationFailed      M index=1
                21<19 TaskStateAborted
                22<19 MapIterationAborted     M index=2
                23<19 TaskStateAborted
                24<19 MapStateStarted         @2s length=3
                25<24 MapIterationStarted     M index=0
                26<24 MapIterationStarted     M index=1
                27<25 TaskStateEntered        A
                28<27 LambdaFunctionScheduled
                29<26 TaskStateEntered        A
                30<29 LambdaFunctionScheduled
                31<28 LambdaFunctionStarted
                32<30 LambdaFunctionStarted
                33<31 LambdaFunctionFailed    error="Busy"
                34<33 MapIterationFailed      M index=0
                35<33 TaskStateAborted
                36<33 MapIterationAborted     M index=1
                37<33 TaskStateAborted
                38<33 MapStateStarted         @4s length=3
                39<38 MapIterationStarted     M index=0
                40<38 MapIterationStarted     M index=1
                41<39 TaskStateEntered        A
                42<41 LambdaFunctionScheduled
                43<40 TaskStateEntered        A
                44<43 LambdaFunctionScheduled
                45<42 LambdaFunctionStarted
                46<44 LambdaFunctionStarted
                47<45 LambdaFunctionSucceeded
                48<47 TaskStateExited         A
                49<48 MapIterationSucceeded   M index=0
                50<48 MapIterationStarted     M index=2
                51<50 TaskStateEntered        A
                52<51 LambdaFunctionScheduled
                53<46 LambdaFunctionSucceeded
                54<53 TaskStateExited         A
                55<54 MapIterationSucceeded   M index=1
                56<52 LambdaFunctionStarted
                57<56 LambdaFunctionSucceeded
                58<57 TaskStateExited         A
                59<58 MapIterationSucceeded   M index=2
                60<59 MapStateSucceeded
                61<59 MapStateExited          M
                62<61 ExecutionSucceeded
                """),
        ExecutionCase(
            "a task inside is retried without its Map",
            map(function("A", #", "Retry": [{"ErrorEquals": ["Busy"]}], "End": true"#)), input: "[1, 2]",
            answers: ["A": [.failed("Busy"), .succeeded("b"), .succeeded("a")]],
            history: """
                1<0   ExecutionStarted        in=[1, 2]
                2<0   MapStateEntered         M in=[1, 2]
                3<2   MapStateStarted         length=2
                4<3   MapIterationStarted     M index=0
                5<3   MapIterationStarted     M index=1
                6<4   TaskStateEntered        A in=1
                7<6   LambdaFunctionScheduled in=1
                8<5   TaskStateEntered        A in=2
                9<8   LambdaFunctionScheduled in=2
                10<7  LambdaFunctionStarted
                11<9  LambdaFunctionStarted
                12<10 LambdaFunctionFailed    error="Busy"
                13<11 LambdaFunctionSucceeded out="b"
                14<13 TaskStateExited         A out="b"
                15<14 MapIterationSucceeded   M index=1
                16<12 LambdaFunctionScheduled @1s in=1
                17<16 LambdaFunctionStarted
                18<17 LambdaFunctionSucceeded out="a"
                19<18 TaskStateExited         A out="a"
                20<19 MapIterationSucceeded   M index=0
                21<20 MapStateSucceeded
                22<20 MapStateExited          M out=["a","b"]
                23<22 ExecutionSucceeded      out=["a","b"]
                """),
        ExecutionCase(
            "failures while others run: the iteration that waits for its retry is aborted too",
            map(
                function(
                    "A",
                    #"""
                    , "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 5}], "End": true
                    """#)), input: "[1, 2]",
            answers: ["A": [.failed("Busy"), .failed("Bad", nil, after: 2_000)]], shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered         M
                3<2   MapStateStarted         length=2
                4<3   MapIterationStarted     M index=0
                5<3   MapIterationStarted     M index=1
                6<4   TaskStateEntered        A
                7<6   LambdaFunctionScheduled
                8<5   TaskStateEntered        A
                9<8   LambdaFunctionScheduled
                10<7  LambdaFunctionStarted
                11<9  LambdaFunctionStarted
                12<10 LambdaFunctionFailed    error="Busy"
                13<11 LambdaFunctionFailed    @2s error="Bad"
                14<13 MapIterationFailed      M index=1
                15<13 TaskStateAborted
                16<13 MapIterationAborted     M index=0
                17<13 TaskStateAborted
                18<13 MapStateFailed
                19<18 ExecutionFailed         error="Bad"
                """),
        ExecutionCase(
            "a negative MaxConcurrencyPath hangs before the state is entered, until the execution's time is over",
            #"""
            "M": {"Type": "Map", "MaxConcurrencyPath": "$.n", "ItemsPath": "$.l", "End": true,
            "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}}
            """#, fields: #""TimeoutSeconds": 60,"#, input: #"{"n": -1, "l": [1]}"#,
            history: """
                1<0 ExecutionStarted  in={"n": -1, "l": [1]}
                2<0 ExecutionTimedOut @60s
                """),
    ]
}
