import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Choice, variables and the context object.
extension ExecutionCase {
    static let choices: [ExecutionCase] = [
        ExecutionCase(
            "the first rule that holds decides",
            #"""
            "A": {"Type": "Choice", "Choices": [
            {"Variable": "$.n", "NumericGreaterThan": 5, "Next": "No"},
            {"Variable": "$.n", "NumericGreaterThan": 2, "Next": "Yes"},
            {"Variable": "$.n", "NumericGreaterThan": 1, "Next": "No"}], "Default": "No"},
            "Yes": {"Type": "Succeed"}, "No": {"Type": "Fail"}
            """#,
            input: #"{"n": 3}"#,
            history: """
                1<0 ExecutionStarted    in={"n": 3}
                2<0 ChoiceStateEntered  A in={"n": 3}
                3<2 ChoiceStateExited   A out={"n": 3}
                4<3 SucceedStateEntered Yes in={"n": 3}
                5<4 SucceedStateExited  Yes out={"n": 3}
                6<5 ExecutionSucceeded  out={"n": 3}
                """),
        ExecutionCase(
            "no rule holds and there is no Default",
            #"""
            "A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "IsString": true, "Next": "B"}]},
            "B": {"Type": "Succeed"}
            """#,
            input: #"{"n": 3}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 3}
                2<0 ChoiceStateEntered A in={"n": 3}
                3<2 ExecutionFailed    error="States.Runtime" cause="‹A #2› Failed to transition out of the state.
                    The state does not point to a next state."
                """),
        ExecutionCase(
            "a rule's variable is missing",
            #"""
            "A": {"Type": "Choice", "Choices": [{"Variable": "$.no", "IsString": true, "Next": "B"}]},
            "B": {"Type": "Succeed"}
            """#,
            input: #"{"n": 3}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 3}
                2<0 ChoiceStateEntered A in={"n": 3}
                3<2 ExecutionFailed    error="States.Runtime" cause="‹A #2› Invalid path '$.no': The choice state's
                    condition path references an invalid value."
                """),
        ExecutionCase(
            "the rule's variables replace those of the state, which are for Default",
            #"""
            "A": {"Type": "Choice", "Assign": {"v": "default"}, "Choices": [
            {"Variable": "$.n", "NumericEquals": 3, "Assign": {"v": "rule", "w.$": "$.n"}, "Next": "B"}],
            "Default": "C"},
            "B": {"Type": "Choice", "Assign": {"u.$": "$w"}, "Choices": [{"Variable": "$v",
            "StringEquals": "x", "Next": "C"}], "Default": "C"},
            "C": {"Type": "Pass", "Parameters": {"v.$": "$v", "u.$": "$u"}, "End": true}
            """#,
            input: #"{"n": 3}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 3}
                2<0 ChoiceStateEntered A in={"n": 3}
                3<2 ChoiceStateExited  A out={"n": 3} v:="rule" w:=3
                4<3 ChoiceStateEntered B in={"n": 3}
                5<4 ChoiceStateExited  B out={"n": 3} u:=3
                6<5 PassStateEntered   C in={"n": 3}
                7<6 PassStateExited    C out={"u":3,"v":"rule"}
                8<7 ExecutionSucceeded out={"u":3,"v":"rule"}
                """),
        ExecutionCase(
            "Choice selects its input and its output",
            #"""
            "A": {"Type": "Choice", "InputPath": "$.a", "OutputPath": "$.b", "Choices": [{
            "Variable": "$.b", "IsNumeric": true, "Next": "B"}]}, "B": {"Type": "Succeed"}
            """#,
            input: #"{"a": {"b": 1}}"#,
            history: """
                1<0 ExecutionStarted    in={"a": {"b": 1}}
                2<0 ChoiceStateEntered  A in={"a": {"b": 1}}
                3<2 ChoiceStateExited   A out=1
                4<3 SucceedStateEntered B in=1
                5<4 SucceedStateExited  B out=1
                6<5 ExecutionSucceeded  out=1
                """),
    ]

    static let variables: [ExecutionCase] = [
        ExecutionCase(
            "all members of Assign see the variables as they were, and the result",
            #"""
            "A": {"Type": "Pass", "Assign": {"x": 1, "y": "old"}, "Next": "B"},
            "B": {"Type": "Pass", "Result": {"r": true}, "Assign": {"x.$": "States.MathAdd($x, 1)",
            "y.$": "$x", "all.$": "$"}, "ResultPath": null, "Next": "C"},
            "C": {"Type": "Pass", "Parameters": {"x.$": "$x", "y.$": "$y", "r.$": "$all.r"}, "End": true}
            """#,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={} x:=1 y:="old"
                4<3 PassStateEntered   B in={}
                5<4 PassStateExited    B out={} all:={"r":true} x:=2 y:=1
                6<5 PassStateEntered   C in={}
                7<6 PassStateExited    C out={"r":true,"x":2,"y":1}
                8<7 ExecutionSucceeded out={"r":true,"x":2,"y":1}
                """),
        ExecutionCase(
            "OutputPath sees a variable before Assign changes it",
            #"""
            "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
            "B": {"Type": "Pass", "Assign": {"x": 2}, "OutputPath": "$x", "Next": "C"},
            "C": {"Type": "Pass", "OutputPath": "$x", "End": true}
            """#,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={} x:=1
                4<3 PassStateEntered   B in={}
                5<4 PassStateExited    B out=1 x:=2
                6<5 PassStateEntered   C in=1
                7<6 PassStateExited    C out=2
                8<7 ExecutionSucceeded out=2
                """),
        ExecutionCase(
            "an empty Assign is not recorded", #""A": {"Type": "Pass", "Assign": {}, "End": true}"#,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={}
                4<3 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "branches read the variables around them and keep their own",
            #"""
            "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "P"},
            "P": {"Type": "Parallel", "Branches": [
            {"StartAt": "B", "States": {"B": {"Type": "Pass", "Assign": {"mine.$": "$x"}, "Next": "C"},
            "C": {"Type": "Pass", "OutputPath": "$mine", "End": true}}},
            {"StartAt": "D", "States": {"D": {"Type": "Pass", "Assign": {"own": 7}, "Next": "E"}, "E": {
            "Type": "Pass", "OutputPath": "$own", "End": true}}}],
            "Assign": {"results.$": "$"}, "Next": "F"},
            "F": {"Type": "Pass", "OutputPath": "$results", "End": true}
            """#,
            history: """
                1<0   ExecutionStarted       in={}
                2<0   PassStateEntered       A in={}
                3<2   PassStateExited        A out={} x:=1
                4<3   ParallelStateEntered   P in={}
                5<4   ParallelStateStarted
                6<5   PassStateEntered       B in={}
                7<6   PassStateExited        B out={} mine:=1
                8<7   PassStateEntered       C in={}
                9<8   PassStateExited        C out=1
                10<5  PassStateEntered       D in={}
                11<10 PassStateExited        D out={} own:=7
                12<11 PassStateEntered       E in={}
                13<12 PassStateExited        E out=7
                14<13 ParallelStateSucceeded
                15<13 ParallelStateExited    P out=[1,7] results:=[1,7]
                16<15 PassStateEntered       F in=[1,7]
                17<16 PassStateExited        F out=[1,7]
                18<17 ExecutionSucceeded     out=[1,7]
                """),
        ExecutionCase(
            "a variable that was never assigned is a runtime error",
            #"""
            "A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "IsNumeric": true, "Assign": {"x": 1},
            "Next": "B"}], "Default": "B"},
            "B": {"Type": "Pass", "Parameters": {"v.$": "$x"}, "End": true}
            """#,
            input: #"{"n": ""}"#,
            history: #"""
                1<0 ExecutionStarted   in={"n": ""}
                2<0 ChoiceStateEntered A in={"n": ""}
                3<2 ChoiceStateExited  A out={"n": ""}
                4<3 PassStateEntered   B in={"n": ""}
                5<4 ExecutionFailed    error="States.Runtime" cause="‹B #4› The JSONPath '$x' specified for the field
                    'v.$' could not be found in the input '{\"n\":\"\"}'"
                """#),
        ExecutionCase(
            "the context object of a standard execution",
            #""A": {"Type": "Pass", "InputPath": "$$", "End": true}"#, input: #"{"n": 1}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 1}
                2<0 PassStateEntered   A in={"n": 1}
                3<2 PassStateExited    A out={"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:execution:machi
                    ⋯ne:execution","Input":{"n":1},"StartTime":"2026-01-01T00:00:00.000Z","Name":"execution","RoleArn"
                    ⋯:"arn:aws:iam::123456789012:role/StepFunctionsRole","RedriveCount":0},"StateMachine":{"Id":"arn:a
                    ⋯ws:states:us-east-1:123456789012:stateMachine:machine","Name":"machine"},"State":{"Name":"A","Ent
                    ⋯eredTime":"2026-01-01T00:00:00.000Z"}}
                4<3 ExecutionSucceeded out={"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:execution:machine
                    ⋯:execution","Input":{"n":1},"StartTime":"2026-01-01T00:00:00.000Z","Name":"execution","RoleArn":"
                    ⋯arn:aws:iam::123456789012:role/StepFunctionsRole","RedriveCount":0},"StateMachine":{"Id":"arn:aws
                    ⋯:states:us-east-1:123456789012:stateMachine:machine","Name":"machine"},"State":{"Name":"A","Enter
                    ⋯edTime":"2026-01-01T00:00:00.000Z"}}
                """),
        ExecutionCase(
            "the context object of an express execution",
            #""A": {"Type": "Pass", "InputPath": "$$", "End": true}"#, configure: { $0.type = .express },
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:express:machine
                    ⋯:execution:00000000-0000-4000-8000-000000000000","Input":{},"Name":"execution","RoleArn":"arn:aws
                    ⋯:iam::123456789012:role/StepFunctionsRole","StartTime":"2026-01-01T00:00:00.000Z","RedriveCount":
                    ⋯0},"StateMachine":{"Id":"arn:aws:states:us-east-1:123456789012:stateMachine:machine","Name":"mach
                    ⋯ine"},"State":{"Name":"A","EnteredTime":"2026-01-01T00:00:00.000Z"}}
                4<3 ExecutionSucceeded out={"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:express:machine:e
                    ⋯xecution:00000000-0000-4000-8000-000000000000","Input":{},"Name":"execution","RoleArn":"arn:aws:i
                    ⋯am::123456789012:role/StepFunctionsRole","StartTime":"2026-01-01T00:00:00.000Z","RedriveCount":0}
                    ⋯,"StateMachine":{"Id":"arn:aws:states:us-east-1:123456789012:stateMachine:machine","Name":"machin
                    ⋯e"},"State":{"Name":"A","EnteredTime":"2026-01-01T00:00:00.000Z"}}
                """),
        ExecutionCase(
            "the context object when StartSyncExecution started it",
            #""A": {"Type": "Pass", "InputPath": "$$.Execution", "End": true}"#,
            configure: {
                $0.type = .express
                $0.isSynchronousExpress = true
            },
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={"Id":"arn:aws:states:us-east-1:123456789012:express:machine:execution:00
                    ⋯000000-0000-4000-8000-000000000000","Input":{},"Name":"execution","RoleArn":"arn:aws:iam::1234567
                    ⋯89012:role/StepFunctionsRole","StartTime":"2026-01-01T00:00:00.000Z"}
                4<3 ExecutionSucceeded out={"Id":"arn:aws:states:us-east-1:123456789012:express:machine:execution:0000
                    ⋯0000-0000-4000-8000-000000000000","Input":{},"Name":"execution","RoleArn":"arn:aws:iam::123456789
                    ⋯012:role/StepFunctionsRole","StartTime":"2026-01-01T00:00:00.000Z"}
                """),
        ExecutionCase(
            "a start elsewhere, with variables and another context",
            #"""
            "A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Parameters": {"x.$": "$x",
            "o.$": "$$.Order"}, "End": true}
            """#,
            configure: {
                $0.startAt = "B"
                $0.variables = ["x": 5]
                $0.contextOverrides = ["Order": "o-1"]
            },
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   B in={}
                3<2 PassStateExited    B out={"x":5,"o":"o-1"}
                4<3 ExecutionSucceeded out={"x":5,"o":"o-1"}
                """),
    ]
}
