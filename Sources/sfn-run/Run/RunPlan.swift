import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// All that a run needs, read and checked: nothing that is wrong with the command line comes later than this.
struct RunPlan {
    var program: Program
    var machineName: String
    /// The definition, JSON.
    var definition: String
    var configuration: ExecutionConfiguration
    var input: Payload
    var start: Timestamp
    var mocks: MockSource?
    var resources: ResourceTable
    /// The execution that is redriven, if one is.
    var redriven: RedrivenHistory?
    /// The buckets, if there is a folder for them.
    var data: LocalBuckets?

    init(_ command: RunCommand) throws {
        let file = try DefinitionFile.read(
            command.file, type: command.type, selection: command.definition.selection)
        program = try file.program()
        definition = file.json
        machineName = command.machineName ?? file.machineName
        configuration = try Self.configuration(command, machineName, program, file.source.name)
        input = try command.input.map { try JSONArgument(text: $0, option: "--input").payload() } ?? Payload([:])
        guard input.byteCount <= configuration.quotas.payloadBytes else {
            let (size, limit) = (Wording.count(input.byteCount), Wording.count(configuration.quotas.payloadBytes))
            throw RunProblem(
                command.input ?? "--input",
                "the input has \(size) bytes, more than the quota payloadBytes allows (\(limit))")
        }
        start = try command.startTimestamp() ?? .wallClock
        resources = ResourceTable(commands: command.task, children: try Self.children(command, program))
        data = try command.s3Root.map { try LocalBuckets(in: $0) }
        mocks = try command.mocks.map { try MockSource(path: $0, testCase: command.testCase) }
        try checkResources(file.source.name)
        try checkBuckets(file.source.name)
        if let path = command.redrive {
            let redriven = try RedrivenHistory(path: path, of: program, configuration: configuration, at: start)
            start = max(start, redriven.execution.now)
            self.redriven = redriven
        }
    }

    private static func configuration(
        _ command: RunCommand, _ machineName: String, _ program: Program, _ file: String
    ) throws -> ExecutionConfiguration {
        var configuration = ExecutionConfiguration(executionName: command.name, stateMachineName: machineName)
        configuration.type = command.type
        configuration.seed = command.seed
        configuration.quotas = try command.quotas()
        configuration.isSynchronousExpress = command.format == .sync
        try command.beginning.apply(to: &configuration, of: program, in: file)
        return configuration
    }

    private static func children(_ command: RunCommand, _ root: Program) throws -> [ResourceTable.ChildDefinition] {
        let files = try command.child.map { child in
            var selection = command.definition.selection
            (selection.machine, selection.preferred) = (nil, [TaskResource.stateMachineName(child.name)])
            return try DefinitionFile.read(child.value, type: .standard, selection: selection)
        }
        let programs = try files.map { try $0.program() }
        let states = Set(([root] + programs).flatMap(\.stateNames))
        return zip(command.child, zip(programs, files)).map { child, definition in
            let (program, file) = definition
            // A state's name says nothing about the machine; the other names are the machine's own.
            let machineName =
                states.contains(child.name)
                ? file.machineName : TaskResource.stateMachineName(child.name)
            return ResourceTable.ChildDefinition(
                name: child.name, machineName: machineName, file: child.value, program: program,
                definition: file.json)
        }
    }

    /// What has nothing behind it stops the run before it starts, children included.
    private func checkResources(_ file: String) throws {
        var missing = try unresolved(program, machineName, isRoot: true)
        for child in resources.children { missing += try unresolved(child.program, child.machineName, isRoot: false) }
        if !missing.isEmpty { throw ResourceTable.problem(file, missing) }
    }

    /// Items that are read from buckets need a folder that stands for them, as do results that are written there.
    private func checkBuckets(_ file: String) throws {
        let users = ([program] + resources.children.map(\.program)).flatMap(\.bucketUsers)
        guard data == nil, let first = users.first else { return }
        let more = users.count > 1 ? ", as do \(Wording.count(users.count - 1, "other state"))" : ""
        throw RunProblem(
            file, "the state “\(first)” uses S3\(more): provide the buckets with",
            details: ["  --s3-root DIR, where s3://bucket/key is DIR/bucket/key"])
    }

    private func unresolved(
        _ program: Program, _ machineName: String, isRoot: Bool
    ) throws -> [ResourceTable.Unresolved] {
        let mocked = try answers(for: program, machineName, isRoot: isRoot)?.stateNames ?? []
        return resources.unresolved(in: program, mocked: Set(mocked))
    }

    /// The scripted answers for one of the run's machines.
    func answers(for program: Program, _ machineName: String, isRoot: Bool) throws -> MockAnswers? {
        let others = ([self.program] + resources.children.map(\.program)).filter { $0 !== program }
        return try mocks?.answers(for: program, machineName, isRoot: isRoot, neighbours: others)
    }
}
