extension TestStateTests {
    static let queue = #""Resource": "arn:aws:states:::sqs:sendMessage", "End": true"#
    static let retrier = #""Retry": [{"ErrorEquals": ["X"]}, {"ErrorEquals": ["E"], "IntervalSeconds": 3}]"#

    static let tasks = [
        TestStateCase(
            "a Task state with a mocked result",
            """
            {"Type": "Task", \(queue), "ResultPath": "$.r",
             "Parameters": {"QueueUrl": "q", "MessageBody.$": "$.m"},
             "ResultSelector": {"id.$": "$.MessageId"}}
            """,
            #""input": {"m": "hi"}, "mock": {"result": {"MessageId": "7"}}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": {"m":"hi","r":{"id":"7"}}, "inspectionData": {"input": {"m":"hi"},
                 "afterInputPath": {"m":"hi"}, "afterParameters": {"QueueUrl":"q","MessageBody":"hi"},
                 "result": {"MessageId":"7"},
                 "afterResultSelector": {"id":"7"}, "afterResultPath": {"m":"hi","r":{"id":"7"}}},
                 "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "a Task state in JSONata",
            """
            {"Type": "Task", "QueryLanguage": "JSONata", \(queue),
             "Arguments": {"QueueUrl": "q", "MessageBody": "{% $states.input %}"},
             "Output": "{% $states.result.MessageId %}"}
            """,
            #""input": 1, "mock": {"result": {"MessageId": "7"}}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": "\\"7\\"", "inspectionData": {"input": 1, "afterArguments": {"QueueUrl":"q","MessageBody":1},
                 "result": {"MessageId":"7"}}, "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "a mocked result keeps its text",
            #"{"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:f", "End": true}"#,
            #""mock": {"result": "[1,  2]"}"#, gives: #"{"output": "[1,  2]", "status": "SUCCEEDED"}"#),
        TestStateCase(
            "an error that nothing takes", #"{"Type": "Task", \#(queue), \#(retrier)}"#,
            #""mock": {"errorOutput": {"error": "Other", "cause": "c"}}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"error": "Other", "cause": "c", "inspectionData": {"input": {}, "afterInputPath": {},
                 "afterParameters": {}}, "status": "FAILED"}
                """),
        TestStateCase(
            "an error that a retrier takes", #"{"Type": "Task", \#(queue), \#(retrier)}"#,
            #""mock": {"errorOutput": {"error": "E"}}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"error": "E", "inspectionData": {"input": {}, "afterInputPath": {}, "afterParameters": {},
                 "errorDetails": {"retryIndex": 1, "retryBackoffIntervalSeconds": 3}}, "status": "RETRIABLE"}
                """),
        TestStateCase(
            "delays grow", #"{"Type": "Task", \#(queue), \#(retrier)}"#,
            """
            "mock": {"errorOutput": {"error": "E"}}, "inspectionLevel": "DEBUG",
            "stateConfiguration": {"retrierRetryCount": 2}
            """,
            gives: """
                {"error": "E", "inspectionData": {"input": {}, "afterInputPath": {}, "afterParameters": {},
                 "errorDetails": {"retryIndex": 1, "retryBackoffIntervalSeconds": 12}}, "status": "RETRIABLE"}
                """),
        TestStateCase(
            "a retrier that is used up", #"{"Type": "Task", \#(queue), \#(retrier)}"#,
            """
            "mock": {"errorOutput": {"error": "E"}}, "inspectionLevel": "DEBUG",
            "stateConfiguration": {"retrierRetryCount": 3}
            """,
            gives: """
                {"error": "E", "inspectionData": {"input": {}, "afterInputPath": {}, "afterParameters": {},
                 "errorDetails": {"retryIndex": 1}}, "status": "FAILED"}
                """),
        TestStateCase(
            "an error that a catcher takes",
            """
            {"Type": "Task", \(queue), "Catch": [{"ErrorEquals": ["X"], "Next": "A"},
             {"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "B"}]}
            """,
            #""input": {"a": 1}, "mock": {"errorOutput": {"error": "E", "cause": "c"}}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": {"a":1,"e":{"Error":"E","Cause":"c"}}, "error": "E", "cause": "c",
                 "inspectionData": {"input": {"a":1}, "afterInputPath": {"a":1}, "afterParameters": {"a":1},
                 "errorDetails": {"catchIndex": 1}}, "nextState": "B", "status": "CAUGHT_ERROR"}
                """),
        TestStateCase(
            "a fault of the state's own is caught, too",
            """
            {"Type": "Task", "QueryLanguage": "JSONata", \(queue),
             "Arguments": {"QueueUrl": "q", "MessageBody": "{% $states.input.no %}"},
             "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Output": "{% $states.errorOutput.Error %}",
             "Next": "B"}]}
            """,
            #""mock": {"result": {}}"#,
            gives: """
                {"output": "\\"States.QueryEvaluationError\\"", "error": "States.QueryEvaluationError",
                 "cause": "The JSONata expression '$states.input.no' specified for the field 'Arguments/MessageBody' \
                returned nothing (undefined).", "nextState": "B", "status": "CAUGHT_ERROR"}
                """),
        TestStateCase(
            "the token of a task is in a given context object",
            """
            {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
             "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}}
            """,
            #""context": {"Task": {"Token": "T"}}, "mock": {"result": 1}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": 1, "inspectionData": {"input": {}, "afterInputPath": {}, "afterParameters":
                 {"QueueUrl":"q","MessageBody":"T"}, "result": 1, "afterResultSelector": 1, "afterResultPath": 1},
                 "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "a context object is made, without a role if there is none",
            """
            {"Type": "Task", "QueryLanguage": "JSONata", \(queue), "Output": "{% $states.context %}"}
            """,
            #""input": {"a": 1}, "mock": {"result": {}}, "stateConfiguration": {"retrierRetryCount": 2}"#,
            gives: """
                {"output": {"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:express:machine:execution",\
                "Input":{"a":1},"Name":"execution","RoleArn":null,"StartTime":"2026-01-01T00:00:00.000Z"},\
                "StateMachine":{"Id":"arn:aws:states:us-east-1:123456789012:stateMachine:machine","Name":"machine"},\
                "State":{"Name":"StateName","EnteredTime":"2026-01-01T00:00:00.000Z","RetryCount":2}},
                 "status": "SUCCEEDED"}
                """),
    ]

    static let fanOuts = [
        TestStateCase(
            "a Parallel state",
            #"{"Type": "Parallel", "InputPath": "$.a", "ResultPath": "$.r", \#(branches), "End": true}"#,
            #""input": {"a": 1}, "mock": {"result": [1, 2]}, "inspectionLevel": "TRACE""#,
            gives: """
                {"output": {"a":1,"r":[1,2]}, "inspectionData": {"input": {"a":1}, "afterResultSelector": [1,2],
                 "afterResultPath": {"a":1,"r":[1,2]}}, "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "an error inside a Parallel state", #"{"Type": "Parallel", \#(branches), \#(retrier), "End": true}"#,
            """
            "mock": {"errorOutput": {"error": "E"}}, "stateConfiguration": {"errorCausedByState": "B2"}
            """, gives: #"{"error": "E", "status": "RETRIABLE"}"#),
        TestStateCase(
            "a Map state shows what it goes over",
            """
            {"Type": "Map", "ItemsPath": "$.a", "ItemSelector": {"i.$": "$$.Map.Item.Value"}, "MaxConcurrency": 2,
             \(processor), "End": true}
            """,
            #""input": "{\"a\": [7, 8]}", "mock": {"result": [1, 2]}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": [1,2], "inspectionData": {"input": "{\\"a\\": [7, 8]}",
                 "afterInputPath": "{\\"a\\": [7, 8]}", "afterResultSelector": [1,2], "afterResultPath": [1,2],
                 "afterItemsPath": "[7, 8]",
                 "afterItemSelector": [{"i":7},{"i":8}], "maxConcurrency": 2}, "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "items are in a given context object, too",
            """
            {"Type": "Map", "ItemSelector": {"i.$": "$$.Map.Item.Value", "n.$": "$$.State.Name"}, \(processor),
             "End": true}
            """,
            """
            "input": [7], "mock": {"result": [1]}, "context": {"State": {"Name": "S"}}, "inspectionLevel": "DEBUG"
            """,
            gives: """
                {"output": [1], "inspectionData": {"input": [7], "afterInputPath": [7], "afterResultSelector": [1],
                 "afterResultPath": [1], "afterItemsPath": [7], "afterItemSelector": [{"i":7,"n":"S"}],
                 "maxConcurrency": 0}, "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "a Map over no array", #"{"Type": "Map", \#(processor), "End": true}"#,
            #""mock": {"result": []}"#,
            gives: """
                {"error": "States.Runtime", "cause": "Reference path \\"$\\" must point to array.", "status": "FAILED"}
                """),
        TestStateCase(
            "as many iterations failed as a Map tolerates",
            #"{"Type": "Map", "ToleratedFailureCount": 1, \#(processor), "End": true}"#,
            #""input": [1, 2], "mock": {"result": [1, 2]}, "stateConfiguration": {"mapIterationFailureCount": 1}"#,
            gives: #"{"output": [1,2], "status": "SUCCEEDED"}"#),
        TestStateCase(
            "more iterations failed than a Map tolerates",
            #"{"Type": "Map", "ToleratedFailurePercentage": 49.5, \#(processor), "End": true}"#,
            """
            "input": [1, 2], "mock": {"result": [1, 2]}, "stateConfiguration": {"mapIterationFailureCount": 1},
            "inspectionLevel": "DEBUG"
            """,
            gives: """
                {"error": "States.ExceedToleratedFailureThreshold",
                 "cause": "The specified tolerated failure threshold was exceeded", "inspectionData": {
                 "input": [1,2], "afterInputPath": [1,2], "afterItemsPath": [1,2],
                 "toleratedFailurePercentage": 49.5, "maxConcurrency": 0}, "status": "FAILED"}
                """),
        TestStateCase(
            "what an ItemReader reads", mapWithReader(#""InputType": "JSON", "ItemsPointer": "/a/0""#),
            """
            "mock": {"result": [1]}, "inspectionLevel": "DEBUG",
            "stateConfiguration": {"mapItemReaderData": "{\\"a\\": [[5]]}"}
            """,
            gives: """
                {"output": [1], "inspectionData": {"input": {}, "afterInputPath": {}, "afterResultSelector": [1],
                 "afterResultPath": [1], "afterItemSelector": [{"i":5}], "afterItemsPointer": [5], "maxConcurrency": 0},
                 "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "lines of JSON", mapWithReader(#""InputType": "JSONL""#),
            """
            "mock": {"result": [1]}, "inspectionLevel": "DEBUG",
            "stateConfiguration": {"mapItemReaderData": "5\\n\\n6\\n"}
            """,
            gives: """
                {"output": [1], "inspectionData": {"input": {}, "afterInputPath": {}, "afterResultSelector": [1],
                 "afterResultPath": [1], "afterItemSelector": [{"i":5},{"i":6}], "maxConcurrency": 0},
                 "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "rows of CSV, as many as are wanted",
            mapWithReader(#""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItems": 2"#),
            """
            "mock": {"result": [1]}, "inspectionLevel": "DEBUG",
            "stateConfiguration": {"mapItemReaderData": "a,b\\n1,2\\n3,4\\n5,6\\n"}
            """,
            gives: """
                {"output": [1], "inspectionData": {"input": {}, "afterInputPath": {}, "afterResultSelector": [1],
                 "afterResultPath": [1], "afterItemSelector": [{"i":{"a":"1","b":"2"}},{"i":{"a":"3","b":"4"}}],
                 "maxConcurrency": 0}, "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "batches",
            """
            {"Type": "Map", "QueryLanguage": "JSONata", "Items": "{% $states.input %}", "ToleratedFailurePercentage": 5,
             "ItemSelector": "{% $states.context.Map.Item.Source & $states.context.Map.Item.Value %}",
             "ItemBatcher": {"MaxItemsPerBatch": 2, "BatchInput": {"n": "{% $count($states.input) %}"}},
             "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
             "StartAt": "P", "States": {"P": {"Type": "Succeed"}}}, "End": true}
            """,
            #""input": [7, 8, 9], "mock": {"result": []}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": [], "inspectionData": {"input": [7,8,9],
                 "afterItemSelector": ["STATE_DATA7","STATE_DATA8","STATE_DATA9"],
                 "afterItemBatcher": [{"BatchInput":{"n":3},"Items":["STATE_DATA7","STATE_DATA8"]},\
                {"BatchInput":{"n":3},"Items":["STATE_DATA9"]}],
                 "toleratedFailurePercentage": 5.0, "maxConcurrency": 0}, "status": "SUCCEEDED"}
                """),
    ]

    static let situations = [
        TestStateCase(
            "a state of a machine", machine, #""stateName": "Each", "mock": {"result": []}, "input": []"#,
            gives: #"{"output": [], "nextState": "End", "status": "SUCCEEDED"}"#),
        TestStateCase(
            "a state inside another", machine, #""stateName": "Inner", "input": 7"#,
            gives: #"{"output": 7, "nextState": "Last", "status": "SUCCEEDED"}"#),
    ]

    static let branches = """
        "Branches": [{"StartAt": "B1", "States": {"B1": {"Type": "Succeed"}}},
          {"StartAt": "B2", "States": {"B2": {"Type": "Succeed"}}}]
        """
    static let processor = #""ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Succeed"}}}"#
    static let machine = """
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "Next": "End", "ItemProcessor": {
          "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"}, "StartAt": "Inner", "States": {
            "Inner": {"Type": "Pass", "Next": "Last"}, "Last": {"Type": "Succeed"}}}},
          "End": {"Type": "Succeed"}}}
        """

    static func mapWithReader(_ config: String) -> String {
        """
        {"Type": "Map", "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {\(config)},
         "Parameters": {"Bucket": "b", "Key": "k"}}, "ItemSelector": {"i.$": "$$.Map.Item.Value"},
         "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "P",
         "States": {"P": {"Type": "Succeed"}}}, "End": true}
        """
    }
}
