import Foundation
import Testing

/// Every option of `run`, and every exit status.
struct RunOptionTests {
    @Test(arguments: inputs + outcomes + options + clocks) func does(_ testCase: ProgramCase) async throws {
        try await testCase.check()
    }

    static let pass = ["pass.json", "--format", "output", "--input"]

    static let inputs = [
        ProgramCase(name: "input as text", arguments: pass + [#"{"name": "Ada"}"#], output: "{\"hello\":\"Ada\"}\n"),
        ProgramCase(
            name: "input from a path", arguments: pass + ["in.json"], files: ["in.json": "{\"name\": 1}\n"],
            output: "{\"hello\":1}\n"),
        ProgramCase(
            name: "input from a file URL", arguments: pass + ["file://in.json"],
            files: ["in.json": #"{"name": [1.0, "é"]}"#], output: "{\"hello\":[1.0,\"é\"]}\n"),
        ProgramCase(
            name: "input from standard input", arguments: pass + ["-"], input: #"{"name": null}"#,
            output: "{\"hello\":null}\n"),
        ProgramCase(
            name: "no input is the empty object", arguments: ["done.json", "--format", "output"],
            files: ["done.json": #"{"StartAt": "D", "States": {"D": {"Type": "Succeed"}}}"#], output: "{}\n"),
        ProgramCase(
            name: "a scalar is a text", arguments: ["done.json", "--format", "output", "--input", "-17"],
            files: ["done.json": #"{"StartAt": "D", "States": {"D": {"Type": "Succeed"}}}"#], output: "-17\n"),
        ProgramCase(
            name: "the input's text is kept", arguments: ["done.json", "--format", "output", "--input", "in.json"],
            files: [
                "done.json": #"{"StartAt": "D", "States": {"D": {"Type": "Succeed"}}}"#,
                "in.json": "{ \"a\" : 1.50 }\n",
            ], output: "{ \"a\" : 1.50 }\n"),
        ProgramCase(
            name: "the definition from standard input", arguments: ["-", "--format", "output"],
            input: Machines.pass.replacing("$.name", with: "$$.StateMachine.Name"),
            output: "{\"hello\":\"machine\"}\n"),
        ProgramCase(
            name: "a definition in YAML", arguments: ["child.yaml", "--format", "output"], output: "\"from YAML\"\n"),
        ProgramCase(
            name: "YAML from standard input", arguments: ["-", "--format", "output"], input: Machines.childInYAML,
            output: "\"from YAML\"\n"),
        ProgramCase(
            name: "run may be named", arguments: ["run"] + pass + [#"{"name": 0}"#], output: "{\"hello\":0}\n"),
    ]

    static let outcomes = [
        ProgramCase(
            name: "a failure is exit 2", arguments: ["fail.json", "--format", "output"], exit: 2, output: "",
            errors: "sfn-run: fail.json: FAILED: Refused: not today\n"),
        ProgramCase(
            name: "a timeout of the execution is exit 2",
            arguments: ["slow.json", "--format", "output"],
            files: [
                "slow.json":
                    #"{"StartAt":"W","TimeoutSeconds":5,"States":{"W":{"Type":"Wait","Seconds":9,"End":true}}}"#
            ],
            exit: 2, output: "", errors: "sfn-run: slow.json: TIMED_OUT\n"),
        ProgramCase(
            name: "json: a success",
            arguments: [
                "wait.json", "--format", "json", "--input", #"{"seconds": 90}"#, "--start-time",
                "2026-01-02T03:04:05Z", "--name", "nap",
            ],
            output: """
                {
                  "status": "SUCCEEDED",
                  "output": {
                    "seconds": 90
                  },
                  "executionArn": "arn:aws:states:us-east-1:123456789012:execution:wait:nap",
                  "startTime": "2026-01-02T03:04:05.000Z",
                  "endTime": "2026-01-02T03:05:35.000Z",
                  "durationMilliseconds": 90000,
                  "counts": {
                    "states": 1,
                    "events": 4,
                    "tasks": 0,
                    "retries": 0
                  }
                }

                """),
        ProgramCase(
            name: "json: a failure", arguments: ["fail.json", "--format", "json"], exit: 2,
            shows: [#""status": "FAILED""#, #""error": "Refused""#, #""cause": "not today""#, #""states": 1"#]),
        ProgramCase(
            name: "history", arguments: ["fail.json", "--format", "history", "--start-time", "2026-01-02T03:04:05Z"],
            exit: 2,
            output: #"{"events":[{"timestamp":"2026-01-02T03:04:05.000000+00:00","type":"ExecutionStarted","id":1,"#
                + #""previousEventId":0,"executionStartedEventDetails":{"input":"{}","#
                + #""inputDetails":{"truncated":false},"roleArn":"arn:aws:iam::123456789012:role/StepFunctionsRole"}},"#
                + #"{"timestamp":"2026-01-02T03:04:05.000000+00:00","type":"FailStateEntered","id":2,"#
                + #""previousEventId":0,"stateEnteredEventDetails":{"name":"No","input":"{}","#
                + #""inputDetails":{"truncated":false}}},{"timestamp":"2026-01-02T03:04:05.000000+00:00","#
                + #""type":"ExecutionFailed","id":3,"previousEventId":2,"executionFailedEventDetails":"#
                + #"{"error":"Refused","cause":"not today"}}]}"# + "\n",
            errors: "sfn-run: fail.json: FAILED: Refused: not today\n"),
    ]

    static let options = [
        ProgramCase(
            name: "start at another state",
            arguments: ["pass.json", "--start-at", "Done", "--format", "output", "--input", "7"], output: "7\n"),
        ProgramCase(
            name: "variables",
            arguments: ["v.json", "--variables", #"{"who": {"name": "Ada"}}"#, "--format", "output"],
            files: [
                "v.json": #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true,"Parameters":{"n.$":"$who.name"}}}}"#
            ],
            output: "{\"n\":\"Ada\"}\n"),
        ProgramCase(
            name: "variables from a file", arguments: ["v.json", "--variables", "vars.json", "--format", "output"],
            files: [
                "v.json": #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true,"Parameters":{"n.$":"$who"}}}}"#,
                "vars.json": #"{"who": 3}"#,
            ], output: "{\"n\":3}\n"),
        ProgramCase(
            name: "context",
            arguments: ["c.json", "--context", #"{"Execution": {"Id": "x"}}"#, "--format", "output"],
            files: [
                "c.json":
                    #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true,"Parameters":{"n.$":"$$.Execution.Id"}}}}"#
            ],
            output: "{\"n\":\"x\"}\n"),
        ProgramCase(
            name: "start time, name and seed",
            arguments: [
                "clock.json", "--start-time", "2026-01-02T03:04:05+01:00", "--name", "n", "--seed", "7",
                "--format", "output",
            ],
            shows: [#""start":"2026-01-02T02:04:05.000Z""#]),
        ProgramCase(
            name: "type", arguments: ["e.json", "--type", "EXPRESS", "--format", "output"],
            files: [
                "e.json":
                    #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true,"Parameters":{"n.$":"$$.Execution.Id"}}}}"#
            ],
            shows: [":express:e:execution:"]),
        ProgramCase(
            name: "quota", arguments: ["pass.json", "--input", #"{"name": 1}"#, "--quota", "historyEvents=3"], exit: 2,
            shows: ["✗ FAILED", "3 events", "States.Runtime", "maximum number of history events"]),
        ProgramCase(
            name: "the input counts for the quota",
            arguments: ["pass.json", "--input", #"{"name": 1}"#, "--quota", "payloadBytes=5"], exit: 1, output: "",
            errors:
                "sfn-run: {\"name\": 1}: error: the input has 11 bytes, more than the quota payloadBytes allows (5)\n"),
        ProgramCase(
            name: "mocks, the simple form", arguments: ["task.json", "--mocks", "m.json", "--format", "output"],
            files: ["m.json": #"{"Work": [{"Return": {"ok": true}}]}"#], output: "{\"work\":{\"ok\":true}}\n"),
        ProgramCase(
            name: "mocks of Step Functions Local",
            arguments: ["task.json", "--mocks", "m.json", "--test-case", "Two", "--format", "output"],
            files: ["m.json": localMocks], output: "{\"work\":2}\n"),
        ProgramCase(
            name: "mocks come before commands",
            arguments: ["task.json", "--mocks", "m.json", "--task", "work=exit 1", "--format", "output"],
            files: ["m.json": #"{"Work": [{"Return": 5}]}"#], output: "{\"work\":5}\n"),
    ]

    static let clocks = [
        ProgramCase(
            name: "a virtual year takes no time",
            arguments: [
                "wait.json", "--input", #"{"seconds": 2678400}"#, "--start-time", "2026-01-01T00:00:00Z",
                "--format", "json",
            ],
            shows: [#""endTime": "2026-02-01T00:00:00.000Z""#]),
        ProgramCase(
            name: "the real clock waits",
            arguments: ["wait.json", "--input", #"{"seconds": 1}"#, "--clock", "real"],
            shows: ["waits 1 s", "✓ SUCCEEDED", "1 state"]),
    ]

    private static let localMocks = """
        {"StateMachines": {"other": {"TestCases": {}},
          "task": {"TestCases": {"One": {"Work": "one"}, "Two": {"Work": "two"}}}},
         "MockedResponses": {"one": {"0": {"Return": 1}}, "two": {"0": {"Return": 2}}}}
        """

    @Test func equalSeedsGiveEqualRuns() async throws {
        try await SfnRun.withFolder(Machines.files) { folder in
            var outputs: [String] = []
            for seed in ["7", "7", "8"] {
                let arguments = ["clock.json", "--seed", seed, "--start-time", "2026-01-01T00:00:00Z"]
                outputs.append(try await SfnRun.run(arguments, in: folder).output)
            }
            #expect(outputs[0] == outputs[1])
            #expect(outputs[0] != outputs[2])
        }
    }

    @Test func historyFileHasWhatTheFormatPrints() async throws {
        try await SfnRun.withFolder(Machines.files) { folder in
            let common = ["wait.json", "--input", #"{"seconds": 1}"#, "--start-time", "2026-01-01T00:00:00Z"]
            let printed = try await SfnRun.run(common + ["--format", "history"], in: folder)
            let other = try await SfnRun.run(common + ["--format", "output", "--history", "h.json"], in: folder)
            #expect(other.output == "{\"seconds\": 1}\n")
            let written = try String(contentsOf: folder.appending(path: "h.json"), encoding: .utf8)
            #expect(written == printed.output)
        }
    }

    @Test func theRealClockIsTheWalls() async throws {
        try await SfnRun.withFolder(Machines.files) { folder in
            let start = ContinuousClock.now
            let arguments = ["wait.json", "--input", #"{"seconds": 1}"#, "--clock", "real", "--format", "output"]
            let outcome = try await SfnRun.run(arguments, in: folder)
            #expect(outcome.exit == 0)
            #expect(ContinuousClock.now - start >= .seconds(1))
        }
    }
}
