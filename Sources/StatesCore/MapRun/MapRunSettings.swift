public import JSONModel
public import StatesLanguage

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

    public enum Items: Hashable, Sendable {
        /// The state's own: an array.
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

    public var arn: String { settings.arn }

    /// `ProcessorConfig.ExecutionType`.
    public var childType: StateMachineType { map.state.processorConfig.executionType ?? .standard }

    /// What the child with `index` is started with, besides its input.
    public func configuration(ofChild index: Int) -> ExecutionConfiguration {
        var configuration = view.settings.configuration
        let seed = childSeed(index)
        configuration.executionName = Random.uuid(seed: seed, entry: 0, attempt: 0, index: 0)
        configuration.stateMachineName += "/" + settings.label
        configuration.type = childType
        configuration.expressRunID =
            childType == .express ? Random.uuid(seed: seed, entry: 0, attempt: 0, index: 1) : ""
        configuration.isSynchronousExpress = false
        configuration.seed = seed
        configuration.startAt = nil
        configuration.variables = [:]
        configuration.contextOverrides = [:]
        configuration.contextObject = nil
        return configuration
    }

    private func childSeed(_ index: Int) -> UInt64 {
        Random.value(
            seed: view.settings.seed, entry: id.entry, attempt: id.attempt, purpose: .childExecution,
            index: UInt64(index))
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
