import Foundation
import JSONModel
import Testing

/// `sfn-run executions` and `run --database`: sessions on one file.
struct ExecutionsTests {
    static let two = """
        {"StartAt": "Reserve", "States": {
          "Reserve": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:reserve",
            "ResultPath": "$.stock", "Next": "Pay"},
          "Pay": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:pay",
            "ResultPath": "$.receipt", "End": true}}}
        """

    private static func run(_ name: String, reserve: String = "echo 3", pay: String) -> [String] {
        [
            "two.json", "--database", "d.db", "--name", name, "--format", "output", "--task", "reserve=\(reserve)",
            "--task", "pay=\(pay)",
        ]
    }

    @Test func whatRunKeepsIsShown() async throws {
        try await Session.run(["two.json": Self.two]) { session in
            let output = try await session.call(Self.run("good", pay: "echo 7"))
            #expect(output == "{\"stock\":3,\"receipt\":7}\n")
            try await session.call(
                Self.run("bad", pay: "echo broke >&2; exit 1"), exit: 2,
                errors: "sfn-run: two.json: FAILED: States.TaskFailed: broke\n")
            try await session.executions("list", shows: ["FAILED", "bad", "States.TaskFailed", "SUCCEEDED", "good"])
            try await session.executions(
                "show", "bad", shows: ["bad  FAILED  two, version 1", "States.TaskFailed", "stopped in  Pay, since"])
            try await session.executions(
                "history", "good", shows: ["two  started", "● Reserve", "+ receipt: 7", "✓ SUCCEEDED", "12 events"])
            // The name is taken for good.
            try await session.call(
                Self.run("good", pay: "echo 7"), exit: 1,
                errors: "sfn-run: d.db: error: Execution Already Exists: 'arn:aws:states:us-east-1:123456789012:"
                    + "execution:two:good'; give it another name, or purge that one\n")
        }
    }

    @Test func historyIsThatOfRun() async throws {
        try await Session.run(["two.json": Self.two]) { session in
            var arguments = Self.run("one", pay: "echo 7") + ["--history", "h.json"]
            arguments.replace(["--format", "output"], with: ["--format", "history"])
            let told = try await session.call(arguments)
            let stored = try await session.executions("history", "one", "--format", "history")
            #expect(stored == told)
            #expect(try session.lines(of: "h.json").joined() + "\n" == told)
            #expect(try JSONParser.parse(Array(told.utf8))["events"]?.arrayValue?.count == 12)
        }
    }

