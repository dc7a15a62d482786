import Foundation
import JSONModel
import Testing

/// `sfn-run explore`, as people call it.
struct ExploreTests {
    /// A saga whose compensation may fail.
    static let faulty = """
        {"StartAt": "Reserve", "States": {
          "Reserve": {"Type": "Task",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:reserve",
            "TimeoutSeconds": 30, "ResultPath": "$.reservation",
            "Next": "Pay"},
          "Pay": {"Type": "Task",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
            "TimeoutSeconds": 30, "ResultPath": "$.payment", "Next": "Paid",
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Release"}]},
          "Paid": {"Type": "Choice", "Default": "Release", "Choices": [
            {"Variable": "$.payment.status", "StringEquals": "CAPTURED", "Next": "Done"}]},
          "Done": {"Type": "Succeed"},
          "Release": {"Type": "Task",
            "Resource": "arn:aws:lambda:us-east-1:123456789012:function:release",
            "TimeoutSeconds": 30, "Next": "NotPaid"},
          "NotPaid": {"Type": "Fail", "Error": "NotPaid"}}}
        """

    static let rules = """
        rules:
          - after Reserve succeeded, Release succeeded or execution succeeded
          - never execution succeeded and Release entered
        """

    static let files = ["faulty.asl.json": faulty, "faulty.rules.yaml": rules]

    /// The whole of standard output, kept in `Traces/`: `UPDATE_TRACES=1` writes it anew.
    @Test(arguments: [
        ("explore-faulty", ["explore", "faulty.asl.json"], Int32(2)),
        ("explore-saga", ["explore", "asl/order-saga.asl.json"], 0),
    ]) func tells(_ name: String, _ arguments: [String], _ exit: Int32) async throws {
        try await SfnRun.withFolder(Self.files) { folder in
            try FileManager.default.copyItem(at: SfnRun.root.appending(path: "asl"), to: folder.appending(path: "asl"))
            let outcome = try await SfnRun.run(arguments, in: folder)
            let file = TraceTests.folder.appending(path: "\(name).txt")
            if ProcessInfo.processInfo.environment["UPDATE_TRACES"] != nil {
                try Data(outcome.output.utf8).write(to: file)
            }
            #expect(outcome.output == (try String(contentsOf: file, encoding: .utf8)), "\(outcome.output)")
            #expect(outcome.exit == exit)
            #expect(outcome.errors == "")
            for line in outcome.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
        }
    }

    /// The lines that the README shows are lines of the output, in their order.
    @Test func theREADMEShowsWhatItSays() async throws {
        let readme = try String(contentsOf: SfnRun.root.appending(path: "README.md"), encoding: .utf8)
        let block = readme.components(separatedBy: "<!-- explore-saga -->\n```text\n").last ?? ""
        let shown = block.components(separatedBy: "```")[0].split(separator: "\n").map(String.init)
        #expect(shown.count > 3)
        let told = try String(contentsOf: TraceTests.folder.appending(path: "explore-saga.txt"), encoding: .utf8)
        ProgramCase.expect(shown.map { $0 + "\n" }, in: told)
    }

