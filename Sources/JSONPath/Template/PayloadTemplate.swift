public import JSONModel

/// A payload template, compiled once: `Parameters`, `ResultSelector`, `ItemSelector`, `Assign`, … of JSONPath states.
///
/// A member whose name ends in `.$` holds an expression; everything else is taken as it stands. The service puts the
/// members of an object that hold expressions behind all others, in the order of a Java hash map; both is worked out
/// here, once.
public struct PayloadTemplate: Hashable, Sendable {
    /// The template as it was written.
    public let source: JSONValue
    let node: TemplateNode
    /// The variables that are read, each once, in the order of evaluation.
    public let variableNames: [String]

    /// - Throws: the first of `diagnose(_:)`.
    public init(_ json: JSONValue) throws(TemplateSyntaxError) {
        var compiler = TemplateCompiler()
        let node = compiler.node(json, depth: 0)
        if let error = compiler.errors.first { throw error }
        source = json
        self.node = node
        variableNames = compiler.variableNames
    }

    /// Everything that is wrong in a template.
    public static func diagnose(_ json: JSONValue) -> [TemplateSyntaxError] {
        var compiler = TemplateCompiler()
        _ = compiler.node(json, depth: 0)
        return compiler.errors
    }

    /// Whether the template holds no expression, so that it always gives `source`.
    public var isStatic: Bool {
        if case .constant = node { true } else { false }
    }

    /// The template's expressions with the pointer tokens of their members, in the order of evaluation.
    public var expressions: [(pointer: [String], expression: ValueExpression)] {
        var expressions: [(pointer: [String], expression: ValueExpression)] = []
        node.collectExpressions(below: [], into: &expressions)
        return expressions
    }

    public static func == (left: PayloadTemplate, right: PayloadTemplate) -> Bool {
        left.source.description.utf8.elementsEqual(right.source.description.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(source)
    }

    /// The payload for `scope`.
    public func evaluate(in scope: inout some ExpressionScope) throws(ExpressionError) -> JSONValue {
        let payload = try node.evaluate(in: &scope)
        guard payload.depth <= ExpressionError.maximumDepth else { throw ExpressionError.tooDeep }
        return payload
    }
}

/// A part of a compiled template.
indirect enum TemplateNode: Sendable {
    /// A part without expressions; its copies share their storage.
    case constant(JSONValue)
    case expression(ValueExpression, field: String)
    case object(TemplateObject)
    case array([TemplateNode])

    func evaluate(in scope: inout some ExpressionScope) throws(ExpressionError) -> JSONValue {
        switch self {
        case .constant(let value):
            return value
        case .expression(let expression, let field):
            return try expression.evaluate(in: &scope, field: field)
        case .object(let object):
            return try object.evaluate(in: &scope)
        case .array(let nodes):
            var elements = JSONArray()
            for node in nodes { elements.append(try node.evaluate(in: &scope)) }
            return .array(elements)
        }
    }

    func collectExpressions(
        below pointer: [String], into expressions: inout [(pointer: [String], expression: ValueExpression)]
    ) {
        switch self {
        case .constant:
            break
        case .expression(let expression, _):
            expressions.append((pointer, expression))
        case .object(let object):
            for member in object.members {
                member.node.collectExpressions(below: pointer + [member.sourceName], into: &expressions)
            }
        case .array(let nodes):
            for (index, node) in nodes.enumerated() {
                node.collectExpressions(below: pointer + [index.description], into: &expressions)
            }
        }
    }
}

/// An object of a template.
struct TemplateObject: Sendable {
    /// A member that is not constant.
    struct Member: Sendable {
        /// Its place in the payload.
        var position = 0
        /// Without `.$`.
        let name: String
        /// As it was written.
        let sourceName: String
        let node: TemplateNode
    }

    /// All members in the order of the payload; null stands for those that are not constant. A payload starts as a copy
    /// and shares the names with it.
    let prototype: JSONObject
    let members: [Member]

    func evaluate(in scope: inout some ExpressionScope) throws(ExpressionError) -> JSONValue {
        var object = prototype
        for member in members {
            object.setValue(try member.node.evaluate(in: &scope), at: member.position)
        }
        return .object(object)
    }
}
