import Testing

/// Errors say what to do next, in the line that says what is wrong: where somebody who is stuck would look.
struct AdviceTests {
    private static let history = #"{"events": [{"id": 1, "previousEventId": 0, "type": "ExecutionStarted"}]}"#
    private static let mocks = #"{"StateMachines": {"task": {"TestCases": {"A": {}}}}, "MockedResponses": {}}"#
    private static let tests = """
        {"machine": "pass.json", "tests": [{"name": "a greeting", "expect": {"status": "SUCCEEDED"}},
          {"name": "another", "expect": {"status": "SUCCEEDED"}}]}
        """
    private static let files = [
        "history.json": history, "mocks.json": mocks, "greet.sfn-test.json": tests, "notes.txt": "hello",
        "yaml.txt": "StartAt: A\n", "empty/notes.txt": "", "orders/order.json": Machines.pass,
    ]

    private static func advice(
        _ name: String, _ arguments: [String], exit: Int32 = 1, _ errors: String
    ) -> ProgramCase {
        ProgramCase(
            name: name, arguments: arguments, files: files, exit: exit, output: "", errors: "sfn-run: \(errors)\n")
    }

    private static let paths = [
        advice(
            "a file with swapped letters", ["tsak.json"],
            "tsak.json: error: no such file or directory; did you mean “task.json”?"),
        advice(
            "a file without its ending", ["validate", "task"],
            "task: error: no such file or directory; did you mean “task.json”?"),
        advice(
            "a file in a folder", ["orders/ordre.json"],
            "orders/ordre.json: error: no such file or directory; did you mean “orders/order.json”?"),
        advice(
            "a folder that is not there", ["order/order.json"],
            "order/order.json: error: no such file or directory; there is no folder “order”"),
        advice("a folder", ["orders"], "orders: error: is a directory; give a file, such as “orders/order.json”"),
        advice("a folder without definitions", ["empty"], "empty: error: is a directory; give a file"),
        advice(
            "mocks", ["task.json", "--mocks", "mock.json"],
            "mock.json: error: no such file or directory; did you mean “mocks.json”?"),
        advice(
            "a history that cannot be written", ["pass.json", "--history", "new/h.json"],
            "new/h.json: error: no such file or directory; make the folder “new” first"),
        advice(
            "tests", ["test", "ordesr"], "ordesr: error: no such file or directory; did you mean “orders”?"),
    ]

    private static let kinds = [
        advice(
            "a history as a definition", ["history.json"],
            "history.json: error: is no definition of a state machine; it is a history: try sfn-run trace "
                + "history.json"),
        advice(
            "mocks as a definition", ["graph", "mocks.json"],
            "mocks.json: error: is no definition of a state machine; it is a mock configuration: try sfn-run test "
                + "--mock-config mocks.json"),
        advice(
            "tests as a definition", ["greet.sfn-test.json"],
            "greet.sfn-test.json: error: is no definition of a state machine; it has tests: try sfn-run test "
                + "greet.sfn-test.json"),
        advice(
            "a definition as a history", ["trace", "task.json"],
            "task.json:1:1: error: expected the events of a history: {“events”: […]}; it is a definition: try "
                + "sfn-run run task.json"),
        advice(
            "a definition as mocks", ["task.json", "--mocks", "pass.json"],
            "pass.json: error: is no mock file; it is a definition: try sfn-run run pass.json"),
        advice(
            "a definition as tests", ["test", "pass.json"],
            "pass.json: error: has no tests; it is a definition: try sfn-run run pass.json"),
        advice(
            "mocks as tests", ["test", "mocks.json"],
            "mocks.json: error: has no tests; it is a mock configuration: try sfn-run test --mock-config mocks.json"),
        ProgramCase(
            name: "YAML in a file whose name does not say so", arguments: ["yaml.txt"], files: files, exit: 1,
            output: "",
            complains: ["sfn-run: yaml.txt:1:1: error: ", "; YAML is read from files that end in .yaml or .yml\n"]),
        ProgramCase(
            name: "a definition among histories",
            arguments: ["replay", "task.json", "--history", "task.json"], exit: 1,
            output: """
                ! task.json  1:1: expected the events of a history: {“events”: […]}; it is a definition: \
                try sfn-run run task.json
                1 history: 1 not compared

                """),
        advice(
            "a folder without histories", ["replay", "task.json", "--history", "empty"],
            "empty: error: has no history: no file that ends in .json, .jsonl or .ndjson; aws stepfunctions "
                + "get-execution-history, or sfn-run run --history FILE, writes one"),
    ]

