import JSONModel
import StatesCore
public import StatesLanguage

/// State machines.
extension Runtime {
    /// Makes `machine` the newest version of the state machine called `name`, and resolves its resources.
    ///
    /// Executions that run keep the definition that they began with. Deploying what is deployed already changes
    /// nothing.
    ///
    /// - Parameters:
    ///   - text: the definition, JSON.
    ///   - name: 1 to 80 characters, as the service takes them.
    /// - Throws: `InvalidName`, `UnresolvedResources` with what is missing, a `ProgramError`, or a `StoreError`; for a
    ///   text that is no correct definition its diagnostics.
    @discardableResult
    public func deploy(_ text: String, as name: String) async throws -> MachineVersion {
        try await deploy(try StateMachine(json: text), text: text, as: name)
    }

    /// Deploys a definition that was written in Swift.
    @discardableResult
    public func deploy(_ definition: StateMachineDefinition, as name: String) async throws -> MachineVersion {
        try await deploy(try StateMachine(definition), text: definition.text, as: name)
    }

    private func deploy(_ machine: StateMachine, text: String, as name: String) async throws -> MachineVersion {
        guard ResourceName.isValid(name) else { throw RuntimeError(.invalidName, "Invalid Name: '\(name)'") }
        let program = try Program(machine)
        let missing = unresolved(in: program)
        guard missing.isEmpty else {
            throw RuntimeError(
                .unresolvedResources, "nothing stands behind " + missing.joined(separator: "; "))
        }
        return try await host.deploy(text, program, as: name)
    }

    /// What has to be registered before `program` can run: a part of a sentence for each state.
    private func unresolved(in program: Program) -> [String] {
        var missing: [String] = []
        for (state, resource, parameters) in program.tasksWithParameters {
            guard registry.resolve(state, resource, parameters: parameters).provider == .nobody else { continue }
            // Which function it is may be known only while the machine runs.
            if resource.isLambdaInvoke, parameters?["FunctionName"]?.stringValue == nil { continue }
            let name = resource.names(parameters: parameters).last ?? resource.text
            missing.append("“\(resource.text)” of state “\(state)”: register(\"\(name)\")")
        }
        return missing
    }

    /// All versions of all machines in the store.
    public func machines() async throws(StoreError) -> [MachineVersion] { try await store.machines() }
}
