import Foundation
import JSONModel
import Testing

/// What cannot be run says so in one line with its place, exit 1; what was typed wrongly is exit 64.
struct RefusalTests {
    @Test(arguments: garbage + resources + usage) func refuses(_ testCase: ProgramCase) async throws {
        try await testCase.check()
    }

    static let nested = String(repeating: "[", count: 100_000)
    static let large = "\"" + String(repeating: "x", count: 50_000_000) + "\""

    /// One case per kind of garbage and per option that takes a file.
    static let garbage =
        definitions
        + [
            ProgramCase(
                name: "input: not JSON", arguments: ["pass.json", "--input", "{oops"], exit: 1, output: "",
                complains: ["sfn-run: --input:1:2: error: "]),
            ProgramCase(
                name: "input: neither JSON nor a file", arguments: ["pass.json", "--input", "oops"], exit: 1,
                output: "",
                errors: "sfn-run: oops: error: no such file or directory; --input takes JSON too, such as "
                    + "'{\"id\": 1}' or '\"text\"'\n"),
            ProgramCase(
                name: "input: a directory", arguments: ["pass.json", "--input", "."], exit: 1, output: "",
                errors: "sfn-run: .: error: is a directory; give a file, such as “child.json”\n"),
            ProgramCase(
                name: "input: nothing", arguments: ["pass.json", "--input", ""], exit: 1, output: "",
                complains: ["sfn-run: --input:1:1: error: "]),
            ProgramCase(
                name: "input: nothing on standard input", arguments: ["pass.json", "--input", "-"], exit: 1,
                output: "", complains: ["sfn-run: <standard input>:1:1: error: "]),
            ProgramCase(
                name: "input: a second line", arguments: ["pass.json", "--input", "in.json"],
                files: ["in.json": "{\n  \"a\": tru\n}"], exit: 1, output: "",
                complains: ["sfn-run: in.json:2:8: error: "]),
            ProgramCase(
                name: "input: 50 MB", arguments: ["pass.json", "--input", "in.json"], files: ["in.json": large],
                exit: 1, output: "", complains: ["sfn-run: in.json: error: the input has 50,000,002 bytes"]),
            ProgramCase(
                name: "variables: no object", arguments: ["pass.json", "--variables", "[1]"], exit: 1, output: "",
                errors: "sfn-run: --variables:1:1: error: is no JSON object\n"),
            ProgramCase(
                name: "context: not JSON", arguments: ["pass.json", "--context", "{"], exit: 1, output: "",
                complains: ["sfn-run: --context:1:2: error: "]),
            ProgramCase(
                name: "mocks: a missing file", arguments: ["task.json", "--mocks", "no.json"], exit: 1, output: "",
                errors: "sfn-run: no.json: error: no such file or directory\n"),
            ProgramCase(
                name: "mocks: truncated", arguments: ["task.json", "--mocks", "m.json"], files: ["m.json": "{\"Work\""],
                exit: 1, output: "", complains: ["sfn-run: m.json:1:8: error: "]),
            ProgramCase(
                name: "mocks: an unknown state", arguments: ["task.json", "--mocks", "m.json"],
                files: ["m.json": #"{"Wrok": [{"Return": 1}]}"#], exit: 1, output: "",
                errors: "sfn-run: m.json:1:2: error: the state machine has no state “Wrok”; did you mean “Work”?\n"),
            ProgramCase(
                name: "mocks: an unknown test case",
                arguments: ["task.json", "--mocks", "m.json", "--test-case", "Tow"],
                files: ["m.json": #"{"StateMachines":{"task":{"TestCases":{"Two":{}}}},"MockedResponses":{}}"#],
                exit: 1, output: "", complains: ["sfn-run: m.json:1:", "no test case “Tow”", "did you mean “Two”?"]),
            ProgramCase(
                name: "mocks: answers run out",
                arguments: ["task.json", "--mocks", "m.json", "--format", "output"],
                files: ["m.json": #"{"StateMachines":{"task":{"TestCases":{"T":{"Work":"r"}}}},"# + noAnswer], exit: 1,
                output: "", complains: ["sfn-run: m.json: error: ", "“r”", "invocation 0", "“Work”"]),
            ProgramCase(
                name: "history: a folder that is not there",
                arguments: ["pass.json", "--history", "no/h.json"], exit: 1, output: "",
                errors: "sfn-run: no/h.json: error: no such file or directory; make the folder “no” first\n"),
        ]

    private static let noAnswer = #""MockedResponses":{"r":{"1":{"Return":1}}}}"#

    static let definitions = [
        ProgramCase(
            name: "definition: a missing file", arguments: ["no.json"], exit: 1, output: "",
            errors: "sfn-run: no.json: error: no such file or directory\n"),
        ProgramCase(
            name: "definition: a directory", arguments: ["."], exit: 1, output: "",
            errors: "sfn-run: .: error: is a directory; give a file, such as “child.json”\n"),
        ProgramCase(
            name: "definition: truncated", arguments: ["d.json"], files: ["d.json": "{\n\"StartAt\": "], exit: 1,
            output: "", complains: ["sfn-run: d.json:2:12: error: "]),
        ProgramCase(
            name: "definition: empty", arguments: ["d.json"], files: ["d.json": ""], exit: 1, output: "",
            complains: ["sfn-run: d.json:1:1: error: "]),
        ProgramCase(
            name: "definition: 100,000 nested arrays", arguments: ["d.json"], files: ["d.json": nested], exit: 1,
            output: "", complains: ["sfn-run: d.json:1:1001: error: "]),
        ProgramCase(
            name: "definition: a string of 50 MB", arguments: ["d.json"], files: ["d.json": large], exit: 1,
            output: "", complains: ["sfn-run: d.json:1:1: error: "]),
        ProgramCase(
            name: "definition: YAML that is none", arguments: ["d.yaml"], files: ["d.yaml": "a: [1"], exit: 1,
            output: "", complains: ["d.yaml:", "error: "]),
        ProgramCase(
            name: "definition: several findings, all of them", arguments: ["d.json"],
            files: [
                "d.json": #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "C": {"Type": "Pas"}}}"#
            ],
            exit: 1, output: "",
            complains: ["d.json:1:59: error: ", "[MISSING_TRANSITION_TARGET]", "did you mean “Pass”?"]),
        ProgramCase(
            name: "a state to start at that is not there", arguments: ["pass.json", "--start-at", "Nowhere"], exit: 1,
            output: "",
            errors: "sfn-run: --start-at: error: pass.json has no state “Nowhere” in its outermost scope; it has "
                + "“Greet”, “Done”\n"),
    ]

    static let resources = [
        ProgramCase(
            name: "a task that nothing stands behind", arguments: ["task.json"], exit: 1, output: "",
            errors: """
                sfn-run: task.json: error: the task “Work” has nothing behind it: provide it with
                  Work  arn:aws:lambda:eu-west-1:123456789012:function:work:PROD
                      --task work=COMMAND
                      or --mocks FILE, with answers for Work

                """),
        ProgramCase(
            name: "all tasks that nothing stands behind", arguments: ["two.json", "--mocks", "m.json"],
            files: [
                "m.json": #"{"Known": [{"Return": 1}]}"#,
                "two.json": """
                {"StartAt": "Known", "States": {
                  "Known": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "It's new"},
                  "It's new": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Next": "Child"},
                  "Child": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution", "End": true,
                    "Parameters": {"StateMachineArn": "arn:aws:states:eu-west-1:123456789012:stateMachine:kid"}}}}
                """,
            ], exit: 1, output: "",
            errors: """
                sfn-run: two.json: error: 2 tasks have nothing behind them: provide each with
                  It's new  arn:aws:states:::sqs:sendMessage
                      --task 'It'\\''s new'=COMMAND
                      or --mocks FILE, with answers for 'It'\\''s new'
                  Child  arn:aws:states:::states:startExecution
                      --child kid=FILE
                      or --mocks FILE, with answers for Child

                """),
        ProgramCase(
            name: "a task of a child", arguments: ["parent.json", "--child", "child=task.json"], exit: 1, output: "",
            complains: ["sfn-run: parent.json: error: the task “Work” has nothing behind it"]),
    ]

    static let usage = [
        ProgramCase(name: "no file", arguments: [], exit: 64, output: "", complains: ["<file>"]),
        ProgramCase(name: "an unknown option", arguments: ["pass.json", "--frob"], exit: 64, complains: ["--frob"]),
        ProgramCase(
            name: "an unknown format", arguments: ["pass.json", "--format", "xml"], exit: 64,
            complains: ["xml", "trace", "json", "history", "output"]),
        ProgramCase(
            name: "an unknown quota", arguments: ["pass.json", "--quota", "speed=1"], exit: 64,
            complains: ["there is no quota “speed”; the quotas are payloadBytes, historyEvents"]),
        ProgramCase(
            name: "a quota that is no number", arguments: ["pass.json", "--quota", "historyEvents=many"], exit: 64,
            complains: ["the quota historyEvents is a whole number from 1 on, not “many”"]),
        ProgramCase(
            name: "a time that is none", arguments: ["pass.json", "--start-time", "now"], exit: 64,
            complains: ["--start-time takes a time such as 2026-01-02T03:04:05Z, not “now”"]),
        ProgramCase(
            name: "a task without a command", arguments: ["pass.json", "--task", "work"], exit: 64,
            complains: ["work"]),
        ProgramCase(
            name: "a task given twice", arguments: ["pass.json", "--task", "a=b", "--task", "a=c"], exit: 64,
            complains: ["--task gives “a” twice"]),
        ProgramCase(
            name: "a task of a tested state given twice",
            arguments: ["test-state", "--definition", "task.json", "--task", "a=b", "--task", "a=c"], exit: 64,
            complains: ["--task gives “a” twice"]),
        ProgramCase(
            name: "a name with a space", arguments: ["pass.json", "--name", "a b"], exit: 64,
            complains: ["--name takes 1 to 80 characters, no white space", "not “a b”"]),
        ProgramCase(name: "no name", arguments: ["pass.json", "--name", ""], exit: 64, complains: ["not “”"]),
        ProgramCase(
            name: "a long name", arguments: ["pass.json", "--name", String(repeating: "n", count: 81)], exit: 64,
            complains: ["--name takes 1 to 80 characters"]),
        ProgramCase(
            name: "a test case without mocks", arguments: ["pass.json", "--test-case", "T"], exit: 64,
            complains: ["--test-case needs --mocks FILE"]),
        ProgramCase(
            name: "standard input for two", arguments: ["-", "--input", "-"], exit: 64,
            complains: ["standard input (-) can be read once only"]),
        ProgramCase(name: "help", arguments: ["--help"], shows: ["sfn-run FILE", "validate"]),
        ProgramCase(
            name: "help of run", arguments: ["help", "run"],
            shows: [
                "TASKS", "--input", "--mocks", "--test-case", "--task", "--child", "--clock", "--type", "--name",
                "--start-at", "--variables", "--context", "--start-time", "--seed", "--quota", "--format", "--history",
            ]),
        ProgramCase(name: "version", arguments: ["--version"], shows: ["0."]),
    ]

    @Test func invalidUTF8IsOneLine() async throws {
        try await SfnRun.withFolder(Machines.files) { folder in
            try Data([0x22, 0xFF, 0x22]).write(to: folder.appending(path: "bad.json"))
            for arguments in [
                ["bad.json"], ["pass.json", "--input", "bad.json"], ["task.json", "--mocks", "bad.json"],
            ] {
                let outcome = try await SfnRun.run(arguments, in: folder)
                #expect(outcome.exit == 1)
                #expect(outcome.errors.hasPrefix("sfn-run: bad.json:1:2: error: "))
                #expect(outcome.errors.split(separator: "\n").count == 1)
            }
        }
    }

    @Test func unreadableFilesAreOneLine() async throws {
        try await SfnRun.withFolder(Machines.files) { folder in
            let path = folder.appending(path: "secret.json").path(percentEncoded: false)
            try Data("{}".utf8).write(to: URL(filePath: path))
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
            // Whoever may read everything can read this, too.
            guard !FileManager.default.isReadableFile(atPath: path) else { return }
            let outcome = try await SfnRun.run(["task.json", "--mocks", "secret.json"], in: folder)
            #expect(outcome.exit == 1)
            #expect(outcome.errors == "sfn-run: secret.json: error: permission denied\n")
        }
    }

    @Test func whatHappenedBeforeAnswersRanOutIsKept() async throws {
        let mocks = Self.noAnswer.replacing(#""1":{"#, with: #""0":{"#)
        let file = #"{"StateMachines":{"map":{"TestCases":{"T":{"Work":"r"}}}},"# + mocks
        try await SfnRun.withFolder(Machines.files.merging(["m.json": file]) { $1 }) { folder in
            let arguments = ["map.json", "--mocks", "m.json", "--input", #"{"items": [1, 2]}"#, "--history", "h.json"]
            let outcome = try await SfnRun.run(arguments, in: folder)
            #expect(outcome.exit == 1)
            ProgramCase.expect(["● Each"], in: outcome.output)
            ProgramCase.expect(["sfn-run: m.json: error: ", "invocation 1"], in: outcome.errors)
            let history = try JSONParser.parse(Array(try Data(contentsOf: folder.appending(path: "h.json"))))
            #expect((history["events"]?.arrayValue?.count ?? 0) > 3)
        }
    }

    @Test(arguments: garbage) func oneLineIsEnough(_ testCase: ProgramCase) async throws {
        guard testCase.complains.first?.hasPrefix("sfn-run: ") == true else { return }
        try await SfnRun.withFolder(Machines.files.merging(testCase.files) { $1 }) { folder in
            let outcome = try await SfnRun.run(testCase.arguments, input: testCase.input, in: folder)
            #expect(outcome.errors.split(separator: "\n").count == 1)
        }
    }
}