    @Test func listIsReadPageByPage() async throws {
        try await Session.run { session in
            for number in 1...5 {
                try await session.executions(
                    "start", "pass.json", "--name", "p-\(number)", "--input", #"{"name":1}"#, errors: nil)
            }
            var names: [String] = []
            var more: [String] = []
            repeat {
                let arguments = ["executions", "list", "--json", "--limit", "2", "--database", "d.db"] + more
                let page = try JSONParser.parse(Array(try await session.call(arguments).utf8))
                names += page["executions"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
                more = page["nextToken"]?.stringValue.map { ["--after", $0] } ?? []
            } while !more.isEmpty
            #expect(names == ["p-5", "p-4", "p-3", "p-2", "p-1"])
            let some = try await session.executions("list", "--name-prefix", "p-3")
            #expect(some.contains("p-3") && !some.contains("p-2"))
            let failed = try await session.executions("list", "--status", "FAILED", errors: "sfn-run: no executions\n")
            #expect(failed.isEmpty)
        }
    }

    @Test func whatNobodyRunsIsRecorded() async throws {
        let goesOn = "goes on when a process runs “two”: a service, or sfn-run executions resume\n"
        try await Session.run(["two.json": Self.two]) { session in
            try await session.executions(
                "start", "two.json", "--name", "a", "--input", #"{"n":1}"#,
                errors: "sfn-run: “a” is recorded; it " + goesOn, shows: ["execution:two:a"])
            try await session.executions("start", "two", "--name", "b", errors: nil, shows: ["execution:two:b"])
            try await session.executions(
                "show", "a", shows: ["a  RUNNING", "waits for a task; nobody runs it", "in          Reserve"])
            try await session.executions(
                "stop", "b", "--error", "Cancelled", "--cause", "no more", shows: ["b ABORTED"])
            try await session.executions("show", "b", shows: ["ABORTED", "Cancelled", "no more"])
            try await session.executions("redrive", "b", errors: "sfn-run: “b” " + goesOn, shows: ["b RUNNING"])
            try await session.executions(
                "resume", exit: 1,
                errors: """
                    sfn-run: d.db: error: 2 tasks have nothing behind them: provide each with
                      Reserve  arn:aws:lambda:eu-west-1:123456789012:function:reserve
                          --task reserve=COMMAND
                          or --mocks FILE, with answers for Reserve
                      Pay  arn:aws:lambda:eu-west-1:123456789012:function:pay
                          --task pay=COMMAND
                          or --mocks FILE, with answers for Pay

                    """)
            let ended = try await session.executions(
                "resume", "--task", "reserve=echo 3", "--task", "pay=echo 4", shows: [])
            #expect(Set(ended.split(separator: "\n")) == ["a SUCCEEDED", "b SUCCEEDED"])
            try await session.executions("show", "a", "--json", shows: [#"{\"n\":1,\"stock\":3,\"receipt\":4}"#])
            try await session.executions("resume", errors: "sfn-run: nothing runs\n")
        }
    }

    @Test func tokensAreAnswered() async throws {
        try await Session.run { session in
            try await session.executions("start", "token.json", "--name", "a", errors: nil)
            let shown = try await session.executions("show", "a", "--json")
            let document = try JSONParser.parse(Array(shown.utf8))
            let token = try #require(document["tokens"]?.arrayValue?.first?["taskToken"]?.stringValue)
            try await session.executions(
                "send-success", "nonsense", "--output", "1", exit: 1,
                errors: "sfn-run: d.db: error: Invalid Token: no task has this token\n")
            try await session.executions(
                "send-success", token, "--output", #"{"ok":true}"#, shows: ["a SUCCEEDED"])
            try await session.executions("show", "a", shows: [#"output      {"ok":true}"#])
            try await session.executions(
                "send-failure", token, "--error", "Late", exit: 1,
                errors: "sfn-run: d.db: error: Task Timed Out: the execution “a” does not wait for this task any more\n"
            )
            try await session.executions("start", "token", "--name", "b", errors: nil)
            let second = try JSONParser.parse(Array(try await session.executions("show", "b", "--json").utf8))
            let other = try #require(second["tokens"]?.arrayValue?.first?["taskToken"]?.stringValue)
            try await session.executions("send-failure", other, "--error", "Denied", shows: ["b FAILED"])
        }
    }

    @Test func executionsTravelAndFork() async throws {
        try await Session.run(["two.json": Self.two]) { session in
            try await session.call(Self.run("one", pay: "echo 7"))
            try await session.executions("export", "one", "--output", "one.jsonl")
            try await session.executions("import", "one.jsonl", "--name", "copy", shows: ["copy SUCCEEDED"])
            try await session.executions(
                "import", "one.jsonl", exit: 1,
                errors: "sfn-run: d.db: error: Execution Already Exists: 'one'; give it another name, or "
                    + "purge that one\n")
            // Event 6 is the exit of Reserve.
            try await session.executions(
                "fork", "one", "--event", "6", "--as", "other", errors: nil, shows: ["other RUNNING"])
            try await session.executions(
                "fork", "one", "--event", "99", "--as", "no", exit: 1,
                errors: "sfn-run: d.db: error: one has no event 99\n")
            try await session.executions(
                "resume", "--task", "reserve=exit 1", "--task", "pay=echo 8", shows: ["other SUCCEEDED"])
            try await session.executions("show", "other", shows: [#"{"stock":3,"receipt":8}"#])
        }
    }

    @Test func filesAreCopiedAndPurged() async throws {
        try await Session.run(["two.json": Self.two]) { session in
            try await session.call(Self.run("one", pay: "echo 7"))
            try await session.executions("start", "two", "--name", "open", errors: nil)
            try await session.executions("backup", "copy.db", shows: ["copy.db"])
            try await session.executions(
                "backup", "copy.db", exit: 1, errors: "sfn-run: copy.db: error: is there already\n")
            try await session.executions("purge", "--older-than", "1d", shows: ["0 executions removed"])
            try await session.executions("purge", "--older-than", "0s", shows: ["1 execution removed"])
            let rest = try await session.executions("list")
            #expect(rest.contains("open") && !rest.contains("one"))
            let copied = try await session.call(["executions", "list", "--database", "copy.db"])
            #expect(copied.contains("open") && copied.contains("one"))
        }
    }
}
