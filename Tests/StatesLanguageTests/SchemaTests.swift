import JSONModel
import Testing

@testable import StatesLanguage

/// The JSON Schema says of every field what reading takes.
struct SchemaTests {
    @Test func everyFieldHasAShape() {
        #expect(DefinitionSchema.fieldNames.filter { !FieldShape.isKnown($0) } == [])
        #expect(FieldShape.descriptions.keys.filter { !DefinitionSchema.fieldNames.contains($0) } == [])
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        let schema = DefinitionSchema.json
        let definitions = try #require(schema["definitions"]?.objectValue)
        func check(_ value: JSONValue) {
            if let reference = value["$ref"]?.stringValue {
                let name = reference.dropFirst("#/definitions/".count)
                #expect(
                    reference.hasPrefix("#/definitions/") && definitions[String(name)] != nil, "\(reference)")
            }
            for (_, member) in value.objectValue ?? [:] { check(member) }
            for element in value.arrayValue ?? [] { check(element) }
        }
        check(schema)
    }

    @Test func boundsAreThoseOfReading() {
        let definitions = DefinitionSchema.json["definitions"]
        func number(_ type: String, _ field: String) -> JSONValue? {
            definitions?[type]?["properties"]?[field]?["anyOf"]?[0]
        }
        #expect(
            number("retrier", "MaxDelaySeconds") == [
                "type": "integer", "minimum": 1, "maximum": 31_622_400,
            ])
        #expect(number("retrier", "BackoffRate") == ["type": "number", "minimum": 1])
        #expect(
            number("TaskState", "TimeoutSeconds") == [
                "type": "integer", "minimum": 1, "maximum": 99_999_999,
            ])
        #expect(definitions?["SucceedState"]?["properties"]?["Next"] == nil)
        #expect(definitions?["WaitState"]?["additionalProperties"] == false)
    }
}
