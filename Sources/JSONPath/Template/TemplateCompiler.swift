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
        var fixed: [(name: String, source: String, node: TemplateNode)] = []
        var dynamic: [(name: String, source: String, node: TemplateNode)] = []
        for (key, value) in object {
            pointer.append(key)
            if key.utf8.hasDollarSuffix {
                let name = String(key.dropLast(2))
                dynamic.append((name, key, expression(value, field: key)))
                if object[name] != nil {
                    report(.duplicateName, offset: 0, "'\(name)' and '\(key)' name the same member")
                }
            } else {
                fixed.append((key, key, node(value, depth: depth + 1)))
            }
            pointer.removeLast()
        }
        guard !dynamic.isEmpty || !fixed.allSatisfy(\.node.isConstant) else { return .constant(json) }
        let order = JavaText.hashMapOrder(dynamic.map(\.name))
        let members = fixed + order.map { dynamic[$0] }
        let compiled = TemplateObject(
            names: members.map(\.name), sourceNames: members.map(\.source), nodes: members.map(\.node))
        return .object(compiled)
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
    var isConstant: Bool {
        switch self {
        case .constant: true
        case .expression, .object, .array: false
        }
    }
}

extension String.UTF8View {
    /// Whether the name ends in `.$`, which makes its member an expression.
    var hasDollarSuffix: Bool {
        count >= 2 && last == UInt8(ascii: "$") && dropLast().last == UInt8(ascii: ".")
    }
}
