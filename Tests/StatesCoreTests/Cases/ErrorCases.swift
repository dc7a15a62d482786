import JSONModel
import StatesCore
import StatesSimulation

/// Retry and Catch.
extension ExecutionCase {
    private static func retried(_ retriers: String, _ rest: String = #", "End": true"#) -> String {
        function("Pay", #", "Retry": [\#(retriers)]\#(rest)"#)
    }

    static let retries: [ExecutionCase] = [
        ExecutionCase(
            "without numbers: three retries, after 1, 2 and 4 seconds",
            retried(#"{"ErrorEquals": ["Busy"]}"#), answers: ["Pay": [.failed("Busy", "x")]],
            history: """
                1<0   ExecutionStarted        in={}
                2<0   TaskStateEntered        Pay in={}
                3<2   LambdaFunctionScheduled in={}
                4<3   LambdaFunctionStarted
                5<4   LambdaFunctionFailed    error="Busy" cause="x"
                6<5   LambdaFunctionScheduled @1s in={}
                7<6   LambdaFunctionStarted
                8<7   LambdaFunctionFailed    error="Busy" cause="x"
                9<8   LambdaFunctionScheduled @3s in={}
                10<9  LambdaFunctionStarted
                11<10 LambdaFunctionFailed    error="Busy" cause="x"
                12<11 LambdaFunctionScheduled @7s in={}
                13<12 LambdaFunctionStarted
                14<13 LambdaFunctionFailed    error="Busy" cause="x"
                15<14 ExecutionFailed         error="Busy" cause="x"
                """),
        ExecutionCase(
            "interval, backoff and cap",
            retried(
                #"""
                {"ErrorEquals": ["Busy"], "IntervalSeconds": 3, "BackoffRate": 1.5, "MaxDelaySeconds": 5,
                "MaxAttempts": 4}
                """#),
            answers: ["Pay": [.failed("Busy"), .failed("Busy"), .failed("Busy"), .failed("Busy"), .succeeded(1)]],
            shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   TaskStateEntered        Pay
                3<2   LambdaFunctionScheduled
                4<3   LambdaFunctionStarted
                5<4   LambdaFunctionFailed    error="Busy"
                6<5   LambdaFunctionScheduled @3s
                7<6   LambdaFunctionStarted
                8<7   LambdaFunctionFailed    error="Busy"
                9<8   LambdaFunctionScheduled @7.500s
                10<9  LambdaFunctionStarted
                11<10 LambdaFunctionFailed    error="Busy"
                12<11 LambdaFunctionScheduled @12.500s
                13<12 LambdaFunctionStarted
                14<13 LambdaFunctionFailed    error="Busy"
                15<14 LambdaFunctionScheduled @17.500s
                16<15 LambdaFunctionStarted
                17<16 LambdaFunctionSucceeded
                18<17 TaskStateExited         Pay
                19<18 ExecutionSucceeded
                """),
        ExecutionCase(
            "MaxAttempts 0 never retries", retried(#"{"ErrorEquals": ["Busy"], "MaxAttempts": 0}"#),
            answers: ["Pay": [.failed("Busy")]], shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 TaskStateEntered        Pay
                3<2 LambdaFunctionScheduled
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="Busy"
                6<5 ExecutionFailed         error="Busy"
                """),
        ExecutionCase(
            "each retrier counts for itself, and the first that matches decides",
            retried(
                #"""
                {"ErrorEquals": ["Busy"], "MaxAttempts": 2, "BackoffRate": 1}, {"ErrorEquals": ["Down",
                "Busy"], "MaxAttempts": 1, "IntervalSeconds": 9}
                """#),
            answers: ["Pay": [.failed("Busy"), .failed("Down"), .failed("Busy"), .failed("Busy")]],
            shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   TaskStateEntered        Pay
                3<2   LambdaFunctionScheduled
                4<3   LambdaFunctionStarted
                5<4   LambdaFunctionFailed    error="Busy"
                6<5   LambdaFunctionScheduled @1s
                7<6   LambdaFunctionStarted
                8<7   LambdaFunctionFailed    error="Down"
                9<8   LambdaFunctionScheduled @10s
                10<9  LambdaFunctionStarted
                11<10 LambdaFunctionFailed    error="Busy"
                12<11 LambdaFunctionScheduled @11s
                13<12 LambdaFunctionStarted
                14<13 LambdaFunctionFailed    error="Busy"
                15<14 ExecutionFailed         error="Busy"
                """),
        ExecutionCase(
            "another entry of the state starts counting anew",
            retried(#"{"ErrorEquals": ["Busy"], "MaxAttempts": 1}"#, #", "Next": "C""#)
                + #"""
                , "C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 1,
                "Next": "Pay"}], "Default": "D"}, "D": {"Type": "Succeed"}
                """#,
            answers: ["Pay": [.failed("Busy"), .succeeded(1), .failed("Busy"), .succeeded(2)]],
            shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   TaskStateEntered        Pay
                3<2   LambdaFunctionScheduled
                4<3   LambdaFunctionStarted
                5<4   LambdaFunctionFailed    error="Busy"
                6<5   LambdaFunctionScheduled @1s
                7<6   LambdaFunctionStarted
                8<7   LambdaFunctionSucceeded
                9<8   TaskStateExited         Pay
                10<9  ChoiceStateEntered      C
                11<10 ChoiceStateExited       C
                12<11 TaskStateEntered        Pay
                13<12 LambdaFunctionScheduled
                14<13 LambdaFunctionStarted
                15<14 LambdaFunctionFailed    error="Busy"
                16<15 LambdaFunctionScheduled @2s
                17<16 LambdaFunctionStarted
                18<17 LambdaFunctionSucceeded
                19<18 TaskStateExited         Pay
                20<19 ChoiceStateEntered      C
                21<20 ChoiceStateExited       C
                22<21 SucceedStateEntered     D
                23<22 SucceedStateExited      D
                24<23 ExecutionSucceeded
                """),
        ExecutionCase(
            "Parameters are evaluated again at each attempt and see the count",
            service(
                "Pay", "aws-sdk:dynamodb:putItem",
                #"""
                , "Parameters": {"n.$": "$$.State.RetryCount"}, "Retry": [{"ErrorEquals": ["States.ALL"],
                "MaxAttempts": 2}], "End": true
                """#),
            answers: ["Pay": [.failed("Busy"), .failed("Busy"), .succeeded(1)]],
            history: """
                1<0   ExecutionStarted   in={}
                2<0   TaskStateEntered   Pay in={}
                3<2   TaskScheduled      in={"n":0}
                4<3   TaskStarted
                5<4   TaskFailed         error="Busy"
                6<5   TaskScheduled      @1s in={"n":1}
                7<6   TaskStarted
                8<7   TaskFailed         error="Busy"
                9<8   TaskScheduled      @3s in={"n":2}
                10<9  TaskStarted
                11<10 TaskSucceeded      out=1
                12<11 TaskStateExited    Pay out=1
                13<12 ExecutionSucceeded out=1
                """),
        ExecutionCase(
            "a retry is over when the execution is stopped",
            retried(
                #"""
                {"ErrorEquals": ["Busy"], "IntervalSeconds": 30}
                """#),
            answers: ["Pay": [.failed("Busy")]], messages: [(10_000, .stop(error: nil, cause: nil))],
            shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 TaskStateEntered        Pay
                3<2 LambdaFunctionScheduled
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="Busy"
                6<0 ExecutionAborted        @10s
                """),
        ExecutionCase(
            "a timeout is retried by its name, each attempt with a deadline of its own",
            retried(#"{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1}"#, #", "TimeoutSeconds": 5, "End": true"#),
            answers: ["Pay": [.never, .succeeded(1, after: 4_000)]], shown: .structure,
            history: """
                1<0  ExecutionStarted
                2<0  TaskStateEntered        Pay
                3<2  LambdaFunctionScheduled timeoutInSeconds=5
                4<3  LambdaFunctionStarted
                5<4  LambdaFunctionTimedOut  @5s error="States.Timeout"
                6<5  LambdaFunctionScheduled @6s timeoutInSeconds=5
                7<6  LambdaFunctionStarted
                8<7  LambdaFunctionSucceeded @10s
                9<8  TaskStateExited         Pay
                10<9 ExecutionSucceeded
                """),
        ExecutionCase(
            "errors of the definition are never retried",
            service(
                "Pay", "aws-sdk:dynamodb:putItem",
                #"""
                , "Parameters": {"n.$": "$.no"}, "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true
                """#),
            answers: ["Pay": [.succeeded(1)]],
            history: """
                1<0 ExecutionStarted in={}
                2<0 TaskStateEntered Pay in={}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹Pay #2› The JSONPath '$.no' specified for the
                    field 'n.$' could not be found in the input '{}'"
                """),
        ExecutionCase(
            "a failing intrinsic function is an error of the definition: nothing catches it",
            service(
                "Pay", "aws-sdk:dynamodb:putItem",
                #"""
                , "Parameters": {"n.$": "States.MathAdd($.a, 1)"}, "Catch": [{"ErrorEquals": [
                "States.IntrinsicFailure"], "ResultPath": "$.e", "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Pass", "OutputPath": "$.e.Error", "End": true}"#,
            input: #"{"a": "x"}"#, answers: ["Pay": [.succeeded(1)]], shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 TaskStateEntered Pay
                3<2 ExecutionFailed  error="States.Runtime" cause="‹Pay #2› The function 'States.MathAdd($.a, 1)' had
                    the following error: Invalid arguments in States.MathAdd"
                """),
    ]

    private static func caught(
        _ fact: String, _ catchers: String, _ answer: TaskAnswer, history: String
    ) -> ExecutionCase {
        let other = catchers.contains(#""C""#) ? #", "C": {"Type": "Succeed"}"# : ""
        return ExecutionCase(
            fact,
            function("Pay", #", "Catch": [\#(catchers)], "ResultPath": "$.r", "End": true"#)
                + #", "B": {"Type": "Pass", "End": true}"# + other,
            input: #"{ "a": 1}"#, answers: ["Pay": [answer]], history: history)
    }

    static let catches: [ExecutionCase] = [
        caught(
            "the first catcher that names the error is taken; its output replaces the input",
            #"""
            {"ErrorEquals": ["Other"], "Next": "C"}, {"ErrorEquals": ["No", "Bad"], "Next": "B"},
            {"ErrorEquals": ["States.ALL"], "Next": "C"}
            """#,
            .failed("Bad", #"{"why": [1]}"#),
            history: #"""
                1<0 ExecutionStarted        in={ "a": 1}
                2<0 TaskStateEntered        Pay in={ "a": 1}
                3<2 LambdaFunctionScheduled in={ "a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="Bad" cause="{\"why\": [1]}"
                6<5 TaskStateExited         Pay out={"Error":"Bad","Cause":"{\"why\": [1]}"}
                7<6 PassStateEntered        B in={"Error":"Bad","Cause":"{\"why\": [1]}"}
                8<7 PassStateExited         B out={"Error":"Bad","Cause":"{\"why\": [1]}"}
                9<8 ExecutionSucceeded      out={"Error":"Bad","Cause":"{\"why\": [1]}"}
                """#),
        caught(
            "States.TaskFailed is any error of a task; ResultPath keeps the input",
            #"{"ErrorEquals": ["States.TaskFailed"], "ResultPath": "$.error", "Next": "B"}"#, .failed("Bad", "why"),
            history: """
                1<0 ExecutionStarted        in={ "a": 1}
                2<0 TaskStateEntered        Pay in={ "a": 1}
                3<2 LambdaFunctionScheduled in={ "a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="Bad" cause="why"
                6<5 TaskStateExited         Pay out={"a":1,"error":{"Error":"Bad","Cause":"why"}}
                7<6 PassStateEntered        B in={"a":1,"error":{"Error":"Bad","Cause":"why"}}
                8<7 PassStateExited         B out={"a":1,"error":{"Error":"Bad","Cause":"why"}}
                9<8 ExecutionSucceeded      out={"a":1,"error":{"Error":"Bad","Cause":"why"}}
                """),
        caught(
            "a catcher's ResultPath null hands on the input",
            #"{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "B"}"#, .failed("Bad", "why"),
            history: """
                1<0 ExecutionStarted        in={ "a": 1}
                2<0 TaskStateEntered        Pay in={ "a": 1}
                3<2 LambdaFunctionScheduled in={ "a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="Bad" cause="why"
                6<5 TaskStateExited         Pay out={ "a": 1}
                7<6 PassStateEntered        B in={ "a": 1}
                8<7 PassStateExited         B out={ "a": 1}
                9<8 ExecutionSucceeded      out={ "a": 1}
                """),
        caught(
            "a failure without error is matched by States.ALL only, and has nulls",
            #"{"ErrorEquals": ["States.TaskFailed"], "Next": "C"}, {"ErrorEquals": ["States.ALL"], "Next": "B"}"#,
            .failed(nil, nil),
            history: """
                1<0 ExecutionStarted        in={ "a": 1}
                2<0 TaskStateEntered        Pay in={ "a": 1}
                3<2 LambdaFunctionScheduled in={ "a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed
                6<5 TaskStateExited         Pay out={"Error":null,"Cause":null}
                7<6 PassStateEntered        B in={"Error":null,"Cause":null}
                8<7 PassStateExited         B out={"Error":null,"Cause":null}
                9<8 ExecutionSucceeded      out={"Error":null,"Cause":null}
                """),
        caught(
            "names match exactly", #"{"ErrorEquals": ["State.ALL", "bad"], "Next": "B"}"#, .failed("Bad", "why"),
            history: """
                1<0 ExecutionStarted        in={ "a": 1}
                2<0 TaskStateEntered        Pay in={ "a": 1}
                3<2 LambdaFunctionScheduled in={ "a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="Bad" cause="why"
                6<5 ExecutionFailed         error="Bad" cause="why"
                """),
        caught(
            "a catcher assigns from the error output",
            #"{"ErrorEquals": ["Bad"], "ResultPath": "$.e", "Assign": {"why.$": "$.Cause"}, "Next": "B"}"#,
            .failed("Bad", "why"),
            history: """
                1<0 ExecutionStarted        in={ "a": 1}
                2<0 TaskStateEntered        Pay in={ "a": 1}
                3<2 LambdaFunctionScheduled in={ "a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="Bad" cause="why"
                6<5 TaskStateExited         Pay out={"a":1,"e":{"Error":"Bad","Cause":"why"}} why:="why"
                7<6 PassStateEntered        B in={"a":1,"e":{"Error":"Bad","Cause":"why"}}
                8<7 PassStateExited         B out={"a":1,"e":{"Error":"Bad","Cause":"why"}}
                9<8 ExecutionSucceeded      out={"a":1,"e":{"Error":"Bad","Cause":"why"}}
                """),
        ExecutionCase(
            "used-up retries are caught",
            function(
                "Pay",
                #"""
                , "Retry": [{"ErrorEquals": ["Bad"], "MaxAttempts": 1}], "Catch": [{"ErrorEquals": ["Bad"],
                "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.failed("Bad", "why")]],
            history: """
                1<0   ExecutionStarted        in={}
                2<0   TaskStateEntered        Pay in={}
                3<2   LambdaFunctionScheduled in={}
                4<3   LambdaFunctionStarted
                5<4   LambdaFunctionFailed    error="Bad" cause="why"
                6<5   LambdaFunctionScheduled @1s in={}
                7<6   LambdaFunctionStarted
                8<7   LambdaFunctionFailed    error="Bad" cause="why"
                9<8   TaskStateExited         Pay out={"Error":"Bad","Cause":"why"}
                10<9  SucceedStateEntered     B in={"Error":"Bad","Cause":"why"}
                11<10 SucceedStateExited      B out={"Error":"Bad","Cause":"why"}
                12<11 ExecutionSucceeded      out={"Error":"Bad","Cause":"why"}
                """),
        ExecutionCase(
            "a catcher that cannot write its output fails the execution",
            function("Pay", #", "Catch": [{"ErrorEquals": ["Bad"], "ResultPath": "$.a.b", "Next": "B"}], "End": true"#)
                + #", "B": {"Type": "Succeed"}"#,
            input: #"{"a": 1}"#, answers: ["Pay": [.failed("Bad", "why")]],
            history: #"""
                1<0 ExecutionStarted        in={"a": 1}
                2<0 TaskStateEntered        Pay in={"a": 1}
                3<2 LambdaFunctionScheduled in={"a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="Bad" cause="why"
                6<5 ExecutionFailed         error="States.ResultPathMatchFailure" cause="‹Pay #2› Unable to apply
                    ReferencePath $.a.b to input {\"a\":1}"
                """#),
        ExecutionCase(
            "a choice that nothing matches fails what is around it, and nothing catches it",
            #"""
            "P": {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Choice",
            "Choices": [{"Variable": "$.n", "IsNull": true, "Next": "E"}]}, "E": {"Type": "Succeed"}}}],
            "Catch": [{"ErrorEquals": ["States.NoChoiceMatched"], "Next": "B"}], "End": true}, "B": {
            "Type": "Succeed"}
            """#,
            input: #"{"n": 1}"#,
            history: """
                1<0 ExecutionStarted     in={"n": 1}
                2<0 ParallelStateEntered P in={"n": 1}
                3<2 ParallelStateStarted
                4<3 ChoiceStateEntered   A in={"n": 1}
                5<4 ParallelStateFailed
                6<5 ExecutionFailed      error="States.Runtime" cause="‹A #4› Failed to transition out of the state.
                    The state does not point to a next state."
                """),
    ]
}
