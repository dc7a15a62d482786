import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSimulation

/// Runs machines of a database with commands and mocks, until something has happened or Ctrl-C.
struct DurableRuntime: Sendable {
    let database: Database
    let tasks: DurableTasks
    var configuration = Database.configuration

    /// Ctrl-C.
    struct Interrupted: Error {}

    /// Runs while `body` does; two signals let go of everything at once.
    ///
    /// - Throws: `Interrupted`, what `body` throws, or a `StoreError`.
    func run<Value: Sendable>(_ body: @escaping @Sendable (Runtime) async throws -> Value) async throws -> Value {
        Interrupts.startCounting()
        Interrupts.ignoreBrokenPipes()
        let runtime = Runtime(store: database.store, configuration: configuration)
        tasks.serve(runtime)
        return try await runtime.whileRunning { runtime in
            try await withThrowingTaskGroup(of: Value.self) { group in
                group.addTask { try await body(runtime) }
                group.addTask {
                    await Interrupts.next(after: 0)
                    throw Interrupted()
                }
                defer { group.cancelAll() }
                guard let value = try await group.next() else { throw Interrupted() }
                return value
            }
        }
    }
}
