public import Diagnostics

/// A JSON value that remembers where it stands in its text: what definitions are read from.
public struct JSONNode: Sendable {
    /// What the value is, with its contents.
    public enum Kind: Sendable {
        case null
        case bool(Bool)
        case number(JSONNumber)
        case string(String)
        case array([JSONNode])
        /// In source order; duplicates are kept.
        case object([Member])
    }

    /// A member of an object, with the place of its name.
    public struct Member: Sendable {
        public var key: String
        /// With the quotes.
        public var keySpan: SourceSpan
        public var value: JSONNode

        public init(key: String, keySpan: SourceSpan, value: JSONNode) {
            self.key = key
            self.keySpan = keySpan
            self.value = value
        }
    }

    public var kind: Kind
    /// The whole value: brackets, or the quotes of a string, included.
    public var span: SourceSpan

    public init(kind: Kind, span: SourceSpan) {
        self.kind = kind
        self.span = span
    }

    /// The value without places; of duplicate keys the last wins, at the first one's place.
    public var value: JSONValue {
        switch kind {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .number(let number): .number(number)
        case .string(let string): .string(string)
        case .array(let nodes): .array(JSONArray(nodes.lazy.map(\.value)))
        case .object(let members): .object(JSONObject(members.lazy.map { (key: $0.key, value: $0.value.value) }))
        }
    }

    /// The value of the first member `key`, or `nil` if this is no object or has none.
    public subscript(key: String) -> JSONNode? {
        guard case .object(let members) = kind else { return nil }
        return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }
}
