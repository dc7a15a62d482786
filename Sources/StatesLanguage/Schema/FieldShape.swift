import JSONModel

/// Which values a field may have, as a JSON Schema says it.
///
/// Where a template may fill in something, a text with a `${…}` is allowed; where JSONata may compute it, a text that
/// is an expression.
struct FieldShape: Sendable {
    let json: JSONValue

    static let any = FieldShape(json: [:])
    static let text = FieldShape(json: ["anyOf": [["type": "string"], ["$ref": "#/definitions/templateFunction"]]])
    static let flag = FieldShape(json: ["anyOf": [["type": "boolean"], filled]])
    static let readerTransformation = words(WordRules.readerTransformation)
    static let writerTransformation = words(WordRules.writerTransformation)

    /// What a template fills in.
    private static let filled: JSONValue = ["$ref": "#/definitions/substitution"]
    /// A text that is a JSONata expression.
    private static let expression: JSONValue = ["type": "string", "pattern": "^\\{%[\\s\\S]*%\\}$"]

    static func number(_ rule: NumberRule, mayBeComputed: Bool = false) -> FieldShape {
        var number: JSONObject = ["type": .string(rule.isFractional ? "number" : "integer")]
        number["minimum"] = .int(Int(rule.minimum))
        if let maximum = rule.maximum { number["maximum"] = .int(Int(maximum)) }
        var choices: [JSONValue] = [.object(number), filled]
        if mayBeComputed { choices.append(expression) }
        return FieldShape(json: ["anyOf": .array(JSONArray(choices))])
    }

    static func words(_ words: [String]) -> FieldShape {
        let list = JSONArray(words.map(JSONValue.string))
        return FieldShape(json: ["anyOf": [["enum": .array(list)], filled]])
    }

    static func words<Word: RawRepresentable<String>>(_ words: [Word]) -> FieldShape {
        self.words(words.map(\.rawValue))
    }

    private static func reference(_ name: String) -> FieldShape {
        FieldShape(json: ["$ref": .string("#/definitions/\(name)")])
    }

    private static func list(_ name: String, least: Int = 0) -> FieldShape {
        var array: JSONObject = ["type": "array", "items": reference(name).json]
        if least > 0 { array["minItems"] = .int(least) }
        return FieldShape(json: ["anyOf": [.object(array), filled]])
    }

    private static let texts = FieldShape(
        json: ["anyOf": [["type": "array", "minItems": 1, "items": ["type": "string"]], filled]])
    private static let textOrNull = FieldShape(json: ["type": ["string", "null"]])
    private static let object = FieldShape(json: ["anyOf": [["type": "object"], filled]])

    /// The shape of a field, wherever it stands.
    static func of(_ name: String) -> FieldShape { table[name] ?? comparator(name) ?? .any }

    /// Whether the table knows the field.
    static func isKnown(_ name: String) -> Bool { table[name] != nil || comparator(name) != nil }

    private static func comparator(_ name: String) -> FieldShape? {
        guard let comparator = Comparator(rawValue: name) else { return nil }
        switch comparator.kind {
        case .order(_, _, isPath: true), .matches: return text
        case .check: return flag
        case .order(let family, _, isPath: false):
            switch family {
            case .string, .timestamp: return text
            case .numeric: return FieldShape(json: ["anyOf": [["type": "number"], filled]])
            case .boolean: return flag
            }
        }
    }

