import JSONModel
import Logging
import MetricsTestKit
import StatesCore
import StatesLanguage
import StatesTesting
import Synchronization
import Testing

@testable import StatesRuntime

/// Metrics and the metadata of logs.
@Suite struct MetricsTests {
    private let metrics = TestMetrics()

    private func count(_ label: String, _ dimensions: [(String, String)] = []) throws -> Int64 {
        try metrics.expectCounter(label, dimensions).totalValue
    }

    @Test func executionsTasksRetriesTimersAndCommitsAreMeasured() async throws {
        var configuration = RuntimeConfiguration()
        configuration.metrics = metrics
        let clock = VirtualClock()
        let runtime = Runtime(store: InMemoryStore(), clock: clock, configuration: configuration)
        runtime.register("pay") { (_: JSONValue, context) -> JSONValue in
            if context.executionName == "bad" { throw TaskFailure(error: "Down", cause: nil) }
            if context.attempt < 2 { throw TaskFailure(error: "Busy", cause: nil) }
            return "paid"
        }
        let definition = """
            {"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "Resource": "${pay}", "End": true,
             "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1}]}}}
            """
        let pass = #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#
        let wait = #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1000, "End": true}}}"#
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            try await runtime.deploy(pass, as: "passes")
            try await runtime.deploy(wait, as: "waits")
            for name in ["good", "bad"] { _ = try await runtime.start("orders", name: name).end() }
            _ = try await runtime.start("passes").end()
            let waiting = try await runtime.start("waits")
            try await waiting.stop()
        }
        #expect(try count("states.executions.started") == 4)
        #expect(try count("states.executions.finished", [("status", "SUCCEEDED")]) == 2)
        #expect(try count("states.executions.finished", [("status", "FAILED")]) == 1)
        #expect(try count("states.executions.finished", [("status", "ABORTED")]) == 1)
        #expect(try count("states.executions.finished", [("status", "TIMED_OUT")]) == 0)
        #expect(try count("states.task.retries") == 2)
        let succeeded = try metrics.expectTimer(
            "states.task.duration", [("resource", "${pay}"), ("outcome", "succeeded")])
        #expect(succeeded.values.count == 1)
        #expect(succeeded.values[0] > 0)
        let failed = try metrics.expectTimer("states.task.duration", [("resource", "${pay}"), ("outcome", "failed")])
        #expect(failed.values.count == 3)
        // Virtual time is never late.
        #expect(try metrics.expectTimer("states.timer.lag").values == [0, 0])
        let commits = try metrics.expectTimer("states.store.commit").values
        #expect(commits.min() ?? 0 > 0)
        let operations = try metrics.expectRecorder("states.store.commit.operations").values
        // A start and an end each; two attempts, and two retries, more; one that begins and ends at once.
        #expect(operations.count == commits.count)
        let wanted: [Double] = [2, 4, 2, 1, 2]
        #expect(operations.reduce(0, +) == wanted.reduce(0, +))
    }

    @Test func aTimerThatIsLateSaysByHowMuch() throws {
        let due = Timestamp(seconds: 1_700_000_000)
        StatesMetrics(metrics).timerFired(due: due, at: due.advanced(byMilliseconds: 250))
        // A clock that went back makes none early.
        StatesMetrics(metrics).timerFired(due: due, at: due.advanced(byMilliseconds: -5))
        #expect(try metrics.expectTimer("states.timer.lag").values == [250_000_000, 0])
    }

    @Test func tasksThatWaitForTheirTurnAreCounted() async throws {
        var configuration = RuntimeConfiguration()
        configuration.metrics = metrics
        configuration.concurrentTasks = 2
        let clock = VirtualClock()
        let runtime = Runtime(store: InMemoryStore(), clock: clock, configuration: configuration)
        runtime.register("work") { (_: JSONValue, _) -> JSONValue in
            try await clock.sleep(for: .seconds(1))
            return "done"
        }
        let definition = """
            {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {
              "StartAt": "W", "States": {"W": {"Type": "Task", "Resource": "${work}", "End": true}}}}}}
            """
        _ = try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "maps")
            return try await runtime.start("maps", input: [1, 2, 3, 4, 5]).output()
        }
        let depths = try metrics.expectGauge("states.tasks.queued").values
        #expect(depths.max() == 3)
        #expect(depths.last == 0)
    }

    // MARK: Logs

    /// Keeps what is logged.
    private struct KeptLog: LogHandler {
        struct Entry: Sendable {
            var message: String
            var metadata: Logger.Metadata
        }

        final class Entries: Sendable {
            let all = Mutex<[Entry]>([])
        }

        let entries: Entries
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = metadata.merging(event.metadata ?? [:]) { $1 }
            entries.all.withLock { $0.append(Entry(message: "\(event.message)", metadata: metadata)) }
        }
    }

    private func keptLog() -> (logger: Logger, entries: KeptLog.Entries) {
        let entries = KeptLog.Entries()
        return (Logger(label: "test") { _ in KeptLog(entries: entries) }, entries)
    }

    @Test func whatATaskLogsSaysWhereItIs() async throws {
        let (logger, entries) = keptLog()
        var configuration = RuntimeConfiguration()
        configuration.logger = logger
        let runtime = Runtime(store: InMemoryStore(), clock: VirtualClock(), configuration: configuration)
        runtime.register("pay") { (_: JSONValue, context) -> JSONValue in
            context.logger.info("charging", metadata: ["amount": "3"])
            if context.attempt == 0 { throw TaskFailure(error: "Busy", cause: nil) }
            return "paid"
        }
        let definition = """
            {"StartAt": "Pay", "States": {"Pay": {"Type": "Task", "Resource": "${pay}", "End": true,
             "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1}]}}}
            """
        _ = try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            return try await runtime.start("orders", name: "o").output()
        }
        let arn = "arn:aws:states:us-east-1:123456789012:execution:orders:o"
        let wanted: [Logger.Metadata] = ["0", "1"].map { attempt in
            ["execution": "\(arn)", "state": "Pay", "attempt": "\(attempt)", "amount": "3"]
        }
        #expect(entries.all.withLock { $0.filter { $0.message == "charging" }.map(\.metadata) } == wanted)
    }

    @Test func whatIsParkedIsLoggedWithItsKey() async throws {
        let (logger, entries) = keptLog()
        var configuration = RuntimeConfiguration()
        configuration.logger = logger
        let (store, clock) = (InMemoryStore(), VirtualClock())
        let definition = #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9, "End": true}}}"#
        let version = try await store.deploy(ProgramCache.definition(definition), as: "waits", at: clock.now)
        let owner = try await store.addOwner(named: "gone", until: clock.now)
        let key = ExecutionKey(rawValue: 77)
        let new = NewExecution(key: key, name: "w", version: version, seed: 1, startTime: clock.now)
        let append = Append(execution: key, owner: owner, sequence: 0, time: clock.now, events: [1, 2], digest: 3)
        #expect(try await store.commit([.start(new, append)]) == [.stored])
        try await store.remove(owner)
        let runtime = Runtime(store: store, clock: clock, configuration: configuration)
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "waits")
            let execution = try await runtime.execution(named: "w", of: "waits")
            await #expect(throws: RuntimeError.self) { try await execution.stop() }
        }
        let parked = entries.all.withLock { $0.filter { $0.message == "an execution is parked" } }
        #expect(parked.map { $0.metadata["execution"] } == ["77"])
        #expect(parked.allSatisfy { "\($0.metadata["reason"] ?? "")".hasPrefix("record 0 cannot be read") })
    }
}
