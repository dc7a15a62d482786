import Diagnostics
import JSONModel
import StatesLanguage
import StatesYAML

/// How a template holds a definition.
enum TemplateForm: String, CaseIterable, Sendable {
    case samObject, samObjectInYAML, cloudFormationString, cloudFormationSub, cdkJoin, subInYAML, joinInYAML
    case serverlessObject, serverlessText

    var isYAML: Bool {
        switch self {
        case .samObject, .cloudFormationString, .cloudFormationSub, .cdkJoin: false
        case .samObjectInYAML, .subInYAML, .joinInYAML, .serverlessObject, .serverlessText: true
        }
    }

    /// Whether the template fills what stands in it with what it knows.
    var isEvaluated: Bool {
        switch self {
        case .cloudFormationSub, .cdkJoin, .subInYAML, .joinInYAML: true
        case .samObject, .samObjectInYAML, .cloudFormationString, .serverlessObject, .serverlessText: false
        }
    }

    /// A template with two state machines, of which the second one, `Machine`, is the one.
    ///
    /// - Parameters:
    ///   - text: the definition, JSON, as it is written.
    ///   - value: the same.
    func template(of text: String, _ value: JSONValue) -> String {
        switch self {
        case .samObject: json("AWS::Serverless::StateMachine", ["Definition": value])
        case .cloudFormationString: json("AWS::StepFunctions::StateMachine", ["DefinitionString": .string(text)])
        case .cloudFormationSub:
            json("AWS::StepFunctions::StateMachine", ["DefinitionString": ["Fn::Sub": .string(text)]])
        case .cdkJoin:
            json("AWS::StepFunctions::StateMachine", ["DefinitionString": ["Fn::Join": ["", Self.pieces(text)]]])
        case .samObjectInYAML:
            yaml("AWS::Serverless::StateMachine", "Definition:\n" + Self.indented(value.description, 8))
        case .subInYAML:
            yaml("AWS::StepFunctions::StateMachine", "DefinitionString: !Sub |\n" + Self.indented(text, 8))
        case .joinInYAML:
            yaml(
                "AWS::StepFunctions::StateMachine",
                "DefinitionString: !Join\n        - ''\n        - " + Self.pieces(text).description)
        case .serverlessObject: Self.serverless("definition:\n" + Self.indented(value.description, 8))
        case .serverlessText: Self.serverless("definition: |\n" + Self.indented(text, 8))
        }
    }

    private func json(_ type: String, _ properties: JSONValue) -> String {
        let other: JSONValue = ["Type": "AWS::Serverless::StateMachine", "Properties": ["DefinitionUri": "o.json"]]
        let template: JSONValue = [
            "Resources": [
                "Other": other, "Queue": ["Type": "AWS::SQS::Queue"],
                "Machine": ["Type": .string(type), "Properties": properties],
            ]
        ]
        return String(decoding: JSONWriter.prettyBytes(of: template), as: UTF8.self)
    }

    private func yaml(_ type: String, _ definition: String) -> String {
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Other:
            Type: AWS::Serverless::StateMachine
            Properties: {DefinitionUri: o.json}
          Machine:
            Type: \(type)
            Properties:
              \(definition)

        """
    }

    private static func serverless(_ definition: String) -> String {
        """
        service: orders
        stepFunctions:
          stateMachines:
            Other: {definition: "${file(o.json)}"}
            Machine:
              \(definition)

        """
    }

    private static func indented(_ text: String, _ columns: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String(repeating: " ", count: columns) + $0 }.joined(separator: "\n")
    }

    /// The text cut at its placeholders, those as functions.
    private static func pieces(_ text: String) -> JSONValue {
        var pieces: [JSONValue] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "${"), let close = rest[open.upperBound...].firstIndex(of: "}") {
            let name = rest[open.upperBound..<close]
            pieces.append(.string(String(rest[..<open.lowerBound])))
            let parts = name.split(separator: ".", maxSplits: 1).map { JSONValue.string(String($0)) }
            pieces.append(
                parts.count == 2
                    ? ["Fn::GetAtt": .array(JSONArray(parts))] : ["Ref": .string(String(name))])
            rest = rest[rest.index(after: close)...]
        }
        return .array(JSONArray(pieces + [.string(String(rest))]))
    }
}
