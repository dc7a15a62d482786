import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import Synchronization
import Testing

/// Distributed Maps: their children are executions in the store.
@Suite struct MapRunTests {
    static let machine = """
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "MaxConcurrency": 4,
         "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
          "StartAt": "Work", "States": {"Work": {"Type": "Task", "Resource": "${work}", "End": true}}}}}}
        """

    static let items: JSONValue = .array(JSONArray((0..<20).map { .int($0) }))

    @Test func childrenAreExecutions() async throws {
        let runtime = Runtime(store: InMemoryStore())
        runtime.register("work") { (item: Int, _) in item * 10 }
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(Self.machine, as: "maps")
            let execution = try await runtime.start("maps", name: "m", input: Self.items)
            let output = try await execution.output()
            #expect(output.value == .array(JSONArray((0..<20).map { .int($0 * 10) })))
        }
    }

    @Test func aChildThatHasEndedIsNotRunAgain() async throws {
        let store = InMemoryStore()
        let runs = Mutex<[Int: Int]>([:])
        let isSlow = Mutex(true)
        func runtime() -> Runtime {
            var configuration = RuntimeConfiguration()
            configuration.graceMilliseconds = 0
            let runtime = Runtime(store: store, configuration: configuration)
            runtime.register("work") { (item: Int, _) -> Int in
                if item >= 8, isSlow.withLock({ $0 }) {
                    try await Task.sleep(for: .seconds(600))
                }
                runs.withLock { $0[item, default: 0] += 1 }
                return item
            }
            return runtime
        }
        try await runtime().whileRunning { runtime in
            try await runtime.deploy(Self.machine, as: "maps")
            try await runtime.start("maps", name: "m", input: Self.items)
            while runs.withLock({ $0.count }) < 8 { try await Task.sleep(for: .milliseconds(2)) }
        }
        isSlow.withLock { $0 = false }
        try await runtime().whileRunning { runtime in
            try await runtime.deploy(Self.machine, as: "maps")
            let output = try await runtime.execution(named: "m", of: "maps").output()
            #expect(output.value == Self.items)
        }
        let counts = runs.withLock { $0 }
        #expect(counts.count == 20)
        #expect(counts.values.allSatisfy { $0 == 1 })
    }

    @Test func aRedriveRunsOnlyWhatFailed() async throws {
        let runtime = Runtime(store: InMemoryStore())
        let runs = Mutex<[Int: Int]>([:])
        runtime.register("work") { (item: Int, _) -> Int in
            let count = runs.withLock { runs in
                runs[item, default: 0] += 1
                return runs[item] ?? 0
            }
            if item == 3, count == 1 { throw TaskFailure(error: "Broken", cause: nil) }
            return item
        }
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(
                Self.machine.replacing(#""MaxConcurrency": 4"#, with: #""MaxConcurrency": 1"#), as: "maps")
            let execution = try await runtime.start("maps", name: "m", input: Self.items)
            #expect(try await execution.end().status == .failed)
            try await execution.redrive()
            #expect(try await execution.output().value == Self.items)
        }
        let counts = runs.withLock { $0 }
        #expect(counts[3] == 2)
        #expect(counts.filter { $0.key != 3 && $0.value != 1 } == [:])
    }
}
