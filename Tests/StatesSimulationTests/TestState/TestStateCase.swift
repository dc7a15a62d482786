import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// One request, and the answer that must come of it.
struct TestStateCase: Sendable, CustomTestStringConvertible {
    /// The fact that it shows.
    var fact: String
    /// A state, or a machine.
    var definition: String
    /// Other members of the request, without the braces around them; objects stand where the API has texts of JSON.
    var members: String
    /// Members of the response, with JSON where the API has texts of JSON; one that is spelt in a way of its own is a
    /// text. For a refused request its exception and message.
    var answer: String

    init(_ fact: String, _ definition: String, _ members: String = "", gives answer: String) {
        self.fact = fact
        self.definition = definition
        self.members = members
        self.answer = answer
    }

    var testDescription: String { fact }

    /// Tests the state as the service would, at an instant in 2026.
    func check() throws {
        let given: String
        do {
            let test = try TestState(request(), at: Timestamp(seconds: 1_767_225_600))
            given = test.response?.json.description ?? "nothing: the task waits"
        } catch let refusal as RequestRefusal {
            given = "\(refusal.code): \(refusal.message)"
        }
        #expect(try given == expected())
    }

    private func request() throws -> TestStateRequest {
        guard case .object(var json) = try JSONParser.parse("{\(members)}") else {
            return TestStateRequest(definition: "")
        }
        json["definition"] = .string(definition)
        for name in ["input", "variables", "context"] { json[name] = json[name].map(Self.asText) }
        if case .object(var mock)? = json["mock"] {
            mock["result"] = mock["result"].map(Self.asText)
            json["mock"] = .object(mock)
        }
        return try TestStateRequest(.object(json))
    }

    /// A text stands for itself.
    private static func asText(_ value: JSONValue) -> JSONValue {
        if case .string = value { value } else { .string(value.description) }
    }

    /// The response's JSON, with texts where the API has them.
    private func expected() throws -> String {
        guard answer.hasPrefix("{"), case .object(var json) = try JSONParser.parse(answer) else { return answer }
        json["output"] = json["output"].map(Self.asText)
        if case .object(var data)? = json["inspectionData"] {
            for (name, value) in data where !Self.notTexts.contains(name) { data[name] = Self.asText(value) }
            json["inspectionData"] = .object(data)
        }
        return JSONValue.object(json).description
    }

    private static let notTexts = [
        "errorDetails", "toleratedFailureCount", "toleratedFailurePercentage", "maxConcurrency",
    ]
}
