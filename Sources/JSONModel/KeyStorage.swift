/// The keys of one or many objects, in their order: objects that were read from one text with the same keys share it.
///
/// It changes only while one object alone holds it (`isKnownUniquelyReferenced`), so sharing it between threads is
/// sharing something immutable.
final class KeyStorage: ManagedBuffer<KeyStorage.Header, String> {
    struct Header {
        var count: Int
        var capacity: Int
        /// What the keys add to the length of a compact text: each with quotes, escapes and its colon.
        var byteCount: Int
        /// An open-addressing table of positions, -1 where free, its size a power of two; `nil` up to
        /// `linearLimit` keys.
        var index: UnsafeMutableBufferPointer<Int32>?
    }

    /// Up to so many keys a search simply goes through them.
    static let linearLimit = 16

    static func make(capacity: Int) -> KeyStorage {
        let buffer = KeyStorage.create(minimumCapacity: capacity) { _ in
            Header(count: 0, capacity: capacity, byteCount: 0, index: nil)
        }
        return unsafeDowncast(buffer, to: KeyStorage.self)
    }

    /// The keys at `pointer`, copied; `nil` if a key occurs twice. `byteCount` as in the header.
    static func make(copying pointer: UnsafePointer<String>, count: Int, byteCount: Int) -> KeyStorage? {
        let storage = make(capacity: count)
        storage.elements.initializeEach(from: pointer, count: count)
        storage.header.count = count
        storage.header.byteCount = byteCount
        return storage.areKeysUnique() ? storage : nil
    }

    deinit {
        withUnsafeMutablePointers { header, elements in
            elements.destroyEach(count: header.pointee.count)
            header.pointee.index?.deallocate()
        }
    }

    @inline(__always)
    var elements: UnsafeMutablePointer<String> { withUnsafeMutablePointerToElements { $0 } }

    @inline(__always)
    var fields: UnsafeMutablePointer<Header> { withUnsafeMutablePointerToHeader { $0 } }

    // MARK: Searching

    /// The position of `key`, or -1.
    @inline(__always)
    func position(of key: String) -> Int {
        let count = fields.pointee.count
        guard count <= Self.linearLimit else { return indexedPosition(of: key) }
        let bits = key.representation
        let candidates = UnsafeRawPointer(elements).assumingMemoryBound(to: (UInt64, UInt64).self)
        var position = 0
        while position < count {
            if candidates[position] == bits { return position }
            position += 1
        }
        return positionByBytes(of: key, count: count)
    }

    /// The search among few keys when none has the very representation of `key`.
    @inline(never)
    private func positionByBytes(of key: String, count: Int) -> Int {
        let keys = elements
        for position in 0..<count where keys[position].hasSameBytes(as: key) {
            return position
        }
        return -1
    }

    @inline(never)
    private func indexedPosition(of key: String) -> Int {
        guard let index = fields.pointee.index else { return positionByBytes(of: key, count: fields.pointee.count) }
        let keys = elements
        let mask = index.count - 1
        var slot = Int(truncatingIfNeeded: key.withUTF8Bytes(UTF8Bytes.hash)) & mask
        while true {
            let position = Int(index[slot])
            if position < 0 { return -1 }
            if keys[position].hasSameBytes(as: key) { return position }
            slot = (slot + 1) & mask
        }
    }

    // MARK: Changing; only for the one object that holds it

    /// A storage with the same keys and room for `capacity`.
    func copy(capacity: Int) -> KeyStorage {
        let copy = KeyStorage.make(capacity: capacity)
        let count = fields.pointee.count
        copy.elements.initializeEach(from: elements, count: count)
        copy.fields.pointee.count = count
        copy.fields.pointee.byteCount = fields.pointee.byteCount
        if let index = fields.pointee.index {
            let copied = UnsafeMutableBufferPointer<Int32>.allocate(capacity: index.count)
            _ = copied.initialize(from: index)
            copy.fields.pointee.index = copied
        }
        return copy
    }

    /// Appends a key that is not there yet; there must be room.
    func append(_ key: String) {
        let count = fields.pointee.count
        (elements + count).initialize(to: key)
        fields.pointee.count = count + 1
        fields.pointee.byteCount += JSONWriter.byteCount(ofString: key) + 1
        guard count >= Self.linearLimit else { return }
        if let index = fields.pointee.index, index.count >= 2 * (count + 1) {
            _ = insert(count, into: index)
        } else {
            _ = buildIndex()
        }
    }

    func remove(at position: Int) {
        let count = fields.pointee.count - 1
        let key = (elements + position).move()
        (elements + position).moveInitialize(from: elements + position + 1, count: count - position)
        fields.pointee.count = count
        fields.pointee.byteCount -= JSONWriter.byteCount(ofString: key) + 1
        fields.pointee.index?.deallocate()
        fields.pointee.index = nil
        if count > Self.linearLimit { _ = buildIndex() }
    }

    /// Makes the index anew. Stops at a key that occurs twice and returns false: a text may repeat one key millions of
    /// times, and each would be compared with all before it.
    private func buildIndex() -> Bool {
        let count = fields.pointee.count
        fields.pointee.index?.deallocate()
        var slots = 64
        while slots < 3 * count {
            slots *= 2
        }
        let index = UnsafeMutableBufferPointer<Int32>.allocate(capacity: slots)
        index.initialize(repeating: -1)
        fields.pointee.index = index
        for position in 0..<count where !insert(position, into: index) {
            return false
        }
        return true
    }

    /// Enters the key at `position`, or returns false if it is there already.
    private func insert(_ position: Int, into index: UnsafeMutableBufferPointer<Int32>) -> Bool {
        let keys = elements
        let mask = index.count - 1
        var slot = Int(truncatingIfNeeded: keys[position].withUTF8Bytes(UTF8Bytes.hash)) & mask
        while index[slot] >= 0 {
            if keys[Int(index[slot])].hasSameBytes(as: keys[position]) { return false }
            slot = (slot + 1) & mask
        }
        index[slot] = Int32(truncatingIfNeeded: position)
        return true
    }

    /// Whether no key occurs twice; makes the index on the way.
    private func areKeysUnique() -> Bool {
        let count = fields.pointee.count
        guard count <= Self.linearLimit else { return buildIndex() }
        let keys = elements
        for later in 0..<count {
            for earlier in 0..<later where keys[earlier].hasSameBytes(as: keys[later]) {
                return false
            }
        }
        return true
    }
}
