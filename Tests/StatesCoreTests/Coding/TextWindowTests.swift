import JSONModel
import StatesLanguage
import Testing

@testable import StatesCore

/// Which texts stand in the bytes, and how often.
struct TextWindowTests {
    private static func map(_ items: [String]) throws -> (run: CaseRun, fresh: Execution) {
        let list = items.map { "\"\($0)\"" }.joined(separator: ",")
        let testCase = ExecutionCase(
            "items",
            #"""
            "Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "P", "States": {
                "P": {"Type": "Pass", "Parameters": {"text.$": "$"}, "End": true}}}}
            """#, input: "[\(list)]", configure: { $0.quotas.payloadBytes = 100_000_000 }, history: "")
        return (try testCase.run(), try testCase.execution())
    }

    private static func text(_ number: Int, _ bytes: Int) -> String {
        "\(number) " + String(repeating: "x", count: bytes)
    }

    /// More texts, and more bytes, than can be referred to: what is forgotten stands again, and comes back.
    @Test(arguments: [(1_100, 10), (120, 5_000), (3, 300_000)])
    func historiesThatFillTheWindowComeBack(_ count: Int, _ bytes: Int) throws {
        let (run, fresh) = try Self.map((0..<count).map { Self.text($0, bytes) })
        try EventCodingTests.check(run.turns, fresh, run.execution, "\(count) texts of \(bytes) bytes")
        // An event at a time, with a new encoder now and then.
        let events = run.events.map { [$0] }
        #expect(try EventCodingTests.batches(events, fresh.program, reopening: 501).decoded == events)
    }

    /// The results of a Map stand in its output by reference.
    @Test func whatAMapHasMadeStandsOnce() throws {
        let items = (0..<20).map { Self.text($0, 5_000) }
        let (run, fresh) = try Self.map(items)
        let (batches, _) = try EventCodingTests.batches(run.turns, fresh.program)
        let total = items.reduce(0) { $0 + $1.utf8.count }
        let stored = batches.reduce(0) { $0 + $1.count }
        // The input, the items of it, each as an input, and what the iterations made of them.
        #expect(stored > total * 4)
        #expect(stored < total * 4 + 8_000)
    }
}
