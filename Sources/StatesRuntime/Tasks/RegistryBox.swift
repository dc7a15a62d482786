import JSONModel
import StatesCore
import StatesLanguage
import Synchronization

/// The registry of a runtime: closures may be added while it runs.
final class RegistryBox: TaskResolver {
    /// What a resource was resolved to, so that its names are made once and not for every task.
    private struct Key: Hashable {
        var resource: String
        /// For `lambda:invoke`, which names its function as a parameter.
        var function: String?
    }

    private struct State {
        var registry = TaskRegistry()
        var resolutions: [Key: TaskResolution] = [:]
        /// The last one: it is asked for several times in a row, and texts that are the same object compare at once.
        var last: (key: Key, resolution: TaskResolution)?
    }

    /// Functions are named by data: more of them are resolved every time.
    private static let rememberedResolutions = 1_000

    private let state = Mutex(State())

    func change(_ body: (inout TaskRegistry) -> Void) {
        state.withLock { state in
            body(&state.registry)
            state.resolutions = [:]
            state.last = nil
        }
    }

    func provider(of request: TaskRequest) -> TaskProvider {
        resolve(request.stateName, request.resource, parameters: request.parameters.value).provider
    }

    /// - Parameter name: of the state.
    func resolve(_ name: String, _ resource: TaskResource, parameters: JSONValue?) -> TaskResolution {
        let function = resource.isLambdaInvoke ? parameters?["FunctionName"]?.stringValue : nil
        let key = Key(resource: resource.text, function: function)
        return state.withLock { state in
            if let found = state.registry.performer(for: name, resource, parameters: parameters) { return found }
            if let last = state.last, last.key == key { return last.resolution }
            let resolution = state.resolutions[key] ?? state.registry.resolve(resource, parameters: parameters)
            if state.resolutions.count < Self.rememberedResolutions { state.resolutions[key] = resolution }
            state.last = (key, resolution)
            return resolution
        }
    }
}
