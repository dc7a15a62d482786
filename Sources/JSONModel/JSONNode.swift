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

    /// The value without places; of duplicate keys the last wins, at the first one's place. Depth costs no stack.
    public var value: JSONValue {
        var waiting: [Conversion] = []
        var current = Conversion(self)
        while true {
            if let child = current.nextChild {
                waiting.append(current)
                current = Conversion(child)
            } else {
                guard var parent = waiting.popLast() else { return current.value }
                parent.take(current.value)
                current = parent
            }
        }
    }

    /// A node half way to a value.
    private struct Conversion {
        let kind: Kind
        var position = 0
        var elements: JSONArray = []
        var members: JSONObject = [:]

        init(_ node: JSONNode) {
            kind = node.kind
        }

        /// The child that comes next.
        var nextChild: JSONNode? {
            switch kind {
            case .array(let nodes): position < nodes.count ? nodes[position] : nil
            case .object(let members): position < members.count ? members[position].value : nil
            case .null, .bool, .number, .string: nil
            }
        }

        mutating func take(_ value: JSONValue) {
            switch kind {
            case .array: elements.append(value)
            case .object(let nodes): members[nodes[position].key] = value
            case .null, .bool, .number, .string: preconditionFailure("a scalar has no children")
            }
            position += 1
        }

        var value: JSONValue {
            switch kind {
            case .null: .null
            case .bool(let bool): .bool(bool)
            case .number(let number): .number(number)
            case .string(let string): .string(string)
            case .array: .array(elements)
            case .object: .object(members)
            }
        }
    }

    /// The value of the first member `key`, or `nil` if this is no object or has none.
    public subscript(key: String) -> JSONNode? {
        guard case .object(let members) = kind else { return nil }
        return members.first { $0.key.hasSameBytes(as: key) }?.value
    }
}
