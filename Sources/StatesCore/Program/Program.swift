public import JSONModel
import JSONPath
public import StatesLanguage

/// A state machine made ready to run: states in one flat array, names resolved to indices, scopes numbered.
///
/// Immutable and shared by all executions of the machine.
public final class Program: Sendable {
    /// What it was made from.
    public let machine: StateMachine
    let nodes: [StateNode]
    /// Start states by scope; 0 is the machine's own.
    let starts: [StateIndex]
    /// How what is stored names the states.
    let paths: StatePaths

    /// - Throws: what this engine cannot run, all of it at once.
    public init(_ machine: StateMachine) throws(ProgramError) {
        var builder = ProgramBuilder()
        _ = builder.add(machine.graph)
        guard builder.unsupported.isEmpty else { throw ProgramError(unsupported: builder.unsupported) }
        self.machine = machine
        nodes = builder.nodes
        starts = builder.starts
        paths = StatePaths(builder.nodes)
    }

    /// The state with `name` in the machine's own scope.
    func topLevelState(named name: String) -> StateIndex? {
        nodes.firstIndex { $0.name == name && $0.scope == 0 }.map { StateIndex($0) }
    }

    /// Every Task state with its resource, in the order of the definition, those of child executions of distributed
    /// Maps included: what a driver has to provide.
    public var tasks: [(state: String, resource: TaskResource)] {
        var tasks: [(state: String, resource: TaskResource)] = []
        for node in nodes {
            if case .task(let task) = node.kind { tasks.append((node.name, task.state.resource)) }
            tasks += node.childProgram?.tasks ?? []
        }
        return tasks
    }

    /// The same, with `Parameters` or `Arguments` as they stand in the definition.
    public var tasksWithParameters: [(state: String, resource: TaskResource, parameters: JSONValue?)] {
        nodes.flatMap { node -> [(state: String, resource: TaskResource, parameters: JSONValue?)] in
            if case .task(let task) = node.kind {
                return [(node.name, task.state.resource, task.state.staticParameters)]
            }
            return node.childProgram?.tasksWithParameters ?? []
        }
    }

    /// What the child executions of a distributed Map run, and their type.
    ///
    /// - Parameter name: of the Map state, in any scope or distributed Map.
    public func processor(ofMap name: String) -> (program: Program, type: StateMachineType)? {
        for node in nodes {
            guard case .map(let map) = node.kind, let distributed = map.distributed else { continue }
            if node.name == name { return (distributed.child, map.state.processorConfig.executionType ?? .standard) }
            if let inner = distributed.child.processor(ofMap: name) { return inner }
        }
        return nil
    }

    /// The names of all states, in the order of the definition, scopes and distributed Maps included.
    public var stateNames: [String] { nodes.flatMap { [$0.name] + ($0.childProgram?.stateNames ?? []) } }

    /// The Map states that read items from buckets or write results to them: what a driver needs a `DataSource` for.
    public var bucketUsers: [String] {
        var users: [String] = []
        for node in nodes {
            guard case .map(let map) = node.kind, let distributed = map.distributed else { continue }
            if map.state.itemReader != nil || map.state.resultWriter?.resource != nil { users.append(node.name) }
            users += distributed.child.bucketUsers
        }
        return users
    }

    /// The state with `name`, in any scope.
    package func index(ofState name: String) -> StateIndex? {
        nodes.firstIndex { $0.name == name }.map { StateIndex($0) }
    }

    /// The resource of the Task state with `index`.
    public func resource(of index: StateIndex) -> TaskResource? {
        guard nodes.indices.contains(Int(index)), case .task(let task) = nodes[Int(index)].kind else { return nil }
        return task.state.resource
    }

    /// The name and type of the state with `index`.
    public func describe(_ index: StateIndex) -> (name: String, type: StateType) {
        let node = nodes[Int(index)]
        return (node.name, node.type)
    }
}

/// Place of a state in its `Program`.
public typealias StateIndex = Int32

extension StateIndex {
    /// In place of a next state: the scope ends here.
    static let end: StateIndex = -1
}

/// Why a correct machine cannot be run by this engine.
public struct ProgramError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence each, naming the state.
    public var unsupported: [String]

    public var description: String { unsupported.joined(separator: "; ") }
}

extension TaskState {
    /// `Parameters` or `Arguments` as they stand in the definition, unless these are expressions.
    fileprivate var staticParameters: JSONValue? {
        guard case .payload(let template) = parameters else { return nil }
        return template.source
    }
}
