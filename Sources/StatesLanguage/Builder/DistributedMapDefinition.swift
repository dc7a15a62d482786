import JSONModel

// What a distributed Map adds.
extension State.Map {
    /// `ItemReader`: where the items come from.
    ///
    /// - Parameters:
    ///   - resource: `Resource`, such as `arn:aws:states:::s3:getObject`.
    ///   - parameters: JSONPath only.
    ///   - arguments: JSONata only.
    ///   - csvHeaders: `CSVHeaders`, for the location `.given`.
    ///   - maxItems: `MaxItems` or `MaxItemsPath`.
    ///   - itemsPointer: `ItemsPointer`, RFC 6901.
    public func itemReader(
        resource: String, parameters: TemplateSource? = nil, arguments: TemplateSource? = nil,
        inputType: InputType? = nil, transformation: ReaderTransformation? = nil,
        manifestType: ManifestType? = nil, csvHeaderLocation: CSVHeaderLocation? = nil,
        csvHeaders: [String]? = nil, csvDelimiter: CSVDelimiter? = nil, maxItems: NumberSource? = nil,
        itemsPointer: String? = nil
    ) -> Self {
        var config = DefinitionObject()
        config.set("InputType", inputType?.rawValue)
        config.set("Transformation", transformation?.rawValue)
        config.set("ManifestType", manifestType?.rawValue)
        config.set("CSVHeaderLocation", csvHeaderLocation?.rawValue)
        if let csvHeaders { config.set("CSVHeaders", .value(.array(JSONArray(csvHeaders.map(JSONValue.string))))) }
        config.set("CSVDelimiter", csvDelimiter?.rawValue)
        config.set("MaxItems", maxItems)
        config.set("ItemsPointer", itemsPointer)
        var reader = DefinitionObject()
        reader.set("Resource", resource)
        reader.set("Parameters", parameters)
        reader.set("Arguments", arguments)
        if !config.members.isEmpty { reader.set("ReaderConfig", .object(config)) }
        return setting { $0.set("ItemReader", .object(reader)) }
    }

    /// `ItemBatcher`: several items for one child execution.
    ///
    /// - Parameters:
    ///   - batchInput: `BatchInput`, what each batch gets besides its items.
    ///   - maxItemsPerBatch: `MaxItemsPerBatch` or `MaxItemsPerBatchPath`.
    ///   - maxInputBytesPerBatch: `MaxInputBytesPerBatch` or `MaxInputBytesPerBatchPath`, at most 262,144.
    public func itemBatcher(
        batchInput: TemplateSource? = nil, maxItemsPerBatch: NumberSource? = nil,
        maxInputBytesPerBatch: NumberSource? = nil
    ) -> Self {
        var batcher = DefinitionObject()
        batcher.set("BatchInput", batchInput)
        batcher.set("MaxItemsPerBatch", maxItemsPerBatch)
        batcher.set("MaxInputBytesPerBatch", maxInputBytesPerBatch)
        return setting { $0.set("ItemBatcher", .object(batcher)) }
    }

    /// `ResultWriter`: where the results go.
    ///
    /// - Parameters:
    ///   - resource: `Resource`, such as `arn:aws:states:::s3:putObject`; without it results go to the output.
    ///   - parameters: JSONPath only.
    ///   - arguments: JSONata only.
    ///   - transformation: of `WriterConfig`.
    ///   - outputType: of `WriterConfig`.
    public func resultWriter(
        resource: String? = nil, parameters: TemplateSource? = nil, arguments: TemplateSource? = nil,
        transformation: WriterTransformation? = nil, outputType: OutputType? = nil
    ) -> Self {
        var config = DefinitionObject()
        config.set("OutputType", outputType?.rawValue)
        config.set("Transformation", transformation?.rawValue)
        var writer = DefinitionObject()
        writer.set("Resource", resource)
        writer.set("Parameters", parameters)
        writer.set("Arguments", arguments)
        if !config.members.isEmpty { writer.set("WriterConfig", .object(config)) }
        return setting { $0.set("ResultWriter", .object(writer)) }
    }

    /// `Transformation` of a `WriterConfig`.
    public enum WriterTransformation: String, Hashable, Sendable, CaseIterable {
        case none = "NONE"
        case compact = "COMPACT"
        case flatten = "FLATTEN"
    }

    /// `OutputType` of a `WriterConfig`.
    public enum OutputType: String, Hashable, Sendable, CaseIterable {
        case json = "JSON"
        case jsonl = "JSONL"
    }

    /// `InputType` of a `ReaderConfig`.
    public enum InputType: String, Hashable, Sendable, CaseIterable {
        case csv = "CSV"
        case json = "JSON"
        case jsonl = "JSONL"
        case parquet = "PARQUET"
        case manifest = "MANIFEST"
    }

    /// `Transformation` of a `ReaderConfig`.
    public enum ReaderTransformation: String, Hashable, Sendable, CaseIterable {
        case none = "NONE"
        case loadAndFlatten = "LOAD_AND_FLATTEN"
    }

    /// `ManifestType` of a `ReaderConfig`.
    public enum ManifestType: String, Hashable, Sendable, CaseIterable {
        case athenaData = "ATHENA_DATA"
        case s3Inventory = "S3_INVENTORY"
    }

    /// `CSVHeaderLocation` of a `ReaderConfig`.
    public enum CSVHeaderLocation: String, Hashable, Sendable, CaseIterable {
        case firstRow = "FIRST_ROW"
        case given = "GIVEN"
    }

    /// `CSVDelimiter` of a `ReaderConfig`.
    public enum CSVDelimiter: String, Hashable, Sendable, CaseIterable {
        case comma = "COMMA"
        case pipe = "PIPE"
        case semicolon = "SEMICOLON"
        case space = "SPACE"
        case tab = "TAB"
    }
}
