public import JSONModel

/// A JSON Schema of the language, for editors: made from the tables that reading checks definitions with.
///
/// - Source: JSON Schema draft 7, which editors know best. A query language is inherited, which a schema cannot say:
///   fields of either are allowed unless a state names its own.
public enum DefinitionSchema {
    /// The schema as JSON.
    public static var json: JSONValue {
        var definitions: JSONObject = ["state": state]
        for type in StateType.allCases {
            definitions["\(type.rawValue)State"] = state(of: type)
        }
        definitions["graph"] = object(.branch, required: ["StartAt", "States"])
        definitions["processor"] = object(.processor, required: ["StartAt", "States"])
        definitions["processorConfig"] = object(.processorConfig)
        definitions["retrier"] = object(.retrier, required: ["ErrorEquals"])
        definitions["catcher"] = object(.catcher, required: ["ErrorEquals", "Next"])
        definitions["rule"] = object(.rule, required: ["Next"])
        definitions["nestedRule"] = object(.nestedRule)
        definitions["itemReader"] = object(.itemReader, required: ["Resource"])
        definitions["readerConfig"] = object(
            .readerConfig, shapes: ["Transformation": .readerTransformation])
        definitions["itemBatcher"] = object(.itemBatcher)
        definitions["resultWriter"] = object(.resultWriter)
        definitions["writerConfig"] = object(
            .writerConfig, shapes: ["Transformation": .writerTransformation])
        definitions["states"] = [
            "type": "object", "minProperties": 1, "propertyNames": ["minLength": 1, "maxLength": 80],
            "additionalProperties": ["$ref": "#/definitions/state"],
        ]
        definitions["substitution"] = [
            "anyOf": [["type": "string", "pattern": "\\$\\{"], ["$ref": "#/definitions/templateFunction"]]
        ]
        definitions["templateFunction"] = [
            "type": "object", "minProperties": 1, "maxProperties": 1,
            "propertyNames": ["pattern": "^(Ref|Fn::.+)$"],
        ]
        var schema: JSONObject = [
            "$schema": "http://json-schema.org/draft-07/schema#", "title": "Amazon States Language",
        ]
        let machine = object(
            .machine, required: ["StartAt", "States"],
            shapes: ["TimeoutSeconds": .number(.executionTimeout)])
        for (name, value) in machine.objectValue ?? [:] { schema[name] = value }
        schema["definitions"] = .object(definitions)
        return .object(schema)
    }

    /// Chooses by `Type`, so that an editor tells what is wrong with that type only.
    private static var state: JSONValue {
        let types = StateType.allCases
        let choices = types.map { type -> JSONValue in
            [
                "if": ["properties": ["Type": ["const": .string(type.rawValue)]], "required": ["Type"]],
                "then": ["$ref": .string("#/definitions/\(type.rawValue)State")],
            ]
        }
        return [
            "type": "object", "required": ["Type"],
            "properties": ["Type": ["enum": .array(JSONArray(types.map { .string($0.rawValue) }))]],
            "allOf": .array(JSONArray(choices)),
        ]
    }

    private static func state(of type: StateType) -> JSONValue {
        var required: [String] = []
        switch type {
        case .task: required = ["Resource"]
        case .choice: required = ["Choices"]
        case .parallel: required = ["Branches"]
        case .wait, .pass, .succeed, .fail, .map: break
        }
        let set = FieldSet.state(type)
        var schema = object(set, required: required).objectValue ?? [:]
        var languages: [JSONValue] = []
        for (language, others) in [(QueryLanguage.jsonata, set.jsonPath), (.jsonPath, set.jsonata)] {
            let refused = others.map { (key: $0, value: JSONValue.bool(false)) }
            languages.append([
                "if": [
                    "properties": ["QueryLanguage": ["const": .string(language.rawValue)]],
                    "required": ["QueryLanguage"],
                ],
                "then": ["properties": .object(JSONObject(refused))],
            ])
        }
        if set.both.contains("Next") {
            languages.append(["oneOf": [["required": ["Next"]], ["required": ["End"]]]])
        }
        schema["allOf"] = .array(JSONArray(languages))
        return .object(schema)
    }

    /// An object with the fields of `set` and no others.
    private static func object(
        _ set: FieldSet, required: [String] = [], shapes: [String: FieldShape] = [:]
    ) -> JSONValue {
        var properties: JSONObject = ["Comment": FieldShape.text.json]
        for name in set.both + set.jsonPath + set.jsonata where properties[name] == nil {
            let shape = shapes[name] ?? FieldShape.of(name)
            var schema = shape.json.objectValue ?? [:]
            if let words = FieldShape.descriptions[name] { schema["description"] = .string(words) }
            properties[name] = .object(schema)
        }
        var schema: JSONObject = [
            "type": "object", "properties": .object(properties), "additionalProperties": false,
        ]
        if !required.isEmpty { schema["required"] = .array(JSONArray(required.map(JSONValue.string))) }
        return .object(schema)
    }

    /// All fields of the language: a test holds that each has a shape.
    static let fieldNames: Set<String> = {
        let sets =
            [
                FieldSet.machine, .branch, .processor, .processorConfig, .retrier, .catcher, .rule,
                .nestedRule,
                .itemReader, .readerConfig, .itemBatcher, .resultWriter, .writerConfig,
            ] + StateType.allCases.map(FieldSet.state)
        return Set(sets.flatMap { $0.both + $0.jsonPath + $0.jsonata })
    }()
}
