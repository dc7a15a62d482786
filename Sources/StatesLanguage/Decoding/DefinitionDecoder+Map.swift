import Diagnostics
import JSONModel

extension DefinitionDecoder {
    mutating func map(_ object: ObjectReader, _ context: StateContext) -> MapState? {
        let language = context.language
        guard let (processor, config) = processor(object, context) else {
            _ = details(of: object, language, for: nil)
            return nil
        }
        guard var state = details(of: object, language, for: processor) else { return nil }
        state.processorConfig = config
        return state
    }

    /// `ItemProcessor` or `Iterator`, with its `ProcessorConfig`.
    private mutating func processor(
        _ object: ObjectReader, _ context: StateContext
    ) -> (StateGraph?, ProcessorConfig)? {
        let names = ["ItemProcessor", "Iterator"]
        onlyOne(of: names, in: object)
        guard let field = names.lazy.compactMap({ object[$0] }).first else {
            report(.noneOf(names, in: object))
            return nil
        }
        guard let processor = self.object(field) else { return nil }
        let config = self.object(processor, "ProcessorConfig").map { processorConfig($0, context) }
        var inner = context
        if let config, config.mode == .distributed { inner.machineType = config.executionType ?? .standard }
        return (subgraph(processor, .processor, inner), config ?? ProcessorConfig())
    }

    private mutating func processorConfig(_ object: ObjectReader, _ context: StateContext) -> ProcessorConfig {
        checkFields(of: object, .processorConfig, .jsonPath)
        let mode: ProcessorConfig.Mode? = word(object, "Mode", of: WordRules.mode)
        let type: StateMachineType? = word(object, "ExecutionType", of: WordRules.executionType)
        if mode == .distributed {
            require(["ExecutionType"], in: object)
            if context.machineType == .express, let field = object["Mode"] { report(.distributedInExpress(at: field)) }
        } else if let field = object["ExecutionType"], mode == .inline {
            report(.unsupportedField(field, in: object, candidates: []))
        }
        return ProcessorConfig(mode: mode ?? .inline, executionType: type)
    }

    /// All but the processor; wrong fields are reported even where there is no processor to go with them.
    private mutating func details(
        of object: ObjectReader, _ language: QueryLanguage, for processor: StateGraph?
    ) -> MapState? {
        let none = StateGraph(startAt: "", states: [])
        var state = MapState(processor: processor ?? none)
        switch language {
        case .jsonPath:
            state.itemsPath = object["ItemsPath"].flatMap { referencePath($0) }
            state.resultSelector = payloadTemplate(object, "ResultSelector")
            state.resultPath = resultPlacement(object)
            onlyOne(of: ["ItemSelector", "Parameters"], in: object)
            let name = object.has("ItemSelector") ? "ItemSelector" : "Parameters"
            state.itemSelector = template(object, name, language)
        case .jsonata:
            state.items = object["Items"].flatMap { items($0) }
            state.itemSelector = template(object, "ItemSelector", language)
        }
        let count = NumberRule.count
        state.maxConcurrency = numberField(object, "MaxConcurrency", count, language, takesContext: false)
        state.toleratedFailureCount = numberField(object, "ToleratedFailureCount", count, language, takesContext: false)
        let percentage = NumberRule.percentage
        state.toleratedFailurePercentage = numberField(
            object, "ToleratedFailurePercentage", percentage, language, takesContext: false)
        state.itemReader = self.object(object, "ItemReader").flatMap { itemReader($0, language) }
        state.itemBatcher = self.object(object, "ItemBatcher").map { itemBatcher($0, language) }
        state.resultWriter = self.object(object, "ResultWriter").map { resultWriter($0, language) }
        state.label = string(object, "Label")
        let handling = errorHandling(object, language)
        state.retriers = handling.retriers
        state.catchers = handling.catchers
        return processor == nil ? nil : state
    }

    /// `Items`: an array, or an expression that gives one (or an object).
    private mutating func items(_ field: Field) -> JSONataTemplate? {
        if field.string != nil, !field.isOnlySubstitution {
            return expression(field).map(JSONataTemplate.expression)
        }
        if field.string == nil, field.elements == nil, field.object == nil {
            report(.wrongType(.array, at: field))
            return nil
        }
        return jsonataTemplate(field)
    }
}

