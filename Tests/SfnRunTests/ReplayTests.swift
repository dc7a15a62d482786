import Foundation
import JSONModel
import Testing

/// `replay`, `mocks` and `trace`, on the built program.
struct ReplayTests {
    /// An order whose payment is retried once, and its lines, each with a price.
    static let orders = #"""
        {"StartAt": "Pay", "States": {
          "Pay": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:pay",
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 1}],
            "ResultPath": "$.paid", "Next": "Lines"},
          "Lines": {"Type": "Map", "ItemsPath": "$.lines", "ResultPath": "$.prices", "Next": "Rest",
            "ItemProcessor": {"StartAt": "Price", "States": {
              "Price": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:price",
                "End": true}}}},
          "Rest": {"Type": "Wait", "Seconds": 5, "Next": "Done"},
          "Done": {"Type": "Pass", "Parameters": {"id.$": "$.id", "run.$": "$$.Execution.Name",
            "prices.$": "$.prices"}, "End": true}}}
        """#
    static let mocks = #"""
        {"Pay": [{"Throw": {"Error": "Busy", "Cause": "later"}}, {"Return": {"receipt": "r-7"}, "DelaySeconds": 1.5}],
         "Price": [{"Return": 10, "DelaySeconds": 2}, {"Return": 20, "DelaySeconds": 1}]}
        """#
    static let files = ["orders.json": orders, "orders.mocks.json": mocks]
    static let start = ["--start-time", "2026-01-02T03:04:05Z"]
    static let run =
        ["orders.json", "--input", #"{"id": "o-1", "lines": [1, 2]}"#, "--mocks", "orders.mocks.json"] + start

    private static func edited(_ old: String, _ new: String) -> String { orders.replacing(old, with: new) }

    @Test func anEditedDefinitionIsFound() async throws {
        try await Session.run(Self.files) { session in
            try await session.call(Self.run + ["--name", "o-1", "--history", "h.json"])
            let same = try await session.call(["replay", "orders.json", "--history", "h.json"])
            #expect(same == "✓ h.json  32 events\n1 history: 1 same\n")
            try Self.edited(#""$.paid""#, #""$.payment""#).write(
                to: session.folder.appending(path: "edited.json"), atomically: true, encoding: .utf8)
            let found = try await session.call(["replay", "edited.json", "--history", "h.json", "h.json"], exit: 2)
            let table = """
                ✗ h.json  differs at event 9, in Pay
                                      recorded                                definition
                    event             9 TaskStateExited                       9 TaskStateExited
                    state             Pay                                     Pay
                    output            {"id":"o-1","lines":[1,2],"paid":{"re…  {"id":"o-1","lines":[1,2],"payment":{…
                    ≠ output.paid     {"receipt":"r-7"}                       –
                    ≠ output.payment  –                                       {"receipt":"r-7"}
                    likely            ResultSelector, ResultPath or OutputPath gives another output

                """
            #expect(found == table + table + "2 histories: 2 differ\n")
            let rules = ["--ignore", "Pay:output.*"]
            try await session.call(["replay", "edited.json", "--history", "h.json"] + rules)
        }
    }

    /// When a state was tried again, and how long one waited.
    @Test func timesAreCompared() async throws {
        try await Session.run(Self.files) { session in
            try await session.call(Self.run + ["--name", "o-1", "--history", "h.json"])
            for (name, edit, event, lines) in [
                (
                    "Pay", (#""IntervalSeconds": 2"#, #""IntervalSeconds": 4"#), 6,
                    [
                        "≠ retrySeconds    2                                       4\n",
                        "likely            a retrier waits longer, or not as long\n",
                    ]
                ),
                (
                    "Rest", (#""Seconds": 5"#, #""Seconds": 9"#), 29,
                    [
                        "≠ waitedSeconds   5                                       9\n",
                        "likely            it waits longer, or not as long\n",
                    ]
                ),
            ] {
                try Self.edited(edit.0, edit.1).write(
                    to: session.folder.appending(path: "edited.json"), atomically: true, encoding: .utf8)
                let arguments = ["replay", "edited.json", "--history", "h.json"]
                try await session.call(
                    arguments, exit: 2, shows: ["differs at event \(event), in \(name)\n"] + lines)
                try await session.call(arguments + ["--ignore", "\(name):*Seconds"])
            }
        }
    }

    /// What get-execution-history prints, in all its pagings.
    @Test func everyPagingIsRead() async throws {
        try await Session.run(Self.files) { session in
            try await session.call(Self.run + ["--history", "h.json"])
            let text = try String(contentsOf: session.folder.appending(path: "h.json"), encoding: .utf8)
            let events = try #require(try JSONParser.parse(text)["events"]?.arrayValue).map { $0.description }
            let folder = session.folder.appending(path: "all")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            func page(_ range: Range<Int>) -> String {
                #"{"events": ["# + events[range].joined(separator: ",") + #"], "nextToken": "t"}"#
            }
            let pagings = [
                "array.json": "[\(page(0..<9)), \(page(9..<32))]", "bare.json": "[\(events.joined(separator: ","))]",
                "behind.json": page(0..<3) + page(3..<20) + "\n" + page(20..<32),
                "lines.ndjson": events.joined(separator: "\n"), "notes.txt": "no history",
                "pages-1.json": page(0..<9), "pages-2.json": page(9..<10), "pages-10.json": page(10..<32),
                "reversed.jsonl": "[\(events.reversed().joined(separator: ","))]",
            ]
            for (name, text) in pagings {
                try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
            }
            let output = try await session.call(["replay", "orders.json", "--history", "all"])
            #expect(
                output == """
                    ✓ all/array.json  32 events
                    ✓ all/bare.json  32 events
                    ✓ all/behind.json  32 events
                    ✓ all/lines.ndjson  32 events
                    ✓ all/pages-1.json + all/pages-2.json + all/pages-10.json  32 events
                    ✓ all/reversed.jsonl  32 events
                    6 histories: 6 same

                    """)
        }
    }

    @Test func databasesAndExportsAreRead() async throws {
        try await Session.run(Self.files) { session in
            try await session.call([
                "run", "task.json", "--database", "d.db", "--name", "e-1", "--task", "work=echo 7", "--format",
                "output",
            ])
            let same = try await session.call(["replay", "task.json", "--database", "d.db", "--execution", "e-1"])
            #expect(same == "✓ e-1  7 events\n1 history: 1 same\n")
            try await session.executions("export", "e-1", "--output", "e.jsonl")
            try await session.call(["replay", "task.json", "--history", "e.jsonl"], shows: ["✓ e.jsonl  7 events"])
            let renamed = Machines.task.replacing("\"Work\"", with: "\"Toil\"")
            try renamed.write(to: session.folder.appending(path: "toil.json"), atomically: true, encoding: .utf8)
            try await session.call(
                ["replay", "toil.json", "--history", "e.jsonl"], exit: 2,
                shows: ["differs at event 2, in Work", "likely", "the state is called “Toil” now"])
            try await session.call(["replay", "toil.json", "--history", "e.jsonl", "--rename", "Work=Toil"])
            try await session.call(
                ["trace", "--database", "d.db", "--execution", "e-1"], shows: ["task", "Work", "SUCCEEDED"])
        }
    }

    @Test func programsGetJSON() async throws {
        try await Session.run(Self.files) { session in
            try await session.call(Self.run + ["--history", "h.json"])
            try Self.edited("function:price", "function:cost").write(
                to: session.folder.appending(path: "edited.json"), atomically: true, encoding: .utf8)
            let arguments = ["replay", "edited.json", "--history", "h.json", "missing.json", "--json"]
            let text = try await session.call(arguments, exit: 1)
            let report = try JSONParser.parse(text)
            #expect(report["different"] == 1 && report["notComparable"] == 1 && report["same"] == 0)
            let found = report["histories"]?[0]
            #expect(found?["status"] == "DIFFERENT")
            #expect(found?["state"] == "Price")
            #expect(found?["path"] == "Lines[0] › Price")
            #expect(found?["likely"]?["kind"] == "RESOURCE_CHANGED")
            #expect(found?["differences"]?[0]?["path"] == "resource")
            #expect(report["histories"]?[1]?["status"] == "NOT_COMPARABLE")
        }
    }

    /// Mocks made of a history give that history.
    @Test(arguments: ["simple", "local"]) func aHistoryBecomesMocks(format: String) async throws {
        try await Session.run(Self.files) { session in
            try await session.call(Self.run + ["--history", "h.json", "--format", "output"])
            let mocks = try await session.call(["mocks", "--history", "h.json", "--format", format])
            try mocks.write(to: session.folder.appending(path: "m.json"), atomically: true, encoding: .utf8)
            var again = Self.run
            again[4] = "m.json"
            try await session.call(again + ["--history", "again.json", "--format", "output"])
            let histories = try ["h.json", "again.json"].map {
                try String(contentsOf: session.folder.appending(path: $0), encoding: .utf8)
            }
            if format == "simple" {
                #expect(histories[0] == histories[1])
                let expected = """
                    {
                      "Pay": [
                        {
                          "Throw": {
                            "Error": "Busy",
                            "Cause": "later"
                          }
                        },
                        {
                          "Return": {
                            "receipt": "r-7"
                          },
                          "DelaySeconds": 1.5
                        }
                      ],
                      "Price": [
                        {
                          "Return": 10,
                          "DelaySeconds": 2
                        },
                        {
                          "Return": 20,
                          "DelaySeconds": 1
                        }
                      ]
                    }

                    """
                #expect(mocks == expected)
            }
            try await session.call(["replay", "orders.json", "--history", "again.json"])
        }
    }

    /// A history alone, and with its definition, is told as the run was.
    @Test func aHistoryIsTold() async throws {
        try await Session.run(Self.files) { session in
            let told = try await session.call(Self.run + ["--history", "h.json"])
            let summary = { (text: String) in text.split(separator: "\n").filter { !$0.contains("SUCCEEDED") } }
            let again = try await session.call(["trace", "h.json", "--definition", "orders.json"])
            #expect(summary(again) == summary(told), "\(again)")
            let alone = try await session.call(["trace", "h.json"])
            let expected = told.replacing("orders  started", with: "execution  started").replacing(
                " 1 of 1", with: " 1")
            #expect(summary(alone) == summary(expected), "\(alone)")
        }
    }

    static let refusals: [ProgramCase] = [
        ProgramCase(name: "no history", arguments: ["replay", "pass.json"], exit: 64)
            .complaining("give histories: --history H…, or --database FILE --execution NAME"),
        ProgramCase(
            name: "a bad rule", arguments: ["replay", "pass.json", "--history", "h", "--ignore", "a..b"], exit: 64
        )
        .complaining("--ignore takes [STATE:]PLACE, such as Pay:output.receipt, not “a..b”"),
        ProgramCase(name: "a missing history", arguments: ["replay", "pass.json", "--history", "h.json"], exit: 1)
            .showing("! h.json  no such file or directory", "1 history: 1 not compared"),
        ProgramCase(
            name: "no history at all", arguments: ["replay", "pass.json", "--history", "task.json"], exit: 1
        )
        .showing("! task.json  1:1: expected the events of a history"),
        ProgramCase(
            name: "a later page", arguments: ["trace", "page.json"],
            files: ["page.json": #"[{"id": 7, "previousEventId": 6, "type": "PassStateExited"}]"#], exit: 1
        )
        .complaining("page.json: error: the history begins with event 7: give the pages before it first"),
        ProgramCase(
            name: "no outputs", arguments: ["mocks", "--history", "h.json"],
            files: [
                "h.json": #"""
                [{"id": 1, "previousEventId": 0, "type": "ExecutionStarted"},
                 {"id": 2, "previousEventId": 0, "type": "TaskStateEntered",
                  "stateEnteredEventDetails": {"name": "A"}},
                 {"id": 3, "previousEventId": 2, "type": "TaskScheduled", "taskScheduledEventDetails": {}},
                 {"id": 4, "previousEventId": 3, "type": "TaskSucceeded", "taskSucceededEventDetails": {}}]
                """#
            ], exit: 1
        )
        .complaining("the history has no execution data: outputs of the tasks of “A” are missing"),
    ]

    @Test(arguments: refusals) func refuses(_ testCase: ProgramCase) async throws { try await testCase.check() }

    /// The example in the manual is what the program prints.
    @Test func theManualShowsWhatIsPrinted() async throws {
        let manual = try String(contentsOf: SfnRun.root.appending(path: "docs/replay.md"), encoding: .utf8)
        let marker = try #require(manual.firstRange(of: "<!-- replay: differs -->\n```text\n"))
        let rest = manual[marker.upperBound...]
        let shown = String(rest[..<(try #require(rest.firstRange(of: "```")).lowerBound)])
        try await Session.run(["answers.json": #"{"Work": [{"Return": 1}]}"#]) { session in
            try await session.call(
                ["task.json", "--input", #"{"amount": 12}"#, "--mocks", "answers.json", "--history", "declined.json"]
                    + Self.start)
            let edited = Machines.task.replacing("function:work:PROD", with: "function:work:TEST")
            try edited.write(to: session.folder.appending(path: "edited.json"), atomically: true, encoding: .utf8)
            let output = try await session.call(["replay", "edited.json", "--history", "declined.json"], exit: 2)
            #expect(output == shown)
        }
    }
}
