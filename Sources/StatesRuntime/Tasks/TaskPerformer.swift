package import JSONModel
package import StatesCore
package import StatesLanguage

/// Works on tasks before any closure is asked: programs that stand behind resources by other rules than those of names,
/// such as `sfn-run`, and the scripts of tests.
package protocol TaskPerformer: Sendable {
    /// Whether it works on the tasks of a state.
    ///
    /// - Parameter parameters: evaluated, or as they stand in the definition.
    func performs(_ state: String, _ resource: TaskResource, parameters: JSONValue?) -> Bool

    /// Whether it stands in for functions where `lambda:invoke` calls one, and not for that service.
    var isFunction: Bool { get }

    /// Works on a task. Its Swift task is cancelled when nobody waits for the end any longer.
    ///
    /// - Parameter input: what a closure would be given.
    /// - Returns: its result. Of a task that waits for a token: what its service answered to the request.
    /// - Throws: a failure of the task, as a closure does.
    func perform(_ request: TaskRequest, _ input: Payload, _ context: TaskContext) async throws -> Payload
}

extension Runtime {
    /// Asks `performer` before any closure.
    package func use(_ performer: any TaskPerformer) {
        registry.change { $0.performer = performer }
    }

    /// Records what the service of a task that waits for its token has answered, before the token comes.
    package func submitTask(_ request: TaskRequest, _ context: TaskContext, output: Payload) async throws {
        _ = try await host.send(.taskSubmitted(request.id, output: output), to: context.delivery.execution)
    }
}

extension TaskContext {
    /// The names under which a closure for its task may be registered.
    package var resourceNames: [String] {
        delivery.request.resource.names(parameters: delivery.request.parameters.value)
    }
}
