public import JSONModel
public import ServiceLifecycle
import StatesCore
import StatesLanguage
import Synchronization

/// Runs state machines whose tasks are Swift closures, and keeps their executions in a store.
///
///     let runtime = Runtime(store: InMemoryStore())
///     runtime.register("pay") { (order: Order, context) in try await bank.charge(order, context.visitKey) }
///     try await runtime.deploy(machine, as: "orders")
///     let execution = try await runtime.start("orders", input: ["orderId": "o-1"])
///     let output = try await execution.output()
///
/// It works while `run` does, as a service of a `ServiceGroup` or within `whileRunning`. What an execution decides is
/// stored before it is done: killed at any moment, the next run goes on with what is stored. A task whose result is
/// stored is never run again; one that was under way is delivered again, with the same `idempotencyKey`.
public final class Runtime: Service, Sendable {
    let store: any ExecutionStore
    let clock: any RuntimeClock
    public let configuration: RuntimeConfiguration
    let registry = RegistryBox()
    let watchers = ExecutionWatchers()
    private let phase = Mutex(Phase.idle([]))

    private enum Phase {
        /// With those who wait for it to run.
        case idle([CheckedContinuation<RuntimeHost?, Never>])
        case running(RuntimeHost)
        case stopped
    }

    public init(
        store: any ExecutionStore, clock: any RuntimeClock = SystemClock(),
        configuration: RuntimeConfiguration = RuntimeConfiguration()
    ) {
        self.store = store
        self.clock = clock
        var configuration = configuration
        // Nobody looks in vain for what is due: such a clock jumps to what it knows of.
        if clock is any IdleClock { configuration.residentMilliseconds = 100 * 365 * 86_400_000 }
        self.configuration = configuration
    }

    // MARK: Tasks

    /// Lets a closure stand behind a task resource.
    ///
    /// - Parameters:
    ///   - name: an ARN as it stands in a definition, the name of a Lambda function or activity, `SERVICE:API` of a
    ///     service integration, or the text of the resource. A closure called after a function is given what
    ///     `lambda:invoke` has in `Payload`, and its value is wrapped as that service wraps it.
    ///   - limit: how many runs there may be at a time, ≥ 1; `nil` for no limit but the runtime's.
    ///   - run: is given the task's input, decoded. What it throws is a failure of the task; see
    ///     `TaskFailureConvertible`.
    public func register<Input: Decodable & Sendable, Output: Encodable & Sendable>(
        _ name: String, limit: Int? = nil, _ run: @escaping @Sendable (Input, TaskContext) async throws -> Output
    ) {
        add(name, limit) { input, context in
            try CodableTask.encode(try await run(try CodableTask.decode(Input.self, from: input), context))
        }
    }

    /// The same for JSON as it is.
    public func register(
        _ name: String, limit: Int? = nil, _ run: @escaping @Sendable (JSONValue, TaskContext) async throws -> JSONValue
    ) {
        add(name, limit) { input, context in Payload(try await run(input.value, context)) }
    }

    private func add(
        _ name: String, _ limit: Int?, _ run: @escaping @Sendable (Payload, TaskContext) async throws -> Payload
    ) {
        precondition(limit.map { $0 >= 1 } ?? true, "a limit of runs is at least 1")
        registry.change { $0.add(TaskRegistry.Entry(name: name, limit: limit, run: run)) }
    }

    /// Puts `middleware` around every task; one at a time.
    public func use(_ middleware: some TaskMiddleware) {
        registry.change { $0.middleware = middleware }
    }

    // MARK: Running

    /// Works until it is asked to shut down: see `ServiceGroup`. Then tasks that run may end within the grace period;
    /// those that do not are cancelled and delivered again by the next run.
    ///
    /// A runtime runs once.
    public func run() async throws { try await serve()?.end() }

    /// - Returns: what still works, though there is nothing left to do.
    private func serve() async throws -> Work? {
        let expiry = clock.now.advanced(byMilliseconds: configuration.leaseMilliseconds)
        let owner = try await store.addOwner(named: configuration.name, until: expiry)
        let host = RuntimeHost(
            owner: owner, store: store, clock: clock, configuration: configuration, registry: registry,
            watchers: watchers)
        begin(host)
        let work = Work(clock)
        await cancelWhenGracefulShutdown { await Work.run(work) { await host.keepHouse() } }
        // What is left to do is done although this Swift task may be cancelled.
        await Task { await host.shutDown(work) }.value
        phase.withLock { $0 = .stopped }
        guard let failure = await host.failure else { return work }
        work?.end()
        throw failure
    }

    /// Runs while `body` does.
    public func whileRunning<Value: Sendable>(
        _ body: @escaping @Sendable (Runtime) async throws -> Value
    ) async throws -> Value {
        // One works after the other, so that no time passes in between: who called, the body, what ends the runtime.
        let caller = Work.current
        let work = Work(clock)
        caller?.wait()
        var ending: Work?
        defer {
            caller?.goOn()
            ending?.end()
        }
        let result = try await withThrowingTaskGroup(of: Step<Value>.self) { group in
            group.addTask { .ended(try await self.serve()) }
            group.addTask { .done(try await Work.run(work) { try await body(self) }) }
            var result: Value?
            do {
                while result == nil, let step = try await group.next() { step.take(&result, &ending) }
            } catch {
                group.cancelAll()
                work?.end()
                throw error
            }
            group.cancelAll()
            work?.end()
            // The store is given back before anybody opens it again.
            while let step = try await group.next() { step.take(&result, &ending) }
            return result
        }
        guard let result else { throw RuntimeError(.notRunning, "the runtime has shut down") }
        return result
    }

    /// What comes to an end while a runtime runs.
    private enum Step<Value: Sendable>: Sendable {
        case ended(Work?)
        case done(Value)

        func take(_ result: inout Value?, _ ending: inout Work?) {
            switch self {
            case .ended(let work): ending = work
            case .done(let value): result = value
            }
        }
    }

    private func begin(_ host: RuntimeHost) {
        let waiting: [CheckedContinuation<RuntimeHost?, Never>] = phase.withLock { phase in
            defer { phase = .running(host) }
            if case .idle(let waiting) = phase { return waiting }
            return []
        }
        for continuation in waiting { continuation.resume(returning: host) }
    }

    /// The host, once it runs.
    var host: RuntimeHost {
        get async throws(RuntimeError) {
            let host = await withCheckedContinuation { (continuation: CheckedContinuation<RuntimeHost?, Never>) in
                let known: RuntimeHost?? = phase.withLock { phase in
                    switch phase {
                    case .running(let host): return .some(host)
                    case .stopped: return .some(nil)
                    case .idle(let waiting):
                        phase = .idle(waiting + [continuation])
                        return .none
                    }
                }
                if let known { continuation.resume(returning: known) }
            }
            guard let host else { throw RuntimeError(.notRunning, "the runtime has shut down") }
            return host
        }
    }
}
