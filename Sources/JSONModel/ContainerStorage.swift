/// The elements of an array or the values of an object, in one allocation with what is known about them.
///
/// It changes only while one value alone holds it (`isKnownUniquelyReferenced`), so sharing it between threads is
/// sharing something immutable.
final class ContainerStorage: ManagedBuffer<ContainerStorage.Header, JSONValue> {
    struct Header {
        var count: Int
        /// Length of the compact text.
        var byteCount: Int
        var capacity: Int32
        /// 1 + the depth of the deepest element, or more (removing an element does not lower it).
        var depth: Int32
        /// `nil` in arrays; in objects always there, its count is `count`.
        var keys: KeyStorage?
    }

    /// Up to this depth values are freed and compared by recursion, beyond it with a list of what is left to do.
    static let recursionLimit: Int32 = 128

    @inline(__always)
    static func make(capacity: Int, byteCount: Int, depth: Int32, keys: KeyStorage?) -> ContainerStorage {
        let buffer = ContainerStorage.create(minimumCapacity: capacity) { _ in
            Header(
                count: 0, byteCount: byteCount, capacity: Int32(truncatingIfNeeded: capacity), depth: depth, keys: keys)
        }
        return unsafeDowncast(buffer, to: ContainerStorage.self)
    }

    deinit {
        if fields.pointee.depth > Self.recursionLimit {
            releaseDeepElements()
        } else {
            elements.destroyEach(count: fields.pointee.count)
        }
    }

    @inline(__always)
    var elements: UnsafeMutablePointer<JSONValue> { withUnsafeMutablePointerToElements { $0 } }

    @inline(__always)
    var fields: UnsafeMutablePointer<Header> { withUnsafeMutablePointerToHeader { $0 } }

    /// The keys without a reference count; there must be some, and the storage must outlive the use.
    @inline(__always)
    var unownedKeys: Unmanaged<KeyStorage> {
        withUnsafeMutablePointerToHeader { header in
            UnsafeRawPointer(header)
                .advanced(by: MemoryLayout<Header>.offset(of: \.keys) ?? 0)
                .load(as: Unmanaged<KeyStorage>.self)
        }
    }

    /// A storage with the same elements and room for `capacity`.
    func copy(capacity: Int) -> ContainerStorage {
        let header = fields.pointee
        let copy = ContainerStorage.make(
            capacity: capacity, byteCount: header.byteCount, depth: header.depth, keys: header.keys)
        copy.elements.initializeEach(from: elements, count: header.count)
        copy.fields.pointee.count = header.count
        return copy
    }

    /// A storage with the elements of this one, which is left empty, and room for `capacity`.
    func moved(capacity: Int) -> ContainerStorage {
        let header = fields.pointee
        let moved = ContainerStorage.make(
            capacity: capacity, byteCount: header.byteCount, depth: header.depth, keys: header.keys)
        moved.elements.moveInitialize(from: elements, count: header.count)
        moved.fields.pointee.count = header.count
        fields.pointee.count = 0
        fields.pointee.keys = nil
        return moved
    }

    /// Frees elements that nest so deeply that freeing by recursion could overflow a small stack.
    private func releaseDeepElements() {
        var pending: [ContainerStorage] = []
        releaseElements(keepingDeepOnesIn: &pending)
        while var next = pending.popLast() {
            if isKnownUniquelyReferenced(&next) {
                next.releaseElements(keepingDeepOnesIn: &pending)
            }
        }
    }

    private func releaseElements(keepingDeepOnesIn pending: inout [ContainerStorage]) {
        let count = fields.pointee.count
        for position in 0..<count {
            if let storage = elements[position].containerStorage, storage.fields.pointee.depth > Self.recursionLimit {
                pending.append(storage)
            }
        }
        elements.deinitialize(count: count)
        fields.pointee.count = 0
        fields.pointee.depth = 0
    }
}

extension UnsafeMutablePointer {
    /// `initialize(from:count:)` in a loop of our own: for few elements much faster than the runtime's, which asks the
    /// type's metadata at each one.
    @inline(__always)
    func initializeEach(from source: UnsafePointer<Pointee>, count: Int) {
        var position = 0
        while position < count {
            (self + position).initialize(to: source[position])
            position += 1
        }
    }

    /// `deinitialize(count:)`, likewise.
    @inline(__always)
    func destroyEach(count: Int) {
        var position = 0
        while position < count {
            (self + position).deinitialize(count: 1)
            position += 1
        }
    }
}

extension JSONValue {
    /// The storage of an array or object.
    @inline(__always)
    var containerStorage: ContainerStorage? {
        switch self {
        case .null, .bool, .number, .string: nil
        case .array(let array): array.storage
        case .object(let object): object.storage
        }
    }
}
