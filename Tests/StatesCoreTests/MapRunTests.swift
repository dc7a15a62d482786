import JSONModel
import RandomMachines
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// A map run as a value: its events give it back, and it says what is owed.
struct MapRunTests {
    /// What an execution asks for when it comes to its distributed Map.
    private func request(_ map: String, input: String) throws -> MapRunRequest {
        let testCase = ExecutionCase("", map, history: "")
        var execution = try testCase.execution()
        var events: [Event] = []
        let changes = execution.advance(
            .start(input: try Payload(text: input)), at: ExecutionCase.start, into: &events)
        return try #require(
            changes.added.lazy.compactMap { command in
                if case .startMapRun(let request) = command { request } else { nil }
            }.first)
    }

    /// Drives a map run with children that end as `outcome` says, in an order that `seed` gives, and holds the
    /// promises after every message.
    private func drive(
        _ request: MapRunRequest, seed: UInt64 = 1, stopAfter: Int = .max,
        outcome: (Int, Payload) -> ChildOutcome
    ) throws -> (run: MapRun, events: [MapRunEvent], written: [String: [UInt8]]) {
        var world = MapRunWorld(request, seed: seed)
        try world.send(.start)
        while world.run.status == .running {
            if world.messages == stopAfter {
                try world.send(.stop)
            } else {
                try world.next(outcome: outcome)
            }
        }
        return (world.run, world.events, world.written)
    }

    private static let choosy = ExecutionCase.distributed(
        ExecutionCase.choosy, #", "ToleratedFailurePercentage": 100, "MaxConcurrency": 3, "End": true"#)

    private static func items(_ count: Int) -> String {
        "[" + (0..<count).map(String.init).joined(separator: ",") + "]"
    }

    @Test(arguments: UInt64(1)...20) func eventsGiveTheValueBack(seed: UInt64) throws {
        let request = try request(Self.choosy, input: Self.items(30))
        let result = try drive(request, seed: seed) { index, input in
            index % 4 == 1
                ? ChildOutcome(status: .failed, failure: Failure(error: "E", cause: nil))
                : ChildOutcome(status: .succeeded, output: input)
        }
        #expect(result.run.status == .succeeded)
        #expect(result.run.itemCounts.succeeded == 22)
        #expect(result.run.itemCounts.failed == 8)
        #expect(result.run.executionCounts.total == 30)
        #expect(result.run.output?.value.arrayValue?.count == 30)
    }

    /// Map runs of all sorts, with children that end as chance has it, and stopped at any time.
    @Test(arguments: UInt64(0)..<150) func promisesHoldForRunsOfAllSorts(seed: UInt64) throws {
        var random = Seeded(seed)
        var fields = #", "MaxConcurrency": \#(random.next(below: 6)), "End": true"#
        fields += random.pick(["", #", "ToleratedFailureCount": 3"#, #", "ToleratedFailurePercentage": 30"#])
        fields += random.pick(["", #", "ItemBatcher": {"MaxItemsPerBatch": 3}"#])
        if random.chance(60) {
            let form = random.pick(["NONE", "COMPACT", "FLATTEN"])
            fields += #"""
                , "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"},
                  "WriterConfig": {"Transformation": "\#(form)", "OutputType": "JSON"}}
                """#
        }
        let map = ExecutionCase.distributed(ExecutionCase.choosy, fields)
        var world = MapRunWorld(try request(map, input: Self.items(random.next(below: 40))), seed: seed)
        world.refusesWrites = random.chance(10)
        world.hasBucket = !random.chance(10)
        let stopAt = random.chance(30) ? random.next(below: 20) : nil
        try world.send(.start)
        while world.run.status == .running {
            guard world.messages != stopAt else {
                try world.send(.stop)
                continue
            }
            try world.next { _, input in
                var outcome =
                    switch random.next(below: 8) {
                    case 0: ChildOutcome(status: .failed, failure: Failure(error: "E", cause: "c"))
                    case 1 where seed % 3 == 0: ChildOutcome(status: .timedOut)
                    default: ChildOutcome(status: .succeeded, output: input)
                    }
                if random.chance(30) {
                    outcome.startTime = ExecutionCase.start.advanced(byMilliseconds: -3_600_001)
                    outcome.stopTime = ExecutionCase.start.advanced(byMilliseconds: Int64(random.next(below: 5_000)))
                }
                return outcome
            }
        }
        let counts = world.run.itemCounts
        #expect(world.run.outstanding.isEmpty)
        #expect(counts.running == 0)
        #expect(counts.pending + counts.succeeded + counts.unsuccessful == counts.total)
        if world.run.status == .succeeded { #expect(counts.pending == 0) }
    }

    @Test func neverMoreThanTheConcurrency() throws {
        let request = try request(Self.choosy, input: Self.items(20))
        var running = 0, most = 0
        let events = try drive(request) { _, input in ChildOutcome(status: .succeeded, output: input) }.events
        for event in events {
            switch event.body {
            case .childStarted: running += 1
            case .childEnded: running -= 1
            default: break
            }
            most = max(most, running)
        }
        #expect(most == 3)
    }

    @Test(arguments: [1, 3, 7]) func aStopAbortsWhatRuns(after messages: Int) throws {
        let request = try request(Self.choosy, input: Self.items(20))
        let run = try drive(request, stopAfter: messages) { _, input in
            ChildOutcome(status: .succeeded, output: input)
        }.run
        #expect(run.status == .aborted)
        #expect(run.executionCounts.running == 0)
        #expect(run.executionCounts.aborted > 0)
        #expect(run.executionCounts.succeeded + run.executionCounts.aborted + run.executionCounts.pending == 20)
    }

    @Test func lateAndDoubleMessagesChangeNothing() throws {
        let request = try request(Self.choosy, input: "[1]")
        var run = MapRun(request)
        var events: [MapRunEvent] = []
        _ = run.advance(.childEnded(index: 0, ChildOutcome(status: .succeeded)), at: ExecutionCase.start, into: &events)
        #expect(events.isEmpty)
        _ = run.advance(.start, at: ExecutionCase.start, into: &events)
        let live = run
        events = []
        _ = run.advance(.start, at: ExecutionCase.start, into: &events)
        _ = run.advance(.resultsWritten, at: ExecutionCase.start, into: &events)
        _ = run.advance(
            .itemsRead([1], position: 0, source: nil, isLast: true), at: ExecutionCase.start, into: &events)
        _ = run.advance(
            .childEnded(index: 7, ChildOutcome(status: .succeeded)), at: ExecutionCase.start, into: &events)
        #expect(events.isEmpty)
        #expect(run == live)
    }

    /// The results of a run that ends early: what ran, and what was never started.
    @Test func aFailedRunListsWhatWasNotStarted() throws {
        let map = ExecutionCase.distributed(
            ExecutionCase.choosy,
            #"""
            , "MaxConcurrency": 1, "End": true, "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
            "Parameters": {"Bucket": "b", "Prefix": "p"}}
            """#)
        let request = try request(map, input: Self.items(3_000))
        let result = try drive(request) { index, input in
            index == 1
                ? ChildOutcome(status: .timedOut, failure: Failure(error: nil, cause: nil))
                : ChildOutcome(status: .succeeded, output: input)
        }
        #expect(result.run.status == .failed)
        #expect(result.run.failure?.error == "States.ExceedToleratedFailureThreshold")
        #expect(result.run.itemCounts.pending == 2_998)
        let names = result.written.keys.map { String($0.split(separator: "/").last ?? "") }
        #expect(names.sorted() == ["FAILED_0.json", "PENDING_0.json", "SUCCEEDED_0.json", "manifest.json"])
        let pending = try #require(result.written.first { $0.key.hasSuffix("PENDING_0.json") }?.value)
        let listed = try JSONParser.parse(pending).arrayValue ?? []
        #expect(listed.count == 2_998)
        #expect(
            listed.last?.description
                == #"{"Input":"2999","InputDetails":{"Included":true},"Status":"PENDING"}"#)
    }

    @Test func resultsThatCannotBeWrittenFailTheRun() throws {
        let map = ExecutionCase.distributed(
            ExecutionCase.choosy,
            #"""
            , "End": true, "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b"}}
            """#)
        var world = MapRunWorld(try request(map, input: "[1]"), seed: 1)
        world.refusesWrites = true
        try world.send(.start)
        while world.run.status == .running {
            try world.next { _, input in ChildOutcome(status: .succeeded, output: input) }
        }
        #expect(world.run.failure == Failure(error: "States.ResultWriterFailed", cause: "full"))
    }

    /// What is wrong with the place for results is known before any child runs.
    @Test(arguments: [
        (#"{"Bucket": "b"}"#, "no bucket"), (#"{"Bucket": 5}"#, "The field 'Bucket' must be a string."),
        (#"{"Bucket": "b", "Prefix": {}}"#, "The field 'Prefix' must be a string."),
        (#"{"Prefix": "p"}"#, "The field 'Bucket' is required."),
    ])
    func aWrongBucketFailsTheRunAtItsStart(_ parameters: String, _ cause: String) throws {
        var world = MapRunWorld(try request(Self.writing(parameters), input: "[1]"), seed: 1)
        world.hasBucket = false
        try world.send(.start)
        while world.run.status == .running { try world.next { _, _ in ChildOutcome(status: .succeeded) } }
        #expect(world.run.failure == Failure(error: "States.ResultWriterFailed", cause: cause))
        #expect(world.run.executionCounts.total == 0)
        #expect(world.written.isEmpty)
    }

    @Test func aStopBeforeTheBucketIsKnownStartsNothing() throws {
        var world = MapRunWorld(try request(Self.writing(#"{"Bucket": "b"}"#), input: "[1]"), seed: 1)
        try world.send(.start)
        try world.send(.stop)
        while world.run.status == .running { try world.next { _, _ in ChildOutcome(status: .succeeded) } }
        #expect(world.run.status == .aborted)
        #expect(world.run.executionCounts.pending == 1)
        #expect(
            Set(world.written.keys.compactMap { $0.split(separator: "/").last }) == ["PENDING_0.json", "manifest.json"])
    }

    private static func writing(_ parameters: String) -> String {
        ExecutionCase.distributed(
            ExecutionCase.choosy,
            #"""
            , "End": true,
            "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": \#(parameters)}
            """#)
    }

    @Test func countsReadAsDescribeMapRunSaysThem() throws {
        let request = try request(Self.choosy, input: "[1, 2]")
        let run = try drive(request) { _, input in ChildOutcome(status: .succeeded, output: input) }.run
        let described = run.description
        #expect(
            described["itemCounts"]?.description
                == #"{"aborted":0,"failed":0,"pending":0,"resultsWritten":0,"running":0,"succeeded":2,"timedOut":0,"#
                + #""total":2}"#)
        #expect(described["status"] == "SUCCEEDED")
        #expect(described["maxConcurrency"] == 3)
        #expect(described["toleratedFailurePercentage"]?.description == "100.0")
        let arn = try #require(described["mapRunArn"]?.stringValue)
        #expect(arn.hasPrefix("arn:aws:states:us-east-1:123456789012:mapRun:machine/L:"))
    }
}

/// Everything outside a map run, with what the run recorded.
private struct MapRunWorld {
    private(set) var run: MapRun
    private var folded: MapRun
    private var encoder = MapRunEventEncoder()
    private var decoder: MapRunEventDecoder
    private(set) var events: [MapRunEvent] = []
    private(set) var written: [String: [UInt8]] = [:]
    private(set) var messages = 0
    var refusesWrites = false
    var hasBucket = true
    private var owed: [MapRunCommand] = []
    private var random: Seeded

    init(_ request: MapRunRequest, seed: UInt64) {
        run = MapRun(request)
        folded = run
        decoder = MapRunEventDecoder(request)
        random = Seeded(seed)
    }

    /// One message; folding the events gives the live value, and what is owed adds up.
    mutating func send(_ message: MapRunMessage) throws {
        messages += 1
        var turn: [MapRunEvent] = []
        let time = ExecutionCase.start.advanced(bySeconds: Int64(messages))
        let changes = run.advance(message, at: time, into: &turn)
        var bytes: [UInt8] = []
        encoder.encode(turn, into: &bytes)
        let stored = try decoder.decode(bytes)
        #expect(stored == turn, "the stored events are others")
        encoder = decoder.encoder
        for event in stored { folded.apply(event) }
        events += turn
        #expect(folded == run, "folding the events does not give the live value")
        owed += changes.added
        owed.removeAll { command in
            if case .startChild(let index, _) = command { changes.withdrawnChildren.contains(index) } else { false }
        }
        #expect(Set(owed) == Set(run.outstanding))
        #expect(owed.count == run.outstanding.count)
    }

    /// Does one of the things that are owed.
    mutating func next(outcome: (Int, Payload) -> ChildOutcome) throws {
        let command = owed.remove(at: random.next(below: try #require(owed.isEmpty ? nil : owed.count)))
        switch command {
        case .startChild(let index, let input): try send(.childEnded(index: index, outcome(index, input)))
        case .findBucket: try send(hasBucket ? .bucketFound : .writingFailed(cause: "no bucket"))
        case .readItems: Issue.record("the items are the state's own")
        case .write(let pieces):
            guard !refusesWrites else { return try send(.writingFailed(cause: "full")) }
            for piece in pieces {
                var bytes = written[piece.key] ?? []
                #expect(bytes.count == piece.offset)
                bytes += piece.bytes
                written[piece.key] = bytes
            }
            try send(.resultsWritten)
        }
    }
}
