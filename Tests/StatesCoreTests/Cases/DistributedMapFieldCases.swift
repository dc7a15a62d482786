import JSONModel
import StatesCore
import StatesSimulation

/// Fields of a distributed Map: batches, children's types, results, and what is wrong with them.
extension ExecutionCase {
    private static let pass = #""A": {"Type": "Pass", "End": true}"#

    /// A machine whose states are in JSONata.
    private static let jsonata = #""QueryLanguage": "JSONata", "#

    static let distributedMapFields: [ExecutionCase] = [
        ExecutionCase(
            "batches have their input first, and at most so many items",
            distributed(
                pass, #", "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"n.$": "$[0]"}}, "End": true"#),
            input: "[1, 2, 3]",
            history: """
                1<0 ExecutionStarted   in=[1, 2, 3]
                2<0 MapStateEntered    M in=[1, 2, 3]
                3<2 MapStateStarted    length=3
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M
                    out=[{"BatchInput":{"n":1},"Items":[1,2]},{"BatchInput":{"n":1},"Items":[3]}]
                8<7 ExecutionSucceeded
                    out=[{"BatchInput":{"n":1},"Items":[1,2]},{"BatchInput":{"n":1},"Items":[3]}]
                """),
        ExecutionCase(
            "a batch is as long as its bytes allow: 16 are {\"Items\":[11,2]}",
            distributed(pass, #", "ItemBatcher": {"MaxInputBytesPerBatch": 16}, "End": true"#),
            input: "[11, 2, 33, 444444]",
            history: """
                1<0 ExecutionStarted   in=[11, 2, 33, 444444]
                2<0 MapStateEntered    M in=[11, 2, 33, 444444]
                3<2 MapStateStarted    length=4
                4<3 MapRunStarted
                5<4 MapRunFailed       error="States.ItemReaderFailed"
                    cause="The item at index 3 does not fit into a batch of 16 bytes."
                6<5 MapStateFailed
                7<6 ExecutionFailed    error="States.ItemReaderFailed"
                    cause="The item at index 3 does not fit into a batch of 16 bytes."
                """),
        ExecutionCase(
            "and of items that fit each",
            distributed(pass, #", "ItemBatcher": {"MaxInputBytesPerBatch": 16}, "End": true"#), input: "[11, 2, 33]",
            history: """
                1<0 ExecutionStarted   in=[11, 2, 33]
                2<0 MapStateEntered    M in=[11, 2, 33]
                3<2 MapStateStarted    length=3
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[{"Items":[11,2]},{"Items":[33]}]
                8<7 ExecutionSucceeded out=[{"Items":[11,2]},{"Items":[33]}]
                """),
        ExecutionCase(
            "a failed batch counts as all its items",
            distributed(
                #""No": {"Type": "Fail"}"#,
                #", "ItemBatcher": {"MaxItemsPerBatch": 3}, "ToleratedFailureCount": 2, "End": true"#),
            input: "[1, 2, 3]", shown: .structure,
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
            "the members of an object are items",
            distributed(pass), input: #"{"a": 1, "b": [2]}"#,
            history: """
                1<0 ExecutionStarted   in={"a": 1, "b": [2]}
                2<0 MapStateEntered    M in={"a": 1, "b": [2]}
                3<2 MapStateStarted    length=2
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[{"Key":"a","Value":1},{"Key":"b","Value":[2]}]
                8<7 ExecutionSucceeded out=[{"Key":"a","Value":1},{"Key":"b","Value":[2]}]
                """),
        ExecutionCase(
            "a selector has the members' names",
            distributed(
                pass, #", "ItemSelector": {"k.$": "$$.Map.Item.Key", "v.$": "$$.Map.Item.Value"}, "End": true"#),
            input: #"{"a": 1}"#,
            history: """
                1<0 ExecutionStarted   in={"a": 1}
                2<0 MapStateEntered    M in={"a": 1}
                3<2 MapStateStarted    length=1
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[{"v":1,"k":"a"}]
                8<7 ExecutionSucceeded out=[{"v":1,"k":"a"}]
                """),
        ExecutionCase(
            "children are executions of the processor's own machine, of their own type",
            distributed(
                #"""
                "A": {"Type": "Pass", "Parameters": {"m.$": "$$.StateMachine.Name", "id.$":
                  "States.ArrayGetItem(States.StringSplit($$.Execution.Id, ':'), 5)"}, "End": true}
                """#, type: "EXPRESS"),
            input: "[1]",
            history: """
                1<0 ExecutionStarted   in=[1]
                2<0 MapStateEntered    M in=[1]
                3<2 MapStateStarted    length=1
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[{"id":"express","m":"machine/L"}]
                8<7 ExecutionSucceeded out=[{"id":"express","m":"machine/L"}]
                """),
        ExecutionCase(
            "a map run in a map run, whose tasks are answered",
            distributed(distributed(function("T"), #", "ItemsPath": "$.in", "End": true"#, name: "N")),
            input: #"[{"in": [1, 2]}, {"in": [3]}]"#, answers: ["T": [.succeeded("ok", after: 2_000)]],
            history: """
                1<0 ExecutionStarted   in=[{"in": [1, 2]}, {"in": [3]}]
                2<0 MapStateEntered    M in=[{"in": [1, 2]}, {"in": [3]}]
                3<2 MapStateStarted    length=2
                4<3 MapRunStarted
                5<4 MapRunSucceeded    @2s
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[["ok","ok"],["ok"]]
                8<7 ExecutionSucceeded out=[["ok","ok"],["ok"]]
                """),
        ExecutionCase(
            "a preview of results: flattened",
            distributed(
                pass, #", "ResultWriter": {"WriterConfig": {"Transformation": "FLATTEN"}}, "End": true"#),
            input: "[[1, 2], 3, [[4]]]",
            history: """
                1<0 ExecutionStarted   in=[[1, 2], 3, [[4]]]
                2<0 MapStateEntered    M in=[[1, 2], 3, [[4]]]
                3<2 MapStateStarted    length=3
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[1,2,3,[4]]
                8<7 ExecutionSucceeded out=[1,2,3,[4]]
                """),
        ExecutionCase(
            "a preview of results: lines",
            distributed(pass, #", "ResultWriter": {"WriterConfig": {"OutputType": "JSONL"}}, "End": true"#),
            input: "[1, [2]]",
            history: #"""
                1<0 ExecutionStarted   in=[1, [2]]
                2<0 MapStateEntered    M in=[1, [2]]
                3<2 MapStateStarted    length=2
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out="1\n[2]\n"
                8<7 ExecutionSucceeded out="1\n[2]\n"
                """#),
        ExecutionCase(
            "results that are longer than a payload may be",
            distributed(pass), input: #"["0123456789", "0123456789"]"#, shown: .structure,
            configure: { $0.quotas.payloadBytes = 26 },
            history: """
                1<0 ExecutionStarted
                2<0 MapStateEntered   M
                3<2 MapStateStarted   length=2
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 ExecutionFailed   error="States.DataLimitExceeded"
                    cause="The state/task 'M' returned a result with a size exceeding the maximum number of bytes
                    service limit."
                """),
        ExecutionCase(
            "JSONata: every field takes an expression",
            distributed(
                #""A": {"Type": "Pass", "Output": "{% $states.input * 2 %}", "End": true}"#,
                #"""
                , "Items": "{% [1..3] %}", "MaxConcurrency": "{% 1 + 1 %}", "ToleratedFailureCount": "{% 0 %}",
                "ToleratedFailurePercentage": "{% 0.5 %}", "ItemSelector":
                "{% $states.context.Map.Item.Value + $states.context.Map.Item.Index %}", "End": true
                """#),
            fields: jsonata,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 MapStateEntered    M in={}
                3<2 MapStateStarted    length=3
                4<3 MapRunStarted
                5<4 MapRunSucceeded
                6<5 MapStateSucceeded
                7<4 MapStateExited     M out=[2,6,10]
                8<7 ExecutionSucceeded out=[2,6,10]
                """),
        ExecutionCase(
            "JSONata: a percentage out of range",
            distributed(
                pass, #", "Items": [1], "ToleratedFailurePercentage": "{% 101 %}", "End": true"#), fields: jsonata,
            shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 MapStateEntered  M
                3<2 MapStateStarted  length=1
                4<3 EvaluationFailed state="M" location="ToleratedFailurePercentage"
                    error="States.QueryEvaluationError"
                    cause="‹M #2› ToleratedFailurePercentage must be between 0 and 100."
                5<4 MapStateFailed
                6<5 ExecutionFailed  error="States.QueryEvaluationError"
                    cause="‹M #2› ToleratedFailurePercentage must be between 0 and 100."
                """),
        ExecutionCase(
            "an item that gives no input fails the map run",
            distributed(pass, #", "ItemSelector": {"x.$": "$$.Map.Item.Value.x"}, "End": true"#),
            input: #"[{"x": 1}, {}]"#, shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 MapStateEntered  M
                3<2 MapStateStarted  length=2
                4<3 MapRunStarted
                5<4 MapRunFailed     error="States.Runtime"
                    cause="‹M #2› The JSONPath '$$.Map.Item.Value.x' specified for the field 'x.$' could not be found
                    in the input '[{\\"x\\":1},{}]'"
                6<5 MapStateFailed
                7<6 ExecutionFailed  error="States.Runtime"
                    cause="‹M #2› The JSONPath '$$.Map.Item.Value.x' specified for the field 'x.$' could not be found
                    in the input '[{\\"x\\":1},{}]'"
                """),
        ExecutionCase(
            "a reader without buckets",
            distributed(
                pass,
                #"""
                , "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
                "Parameters": {"Bucket": "b", "Key": "k"}}, "End": true
                """#), shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 MapStateEntered  M
                3<2 MapStateStarted  length=0
                4<3 MapRunStarted
                5<4 MapRunFailed     error="States.ItemReaderFailed"
                    cause="There is nothing to read from or to write to."
                6<5 MapStateFailed
                7<6 ExecutionFailed  error="States.ItemReaderFailed"
                    cause="There is nothing to read from or to write to."
                """),
        ExecutionCase(
            "a reader that does not say which object",
            distributed(
                pass,
                #"""
                , "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
                "Parameters": {"Bucket": "b"}}, "End": true
                """#), shown: .structure,
            history: """
                1<0 ExecutionStarted
                2<0 MapStateEntered  M
                3<2 MapStateStarted  length=0
                4<3 MapRunStarted
                5<4 MapRunFailed     error="States.ItemReaderFailed" cause="The field 'Key' is required."
                6<5 MapStateFailed
                7<6 ExecutionFailed  error="States.ItemReaderFailed" cause="The field 'Key' is required."
                """),
    ]
}
