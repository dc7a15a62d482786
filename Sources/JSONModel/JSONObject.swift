/// The members of a JSON object in their order, with the length of their text. No key occurs twice.
public struct JSONObject: Sendable {
    public typealias Member = (key: String, value: JSONValue)

    var memberKeys: [String] = []
    var memberValues: [JSONValue] = []
    /// Length of the compact text in bytes.
    public private(set) var byteCount = 2
    /// How deeply arrays and objects nest in it, itself included.
    public private(set) var depth = 1

    public init() {}

    /// Of duplicate keys the last wins, at the first one's place.
    public init(_ members: some Sequence<Member>) {
        for (key, value) in members {
            self[key] = value
        }
    }

    public var keys: [String] { memberKeys }
    public var values: [JSONValue] { memberValues }

    /// The position of the member `key`.
    public func index(ofKey key: String) -> Int? {
        memberKeys.firstIndex { $0.utf8.elementsEqual(key.utf8) }
    }

    /// The value of `key`. Setting that of an existing key keeps its place; setting `nil` removes it.
    public subscript(key: String) -> JSONValue? {
        get { index(ofKey: key).map { memberValues[$0] } }
        set {
            guard let newValue else {
                removeValue(forKey: key)
                return
            }
            depth = Swift.max(depth, newValue.depth + 1)
            if let index = index(ofKey: key) {
                byteCount += newValue.byteCount - memberValues[index].byteCount
                memberValues[index] = newValue
            } else {
                byteCount += newValue.byteCount + JSONWriter.byteCount(ofString: key) + (memberKeys.isEmpty ? 1 : 2)
                memberKeys.append(key)
                memberValues.append(newValue)
            }
        }
    }

    @discardableResult
    public mutating func removeValue(forKey key: String) -> JSONValue? {
        guard let index = index(ofKey: key) else { return nil }
        let value = memberValues.remove(at: index)
        memberKeys.remove(at: index)
        byteCount -= value.byteCount + JSONWriter.byteCount(ofString: key) + (memberKeys.isEmpty ? 1 : 2)
        return value
    }
}

extension JSONObject: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { memberKeys.count }

    public subscript(position: Int) -> Member {
        (key: memberKeys[position], value: memberValues[position])
    }
}

extension JSONObject: Hashable {
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members.map { (key: $0.0, value: $0.1) })
    }
}
