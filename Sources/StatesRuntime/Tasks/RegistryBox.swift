import JSONModel
import StatesCore
import StatesLanguage
import Synchronization

/// The registry of a runtime: closures may be added while it runs.
final class RegistryBox: TaskResolver {
    private let registry = Mutex(TaskRegistry())

    var current: TaskRegistry { registry.withLock { $0 } }

    func change(_ body: (inout TaskRegistry) -> Void) {
        registry.withLock { body(&$0) }
    }

    func provider(of request: TaskRequest) -> TaskProvider {
        provider(of: request.stateName, request.resource, parameters: request.parameters.value)
    }

    func provider(of state: String, _ resource: TaskResource, parameters: JSONValue?) -> TaskProvider {
        let registry = current
        if registry.performer?.performs(state, resource, parameters: parameters) == true { return .closure }
        if registry.entry(for: resource, parameters: parameters) != nil { return .closure }
        if resource.startsExecution { return .execution }
        if case .activity = resource.kind { return .activity }
        return .nobody
    }
}
