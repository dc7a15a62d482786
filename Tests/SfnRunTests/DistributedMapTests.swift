import Foundation
import JSONModel
import Testing

/// Distributed Maps: buckets in a folder, histories of children, tasks of children.
struct DistributedMapTests {
    /// A machine of one distributed Map.
    private static func machine(_ states: String, _ fields: String, type: String = "STANDARD") -> String {
        let start = states.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
        return #"""
            {"StartAt": "Rows", "States": {"Rows": {"Type": "Map", "Label": "rows", "End": true, \#(fields)
              "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "\#(type)"},
                "StartAt": "\#(start)", "States": {\#(states)}}}}}
            """#
    }

    private static let pass = #""A": {"Type": "Pass", "End": true}"#
    private static let task = #"""
        "T": {"Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:123456789012:function:work", "End": true}
        """#
    private static let choosy = #"""
        "C": {"Type": "Choice", "Default": "A", "Choices": [
          {"Variable": "$.n", "StringEquals": "bad", "Next": "No"}]},
        "A": {"Type": "Pass", "End": true}, "No": {"Type": "Fail", "Error": "Boom", "Cause": "it is bad"}
        """#
    private static let csv = #"""
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "in", "Key": "a/b.csv"},
          "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"}},
        """#
    private static let writer = #"""
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
          "Parameters": {"Bucket": "out", "Prefix": "results"}},
        """#

    /// Reads the object `a/b.csv` of the bucket `in`.
    static let rows = machine(pass, csv)

    /// Runs the program in a folder with buckets.
    private func run(
        _ machine: String, _ arguments: [String], rows: String = "n\n1\nbad\n3\n", files: [String: String] = [:],
        _ look: (URL, SfnRun.Outcome) throws -> Void
    ) async throws {
        let files = files.merging(["m.json": machine]) { $1 }
        try await SfnRun.withFolder(files) { folder in
            for name in ["s3/in/a", "s3/out"] {
                try FileManager.default.createDirectory(
                    at: folder.appending(path: name), withIntermediateDirectories: true)
            }
            try Data(rows.utf8).write(to: folder.appending(path: "s3/in/a/b.csv"))
            let more = ["--start-time", "2026-01-02T03:04:05Z"] + arguments
            try look(folder, try await SfnRun.run(["m.json"] + more, in: folder))
        }
    }

    /// Paths of the files below `folder`.
    private static func files(in folder: URL) -> [String] {
        let all = FileManager.default.enumerator(atPath: folder.path(percentEncoded: false))?.allObjects as? [String]
        return (all ?? []).filter { $0.hasSuffix(".json") }.sorted()
    }

    @Test func readsAFolderAsBuckets() async throws {
        let machine = Self.machine(Self.pass, Self.csv)
        try await run(machine, ["--s3-root", "s3", "--format", "output"]) { _, outcome in
            #expect(outcome.output == #"[{"n":"1"},{"n":"bad"},{"n":"3"}]"# + "\n")
            #expect(outcome.errors == "")
        }
    }

    @Test(arguments: ["startExecution", "startExecution.sync", "startExecution.sync:2"])
    func childrenStartExecutions(_ resource: String) async throws {
        let states = #"""
            "N": {"Type": "Task", "Resource": "arn:aws:states:::states:\#(resource)", "End": true,
              "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:kid",
                "Input": {"n.$": "$.n"}},
              "ResultSelector": {"of.$": "States.ArrayGetItem(States.StringSplit($.ExecutionArn, ':'), 6)"}}
            """#
        let kid = #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 5, "End": true}}}"#
        let arguments = ["--s3-root", "s3", "--child", "kid=kid.json", "--format", "output"]
        try await run(Self.machine(states, Self.csv), arguments, files: ["kid.json": kid]) { _, outcome in
            #expect(outcome.errors == "")
            #expect(outcome.output == #"[{"of":"kid"},{"of":"kid"},{"of":"kid"}]"# + "\n")
        }
    }

    @Test func nothingStandsForABucket() async throws {
        try await run(Self.machine(Self.pass, Self.csv + Self.writer), []) { _, outcome in
            #expect(outcome.exit == 1)
            #expect(
                outcome.errors == """
                    sfn-run: m.json: error: the state “Rows” uses S3: provide the buckets with
                      --s3-root DIR, where s3://bucket/key is DIR/bucket/key

