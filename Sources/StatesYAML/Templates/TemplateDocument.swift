public import Diagnostics
import JSONModel
import StatesLanguage
import Yams

/// A template of a deployment tool, with the state machines that it defines.
///
/// AWS SAM, CloudFormation and what the CDK makes of an app (`cdk.out/*.template.json`): resources of the types
/// `AWS::Serverless::StateMachine` and `AWS::StepFunctions::StateMachine`; Serverless Framework: `stepFunctions.
/// stateMachines`. JSON and YAML, functions in their long and their short forms.
public struct TemplateDocument: Sendable {
    /// In the order of the template.
    public let machines: [TemplateMachine]

    /// - Returns: `nil` when the text is no template: whoever reads it then says what is wrong with it.
    public static func read(_ source: SourceText, isYAML: Bool) -> TemplateDocument? {
        // Most files are definitions, which are not read twice.
        guard ["Resources", "stepFunctions"].contains(where: { source.bytes.contains($0) }),
            let root = node(source, isYAML: isYAML)
        else { return nil }
        guard root["States"] == nil, root["Resources"] != nil || root["stepFunctions"] != nil else { return nil }
        let functions = TemplateFunctions(root)
        let found = resources(root) + serverless(root)
        return TemplateDocument(
            machines: found.map { TemplateMachine($0.name, $0.fields, in: source, isJSON: !isYAML, functions) })
    }

    private static func node(_ source: SourceText, isYAML: Bool) -> JSONNode? {
        guard isYAML else { return try? JSONParser.parseNode(source.bytes) }
        guard let text = String(validating: source.bytes, as: UTF8.self),
            let root = try? Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        else { return nil }
        var composer = NodeComposer(places: YAMLPlaces(source.bytes), keepsFunctions: true)
        let node = composer.node(root)
        return composer.isExhausted ? nil : node
    }

    private static func resources(_ root: JSONNode) -> [(name: String, fields: TemplateFields)] {
        (root["Resources"]?.members ?? []).compactMap { name, resource in
            switch resource["Type"]?.text {
            case "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine":
                (name, TemplateFields(resource: resource))
            default: nil
            }
        }
    }

    private static func serverless(_ root: JSONNode) -> [(name: String, fields: TemplateFields)] {
        (root["stepFunctions"]?["stateMachines"]?.members ?? []).map { name, machine in
            (name, TemplateFields(serverless: machine))
        }
    }

    /// The machine that is called `name`: its name in the template, or the one that it gets when it is deployed.
    public func machine(named name: String) -> TemplateMachine? {
        machines.first { $0.name == name } ?? machines.first { $0.deployedName == name }
    }
}

/// Where a template says what a state machine is.
struct TemplateFields: Sendable {
    var span: SourceSpan
    /// `Definition` or `DefinitionString`; `definition`.
    var definition: JSONNode?
    /// `DefinitionUri` or `DefinitionS3Location`.
    var location: JSONNode?
    var substitutions: JSONNode?
    var type: JSONNode?
    var name: JSONNode?

    init(resource: JSONNode) {
        let properties = resource["Properties"]
        span = SourceSpan(start: resource.span.start, end: min(resource.span.start + 1, resource.span.end))
        definition = properties?["Definition"] ?? properties?["DefinitionString"]
        location = properties?["DefinitionUri"] ?? properties?["DefinitionS3Location"]
        substitutions = properties?["DefinitionSubstitutions"]
        type = properties?["Type"] ?? properties?["StateMachineType"]
        name = properties?["Name"] ?? properties?["StateMachineName"]
    }

    init(serverless machine: JSONNode) {
        span = SourceSpan(start: machine.span.start, end: min(machine.span.start + 1, machine.span.end))
        definition = machine["definition"]
        type = machine["type"]
        name = machine["name"]
        if let text = definition?.text, text.hasPrefix("${file("), text.hasSuffix(")}") {
            location = definition
            definition = nil
        }
    }
}

extension [UInt8] {
    /// Whether `word` stands in it.
    fileprivate func contains(_ word: String) -> Bool { firstRange(of: Array(word.utf8)) != nil }
}
