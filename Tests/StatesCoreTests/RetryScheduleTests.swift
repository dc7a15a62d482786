import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Delays between attempts.
struct RetryScheduleTests {
    private static func delays(_ retrier: String, failures: Int, seed: UInt64 = 0) throws -> [Int64] {
        let testCase = ExecutionCase(
            "retries", ExecutionCase.function("A", #", "Retry": [{"ErrorEquals": ["E"], \#(retrier)}], "End": true"#),
            answers: ["A": Array(repeating: .failed("E"), count: failures) + [.succeeded(1)]],
            configure: { $0.seed = seed }, history: "")
        var last: Timestamp?
        return try testCase.run().events.compactMap { event in
            guard case .taskScheduled = event.body else { return nil }
            defer { last = event.time }
            return last.map { event.time.millisecondsSinceEpoch - $0.millisecondsSinceEpoch }
        }
    }

    static let schedules: [(retrier: String, milliseconds: [Int64])] = [
        (#""MaxAttempts": 6"#, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000]),
        (#""IntervalSeconds": 2, "BackoffRate": 1.0, "MaxAttempts": 3"#, [2_000, 2_000, 2_000]),
        (#""IntervalSeconds": 3, "BackoffRate": 1.5, "MaxAttempts": 4"#, [3_000, 4_500, 6_750, 10_125]),
        (#""IntervalSeconds": 1, "MaxDelaySeconds": 3, "MaxAttempts": 4"#, [1_000, 2_000, 3_000, 3_000]),
        (#""IntervalSeconds": 5, "MaxDelaySeconds": 3, "MaxAttempts": 2"#, [3_000, 3_000]),
        (#""BackoffRate": 10, "MaxDelaySeconds": 31622399, "MaxAttempts": 2"#, [1_000, 10_000]),
    ]

    @Test(arguments: schedules.indices) func schedule(_ index: Int) throws {
        let (retrier, expected) = Self.schedules[index]
        #expect(try Self.delays(retrier, failures: expected.count) == expected)
    }

    @Test(arguments: UInt64(0)..<40) func jitterStaysWithinTheDelayAndIsTheSameForASeed(seed: UInt64) throws {
        let retrier = #""JitterStrategy": "FULL", "MaxDelaySeconds": 20, "MaxAttempts": 7"#
        let delays = try Self.delays(retrier, failures: 7, seed: seed)
        for (delay, most) in zip(delays, [1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000] as [Int64]) {
            #expect((0...most).contains(delay), "seed \(seed)")
        }
        #expect(try Self.delays(retrier, failures: 7, seed: seed) == delays)
        #expect(try Self.delays(retrier, failures: 7, seed: seed + 1) != delays)
    }

    @Test func jitterUsesTheWholeRange() throws {
        let retrier = #""JitterStrategy": "FULL", "IntervalSeconds": 100, "BackoffRate": 1, "MaxAttempts": 1"#
        let shares = try (UInt64(0)..<200).map { try Double(Self.delays(retrier, failures: 1, seed: $0)[0]) / 100_000 }
        let mean = shares.reduce(0, +) / 200
        #expect((0.42...0.58).contains(mean))
        #expect(shares.contains { $0 < 0.1 } && shares.contains { $0 > 0.9 })
    }

    @Test func noJitterIsTheDefault() throws {
        #expect(
            try Self.delays(#""JitterStrategy": "NONE", "MaxAttempts": 2"#, failures: 2, seed: 9) == [1_000, 2_000])
    }
}
