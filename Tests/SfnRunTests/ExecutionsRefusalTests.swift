import Testing

/// What `sfn-run executions` and `run --database` refuse.
struct ExecutionsRefusalTests {
    @Test(arguments: files + usage) func refuses(_ testCase: ProgramCase) async throws { try await testCase.check() }

    private static func refusal(
        _ name: String, _ arguments: [String], _ message: String, files: [String: String] = [:]
    ) -> ProgramCase {
        ProgramCase(
            name: name, arguments: arguments, files: files, exit: 1, output: "",
            errors: "sfn-run: \(message)\n")
    }

    static let files = [
        refusal(
            "a file that is not there", ["executions", "list", "--database", "no.db"],
            "no.db: error: no such file or directory; sfn-run run FILE --database no.db makes one"),
        refusal("a folder", ["executions", "list", "--database", "."], ".: error: is a directory"),
        refusal(
            "a file that is no database", ["executions", "list", "--database", "pass.json"],
            "pass.json: error: is no SQLite database (SQLite 26: file is not a database)"),
        refusal(
            "an empty file", ["executions", "list", "--database", "e.db"],
            "e.db: error: is empty, and no database; sfn-run run FILE --database e.db makes one",
            files: ["e.db": ""]),
        refusal(
            "run on a file that is no database", ["pass.json", "--database", "task.json"],
            "task.json: error: is no SQLite database (SQLite 26: file is not a database)"),
        refusal(
            "an archive that is none", ["executions", "import", "pass.json", "--database", "d.db"],
            "pass.json: error: line 1: it is no JSON"),
    ]

    private static func usage(_ name: String, _ arguments: [String], _ message: String) -> ProgramCase {
        ProgramCase(name: name, arguments: arguments, exit: 64, output: "").complaining(message)
    }

    static let usage = [
        usage("no database", ["executions", "list"], "Missing expected argument '--database <FILE>'"),
        usage(
            "virtual time", ["pass.json", "--database", "d.db", "--clock", "virtual"],
            "--database and --clock virtual do not go together"),
        usage(
            "an Express machine", ["pass.json", "--database", "d.db", "--type", "EXPRESS"],
            "--database and --type EXPRESS do not go together"),
        usage(
            "a machine's name without a database", ["pass.json", "--machine-name", "m"],
            "--machine-name needs --database FILE"),
        usage(
            "a status that is none", ["executions", "list", "--database", "d.db", "--status", "done"],
            "The value 'done' is invalid for '--status <STATUS>'"),
        usage(
            "an age that is none", ["executions", "purge", "--database", "d.db", "--older-than", "soon"],
            "The value 'soon' is invalid for '--older-than <TIME>'"),
    ]

    @Test func namesThatAreNearlyRight() async throws {
        try await Session.run { session in
            try await session.executions(
                "start", "pass.json", "--name", "order-1", "--input", #"{"name":1}"#, errors: nil)
            try await session.executions(
                "show", "ordr-1", exit: 1,
                errors: "sfn-run: d.db: error: there is no execution “ordr-1”; did you mean “order-1”?\n")
            try await session.executions(
                "start", "pas", exit: 1,
                errors: "sfn-run: d.db: error: there is no state machine “pas”; did you mean “pass”?\n")
            try await session.executions(
                "list", "--machine", "pas", exit: 1,
                errors: "sfn-run: d.db: error: there is no state machine “pas”; did you mean “pass”?\n")
            try await session.executions(
                "redrive", "order-1", exit: 1,
                errors: "sfn-run: d.db: error: “order-1”: the execution is SUCCEEDED and cannot be redriven\n")
            try await session.executions(
                "resume", "order-1", exit: 1,
                errors: "sfn-run: d.db: error: the execution “order-1” is SUCCEEDED: redrive goes on with what did "
                    + "not succeed\n")
            try await session.executions("start", "pass.json", "--machine-name", "p2", "--name", "order-1", errors: nil)
            try await session.executions(
                "show", "order-1", exit: 1,
                errors: "sfn-run: d.db: error: “order-1” is an execution of “p2”, “pass”: say which with "
                    + "--machine NAME\n")
            try await session.executions("show", "order-1", "--machine", "p2", shows: ["p2, version 1"])
        }
    }
}
