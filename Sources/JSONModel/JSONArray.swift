/// The elements of a JSON array, with the length of their text.
public struct JSONArray: Hashable, Sendable {
    var elements: [JSONValue]
    /// Length of the compact text in bytes.
    public private(set) var byteCount: Int
    /// How deeply arrays and objects nest in it, itself included.
    public private(set) var depth: Int

    public init() {
        elements = []
        byteCount = 2
        depth = 1
    }

    public init(_ elements: some Sequence<JSONValue>) {
        self.init()
        for element in elements {
            append(element)
        }
    }

    public mutating func append(_ element: JSONValue) {
        byteCount += element.byteCount + (elements.isEmpty ? 0 : 1)
        depth = Swift.max(depth, element.depth + 1)
        elements.append(element)
    }
}

extension JSONArray: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { elements.count }

    public subscript(position: Int) -> JSONValue {
        get { elements[position] }
        set {
            byteCount += newValue.byteCount - elements[position].byteCount
            depth = Swift.max(depth, newValue.depth + 1)
            elements[position] = newValue
        }
    }
}

extension JSONArray: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: JSONValue...) { self.init(elements) }
}
