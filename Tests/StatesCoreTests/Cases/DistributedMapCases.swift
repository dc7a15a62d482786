import JSONModel
import StatesCore
import StatesSimulation

/// Distributed Map as its own execution records it; the children have histories of their own.
extension ExecutionCase {
    /// A distributed Map called `M` whose processor has `states`, and `fields`, each with a comma before it.
    static func distributed(
        _ states: String, _ fields: String = #", "End": true"#, type: String = "STANDARD", name: String = "M"
    ) -> String {
        let start = states.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
        let label = name == "M" ? "L" : "L-\(name)"
        return #"""
            "\#(name)": {"Type": "Map", "Label": "\#(label)", "ItemProcessor": {
              "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "\#(type)"},
              "StartAt": "\#(start)", "States": {\#(states)}}\#(fields)}
            """#
    }

    private static let pass = #""A": {"Type": "Pass", "End": true}"#

    /// Fails for the items that are `true`.
    static let choosy = #"""
        "C": {"Type": "Choice", "Default": "A", "Choices": [
          {"Variable": "$", "BooleanEquals": true, "Next": "No"}]},
        "A": {"Type": "Pass", "End": true}, "No": {"Type": "Fail", "Error": "Boom", "Cause": "why"}
        """#

    static let distributedMaps: [ExecutionCase] = [
        ExecutionCase(
            "children are no part of the history, and the state's exit links to the start of the map run",
            distributed(pass), input: #"[ 1.0, {"a": [ 2 ]}, "x" ]"#,
            history: """
                1<0 ExecutionStarted   in=[ 1.0, {"a": [ 2 ]}, "x" ]
                2<0 MapStateEntered    M in=[ 1.0, {"a": [ 2 ]}, "x" ]
                3<2 MapStateStarted    length=3
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[1.0,{"a":[2]},"x"]
                8<7 ExecutionSucceeded out=[1.0,{"a":[2]},"x"]
                """),
        ExecutionCase(
            "no items, no children", distributed(pass), input: "[]",
            history: """
                1<0 ExecutionStarted   in=[]
                2<0 MapStateEntered    M in=[]
                3<2 MapStateStarted    length=0
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[]
                8<7 ExecutionSucceeded out=[]
                """),
        ExecutionCase(
            "the selector sees the state's input, the variables of all scopes, and where the item comes from",
            #""V": {"Type": "Pass", "Assign": {"v": 7}, "Next": "M"}, "#
                + distributed(
                    pass,
                    #"""
                    , "ItemsPath": "$.items", "ItemSelector": {"i.$": "$$.Map.Item.Index",
                    "s.$": "$$.Map.Item.Source", "n.$": "$.n", "v.$": "$v", "x.$": "$$.Map.Item.Value"}, "End": true
                    """#),
            input: #"{"items": [true], "n": 5}"#,
            history: """
                1<0   ExecutionStarted   in={"items": [true], "n": 5}
                2<0   PassStateEntered   V in={"items": [true], "n": 5}
                3<2   PassStateExited    V out={"items": [true], "n": 5} v:=7
                4<3   MapStateEntered    M in={"items": [true], "n": 5}
                5<4   MapStateStarted    length=1
                6<5   MapRunStarted
                7<6   MapRunSucceeded
                8<7   MapStateSucceeded
                9<6   MapStateExited     M out=[{"s":"STATE_DATA","v":7,"x":true,"i":0,"n":5}]
                10<9  ExecutionSucceeded out=[{"s":"STATE_DATA","v":7,"x":true,"i":0,"n":5}]
                """),
        ExecutionCase(
            "children wait side by side, in virtual time, as many as the concurrency allows",
            distributed(
                #""W": {"Type": "Wait", "SecondsPath": "$", "End": true}"#, #", "MaxConcurrency": 2, "End": true"#),
            input: "[3, 1, 4, 1]", shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 MapStateEntered    M
                3<2 MapStateStarted    length=4
                4<3 MapRunStarted
                5<4 MapRunSucceeded    @5s
                6<5 MapStateSucceeded
                7<4 MapStateExited     M
                8<7 ExecutionSucceeded
                """),
        ExecutionCase(
            "one failure is one too many",
            distributed(choosy), input: "[false, true, false]",
            history: """
                1<0 ExecutionStarted in=[false, true, false]
                2<0 MapStateEntered  M in=[false, true, false]
                3<2 MapStateStarted  length=3
                4<3 MapRunStarted
                5<4 MapRunFailed     error="States.ExceedToleratedFailureThreshold"
                    cause="The specified tolerated failure threshold was exceeded"
                6<5 MapStateFailed
                7<6 ExecutionFailed  error="States.ExceedToleratedFailureThreshold"
                    cause="The specified tolerated failure threshold was exceeded"
                """),
        ExecutionCase(
            "of tolerated failures the result has what is known",
            distributed(
                choosy,
                #", "ToleratedFailureCount": 1, "ResultSelector": {"first.$": "$[0]", "s.$": "$[1].Status", "#
                    + #""e.$": "$[1].Error", "c.$": "$[1].Cause", "i.$": "$[1].Input", "n.$": "$[1].Name"}"#
                    + #", "ResultPath": "$", "OutputPath": "$.e", "End": true"#),
            input: "[false, true]",
            history: """
                1<0 ExecutionStarted   in=[false, true]
                2<0 MapStateEntered    M in=[false, true]
                3<2 MapStateStarted    length=2
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out="Boom"
                8<7 ExecutionSucceeded out="Boom"
                """),
        ExecutionCase(
            "half of all may fail, not more",
            distributed(choosy, #", "ToleratedFailurePercentage": 50, "End": true"#), input: "[true, false, true]",
            shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 MapStateEntered  M
                3<2 MapStateStarted  length=3
                4<3 MapRunStarted
                5<4 MapRunFailed     error="States.ExceedToleratedFailureThreshold"
                    cause="The specified tolerated failure threshold was exceeded"
                6<5 MapStateFailed
                7<6 ExecutionFailed  error="States.ExceedToleratedFailureThreshold"
                    cause="The specified tolerated failure threshold was exceeded"
                """),
        ExecutionCase(
            "exactly half is tolerated",
            distributed(choosy, #", "ToleratedFailurePercentage": 50, "ResultPath": null, "End": true"#),
            input: "[true, false]",
            history: """
                1<0 ExecutionStarted   in=[true, false]
                2<0 MapStateEntered    M in=[true, false]
                3<2 MapStateStarted    length=2
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[true, false]
                8<7 ExecutionSucceeded out=[true, false]
                """),
        ExecutionCase(
            "a failed map run is retried as a whole, then caught",
            distributed(
                choosy,
                #"""
                , "Retry": [{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "MaxAttempts": 1}],
                "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$", "Next": "End"}], "End": true
                """#) + #", "End": {"Type": "Pass", "End": true}"#,
            input: "[true]", shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered    M
                3<2   MapStateStarted    length=1
                4<3   MapRunStarted
                5<4   MapRunFailed       error="States.ExceedToleratedFailureThreshold"
                      cause="The specified tolerated failure threshold was exceeded"
                6<5   MapStateStarted    @1s length=1
                7<6   MapRunStarted
                8<7   MapRunFailed       error="States.ExceedToleratedFailureThreshold"
                      cause="The specified tolerated failure threshold was exceeded"
                9<8   MapStateFailed
                10<9  MapStateExited     M
                11<10 PassStateEntered   End
                12<11 PassStateExited    End
                13<12 ExecutionSucceeded
                """),
        ExecutionCase(
            "a sibling that fails aborts the map run (documented event types; no recording)",
            #"""
            "P": {"Type": "Parallel", "End": true, "Branches": [
              {"StartAt": "M", "States": {
            """#
                + distributed(#""W": {"Type": "Wait", "Seconds": 9, "End": true}"#)
                    + #"""
                    }}, {"StartAt": "T", "States": {"T": {"Type": "Wait", "Seconds": 1, "Next": "No"},
                      "No": {"Type": "Fail", "Error": "Bad"}}}]}
                    """#,
            input: "[1]", shown: .structure,
            history: """
                1<0  ExecutionStarted
                2<0  ParallelStateEntered P
                3<2  ParallelStateStarted
                4<3  MapStateEntered      M
                5<4  MapStateStarted      length=1
                6<5  MapRunStarted
                7<3  WaitStateEntered     T
                8<7  WaitStateExited      @1s T
                9<8  FailStateEntered     No
                10<9 MapRunAborted
                11<9 MapStateAborted
                12<9 ParallelStateFailed
                13<12 ExecutionFailed     error="Bad"
                """),
        ExecutionCase(
            "StopExecution aborts the map run",
            distributed(#""W": {"Type": "Wait", "Seconds": 9, "End": true}"#), input: "[1]",
            messages: [(2_000, .stop(error: "E", cause: nil))], shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 MapStateEntered  M
                3<2 MapStateStarted  length=1
                4<3 MapRunStarted
                5<4 MapRunAborted    @2s
                6<0 ExecutionAborted error="E"
                """),
    ]
}
