import JSONModel
import Testing

/// Nested executions.
struct ChildTests {
    static func arguments(_ resource: String, seconds: Int, _ more: [String] = []) -> (String, [String]) {
        let machine = Machines.parent.replacing("startExecution.sync:2", with: resource)
        let arguments = [
            "p.json", "--child", "child=child.json", "--input", #"{"seconds":\#(seconds)}"#, "--format", "json",
            "--start-time", "2026-01-01T00:00:00Z",
        ]
        return (machine, arguments + more)
    }

    private func report(_ resource: String, seconds: Int, _ more: [String] = []) async throws -> JSONValue {
        let (machine, arguments) = Self.arguments(resource, seconds: seconds, more)
        let files = Machines.files.merging(["p.json": machine]) { $1 }
        let outcome = try await SfnRun.withFolder(files) { try await SfnRun.run(arguments, in: $0) }
        #expect(outcome.errors == "")
        return try JSONParser.parse(outcome.output)
    }

    static let arn = "arn:aws:states:us-east-1:123456789012:execution:child:kid"

    @Test func sync2HasInputAndOutputAsJSON() async throws {
        let report = try await report("startExecution.sync:2", seconds: 2)
        let expected: JSONValue = [
            "ExecutionArn": .string(Self.arn), "Input": ["seconds": 2], "InputDetails": ["Included": true],
            "Name": "kid", "Output": ["seconds": 2, "how": "fine"], "OutputDetails": ["Included": true],
            "RedriveCount": 0, "RedriveStatus": "NOT_REDRIVABLE",
            "RedriveStatusReason": "Execution is SUCCEEDED and cannot be redriven",
            "StartDate": 1_767_225_600_000,
            "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:child",
            "Status": "SUCCEEDED", "StopDate": 1_767_225_602_000,
        ]
        #expect(report["output"] == expected)
        #expect(report["durationMilliseconds"] == 2_000)
    }

    @Test func syncHasInputAndOutputAsText() async throws {
        let report = try await report("startExecution.sync", seconds: 2)
        #expect(report["output"]?["Input"] == #"{"seconds":2}"#)
        #expect(report["output"]?["Output"] == #"{"seconds":2,"how":"fine"}"#)
    }

    @Test func aPlainStartDoesNotWait() async throws {
        let report = try await report("startExecution", seconds: 2)
        #expect(report["output"]?["ExecutionArn"] == .string(Self.arn))
        #expect(report["output"]?["StartDate"] == 1_767_225_600_000)
        #expect(report["durationMilliseconds"] == 0)
    }

    @Test(arguments: ["startExecution.sync", "startExecution.sync:2"])
    func aFailureIsItsDescription(_ resource: String) async throws {
        let report = try await report(resource, seconds: 7)
        #expect(report["status"] == "FAILED")
        #expect(report["error"] == "States.TaskFailed")
        let cause = try JSONParser.parse(report["cause"]?.stringValue ?? "")
        #expect(cause["Status"] == "FAILED")
        #expect(cause["Error"] == "Tired")
        #expect(cause["Cause"] == "slept too long")
        #expect(cause["Input"] == #"{"seconds":7}"#)
    }

    @Test func aTimeoutOfTheParentStopsTheChild() async throws {
        let report = try await report("startExecution.sync:2", seconds: 3_600)
        #expect(report["error"] == "States.Timeout")
        #expect(report["durationMilliseconds"] == 60_000)
    }

    @Test func aChildMayHaveMocksAndCommands() async throws {
        let task = Machines.task.replacing("\"TimeoutSeconds\": 1,", with: "")
        let files = [
            "parent.json": Machines.parent, "kid.json": task, "m.json": #"{"Work": [{"Return": "mocked"}]}"#,
        ]
        let common = ["parent.json", "--child", "child=kid.json", "--format", "json"]
        for (more, expected) in [(["--mocks", "m.json"], "mocked"), (["--task", "work=echo '\"done\"'"], "done")] {
            let outcome = try await SfnRun.withFolder(files) { try await SfnRun.run(common + more, in: $0) }
            let report = try JSONParser.parse(outcome.output)
            #expect(report["output"]?["Output"]?["work"] == .string(expected), "\(outcome.errors)")
        }
    }

    @Test func aMachineThatIsOnlyKnownAtRunTimeMayBeMissing() async throws {
        let machine = Machines.parent.replacing(
            #""StateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:child""#,
            with: #""StateMachineArn.$": "$.arn""#)
        let files = Machines.files.merging(["p.json": machine]) { $1 }
        let input = #"{"arn": "arn:aws:states:eu-west-1:123456789012:stateMachine:other"}"#
        let arguments = ["p.json", "--child", "child=child.json", "--format", "json", "--input", input]
        let outcome = try await SfnRun.withFolder(files) { try await SfnRun.run(arguments, in: $0) }
        #expect(outcome.exit == 2)
        let report = try JSONParser.parse(outcome.output)
        #expect(report["error"] == "StepFunctions.StateMachineDoesNotExistException")
        #expect(report["cause"]?.stringValue?.hasPrefix("State Machine Does Not Exist: 'arn:aws:states:") == true)
    }
}
