public import JSONModel
public import JSONPath

/// A JSONata expression as it stands between `{%` and `%}`, trimmed.
///
/// The engine that evaluates it is a module of its own; here it is source text.
public struct JSONataExpression: Hashable, Sendable {
    /// Without the delimiters and the white space inside them.
    public var source: String

    public init(source: String) { self.source = source }

    /// The expression in `text`, if it starts with `{%` and ends with `%}`; any other string is a literal.
    ///
    /// - Source: States Language specification, “JSONata expressions”.
    public init?(delimited text: String) {
        let utf8 = text.utf8
        guard utf8.count >= 4, text.hasPrefix("{%"), text.hasSuffix("%}") else { return nil }
        var inner = utf8.dropFirst(2).dropLast(2)
        func isSpace(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        while isSpace(inner.first) { inner = inner.dropFirst() }
        while isSpace(inner.last) { inner = inner.dropLast() }
        source = String(Substring(inner))
    }
}

/// JSON whose strings may be JSONata expressions: `Arguments`, `Output`, `Assign`, `Items`, `ItemSelector` …
public indirect enum JSONataTemplate: Hashable, Sendable {
    /// JSON without any expression inside.
    case literal(JSONValue)
    case expression(JSONataExpression)
    case array([JSONataTemplate])
    /// Members in the order of the definition.
    case object([Member])

    /// A member of an object, in the order of the source.
    public struct Member: Hashable, Sendable {
        public var name: String
        public var value: JSONataTemplate

        public init(name: String, value: JSONataTemplate) {
            self.name = name
            self.value = value
        }
    }

    /// Compiles `json`: every string between `{%` and `%}` is an expression, at any depth; all else is literal.
    public init(_ json: JSONValue) {
        switch json {
        case .string(let text):
            self = JSONataExpression(delimited: text).map(Self.expression) ?? .literal(json)
        case .array(let elements):
            let parts = elements.map(Self.init)
            self = parts.allSatisfy(\.isLiteral) ? .literal(json) : .array(parts)
        case .object(let object):
            let members = object.map { Member(name: $0.key, value: Self($0.value)) }
            self = members.allSatisfy(\.value.isLiteral) ? .literal(json) : .object(members)
        case .null, .bool, .number:
            self = .literal(json)
        }
    }

    /// Whether it holds no expression.
    public var isLiteral: Bool {
        if case .literal = self { true } else { false }
    }
}

/// A field that builds JSON, in the state's query language.
public enum Template: Hashable, Sendable {
    /// `Parameters`, `ResultSelector`, `Assign` … of a JSONPath state.
    case payload(PayloadTemplate)
    /// `Arguments`, `Output`, `Assign` … of a JSONata state.
    case jsonata(JSONataTemplate)
}

/// A number: literal, from a path (`…Path` fields), or from a JSONata expression.
public enum NumberField: Hashable, Sendable {
    case literal(JSONNumber)
    case path(ValueExpression)
    case expression(JSONataExpression)
}

/// A text: literal, from a path or an intrinsic call (`ErrorPath`, `CausePath`), or from a JSONata expression.
public enum TextField: Hashable, Sendable {
    case literal(String)
    case path(ValueExpression)
    case expression(JSONataExpression)
}
