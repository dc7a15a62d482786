/// The members of a JSON object in their order, with the length of their text. No key occurs twice.
///
/// One reference; copying it is cheap, and it copies its values when it changes while shared. Keys are compared by
/// their UTF-8 bytes. Objects of the same keys that come from one text share the list of their keys.
public struct JSONObject: @unchecked Sendable {
    public typealias Member = (key: String, value: JSONValue)

    // Sendable because the storage changes only while uniquely referenced, as `ContainerStorage` says.
    var storage: ContainerStorage

    static let empty = JSONObject(
        storage: ContainerStorage.make(capacity: 0, byteCount: 2, depth: 1, keys: KeyStorage.make(capacity: 0)))

    init(storage: ContainerStorage) {
        self.storage = storage
    }

    public init() {
        self = .empty
    }

    /// Of duplicate keys the last wins, at the first one's place.
    public init(_ members: some Sequence<Member>) {
        self.init(capacity: members.underestimatedCount)
        for (key, value) in members {
            self[key] = value
        }
    }

    /// An empty object with room for `capacity` members.
    package init(capacity: Int) {
        guard capacity > 0 else {
            self = .empty
            return
        }
        storage = ContainerStorage.make(
            capacity: capacity, byteCount: 2, depth: 1, keys: KeyStorage.make(capacity: capacity))
    }

    /// Length of the compact text in bytes; O(1).
    public var byteCount: Int { storage.fields.pointee.byteCount }

    /// How deeply arrays and objects nest in it, itself included; 1 if there are only scalars. O(1). An upper bound:
    /// replacing a deep value by a shallow one does not lower it.
    public var depth: Int { Int(storage.fields.pointee.depth) }

    public var keys: JSONObjectKeys { JSONObjectKeys(object: self) }

    /// The values in the order of the members.
    public var values: [JSONValue] {
        withExtendedLifetime(storage) { Array(UnsafeBufferPointer(start: storage.elements, count: count)) }
    }

    /// The position of the member `key`.
    public func index(ofKey key: String) -> Int? {
        let position = position(of: key)
        return position < 0 ? nil : position
    }

    /// The position of `key`, or -1.
    @inline(__always)
    func position(of key: String) -> Int {
        storage.unownedKeys._withUnsafeGuaranteedRef { $0.position(of: key) }
    }

    /// The value of `key`. Setting that of an existing key keeps its place; setting `nil` removes the member.
    public subscript(key: String) -> JSONValue? {
        get {
            let position = position(of: key)
            return position < 0 ? nil : storage.elements[position]
        }
        set {
            guard let newValue else {
                removeValue(forKey: key)
                return
            }
            let position = position(of: key)
            if position < 0 {
                append(key, newValue)
            } else {
                setValue(newValue, at: position)
            }
        }
    }

    /// Replaces the value of the member at `position`.
    package mutating func setValue(_ value: JSONValue, at position: Int) {
        precondition(position >= 0 && position < count, "index out of range")
        makeUnique(capacity: count)
        let fields = storage.fields
        fields.pointee.byteCount += value.byteCount - storage.elements[position].byteCount
        fields.pointee.depth = Swift.max(fields.pointee.depth, Int32(truncatingIfNeeded: value.depth + 1))
        storage.elements[position] = value
    }

    /// Appends a member whose key is not there yet.
    private mutating func append(_ key: String, _ value: JSONValue) {
        let count = count
        makeUnique(capacity: count + 1)
        makeKeysUnique(capacity: count + 1)
        let fields = storage.fields
        let keyBytes = storage.unownedKeys._withUnsafeGuaranteedRef { keys in
            let before = keys.fields.pointee.byteCount
            keys.append(key)
            return keys.fields.pointee.byteCount - before
        }
        fields.pointee.byteCount += keyBytes + value.byteCount + (count == 0 ? 0 : 1)
        fields.pointee.depth = Swift.max(fields.pointee.depth, Int32(truncatingIfNeeded: value.depth + 1))
        (storage.elements + count).initialize(to: value)
        fields.pointee.count = count + 1
    }

    /// Removes the member `key` and returns its value.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> JSONValue? {
        let position = position(of: key)
        guard position >= 0 else { return nil }
        let count = count - 1
        makeUnique(capacity: count + 1)
        makeKeysUnique(capacity: count + 1)
        let fields = storage.fields
        let keyBytes = storage.unownedKeys._withUnsafeGuaranteedRef { keys in
            let before = keys.fields.pointee.byteCount
            keys.remove(at: position)
            return before - keys.fields.pointee.byteCount
        }
        let value = (storage.elements + position).move()
        (storage.elements + position).moveInitialize(
            from: storage.elements + position + 1, count: count - position)
        fields.pointee.count = count
        fields.pointee.byteCount -= keyBytes + value.byteCount + (count == 0 ? 0 : 1)
        return value
    }

    /// Makes the storage this object's own, with room for `capacity` values at least.
    private mutating func makeUnique(capacity: Int) {
        let old = Int(storage.fields.pointee.capacity)
        if isKnownUniquelyReferenced(&storage) {
            guard capacity > old else { return }
            storage = storage.moved(capacity: Swift.max(capacity, 2 * old, 4))
        } else {
            storage = storage.copy(capacity: Swift.max(capacity, count, 4))
        }
    }

    /// Makes the keys this object's own, with room for `capacity` at least; the storage is already.
    private mutating func makeKeysUnique(capacity: Int) {
        let fields = storage.fields
        let old = storage.unownedKeys._withUnsafeGuaranteedRef { $0.fields.pointee.capacity }
        if isKnownUniquelyReferenced(&fields.pointee.keys) {
            guard capacity > old else { return }
            fields.pointee.keys = fields.pointee.keys?.copy(capacity: Swift.max(capacity, 2 * old, 4))
        } else {
            fields.pointee.keys = fields.pointee.keys?.copy(capacity: Swift.max(capacity, 4))
        }
    }
}

extension JSONObject: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { storage.fields.pointee.count }
    public var count: Int { storage.fields.pointee.count }

    public subscript(position: Int) -> Member {
        precondition(position >= 0 && position < count, "index out of range")
        return (key: key(at: position), value: storage.elements[position])
    }

    @inline(__always)
    func key(at position: Int) -> String {
        storage.unownedKeys._withUnsafeGuaranteedRef { $0.elements[position] }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self.init(members.lazy.map { (key: $0.0, value: $0.1) })
    }
}

/// The keys of an object in the order of its members.
public struct JSONObjectKeys: RandomAccessCollection, Sendable {
    let object: JSONObject

    public var startIndex: Int { 0 }
    public var endIndex: Int { object.count }

    public subscript(position: Int) -> String {
        precondition(position >= 0 && position < object.count, "index out of range")
        return object.key(at: position)
    }
}
