/// The keys of objects that are made again and again, such as those of a payload template: prepared once, shared by
/// every object that is made with them.
package struct JSONShape: @unchecked Sendable {
    // Sendable because nobody can change these keys: the shape itself always holds one more reference.
    let keys: KeyStorage

    /// `keys` must not contain a key twice.
    package init(_ keys: [String]) {
        self.keys = KeyStorage.make(capacity: keys.count)
        for key in keys {
            precondition(self.keys.position(of: key) < 0, "the keys of a shape are unique")
            self.keys.append(key)
        }
    }

    package var count: Int { keys.fields.pointee.count }
}

/// Makes one object of a shape, value by value: one allocation, and no key is looked at.
package struct JSONObjectBuilder {
    private let storage: ContainerStorage
    private let capacity: Int

    package init(_ shape: JSONShape) {
        capacity = shape.count
        storage = ContainerStorage.make(
            capacity: capacity, byteCount: 1 + max(capacity, 1) + shape.keys.fields.pointee.byteCount, depth: 1,
            keys: shape.keys)
    }

    /// Appends the value of the next key.
    package mutating func append(_ value: consuming JSONValue) {
        let fields = storage.fields
        let count = fields.pointee.count
        precondition(count < capacity, "a shape has as many values as keys")
        fields.pointee.byteCount += value.byteCount
        fields.pointee.depth = max(fields.pointee.depth, Int32(truncatingIfNeeded: value.depth + 1))
        (storage.elements + count).initialize(to: value)
        fields.pointee.count = count + 1
    }

    /// The object with those keys that have their value.
    package consuming func finishEarly() -> JSONObject {
        let count = storage.fields.pointee.count
        var object = JSONObject(capacity: capacity)
        storage.unownedKeys._withUnsafeGuaranteedRef { keys in
            for position in 0..<count { object[keys.elements[position]] = storage.elements[position] }
        }
        return object
    }

    /// The object; every key must have its value.
    package consuming func finish() -> JSONObject {
        precondition(storage.fields.pointee.count == capacity, "a shape has as many values as keys")
        return JSONObject(storage: storage)
    }
}
