public import JSONModel
package import StatesCore
public import StatesLanguage
public import StatesRuntime
import Synchronization

/// Answers of tasks, in the order in which they are given.
///
///     tasks.script("ProcessPayment", .failed("Busy").times(2), .succeeded(["paymentId": "p-1"]).after(.seconds(3)))
///
/// Each run of a task takes the next answer. A task that is delivered again after a crash gets the answer that it was
/// given before: it carries the same idempotency key.
public final class ScriptedTasks: Sendable {
    private struct State {
        /// By state or resource: what is left.
        var answers: [String: [ScriptedAnswer]] = [:]
        /// By idempotency key.
        var given: [String: ScriptedAnswer] = [:]
        var deliveries: [TaskDelivery] = []
        var gaps: [String] = []
    }

    private let clock: VirtualClock
    private let state = Mutex(State())

    /// - Parameter clock: of the runtime.
    public init(clock: VirtualClock) { self.clock = clock }

    /// Appends answers.
    ///
    /// - Parameter name: of a state, whose script counts first, or under which a closure might be registered.
    public func script(_ name: String, _ answers: ScriptedAnswer...) {
        let each = answers.flatMap { Array(repeating: $0, count: $0.times) }
        state.withLock { $0.answers[name, default: []] += each }
    }

    /// Lets these answers stand in for closures of a runtime.
    public func answer(for runtime: Runtime) { runtime.use(self) }

    /// The tasks that were delivered, those again after a crash included.
    ///
    /// - Parameter name: of a state or a resource; `nil` for all.
    public func deliveries(to name: String? = nil) -> [TaskDelivery] {
        state.withLock { state in
            state.deliveries.filter { delivery in
                name.map { delivery.state == $0 || delivery.resourceNames.contains($0) } ?? true
            }
        }
    }

    /// Tasks for which no answer was left; a sentence each.
    public var gaps: [String] { state.withLock { $0.gaps } }

    /// A task that was given to a script.
    public struct TaskDelivery: Hashable, Sendable {
        public var state: String
        public var resourceNames: [String]
        public var input: Payload
        /// 0 for the first run, then one more per retry.
        public var attempt: Int
        public var idempotencyKey: String
        /// For tasks that end by SendTaskSuccess or SendTaskFailure.
        public var taskToken: String?
        public var time: Timestamp
    }
}

extension ScriptedTasks: TaskPerformer {
    package var isFunction: Bool { true }

    package func performs(_ name: String, _ resource: TaskResource, parameters: JSONValue?) -> Bool {
        state.withLock { state in
            state.answers[name] != nil || resource.names(parameters: parameters).contains { state.answers[$0] != nil }
        }
    }

    package func perform(_ request: TaskRequest, _ input: Payload, _ context: TaskContext) async throws -> Payload {
        let answer = try next(input, context)
        if answer.delay > .zero { try await clock.sleep(for: answer.delay) }
        switch answer.end {
        case .succeeded(let output): return Payload(output)
        case .failed(let error, let cause): throw TaskFailure(error: error, cause: cause)
        case .never:
            try await clock.sleepForever()
            throw CancellationError()
        }
    }

    private func next(_ input: Payload, _ context: TaskContext) throws(TaskFailure) -> ScriptedAnswer {
        let delivery = TaskDelivery(
            state: context.stateName, resourceNames: context.resourceNames, input: input, attempt: context.attempt,
            idempotencyKey: context.idempotencyKey, taskToken: context.taskToken, time: clock.now)
        let answer = state.withLock { state in
            state.deliveries.append(delivery)
            if let given = state.given[delivery.idempotencyKey] { return given as ScriptedAnswer? }
            let names = [delivery.state] + delivery.resourceNames
            guard let name = names.first(where: { state.answers[$0] != nil }) else { return nil }
            guard state.answers[name]?.isEmpty == false, let answer = state.answers[name]?.removeFirst() else {
                state.gaps.append("no answer is left for “\(name)”, attempt \(delivery.attempt)")
                return nil
            }
            state.given[delivery.idempotencyKey] = answer
            return answer
        }
        guard let answer else {
            throw TaskFailure(error: "StatesTesting.NoAnswer", cause: "no answer is left for “\(delivery.state)”")
        }
        return answer
    }
}
