import Testing

/// `sfn-run test-state`.
struct TestStateTests {
    @Test(arguments: cases + refusals) func tests(_ testCase: ProgramCase) async throws { try await testCase.check() }

    private static func test(
        _ name: String, _ arguments: String..., input: String = "", exit: Int32 = 0, output: String? = nil,
        errors: String = ""
    ) -> ProgramCase {
        ProgramCase(
            name: name, arguments: ["test-state", "--definition"] + arguments, input: input, files: files, exit: exit,
            output: output, errors: errors)
    }

    static let files = [
        "state.json": #"{"Type": "Pass", "Parameters": {"b.$": "$.a"}, "Next": "Then"}"#, "input.json": "{\"a\":  1}\n",
        "state.yaml": "Type: Succeed\nOutputPath: $.a\n",
        "wrong.json": "{\"Type\": \"Pass\",\n \"Nxt\": \"Then\", \"End\": true}",
        "mock.json": #"{"errorOutput": {"error": "E", "cause": "c"}}"#, "broken.json": "{",
    ]
    static let queue = #"{"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}"#

    static let assigning = #"""
        {"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
         "Assign": {"k": 1}, "Output": "{% $states.result.nope %}", "End": true,
         "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Then"}]}
        """#
    static let exporting = #"""
        {"Type": "Map", "ToleratedFailurePercentage": 50, "End": true,
         "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
           "Parameters": {"Bucket": "b", "Key": "k"}},
         "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}},
         "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
           "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}}
        """#
    static let parallel = #"""
        {"Type": "Parallel", "End": true,
         "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}]}
        """#
    static let members = #"""
        {"Type": "Map", "ItemSelector": {"v.$": "$$.Map.Item.Value"}, "End": true,
         "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
           "StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}}
        """#

    static let cases = [
        test(
            "a state in a file", "state.json", "--input", "input.json",
            output: """
                {
                  "output": "{\\"b\\":1}",
                  "nextState": "Then",
                  "status": "SUCCEEDED"
                }

                """),
        test(
            "a state in the command line, and its input's own text", #"{"Type": "Succeed"}"#, "--input",
            "file://input.json",
            "--inspection-level", "DEBUG",
            output: """
                {
                  "output": "{\\"a\\":  1}",
                  "inspectionData": {
                    "input": "{\\"a\\":  1}",
                    "afterInputPath": "{\\"a\\":  1}"
                  },
                  "status": "SUCCEEDED"
                }

                """),
        test(
            "what was assigned before a caught fault is undone", assigning, "--mock", #"{"result": "1"}"#,
            "--inspection-level", "DEBUG"
        ).showing("\"result\": \"1\",\n    \"errorDetails\"", "CAUGHT_ERROR"),
        test(
            "a percentage of items that were read", exporting, "--mock", #"{"result": "{}"}"#, "--state-configuration",
            #"{"mapItemReaderData": "[1,2,3,4]", "mapIterationFailureCount": 1}"#
        ).showing("SUCCEEDED"),
        test(
            "more failures than items", exporting, "--mock", #"{"result": "{}"}"#, "--state-configuration",
            #"{"mapItemReaderData": "[1,2,3,4]", "mapIterationFailureCount": 5}"#, exit: 1
        ).complaining("Map iteration failure count must be less than or equal to the number of Map iterations"),
        test(
            "members of an object are items", members, "--input", #"{"k": 1}"#, "--mock", #"{"result": "[1]"}"#,
            "--inspection-level", "DEBUG"
        ).showing(#""afterItemSelector": "[{\"v\":1}]""#),
        test(
            "no error where it is null", parallel, "--mock", #"{"result": "[1]", "errorOutput": null}"#
        ).showing("status"),
        test("YAML", "state.yaml", "--input", "input.json").showing(#""output": "1""#),
        test("standard input", "-", input: #"{"Type": "Fail", "Error": "E"}"#).showing(#""error": "E""#, "FAILED"),
        test(
            "a state of a machine", "pass.json", "--state-name", "Greet", "--input", #"{"name": "you"}"#
        ).showing(#""output": "{\"hello\":\"you\"}""#, #""nextState": "Done""#),
        test("a mock in a file", queue, "--mock", "mock.json").showing(#""error": "E""#, #""cause": "c""#, "FAILED"),
        test(
            "a situation", "task.json", "--state-name", "Work", "--mock", #"{"result": "{\"n\": 1}"}"#,
            "--state-configuration", #"{"retrierRetryCount": 1}"#, "--context", "{}", "--variables", #"{"v": 1}"#,
            "--inspection-level", "TRACE"
        ).showing(
            #""result": "{\"n\": 1}""#, #""afterResultPath": "{\"work\":{\"n\":1}}""#, #""variables": "{\"v\":1}""#,
            "SUCCEEDED"),
        test("a command does the work", "invoke.json", "--state-name", "Work", "--task", "work=cat", "--input", "[1]")
            .showing(#"\"Payload\":[1]"#, "SUCCEEDED"),
        test(
            "a command fails", "task.json", "--state-name", "Work", "--task", "work=echo no >&2; exit 3"
        ).showing(#""error": "States.TaskFailed""#, #""cause": "no""#, "FAILED"),
        test("a command takes too long", "task.json", "--state-name", "Work", "--task", "Work=sleep 60")
            .showing(#""error": "States.Timeout""#, "FAILED"),
    ]

    static let refusals = [
        test("an error that is no object", queue, "--mock", #"{"errorOutput": "Busy"}"#, exit: 1).complaining(
            "Value '\"Busy\"' at 'mock.errorOutput' failed to satisfy constraint: Member must be an object"),
        test("a member that there is not", queue, "--state-configuration", #"{"retries": 1}"#, exit: 1).complaining(
            #"Unknown parameter in stateConfiguration: "retries", must be one of: retrierRetryCount, "#),
        test("a name without characters", "pass.json", "--state-name", "", exit: 1).complaining(
            "'stateName'", "Member must have length greater than or equal to 1"),
        test(
            "a request that the service refuses", "state.json", "--mock", #"{"result": "1"}"#, exit: 1,
            errors: "sfn-run: An error occurred (ValidationException) when calling the TestState operation: State type "
                + "'Pass' is not supported when a mock is specified\n"),
        test("a wrong definition has its place", "wrong.json", exit: 1).complaining(
            "wrong.json:2:2: error: ", "Nxt", "[SCHEMA_VALIDATION_FAILED]", "^"),
        test("a definition that is no JSON", "broken.json", exit: 1).complaining("broken.json:1:2: error: "),
        test("an input that is no JSON", "state.json", "--input", "broken.json", exit: 1).complaining(
            "broken.json:1:2: error: "),
        test("a mock that is no object", queue, "--mock", "[1]", exit: 1).complaining(
            "--mock:1:1: error: is no JSON object"),
        test("a mock in a wrong form", queue, "--mock", #"{"result": {}}"#, exit: 1).complaining(
            "ValidationException", "'mock.result'", "must be a string"),
        test("a missing file", "no.json", exit: 1, errors: "sfn-run: no.json: error: no such file or directory\n"),
        test("nobody does the work", queue, exit: 1).complaining(
            "error: the task “StateName” has nothing behind it", "--mock", "--task NAME=COMMAND"),
        test("somebody else would do the work", queue, "--task", "other=true", exit: 1).complaining(
            "nothing behind it"),
        test("a mock and a command", queue, "--mock", "{}", "--task", "a=b", exit: 64).complaining(
            "do not go together"),
        test("standard input twice", "-", "--input", "-", exit: 64).complaining("once only"),
        test("an unknown level", "state.json", "--inspection-level", "ALL", exit: 64).complaining(
            "INFO", "DEBUG", "TRACE"),
        ProgramCase(
            name: "no definition", arguments: ["test-state"], exit: 64, output: "", complains: ["--definition"]),
    ]
}
