import Diagnostics
import JSONModel

/// What CloudFormation's functions give, as far as the template says it; what it does not say is `${Name}`.
struct TemplateFunctions: Sendable {
    /// What `Ref` gives, by name.
    private var references: [String: String] = [:]
    /// What `Fn::GetAtt` gives, by `Name.Attribute`.
    private var attributes: [String: String] = [:]

    /// Where templates are deployed that are not.
    private static let (region, account) = ("us-east-1", "123456789012")

    /// - Parameter template: CloudFormation, SAM or Serverless.
    init(_ template: JSONNode) {
        references = [
            "AWS::Region": Self.region, "AWS::AccountId": Self.account, "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
        ]
        for (name, parameter) in template["Parameters"]?.members ?? [] {
            if let value = parameter["Default"]?.scalarText { references[name] = value }
        }
        for (name, resource) in template["Resources"]?.members ?? [] {
            guard let type = resource["Type"]?.text else { continue }
            add(name, type, resource["Properties"])
        }
        for (name, function) in template["functions"]?.members ?? [] {
            add(name, "AWS::Lambda::Function", JSONNode(kind: .object([]), span: function.span))
        }
        for (name, machine) in template["stepFunctions"]?["stateMachines"]?.members ?? [] {
            add(name, "AWS::StepFunctions::StateMachine", machine)
        }
        for (name, resource) in template["resources"]?["Resources"]?.members ?? [] {
            guard let type = resource["Type"]?.text else { continue }
            add(name, type, resource["Properties"])
        }
    }

    private mutating func add(_ id: String, _ type: String, _ properties: JSONNode?) {
        func named(_ property: String) -> String {
            properties?[property]?.text.flatMap { $0.contains("${") ? nil : $0 } ?? id
        }
        func arn(_ service: String, _ rest: String) -> String {
            "arn:aws:\(service):\(Self.region):\(Self.account):\(rest)"
        }
        func set(_ reference: String, _ values: [String: String]) {
            references[id] = reference
            for (attribute, value) in values { attributes["\(id).\(attribute)"] = value }
        }
        switch type {
        case "AWS::Serverless::Function", "AWS::Lambda::Function":
            let name = named("FunctionName")
            set(name, ["Arn": arn("lambda", "function:\(name)")])
        case "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine":
            let name = properties?["StateMachineName"] == nil ? named("Name") : named("StateMachineName")
            set(arn("states", "stateMachine:\(name)"), ["Arn": arn("states", "stateMachine:\(name)"), "Name": name])
        case "AWS::StepFunctions::Activity":
            let name = named("Name")
            set(arn("states", "activity:\(name)"), ["Arn": arn("states", "activity:\(name)"), "Name": name])
        case "AWS::SQS::Queue":
            let name = named("QueueName")
            let url = "https://sqs.\(Self.region).amazonaws.com/\(Self.account)/\(name)"
            set(url, ["Arn": arn("sqs", name), "QueueName": name, "QueueUrl": url])
        case "AWS::SNS::Topic":
            let name = named("TopicName")
            set(arn("sns", name), ["TopicArn": arn("sns", name), "TopicName": name])
        case "AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable":
            let name = named("TableName")
            set(name, ["Arn": arn("dynamodb", "table/\(name)")])
        case "AWS::S3::Bucket": set(named("BucketName"), ["Arn": "arn:aws:s3:::\(named("BucketName"))"])
        case "AWS::Events::EventBus":
            set(named("Name"), ["Arn": arn("events", "event-bus/\(named("Name"))"), "Name": named("Name")])
        default: break
        }
    }

    /// What `Ref` of a name, or `${Name}` and `${Name.Attribute}` in `Fn::Sub`, gives.
    private func value(of name: String) -> String? { references[name] ?? attributes[name] }

    private func placeholder(_ name: String) -> String { value(of: name) ?? "${\(name)}" }

