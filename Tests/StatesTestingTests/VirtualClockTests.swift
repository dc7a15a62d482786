import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesTesting
import Synchronization
import Testing

/// Time passes only while nothing works.
@Suite struct VirtualClockTests {
    static let start = Timestamp(seconds: 1_767_225_600)

    static func wait(_ seconds: Int) -> StateMachineDefinition {
        StateMachineDefinition { State.Wait("Wait", seconds: NumberSource(seconds)) }
    }

    @Test func aYearPassesAtOnce() async throws {
        let test = WorkflowTest(Self.wait(31_536_000))
        let history = try await test.run()
        #expect(history.duration == .seconds(31_536_000))
        #expect(test.clock.now == Self.start.advanced(bySeconds: 31_536_000))
    }

    @Test func timeStandsWhileTheBodyDoesSomethingElse() async throws {
        let test = WorkflowTest(Self.wait(60))
        try await test.whileRunning { runtime in
            let execution = try await runtime.start(WorkflowTest.machineName)
            try await Task.sleep(for: .milliseconds(20))
            #expect(test.clock.now == Self.start)
            try await test.clock.advance(by: .seconds(59))
            #expect(try await execution.description().status == .running)
            #expect(test.clock.now == Self.start.advanced(bySeconds: 59))
            try await test.clock.advance(by: .seconds(1))
            #expect(try await execution.description().status == .succeeded)
        }
        #expect(test.clock.now == Self.start.advanced(bySeconds: 60))
    }

    @Test func timeStandsWhileAClosureWorks() async throws {
        let test = WorkflowTest(
            StateMachineDefinition { State.Task("Work", resource: "${work}").timeoutSeconds(1) }
        ) { runtime in
            runtime.register("work") { (_: JSONValue, _) -> JSONValue in
                try await Task.sleep(for: .milliseconds(30))
                return "done"
            }
        }
        let history = try await test.run()
        #expect(history.output == "done", "\(history)")
        #expect(history.duration == .zero)
    }

    @Test func aClosureThatSleepsTimesOut() async throws {
        let isCancelled = Mutex(false)
        let clock = VirtualClock()
        let runtime = Runtime(store: InMemoryStore(), clock: clock)
        runtime.register("work") { (_: JSONValue, _) -> JSONValue in
            do {
                try await clock.sleep(for: .seconds(5))
            } catch {
                isCancelled.withLock { $0 = true }
                throw error
            }
            return "late"
        }
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(
                StateMachineDefinition { State.Task("Work", resource: "${work}").timeoutSeconds(3) }, as: "work")
            let history = try await runtime.start("work").ended()
            #expect(history.error == "States.Timeout", "\(history)")
            #expect(history.duration == .seconds(3))
        }
        #expect(isCancelled.withLock { $0 })
    }

    @Test func executionsThatRunBesideEachOtherShareTime() async throws {
        let test = WorkflowTest(
            StateMachineDefinition { State.Wait("Wait", seconds: .path("$.seconds")) })
        let durations = try await test.whileRunning { runtime in
            var executions: [ExecutionHandle] = []
            for seconds in [30, 10, 20] {
                executions.append(try await runtime.start(WorkflowTest.machineName, input: ["seconds": .int(seconds)]))
            }
            return try await withThrowingTaskGroup(of: Duration.self) { group in
                for execution in executions { group.addTask { try await execution.ended().duration } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(durations.sorted() == [.seconds(10), .seconds(20), .seconds(30)])
        #expect(test.clock.now == Self.start.advanced(bySeconds: 30))
    }

    @Test func whatStillWaitsAtTheEndWaitsForTheNextRun() async throws {
        let test = WorkflowTest(Self.wait(3_600))
        try await test.whileRunning { runtime in
            _ = try await runtime.start(WorkflowTest.machineName, name: "test")
        }
        #expect(test.clock.now == Self.start)
        let history = try await test.run()
        #expect(history.duration == .seconds(3_600))
    }

    @Test func aTaskThatDoesNotEndIsCutOffAfterTheGracePeriod() async throws {
        var test = WorkflowTest(StateMachineDefinition { State.Task("Work", resource: "${work}") })
        test.configuration.graceMilliseconds = 7_000
        test.tasks.script("Work", .never)
        try await test.whileRunning { [test] runtime in
            _ = try await runtime.start(WorkflowTest.machineName, name: "test")
            try await test.clock.advance(by: .zero)
        }
        #expect(test.clock.now == Self.start.advanced(bySeconds: 7))
        #expect(test.tasks.deliveries().count == 1)
    }

    @Test func whoeverAsksForWorkGetsItAtOnce() async throws {
        let activity = "arn:aws:states:us-east-1:123456789012:activity:pack"
        let test = WorkflowTest(
            StateMachineDefinition {
                State.Wait("Wait", seconds: 100_000)
                State.Task("Pack", resource: activity)
            })
        let history = try await test.whileRunning { runtime in
            let execution = try await runtime.start(WorkflowTest.machineName, input: ["box": 3])
            let task = try #require(try await runtime.activityTask(activity, waitSeconds: 200_000))
            try await runtime.sendTaskSuccess(token: task.token, output: task.input)
            return try await execution.ended()
        }
        #expect(history.output == ["box": 3], "\(history)")
        #expect(history.duration == .seconds(100_000))
    }

    @Test func anotherRuntimeOnTheStoreIsNotKeptWaiting() async throws {
        let (clock, store) = (VirtualClock(), InMemoryStore())
        let first = Runtime(store: store, clock: clock)
        let second = Runtime(store: store, clock: clock)
        let status = try await first.whileRunning { first in
            try await first.deploy(Self.wait(1_000), as: "waits")
            try await first.start("waits", name: "w")
            return try await second.whileRunning { second in
                try await second.deploy(Self.wait(1_000), as: "waits")
                let execution = try await second.execution(named: "w", of: "waits")
                try await execution.stop(error: "Enough")
                return try await execution.end().status
            }
        }
        #expect(status == .aborted)
        #expect(clock.now == Self.start)
    }
}

extension ExecutionHandle {
    /// Waits for its end.
    func ended() async throws -> ExecutionHistory {
        _ = try await end()
        return try await recordedHistory()
    }
}
