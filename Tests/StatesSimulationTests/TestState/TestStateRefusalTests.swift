import Testing

/// TestState requests that the service refuses.
struct TestStateRefusalTests {
    @Test(arguments: mocks + shapes + contexts + requests) func refuses(_ testCase: TestStateCase) throws {
        try testCase.check()
    }

    private static func refused(
        _ fact: String, _ definition: String, _ members: String = "", _ message: String
    ) -> TestStateCase {
        TestStateCase(
            fact, definition, members,
            gives: message.prefix { $0 != " " }.hasSuffix(":") ? message : "ValidationException: \(message)")
    }

    private static let pass = #"{"Type": "Pass", "End": true}"#
    private static let task = #"{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}"#
    private static let activity =
        #"{"Type": "Task", "Resource": "arn:aws:states:eu-west-1:123456789012:activity:a", "End": true}"#
    private static let map = #"{"Type": "Map", \#(TestStateTests.processor), "End": true}"#
    private static let parallel = #"{"Type": "Parallel", \#(TestStateTests.branches), "End": true}"#
    private static let waiting =
        #"{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true}"#

    static let mocks = [
        refused(
            "what needs no mock takes none", #"{"Type": "Wait", "Seconds": 1, "End": true}"#,
            #""mock": {"result": 1}"#, "State type 'Wait' is not supported when a mock is specified"),
        refused(
            "one of two", task, #""mock": {"result": {}, "errorOutput": {"error": "E"}}"#,
            "A test mock should have only one of the following fields: [result, errorOutput]."),
        refused(
            "none of two", task, #""mock": {}"#,
            "A test mock should have only one of the following fields: [result, errorOutput]."),
        refused("no JSON", task, #""mock": {"result": "not JSON"}"#, "Mocked result must be valid JSON"),
        refused(
            "a mock has no secrets", task, #""mock": {"result": {}}, "revealSecrets": true"#,
            "TestState does not support RevealSecrets when a mock is specified."),
        refused(
            "no mock of a Map", map, "",
            "InvalidDefinition: TestState API does not support Map or Parallel states. Supported state types include: "
                + "[Task, Wait, Pass, Succeed, Fail, Choice]"),
        refused(
            "no mock of an activity", activity, #""roleArn": "arn:aws:iam::123456789012:role/r""#,
            "InvalidDefinition: TestState API does not support Activity tasks and '.sync' or '.waitForTaskToken' "
                + "service integration patterns when a mock is not specified."),
        refused("no role", task, "", "RoleArn must be specified when testing a Task state"),
        refused(
            "what is no role", task, #""roleArn": "role""#, "InvalidArn: Invalid Arn: 'Invalid ARN prefix: role'"),
        refused("branches give an array", parallel, #""mock": {"result": {}}"#, "Mocked result must be an array."),
        refused(
            "as long as there are branches", parallel, #""mock": {"result": [1]}"#,
            "Mocked result must contain the same number of items as number of Parallel branches."),
        refused("iterations give an array", map, #""mock": {"result": {}}"#, "Mocked result must be an array."),
        refused(
            "written results are told in an object",
            """
            {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED",
             "ExecutionType": "STANDARD"}, "StartAt": "P", "States": {"P": {"Type": "Succeed"}}},
             "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}}
            """, #""mock": {"result": []}"#, "Mocked result must be a JSON object."),
        refused(
            "more failures than iterations", map,
            #""mock": {"result": [1]}, "stateConfiguration": {"mapIterationFailureCount": 2}"#,
            "Map iteration failure count must be less than or equal to the number of Map iterations"),
        refused(
            "failures are mocked", pass, #""stateConfiguration": {"mapIterationFailureCount": 0}"#,
            "TestState does not support MapIterationFailureCount when a mock is not specified."),
        refused(
            "the error comes from a state inside", parallel,
            #""mock": {"errorOutput": {"error": "E"}}, "stateConfiguration": {"errorCausedByState": "B3"}"#,
            "State not found in definition"),
        refused(
            "only a reader reads", map,
            #""mock": {"result": []}, "stateConfiguration": {"mapItemReaderData": "[]"}"#,
            "TestState supports MapItemReaderData only for Map states with an ItemReader."),
        refused(
            "read data has the reader's form", TestStateTests.mapWithReader(#""InputType": "JSONL""#),
            #""mock": {"result": []}, "stateConfiguration": {"mapItemReaderData": "{"}"#,
            "Invalid MapItemReaderData provided: Line 1 is no JSON: expected a string as key, but the "
                + "text ends here at byte 1."),
    ]

    private static func wrong(
        _ call: String, _ result: String, _ what: String, mode: String = "STRICT"
    ) -> TestStateCase {
        refused(
            "\(call) \(mode): \(what)",
            #"{"Type": "Task", "Resource": "arn:aws:states:::\#(call)", "End": true}"#,
            #""mock": {"result": \#(result), "fieldValidationMode": "\#(mode)"}"#,
            what.hasPrefix("Mocked") ? what : "Mock result schema validation error: \(what)")
    }

    private static func right(_ call: String, _ result: String, mode: String = "STRICT") -> TestStateCase {
        TestStateCase(
            "\(call) \(mode): \(result)", #"{"Type": "Task", "Resource": "arn:aws:states:::\#(call)", "End": true}"#,
            #""mock": {"result": \#(result), "fieldValidationMode": "\#(mode)"}"#,
            gives: #"{"output": \#(result), "status": "SUCCEEDED"}"#)
    }

    static let shapes = [
        wrong("states:startExecution", "{}", "Required field 'ExecutionArn' is missing"),
        right("states:startExecution", "{}", mode: "PRESENT"),
        right("states:startExecution", #"{"StartDate":1}"#, mode: "NONE"),
        wrong("states:startExecution", #"{"StartDate": 1}"#, "Field 'StartDate' must be a string", mode: "PRESENT"),
        wrong("aws-sdk:sfn:startExecution", "{}", "Required field 'ExecutionArn' is missing"),
        wrong("states:startExecution.sync:2", #"{"ExecutionArn": "a"}"#, "Required field 'StateMachineArn' is missing"),
        right("sqs:sendMessage.waitForTaskToken", "[1]"),
        right("nosuch:operation", "[1]"),
        right("sqs:sendMessage", #"{"Unknown":1}"#),
        wrong("sqs:sendMessage", "[1]", "Mocked result must be a JSON object."),
        wrong("events:putEvents", #"{"Entries": {}}"#, "Field 'Entries' must be an array"),
        wrong("events:putEvents", #"{"Entries": [{}, {"EventId": 1}]}"#, "Field 'EventId' must be a string"),
        wrong("lambda:invoke", #"{"StatusCode": "200"}"#, "Field 'StatusCode' must be a number"),
        right("lambda:invoke", #"{"Payload":[null]}"#),
        wrong("aws-sdk:s3:getObject", #"{"StorageClass": "PAPYRUS"}"#, "Field 'StorageClass' is not an expected value"),
        wrong("aws-sdk:s3:getObject", #"{"DeleteMarker": 1}"#, "Field 'DeleteMarker' must be a boolean"),
        wrong("aws-sdk:s3:getObject", #"{"Metadata": []}"#, "Field 'Metadata' must be an object"),
        wrong(
            "aws-sdk:lambda:getFunction", #"{"Configuration": {"MemorySize": 1}}"#,
            "Field 'MemorySize' is less than the minimum value"),
        wrong(
            "aws-sdk:lambda:getFunction", #"{"Configuration": {"MemorySize": 99999}}"#,
            "Field 'MemorySize' exceeds the maximum value"),
        wrong("aws-sdk:kms:decrypt", #"{"Plaintext": ""}"#, "Field 'Plaintext' is smaller than the minimum length"),
        wrong("dynamodb:getItem", #"{"Item": {"a": {"N": 1}}}"#, "Field 'N' must be a string"),
    ]

    private static func context(_ context: String, _ message: String, of definition: String = task) -> TestStateCase {
        refused(
            "context \(context)", definition, #""mock": {"result": {}}, "context": \#(context)"#,
            "Invalid Context object provided: \(message)")
    }

    static let contexts = [
        context("[]", "Context must be a JSON object"), context(#""{""#, "Context must be valid JSON"),
        context(#"{"Map": {}}"#, "'Map' field is not supported when mocking a Context object"),
        context(#"{"No": {}}"#, "Field 'No' is not allowed"),
        context(#"{"Execution": {"No": 1}}"#, "Field 'No' is not allowed"),
        context(#"{"Execution": []}"#, "Execution must be an object"),
        context(#"{"State": {"RetryCount": "1"}}"#, "State.RetryCount must be a number"),
        context(#"{"Task": {"Token": 1}}"#, "Task.Token must be a string", of: waiting),
        context(
            #"{"Task": {}}"#,
            "Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' "
                + "service integration pattern"),
        refused(
            "a context object needs a mock", pass, #""context": {}"#,
            "TestState does not support Context when a mock is not specified."),
    ]

    static let requests = [
        refused(
            "no definition", "", "",
            "1 validation error detected: Value '' at 'definition' failed to satisfy constraint: Member must have "
                + "length greater than or equal to 1"),
        refused(
            "an unknown level", pass, #""inspectionLevel": "ALL""#,
            "1 validation error detected: Value 'ALL' at 'inspectionLevel' failed to satisfy constraint: Member must "
                + "satisfy enum value set: [INFO, DEBUG, TRACE]"),
        refused(
            "a negative count", task, #""stateConfiguration": {"retrierRetryCount": -1}"#,
            "1 validation error detected: Value '-1' at 'stateConfiguration.retrierRetryCount' failed to satisfy "
                + "constraint: Member must have value greater than or equal to 0"),
        refused(
            "a mock in a wrong form", task, #""mock": {"errorOutput": {"error": 1}}"#,
            "1 validation error detected: Value '1' at 'mock.errorOutput.error' failed to satisfy constraint: Member "
                + "must be a string"),
        refused("variables", pass, #""variables": [1]"#, "Variables must be a valid JSON object"),
        refused(
            "an input that is no JSON", pass, #""input": "not JSON""#,
            "InvalidExecutionInput: Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting "
                + "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')'"),
        refused(
            "no input", pass, #""input": """#,
            "InvalidExecutionInput: Invalid State Machine Execution Input: 'Invalid execution input.'"),
        refused(
            "a wrong state", #"{"Type": "Pass"}"#, "",
            "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: This object should have "
                + "only one of the following fields: [Next, End] at /States/StateName'"),
        refused(
            "a machine where a state is asked for", #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#, "",
            "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are "
                + "required: [Type] at /States/StateName'"),
        refused(
            "a state where a machine is asked for", pass, #""stateName": "A""#,
            "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are "
                + "required: [States, StartAt] at /, SCHEMA_VALIDATION_FAILED: Field 'Type' is not supported at /, "
                + "SCHEMA_VALIDATION_FAILED: Field 'End' is not supported at /'"),
        refused(
            "a state that the machine does not have", TestStateTests.machine, #""stateName": "Outer""#,
            "State not found in definition"),
        refused(
            "no JSON", "nothing", "",
            "InvalidDefinition: Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: Unrecognized token "
                + "'nothing': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at "
                + "[Source: (String)\"nothing\"; line: 1, column: 8]'"),
    ]
}
