/// Remembers the keys of one text, and the lists of keys that its objects had, so that an array of like objects has
/// one list of keys.
///
/// Both tables are small and simply forget what another entry displaces: no text can make them slow, it can only make
/// them useless.
struct KeyInterner: ~Copyable {
    /// A key that was seen: `count` bytes at `start`, of which `word` holds the first eight.
    struct Entry {
        var word: UInt64
        var start: UnsafePointer<UInt8>?
        var count: Int
        var string: KeyBits
    }

    struct ShapeEntry {
        var hash: UInt64
        var keys: KeyStorage?
    }

    /// The keys of this text; they stay where they are until the parser ends, so that the others can refer to them
    /// without counting.
    private var pool = GrowingStack<String>()
    private let entries: UnsafeMutablePointer<Entry>
    private let shapes: UnsafeMutablePointer<ShapeEntry>
    /// One less than the size of the tables, a power of two; -1 if there are none.
    private let mask: Int

    init(textCount: Int) {
        // In a short text there is little to share, and the tables would cost more than all the rest.
        let capacity = textCount < 512 ? 0 : textCount < 8_192 ? 32 : 256
        mask = capacity - 1
        entries = .allocate(capacity: capacity)
        entries.initialize(repeating: Entry(word: 0, start: nil, count: 0, string: KeyBits()), count: capacity)
        shapes = .allocate(capacity: capacity)
        shapes.initialize(repeating: ShapeEntry(hash: 0, keys: nil), count: capacity)
    }

    deinit {
        entries.deallocate()
        shapes.destroyEach(count: mask + 1)
        shapes.deallocate()
    }

    /// The key whose bytes stand at `start` without escapes. `end` is the end of the text.
    @inline(__always)
    mutating func key(
        _ start: UnsafePointer<UInt8>, count: Int, isASCII: Bool, in scanner: JSONScanner
    ) throws(JSONSyntaxError) -> KeyBits {
        guard mask > 0 else {
            return keep(try Self.string(start, count, isASCII, scanner))
        }
        let word = Self.firstWord(start, count: count, end: scanner.end)
        let hash = (word ^ UInt64(truncatingIfNeeded: count)) &* Self.factor
        let entry = entries + (Int(truncatingIfNeeded: hash >> 48) & mask)
        if entry.pointee.word == word, entry.pointee.count == count, let seen = entry.pointee.start,
            count <= 8 || UTF8Bytes.areEqual(seen + 8, start + 8, count: count - 8)
        {
            return entry.pointee.string
        }
        let bits = keep(try Self.string(start, count, isASCII, scanner))
        entry.pointee = Entry(word: word, start: start, count: count, string: bits)
        return bits
    }

    private static func string(
        _ start: UnsafePointer<UInt8>, _ count: Int, _ isASCII: Bool, _ scanner: JSONScanner
    ) throws(JSONSyntaxError) -> String {
        let bytes = UnsafeBufferPointer(start: start, count: count)
        return isASCII ? String(decoding: bytes, as: UTF8.self) : try scanner.validated(bytes)
    }

    /// Takes care of a key that has escapes.
    @inline(never)
    mutating func keep(_ key: String) -> KeyBits {
        pool.push(key)
        return KeyBits(of: key)
    }

    @inline(__always)
    private static func firstWord(
        _ start: UnsafePointer<UInt8>, count: Int, end: UnsafePointer<UInt8>
    ) -> UInt64 {
        guard end - start >= 8 else {
            var word: UInt64 = 0
            for place in 0..<min(count, 8) {
                word |= UInt64(start[place]) << UInt64(8 * place)
            }
            return word
        }
        let word = UTF8Bytes.word(at: start)
        return count >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: 8 * count)) &- 1)
    }

    private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// The list of `count` keys at `keys`, at least one, shared with an earlier object if one had the same; `nil` if
    /// a key occurs twice.
    @inline(__always)
    mutating func shape(_ keys: UnsafeMutablePointer<KeyBits>, count: Int) -> KeyStorage? {
        guard mask > 0 else { return makeShape(keys, count: count) }
        let first = keys[0].low ^ keys[0].high
        let last = keys[count - 1].low ^ keys[count - 1].high
        let hash = (first ^ last &* 3 ^ UInt64(truncatingIfNeeded: count)) &* Self.factor
        let entry = shapes + (Int(truncatingIfNeeded: hash >> 48) & mask)
        if entry.pointee.hash == hash, let seen = entry.pointee.keys, seen.fields.pointee.count == count {
            let known = UnsafeRawPointer(seen.elements).assumingMemoryBound(to: KeyBits.self)
            var position = 0
            while position < count, known[position] == keys[position] {
                position += 1
            }
            if position == count { return seen }
        }
        let made = makeShape(keys, count: count)
        if let made { entry.pointee = ShapeEntry(hash: hash, keys: made) }
        return made
    }

    @inline(never)
    private func makeShape(_ keys: UnsafeMutablePointer<KeyBits>, count: Int) -> KeyStorage? {
        let strings = UnsafeRawPointer(keys).assumingMemoryBound(to: String.self)
        var byteCount = 0
        for position in 0..<count {
            byteCount += JSONWriter.byteCount(ofString: strings[position]) + 1
        }
        return KeyStorage.make(copying: strings, count: count, byteCount: byteCount)
    }
}

/// The representation of a `String` that somebody else keeps alive: a key without reference counting.
struct KeyBits: Equatable {
    var low: UInt64 = 0
    var high: UInt64 = 0

    init() {}

    init(of string: String) {
        (low, high) = string.representation
    }
}
