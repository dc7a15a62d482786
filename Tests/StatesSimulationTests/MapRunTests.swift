import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Distributed Maps with buckets: what is read, what is written, and what children want from outside.
struct MapRunTests {
    static let pass = #""A": {"Type": "Pass", "End": true}"#
    private static let choosy = #"""
        "C": {"Type": "Choice", "Default": "A", "Choices": [{"Variable": "$", "IsString": true, "Next": "No"}]},
        "A": {"Type": "Pass", "End": true}, "No": {"Type": "Fail", "Error": "Boom", "Cause": "why"}
        """#

    /// A machine of one distributed Map.
    static func map(_ states: String, _ fields: String, type: String = "STANDARD") -> String {
        let start = states.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
        return #"""
            "M": {"Type": "Map", "Label": "L", "End": true, "ItemProcessor": {
              "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "\#(type)"},
              "StartAt": "\#(start)", "States": {\#(states)}}, \#(fields)}
            """#
    }

    static func reader(_ config: String, key: String = "k") -> String {
        #"""
        "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {\#(config)},
          "Parameters": {"Bucket": "b", "Key": "\#(key)"}}
        """#
    }

    private static func list(_ config: String = "") -> String {
        #"""
        "ItemReader": {"Resource": "arn:aws:states:::s3:listObjectsV2",\#(config)
          "Parameters": {"Bucket": "b", "Prefix": "in/"}}
        """#
    }

    func run(
        _ states: String, input: String = "{}", buckets: MemoryBuckets, quotas: Quotas = Quotas()
    ) throws -> Execution {
        var configuration = ExecutionConfiguration()
        configuration.quotas = quotas
        var simulation = Simulation(
            Execution(try Harness.program(states), configuration: configuration), startingAt: Harness.start,
            data: buckets)
        var world = EmptyWorld()
        simulation.start(input: try Payload(text: input)) { _ in }
        #expect(try simulation.run(world: &world) { _ in } == .ended)
        return simulation.execution
    }

    // MARK: Reading

    struct ReaderCase: Sendable, CustomTestStringConvertible {
        var fact: String
        var fields: String
        var objects: [String: String]
        var output: String?
        var failure: String?

        init(
            _ fact: String, _ fields: String, _ objects: [String: String], output: String? = nil,
            failure: String? = nil
        ) {
            self.fact = fact
            self.fields = fields
            self.objects = objects
            self.output = output
            self.failure = failure
        }

        var testDescription: String { fact }
    }

    static let readerCases: [ReaderCase] = [
        ReaderCase(
            "CSV", reader(#""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#), ["b/k": "a\n1\n2\n"],
            output: #"[{"a":"1"},{"a":"2"}]"#),
        ReaderCase(
            "CSV with a delimiter",
            reader(
                #""InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["x", "y"], "CSVDelimiter": "PIPE""#),
            ["b/k": "1|2\n"], output: #"[{"x":"1","y":"2"}]"#),
        ReaderCase(
            "at most so many items", reader(#""InputType": "JSONL", "MaxItems": 2"#), ["b/k": "1\n2\n3\n"],
            output: "[1,2]"),
        ReaderCase(
            "an array inside", reader(#""InputType": "JSON", "ItemsPointer": "/a/0""#), ["b/k": #"{"a": [[1, 2]]}"#],
            output: "[1,2]"),
        ReaderCase("no such object", reader(#""InputType": "JSON""#), [:], failure: "no k"),
        ReaderCase(
            "Parquet under another name", reader(#""InputType": "JSONL""#), ["b/k": "PAR1x"],
            failure: "The object k is Parquet data, which this engine does not read."),
        ReaderCase(
            "a list of objects",
            list() + #", "ItemSelector": {"k.$": "$$.Map.Item.Value.Key", "#
                + #""s.$": "$$.Map.Item.Source", "n.$": "$$.Map.Item.Value.Size"}"#,
            ["b/in/2": "xx", "b/in/1": "x", "b/out/3": "", "c/in/4": ""],
            output: #"[{"s":"S3://b","k":"in/1","n":1},{"s":"S3://b","k":"in/2","n":2}]"#),
        ReaderCase(
            "an object as a list has it", list(), ["b/in/1": "x"],
            output: #"[{"Etag":"\"e\"","LastModified":1700000000,"Key":"in/1","Size":1,"StorageClass":"STANDARD"}]"#),
        ReaderCase("no object", list(), [:], output: "[]"),
        ReaderCase(
            "what the objects hold",
            list(
                #" "ReaderConfig": {"InputType": "JSONL", "Transformation": "LOAD_AND_FLATTEN"},"#)
                + #", "ItemSelector": {"v.$": "$$.Map.Item.Value", "s.$": "$$.Map.Item.Source"}"#,
            ["b/in/1": "1\n2\n", "b/in/2": "", "b/in/3": "3\n", "b/in/": ""],
            output: #"[{"s":"S3://b/in/1","v":1},{"s":"S3://b/in/1","v":2},{"s":"S3://b/in/3","v":3}]"#),
        ReaderCase(
            "an S3 inventory", reader(#""InputType": "MANIFEST""#),
            [
                "b/k": #"{"sourceBucket": "s", "destinationBucket": "arn:aws:s3:::d", "fileFormat": "CSV", "#
                    + #""fileSchema": "Bucket, Key, Size", "files": [{"key": "f1"}, {"key": "f2"}]}"#,
                "d/f1": "\"s\",\"a%20b\",\"1\"\n", "d/f2": "\"s\",\"c\",\"2\"\n",
            ],
            output: #"[{"Bucket":"s","Size":"1","Key":"a b"},{"Bucket":"s","Size":"2","Key":"c"}]"#),
        ReaderCase(
            "an inventory in another format", reader(#""ManifestType": "S3_INVENTORY""#),
            ["b/k": #"{"fileFormat": "ORC", "fileSchema": "Key", "files": []}"#],
            failure: "An inventory in the format ORC is not supported."),
        ReaderCase(
            "no inventory", reader(#""ManifestType": "S3_INVENTORY""#), ["b/k": "[]"],
            failure: "The inventory manifest has no files or no fileSchema."),
        ReaderCase(
            "an Athena manifest", reader(#""ManifestType": "ATHENA_DATA", "InputType": "JSONL""#),
            ["b/k": "s3://d/x/f1\n\"s3://d/f2\"\n", "d/x/f1": "1\n", "d/f2": "2\n"], output: "[1,2]"),
        ReaderCase(
            "a broken Athena manifest", reader(#""ManifestType": "ATHENA_DATA", "InputType": "JSONL""#),
            ["b/k": "nothing"], failure: "The Athena manifest has a line that names no object: nothing"),
    ]

    @Test(arguments: readerCases) func reads(_ testCase: ReaderCase) throws {
        let states = Self.map(Self.pass, testCase.fields)
        let execution = try run(states, buckets: MemoryBuckets(testCase.objects))
        if let failure = testCase.failure {
            #expect(execution.failure?.error == "States.ItemReaderFailed")
            #expect(execution.failure?.cause == failure)
        } else {
            #expect(execution.output?.text == testCase.output, "\(String(describing: execution.failure))")
        }
    }

    @Test func manyRowsInSmallMemory() throws {
        let rows = (0..<25_000).map { "\($0),name \($0)\n" }.joined()
        let fields =
            Self.reader(#""InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["id", "name"]"#)
            + #", "MaxConcurrency": 7, "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject","#
            + #""Parameters": {"Bucket": "b", "Prefix": "out"}, "WriterConfig": {"Transformation": "COMPACT"}}"#
        let buckets = MemoryBuckets(["b/k": rows])
        let execution = try run(Self.map(Self.pass, fields), buckets: buckets)
        #expect(execution.status == .succeeded)
        let written = try #require(buckets.texts.first { $0.key.hasSuffix("SUCCEEDED_0.json") }?.value)
        let results = try JSONParser.parse(written).arrayValue ?? []
        #expect(results.count == 25_000)
        #expect(results.last?.description == #"{"name":"name 24999","id":"24999"}"#)
    }

    // MARK: Writing

    static func writer(_ config: String = "", prefix: String = "p/q") -> String {
        #"""
        "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",\#(config)
          "Parameters": {"Bucket": "b", "Prefix": "\#(prefix)"}}, "ToleratedFailureCount": 9
        """#
    }

    /// The files with `U0`, `U1` … for their ids, in order of appearance in `SUCCEEDED`, `FAILED`, `manifest`.
    private func files(
        _ fields: String, input: String, type: String = "STANDARD", quotas: Quotas = Quotas()
    ) throws -> (output: String, files: [String: String]) {
        let buckets = MemoryBuckets()
        let execution = try run(
            Self.map(Self.choosy, fields, type: type), input: input, buckets: buckets, quotas: quotas)
        let pattern = #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#
        var names: [Substring: String] = [:]
        func plain(_ text: String) -> String {
            text.replacing(pattern) { match in
                if names[match.output] == nil { names[match.output] = "U\(names.count)" }
                return names[match.output] ?? ""
            }
        }
        let output = plain(execution.output?.text ?? "\(execution.status)")
        var files: [String: String] = [:]
        for (key, text) in buckets.texts.sorted(by: { $0.key < $1.key }) {
            files[plain(key)] = plain(text)
        }
        return (output, files)
    }

    @Test func whatIsKnownOfEachChild() throws {
        let (output, files) = try files(Self.writer(), input: #"[ 1, "x"]"#)
        #expect(
            output == #"{"MapRunArn":"arn:aws:states:us-east-1:123456789012:mapRun:machine/L:U0","#
                + #""ResultWriterDetails":{"Bucket":"b","Key":"p/q/U0/manifest.json"}}"#)
        let rest =
            #""StartDate":"2026-01-01T00:00:00.000Z","StateMachineArn":"#
            + #""arn:aws:states:us-east-1:123456789012:stateMachine:machine/L","Status""#
        let arn = "arn:aws:states:us-east-1:123456789012:execution:machine/L"
        #expect(
            files["b/p/q/U0/SUCCEEDED_0.json"]
                == #"[{"ExecutionArn":"\#(arn):U2","Input":"1","InputDetails":{"Included":true},"Name":"U2","#
                + #""Output":"1","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","#
                + #""RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","#
                + rest + #":"SUCCEEDED","StopDate":"2026-01-01T00:00:00.000Z"}]"#)
        #expect(
            files["b/p/q/U0/FAILED_0.json"]
                == #"[{"Cause":"why","Error":"Boom","ExecutionArn":"\#(arn):U1","Input":"\"x\"","#
                + #""InputDetails":{"Included":true},"Name":"U1","RedriveCount":0,"#
                + #""RedriveStatus":"REDRIVABLE_BY_MAP_RUN","#
                + rest + #":"FAILED","StopDate":"2026-01-01T00:00:00.000Z"}]"#)
        let sizes = ["FAILED", "SUCCEEDED"].map { kind in
            // An id has 36 characters, `U1` has two; each stands there twice.
            (files["b/p/q/U0/\(kind)_0.json"]?.utf8.count ?? 0) + 2 * 34
        }
        #expect(
            files["b/p/q/U0/manifest.json"]
                == #"{"DestinationBucket":"b","MapRunArn":"arn:aws:states:us-east-1:123456789012:mapRun:machine/L:U0","#
                + #""ResultFiles":{"FAILED":[{"Key":"p/q/U0/FAILED_0.json","Size":\#(sizes[0])}],"PENDING":[],"#
                + #""SUCCEEDED":[{"Key":"p/q/U0/SUCCEEDED_0.json","Size":\#(sizes[1])}]}}"#)
        #expect(files.count == 3)
    }

    @Test func noResultsStillHaveAManifest() throws {
        let (_, files) = try files(Self.writer(prefix: ""), input: "[]")
        #expect(files.keys.sorted() == ["b/U0/manifest.json"])
    }

    struct FormCase: Sendable, CustomTestStringConvertible {
        var config: String
        var input: String
        var text: String
        var testDescription: String { config }
    }

    @Test(arguments: [
        FormCase(config: #""Transformation": "COMPACT""#, input: "[1, [2, 3]]", text: "[1,[2,3]]"),
        FormCase(config: #""Transformation": "FLATTEN""#, input: "[1, [2, [3]]]", text: "[1,2,[3]]"),
        FormCase(config: #""Transformation": "FLATTEN""#, input: "[[]]", text: ""),
        FormCase(
            config: #""Transformation": "COMPACT", "OutputType": "JSONL""#, input: "[1, {\"a\": 2}]",
            text: "1\n{\"a\":2}\n"),
        FormCase(config: #""Transformation": "FLATTEN", "OutputType": "JSONL""#, input: "[[1, 2]]", text: "1\n2\n"),
    ])
    func outputsInOtherForms(_ testCase: FormCase) throws {
        let writer = Self.writer(#" "WriterConfig": {\#(testCase.config)},"#)
        let (_, files) = try files(writer, input: testCase.input)
        #expect(files["b/p/q/U0/SUCCEEDED_0.json"] ?? "" == testCase.text)
    }

    @Test func filesAreSplit() throws {
        var quotas = Quotas()
        quotas.resultFileBytes = 12
        let writer = Self.writer(#" "WriterConfig": {"Transformation": "COMPACT"},"#)
        let (_, files) = try files(writer, input: "[111, 222, 333, [4444444444444], 5]", quotas: quotas)
        #expect(files["b/p/q/U0/SUCCEEDED_0.json"] == "[111,222]")
        #expect(files["b/p/q/U0/SUCCEEDED_1.json"] == "[333]")
        #expect(files["b/p/q/U0/SUCCEEDED_2.json"] == "[[4444444444444]]")
        #expect(files["b/p/q/U0/SUCCEEDED_3.json"] == "[5]")
        #expect(files["b/p/q/U0/manifest.json"]?.contains(#"SUCCEEDED_3.json","Size":3}"#) == true)
    }

    @Test func expressChildrenHaveArnsOfTheirOwn() throws {
        let (_, files) = try files(Self.writer(), input: "[1]", type: "EXPRESS")
        let text = try #require(files["b/p/q/U0/SUCCEEDED_0.json"])
        #expect(text.contains(#""ExecutionArn":"arn:aws:states:us-east-1:123456789012:express:machine/L:U1:U2""#))
    }

    @Test func aFullDiskFailsTheState() throws {
        let fields = Self.writer().replacing(#""Bucket": "b""#, with: #""Bucket": "full""#)
        let execution = try run(Self.map(Self.pass, fields), input: "[1]", buckets: MemoryBuckets())
        #expect(execution.failure == Failure(error: "States.ResultWriterFailed", cause: "full"))
    }

    /// The parent is stopped: what ran and what did not is written all the same.
    @Test func aStopWritesWhatIsKnown() throws {
        let wait = #""W": {"Type": "Wait", "Seconds": 9, "End": true}"#
        let buckets = MemoryBuckets()
        var simulation = Simulation(
            Execution(
                try Harness.program(Self.map(wait, Self.writer() + #", "MaxConcurrency": 2"#)),
                configuration: ExecutionConfiguration()), startingAt: Harness.start, data: buckets)
        var world = EmptyWorld()
        simulation.deliver(.stop(error: nil, cause: nil), at: Harness.start.advanced(bySeconds: 12))
        simulation.start(input: try Payload(text: "[1, 2, 3, 4, 5]")) { _ in }
        #expect(try simulation.run(world: &world) { _ in } == .ended)
        #expect(simulation.execution.status == .aborted)
        func count(_ kind: String) throws -> Int {
            let text = try #require(buckets.texts.first { $0.key.hasSuffix("\(kind)_0.json") }?.value)
            return try JSONParser.parse(text).arrayValue?.count ?? 0
        }
        #expect(try count("SUCCEEDED") == 2)
        #expect(try count("FAILED") == 2)
        #expect(try count("PENDING") == 1)
    }

    // MARK: Children

    /// Tasks of children are worked on outside, each answer goes to its own child.
    @Test func tasksOfChildrenAreHandedOut() throws {
        let states = Self.map(Task.function("F"), #""MaxConcurrency": 2"#)
        var simulation = Simulation(
            Execution(try Harness.program(states), configuration: ExecutionConfiguration()),
            startingAt: Harness.start)
        var world = EmptyWorld()
        simulation.start(input: try Payload(text: "[10, 20, 30]")) { _ in }
        var arns: Set<String> = []
        var rounds: [Int] = []
        while case .waitingForOutside(let work) = try simulation.run(world: &world, observe: { (_: [Event]) in }) {
            rounds.append(work.requested.count)
            for request in work.requested.reversed() {
                arns.insert(request.executionARN)
                let double = (request.parameters.value.numberValue?.int64Value ?? 0) * 2
                simulation.deliver(.succeeded(.int(Int(double))), to: request, at: simulation.now)
            }
        }
        #expect(simulation.execution.output?.text == "[20,40,60]")
        #expect(arns.count == 3)
        #expect(rounds.reduce(0, +) == 3)
    }

    /// A failure aborts the other children: their tasks are withdrawn, under the addresses that were handed out.
    @Test func tasksOfAbortedChildrenAreWithdrawn() throws {
        let states = Self.map(Task.function("F"), #""MaxConcurrency": 3"#)
        var simulation = Simulation(
            Execution(try Harness.program(states), configuration: ExecutionConfiguration()),
            startingAt: Harness.start)
        simulation.watchesChildren = true
        var world = EmptyWorld()
        simulation.start(input: try Payload(text: "[1, 2, 3]")) { _ in }
        guard case .waitingForOutside(let work) = try simulation.run(world: &world, observe: { (_: [Event]) in })
        else { return }
        #expect(work.requested.count == 3)
        simulation.deliver(.failed("E"), to: work.requested[1], at: simulation.now)
        var watcher = Collector()
        _ = try simulation.run(world: &world, watcher: &watcher)
        #expect(simulation.execution.status == .failed)
        #expect(watcher.childEnds.sorted() == ["ABORTED", "ABORTED", "FAILED"])
    }

    private struct Collector: SimulationWatcher {
        var childEnds: [String] = []

        mutating func observe(_ seen: Simulation.Observation) {
            if case .child(_, let execution) = seen, execution.status != .running {
                childEnds.append(execution.status.rawValue)
            }
        }
    }

    /// A simulation is a value: a copy that was taken while children run comes to the same end.
    @Test func aCopyComesToTheSameEnd() throws {
        let states = Self.map(#""W": {"Type": "Wait", "SecondsPath": "$", "End": true}"#, #""MaxConcurrency": 2"#)
        var simulation = Simulation(
            Execution(try Harness.program(states), configuration: ExecutionConfiguration()),
            startingAt: Harness.start)
        var world = EmptyWorld()
        simulation.start(input: try Payload(text: "[5, 3, 1, 4]")) { _ in }
        var copies: [Simulation] = []
        while try simulation.step(world: &world, observe: { (_: [Event]) in }) == nil { copies.append(simulation) }
        for copy in copies {
            var copy = copy
            _ = try copy.run(world: &world, observe: { (_: [Event]) in })
            #expect(copy.execution == simulation.execution)
            #expect(copy.now == simulation.now)
        }
    }
}
