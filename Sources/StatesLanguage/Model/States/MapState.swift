public import JSONPath

/// Map: runs its processor once per item.
public struct MapState: Hashable, Sendable {
    /// `ItemsPath` (JSONPath); the input itself when absent.
    public var itemsPath: JSONPath?
    /// `Items` (JSONata); the input itself when absent.
    public var items: JSONataTemplate?
    /// `ItemSelector`, or `Parameters` of older definitions.
    public var itemSelector: Template?
    /// `ItemProcessor`, or `Iterator` of older definitions.
    public var processor: StateGraph
    /// `ItemProcessor.ProcessorConfig`.
    public var processorConfig: ProcessorConfig
    public var itemReader: ItemReader?
    public var itemBatcher: ItemBatcher?
    public var resultWriter: ResultWriter?
    /// `MaxConcurrency[Path]`: 0 (the default) leaves it to the service, which runs 40 at a time inline.
    public var maxConcurrency: NumberField?
    /// `ToleratedFailureCount[Path]`.
    public var toleratedFailureCount: NumberField?
    /// `ToleratedFailurePercentage[Path]`, 0 … 100.
    public var toleratedFailurePercentage: NumberField?
    /// `Label`: prefix of the map run's name, distributed mode only, at most 40 characters.
    public var label: String?
    /// `ResultSelector`. JSONPath only.
    public var resultSelector: PayloadTemplate?
    /// `ResultPath`. JSONPath only.
    public var resultPath: ResultPlacement
    /// `Retry`.
    public var retriers: [Retrier]
    /// `Catch`.
    public var catchers: [Catcher]

    public init(processor: StateGraph) {
        self.processor = processor
        processorConfig = ProcessorConfig()
        resultPath = .replace
        retriers = []
        catchers = []
    }
}

/// `ProcessorConfig`.
public struct ProcessorConfig: Hashable, Sendable {
    /// `Mode`: iterations within the execution, or child executions.
    public enum Mode: String, Hashable, Sendable {
        case inline = "INLINE"
        case distributed = "DISTRIBUTED"
    }

    public var mode: Mode
    /// `ExecutionType` of child executions: required in distributed mode.
    public var executionType: StateMachineType?

    public init(mode: Mode = .inline, executionType: StateMachineType? = nil) {
        self.mode = mode
        self.executionType = executionType
    }
}

/// `ItemReader` of a distributed map: where the items come from.
public struct ItemReader: Hashable, Sendable {
    /// `Resource`, such as `arn:aws:states:::s3:getObject`.
    public var resource: String
    /// `Parameters` or `Arguments`.
    public var parameters: Template?
    public var readerConfig: ReaderConfig?

    public init(resource: String, parameters: Template? = nil, readerConfig: ReaderConfig? = nil) {
        self.resource = resource
        self.parameters = parameters
        self.readerConfig = readerConfig
    }
}

/// `ReaderConfig`.
public struct ReaderConfig: Hashable, Sendable {
    /// `InputType`: CSV, JSON, JSONL, PARQUET, MANIFEST.
    public var inputType: String?
    /// `Transformation`: NONE or LOAD_AND_FLATTEN.
    public var transformation: String?
    /// `ManifestType`: ATHENA_DATA or S3_INVENTORY.
    public var manifestType: String?
    /// `CSVHeaderLocation`: FIRST_ROW or GIVEN.
    public var csvHeaderLocation: String?
    public var csvHeaders: [String]?
    /// `CSVDelimiter`: COMMA, PIPE, SEMICOLON, SPACE, TAB.
    public var csvDelimiter: String?
    /// `MaxItems[Path]`.
    public var maxItems: NumberField?
    /// `ItemsPointer`: RFC 6901.
    public var itemsPointer: String?

    public init() {}
}

/// `ItemBatcher` of a distributed map.
public struct ItemBatcher: Hashable, Sendable {
    public var batchInput: Template?
    /// `MaxItemsPerBatch[Path]`.
    public var maxItemsPerBatch: NumberField?
    /// `MaxInputBytesPerBatch[Path]`, at most 262,144.
    public var maxInputBytesPerBatch: NumberField?

    public init() {}
}

/// `ResultWriter` of a distributed map.
public struct ResultWriter: Hashable, Sendable {
    /// `Resource`, such as `arn:aws:states:::s3:putObject`.
    public var resource: String?
    /// `Parameters` or `Arguments`.
    public var parameters: Template?
    /// `WriterConfig.Transformation`: NONE, COMPACT, FLATTEN.
    public var transformation: String?
    /// `WriterConfig.OutputType`: JSON or JSONL.
    public var outputType: String?

    public init() {}
}
