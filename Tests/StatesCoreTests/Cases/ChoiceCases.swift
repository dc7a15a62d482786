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
            input: #"{"n": 3}"#, history: "?"),
        ExecutionCase(
            "no rule holds and there is no Default",
            #""A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "IsString": true, "Next": "B"}]}, "B": {"Type": "Succeed"}"#,
            input: #"{"n": 3}"#, history: "?"),
        ExecutionCase(
            "a rule's variable is missing",
            #""A": {"Type": "Choice", "Choices": [{"Variable": "$.no", "IsString": true, "Next": "B"}]}, "B": {"Type": "Succeed"}"#,
            input: #"{"n": 3}"#, history: "?"),
        ExecutionCase(
            "the rule's variables replace those of the state, which are for Default",
            #"""
                "A": {"Type": "Choice", "Assign": {"v": "default"}, "Choices": [
                {"Variable": "$.n", "NumericEquals": 3, "Assign": {"v": "rule", "w.$": "$.n"}, "Next": "B"}], "Default": "C"},
                "B": {"Type": "Choice", "Assign": {"u.$": "$w"}, "Choices": [{"Variable": "$v", "StringEquals": "x", "Next": "C"}], "Default": "C"},
                "C": {"Type": "Pass", "Parameters": {"v.$": "$v", "u.$": "$u"}, "End": true}
                """#,
            input: #"{"n": 3}"#, history: "?"),
        ExecutionCase(
            "Choice selects its input and its output",
            #""A": {"Type": "Choice", "InputPath": "$.a", "OutputPath": "$.b", "Choices": [{"Variable": "$.b", "IsNumeric": true, "Next": "B"}]}, "B": {"Type": "Succeed"}"#,
            input: #"{"a": {"b": 1}}"#, history: "?"),
    ]

    static let variables: [ExecutionCase] = [
        ExecutionCase(
            "all members of Assign see the variables as they were, and the result",
            #"""
                "A": {"Type": "Pass", "Assign": {"x": 1, "y": "old"}, "Next": "B"},
                "B": {"Type": "Pass", "Result": {"r": true}, "Assign": {"x.$": "States.MathAdd($x, 1)", "y.$": "$x", "all.$": "$"}, "ResultPath": null, "Next": "C"},
                "C": {"Type": "Pass", "Parameters": {"x.$": "$x", "y.$": "$y", "r.$": "$all.r"}, "End": true}
                """#,
            history: "?"),
        ExecutionCase(
            "OutputPath sees a variable before Assign changes it",
            #"""
                "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "B"},
                "B": {"Type": "Pass", "Assign": {"x": 2}, "OutputPath": "$x", "Next": "C"},
                "C": {"Type": "Pass", "OutputPath": "$x", "End": true}
                """#,
            history: "?"),
        ExecutionCase(
            "an empty Assign is not recorded", #""A": {"Type": "Pass", "Assign": {}, "End": true}"#, history: "?"),
        ExecutionCase(
            "branches read the variables around them and keep their own",
            #"""
                "A": {"Type": "Pass", "Assign": {"x": 1}, "Next": "P"},
                "P": {"Type": "Parallel", "Branches": [
                {"StartAt": "B", "States": {"B": {"Type": "Pass", "Assign": {"mine.$": "$x"}, "Next": "C"}, "C": {"Type": "Pass", "OutputPath": "$mine", "End": true}}},
                {"StartAt": "D", "States": {"D": {"Type": "Pass", "Assign": {"own": 7}, "Next": "E"}, "E": {"Type": "Pass", "OutputPath": "$own", "End": true}}}],
                "Assign": {"results.$": "$"}, "Next": "F"},
                "F": {"Type": "Pass", "OutputPath": "$results", "End": true}
                """#,
            history: "?"),
        ExecutionCase(
            "a variable that was never assigned is a runtime error",
            #"""
                "A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "IsNumeric": true, "Assign": {"x": 1}, "Next": "B"}], "Default": "B"},
                "B": {"Type": "Pass", "Parameters": {"v.$": "$x"}, "End": true}
                """#,
            input: #"{"n": ""}"#, history: "?"),
        ExecutionCase(
            "the context object of a standard execution",
            #""A": {"Type": "Pass", "InputPath": "$$", "End": true}"#, input: #"{"n": 1}"#, history: "?"),
        ExecutionCase(
            "the context object of an express execution",
            #""A": {"Type": "Pass", "InputPath": "$$", "End": true}"#, configure: { $0.type = .express },
            history: "?"),
        ExecutionCase(
            "the context object when StartSyncExecution started it",
            #""A": {"Type": "Pass", "InputPath": "$$.Execution", "End": true}"#,
            configure: {
                $0.type = .express
                $0.isSynchronousExpress = true
            }, history: "?"),
        ExecutionCase(
            "a start elsewhere, with variables and another context",
            #""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Parameters": {"x.$": "$x", "o.$": "$$.Order"}, "End": true}"#,
            configure: {
                $0.startAt = "B"
                $0.variables = ["x": 5]
                $0.contextOverrides = ["Order": "o-1"]
            }, history: "?"),
    ]
}
