import JSONModel
import JSONPath
import StatesCore
import StatesLanguage

/// What stands behind task resources besides mocks: commands, and definitions of child executions.
///
/// Nothing is ever assumed to succeed: what is not here stops a run before it starts.
struct ResourceTable: Sendable {
    var commands: [Assignment]
    var children: [ChildDefinition]

    /// Who works on a task.
    enum Provider: Sendable {
        case command(String)
        case child(ChildDefinition)
        /// A child execution was asked for, of a machine that no `--child` gives.
        case missingChild(arn: String)
    }

    /// A state machine for child executions.
    struct ChildDefinition: Sendable {
        /// As `--child` names it.
        var name: String
        var machineName: String
        /// As given, for messages.
        var file: String
        var program: Program
        /// JSON.
        var definition: String
    }

    /// Who works on `request`; `nil` if nobody does.
    func provider(for request: TaskRequest) -> Provider? {
        if let child = child(state: request.stateName, request.resource, parameters: request.parameters.value) {
            return child
        }
        let names = Self.names(of: request.resource, state: request.stateName, parameters: request.parameters.value)
        return command(names).map(Provider.command)
    }

    /// The command for a task; `nil` if there is none.
    func command(state: String, _ resource: TaskResource, parameters: JSONValue?) -> String? {
        command(Self.names(of: resource, state: state, parameters: parameters))
    }

    private func command(_ names: [String]) -> String? {
        for name in names {
            if let command = commands.first(where: { $0.name == name }) { return command.value }
        }
        return nil
    }

    private func child(state: String, _ resource: TaskResource, parameters: JSONValue?) -> Provider? {
        guard resource.startsExecution, !children.isEmpty else { return nil }
        let arn = parameters?["StateMachineArn"]?.stringValue
        let name = arn.map(TaskResource.stateMachineName)
        if let child = children.first(where: { $0.name == arn || $0.name == name || $0.name == state }) {
            return .child(child)
        }
        return arn.map(Provider.missingChild)
    }

    /// The names that `--task` may give a task, the most exact first.
    ///
    /// - Parameter parameters: evaluated, or as they stand in the definition.
    static func names(of resource: TaskResource, state: String, parameters: JSONValue?) -> [String] {
        var names = resource.names(parameters: parameters)
        // A service stands behind many states: what is given for one of them is meant more exactly.
        let general = names.firstIndex { resource.serviceNames.contains($0) } ?? names.endIndex
        names.insert(state, at: general)
        return names
    }
}

// MARK: What is missing

extension ResourceTable {
    /// A Task state that nothing stands behind.
    struct Unresolved: Hashable, Sendable {
        var state: String
        var resource: TaskResource
        /// How to provide it: options as they could be typed.
        var remedies: [String]
    }

    /// - Parameter mocked: the states that have scripted answers.
    func unresolved(in program: Program, mocked: Set<String>) -> [Unresolved] {
        let definitions = StateCatalogue(program.machine)
        return program.tasks.compactMap { state, resource in
            guard !mocked.contains(state) else { return nil }
            let parameters = definitions[state]?.state.staticParameters
            if resource.startsExecution {
                // Which machine it is may be known only while it runs.
                let isDynamic = parameters?["StateMachineArn"]?.stringValue == nil
                if isDynamic, !children.isEmpty { return nil }
                if case .child = child(state: state, resource, parameters: parameters) { return nil }
            }
            guard command(Self.names(of: resource, state: state, parameters: parameters)) == nil else { return nil }
            let remedies = Self.remedies(state: state, resource, parameters)
            return Unresolved(state: state, resource: resource, remedies: remedies)
        }
    }

    /// What is told of tasks that nothing stands behind.
    ///
    /// - Parameters:
    ///   - subject: where they are.
    ///   - missing: one at least.
    static func problem(_ subject: String, _ missing: [Unresolved]) -> RunProblem {
        var seen: Set<Unresolved> = []
        let distinct = missing.filter { seen.insert($0).inserted }
        let what =
            distinct.count == 1
            ? "the task “\(distinct[0].state)” has nothing behind it: provide it with"
            : "\(distinct.count) tasks have nothing behind them: provide each with"
        let details = distinct.flatMap { item in
            ["  \(item.state.printable)  \(item.resource.text.printable)"]
                + item.remedies.enumerated().map { "      \($0.offset == 0 ? "" : "or ")\($0.element)" }
        }
        return RunProblem(subject, what, details: details)
    }

    private static func remedies(state: String, _ resource: TaskResource, _ parameters: JSONValue?) -> [String] {
        let mocks = "--mocks FILE, with answers for \(Advice.shellWord(state))"
        if resource.startsExecution {
            let machine = parameters?["StateMachineArn"]?.stringValue.map(TaskResource.stateMachineName)
            return ["--child \(Advice.shellWord(machine ?? state))=FILE", mocks]
        }
        var name = state
        switch resource.kind {
        case .lambdaFunction, .activity: name = resource.functionName ?? state
        case .service:
            name = parameters?["FunctionName"]?.stringValue.map(TaskResource.lambdaFunctionName) ?? state
        case .named: break
        }
        return ["--task \(Advice.shellWord(name))=COMMAND", mocks]
    }
}

extension State {
    /// `Parameters` or `Arguments` as they stand in the definition.
    fileprivate var staticParameters: JSONValue? {
        guard case .task(let task) = kind, case .payload(let template) = task.parameters else { return nil }
        return template.source
    }
}
