package import JSONModel
package import StatesCore
import StatesLanguage

/// Answers tasks in place of closures: a test's script.
package protocol TaskScript: Sendable {
    /// Whether it has something to say to tasks of a state, or of a resource with these names.
    func answers(state: String, names: [String]) -> Bool

    /// Works on a task as a closure does.
    func run(_ input: Payload, _ context: TaskContext) async throws -> Payload
}

extension Runtime {
    /// Lets `script` answer what it has answers for, whatever else is registered.
    package func follow(_ script: any TaskScript) { registry.change { $0.script = script } }
}

extension TaskContext {
    /// The names under which a closure for its task may be registered.
    package var resourceNames: [String] {
        delivery.request.resource.names(parameters: delivery.request.parameters.value)
    }
}

extension ExecutionHandle {
    /// The execution as it is stored, and its events.
    package func recorded() async throws -> (execution: Execution, events: [Event]) {
        try await runtime.host.value(of: try await description())
    }
}
