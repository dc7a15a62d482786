import Foundation
import JSONModel
import Testing

@testable import sfn_run

/// Scripted sessions of `sfn-run step`, kept whole in `Traces/`: `UPDATE_TRACES=1 swift test --filter StepTests` writes
/// them anew.
struct StepTests {
    struct Script: Sendable, CustomTestStringConvertible {
        /// The session is `Traces/step-NAME.txt`.
        var name: String
        var arguments: [String]
        var commands: [String]
        var exit: Int32 = 0

        var testDescription: String { name }
    }

    static let order = #"""
        {
          "StartAt": "Reserve",
          "States": {
            "Reserve": {
              "Type": "Task",
              "Resource": "arn:aws:lambda:us-east-1:123456789012:function:reserve",
              "ResultPath": "$.reserved",
              "Assign": {"place.$": "$.place"},
              "Next": "Pay"
            },
            "Pay": {
              "Type": "Task",
              "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
              "TimeoutSeconds": 60,
              "ResultPath": "$.paid",
              "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 5, "MaxAttempts": 2}],
              "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.failure", "Next": "Undo"}],
              "Next": "Ship"
            },
            "Ship": {
              "Type": "Map",
              "ItemsPath": "$.items",
              "ResultPath": null,
              "ItemProcessor": {
                "StartAt": "Pack",
                "States": {"Pack": {"Type": "Wait", "Seconds": 90, "End": true}}
              },
              "End": true
            },
            "Undo": {"Type": "Fail", "Error": "Undone"}
          }
        }
        """#

    static let mocks = #"""
        {"Reserve": [{"Return": {"place": "shelf"}}], "Pay": [{"Throw": {"Error": "Busy"}}, {"Return": {"fee": 1}}]}
        """#

    static let files = ["order.json": order, "mocks.json": mocks, "items.json": #"{"items": ["tea", "mug"]}"#]

    static let scripts = [
        Script(
            name: "forwards-and-back", arguments: ["--input", "items.json", "--mocks", "mocks.json"],
            commands: [
                "step", "s", "where", "list", "continue", "history 5", "back", "back 2", "input", "goto 8", "diff",
                "until Ship", "where", "step", "step", "where", "next", "output", "restart", "c", "quit", "step",
            ]),
        Script(
            name: "breakpoints", arguments: ["--input", "items.json", "--mocks", "mocks.json"],
            commands: [
                "break error", "break retry", "break Ship", "break {% $place = 'shelf' %}", "break", "c", "c",
                "delete 4",
                "c", "print", "print $.reserved.place", "print $place", "print $$.State.Name",
                "print {% $count(items) + 1 %}", "variables", "context", "c",
            ]),
        Script(
            name: "answers-by-hand", arguments: ["--input", "items.json"],
            commands: [
                "# nobody answers but we do", "c", "result {\"place\": \"cellar\"}", "c", "time +30s",
                "fail Busy try later",
                "c", "result of Pay {\"fee\": 2}", "next", "set place \"attic\"", "variables", "back 4", "diff",
                "goto 3", "result {\"place\": \"roof\"}", "c", "save answers.json",
            ]),
        Script(
            name: "time-passes", arguments: ["--input", "items.json", "--mocks", "pay.json"],
            commands: ["c", "time +59s", "time +1s", "history 3"]),
        Script(
            name: "wrong-commands", arguments: ["--input", "items.json"], commands: ["stepp"], exit: 1),
        Script(name: "help", arguments: [], commands: ["help", "help b"]),
    ]

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Traces")

    private static func session(_ script: Script, in folder: URL) async throws -> SfnRun.Outcome {
        let text = script.commands.joined(separator: "\n") + "\n"
        return try await SfnRun.run(["step", "order.json"] + script.arguments, input: text, in: folder)
    }

    @Test(arguments: scripts) func isTold(_ script: Script) async throws {
        let files = Self.files.merging(["pay.json": #"{"Reserve": [{"Return": {"place": "shelf"}}]}"#]) { $1 }
        try await SfnRun.withFolder(files) { folder in
            let outcome = try await Self.session(script, in: folder)
            let file = Self.folder.appending(path: "step-\(script.name).txt")
            if ProcessInfo.processInfo.environment["UPDATE_TRACES"] != nil {
                try Data(outcome.output.utf8).write(to: file)
            }
            #expect(outcome.output == String(decoding: try Data(contentsOf: file), as: UTF8.self), "\(outcome.output)")
            #expect(outcome.exit == script.exit && outcome.errors.isEmpty, "\(outcome.errors)")
            for line in outcome.output.split(separator: "\n") where !line.hasPrefix("(") {
                #expect(line.count <= 100, "\(line)")
            }
        }
    }

    /// What was answered is a mock file that `run` takes, and the run does the same.
    @Test func savedAnswersAreMocks() async throws {
        try await SfnRun.withFolder(Self.files) { folder in
            let script = Script(
                name: "", arguments: ["--input", "items.json"],
                commands: [
                    "c", "result {\"place\": 1}", "c", "time +2s", "fail Busy", "c", "result 7", "save m.json", "c",
                ])
            let stepped = try await Self.session(script, in: folder)
            #expect(stepped.exit == 0)
            let run = try await SfnRun.run(
                ["order.json", "--input", "items.json", "--mocks", "m.json", "--format", "json"], in: folder)
            #expect(run.exit == 0, "\(run.errors)")
            let report = try JSONParser.parse(run.output)
            #expect(report["output"]?["paid"] == 7 && report["durationMilliseconds"] == 97_000)
        }
    }

    @Test func aScriptIsAFile() async throws {
        let files = Self.files.merging(["session.txt": "continue\nwhere\n"]) { $1 }
        try await SfnRun.withFolder(files) { folder in
            let outcome = try await SfnRun.run(["step", "order.json", "--script", "session.txt"], in: folder)
            #expect(outcome.exit == 0)
            ProgramCase.expect(
                ["(start) continue", "waits for Reserve", "(Reserve) where", "▸ Reserve"], in: outcome.output)
        }
    }

    // MARK: The line

    struct Typing: Sendable, CustomTestStringConvertible {
        var bytes: String
        var text: String
        var cursor: Int
        var testDescription: String { bytes.debugDescription }
    }

    static let typings = [
        Typing(bytes: "step", text: "step", cursor: 4),
        Typing(bytes: "stp\u{1B}[De", text: "step", cursor: 3),
        Typing(bytes: "xstep\u{1}\u{4}\u{5}!", text: "step!", cursor: 5),
        Typing(bytes: "a b\u{17}\u{17}c", text: "c", cursor: 1),
        Typing(bytes: "one two\u{1B}[1;5D\u{1B}b\u{B}", text: "", cursor: 0),
        Typing(bytes: "one\u{15}é\u{1F600}\u{7F}", text: "é", cursor: 1),
        Typing(bytes: "\u{1B}[A", text: "until Pay", cursor: 9),
        Typing(bytes: "dr\u{1B}[A\u{1B}OA\u{1B}[A", text: "step", cursor: 4),
        Typing(bytes: "dr\u{10}\u{E}", text: "dr", cursor: 2),
        Typing(bytes: "un\t", text: "until ", cursor: 6),
        Typing(bytes: "until S\t", text: "until Sh", cursor: 8),
        Typing(bytes: "ab\u{1B}[H\u{1B}[3~\u{1B}[F\u{1B}[99~", text: "b", cursor: 1),
        Typing(bytes: "drop\u{3}it", text: "it", cursor: 2),
    ]

    private static func complete(_ text: String) -> [String] {
        ["step ", "until ", "until Ship", "until Shop"].filter {
            $0.hasPrefix(text) && ($0.last == " ") == !text.contains(" ")
        }
    }

    @Test(arguments: typings) func keysEditTheLine(_ typing: Typing) {
        var line = EditedLine(past: ["step", "until Pay"]), decoder = KeyDecoder()
        // However the bytes arrive.
        for byte in typing.bytes.utf8 {
            for key in decoder.take([byte]) { _ = line.take(key, complete: Self.complete) }
        }
        #expect(line.text == typing.text && line.cursor == typing.cursor)
    }

    @Test func keysEndTheLine() {
        var line = EditedLine()
        #expect(line.take(.endOfInput) { _ in [] } == .ended)
        #expect(line.take(.enter) { _ in [] } == .done)
        #expect(line.take(.text("until Sh")) { _ in [] } == .changed)
        #expect(line.take(.tab, complete: Self.complete) == .choices(["until Ship", "until Shop"]))
        #expect(line.take(.endOfInput) { _ in [] } == .none)
        var decoder = KeyDecoder()
        #expect(decoder.take([0x1B]) == [] && decoder.take(Array("[A\r".utf8)) == [.up, .enter])
        #expect(decoder.take([0xFF, 0x0C]) == [.other, .clear])
    }

    /// A real terminal, as `script` of util-linux gives one.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script")))
    func aTerminalHasHistoryAndCompletion() async throws {
        try await SfnRun.withFolder(Self.files) { folder in
            // Tab completes, two arrows bring the command back, Ctrl-D ends.
            let typed = #"printf 'conti\t\rresult {"place": 2}\r\033[A\033[A\r\004'"#
            let line = "(sleep 1; \(typed); sleep 1) | script -qec 'sfn-run step order.json' /dev/null"
            let outcome = try await SfnRun.shell(line, in: folder)
            ProgramCase.expect(
                ["continue", "waits for Reserve", "Reserve is answered", "continue", "waits for Pay"],
                in: outcome.output)
        }
    }
}
