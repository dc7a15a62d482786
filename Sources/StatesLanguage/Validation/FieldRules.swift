import JSONModel

/// The fields that an object may have, by query language. `Comment` may stand everywhere.
///
/// - Source: States Language specification, and what `ValidateStateMachineDefinition` refuses.
struct FieldSet {
    var both: [String]
    /// For states in JSONPath only.
    var jsonPath: [String] = []
    /// For states in JSONata only.
    var jsonata: [String] = []

    static let machine = FieldSet(both: ["QueryLanguage", "StartAt", "States", "TimeoutSeconds", "Version"])
    static let branch = FieldSet(both: ["StartAt", "States"])
    static let processor = FieldSet(both: ["ProcessorConfig", "StartAt", "States"])
    static let processorConfig = FieldSet(both: ["Mode", "ExecutionType"])
    static let retrier = FieldSet(both: [
        "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy",
    ])
    static let catcher = FieldSet(
        both: ["ErrorEquals", "Next", "Assign"], jsonPath: ["ResultPath"], jsonata: ["Output"])
    static let nestedRule = FieldSet(
        both: Comparator.names + ["And", "Or", "Not", "Variable"], jsonata: ["Condition"])
    static let rule = FieldSet(both: nestedRule.both + ["Next", "Assign"], jsonata: ["Condition", "Output"])
    static let conditionRule = FieldSet(
        both: ["Next", "Assign"], jsonPath: nestedRule.both, jsonata: ["Condition", "Output"])
    static let itemReader = FieldSet(
        both: ["Resource", "ReaderConfig"], jsonPath: ["Parameters"], jsonata: ["Arguments"])
    static let readerConfig = FieldSet(
        both: [
            "InputType", "Transformation", "ManifestType", "CSVHeaderLocation", "CSVHeaders", "CSVDelimiter",
            "MaxItems", "ItemsPointer",
        ], jsonPath: ["MaxItemsPath"])
    static let itemBatcher = FieldSet(
        both: ["BatchInput", "MaxItemsPerBatch", "MaxInputBytesPerBatch"],
        jsonPath: ["MaxItemsPerBatchPath", "MaxInputBytesPerBatchPath"])
    static let resultWriter = FieldSet(
        both: ["Resource", "WriterConfig"], jsonPath: ["Parameters"], jsonata: ["Arguments"])
    static let writerConfig = FieldSet(both: ["OutputType", "Transformation"])

    static func state(_ type: StateType) -> FieldSet {
        var set = FieldSet(both: ["Type", "QueryLanguage"])
        if type != .fail {
            set.jsonPath = ["InputPath", "OutputPath"]
            set.jsonata = ["Output"]
        }
        switch type {
        case .succeed: break
        case .fail:
            set.both += ["Error", "Cause"]
            set.jsonPath += ["ErrorPath", "CausePath"]
        case .choice: set.both += ["Assign", "Choices", "Default"]
        case .pass:
            set.both += ["Assign", "Next", "End"]
            set.jsonPath += ["Parameters", "Result", "ResultPath"]
        case .wait:
            set.both += ["Assign", "Next", "End", "Seconds", "Timestamp"]
            set.jsonPath += ["SecondsPath", "TimestampPath"]
        case .task, .parallel:
            set.both += ["Assign", "Next", "End", "Retry", "Catch"]
            set.jsonPath += ["Parameters", "ResultPath", "ResultSelector"]
            set.jsonata += ["Arguments"]
            if type == .parallel {
                set.both += ["Branches"]
            } else {
                set.both += ["Resource", "Credentials", "TimeoutSeconds", "HeartbeatSeconds"]
                set.jsonPath += ["TimeoutSecondsPath", "HeartbeatSecondsPath"]
            }
        case .map: set.addMap()
        }
        return set
    }

    private mutating func addMap() {
        both += [
            "Assign", "Next", "End", "Retry", "Catch", "ItemProcessor", "Iterator", "ItemSelector", "ItemReader",
            "ItemBatcher", "ResultWriter", "MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage",
            "Label",
        ]
        jsonPath += [
            "ItemsPath", "Parameters", "ResultPath", "ResultSelector", "MaxConcurrencyPath",
            "ToleratedFailureCountPath", "ToleratedFailurePercentagePath",
        ]
        jsonata += ["Items"]
    }
}

extension DefinitionDecoder {
    /// Reports the fields of `object` that `set` does not have, or has for the other language only.
    ///
    /// - Parameter language: `nil` to accept those of either.
    mutating func checkFields(of object: ObjectReader, _ set: FieldSet, _ language: QueryLanguage?) {
        for field in object.fields where !field.name.utf8.elementsEqual("Comment".utf8) {
            func isIn(_ names: [String]) -> Bool { names.contains { $0.utf8.elementsEqual(field.name.utf8) } }
            if isIn(set.both) { continue }
            switch (isIn(set.jsonPath), isIn(set.jsonata)) {
            case (true, true): break
            case (true, false) where language == .jsonata: report(.otherLanguage(field, .jsonata, in: object))
            case (false, true) where language == .jsonPath: report(.otherLanguage(field, .jsonPath, in: object))
            case (true, false), (false, true): break
            case (false, false):
                let own = language == .jsonata ? set.jsonata : set.jsonPath
                let candidates = givesHints ? set.both + own + ["Comment"] : []
                report(.unsupportedField(field, in: object, candidates: candidates))
            }
        }
    }

    /// Reports keys that stand twice in one object, anywhere below `node`.
    mutating func checkDuplicateKeys(_ node: JSONNode) {
        var trail: [String] = []
        checkDuplicateKeys(node, &trail)
    }

    /// - Parameter trail: the way to `node`, to be joined when there is something to report.
    private mutating func checkDuplicateKeys(_ node: JSONNode, _ trail: inout [String]) {
        switch node.kind {
        case .object(let members):
            var seen: [ExactName: JSONNode.Member] = [:]
            for member in members {
                trail += ["/", member.key]
                if let first = seen[ExactName(member.key)] {
                    report(.duplicateKey(member, first: first, location: trail.joined()))
                } else {
                    seen[ExactName(member.key)] = member
                }
                checkDuplicateKeys(member.value, &trail)
                trail.removeLast(2)
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                trail.append("[\(index)]")
                checkDuplicateKeys(element, &trail)
                trail.removeLast()
            }
        case .null, .bool, .number, .string: break
        }
    }
}
