import Foundation
import JSONModel
import Testing

/// The machines of `asl/`, through the program: each is valid, and each case does what `expected.json` says.
struct MachineFileTests {
    static let folder = SfnRun.root.appending(path: "asl")

    struct Case: Sendable, CustomTestStringConvertible {
        let members: JSONObject

        func text(_ name: String) -> String { members[name]?.stringValue ?? "" }
        var testDescription: String { "\(text("definition")) \(text("testCase"))" }
        var arguments: [String] {
            [
                text("definition"), "--input", text("input"), "--mocks", text("mocks"), "--test-case", text("testCase"),
            ]
        }
    }

    static let cases: Result<[Case], any Error> = Result {
        let data = try Data(contentsOf: folder.appending(path: "expected.json"))
        return (try JSONParser.parse(Array(data))["cases"]?.arrayValue ?? []).compactMap(\.objectValue).map(Case.init)
    }

    @Test func everyMachineIsValid() async throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path(percentEncoded: false))
        let machines = names.filter { $0.contains(".asl.") }.sorted()
        #expect(!machines.isEmpty)
        let outcome = try await SfnRun.run(["validate", "--strict"] + machines, in: Self.folder)
        #expect(outcome.exit == 0, "\(outcome.output)")
        #expect(outcome.output == "")
    }

    @Test(arguments: try cases.get()) func ends(_ testCase: Case) async throws {
        let outcome = try await SfnRun.run(testCase.arguments + ["--format", "json"], in: Self.folder)
        #expect(testCase.members["exit"] == .int(outcome.exit), "\(outcome.errors)")
        let report = try JSONParser.parse(outcome.output)
        for name in ["status", "output", "error", "cause"] {
            #expect(report[name] == testCase.members[name], "\(name)")
        }
        #expect(report["counts"]?["states"] == .int(testCase.members["states"]?.arrayValue?.count ?? -1))
        let attempts = testCase.members["attempts"]?.objectValue?.values.compactMap { $0.numberValue?.int64Value } ?? []
        #expect(report["counts"]?["tasks"] == .int(attempts.reduce(0, +)))
        #expect(report["counts"]?["retries"] == .int(attempts.reduce(0) { $0 + $1 - 1 }))
    }

    @Test(arguments: try cases.get()) func entersStatesInOrder(_ testCase: Case) async throws {
        let outcome = try await SfnRun.run(testCase.arguments + ["--format", "history"], in: Self.folder)
        let events = try JSONParser.parse(outcome.output)["events"]?.arrayValue ?? []
        let names = events.compactMap { $0["stateEnteredEventDetails"]?["name"] }
        #expect(JSONValue.array(JSONArray(names)) == testCase.members["states"])
    }

    private static let template = """
        Resources:
          OrderMachine:
            Type: AWS::Serverless::StateMachine
            Properties:
              Definition:
                StartAt: Pay
                States:
                  Pay:
                    Type: Task
                    Resource: arn:aws:lambda:us-east-1:123456789012:function:pay
                    End: true
        """

    /// Every command of these documents works as it stands.
    @Test(arguments: ["README.md", "asl/README.md"]) func documentedCommandsWork(_ document: String) async throws {
        let text = try String(contentsOf: SfnRun.root.appending(path: document), encoding: .utf8)
        let commands = text.split(separator: "\n").map { $0.drop { $0 == " " } }.filter { $0.hasPrefix("sfn-run ") }
        #expect(!commands.isEmpty)
        let machine = Machines.task.replacing("function:work:PROD", with: "function:reserve-inventory")
        let files = [
            "machine.asl.json": machine, "reserve.sh": "#!/bin/sh\necho '{\"reserved\": true}'\n",
            "rows.asl.json": DistributedMapTests.rows, "state.json": #"{"Type": "Pass", "End": true}"#,
            "template.yaml": Self.template, "pay.sh": "#!/bin/sh\necho '{\"paid\": true}'\n",
        ]
        try await SfnRun.withFolder(files) { folder in
            for item in try FileManager.default.contentsOfDirectory(
                at: Self.folder, includingPropertiesForKeys: nil)
            {
                let name = document.hasPrefix("asl/") ? item.lastPathComponent : "asl/\(item.lastPathComponent)"
                let copy = folder.appending(path: name)
                try FileManager.default.createDirectory(
                    at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
                try FileManager.default.copyItem(at: item, to: copy)
            }
            let rows = folder.appending(path: "buckets/in/a/b.csv")
            try FileManager.default.createDirectory(
                at: rows.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("n\n1\n2\n".utf8).write(to: rows)
            for name in ["reserve.sh", "pay.sh"] {
                let script = folder.appending(path: name).path(percentEncoded: false)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
            }
            for command in commands {
                let outcome = try await SfnRun.shell(String(command), in: folder)
                #expect(outcome.exit == 0 || outcome.exit == 2, "\(command)\n\(outcome.errors)")
            }
        }
    }

    /// The state machine that this package's saga mends, unchanged.
    static let original = SfnRun.root.appending(path: "../shared/seed/state-machine.asl.json")

    @Test(.enabled(if: FileManager.default.fileExists(atPath: original.path(percentEncoded: false))))
    func runsTheOriginalSaga() async throws {
        let file = Self.original.standardized.path(percentEncoded: false)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let states = try JSONParser.parse(text)["States"]?.objectValue ?? [:]
        var arguments = [file]
        for (name, state) in states where state["Type"] == "Task" { arguments += ["--task", "\(name)=cat"] }
        let outcome = try await SfnRun.run(arguments + ["--input", #"{"orderId": 1}"#])
        #expect(outcome.exit == 0, "\(outcome.errors)")
        ProgramCase.expect(["✓ SUCCEEDED"], in: outcome.output)
    }
}