// The parts that a distributed map adds.
extension DefinitionDecoder {
    private mutating func itemReader(_ object: ObjectReader, _ language: QueryLanguage) -> ItemReader? {
        checkFields(of: object, .itemReader, language)
        require(["Resource"], in: object)
        let config = self.object(object, "ReaderConfig").map { readerConfig($0, language) }
        let parameters = arguments(object, language)
        guard let resource = bucketResource(object, apis: ["s3:getObject", "s3:listObjectsV2"]) else { return nil }
        return ItemReader(resource: resource, parameters: parameters, readerConfig: config)
    }

    /// `Resource` of a reader or writer: one of few integrations with S3.
    private mutating func bucketResource(_ object: ObjectReader, apis: [String]) -> String? {
        guard let field = object["Resource"], let text = string(field) else { return nil }
        let isKnown = apis.contains { text.hasPrefix("arn:") && text.hasSuffix(":states:::\($0)") }
        if !isKnown, !text.hasSubstitution { report(.resourceNotAllowed(at: field)) }
        return text
    }

    private mutating func readerConfig(_ object: ObjectReader, _ language: QueryLanguage) -> ReaderConfig {
        checkFields(of: object, .readerConfig, language)
        var config = ReaderConfig()
        config.inputType = word(object, "InputType", of: WordRules.inputType)
        config.transformation = word(object, "Transformation", of: WordRules.readerTransformation)
        config.manifestType = word(object, "ManifestType", of: WordRules.manifestType)
        config.csvHeaderLocation = word(object, "CSVHeaderLocation", of: WordRules.csvHeaderLocation)
        config.csvDelimiter = word(object, "CSVDelimiter", of: WordRules.csvDelimiter)
        if let field = object["CSVHeaders"], let elements = array(field) {
            config.csvHeaders = elements.compactMap { string($0) }
        }
        if config.inputType == "PARQUET", let field = object["InputType"] { report(.unreadableItems(at: field)) }
        switch config.inputType {
        case "CSV" where !object.has("CSVHeaderLocation"):
            report(.requiredField("CSVHeaderLocation", in: object))
        case "JSON":
            if let field = object["CSVHeaderLocation"] {
                report(.unsupportedField(field, in: object, candidates: []))
            }
        default: break
        }
        if config.csvHeaderLocation == "GIVEN" { require(["CSVHeaders"], in: object) }
        let rule = NumberRule.maxItems
        config.maxItems = numberField(object, "MaxItems", rule, language, takesContext: false)
        if let field = object["ItemsPointer"], let text = string(field) {
            config.itemsPointer = text
            if JSONPointer(parsing: text) == nil, !isSubstitution(field) { report(.badPointer(at: field)) }
        }
        return config
    }

    private mutating func itemBatcher(_ object: ObjectReader, _ language: QueryLanguage) -> ItemBatcher {
        checkFields(of: object, .itemBatcher, language)
        var batcher = ItemBatcher()
        batcher.batchInput = template(object, "BatchInput", language)
        let count = NumberRule.count
        batcher.maxItemsPerBatch = numberField(object, "MaxItemsPerBatch", count, language, takesContext: false)
        batcher.maxInputBytesPerBatch = numberField(
            object, "MaxInputBytesPerBatch", .maxInputBytesPerBatch, language, takesContext: false)
        return batcher
    }

    private mutating func resultWriter(_ object: ObjectReader, _ language: QueryLanguage) -> ResultWriter {
        checkFields(of: object, .resultWriter, language)
        var writer = ResultWriter()
        writer.resource = bucketResource(object, apis: ["s3:putObject"])
        writer.parameters = arguments(object, language)
        if let config = self.object(object, "WriterConfig") {
            checkFields(of: config, .writerConfig, language)
            writer.transformation = word(config, "Transformation", of: WordRules.writerTransformation)
            writer.outputType = word(config, "OutputType", of: WordRules.outputType)
        }
        return writer
    }
}
