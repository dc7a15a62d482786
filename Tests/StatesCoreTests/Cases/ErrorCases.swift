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
            retried(#"{"ErrorEquals": ["Busy"]}"#), answers: ["Pay": [.failed("Busy", "x")]], history: "?"),
        ExecutionCase(
            "interval, backoff and cap",
            retried(#"{"ErrorEquals": ["Busy"], "IntervalSeconds": 3, "BackoffRate": 1.5, "MaxDelaySeconds": 5, "MaxAttempts": 4}"#),
            answers: ["Pay": [.failed("Busy"), .failed("Busy"), .failed("Busy"), .failed("Busy"), .succeeded(1)]],
            shown: .structure, history: "?"),
        ExecutionCase(
            "MaxAttempts 0 never retries", retried(#"{"ErrorEquals": ["Busy"], "MaxAttempts": 0}"#),
            answers: ["Pay": [.failed("Busy")]], shown: .structure, history: "?"),
        ExecutionCase(
            "each retrier counts for itself, and the first that matches decides",
            retried(#"{"ErrorEquals": ["Busy"], "MaxAttempts": 2, "BackoffRate": 1}, {"ErrorEquals": ["Down", "Busy"], "MaxAttempts": 1, "IntervalSeconds": 9}"#),
            answers: ["Pay": [.failed("Busy"), .failed("Down"), .failed("Busy"), .failed("Busy")]],
            shown: .structure, history: "?"),
        ExecutionCase(
            "another entry of the state starts counting anew",
            retried(#"{"ErrorEquals": ["Busy"], "MaxAttempts": 1}"#, #", "Next": "C""#)
                + #", "C": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "Pay"}], "Default": "D"}, "D": {"Type": "Succeed"}"#,
            answers: ["Pay": [.failed("Busy"), .succeeded(1), .failed("Busy"), .succeeded(2)]],
            shown: .structure, history: "?"),
        ExecutionCase(
            "Parameters are evaluated again at each attempt and see the count",
            service("Pay", "aws-sdk:dynamodb:putItem", #", "Parameters": {"n.$": "$$.State.RetryCount"}, "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}], "End": true"#),
            answers: ["Pay": [.failed("Busy"), .failed("Busy"), .succeeded(1)]], history: "?"),
        ExecutionCase(
            "a retry is over when the execution is stopped", retried(#"{"ErrorEquals": ["Busy"], "IntervalSeconds": 30}"#),
            answers: ["Pay": [.failed("Busy")]], messages: [(10_000, .stop(error: nil, cause: nil))],
            shown: .structure, history: "?"),
        ExecutionCase(
            "a timeout is retried by its name, each attempt with a deadline of its own",
            retried(#"{"ErrorEquals": ["States.Timeout"], "MaxAttempts": 1}"#, #", "TimeoutSeconds": 5, "End": true"#),
            answers: ["Pay": [.never, .succeeded(1, after: 4_000)]], shown: .structure, history: "?"),
        ExecutionCase(
            "errors of the definition are never retried",
            service("Pay", "aws-sdk:dynamodb:putItem", #", "Parameters": {"n.$": "$.no"}, "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true"#),
            answers: ["Pay": [.succeeded(1)]], history: "?"),
        ExecutionCase(
            "a failing intrinsic function can be caught by its name",
            service("Pay", "aws-sdk:dynamodb:putItem", #", "Parameters": {"n.$": "States.MathAdd($.a, 1)"}, "Catch": [{"ErrorEquals": ["States.IntrinsicFailure"], "ResultPath": "$.e", "Next": "B"}], "End": true"#)
                + #", "B": {"Type": "Pass", "OutputPath": "$.e.Error", "End": true}"#,
            input: #"{"a": "x"}"#, answers: ["Pay": [.succeeded(1)]], shown: .structure, history: "?"),
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
            .failed("Bad", #"{"why": [1]}"#), history: "?"),
        caught(
            "States.TaskFailed is any error of a task; ResultPath keeps the input",
            #"{"ErrorEquals": ["States.TaskFailed"], "ResultPath": "$.error", "Next": "B"}"#, .failed("Bad", "why"),
            history: "?"),
        caught(
            "a catcher's ResultPath null hands on the input",
            #"{"ErrorEquals": ["States.ALL"], "ResultPath": null, "Next": "B"}"#, .failed("Bad", "why"),
            history: "?"),
        caught(
            "a failure without error is matched by States.ALL only, and has nulls",
            #"{"ErrorEquals": ["States.TaskFailed"], "Next": "C"}, {"ErrorEquals": ["States.ALL"], "Next": "B"}"#,
            .failed(nil, nil), history: "?"),
        caught(
            "names match exactly", #"{"ErrorEquals": ["State.ALL", "bad"], "Next": "B"}"#, .failed("Bad", "why"),
            history: "?"),
        caught(
            "a catcher assigns from the error output",
            #"{"ErrorEquals": ["Bad"], "ResultPath": "$.e", "Assign": {"why.$": "$.Cause"}, "Next": "B"}"#,
            .failed("Bad", "why"), history: "?"),
        ExecutionCase(
            "used-up retries are caught",
            function("Pay", #", "Retry": [{"ErrorEquals": ["Bad"], "MaxAttempts": 1}], "Catch": [{"ErrorEquals": ["Bad"], "Next": "B"}], "End": true"#)
                + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.failed("Bad", "why")]], history: "?"),
        ExecutionCase(
            "a catcher that cannot write its output fails the execution",
            function("Pay", #", "Catch": [{"ErrorEquals": ["Bad"], "ResultPath": "$.a.b", "Next": "B"}], "End": true"#)
                + #", "B": {"Type": "Succeed"}"#,
            input: #"{"a": 1}"#, answers: ["Pay": [.failed("Bad", "why")]], history: "?"),
        ExecutionCase(
            "Choice errors have no catcher and fail what is around",
            #"""
                "P": {"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Variable": "$.n", "IsNull": true, "Next": "E"}]}, "E": {"Type": "Succeed"}}}],
                "Catch": [{"ErrorEquals": ["States.NoChoiceMatched"], "Next": "B"}], "End": true}, "B": {"Type": "Succeed"}
                """#,
            input: #"{"n": 1}"#, history: "?"),
    ]
}
