import JSONModel
import Testing

/// `--redrive`, with histories as the service exports them.
struct RedriveTests {
    @Test(arguments: runs + refusals) func redrives(_ testCase: ProgramCase) async throws {
        try await testCase.check()
    }

    static let order = """
        {"StartAt": "Prepare", "States": {
          "Prepare": {"Type": "Pass", "Parameters": {"id.$": "States.UUID()"}, "Next": "Work"},
          "Work": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:work",
            "ResultPath": "$.work", "End": true}}}
        """

    /// What GetExecutionHistory gave, latest event first.
    ///
    /// - Parameter end: the last event's type and details.
    static func history(
        end: String = #""type": "ExecutionFailed", "executionFailedEventDetails": {"error": "Down"}"#
    ) -> String {
        #"""
        {"events": [
          {"timestamp": "2026-01-01T00:00:02.500000+00:00", "id": 8, "previousEventId": 7, \#(end)},
          {"timestamp": "2026-01-01T00:00:02.400000+00:00", "type": "LambdaFunctionFailed", "id": 7,
            "previousEventId": 6, "lambdaFunctionFailedEventDetails": {"error": "Down"}},
          {"timestamp": "2026-01-01T00:00:01.100000+00:00", "type": "LambdaFunctionStarted", "id": 6,
            "previousEventId": 5},
          {"timestamp": "2026-01-01T00:00:01.000000+00:00", "type": "LambdaFunctionScheduled", "id": 5,
            "previousEventId": 4, "lambdaFunctionScheduledEventDetails": {
            "resource": "arn:aws:lambda:eu-west-1:123456789012:function:work", "input": "{\"id\": \"u-1\"}"}},
          {"timestamp": "2026-01-01T00:00:00.900000+00:00", "type": "TaskStateEntered", "id": 4,
            "previousEventId": 3, "stateEnteredEventDetails": {"name": "Work", "input": "{\"id\": \"u-1\"}"}},
          {"timestamp": "2026-01-01T00:00:00.800000+00:00", "type": "PassStateExited", "id": 3,
            "previousEventId": 2, "stateExitedEventDetails": {"name": "Prepare", "output": "{\"id\": \"u-1\"}"}},
          {"timestamp": "2026-01-01T00:00:00.700000+00:00", "type": "PassStateEntered", "id": 2,
            "previousEventId": 0, "stateEnteredEventDetails": {"name": "Prepare", "input": "{}"}},
          {"timestamp": "2026-01-01T00:00:00.000000+00:00", "type": "ExecutionStarted", "id": 1,
            "previousEventId": 0, "executionStartedEventDetails": {"input": "{}", "roleArn": "arn:aws:iam::1:role/r"}}
        ]}
        """#
    }

    static let mocks = #"{"Work": [{"Return": "done"}]}"#
    static let arguments = [
        "order.json", "--redrive", "h.json", "--mocks", "m.json", "--start-time", "2026-01-03T00:00:00Z",
    ]

    private static func redrive(
        _ name: String, _ more: [String] = [], history: String = history(), definition: String = order,
        exit: Int32 = 0, output: String? = nil, errors: String? = "", shows: [String] = []
    ) -> ProgramCase {
        ProgramCase(
            name: name, arguments: arguments + more,
            files: ["order.json": definition, "h.json": history, "m.json": mocks], exit: exit, output: output,
            shows: shows, errors: errors)
    }

    static let runs = [
        redrive(
            "what succeeded keeps its recorded output", ["--format", "output"],
            output: "{\"id\":\"u-1\",\"work\":\"done\"}\n"),
        redrive(
            "the trace tells both attempts", [],
            shows: [
                "Prepare", "✗ Down", "redrive 1  2026-01-03T00:00:00.000Z", "● Work", "✓ SUCCEEDED",
            ]),
        redrive(
            "log entries count the redrive", ["--format", "logs", "--no-include-execution-data"],
            shows: [
                #"{"id":"9","type":"ExecutionRedriven","details":{"redriveCount":1},"previous_event_id":"8""#,
                #""redrive_count":"1"}"#, #"{"id":"10","type":"LambdaFunctionScheduled""#,
                #""previous_event_id":"4""#,
            ]),
        redrive(
            "an execution that was stopped between two events", ["--format", "output"],
            history: history(end: #""type": "ExecutionAborted""#), output: "{\"id\":\"u-1\",\"work\":\"done\"}\n"
        ),
    ]

    private static func refusal(_ name: String, _ message: String, history: String = history()) -> ProgramCase {
        redrive(name, history: history, exit: 1, output: "", errors: "sfn-run: h.json: error: \(message)\n")
    }

    static let refusals = [
        refusal(
            "an event is missing", "the history is not whole: event 7 is missing",
            history: history().replacing(#""previousEventId": 7"#, with: #""previousEventId": 6"#)
                .replacing(#""id": 7"#, with: #""id": 9"#)),
        ProgramCase(
            name: "not JSON", arguments: arguments,
            files: ["order.json": order, "h.json": "{", "m.json": mocks], exit: 1, output: "",
            complains: ["sfn-run: h.json:1:2: error: "]),
        ProgramCase(
            name: "a state that is no longer there", arguments: arguments,
            files: ["order.json": order.replacing("Prepare", with: "Start"), "h.json": history(), "m.json": mocks],
            exit: 1, output: "",
            errors: "sfn-run: h.json: error: the state “Prepare” of event 2 is not in the definition\n"),
        ProgramCase(
            name: "another machine", arguments: arguments,
            files: [
                "order.json": order.replacing(#""StartAt": "Prepare""#, with: #""StartAt": "Work""#)
                    .replacing(#""Next": "Work""#, with: #""End": true"#)
                    .replacing(#""ResultPath": "$.work", "End": true"#, with: #""Next": "Prepare""#),
                "h.json": history(), "m.json": mocks,
            ], exit: 1, output: "",
            errors: "sfn-run: h.json: error: this is no history of the definition: event 2 is PassStateEntered of "
                + "“Prepare”, where the definition enters “Work”\n"),
        ProgramCase(
            name: "an Express execution", arguments: arguments + ["--type", "EXPRESS"],
            files: ["order.json": order, "h.json": history(), "m.json": mocks], exit: 1, output: "",
            errors: "sfn-run: h.json: error: an Express execution cannot be redriven\n"),
        ProgramCase(
            name: "too late", arguments: arguments.dropLast() + ["2026-01-15T00:00:03Z"],
            files: ["order.json": order, "h.json": history(), "m.json": mocks], exit: 1, output: "",
            complains: ["the execution ended more than 14 days ago", "--quota redriveDays=N"]),
        ProgramCase(
            name: "input beside a history", arguments: arguments + ["--input", "{}"],
            files: ["order.json": order, "h.json": history(), "m.json": mocks], exit: 64, output: "",
            complains: ["--redrive goes on with what the history has"]),
    ]

    /// The history goes on: the given events as they are, then new ones; and can be redriven in its turn.
    @Test func theHistoryGoesOn() async throws {
        let files = [
            "order.json": Self.order, "h.json": Self.history(), "m.json": Self.mocks,
            "fails.json": #"{"Work": [{"Throw": {"Error": "Still", "Cause": "down"}}]}"#,
        ]
        try await SfnRun.withFolder(files) { folder in
            let start = ["--start-time", "2026-01-02T00:00:00Z"]
            let first = try await SfnRun.run(
                ["order.json", "--redrive", "h.json", "--mocks", "fails.json", "--format", "history"] + start
                    + ["--history", "h.json"], in: folder)
            #expect(first.exit == 2)
            let events = try #require(try JSONParser.parse(first.output)["events"]?.arrayValue)
            let given = try #require(try JSONParser.parse(Self.history())["events"]?.arrayValue)
            #expect(Array(events.prefix(8)) == given.reversed())
            let types = events.dropFirst(8).compactMap { $0["type"]?.stringValue }
            #expect(
                types == [
                    "ExecutionRedriven", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionFailed",
                    "ExecutionFailed",
                ])
            #expect(events.compactMap { $0["id"]?.numberValue?.int64Value } == Array(1...13))
            let second = try await SfnRun.run(Self.arguments + ["--format", "history"], in: folder)
            let again = try #require(try JSONParser.parse(second.output)["events"]?.arrayValue)
            #expect(Array(again.prefix(13)) == Array(events))
            #expect(again[13]["executionRedrivenEventDetails"]?["redriveCount"] == 2)
            #expect(again.last?["type"] == "ExecutionSucceeded")
        }
    }

    @Test func aMapRunTellsHowOftenItWasRedriven() async throws {
        let machine = #"""
            {"StartAt": "M", "States": {"M": {"Type": "Map", "Label": "m", "End": true, "ItemProcessor": {
              "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
              "StartAt": "F", "States": {"F": {"Type": "Fail"}}}}}}
            """#
        try await SfnRun.withFolder(["m.json": machine]) { folder in
            let run = ["m.json", "--history", "h.json", "--format", "json", "--start-time"]
            _ = try await SfnRun.run(run + ["2026-01-01T00:00:00Z", "--input", "[1]"], in: folder)
            let again = try await SfnRun.run(run + ["2026-01-02T00:00:00Z", "--redrive", "h.json"], in: folder)
            let report = try JSONParser.parse(again.output)
            #expect(report["mapRuns"]?[0]?["redriveCount"] == 1, "\(again.errors)")
        }
    }
}
