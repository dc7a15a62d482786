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

    static let arn = "arn:aws:states:eu-west-1:123456789012:execution:child:kid"

    @Test func sync2HasInputAndOutputAsJSON() async throws {
        let report = try await report("startExecution.sync:2", seconds: 2)
        let expected: JSONValue = [
            "ExecutionArn": .string(Self.arn), "Input": ["seconds": 2], "InputDetails": ["Included": true],
            "Name": "kid", "Output": ["seconds": 2, "how": "fine"], "OutputDetails": ["Included": true],
            "RedriveCount": 0, "RedriveStatus": "NOT_REDRIVABLE",
            "RedriveStatusReason": "Execution is SUCCEEDED and cannot be redriven",
            "StartDate": 1_767_225_600_000,
            "StateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:child",
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

    /// Not by its file, which two machines may share.
    @Test func theMachineIsTheOneThatWasAskedFor() async throws {
        func call(_ machine: String, _ rest: String) -> String {
            #"""
            {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "ResultPath": "$.\#(machine)",
             "Parameters": {"StateMachineArn": "arn:aws:states:eu-west-1:999999999999:stateMachine:\#(machine)",
               "Name": "order-7", "Input": {"seconds": 1}}, \#(rest)}
            """#
        }
        let machine = #"""
            {"StartAt": "A", "States": {
              "A": \#(call("billing", #""Next": "B""#)), "B": \#(call("shipping", #""End": true"#))}}
            """#
        let files = Machines.files.merging(["p.json": machine]) { $1 }
        let children = ["--child", "billing=child.json", "--child", "shipping=child.json"]
        let outcome = try await SfnRun.withFolder(files) {
            try await SfnRun.run(["p.json", "--format", "json"] + children, in: $0)
        }
        let report = try JSONParser.parse(outcome.output)
        for name in ["billing", "shipping"] {
            let arn = "arn:aws:states:eu-west-1:999999999999:execution:\(name):order-7"
            #expect(report["output"]?[name]?["ExecutionArn"] == .string(arn))
        }
        #expect(report["durationMilliseconds"] == 2_000)
    }

    /// Runs a machine of `states`, in which `CALL` stands for the resource and the machine of a nested execution.
    private func run(_ states: String) async throws -> (report: JSONValue, events: JSONArray) {
        let call = #"""
            "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Parameters": {"StateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:child",
            """#
        let start = states.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
        let files = Machines.files.merging([
            "p.json": #"{"StartAt": "\#(start)", "States": {\#(states.replacing("CALL", with: call))}}"#
        ]) { $1 }
        return try await SfnRun.withFolder(files) { folder in
            let common = ["p.json", "--child", "child=child.json", "--start-time", "2026-01-01T00:00:00Z", "--format"]
            let report = try await SfnRun.run(common + ["json"], in: folder)
            let history = try await SfnRun.run(common + ["history"], in: folder)
            let events = try JSONParser.parse(history.output)["events"]?.arrayValue ?? []
            return (try JSONParser.parse(report.output), events)
        }
    }

    @Test func theStartIsRecordedWhenItHappens() async throws {
        let (_, events) = try await run(#""A": {CALL "Name": "kid", "Input": {"seconds": 2}}, "End": true}"#)
        let types = events.compactMap { $0["type"]?.stringValue }
        #expect(
            types == [
                "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted",
                "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded",
            ])
        #expect(events[4]["timestamp"] == "2026-01-01T00:00:00.000000+00:00")
        #expect(events[5]["timestamp"] == "2026-01-01T00:00:02.000000+00:00")
        let submitted = try JSONParser.parse(
            events[4]["taskSubmittedEventDetails"]?["output"]?.stringValue ?? "")
        #expect(submitted["ExecutionArn"] == .string(Self.arn))
    }

    @Test func aNameThatIsTakenIsRefused() async throws {
        let (report, _) = try await run(
            #"""
            "A": {CALL "Name": "kid", "Input": {"seconds": 2}}, "Next": "B"},
            "B": {CALL "Name": "kid", "Input": {"seconds": 2}}, "End": true}
            """#)
        #expect(report["error"] == "StepFunctions.ExecutionAlreadyExistsException")
        #expect(report["cause"]?.stringValue?.hasPrefix("Execution Already Exists: '\(Self.arn)' (Service: ") == true)
    }

    @Test func aRunningChildIsStartedOnce() async throws {
        let call = #""A": {CALL "Name": "kid", "Input": {"seconds": 2}}, "End": true}"#
        let branches = ["A", "B"].map { name in
            #"{"StartAt": "\#(name)", "States": {\#(call.replacing(#""A""#, with: "\"\(name)\""))}}"#
        }
        let (report, _) = try await run(
            #""P": {"Type": "Parallel", "End": true, "Branches": [\#(branches.joined(separator: ", "))]}"#)
        #expect(report["status"] == "SUCCEEDED", "\(report)")
        #expect(report["output"]?[0] == report["output"]?[1])
        #expect(report["output"]?[0]?["ExecutionArn"] == .string(Self.arn))
    }

    @Test func anInputThatIsNotJSONIsRefused() async throws {
        let (report, _) = try await run(#""A": {CALL "Input": "oops"}, "End": true}"#)
        #expect(report["error"] == "StepFunctions.InvalidExecutionInputException")
        let cause = "Invalid State Machine Execution Input: 'Unrecognized token 'oops': was expecting (JSON String, "
        #expect(report["cause"]?.stringValue?.hasPrefix(cause) == true)
    }

    @Test func aNameThatIsNoneIsRefused() async throws {
        let (report, _) = try await run(#""A": {CALL "Name": "a b"}, "End": true}"#)
        #expect(report["error"] == "StepFunctions.InvalidNameException")
        #expect(report["cause"]?.stringValue?.hasPrefix("Invalid Name: 'a b' (Service: AWSStepFunctions") == true)
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