    private static let names = [
        ProgramCase(
            name: "a command", arguments: ["tset", "."], exit: 64, output: "",
            complains: ["Error: there is no command “tset”; did you mean “test”?\n"]),
        ProgramCase(
            name: "a command alone", arguments: ["exeuctions"], exit: 64, output: "",
            complains: ["Error: there is no command “exeuctions”; did you mean “executions”?\n"]),
        ProgramCase(
            name: "a command for executions", arguments: ["executions", "lst", "--database", "d.db"], exit: 64,
            output: "", complains: ["Error: there is no command “executions lst”; did you mean “list”?\n"]),
        ProgramCase(
            name: "a command for executions, far from all", arguments: ["executions", "frobnicate"], exit: 64,
            output: "",
            complains: ["Error: there is no command “executions frobnicate”; there are start, list, show, "]),
        advice(
            "buckets", ["pass.json", "--s3-root", "ordesr"],
            "ordesr: error: is no directory; did you mean “orders”?"),
        ProgramCase(
            name: "an option", arguments: ["pass.json", "--fromat", "json"], exit: 64, output: "",
            complains: ["--fromat", "--format"]),
        advice(
            "a case", ["test", ".", "--filter", "a greting"],
            "--filter: error: no case has “a greting” in its file or name; did you mean “a greeting”?"),
        advice(
            "cases that are far away", ["test", ".", "--filter", "zzz", "--filter", "yyy"],
            "--filter: error: no case has “zzz”, “yyy” in its file or name; there are “a greeting”, “another”"),
        ProgramCase(
            name: "an input", arguments: ["pass.json", "--input", "hello"], exit: 1, output: "",
            errors: "sfn-run: hello: error: no such file or directory; --input takes JSON too, such as "
                + "'{\"id\": 1}' or '\"text\"'\n"),
    ]

    @Test(arguments: paths + kinds + names) func advises(_ testCase: ProgramCase) async throws {
        try await testCase.check()
    }

    /// Commands of the debugger that cannot be obeyed, and what is said instead of obeying.
    static let commands: [(command: String, complaint: String)] = [
        ("stpe", "there is no command “stpe”; did you mean step?"),
        ("frobnicate", "help lists the commands"),
        ("until Wrok", "there is no state “Wrok”; did you mean Work?"),
        ("until Elsewhere", "there is no state “Elsewhere”; there are Work"),
        ("break Wrok", "there is no state “Wrok”; did you mean Work?"),
        ("time 1", "time takes a duration such as +90s, +5m, +1h or +2d"),
        ("result 1", "no task waits here; continue goes to one that does"),
    ]

    @Test(arguments: commands.indices) func theDebuggerAdvises(_ index: Int) async throws {
        let (command, complaint) = Self.commands[index]
        try await ProgramCase(
            name: command, arguments: ["step", "task.json"], input: command + "\n", exit: 1, shows: [complaint]
        ).check()
    }

    @Test func databasesAdvise() async throws {
        try await Session.run(["zero.db": ""]) { session in
            try await session.call(
                ["executions", "list", "--database", "no-such.db"], exit: 1,
                errors: "sfn-run: no-such.db: error: no such file or directory; sfn-run run FILE --database "
                    + "no-such.db makes one\n")
            try await session.call(
                ["executions", "list", "--database", "zero.db"], exit: 1,
                errors: "sfn-run: zero.db: error: is empty, and no database; sfn-run run FILE --database zero.db "
                    + "makes one\n")
            try await session.call([
                "run", "pass.json", "--input", #"{"name": 1}"#, "--database", "runs.db", "--name", "order-1",
                "--format",
                "output",
            ])
            try await session.call(
                ["executions", "list", "--database", "rusn.db"], exit: 1,
                errors: "sfn-run: rusn.db: error: no such file or directory; did you mean “runs.db”?\n")
            try await session.call(
                ["executions", "show", "elsewhere", "--database", "runs.db"], exit: 1,
                errors: "sfn-run: runs.db: error: there is no execution “elsewhere”; there is “order-1”\n")
        }
    }
}
