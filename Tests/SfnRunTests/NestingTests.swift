import JSONModel
import Testing

/// Executions that start executions that start executions.
struct NestingTests {
    /// A machine whose one task starts `self`, as `resource` says.
    private static func state(_ name: String, _ resource: String) -> String {
        #"""
        "\#(name)": {"Type": "Task", "Resource": "arn:aws:states:::states:\#(resource)", "End": true,
          "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:self"}}
        """#
    }

    private static let forking: String = {
        let branches = ["A", "B"].map { name in
            #"{"StartAt": "\#(name)", "States": {\#(state(name, "startExecution"))}}"#
        }
        return #"""
            {"StartAt": "P", "States": {"P": {
              "Type": "Parallel", "End": true, "Branches": [\#(branches.joined(separator: ", "))]}}}
            """#
    }()

    private func run(_ machine: String, _ arguments: [String]) async throws -> SfnRun.Outcome {
        try await SfnRun.withFolder(["self.json": machine]) { folder in
            try await SfnRun.run(["self.json", "--child", "self=self.json"] + arguments, in: folder)
        }
    }

    /// In virtual time it would go on for ever.
    @Test(arguments: ["startExecution", "startExecution.sync", "startExecution.sync:2"])
    func whatStartsItselfComesToAnEnd(_ resource: String) async throws {
        let machine = #"{"StartAt": "A", "States": {\#(Self.state("A", resource))}}"#
        for (quota, depth) in [([], "1,000"), (["--quota", "nestedDepth=3"], "3")] {
            let outcome = try await run(machine, ["--format", "json"] + quota)
            #expect(outcome.exit == 1)
            #expect(
                outcome.errors
                    == "sfn-run: self.json: error: executions start one another \(depth) deep, and one more of "
                    + "“self” would start: --quota nestedDepth=N allows more\n")
        }
    }

    @Test func soDoesWhatStartsItselfTwice() async throws {
        let outcome = try await run(Self.forking, ["--format", "json", "--quota", "openExecutions=50"])
        #expect(outcome.exit == 1)
        #expect(
            outcome.errors == "sfn-run: self.json: error: 50 executions run at a time, and one more of “self” would "
                + "start: --quota openExecutions=N allows more\n")
    }

    /// A cause within a cause has its quotes marked twice, three times … and must not double with each level.
    @Test func causesOfDeepFailuresHaveALimit() async throws {
        let machine = #"""
            {"StartAt": "C", "States": {
              "C": {"Type": "Choice", "Default": "No",
                "Choices": [{"Variable": "$[0]", "IsPresent": true, "Next": "A"}]},
              "No": {"Type": "Fail", "Error": "Deep", "Cause": "\"down\" here"},
              "A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": true,
                "Parameters": {"Input.$": "$[1:]",
                  "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:self"}}}}
            """#
        let input = "[" + Array(repeating: "1", count: 40).joined(separator: ",") + "]"
        let outcome = try await run(machine, ["--format", "json", "--input", input])
        #expect(outcome.exit == 2)
        let report = try JSONParser.parse(outcome.output)
        #expect(report["error"] == "States.TaskFailed")
        #expect(report["cause"]?.stringValue?.count == 32_768)
    }

    /// A name that is drawn is like no name that anybody would give.
    @Test func drawnNamesAreUUIDs() async throws {
        let machine = #"""
            {"StartAt": "C", "States": {
              "C": {"Type": "Choice", "Default": "A",
                "Choices": [{"Variable": "$.last", "IsPresent": true, "Next": "Z"}]},
              "A": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
                "OutputPath": "$.Name", "Parameters": {"Input": {"last": true},
                  "StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:self"}},
              "Z": {"Type": "Succeed"}}}
            """#
        var names: [String] = []
        for seed in ["1", "1", "2"] {
            names.append(try await run(machine, ["--format", "output", "--seed", seed]).output)
        }
        #expect(
            names[0].wholeMatch(of: #/"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"\n/#) != nil)
        #expect(names[0] == names[1])
        #expect(names[0] != names[2])
    }
}
