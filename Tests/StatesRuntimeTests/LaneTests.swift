import JSONModel
import StatesCore
import StatesRuntime
import StatesTesting
import Synchronization
import Testing

/// Closures that usually end at once share Swift tasks; those among them that wait hold nobody up.
@Suite struct LaneTests {
    /// Takes all closures to be quick.
    static func withLanes(
        _ work: @escaping @Sendable (JSONValue) async throws -> JSONValue,
        _ body: @escaping @Sendable (Runtime) async throws -> Void
    ) async throws {
        var configuration = RuntimeConfiguration()
        configuration.graceMilliseconds = 50
        configuration.quickTaskMicroseconds = .infinity
        let runtime = Runtime(store: InMemoryStore(), configuration: configuration)
        runtime.register("work") { (input: JSONValue, _) in try await work(input) }
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(
                RuntimeTests.machine(
                    """
                    "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:work",
                     "TimeoutSecondsPath": "$.limit", "End": true}
                    """, startAt: "A"),
                as: "quick")
            try await body(runtime)
        }
    }

    @Test func manyAtATimeEachGiveTheirOwnResult() async throws {
        try await Self.withLanes {
            $0
        } _: { runtime in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let input: JSONValue = ["limit": 600, "number": .int(number)]
                        let output = try await runtime.start("quick", name: "m-\(number)", input: input).output()
                        #expect(output.value == input)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    /// The first waits for the last, which a lane may have behind it.
    @Test func oneThatWaitsForAnotherGetsIt() async throws {
        let (stream, gate) = AsyncStream<Void>.makeStream()
        try await Self.withLanes { input in
            switch input["role"]?.stringValue {
            case "waits": for await _ in stream { break }
            case "opens": gate.yield()
            default: break
            }
            return input
        } _: { runtime in
            let waiting = try await runtime.start("quick", name: "waits", input: ["limit": 600, "role": "waits"])
            for number in 0..<40 { try await runtime.start("quick", name: "n-\(number)", input: ["limit": 600]) }
            try await runtime.start("quick", name: "opens", input: ["limit": 600, "role": "opens"])
            #expect(try await waiting.output().value["role"]?.stringValue == "waits")
        }
    }

    @Test func oneThatWaitsIsCancelledWhenItTimesOut() async throws {
        let cancelled = Mutex(false)
        try await Self.withLanes { input in
            guard input["role"] != nil else { return input }
            do {
                try await Task.sleep(for: .seconds(60))
            } catch {
                cancelled.withLock { $0 = true }
                throw error
            }
            return input
        } _: { runtime in
            let execution = try await runtime.start("quick", name: "late", input: ["limit": 1, "role": "waits"])
            #expect(try await execution.end().failure?.error == "States.Timeout")
        }
        #expect(cancelled.withLock { $0 })
    }

    @Test func oneThatWaitsIsCutOffWhenTheRuntimeStops() async throws {
        let cancelled = Mutex(false)
        try await Self.withLanes { input in
            guard input["role"] != nil else { return input }
            await withTaskCancellationHandler {
                try? await Task.sleep(for: .seconds(60))
            } onCancel: {
                cancelled.withLock { $0 = true }
            }
            return input
        } _: { runtime in
            try await runtime.start("quick", name: "late", input: ["limit": 600, "role": "waits"])
        }
        #expect(cancelled.withLock { $0 })
    }
}
