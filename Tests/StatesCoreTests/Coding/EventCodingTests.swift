import JSONModel
import StatesLanguage
import StatesSimulation
import Testing

@testable import StatesCore

/// Stored events give the execution back.
struct EventCodingTests {
    /// Encodes `turns` as a store would, each a batch, with a new encoder from the decoder now and then.
    static func batches(
        _ turns: [[Event]], _ program: Program, reopening interval: Int = .max
    ) throws -> (batches: [[UInt8]], decoded: [[Event]]) {
        var encoder = EventEncoder(program), decoder = EventDecoder(program)
        var batches: [[UInt8]] = [], decoded: [[Event]] = []
        for (index, turn) in turns.enumerated() {
            if index % interval == interval - 1 { encoder = decoder.encoder }
            var bytes: [UInt8] = []
            encoder.encode(turn, into: &bytes)
            decoded.append(try decoder.decode(bytes))
            batches.append(bytes)
        }
        return (batches, decoded)
    }

    /// The decoded events are the same ones, and folding them gives the value, with every digest on the way.
    static func check(
        _ turns: [[Event]], _ fresh: Execution, _ live: Execution, _ note: String
    ) throws {
        for interval in [Int.max, 3] {
            let (_, decoded) = try batches(turns, fresh.program, reopening: interval)
            #expect(decoded == turns, "\(note)")
            var (folded, expected) = (fresh, fresh)
            for (turn, stored) in zip(turns, decoded) {
                for event in turn { expected.apply(event) }
                for event in stored { folded.apply(event) }
                #expect(folded.digest == expected.digest, "\(note)")
            }
            #expect(folded == live, "\(note)")
            #expect(folded.digest == live.digest, "\(note)")
            #expect(folded.output?.text == live.output?.text, "\(note)")
        }
    }

    /// A run of a machine made at random, redriven once if it did not succeed.
    static func randomRun(_ seed: UInt64) throws -> (turns: [[Event]], fresh: Execution, live: Execution) {
        let fresh = try RandomMachineTests.execution(seed: seed)
        var simulation = Simulation(fresh, startingAt: ExecutionCase.start)
        var world = RandomMachineTests.HashedWorld(seed: seed)
        var turns: [[Event]] = []
        simulation.start(input: try Payload(text: RandomMachineTests.input)) { turns.append($0) }
        _ = try simulation.run(world: &world) { turns.append($0) }
        simulation.redrive(at: simulation.now.advanced(bySeconds: 60)) { turns.append($0) }
        _ = try simulation.run(world: &world) { turns.append($0) }
        return (turns, fresh, simulation.execution)
    }

    @Test(arguments: UInt64(800)..<920) func randomMachinesComeBack(seed: UInt64) throws {
        let (turns, fresh, live) = try Self.randomRun(seed)
        try Self.check(turns, fresh, live, "seed \(seed)")
    }

    @Test(arguments: ExecutionCase.all) func casesComeBack(_ testCase: ExecutionCase) throws {
        let run = try testCase.run()
        try Self.check(run.turns, try testCase.execution(), run.execution, testCase.fact)
    }

    /// Every kind of event in bytes, those of version 1: whoever changes one of these lines breaks what people have
    /// stored, and needs a new kind or a new version.
    @Test(arguments: EventSample.all) func hasItsBytes(_ sample: EventSample) throws {
        let program = try EventSample.program()
        var encoder = EventEncoder(program), decoder = EventDecoder(program)
        var bytes: [UInt8] = []
        encoder.encode([sample.event], into: &bytes)
        #expect(try decoder.decode(bytes) == [sample.event])
        #expect(bytes.hex == sample.hex)
    }

    @Test func everyKindHasASample() {
        var kinds: Set<EventKind> = []
        for sample in EventSample.all { kinds.insert(sample.kind) }
        #expect(kinds == Set(EventKind.allCases))
    }

    /// A payload that goes from state to state stands once, and is one object again.
    @Test func payloadsStandOnceAndAreShared() throws {
        let text = #"{"text":  "\#(String(repeating: "long ", count: 1_000))", "n": 1.50}"#
        let testCase = ExecutionCase(
            "", #""A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "C"}, "C": {"Type": "Succeed"}"#,
            input: text, history: "")
        let run = try testCase.run()
        let (batches, decoded) = try Self.batches(run.turns, run.execution.program)
        let bytes = batches.reduce(0) { $0 + $1.count }
        #expect(bytes < text.utf8.count + 150)
        var payloads: [Payload] = []
        for event in decoded.joined() {
            switch event.body {
            case .executionStarted(let payload), .executionSucceeded(let payload), .stateEntered(_, let payload):
                payloads.append(payload)
            case .stateExited(let exit): payloads.append(exit.output)
            default: Issue.record("\(event)")
            }
        }
        #expect(payloads.count == 8)
        #expect(Set(payloads.map(\.identity)).count == 1)
        #expect(payloads.allSatisfy { $0.text == text })
    }

    /// A splice of payloads that stood before costs their numbers.
    @Test func splicesReferToTheirParts() throws {
        let branches = ["T", "U"].map { name in
            #"{"StartAt": "\#(name)", "States": {"\#(name)": {"Type": "Pass", "End": true}}}"#
        }
        let testCase = ExecutionCase(
            "", #""P": {"Type": "Parallel", "End": true, "Branches": [\#(branches.joined(separator: ","))]}"#,
            input: #"{"text":  "\#(String(repeating: "long ", count: 1_000))"}"#, history: "")
        let run = try testCase.run()
        let (batches, decoded) = try Self.batches(run.turns, run.execution.program)
        #expect(run.execution.output?.byteCount ?? 0 > 10_000)
        #expect(batches.reduce(0) { $0 + $1.count } < 5_000 + 300)
        #expect(decoded == run.turns)
        #expect(decoded.last?.last?.body == run.execution.output.map { .executionSucceeded(output: $0) })
    }

    /// One task after the other: what a step costs besides the texts.
    @Test func aStepIsSmall() throws {
        let task = #"{"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f""#
        let testCase = ExecutionCase(
            "",
            #"""
            "A": \#(task), "Next": "B"}, "B": \#(task), "Next": "C"},
            "C": {"Type": "Choice", "Default": "D", "Choices": [
                {"Variable": "$", "NumericLessThan": 9000, "Next": "A"}]}, "D": {"Type": "Succeed"}
            """#, input: "1",
            answers: [
                "A": [1, 2, 3, 4, 5, 6].map { .succeeded($0, after: 37) },
                "B": [7, 8, 9, 10, 9000].map { .succeeded($0, after: 1_003) },
            ],
            history: "")
        let run = try testCase.run()
        let (batches, _) = try Self.batches(run.turns, run.execution.program)
        let steps = zip(run.turns, batches).dropFirst()
        #expect(Array(steps).count >= 10)
        for (turn, batch) in steps { #expect(batch.count < 64, "\(turn.count) events take \(batch.count) bytes") }
    }
}

extension [UInt8] {
    var hex: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
