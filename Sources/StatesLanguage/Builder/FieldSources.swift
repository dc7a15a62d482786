public import JSONModel

// What fields hold, as it is written. The model's `NumberField`, `TextField` and `Template` are the same, read.

/// A field that is a number: literal, from a path (`TimeoutSecondsPath` …), or from a JSONata expression.
public enum NumberSource: Hashable, Sendable {
    case literal(JSONNumber)
    /// JSONPath: written as the field whose name ends in `Path`.
    case path(String)
    /// JSONata, without `{%` and `%}`.
    case expression(String)

    public init(_ number: Int) { self = .literal(.int(Int64(number))) }
}

extension NumberSource: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public init(integerLiteral value: Int64) { self = .literal(.int(value)) }
    public init(floatLiteral value: Double) { self = .literal(.double(value)) }
}

/// A field that is a text: literal, from a path (`ErrorPath`, `TimestampPath` …), or from a JSONata expression.
public enum TextSource: Hashable, Sendable {
    case literal(String)
    /// JSONPath: written as the field whose name ends in `Path`. `ErrorPath` and `CausePath` may also call an intrinsic
    /// function.
    case path(String)
    /// JSONata, without `{%` and `%}`.
    case expression(String)
}

extension TextSource: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self = .literal(value) }
}

/// `InputPath`, `OutputPath` or `ResultPath`: a path, or `null`.
public enum PathSource: Hashable, Sendable {
    case path(String)
    /// `null`: nothing goes in or out; of a result, the input goes on.
    case discard
}

extension PathSource: ExpressibleByStringInterpolation {
    public init(stringLiteral value: String) { self = .path(value) }
}

/// JSON in which something is filled in when the state runs: `Parameters`, `Arguments`, `Assign`, `Output` …
///
/// It is written as a Swift literal. In JSONPath a member that is filled in may be written as in JSON, with a name that
/// ends in `.$`, or with a `path`; in JSONata it is an `expression`:
///
///     ["orderId.$": "$.id", "token": .path("$$.Execution.Id"), "retries": 3]
///     ["orderId": .expression("$states.input.id"), "retries": 3]
public struct TemplateSource: Hashable, Sendable {
    /// As it stands in the definition.
    let json: JSONValue
    /// Whether the name of the member that holds it gets `.$` at its end.
    let isPath: Bool

    private init(_ json: JSONValue, isPath: Bool) {
        self.json = json
        self.isPath = isPath
    }

    /// JSON that is made elsewhere, in the form of the definition: names that end in `.$` and texts between `{%` and
    /// `%}` mean what they mean there.
    public init(_ json: JSONValue) { self.init(json, isPath: false) }

    /// As `init(_:)`, for a part of a literal.
    public static func json(_ json: JSONValue) -> Self { Self(json) }

    /// What a path finds, or an intrinsic function gives. JSONPath only, and for a member of an object only: the
    /// language has no way to write one as an element of an array, where it stays a text and is warned about; call
    /// `States.Array` there.
    public static func path(_ path: String) -> Self { Self(.string(path), isPath: true) }

    /// What a JSONata expression gives.
    ///
    /// - Parameter source: without `{%` and `%}`.
    public static func expression(_ source: String) -> Self { Self(.string(delimited(source))) }

    /// An expression as it stands in a definition.
    static func delimited(_ source: String) -> String { "{% \(source) %}" }
}

extension TemplateSource: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self.init(.string(value)) }
    public init(integerLiteral value: Int64) { self.init(.number(.int(value))) }
    public init(floatLiteral value: Double) { self.init(.number(.double(value))) }
    public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
    public init(arrayLiteral elements: TemplateSource...) { self.init(.array(JSONArray(elements.map(\.json)))) }

    /// The members in the order written; of duplicate keys the last wins, at the first one's place.
    public init(dictionaryLiteral members: (String, TemplateSource)...) {
        let written = members.map { (key: $0.1.isPath ? "\($0.0).$" : $0.0, value: $0.1.json) }
        self.init(.object(JSONObject(written)))
    }
}

// Fields that may be left out: `nil` changes nothing.
extension DefinitionObject {
    /// Sets `name` or `namePath`, and removes the other.
    mutating func set(_ name: String, _ number: NumberSource?) {
        switch number {
        case .literal(let number): set(name, orPath: .value(.number(number)))
        case .expression(let source): set(name, orPath: .value(.string(TemplateSource.delimited(source))))
        case .path(let path): setPath(of: name, path)
        case nil: break
        }
    }

    /// Sets `name` or `namePath`, and removes the other.
    mutating func set(_ name: String, _ text: TextSource?) {
        switch text {
        case .literal(let text): set(name, orPath: .value(.string(text)))
        case .expression(let source): set(name, orPath: .value(.string(TemplateSource.delimited(source))))
        case .path(let path): setPath(of: name, path)
        case nil: break
        }
    }

    mutating func set(_ name: String, _ path: PathSource?) {
        switch path {
        case .path(let path): set(name, path)
        case .discard: set(name, .value(.null))
        case nil: break
        }
    }

    private mutating func set(_ name: String, orPath value: DefinitionNode) {
        remove("\(name)Path")
        set(name, value)
    }

    private mutating func setPath(of name: String, _ path: String) {
        remove(name)
        set("\(name)Path", path)
    }
}
