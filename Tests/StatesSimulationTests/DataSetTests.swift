import JSONModel
import StatesCore
@testable import StatesSimulation
import Testing

// Data sets that are compressed, or that cannot be read to their end.
extension MapRunTests {
    @Test(arguments: [
        ("The object k is zstd data, which this engine does not read.", [0x28, 0xB5, 0x2F, 0xFD] as [UInt8]),
        ("The object k is Parquet data, which this engine does not read.", Array("PAR1".utf8)),
        ("The object is gzip data that is cut off.", [0x1F, 0x8B, 8]),
        ("The object is no gzip data, or of a kind that is not known.", [0x1F, 0x8B, 9, 0, 0, 0]),
    ])
    func unreadableObjectsAreRefused(_ cause: String, _ bytes: [UInt8]) throws {
        let buckets = MemoryBuckets()
        try buckets.write(bytes, to: "b", "k", at: 0)
        let execution = try run(Self.map(Self.pass, Self.reader(#""InputType": "JSONL""#)), buckets: buckets)
        #expect(execution.failure?.cause == cause)
    }

    /// What was read before a fault has run, or stands among what was left.
    @Test func itemsBeforeAFaultAreNotLost() throws {
        let buckets = MemoryBuckets(["b/k": "1\n2\n3\n{bad\n5\n"])
        let fields =
            Self.reader(#""InputType": "JSONL""#) + #", "ItemBatcher": {"MaxItemsPerBatch": 2}, "# + Self.writer()
        let execution = try run(Self.map(Self.pass, fields), buckets: buckets)
        #expect(execution.failure?.error == "States.ItemReaderFailed")
        let texts = buckets.texts
        let succeeded = texts.first { $0.key.hasSuffix("SUCCEEDED_0.json") }?.value ?? ""
        let pending = texts.first { $0.key.hasSuffix("PENDING_0.json") }?.value ?? ""
        #expect(succeeded.contains(#"{\"Items\":[1,2]}"#))
        #expect(pending.contains(#"{\"Items\":[3]}"#))
    }

    /// A file of few bytes may stand for many: items are made as they are asked for, whatever the file says.
    @Test(arguments: [1_000, 3]) func itemsAreMadeAsTheyAreAskedFor(limit: Int) throws {
        let header = (0..<1_000).map { "c\($0)" }.joined(separator: ",")
        let buckets = MemoryBuckets(["b/k": header + "\n" + String(repeating: "a\n", count: 5_000)])
        let states = Self.map(Self.pass, Self.reader(#""InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW""#))
        var run = MapRun(try request(states))
        var events: [MapRunEvent] = []
        let command = run.advance(.start, at: Harness.start, into: &events).added.first
        guard case .readItems(var request)? = command else {
            Issue.record("no items are asked for: \(String(describing: command))")
            return
        }
        request.limit = limit
        request.bytes = 100_000
        var reader = DataSetReader(request.source)
        while request.position < 50 {
            guard case .itemsRead(let items, let position, let source, _) = reader.read(request, from: buckets) else {
                Issue.record("nothing is read")
                return
            }
            #expect(position == request.position)
            #expect(source == "S3://b/k")
            // 9,892 bytes each; the last one may go beyond.
            #expect(items.count == min(limit, 11))
            request.position += items.count
        }
    }

    private func request(_ states: String) throws -> MapRunRequest {
        var execution = Execution(try Harness.program(states), configuration: ExecutionConfiguration())
        var events: [Event] = []
        let changes = execution.advance(.start(input: Payload([:])), at: Harness.start, into: &events)
        return try #require(
            changes.added.lazy.compactMap { command in
                if case .startMapRun(let request) = command { request } else { nil }
            }.first)
    }

    /// Two executions with one seed and one prefix do not write over each other's results.
    @Test func resultsOfExecutionsStandSideBySide() throws {
        let buckets = MemoryBuckets()
        for name in ["a", "b", "a"] {
            var simulation = Simulation(
                Execution(
                    try Harness.program(Self.map(Self.pass, Self.writer())),
                    configuration: ExecutionConfiguration(executionName: name)), startingAt: Harness.start,
                data: buckets)
            var world = EmptyWorld()
            simulation.start(input: Payload([1])) { (_: [Event]) in }
            #expect(try simulation.run(world: &world) { (_: [Event]) in } == .ended)
        }
        let results = buckets.texts.filter { $0.key.hasSuffix("SUCCEEDED_0.json") }
        #expect(results.count == 2)
        // Nor do their children have one name.
        let names = try results.values.map { try JSONParser.parse($0)[0]?["Name"] }
        #expect(Set(names).count == 2)
    }

    @Test func noChildRunsWithoutAPlaceForItsResults() throws {
        let fields = Self.writer().replacing(#""Bucket": "b""#, with: #""Bucket": "none""#)
        let buckets = MemoryBuckets()
        let program = try Harness.program(Self.map(Task.function("T"), fields))
        var simulation = Simulation(
            Execution(program, configuration: ExecutionConfiguration()), startingAt: Harness.start, data: buckets)
        var world = EmptyWorld()
        simulation.start(input: Payload([1])) { (_: [Event]) in }
        // A task would be asked for.
        #expect(try simulation.run(world: &world) { (_: [Event]) in } == .ended)
        let failure = Failure(error: "States.ResultWriterFailed", cause: "no bucket none")
        #expect(simulation.execution.failure == failure)
        #expect(buckets.texts.isEmpty)
    }

    /// The lists of an S3 inventory are compressed.
    @Test func compressedObjectsAreRead() throws {
        let bytes: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 3, 1, 8, 0, 0xF7, 0xFF, 0x61, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0x32, 0x0A,
            0x7B, 0x07, 0x97, 0x0A, 8, 0, 0, 0,
        ]
        let buckets = MemoryBuckets([
            "b/k": #"{"fileFormat": "CSV", "fileSchema": "Bucket, Key", "files": [{"key": "data/1.csv.gz"}]}"#
        ])
        try buckets.write(bytes, to: "b", "data/1.csv.gz", at: 0)
        let reader = Self.reader(#""ManifestType": "S3_INVENTORY""#)
        let execution = try run(Self.map(Self.pass, reader), buckets: buckets)
        #expect(execution.output?.text == #"[{"Bucket":"a","Key":"b"},{"Bucket":"1","Key":"2"}]"#)
    }
}