                    """)
        }
    }

    @Test func theRootIsAFolder() async throws {
        try await run(Self.machine(Self.pass, Self.csv), ["--s3-root", "m.json"]) { _, outcome in
            #expect(outcome.exit == 1)
            #expect(outcome.errors == "sfn-run: m.json: error: is no directory; each bucket is a folder in it\n")
        }
    }

    @Test(arguments: [
        (#"{"bucket": "in", "key": "a/none"}"#, "The specified key does not exist: s3://in/a/none"),
        (#"{"bucket": "none", "key": "k"}"#, "The specified bucket does not exist: s3://none"),
        (#"{"bucket": "in", "key": "../m.json"}"#, "“../m.json” leads out of the bucket in"),
        (#"{"bucket": "..", "key": "m.json"}"#, "“..” is no name of a bucket"),
        (#"{"bucket": "in", "key": "a"}"#, "s3://in/a: is a directory"),
        // One character, but a slash for the system.
        ("{\"bucket\": \"in\", \"key\": \"../\u{301}x\"}", "“../\u{301}x” leads out of the bucket in"),
        ("{\"bucket\": \"../\u{301}x\", \"key\": \"k\"}", "“../\u{301}x” is no name of a bucket"),
        (#"{"bucket": "in\u0000", "key": "k"}"#, "“in\u{0}” is no name of a bucket"),
    ])
    func whatIsNotThere(_ input: String, _ cause: String) async throws {
        let reader = #"""
            "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
              "Parameters": {"Bucket.$": "$.bucket", "Key.$": "$.key"}, "ReaderConfig": {"InputType": "JSON"}},
            """#
        let arguments = ["--s3-root", "s3", "--format", "json", "--input", input]
        try await run(Self.machine(Self.pass, reader), arguments) { _, outcome in
            #expect(outcome.exit == 2)
            let report = try JSONParser.parse(outcome.output)
            #expect(report["error"] == "States.ItemReaderFailed")
            #expect(report["cause"] == .string(cause))
        }
    }

    @Test func listsAFolder() async throws {
        let reader = #"""
            "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2",
              "Parameters": {"Bucket": "in", "Prefix": "a/b"}},
            "ItemSelector": {"key.$": "$$.Map.Item.Value.Key", "size.$": "$$.Map.Item.Value.Size"},
            """#
        let arguments = ["--s3-root", "s3", "--format", "output"]
        try await run(Self.machine(Self.pass, reader), arguments) { _, outcome in
            #expect(outcome.output == #"[{"size":10,"key":"a/b.csv"}]"# + "\n")
        }
    }

    @Test func writesResults() async throws {
        let machine = Self.machine(Self.choosy, Self.csv + Self.writer + #""ToleratedFailureCount": 1,"#)
        try await run(machine, ["--s3-root", "s3", "--format", "json"]) { folder, outcome in
            let report = try JSONParser.parse(outcome.output)
            let details = report["output"]?["ResultWriterDetails"]
            #expect(details?["Bucket"] == "out")
            let key = try #require(details?["Key"]?.stringValue)
            let manifest = try JSONParser.parse(Array(Data(contentsOf: folder.appending(path: "s3/out/" + key))))
            for kind in ["SUCCEEDED", "FAILED"] {
                let file = try #require(manifest["ResultFiles"]?[kind]?[0])
                let path = "s3/out/" + (file["Key"]?.stringValue ?? "")
                let bytes = try Data(contentsOf: folder.appending(path: path))
                #expect(file["Size"] == .int(bytes.count))
                #expect(try JSONParser.parse(Array(bytes)).arrayValue?.count == (kind == "FAILED" ? 1 : 2))
            }
            let counts = report["mapRuns"]?[0]?["itemCounts"]
            #expect(counts?["succeeded"] == 2)
            #expect(counts?["failed"] == 1)
            #expect(counts?["resultsWritten"] == 3)
        }
    }

    @Test(arguments: [([], 1), (["--child-histories-of", "all"], 3), (["--child-histories-of", "none"], 0)])
    func historiesOfChildren(_ choice: [String], _ count: Int) async throws {
        let machine = Self.machine(Self.choosy, Self.csv + #""ToleratedFailurePercentage": 100,"#)
        let arguments = ["--s3-root", "s3", "--child-histories", "kids", "--format", "output"] + choice
        try await run(machine, arguments) { folder, outcome in
            #expect(outcome.errors == "")
            let files = Self.files(in: folder.appending(path: "kids"))
            #expect(files.count == count)
            guard let file = files.first else { return }
            #expect(file.hasPrefix("rows/"))
            let bytes = try Data(contentsOf: folder.appending(path: "kids/" + file))
            let events = try #require(JSONParser.parse(Array(bytes))["events"]?.arrayValue)
            #expect(events.first?["type"] == "ExecutionStarted")
            if count == 1 {
                let types = events.map { $0["type"]?.stringValue ?? "" }
                #expect(types.suffix(2) == ["FailStateEntered", "ExecutionFailed"])
            }
        }
    }

    @Test func commandsAnswerTasksOfChildren() async throws {
        let machine = Self.machine(Self.task, Self.csv + #""MaxConcurrency": 2,"#, type: "EXPRESS")
        let command = #"read line; echo "{\"got\": $line, \"of\": \"${SFN_EXECUTION%:*}\"}""#
        let arguments = ["--s3-root", "s3", "--format", "output", "--task", "work=\(command)"]
        try await run(machine, arguments) { _, outcome in
            #expect(outcome.errors == "")
            let output = try JSONParser.parse(outcome.output).arrayValue ?? []
            #expect(output.map { $0["got"]?["n"] } == ["1", "bad", "3"])
            let names = Set(output.compactMap { $0["of"]?.stringValue })
            #expect(names.count == 3)
            #expect(names.allSatisfy { $0.hasPrefix("arn:aws:states:us-east-1:123456789012:express:m/rows:") })
        }
    }

    @Test func aFailureEndsTheCommandsOfOtherChildren() async throws {
        let machine = Self.machine(Self.task, Self.csv)
        let command = #"read line; case $line in *bad*) exit 1;; *) sleep 30;; esac"#
        try await run(machine, ["--s3-root", "s3", "--format", "json", "--task", "work=\(command)"]) { _, outcome in
            let report = try JSONParser.parse(outcome.output)
            #expect(report["error"] == "States.ExceedToleratedFailureThreshold")
            #expect(report["mapRuns"]?[0]?["executionCounts"]?["aborted"] == 2)
            let duration = report["durationMilliseconds"]?.numberValue?.int64Value ?? .max
            #expect(duration < 20_000)
        }
    }

    @Test func mocksAnswerTasksOfChildren() async throws {
        let mocks = #"{"T": [{"Return": 1}, {"Throw": {"Error": "E", "Cause": "c"}}, {"Return": 3}]}"#
        let machine = Self.machine(Self.task, Self.csv + #""ToleratedFailureCount": 1, "MaxConcurrency": 1,"#)
        let arguments = ["--s3-root", "s3", "--format", "output", "--mocks", "mocks.json"]
        try await run(machine, arguments, files: ["mocks.json": mocks]) { _, outcome in
            let output = try JSONParser.parse(outcome.output)
            #expect(output[0] == 1)
            #expect(output[1]?["Error"] == "E")
            #expect(output[2] == 3)
        }
    }

    @Test func aTaskOfAChildHasNothingBehindIt() async throws {
        try await run(Self.machine(Self.task, ""), ["--input", "[1]"]) { _, outcome in
            #expect(outcome.exit == 1)
            #expect(outcome.errors.contains("the task “T” has nothing behind it"))
        }
    }

    @Test(arguments: [
        (#""Bucket": "none""#, "The specified bucket does not exist: s3://none"),
        (#""Bucket": 5"#, "The field 'Bucket' must be a string."),
        (#""Bucket": "out", "Prefix": "../x""#, "“../x/ID/” leads out of the bucket out"),
        (#""Bucket": "in", "Prefix": "a/b.csv""#, "s3://in/a/b.csv/ID/: not a directory"),
    ])
    func aPlaceForResultsIsLookedForFirst(_ place: String, _ cause: String) async throws {
        let writer = Self.writer.replacing(#""Bucket": "out", "Prefix": "results""#, with: place)
        let machine = Self.machine(Self.task, Self.csv + writer)
        let arguments = ["--s3-root", "s3", "--format", "json", "--task", "work=touch ran; cat"]
        try await run(machine, arguments) { folder, outcome in
            let report = try JSONParser.parse(outcome.output)
            #expect(report["error"] == "States.ResultWriterFailed")
            let told = report["cause"]?.stringValue ?? ""
            #expect(told.replacing(#/[0-9a-f-]{36}/#, with: "ID") == cause)
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "ran").path(percentEncoded: false)))
        }
    }

    @Test func parquetIsRefused() async throws {
        let machine = Self.machine(Self.pass, Self.csv.replacing("CSV\"", with: "PARQUET\""))
            .replacing(#", "CSVHeaderLocation": "FIRST_ROW""#, with: "")
        try await run(machine, ["--s3-root", "s3"]) { folder, outcome in
            #expect(outcome.exit == 1)
            #expect(
                outcome.errors
                    == "sfn-run: m.json: error: state “Rows” reads Parquet files, which are not supported\n")
        }
    }
}
