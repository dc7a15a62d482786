import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Pass, Succeed, Fail and Wait.
extension ExecutionCase {
    static let simpleStates: [ExecutionCase] = [
        ExecutionCase(
            "a Pass state hands on the very text it was given",
            #"""
            "A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}
            """#, input: #"{ "n": 1.0,  "big": 12345678901234567890 }"#,
            history: """
                1<0 ExecutionStarted    in={ "n": 1.0,  "big": 12345678901234567890 }
                2<0 PassStateEntered    A in={ "n": 1.0,  "big": 12345678901234567890 }
                3<2 PassStateExited     A out={ "n": 1.0,  "big": 12345678901234567890 }
                4<3 SucceedStateEntered B in={ "n": 1.0,  "big": 12345678901234567890 }
                5<4 SucceedStateExited  B out={ "n": 1.0,  "big": 12345678901234567890 }
                6<5 ExecutionSucceeded  out={ "n": 1.0,  "big": 12345678901234567890 }
                """),
        ExecutionCase(
            "Result goes where ResultPath says, and is never evaluated",
            #""A": {"Type": "Pass", "Result": {"x.$": "$.n"}, "ResultPath": "$.r.s", "End": true}"#,
            input: #"{"n": 1}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 1}
                2<0 PassStateEntered   A in={"n": 1}
                3<2 PassStateExited    A out={"n":1,"r":{"s":{"x.$":"$.n"}}}
                4<3 ExecutionSucceeded out={"n":1,"r":{"s":{"x.$":"$.n"}}}
                """),
        ExecutionCase(
            "ResultPath null hands on the input",
            #""A": {"Type": "Pass", "Result": 1, "ResultPath": null, "End": true}"#, input: #"{ "n": 1}"#,
            history: """
                1<0 ExecutionStarted   in={ "n": 1}
                2<0 PassStateEntered   A in={ "n": 1}
                3<2 PassStateExited    A out={ "n": 1}
                4<3 ExecutionSucceeded out={ "n": 1}
                """),
        ExecutionCase(
            "InputPath null and OutputPath null give empty objects",
            #"""
            "A": {"Type": "Pass", "InputPath": null, "ResultPath": "$.in", "Next": "B"},
            "B": {"Type": "Pass", "OutputPath": null, "End": true}
            """#,
            input: #"{"n": 1}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 1}
                2<0 PassStateEntered   A in={"n": 1}
                3<2 PassStateExited    A out={"n":1,"in":{}}
                4<3 PassStateEntered   B in={"n":1,"in":{}}
                5<4 PassStateExited    B out={}
                6<5 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "static members of Parameters come before evaluated ones",
            #"""
            "A": {"Type": "Pass", "InputPath": "$.a", "Parameters": {"y.$": "$.n",
            "x.$": "States.Format('{}!', $.n)", "s": [1, {"deep.$": "$$.State.Name"}]},
            "OutputPath": "$", "End": true}
            """#,
            input: #"{"a": {"n": 1}}"#,
            history: """
                1<0 ExecutionStarted   in={"a": {"n": 1}}
                2<0 PassStateEntered   A in={"a": {"n": 1}}
                3<2 PassStateExited    A out={"s":[1,{"deep":"A"}],"x":"1!","y":1}
                4<3 ExecutionSucceeded out={"s":[1,{"deep":"A"}],"x":"1!","y":1}
                """),
        ExecutionCase(
            "an InputPath that leads nowhere fails the execution, and nothing catches it",
            #""A": {"Type": "Pass", "InputPath": "$.no", "End": true}"#,
            history: """
                1<0 ExecutionStarted in={}
                2<0 PassStateEntered A in={}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› Invalid path '$.no' : No results for path:
                    $['no']"
                """),
        ExecutionCase(
            "an OutputPath that leads nowhere fails the execution without an exit",
            #""A": {"Type": "Pass", "OutputPath": "$.no.such", "End": true}"#,
            history: """
                1<0 ExecutionStarted in={}
                2<0 PassStateEntered A in={}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› Invalid path '$.no.such' : Missing property
                    in path $['no']"
                """),
        ExecutionCase(
            "a template that finds nothing names its member and the input",
            #""A": {"Type": "Pass", "Parameters": {"x": {"v.$": "$.no"}}, "End": true}"#, input: #"{"a": [1, 2]}"#,
            history: #"""
                1<0 ExecutionStarted in={"a": [1, 2]}
                2<0 PassStateEntered A in={"a": [1, 2]}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› The JSONPath '$.no' specified for the field
                    'v.$' could not be found in the input '{\"a\":[1,2]}'"
                """#),
        ExecutionCase(
            "an output above the quota fails the state",
            #""A": {"Type": "Pass", "Result": "0123456789", "End": true}"#,
            configure: { $0.quotas.payloadBytes = 11 },
            history: """
                1<0 ExecutionStarted in={}
                2<0 PassStateEntered A in={}
                3<2 ExecutionFailed  error="States.DataLimitExceeded" cause="The state/task 'A' returned a result
                    with a size exceeding the maximum number of bytes service limit."
                """),
        ExecutionCase(
            "an output at the quota is fine",
            #""A": {"Type": "Pass", "Result": "0123456789", "End": true}"#,
            configure: { $0.quotas.payloadBytes = 12 },
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out="0123456789"
                4<3 ExecutionSucceeded out="0123456789"
                """),
        ExecutionCase(
            "Succeed selects its input and its output",
            #""A": {"Type": "Succeed", "InputPath": "$.a", "OutputPath": "$.b"}"#, input: #"{"a": {"b": [1]}}"#,
            history: """
                1<0 ExecutionStarted    in={"a": {"b": [1]}}
                2<0 SucceedStateEntered A in={"a": {"b": [1]}}
                3<2 SucceedStateExited  A out=[1]
                4<3 ExecutionSucceeded  out=[1]
                """),
        ExecutionCase(
            "Fail has no exit", #""A": {"Type": "Fail", "Error": "Bad", "Cause": "so it is"}"#,
            history: """
                1<0 ExecutionStarted in={}
                2<0 FailStateEntered A in={}
                3<2 ExecutionFailed  error="Bad" cause="so it is"
                """),
        ExecutionCase(
            "Fail may say nothing", #""A": {"Type": "Fail"}"#,
            history: """
                1<0 ExecutionStarted in={}
                2<0 FailStateEntered A in={}
                3<2 ExecutionFailed
                """),
        ExecutionCase(
            "Fail takes its texts from paths and intrinsic calls",
            #""A": {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.Format('{} in {}', $.c, $$.State.Name)"}"#,
            input: #"{"e": "Bad", "c": "broken"}"#,
            history: """
                1<0 ExecutionStarted in={"e": "Bad", "c": "broken"}
                2<0 FailStateEntered A in={"e": "Bad", "c": "broken"}
                3<2 ExecutionFailed  error="Bad" cause="broken in A"
                """),
        ExecutionCase(
            "a path of Fail that leads nowhere is a runtime error",
            #""A": {"Type": "Fail", "ErrorPath": "$.no"}"#, input: #"{"e": "Bad"}"#,
            history: #"""
                1<0 ExecutionStarted in={"e": "Bad"}
                2<0 FailStateEntered A in={"e": "Bad"}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› The JSONPath '$.no' specified for the field
                    'ErrorPath' could not be found in the input '{\"e\":\"Bad\"}'"
                """#),
        ExecutionCase(
            "a path of Fail must lead to text",
            #""A": {"Type": "Fail", "CausePath": "$.e"}"#, input: #"{"e": 1}"#,
            history: #"""
                1<0 ExecutionStarted in={"e": 1}
                2<0 FailStateEntered A in={"e": 1}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› The CausePath field refers to value \"1\"
                    which is not a string: $.e"
                """#),
    ]

    static let waits: [ExecutionCase] = [
        ExecutionCase(
            "Wait lasts its seconds", #""A": {"Type": "Wait", "Seconds": 90, "End": true}"#,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 WaitStateEntered   A in={}
                3<2 WaitStateExited    @90s A out={}
                4<3 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "Wait for no seconds goes on at once", #""A": {"Type": "Wait", "Seconds": 0, "End": true}"#,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 WaitStateEntered   A in={}
                3<2 WaitStateExited    A out={}
                4<3 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "Wait takes its seconds from a path, after InputPath",
            #""A": {"Type": "Wait", "InputPath": "$.a", "SecondsPath": "$.s", "OutputPath": "$.s", "End": true}"#,
            input: #"{"a": {"s": 3}}"#,
            history: """
                1<0 ExecutionStarted   in={"a": {"s": 3}}
                2<0 WaitStateEntered   A in={"a": {"s": 3}}
                3<2 WaitStateExited    @3s A out=3
                4<3 ExecutionSucceeded out=3
                """),
        ExecutionCase(
            "Wait lasts until its timestamp, fractions included",
            #""A": {"Type": "Wait", "Timestamp": "2026-01-01T01:00:01.5+01:00", "End": true}"#,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 WaitStateEntered   A in={}
                3<2 WaitStateExited    @1.500s A out={}
                4<3 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "Wait takes its timestamp from a path",
            #""A": {"Type": "Wait", "TimestampPath": "$.t", "End": true}"#, input: #"{"t": "2026-01-01T00:01:00Z"}"#,
            history: """
                1<0 ExecutionStarted   in={"t": "2026-01-01T00:01:00Z"}
                2<0 WaitStateEntered   A in={"t": "2026-01-01T00:01:00Z"}
                3<2 WaitStateExited    @60s A out={"t": "2026-01-01T00:01:00Z"}
                4<3 ExecutionSucceeded out={"t": "2026-01-01T00:01:00Z"}
                """),
        ExecutionCase(
            "a timestamp in the past does not wait",
            #""A": {"Type": "Wait", "Timestamp": "2025-12-31T23:59:59Z", "End": true}"#,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 WaitStateEntered   A in={}
                3<2 WaitStateExited    A out={}
                4<3 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "SecondsPath leads nowhere", #""A": {"Type": "Wait", "SecondsPath": "$.a.s", "End": true}"#,
            history: """
                1<0 ExecutionStarted in={}
                2<0 WaitStateEntered A in={}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› The SecondsPath parameter does not
                    reference an input value: $.a.s"
                """),
        ExecutionCase(
            "SecondsPath leads to a negative number", #""A": {"Type": "Wait", "SecondsPath": "$.s", "End": true}"#,
            input: #"{"s": -1}"#,
            history: """
                1<0 ExecutionStarted in={"s": -1}
                2<0 WaitStateEntered A in={"s": -1}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› The SecondsPath parameter references a
                    negative value: $.s == -1"
                """),
        ExecutionCase(
            "SecondsPath leads to a fraction", #""A": {"Type": "Wait", "SecondsPath": "$.s", "End": true}"#,
            input: #"{"s": -1.5}"#,
            history: """
                1<0 ExecutionStarted in={"s": -1.5}
                2<0 WaitStateEntered A in={"s": -1.5}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› The SecondsPath parameter cannot be parsed
                    as a long value: $.s == -1.5"
                """),
        ExecutionCase(
            "TimestampPath leads to no timestamp", #""A": {"Type": "Wait", "TimestampPath": "$.t", "End": true}"#,
            input: #"{"t": "2026-01-01 00:00:00Z"}"#,
            history: """
                1<0 ExecutionStarted in={"t": "2026-01-01 00:00:00Z"}
                2<0 WaitStateEntered A in={"t": "2026-01-01 00:00:00Z"}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› The TimestampPath parameter does not
                    reference a valid ISO-8601 extended offset date-time format string: $.t == 2026-01-01 00:00:00Z"
                """),
        ExecutionCase(
            "24,855 days may be waited",
            #""A": {"Type": "Wait", "SecondsPath": "$.s", "End": true}"#, input: #"{"s": 2147472000}"#,
            configure: { $0.quotas.standardSeconds = 3_000_000_000 },
            history: """
                1<0 ExecutionStarted   in={"s": 2147472000}
                2<0 WaitStateEntered   A in={"s": 2147472000}
                3<2 WaitStateExited    @2147472000s A out={"s": 2147472000}
                4<3 ExecutionSucceeded out={"s": 2147472000}
                """),
        ExecutionCase(
            "24,856 days are too long",
            #""A": {"Type": "Wait", "SecondsPath": "$.s", "End": true}"#, input: #"{"s": 2147558400}"#,
            history: """
                1<0 ExecutionStarted in={"s": 2147558400}
                2<0 WaitStateEntered A in={"s": 2147558400}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹A #2› Wait state delay is too long."
                """),
        ExecutionCase(
            "a stop ends a wait", #""A": {"Type": "Wait", "Seconds": 90, "End": true}"#,
            messages: [(30_000, .stop(error: "Enough", cause: "not needed"))],
            history: """
                1<0 ExecutionStarted in={}
                2<0 WaitStateEntered A in={}
                3<0 ExecutionAborted @30s error="Enough" cause="not needed"
                """),
        ExecutionCase(
            "a stop without reasons has none", #""A": {"Type": "Wait", "Seconds": 90, "End": true}"#,
            messages: [(30_000, .stop(error: nil, cause: nil))],
            history: """
                1<0 ExecutionStarted in={}
                2<0 WaitStateEntered A in={}
                3<0 ExecutionAborted @30s
                """),
        ExecutionCase(
            "the machine's own timeout ends the execution", #""A": {"Type": "Wait", "Seconds": 90, "End": true}"#,
            fields: #""TimeoutSeconds": 60,"#,
            history: """
                1<0 ExecutionStarted  in={}
                2<0 WaitStateEntered  A in={}
                3<0 ExecutionTimedOut @60s
                """),
        ExecutionCase(
            "an express execution ends after five minutes", #""A": {"Type": "Wait", "Seconds": 301, "End": true}"#,
            configure: { $0.type = .express },
            history: """
                1<0 ExecutionStarted  in={}
                2<0 WaitStateEntered  A in={}
                3<0 ExecutionTimedOut @300s
                """),
    ]
}
