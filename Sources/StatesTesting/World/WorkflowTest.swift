public import JSONModel
import Logging
public import StatesLanguage
public import StatesRuntime

/// A state machine in a world that a test controls: virtual time, scripted tasks, a store with planned faults.
///
///     @Test func aBusyBankIsAskedAgain() async throws {
///         let test = WorkflowTest(orders)
///         test.tasks.script("Pay", .failed("Busy").times(2), .succeeded(["paymentId": "p-1"]))
///         let history = try await test.run(input: ["orderId": "o-1"])
///         #expect(history.path == ["Pay", "Paid"], "\(history)")
///         #expect(history.duration == .seconds(6))
///     }
///
/// When a planned crash comes, `run` goes on as a process does that is started again, with what is stored. So a test
/// can let the process die at each commit in turn:
///
///     for commit in 1... {
///         let test = WorkflowTest(orders, faults: [.crashAfter(commit: commit)])
///         …
///         if test.store.crashCount == 0 { break }
///     }
public struct WorkflowTest: Sendable {
    /// Name under which the machine is deployed.
    public static let machineName = "machine-under-test"

    public let clock = VirtualClock()
    public let tasks: ScriptedTasks
    public let store: FaultyStore
    /// Random numbers are the same in each run, and nothing is logged.
    public var configuration: RuntimeConfiguration
    private let definition: String
    private let setUp: @Sendable (Runtime) -> Void

    /// - Parameters:
    ///   - definition: JSON.
    ///   - store: where the executions are kept.
    ///   - setUp: registers closures, for tasks that are not scripted.
    public init(
        json definition: String, faults: [StoreFault] = [], store: any ExecutionStore = InMemoryStore(),
        setUp: @escaping @Sendable (Runtime) -> Void = { _ in }
    ) {
        self.definition = definition
        self.store = FaultyStore(store, faults: faults)
        self.setUp = setUp
        tasks = ScriptedTasks(clock: clock)
        configuration = RuntimeConfiguration()
        configuration.seed = 1
        configuration.logger = Logger(label: "states.testing") { _ in SwiftLogNoOpLogHandler() }
    }

    public init(
        _ definition: StateMachineDefinition, faults: [StoreFault] = [], store: any ExecutionStore = InMemoryStore(),
        setUp: @escaping @Sendable (Runtime) -> Void = { _ in }
    ) {
        self.init(json: definition.text, faults: faults, store: store, setUp: setUp)
    }

    /// Starts an execution and waits for its end, over all planned crashes.
    ///
    /// - Throws: `ScriptGap` when a task ran for which the script had no answer left.
    public func run(input: JSONValue = [:], name: String = "test") async throws -> ExecutionHistory {
        let history = try await goOnAfterCrashes { runtime in
            let execution = try await start(input, name, runtime)
            _ = try await execution.end()
            return try await execution.recordedHistory()
        }
        if let gap = tasks.gaps.first { throw ScriptGap(description: "\(gap)\n\(history)") }
        return history
    }

    /// Runs the machine while `body` does: for tests that do something meanwhile. After a planned crash `body` is
    /// called again, with the next runtime.
    public func goOnAfterCrashes<Value: Sendable>(
        _ body: @escaping @Sendable (Runtime) async throws -> Value
    ) async throws -> Value {
        while true {
            do {
                return try await whileRunning(body)
            } catch {
                // Whatever the body made of it: the process was killed.
                guard store.isDown else { throw error }
            }
        }
    }

    /// Runs the machine while `body` does, or until the next planned crash.
    public func whileRunning<Value: Sendable>(
        _ body: @escaping @Sendable (Runtime) async throws -> Value
    ) async throws -> Value {
        let runtime = Runtime(store: store, clock: clock, configuration: configuration)
        setUp(runtime)
        tasks.answer(for: runtime)
        return try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: Self.machineName)
            return try await body(runtime)
        }
    }

    private func start(_ input: JSONValue, _ name: String, _ runtime: Runtime) async throws -> ExecutionHandle {
        do {
            return try await runtime.execution(named: name, of: Self.machineName)
        } catch let error as RuntimeError where error.code == .executionDoesNotExist {
            return try await runtime.start(Self.machineName, name: name, input: input)
        }
    }
}

/// A task ran for which the script had no answer left.
public struct ScriptGap: Error, CustomStringConvertible {
    public let description: String
}