    /// The text that a function gives; `nil` if `node` is none.
    func text(of node: JSONNode) -> String? {
        guard let (name, argument) = node.function else { return nil }
        switch name {
        case "Ref": return placeholder(argument.text ?? "Ref")
        case "Fn::GetAtt":
            let parts = argument.elements?.compactMap(\.text) ?? [argument.text ?? "GetAtt"]
            return placeholder(parts.joined(separator: "."))
        case "Fn::ImportValue": return "${\(argument.text ?? "ImportValue")}"
        case "Fn::Sub":
            let (text, values) = substitution(argument)
            return values.filled(text?.text ?? "${Sub}", .substitution)
        case "Fn::Join":
            guard let (separator, parts) = Self.join(argument) else { return "${Join}" }
            return parts.map { text(of: $0) ?? $0.scalarText ?? "" }.joined(separator: separator)
        default: return "${\(name.hasPrefix("Fn::") ? String(name.dropFirst(4)) : name)}"
        }
    }

    /// The text of `Fn::Sub`, and all values that it may name.
    private func substitution(_ argument: JSONNode) -> (JSONNode?, PlaceholderValues) {
        let (text, own) = argument.elements.map { ($0.first, $0.count > 1 ? $0[1].members : []) } ?? (argument, [])
        var values = references.merging(attributes) { first, _ in first }
        for (name, value) in own { values[name] = self.text(of: value) ?? value.scalarText }
        return (text, PlaceholderValues(values: values))
    }

    private static func join(_ argument: JSONNode) -> (String, [JSONNode])? {
        guard let elements = argument.elements, elements.count == 2, let separator = elements[0].text,
            let parts = elements[1].elements
        else { return nil }
        return (separator, parts)
    }

    /// The text that a definition is given as, with its places: a string, or a function that makes one.
    ///
    /// - Returns: `nil` for anything else.
    func mapped(_ node: JSONNode, in source: [UInt8], isJSON: Bool) -> MappedText? {
        if case .string(let text) = node.kind {
            let isQuoted = isJSON && node.span.start < source.count && source[node.span.start] == UInt8(ascii: "\"")
            return isQuoted
                ? MappedText(jsonString: node.span, in: source)
                : MappedText(yamlScalar: text, at: node.span.start, in: source)
        }
        guard let (name, argument) = node.function else { return nil }
        switch name {
        case "Fn::Sub":
            let (text, values) = substitution(argument)
            return text.flatMap { mapped($0, in: source, isJSON: isJSON) }.map { values.filled($0, .substitution) }
        case "Fn::Join":
            guard let (separator, parts) = Self.join(argument) else { return nil }
            var joined = MappedText()
            for (index, part) in parts.enumerated() {
                if index > 0 { joined.append(separator.utf8, at: part.span.start) }
                if case .string = part.kind, let text = mapped(part, in: source, isJSON: isJSON) {
                    joined.append(text)
                } else {
                    joined.append((text(of: part) ?? part.scalarText ?? "").utf8, at: part.span.start)
                }
            }
            return joined
        default: return nil
        }
    }

    /// A definition that is written as an object, with the texts that its functions give.
    func resolved(_ node: JSONNode, depth: Int = 0) -> JSONNode {
        var node = node
        guard depth < 1_000 else { return node }
        if let text = text(of: node) {
            node.kind = .string(text)
            return node
        }
        switch node.kind {
        case .array(let nodes): node.kind = .array(nodes.map { resolved($0, depth: depth + 1) })
        case .object(let members):
            node.kind = .object(
                members.map {
                    JSONNode.Member(
                        key: $0.key, keySpan: $0.keySpan, value: resolved($0.value, depth: depth + 1))
                })
        case .null, .bool, .number, .string: break
        }
        return node
    }
}

extension JSONNode {
    var text: String? { if case .string(let text) = kind { text } else { nil } }

    var elements: [JSONNode]? { if case .array(let nodes) = kind { nodes } else { nil } }

    /// Names and values, if it is an object.
    var members: [(name: String, value: JSONNode)] {
        if case .object(let members) = kind { members.map { ($0.key, $0.value) } } else { [] }
    }

    /// A text, a number or a boolean as a template writes it into a text.
    var scalarText: String? {
        switch kind {
        case .string(let text): text
        case .number(let number): number.text
        case .bool(let bool): bool ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    /// CloudFormation's function that it is: `{"Ref": …}` or `{"Fn::…": …}`.
    var function: (name: String, argument: JSONNode)? {
        guard case .object(let members) = kind, members.count == 1, let only = members.first,
            only.key == "Ref" || only.key.hasPrefix("Fn::")
        else { return nil }
        return (only.key, only.value)
    }
}
