public import JSONModel
public import JSONPath
public import JSONata

/// A JSONata expression as it stands between `{%` and `%}`, compiled.
public struct StateExpression: Hashable, Sendable {
    /// What evaluates it, in the service's dialect.
    public let compiled: JSONataExpression
    /// The members of `$states` that it reads.
    public let states: StatesMembers

    /// Without the delimiters and the white space inside them.
    public var source: String { compiled.source }

    /// - Parameter source: without the delimiters.
    public init(_ source: String) throws(JSONataError) {
        compiled = try JSONataExpression(source, dialect: .stepFunctions)
        states = StatesMembers(
            readBy: try ExpressionReferences(of: source, dialect: .stepFunctions), in: source)
    }

    init(compiled: JSONataExpression, states: StatesMembers) {
        self.compiled = compiled
        self.states = states
    }

    /// The expression in `text`, if it starts with `{%` and ends with `%}`; any other string is a literal.
    ///
    /// - Returns: the text inside, trimmed, and how many bytes stand before it.
    /// - Source: States Language specification, “JSONata expressions”.
    static func source(in text: String) -> (source: String, offset: Int)? {
        let utf8 = text.utf8
        guard utf8.count >= 4, text.hasPrefix("{%"), text.hasSuffix("%}") else { return nil }
        var inner = utf8.dropFirst(2).dropLast(2)
        func isSpace(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        while isSpace(inner.first) { inner = inner.dropFirst() }
        while isSpace(inner.last) { inner = inner.dropLast() }
        return (String(Substring(inner)), utf8.distance(from: utf8.startIndex, to: inner.startIndex))
    }
}

/// Members of `$states`: which of them an expression may read depends on the field, which it does read on the text.
public struct StatesMembers: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let input = Self(rawValue: 1)
    /// After the state's work: `Output` and `Assign` of Task, Parallel and Map.
    public static let result = Self(rawValue: 2)
    /// `Output` and `Assign` of a catcher.
    public static let errorOutput = Self(rawValue: 4)
    public static let context = Self(rawValue: 8)
    public static let all: Self = [.input, .result, .errorOutput, .context]

    /// What every expression may read.
    static let everywhere: Self = [.input, .context]

    init?(name: String) {
        switch name {
        case "input": self = .input
        case "result": self = .result
        case "errorOutput": self = .errorOutput
        case "context": self = .context
        default: return nil
        }
    }

    init(readBy references: ExpressionReferences, in source: String) {
        let uses = references.variables.filter { $0.name == "states" }
        // `%` may lead back to `$states` itself, and a use that is not among these may be of a `$states` bound inside.
        if source.utf8.contains(UInt8(ascii: "%")) || source.ranges(of: "$states").count > uses.count {
            self = .all
            return
        }
        var members: Self = []
        for use in uses {
            // `$states` as a whole, or a member that there is none of: all of it may matter.
            members.formUnion(use.field.flatMap(Self.init(name:)) ?? .all)
        }
        self = members
    }
}

/// JSON whose strings may be JSONata expressions: `Arguments`, `Output`, `Assign`, `Items`, `ItemSelector` …
public indirect enum JSONataTemplate: Hashable, Sendable {
    /// JSON without any expression inside.
    case literal(JSONValue)
    case expression(StateExpression)
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
    case expression(StateExpression)
}

/// A text: literal, from a path or an intrinsic call (`ErrorPath`, `CausePath`), or from a JSONata expression.
public enum TextField: Hashable, Sendable {
    case literal(String)
    case path(ValueExpression)
    case expression(StateExpression)
}
