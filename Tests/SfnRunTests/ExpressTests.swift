import JSONModel
import Testing

/// Express executions: the answer to StartSyncExecution, and log entries.
struct ExpressTests {
    @Test(arguments: cases) func does(_ testCase: ProgramCase) async throws { try await testCase.check() }

    static let time = ["--type", "EXPRESS", "--start-time", "2026-01-02T03:04:05Z", "--name", "e"]

    static let cases = [
        ProgramCase(
            name: "a synchronous success is billed by 100 ms",
            arguments: ["task.json", "--mocks", "m.json", "--format", "sync"] + time,
            files: ["m.json": #"{"Work": [{"Return": 1, "DelaySeconds": 0.25}]}"#],
            output: """
                {
                  "executionArn": "arn:aws:states:us-east-1:123456789012:express:task:e:\
                00000000-0000-4000-8000-000000000000",
                  "stateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:task",
                  "name": "e",
                  "startDate": "2026-01-02T03:04:05.000000+00:00",
                  "stopDate": "2026-01-02T03:04:05.250000+00:00",
                  "status": "SUCCEEDED",
                  "input": "{}",
                  "inputDetails": {
                    "included": true
                  },
                  "output": "{\\"work\\":1}",
                  "outputDetails": {
                    "included": true
                  },
                  "billingDetails": {
                    "billedMemoryUsedInMB": 64,
                    "billedDurationInMilliseconds": 300
                  }
                }

                """),
        ProgramCase(
            name: "a synchronous failure has its error and cause",
            arguments: ["fail.json", "--format", "sync"] + time, exit: 2,
            shows: [
                #""status": "FAILED""#, #""error": "Refused""#, #""cause": "not today""#, #""outputDetails": {"#,
                #""billedDurationInMilliseconds": 100"#,
            ]),
        ProgramCase(
            name: "its context object has no redrive count",
            arguments: ["c.json", "--format", "sync"] + time,
            files: [
                "c.json": """
                {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true,
                  "Parameters": {"all.$": "$$.Execution"}}}}
                """
            ], shows: [#"\"StartTime\":\"2026-01-02T03:04:05.000Z\"}}""#]),
        ProgramCase(
            name: "only Express executions are started synchronously", arguments: ["pass.json", "--format", "sync"],
            exit: 64, output: "", complains: ["--format sync is the answer to StartSyncExecution"]),
        log(
            "all", "ALL",
            """
            {"id":"1","type":"ExecutionStarted","details":{"input":"{}","inputDetails":{"truncated":false},\
            "roleArn":"arn:aws:iam::123456789012:role/StepFunctionsRole"},"previous_event_id":"0",\
            "event_timestamp":"1767323045000","execution_arn":\(arn),"redrive_count":"0"}
            {"id":"2","type":"FailStateEntered","details":{"input":"{}","inputDetails":{"truncated":false},\
            "name":"No"},"previous_event_id":"0","event_timestamp":"1767323045000","execution_arn":\(arn),\
            "redrive_count":"0"}

            """ + failed),
        log(
            "what failed, without data", "ERROR",
            """
            {"id":"2","type":"FailStateEntered","details":{"name":"No"},"previous_event_id":"0",\
            "event_timestamp":"1767323045000","execution_arn":\(arn),"redrive_count":"0"}

            """ + failed, ["--no-include-execution-data"]),
        log("the end", "FATAL", failed),
        log("nothing", "off", ""),
    ]

    private static let arn =
        #""arn:aws:states:us-east-1:123456789012:express:fail:e:00000000-0000-4000-8000-000000000000""#

    private static let failed = """
        {"id":"3","type":"ExecutionFailed","details":{"cause":"not today","error":"Refused"},\
        "previous_event_id":"2","event_timestamp":"1767323045000","execution_arn":\(arn),"redrive_count":"0"}

        """

    private static func log(
        _ name: String, _ level: String, _ output: String, _ more: [String] = []
    ) -> ProgramCase {
        ProgramCase(
            name: "logged: \(name)",
            arguments: ["fail.json", "--format", "logs", "--log-level", level] + more + time, exit: 2, output: output,
            errors: "sfn-run: fail.json: FAILED: Refused: not today\n")
    }
}
