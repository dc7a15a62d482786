/// Where the writer writes: raw memory with a limit.
///
/// Every write checks that there is room, so a wrong length is a trap and never a write behind the end.
struct ByteSink {
    var next: UnsafeMutablePointer<UInt8>
    let limit: UnsafeMutablePointer<UInt8>

    /// Room beyond the computed length that callers must reserve: numbers and words are checked against it at once.
    static let slack = 32

    @inline(__always)
    func require(_ count: Int) {
        precondition(limit - next >= count, "the text is longer than its computed length")
    }

    @inline(__always)
    mutating func put(_ byte: UInt8) {
        require(1)
        next.pointee = byte
        next += 1
    }

    /// Writes bytes that need no escapes; at most `slack` of them.
    @inline(__always)
    mutating func put(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        require(count)
        next.update(from: text.utf8Start, count: count)
        next += count
    }

    @inline(__always)
    mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        require(bytes.count)
        next.update(from: base, count: bytes.count)
        next += bytes.count
    }

    @inline(__always)
    mutating func put(_ number: JSONNumber) {
        switch number {
        case .int(let int):
            require(20)
            next = IntegerText.write(int, to: next)
        case .double(let double):
            DoubleText.string(double).withUTF8Bytes { put($0) }
        case .text(let text):
            text.withUTF8Bytes { put($0) }
        }
    }
}

/// How the writer spells what is special in a string: once for a JSON text, twice for a JSON text that stands as a
/// string in another JSON text.
enum EscapeTable {
    /// What stands for a byte: `count` bytes, the first one lowest; a count of 1 for a byte that stands for itself.
    struct Entry {
        var text: UInt64
        var count: Int
    }

    /// For strings in a text: `"` is `\"`.
    static let once = table { escape($0) }
    /// For strings in a text in a string: `"` is `\\\"`.
    static let twice = table { escape($0).flatMap(escape) }

    private static func table(_ escape: (UInt8) -> [UInt8]) -> [Entry] {
        (UInt8.min...UInt8.max).map { byte in
            let bytes = escape(byte)
            let text = bytes.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            return Entry(text: text, count: bytes.count)
        }
    }

    /// As Jackson does it: short forms where there are any, upper-case digits otherwise, and nothing else escaped.
    private static func escape(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): [UInt8(ascii: "\\"), byte]
        case 0x08: Array("\\b".utf8)
        case 0x09: Array("\\t".utf8)
        case 0x0A: Array("\\n".utf8)
        case 0x0C: Array("\\f".utf8)
        case 0x0D: Array("\\r".utf8)
        case 0..<0x20: Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8)
        default: [byte]
        }
    }
}
