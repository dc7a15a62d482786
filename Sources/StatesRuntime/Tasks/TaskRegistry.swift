import FoundationEssentials
import JSONModel
import StatesCore
import StatesLanguage

/// The closures that stand behind task resources, by name.
struct TaskRegistry: Sendable {
    /// A closure, and how many runs of it there may be at a time.
    struct Entry: Sendable {
        var name: String
        var limit: Int?
        var run: @Sendable (Payload, TaskContext) async throws -> Payload
    }

    private(set) var entries: [String: Entry] = [:]
    var middleware: (any TaskMiddleware)?
    var performer: (any TaskPerformer)?

    mutating func add(_ entry: Entry) {
        entries[entry.name] = entry
    }

    func resolve(_ resource: TaskResource, parameters: JSONValue?) -> TaskResolution {
        for name in resource.names(parameters: parameters) {
            guard let entry = entries[name] else { continue }
            let isInvoke = resource.isLambdaInvoke && name != resource.text && !resource.serviceNames.contains(name)
            return TaskResolution(provider: .closure, entry: entry, isInvoke: isInvoke, middleware: middleware)
        }
        if resource.startsExecution { return TaskResolution(provider: .execution) }
        if case .activity = resource.kind { return TaskResolution(provider: .activity) }
        return TaskResolution(provider: .nobody)
    }

    /// The performer, if it works on the tasks of a state.
    func performer(for state: String, _ resource: TaskResource, parameters: JSONValue?) -> TaskResolution? {
        guard let performer, performer.performs(state, resource, parameters: parameters) else { return nil }
        let entry = Entry(name: resource.text, limit: nil) { input, context in
            try await performer.perform(context.delivery.request, input, context)
        }
        return TaskResolution(
            provider: .closure, entry: entry, isInvoke: performer.isFunction && resource.isLambdaInvoke,
            middleware: middleware)
    }
}

/// What stands behind a task. A reference, as every task of a resource has the same.
final class TaskResolution: Sendable {
    let provider: TaskProvider
    /// The closure, if it is one.
    let entry: TaskRegistry.Entry?
    /// Whether the closure stands for a function that `lambda:invoke` calls, and its value is wrapped as that does.
    let isInvoke: Bool
    let middleware: (any TaskMiddleware)?

    init(
        provider: TaskProvider, entry: TaskRegistry.Entry? = nil, isInvoke: Bool = false,
        middleware: (any TaskMiddleware)? = nil
    ) {
        self.provider = provider
        self.entry = entry
        self.isInvoke = isInvoke
        self.middleware = middleware
    }

    /// Works on a task.
    func run(_ request: TaskRequest, _ context: TaskContext) async -> Result<Payload, TaskFailure> {
        guard let entry else { return .failure(Self.missing(request)) }
        do {
            let input = isInvoke ? Payload(request.parameters.value["Payload"] ?? [:]) : request.parameters
            let output: Payload
            if let middleware {
                output = try await middleware.run(input, context) { try await entry.run($0, $1) }
            } else {
                output = try await entry.run(input, context)
            }
            guard isInvoke else { return .success(output) }
            return .success(
                Payload(["ExecutedVersion": "$LATEST", "Payload": output.value, "StatusCode": 200]))
        } catch {
            return .failure(TaskFailure(thrown: error))
        }
    }

    /// A resource that is known only while the machine runs, and that nobody stands behind.
    private static func missing(_ request: TaskRequest) -> TaskFailure {
        if request.resource.isLambdaInvoke {
            let name = request.parameters.value["FunctionName"]?.stringValue ?? ""
            return TaskFailure(error: "Lambda.ResourceNotFoundException", cause: "Function not found: \(name)")
        }
        return TaskFailure(error: "States.Runtime", cause: "No task is registered for \(request.resource.text)")
    }
}

/// Values of Swift types as payloads.
enum CodableTask {
    static func decode<Value: Decodable>(_ type: Value.Type, from payload: Payload) throws -> Value {
        try JSONDecoder().decode(type, from: Data(payload.text.utf8))
    }

    static func encode(_ value: some Encodable) throws -> Payload {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return try Payload(text: Array(try encoder.encode(value)))
    }
}
