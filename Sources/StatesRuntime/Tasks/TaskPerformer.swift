package import JSONModel
package import StatesCore
package import StatesLanguage

/// Works on tasks by their requests, before any closure is asked: programs that stand behind resources by other rules
/// than those of names, such as `sfn-run`.
package protocol TaskPerformer: Sendable {
    /// Whether it works on the tasks of a state.
    ///
    /// - Parameter parameters: evaluated, or as they stand in the definition.
    func performs(_ state: String, _ resource: TaskResource, parameters: JSONValue?) -> Bool

    /// Works on a task. Its Swift task is cancelled when nobody waits for the end any longer.
    ///
    /// - Returns: its result. Of a task that waits for a token: what its service answered to the request.
    func perform(_ request: TaskRequest, _ context: TaskContext) async -> Result<Payload, TaskFailure>
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
