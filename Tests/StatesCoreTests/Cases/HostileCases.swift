import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Numbers and data that nobody means, from definitions, payloads and quotas: they fail the state or saturate.
extension ExecutionCase {
    static let hostile: [ExecutionCase] = [
        ExecutionCase(
            "a timeout beyond all years is none", function("Pay", #", "TimeoutSecondsPath": "$.t", "End": true"#),
            input: #"{"t": 9223372036854775807}"#, answers: ["Pay": [.succeeded(1)]],
            history: #"""
                1<0 ExecutionStarted in={"t": 9223372036854775807}
                2<0 TaskStateEntered Pay in={"t": 9223372036854775807}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹Pay #2› The TimeoutSecondsPath field refers to
                    value \"9223372036854775807\" which is not a valid integer: $.t"
                """#),
        ExecutionCase(
            "the longest heartbeat", activity("Pay", #", "HeartbeatSecondsPath": "$.h", "End": true"#),
            input: #"{"h": 99999999}"#, answers: ["Pay": [.succeeded(1)]],
            history: """
                1<0 ExecutionStarted   in={"h": 99999999}
                2<0 TaskStateEntered   Pay in={"h": 99999999}
                3<2 ActivityScheduled  in={"h": 99999999} heartbeatInSeconds=99999999
                4<3 ActivityStarted
                5<4 ActivitySucceeded  out=1
                6<5 TaskStateExited    Pay out=1
                7<6 ExecutionSucceeded out=1
                """),
        ExecutionCase(
            "quotas as large as numbers go", #""A": {"Type": "Pass", "End": true}"#,
            configure: {
                for name in Quotas.names { _ = $0.quotas.set(name, to: .max) }
            },
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={}
                4<3 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "no interval grows by no rate",
            function(
                "Pay",
                #"""
                , "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 0, "BackoffRate": 1e999}],
                "End": true
                """#),
            answers: ["Pay": [.failed("Busy"), .failed("Busy"), .succeeded(1)]], shown: .structure,
            history: """
                1<0  ExecutionStarted
                2<0  TaskStateEntered        Pay
                3<2  LambdaFunctionScheduled
                4<3  LambdaFunctionStarted
                5<4  LambdaFunctionFailed    error="Busy"
                6<5  LambdaFunctionScheduled
                7<6  LambdaFunctionStarted
                8<7  LambdaFunctionFailed    error="Busy"
                9<8  LambdaFunctionScheduled
                10<9  LambdaFunctionStarted
                11<10 LambdaFunctionSucceeded
                12<11 TaskStateExited         Pay
                13<12 ExecutionSucceeded
                """),
        ExecutionCase(
            "parameters above the quota reach no task, and are caught",
            function(
                "Pay",
                #"""
                , "Parameters": {"a.$": "$", "b.$": "$"},
                "Catch": [{"ErrorEquals": ["States.DataLimitExceeded"], "ResultPath": null, "Next": "B"}], "End": true
                """#)
                + #", "B": {"Type": "Succeed"}"#,
            input: #""0123456789""#, configure: { $0.quotas.payloadBytes = 24 },
            history: """
                1<0 ExecutionStarted    in="0123456789"
                2<0 TaskStateEntered    Pay in="0123456789"
                3<2 TaskStateExited     Pay out="0123456789"
                4<3 SucceedStateEntered B in="0123456789"
                5<4 SucceedStateExited  B out="0123456789"
                6<5 ExecutionSucceeded  out="0123456789"
                """),
        ExecutionCase(
            "a variable does not double for ever",
            #"""
            "A": {"Type": "Pass", "Assign": {"v": 1}, "Next": "B"},
            "B": {"Type": "Pass", "Assign": {"v.$": "States.Array($v, $v)"}, "Next": "C"},
            "C": {"Type": "Choice", "Choices": [{"Variable": "$.end", "IsPresent": true, "Next": "D"}],
                  "Default": "B"},
            "D": {"Type": "Succeed"}
            """#,
            shown: .structure, configure: { $0.quotas.payloadBytes = 20 },
            history: """
                1<0   ExecutionStarted
                2<0   PassStateEntered   A
                3<2   PassStateExited    A v:=1
                4<3   PassStateEntered   B
                5<4   PassStateExited    B v:=[1,1]
                6<5   ChoiceStateEntered C
                7<6   ChoiceStateExited  C
                8<7   PassStateEntered   B
                9<8   PassStateExited    B v:=[[1,1],[1,1]]
                10<9  ChoiceStateEntered C
                11<10 ChoiceStateExited  C
                12<11 PassStateEntered   B
                13<12 ExecutionFailed    error="States.DataLimitExceeded" cause="The state/task 'B' returned a result
                    with a size exceeding the maximum number of bytes service limit."
                """),
        ExecutionCase(
            "the fields of a state draw numbers of their own",
            #"""
            "A": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "Assign": {"v.$": "States.UUID()"},
                  "Next": "B"},
            "B": {"Type": "Choice", "Choices": [{"Variable": "$.id", "StringEqualsPath": "$v", "Next": "C"}],
                  "Default": "D"},
            "C": {"Type": "Fail"}, "D": {"Type": "Succeed"}
            """#,
            shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 PassStateEntered    A
                3<2 PassStateExited     A v:="5961324b-52d6-4650-9fed-f544da1c4d86"
                4<3 ChoiceStateEntered  B
                5<4 ChoiceStateExited   B
                6<5 SucceedStateEntered D
                7<6 SucceedStateExited  D
                8<7 ExecutionSucceeded
                """),
    ]
}
