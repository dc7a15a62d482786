/// Unsigned numbers of seven bits a byte, low bits first; signed ones with the sign in the lowest bit.
extension [UInt8] {
    @inline(__always)
    mutating func append(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}

enum ZigZag {
    static func encode(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
    static func decode(_ bits: UInt64) -> Int64 { Int64(bitPattern: bits >> 1) ^ -Int64(bitPattern: bits & 1) }
}

/// Reads bytes that nobody vouches for.
struct ByteReader {
    private let bytes: ArraySlice<UInt8>
    private(set) var position: Int
    /// The first byte of the whole, for the offsets of errors.
    private let start: Int

    init(_ bytes: ArraySlice<UInt8>, start: Int) {
        self.bytes = bytes
        position = bytes.startIndex
        self.start = start
    }

    var offset: Int { position - start }
    var isAtEnd: Bool { position == bytes.endIndex }

    func failure(_ reason: EventCodingError.Reason) -> EventCodingError {
        EventCodingError(reason: reason, offset: offset)
    }

    mutating func varint() throws(EventCodingError) -> UInt64 {
        var value: UInt64 = 0, shift: UInt64 = 0
        while position < bytes.endIndex {
            let byte = bytes[position]
            guard shift < 63 || byte <= 1 else { throw failure(.malformed("a number has more than 64 bits")) }
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        throw failure(.malformed("the bytes end within a number"))
    }

    /// A number that says how many bytes, or things of a byte at least, follow.
    mutating func count() throws(EventCodingError) -> Int {
        let value = try varint()
        guard let count = Int(exactly: value), count <= bytes.endIndex - position else {
            throw failure(.malformed("the bytes end before what was announced"))
        }
        return count
    }

    mutating func take() throws(EventCodingError) -> ArraySlice<UInt8> {
        let count = try count()
        defer { position += count }
        return bytes[position..<(position + count)]
    }
}

/// FNV-1a of 32 bits.
enum Checksum {
    static let start: UInt32 = 0x811C_9DC5

    static func of(_ bytes: ArraySlice<UInt8>, after last: UInt32) -> UInt32 {
        var sum = last
        for byte in bytes { sum = (sum ^ UInt32(byte)) &* 0x0100_0193 }
        return sum
    }
}