    private static let table: [String: FieldShape] = {
        var table: [String: FieldShape] = [
            "QueryLanguage": words(WordRules.queryLanguage), "Version": words(WordRules.version),
            "States": reference("states"),
            "StartAt": text, "Next": text, "Default": text, "End": flag, "Type": text, "Resource": text,
            "Label": text,
            "TimeoutSeconds": number(.taskLimit, mayBeComputed: true),
            "HeartbeatSeconds": number(.taskLimit, mayBeComputed: true),
            "Seconds": number(.waitSeconds, mayBeComputed: true), "Timestamp": text, "Error": text,
            "Cause": text,
            "Choices": list("rule", least: 1), "And": list("nestedRule", least: 1),
            "Or": list("nestedRule", least: 1),
            "Not": reference("nestedRule"), "Variable": text,
            "Condition": FieldShape(json: ["anyOf": [["type": "boolean"], expression, filled]]),
            "Retry": list("retrier"), "Catch": list("catcher"), "ErrorEquals": texts,
            "IntervalSeconds": number(.intervalSeconds), "MaxAttempts": number(.maxAttempts),
            "BackoffRate": number(.backoffRate), "MaxDelaySeconds": number(.maxDelaySeconds),
            "JitterStrategy": words(WordRules.jitterStrategy), "Branches": list("graph", least: 1),
            "ItemProcessor": reference("processor"), "Iterator": reference("processor"),
            "ProcessorConfig": reference("processorConfig"), "Mode": words(WordRules.mode),
            "ExecutionType": words(WordRules.executionType), "ItemReader": reference("itemReader"),
            "ReaderConfig": reference("readerConfig"), "ItemBatcher": reference("itemBatcher"),
            "ResultWriter": reference("resultWriter"), "WriterConfig": reference("writerConfig"),
            "MaxConcurrency": number(.count, mayBeComputed: true),
            "ToleratedFailureCount": number(.count, mayBeComputed: true),
            "ToleratedFailurePercentage": number(.percentage, mayBeComputed: true),
            "MaxItems": number(.maxItems, mayBeComputed: true),
            "MaxItemsPerBatch": number(.count, mayBeComputed: true),
            "MaxInputBytesPerBatch": number(.maxInputBytesPerBatch, mayBeComputed: true),
            "InputType": words(WordRules.inputType), "ManifestType": words(WordRules.manifestType),
            "CSVHeaderLocation": words(WordRules.csvHeaderLocation),
            "CSVDelimiter": words(WordRules.csvDelimiter),
            "CSVHeaders": texts, "ItemsPointer": text, "OutputType": words(WordRules.outputType),
            "Transformation": words(
                Set(WordRules.readerTransformation + WordRules.writerTransformation).sorted()),
            "Assign": object, "Credentials": any, "Parameters": any, "Arguments": any, "Output": any,
            "Result": any,
            "ItemSelector": any, "Items": any, "BatchInput": any, "ResultSelector": object,
            "InputPath": textOrNull, "OutputPath": textOrNull, "ResultPath": textOrNull,
        ]
        for name in [
            "ItemsPath", "SecondsPath", "TimestampPath", "ErrorPath", "CausePath", "TimeoutSecondsPath",
            "HeartbeatSecondsPath", "MaxConcurrencyPath", "ToleratedFailureCountPath",
            "ToleratedFailurePercentagePath", "MaxItemsPath", "MaxItemsPerBatchPath",
            "MaxInputBytesPerBatchPath",
        ] { table[name] = text }
        return table
    }()

    /// What editors show beside a field.
    static let descriptions: [String: String] = [
        "StartAt": "The name of the first state.", "States": "The states of this scope, by name.",
        "QueryLanguage": "JSONPath (the default) or JSONata, for all states inside that name none.",
        "Next": "The state that comes next.", "End": "Whether the scope ends here.",
        "Default":
            "The state that comes next if no rule holds; without one, States.NoChoiceMatched fails the execution.",
        "Choices": "Rules; the first that holds decides.", "Resource": "What does the work: an ARN.",
        "Retry": "What is tried again; the first retrier that names the error counts.",
        "Catch": "Where failures lead; the first catcher that names the error counts.",
        "ErrorEquals": "Error names; States.ALL is every error that can be caught.",
        "IntervalSeconds": "Seconds before the first retry, 1 if left out.",
        "MaxAttempts": "Retries at most, 3 if left out; 0 for none.",
        "BackoffRate": "How many times longer each interval is than the one before, 2 if left out.",
        "MaxDelaySeconds": "The longest interval.",
        "JitterStrategy": "FULL draws each interval between 0 and its length.",
        "Seconds": "How long to wait.",
        "Timestamp": "Until when to wait, RFC 3339 with a T and a zone.",
        "Arguments": "What the task is given.",
        "Parameters": "What the state works on, instead of its input.",
        "Output": "What the state gives.", "Assign": "Variables to set.",
        "InputPath": "Which part of the input is used.",
        "OutputPath": "Which part of the result is passed on.",
        "ResultPath": "Where the result is put into the input.",
        "ResultSelector": "What is taken from the result.",
        "ItemProcessor": "The states that each item runs through.",
        "MaxConcurrency": "Iterations at a time; 0 for no limit.",
        "Branches": "Scopes that run at the same time.",
        "TimeoutSeconds": "After how many seconds it fails with States.Timeout.",
        "HeartbeatSeconds": "How long a task may be silent.",
    ]
}
