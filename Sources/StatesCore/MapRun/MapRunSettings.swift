public import JSONModel
import StatesLanguage

/// What a distributed Map works on, and how: evaluated when its map run starts.
public struct MapRunSettings: Hashable, Sendable {
    /// `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:ID`.
    public var arn: String
    /// `Label`, or an id in its place: stands behind the machine's name in the names of children.
    public var label: String
    public var items: Items
    /// The most children at a time, ≥ 1.
    public var concurrency: Int
    /// `ToleratedFailureCount[Path]`.
    public var toleratedFailureCount: Int?
    /// `ToleratedFailurePercentage[Path]`, 0 … 100.
    public var toleratedFailurePercentage: Double?
    /// `ItemReader.ReaderConfig.MaxItems[Path]`; 0 for no limit. The service takes a negative one until it reads.
    public var maxItems = 0
    /// `ItemBatcher`.
    public var batching: Batching?
    /// `ResultWriter`'s `Parameters` or `Arguments`, if the results are written.
    public var writerParameters: Payload?
    /// How often the map run was redriven.
    public var redriveCount = 0

    /// Where the items come from.
    public enum Items: Hashable, Sendable {
        /// The state's own: an array, or an object whose members are the items.
        case inState(Payload)
        /// What `ItemReader` reads, with its `Parameters` or `Arguments`.
        case read(parameters: Payload)
    }

    /// How items become the inputs of children.
    public struct Batching: Hashable, Sendable {
        public var input: Payload?
        /// The most items in a batch; `nil` for no limit.
        public var items: Int?
        /// The most bytes that the input of a child may have.
        public var bytes: Int
    }
}

/// A map run that an execution asks for.
public struct MapRunRequest: Sendable {
    /// Names it in the messages to the execution.
    public var id: TaskID
    /// The Map state.
    public var stateName: String
    public var settings: MapRunSettings
    /// What its child executions run.
    public let child: Program
    let map: MapNode
    /// What the expressions that are evaluated for each item see: one frame, the state's.
    let view: ExpressionView
    /// The state's input after `InputPath`.
    let input: JSONValue

    /// What all children have in common.
    private let template: ExecutionSettings
    /// What stands before the names of children in their ARNs.
    let executionARNPrefix: String
    /// `stateMachineArn` of the children.
    let machineARN: String
    private let nameSeed: UInt64

    init(
        id: TaskID, stateName: String, settings: MapRunSettings, child: Program, map: MapNode, view: ExpressionView,
        input: JSONValue
    ) {
        self.id = id
        self.stateName = stateName
        self.settings = settings
        self.child = child
        self.map = map
        self.view = view
        self.input = input
        var configuration = view.settings.configuration
        configuration.executionName = ""
        configuration.stateMachineName += "/" + settings.label
        configuration.type = map.state.processorConfig.executionType ?? .standard
        configuration.expressRunID = ""
        configuration.isSynchronousExpress = false
        configuration.startAt = nil
        configuration.variables = [:]
        configuration.contextOverrides = [:]
        configuration.contextObject = nil
        template = ExecutionSettings(configuration)
        machineARN = configuration.stateMachineARN
        executionARNPrefix = configuration.executionARN
        // A redrive runs the same map run again, with the same children.
        nameSeed = Random.seed(view.settings.seed, of: settings.arn)
    }

    public var arn: String { settings.arn }

    /// The execution of the child with `index`, not started yet.
    public func execution(ofChild index: Int) -> Execution {
        let (name, runID, seed) = names(ofChild: index)
        var arn = executionARNPrefix + name
        if !runID.isEmpty { arn += ":" + runID }
        return Execution(
            child,
            settings: ExecutionSettings(
                template, executionName: name, expressRunID: runID, executionARN: arn, seed: seed))
    }

    /// What the child with `index` is called, both of them UUIDs; `runID` is that of an express execution, else empty.
    func names(ofChild index: Int) -> (name: String, runID: String, seed: UInt64) {
        let seed = Random.value(
            seed: nameSeed, entry: 0, attempt: 0, purpose: .childExecution, index: UInt64(index))
        let name = Random.uuid(seed: seed, entry: 0, attempt: 0, index: 0)
        return (name, template.type == .express ? Random.uuid(seed: seed, entry: 0, attempt: 0, index: 1) : "", seed)
    }

    var quotas: Quotas { view.settings.quotas }
}

extension MapRunRequest: Hashable {
    /// Equal when the same run of the same state asks for the same.
    public static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.settings == right.settings && left.input == right.input
            && left.view.settings == right.view.settings
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(settings.arn)
    }
}
