import JSONModel

/// Compiles a payload template and gathers everything that is wrong in it.
struct TemplateCompiler {
    private(set) var errors: [TemplateSyntaxError] = []
    private(set) var variableNames: [String] = []
    private var pointer: [String] = []

    /// Deepest nesting of a template.
    static let maximumDepth = 500

    init() {}

    mutating func node(_ json: JSONValue, depth: Int) -> TemplateNode {
        guard depth <= Self.maximumDepth else {
            report(.tooDeep, offset: 0, "the template is nested more than \(Self.maximumDepth) levels deep")
            return .constant(.null)
        }
        switch json {
        case .null, .bool, .number, .string:
            return .constant(json)
        case .array(let array):
            let nodes = elements(array, depth: depth)
            return nodes.allSatisfy(\.isConstant) ? .constant(json) : .array(nodes)
        case .object(let object):
            return self.object(object, json, depth: depth)
        }
    }

    private mutating func elements(_ array: JSONArray, depth: Int) -> [TemplateNode] {
        var nodes: [TemplateNode] = []
        for (index, element) in array.enumerated() {
            pointer.append(index.description)
            nodes.append(node(element, depth: depth + 1))
            pointer.removeLast()
        }
        return nodes
    }

    private mutating func object(_ object: JSONObject, _ json: JSONValue, depth: Int) -> TemplateNode {
        var fixed: [TemplateObject.Member] = []
        var dynamic: [TemplateObject.Member] = []
        for (key, value) in object {
            pointer.append(key)
            if key.utf8.hasDollarSuffix {
                dynamic.append(dynamicMember(key, value, of: object))
            } else {
                fixed.append(TemplateObject.Member(name: key, sourceName: key, node: node(value, depth: depth + 1)))
            }
            pointer.removeLast()
        }
        guard !dynamic.isEmpty || !fixed.allSatisfy(\.node.isConstant) else { return .constant(json) }
        var members = fixed + JavaText.hashMapOrder(dynamic.map(\.name)).map { dynamic[$0] }
        let prototype = JSONObject(members.map { (key: $0.name, value: $0.node.constantValue ?? .null) })
        // Names that occur twice are reported; until then each finds its place.
        for index in members.indices { members[index].position = prototype.index(ofKey: members[index].name) ?? 0 }
        return .object(TemplateObject(prototype: prototype, members: members.filter { !$0.node.isConstant }))
    }

    private mutating func dynamicMember(
        _ key: String, _ value: JSONValue, of object: JSONObject
    ) -> TemplateObject.Member {
        let name = String(decoding: key.utf8.dropLast(2), as: UTF8.self)
        if object[name] != nil {
            report(.duplicateName, offset: 0, "'\(name)' and '\(key)' name the same member")
        }
        return TemplateObject.Member(name: name, sourceName: key, node: expression(value, field: key))
    }

    private mutating func expression(_ value: JSONValue, field: String) -> TemplateNode {
        guard case .string(let text) = value else {
            report(.notAString, offset: 0, "the value of '\(field)' must be a path or an intrinsic function call")
            return .constant(.null)
        }
        do throws(JSONPathSyntaxError) {
            let expression = try ValueExpression(text)
            for name in expression.variableNames where !variableNames.contains(name) { variableNames.append(name) }
            return .expression(expression, field: field)
        } catch {
            report(.expression(error.kind), offset: error.offset, error.message)
            return .constant(.null)
        }
    }

    private mutating func report(_ kind: TemplateSyntaxError.Kind, offset: Int, _ message: String) {
        errors.append(TemplateSyntaxError(pointer: pointer, offset: offset, kind: kind, message: message))
    }
}

extension TemplateNode {
    var isConstant: Bool { constantValue != nil }

    var constantValue: JSONValue? {
        switch self {
        case .constant(let value): value
        case .expression, .object, .array: nil
        }
    }
}

extension String.UTF8View {
    /// Whether the name ends in `.$`, which makes its member an expression.
    var hasDollarSuffix: Bool {
        count >= 2 && last == UInt8(ascii: "$") && dropLast().last == UInt8(ascii: ".")
    }
}
