import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesTesting
import Testing

/// What ended long ago is removed by the runtime itself.
@Suite struct RetentionTests {
    @Test func executionsAreKeptForAsManyDaysAsAreAskedFor() async throws {
        var configuration = RuntimeConfiguration()
        configuration.retentionDays = 7
        let clock = VirtualClock()
        let runtime = Runtime(store: InMemoryStore(), clock: clock, configuration: configuration)
        let pass = #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#
        let wait = #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 8640000, "End": true}}}"#
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(pass, as: "passes")
            try await runtime.deploy(wait, as: "waits")
            // More than are removed in one round.
            for number in 0..<250 { _ = try await runtime.start("passes", name: "p-\(number)").end() }
            try await runtime.start("waits", name: "w")
            func count() async throws -> Int {
                try await runtime.executions(ExecutionQuery(machine: "passes", limit: 1_000)).executions.count
            }
            try await clock.advance(by: .seconds(6 * 86_400))
            #expect(try await count() == 250)
            // A minute more than a day, then round after round.
            try await clock.advance(by: .seconds(86_460))
            for _ in 0..<5 { try await clock.advance(by: .seconds(1)) }
            #expect(try await count() == 0)
            #expect(try await runtime.execution(named: "w", of: "waits").description().status == .running)
            // The name is free again.
            #expect(try await runtime.start("passes", name: "p-0").end().status == .succeeded)
        }
    }

    @Test func nothingIsRemovedUnlessSomebodyAsks() async throws {
        let clock = VirtualClock()
        let runtime = Runtime(store: InMemoryStore(), clock: clock)
        let pass = #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(pass, as: "passes")
            let execution = try await runtime.start("passes", name: "p")
            _ = try await execution.end()
            try await clock.advance(by: .seconds(1_000 * 86_400))
            #expect(try await execution.description().status == .succeeded)
        }
    }
}
