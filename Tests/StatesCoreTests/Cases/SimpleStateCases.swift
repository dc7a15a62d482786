import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Pass, Succeed, Fail and Wait.
extension ExecutionCase {
    static let simpleStates: [ExecutionCase] = [
        ExecutionCase(
            "a Pass state hands on the very text it was given",
            #""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}"#, input: #"{ "n": 1.0,  "big": 12345678901234567890 }"#,
            history: "?"),
        ExecutionCase(
            "Result goes where ResultPath says, and is never evaluated",
            #""A": {"Type": "Pass", "Result": {"x.$": "$.n"}, "ResultPath": "$.r.s", "End": true}"#,
            input: #"{"n": 1}"#, history: "?"),
        ExecutionCase(
            "ResultPath null hands on the input",
            #""A": {"Type": "Pass", "Result": 1, "ResultPath": null, "End": true}"#, input: #"{ "n": 1}"#,
            history: "?"),
        ExecutionCase(
            "InputPath null and OutputPath null give empty objects",
            #"""
                "A": {"Type": "Pass", "InputPath": null, "ResultPath": "$.in", "Next": "B"},
                "B": {"Type": "Pass", "OutputPath": null, "End": true}
                """#,
            input: #"{"n": 1}"#, history: "?"),
        ExecutionCase(
            "static members of Parameters come before evaluated ones",
            #"""
                "A": {"Type": "Pass", "InputPath": "$.a", "Parameters": {"y.$": "$.n", "x.$": "States.Format('{}!', $.n)", "s": [1, {"deep.$": "$$.State.Name"}]},
                "OutputPath": "$", "End": true}
                """#,
            input: #"{"a": {"n": 1}}"#, history: "?"),
        ExecutionCase(
            "an InputPath that leads nowhere fails the execution, and nothing catches it",
            #""A": {"Type": "Pass", "InputPath": "$.no", "End": true}"#, history: "?"),
        ExecutionCase(
            "an OutputPath that leads nowhere fails the execution without an exit",
            #""A": {"Type": "Pass", "OutputPath": "$.no.such", "End": true}"#, history: "?"),
        ExecutionCase(
            "a template that finds nothing names its member and the input",
            #""A": {"Type": "Pass", "Parameters": {"x": {"v.$": "$.no"}}, "End": true}"#, input: #"{"a": [1, 2]}"#,
            history: "?"),
        ExecutionCase(
            "an output above the quota fails the state",
            #""A": {"Type": "Pass", "Result": "0123456789", "End": true}"#,
            configure: { $0.quotas.payloadBytes = 11 }, history: "?"),
        ExecutionCase(
            "an output at the quota is fine",
            #""A": {"Type": "Pass", "Result": "0123456789", "End": true}"#,
            configure: { $0.quotas.payloadBytes = 12 }, history: "?"),
        ExecutionCase(
            "Succeed selects its input and its output",
            #""A": {"Type": "Succeed", "InputPath": "$.a", "OutputPath": "$.b"}"#, input: #"{"a": {"b": [1]}}"#,
            history: "?"),
        ExecutionCase(
            "Fail has no exit", #""A": {"Type": "Fail", "Error": "Bad", "Cause": "so it is"}"#, history: "?"),
        ExecutionCase("Fail may say nothing", #""A": {"Type": "Fail"}"#, history: "?"),
        ExecutionCase(
            "Fail takes its texts from paths and intrinsic calls",
            #""A": {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.Format('{} in {}', $.c, $$.State.Name)"}"#,
            input: #"{"e": "Bad", "c": "broken"}"#, history: "?"),
        ExecutionCase(
            "a path of Fail that leads nowhere is a runtime error",
            #""A": {"Type": "Fail", "ErrorPath": "$.no"}"#, input: #"{"e": "Bad"}"#, history: "?"),
        ExecutionCase(
            "a path of Fail must lead to text",
            #""A": {"Type": "Fail", "CausePath": "$.e"}"#, input: #"{"e": 1}"#, history: "?"),
    ]

    static let waits: [ExecutionCase] = [
        ExecutionCase(
            "Wait lasts its seconds", #""A": {"Type": "Wait", "Seconds": 90, "End": true}"#, history: "?"),
        ExecutionCase(
            "Wait for no seconds goes on at once", #""A": {"Type": "Wait", "Seconds": 0, "End": true}"#, history: "?"),
        ExecutionCase(
            "Wait takes its seconds from a path, after InputPath",
            #""A": {"Type": "Wait", "InputPath": "$.a", "SecondsPath": "$.s", "OutputPath": "$.s", "End": true}"#,
            input: #"{"a": {"s": 3}}"#, history: "?"),
        ExecutionCase(
            "Wait lasts until its timestamp, fractions included",
            #""A": {"Type": "Wait", "Timestamp": "2026-01-01T01:00:01.5+01:00", "End": true}"#, history: "?"),
        ExecutionCase(
            "Wait takes its timestamp from a path",
            #""A": {"Type": "Wait", "TimestampPath": "$.t", "End": true}"#, input: #"{"t": "2026-01-01T00:01:00Z"}"#,
            history: "?"),
        ExecutionCase(
            "a timestamp in the past does not wait",
            #""A": {"Type": "Wait", "Timestamp": "2025-12-31T23:59:59Z", "End": true}"#, history: "?"),
        ExecutionCase(
            "SecondsPath leads nowhere", #""A": {"Type": "Wait", "SecondsPath": "$.a.s", "End": true}"#, history: "?"),
        ExecutionCase(
            "SecondsPath leads to a negative number", #""A": {"Type": "Wait", "SecondsPath": "$.s", "End": true}"#,
            input: #"{"s": -1}"#, history: "?"),
        ExecutionCase(
            "SecondsPath leads to a fraction", #""A": {"Type": "Wait", "SecondsPath": "$.s", "End": true}"#,
            input: #"{"s": -1.5}"#, history: "?"),
        ExecutionCase(
            "TimestampPath leads to no timestamp", #""A": {"Type": "Wait", "TimestampPath": "$.t", "End": true}"#,
            input: #"{"t": "2026-01-01 00:00:00Z"}"#, history: "?"),
        ExecutionCase(
            "24,855 days may be waited",
            #""A": {"Type": "Wait", "SecondsPath": "$.s", "End": true}"#, input: #"{"s": 2147472000}"#,
            configure: { $0.quotas.standardSeconds = 3_000_000_000 }, history: "?"),
        ExecutionCase(
            "24,856 days are too long",
            #""A": {"Type": "Wait", "SecondsPath": "$.s", "End": true}"#, input: #"{"s": 2147558400}"#, history: "?"),
        ExecutionCase(
            "a stop ends a wait", #""A": {"Type": "Wait", "Seconds": 90, "End": true}"#,
            messages: [(30_000, .stop(error: "Enough", cause: "not needed"))], history: "?"),
        ExecutionCase(
            "a stop without reasons has none", #""A": {"Type": "Wait", "Seconds": 90, "End": true}"#,
            messages: [(30_000, .stop(error: nil, cause: nil))], history: "?"),
        ExecutionCase(
            "the machine's own timeout ends the execution", #""A": {"Type": "Wait", "Seconds": 90, "End": true}"#,
            fields: #""TimeoutSeconds": 60,"#, history: "?"),
        ExecutionCase(
            "an express execution ends after five minutes", #""A": {"Type": "Wait", "Seconds": 301, "End": true}"#,
            configure: { $0.type = .express }, history: "?"),
    ]
}
