/// The elements of a JSON array, with the length of their text.
///
/// One reference; copying it is cheap, and it copies its elements when it changes while shared.
public struct JSONArray: @unchecked Sendable {
    // Sendable because the storage changes only while uniquely referenced, as `ContainerStorage` says.
    var storage: ContainerStorage

    static let empty = JSONArray(
        storage: ContainerStorage.make(capacity: 0, byteCount: 2, depth: 1, keys: nil))

    init(storage: ContainerStorage) {
        self.storage = storage
    }

    public init() {
        self = .empty
    }

    public init(_ elements: some Sequence<JSONValue>) {
        self.init(capacity: elements.underestimatedCount)
        for element in elements {
            append(element)
        }
    }

    /// An empty array with room for `capacity` elements.
    package init(capacity: Int) {
        storage =
            capacity == 0
            ? Self.empty.storage : ContainerStorage.make(capacity: capacity, byteCount: 2, depth: 1, keys: nil)
    }

    /// Length of the compact text in bytes; O(1).
    public var byteCount: Int { storage.fields.pointee.byteCount }

    /// How deeply arrays and objects nest in it, itself included; 1 if there are only scalars. O(1). An upper bound:
    /// replacing a deep element by a shallow one does not lower it.
    public var depth: Int { Int(storage.fields.pointee.depth) }

    public mutating func append(_ element: JSONValue) {
        let count = storage.fields.pointee.count
        makeUnique(capacity: count + 1)
        let fields = storage.fields
        fields.pointee.byteCount += element.byteCount + (count == 0 ? 0 : 1)
        fields.pointee.depth = Swift.max(fields.pointee.depth, Int32(truncatingIfNeeded: element.depth + 1))
        (storage.elements + count).initialize(to: element)
        fields.pointee.count = count + 1
    }

    public mutating func reserveCapacity(_ capacity: Int) {
        makeUnique(capacity: capacity)
    }

    /// Makes the storage this array's own, with room for `capacity` elements at least.
    private mutating func makeUnique(capacity: Int) {
        let old = Int(storage.fields.pointee.capacity)
        if isKnownUniquelyReferenced(&storage) {
            guard capacity > old else { return }
            storage = storage.moved(capacity: Swift.max(capacity, 2 * old, 4))
        } else {
            storage = storage.copy(capacity: Swift.max(capacity, count, 4))
        }
    }
}

extension JSONArray: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { storage.fields.pointee.count }
    public var count: Int { storage.fields.pointee.count }

    public subscript(position: Int) -> JSONValue {
        get {
            precondition(position >= 0 && position < count, "index out of range")
            return storage.elements[position]
        }
        set {
            precondition(position >= 0 && position < count, "index out of range")
            makeUnique(capacity: count)
            let fields = storage.fields
            fields.pointee.byteCount += newValue.byteCount - storage.elements[position].byteCount
            fields.pointee.depth = Swift.max(fields.pointee.depth, Int32(truncatingIfNeeded: newValue.depth + 1))
            storage.elements[position] = newValue
        }
    }

    public func withContiguousStorageIfAvailable<R>(
        _ body: (UnsafeBufferPointer<JSONValue>) throws -> R
    ) rethrows -> R? {
        try withExtendedLifetime(storage) {
            try body(UnsafeBufferPointer(start: storage.elements, count: count))
        }
    }
}

extension JSONArray: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: JSONValue...) { self.init(elements) }
}