    @Test func savesWhatRunAccepts() async throws {
        try await SfnRun.withFolder(Self.files) { folder in
            let explored = try await SfnRun.run(["explore", "faulty.asl.json"], in: folder)
            let lines = explored.output.split(separator: "\n").map(String.init)
            let start = try #require(lines.lastIndex { $0.contains("sfn-run faulty.asl.json") })
            let command = lines[start...].map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: " ")
            let call = command.components(separatedBy: " --mocks ")
            let mocks = try #require(call.last?.split(separator: " ").first.map(String.init))
            #expect(command.hasPrefix("sfn-run faulty.asl.json --input faulty.broken-rule-1.input.json --mocks "))
            #expect(mocks == "faulty.broken-rule-1.mocks.json")
            let run = try await SfnRun.shell(
                command.components(separatedBy: mocks)[0] + mocks + " --format json", in: folder)
            #expect(run.exit == 2, "\(run.errors)")
            let report = try JSONParser.parse(run.output)
            #expect(report["error"] == "UnknownError")
            #expect(report["counts"]?["tasks"] == 3)
        }
    }

    @Test func printsJSON() async throws {
        try await SfnRun.withFolder(Self.files) { folder in
            let outcome = try await SfnRun.run(["explore", "faulty.asl.json", "--json", "--no-save"], in: folder)
            #expect(outcome.exit == 2)
            let report = try JSONParser.parse(outcome.output)
            #expect(report["machine"] == "faulty")
            #expect(report["cutOff"] == [])
            #expect(report["neverEntered"] == [])
            let ends = report["outcomes"]?.arrayValue?.compactMap { $0["end"]?.stringValue } ?? []
            #expect(Set(ends) == ["succeeded", "failed"])
            let rules = report["rules"]?.arrayValue ?? []
            #expect(rules.map { $0["verdict"] } == ["broken", "holds"])
            #expect(rules.first?["mocks"]?["Release"]?[0]?["Throw"]?["Error"] == "UnknownError")
            let saved = try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))
            #expect(!saved.contains { $0.contains("broken-rule") })
        }
    }

    @Test(arguments: [
        ProgramCase(
            name: "A rule that names no state is refused with its place",
            arguments: ["explore", "faulty.asl.json", "--rule", "after Reserv succeeded, execution failed"],
            files: files,
            exit: 1
        ).complaining(
            "--rule:1:7: error: the state machine has no state “Reserv”; did you mean “Reserve”? [ASL4003]"),
        ProgramCase(
            name: "A rules file with a fault is refused with its place", arguments: ["explore", "faulty.asl.json"],
            files: ["faulty.asl.json": faulty, "faulty.rules.yaml": "rules:\n  - never Pay\nrule: []\n"], exit: 1
        ).complaining(
            "faulty.rules.yaml:2:11: error: expected what happens to it", "faulty.rules.yaml:3:1: error: unknown"),
        ProgramCase(
            name: "A rules file that is given must be there",
            arguments: ["explore", "faulty.asl.json", "--rules", "none.yaml"], files: files, exit: 1
        ).complaining("sfn-run: none.yaml: error: no such file or directory"),
        ProgramCase(
            name: "With --strict findings count", arguments: ["explore", "task.json", "--strict"], exit: 2
        ).showing("Errors that nobody catches"),
        ProgramCase(
            name: "Without it they do not", arguments: ["explore", "task.json"]
        ).showing("Errors that nobody catches", "Work  UnknownError, States.Timeout"),
        ProgramCase(
            name: "What a machine does with data that do not fit is told",
            arguments: ["explore", "wait.json", "--input", "{}"]
        ).showing("✗ FAILED States.Runtime at Sleep", "SecondsPath parameter does not reference"),
        ProgramCase(
            name: "Mocks give results and errors", arguments: ["explore", "task.json", "--mocks", "m.json"],
            files: ["m.json": #"{"Work": [{"Throw": {"Error": "Busy"}}, {"Return": 1}, {"Return": 2}]}"#]
        ).showing("results of 1 of 1 task given", "✓ SUCCEEDED at Work  2 paths", "✗ FAILED Busy at Work"),
        ProgramCase(
            name: "A token that is never answered parks the execution",
            arguments: ["explore", "token.json", "--rule", "never execution parked", "--no-save"], exit: 2
        ).showing("‖ PARKED at Ask", "✗ broken", "never execution parked", "✗ TIMED_OUT"),
        ProgramCase(
            name: "What is cut off proves nothing",
            arguments: ["explore", "faulty.asl.json", "--states", "3", "--rule", "never execution parked"],
            files: ["faulty.asl.json": faulty]
        ).showing("cut off   at 3 states", "? no counterexample within 3 states"),
        ProgramCase(name: "The help has examples", arguments: ["help", "explore"])
            .showing("For example:", "sfn-run explore asl/order-saga.asl.json"),
        ProgramCase(
            name: "Bounds are in range", arguments: ["explore", "task.json", "--states", "0"], exit: 64
        ).complaining("--states is 1 at least"),
    ]) func does(_ testCase: ProgramCase) async throws { try await testCase.check() }
}
