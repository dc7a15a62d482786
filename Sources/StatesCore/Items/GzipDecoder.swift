/// Inflates gzip data, some bytes at a time: what an S3 inventory's lists are.
///
/// Several members one after the other count as one text, as everywhere. Lengths and check sums are checked.
///
/// - Source: RFC 1951 (“deflate”) and RFC 1952 (“gzip”).
public struct GzipDecoder: Sendable {
    private var reader = BitReader()
    private var phase = Phase.header
    private var isLastBlock = false
    private var window = InflateWindow()
    private var checksum = CRC32()
    /// Bytes of this member.
    private var memberLength: UInt32 = 0
    private var hasMembers = false

    private enum Phase: Sendable {
        case header
        case block
        /// Bytes as they are, so many of them.
        case stored(Int)
        case compressed(literals: HuffmanCode, distances: HuffmanCode)
        case trailer
    }

    /// A header is longer than this only to do harm; bytes.
    private static let maximumHeader = 1 << 17
    private static let magic: [UInt8] = [0x1F, 0x8B]

    public init() {}

    /// Whether an object that begins with `bytes` is gzip data.
    public static func recognises(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// Takes the next bytes of the data.
    public mutating func add(_ bytes: [UInt8]) { reader.add(bytes) }

    /// Appends to `output` what the bytes inflate to, which may be a thousand times as many.
    ///
    /// - Parameter limit: how many bytes `output` may have, but for some hundred more.
    /// - Returns: whether there may be more in the same bytes.
    public mutating func inflate(into output: inout [UInt8], limit: Int) throws(ItemReaderError) -> Bool {
        while output.count < limit {
            let start = output.count, place = reader.place
            let goesOn = try step(into: &output, limit)
            if !goesOn { reader.place = place }
            if output.count > start {
                checksum.update(output[start...])
                memberLength &+= UInt32(truncatingIfNeeded: output.count - start)
            }
            if !goesOn { return false }
        }
        return true
    }

    /// - Throws: if the data ends before its end.
    public func finish() throws(ItemReaderError) {
        guard case .header = phase, reader.isEmpty, hasMembers else { throw .cutOff }
    }

    /// Does the next thing that can be done as a whole.
    ///
    /// - Returns: `false` when there are too few bytes for it.
    private mutating func step(into output: inout [UInt8], _ limit: Int) throws(ItemReaderError) -> Bool {
        switch phase {
        case .header: return try readHeader()
        case .block: return try readBlockHeader()
        case .stored(let count): return copyStored(count, into: &output, limit)
        case .compressed(let literals, let distances):
            return try inflate(literals, distances, into: &output, limit)
        case .trailer: return try readTrailer()
        }
    }

    private mutating func readHeader() throws(ItemReaderError) -> Bool {
        guard !reader.isEmpty else { return false }
        guard let first = reader.bits(16), let method = reader.bits(8), let flags = reader.bits(8) else {
            return false
        }
        guard first == 0x8B1F, method == 8, flags & 0xE0 == 0 else {
            throw ItemReaderError("The object is no gzip data, or of a kind that is not known.")
        }
        guard reader.skip(6) else { return false }
        if flags & 4 != 0 {
            guard let length = reader.bits(16), reader.skip(length) else { return false }
        }
        for flag in [8, 16] where flags & flag != 0 {
            guard try skipText() else { return false }
        }
        if flags & 2 != 0, !reader.skip(2) { return false }
        checksum = CRC32()
        memberLength = 0
        window = InflateWindow()
        hasMembers = true
        phase = .block
        return true
    }

    /// A name or a comment, up to its zero.
    private mutating func skipText() throws(ItemReaderError) -> Bool {
        var count = 0
        while let byte = reader.bits(8) {
            if byte == 0 { return true }
            count += 1
            guard count < Self.maximumHeader else { throw .damaged }
        }
        return false
    }

    private mutating func readBlockHeader() throws(ItemReaderError) -> Bool {
        if isLastBlock {
            isLastBlock = false
            reader.align()
            phase = .trailer
            return true
        }
        guard let last = reader.bits(1), let type = reader.bits(2) else { return false }
        switch type {
        case 0:
            reader.align()
            guard let length = reader.bits(16), let check = reader.bits(16) else { return false }
            guard length ^ 0xFFFF == check else { throw .damaged }
            phase = .stored(length)
        case 1: phase = .compressed(literals: .fixedLiterals, distances: .fixedDistances)
        case 2:
            guard let (literals, distances) = try HuffmanCode.dynamic(&reader) else { return false }
            phase = .compressed(literals: literals, distances: distances)
        default: throw .damaged
        }
        isLastBlock = last == 1
        return true
    }

    private mutating func copyStored(_ count: Int, into output: inout [UInt8], _ limit: Int) -> Bool {
        var left = count
        while left > 0, output.count < limit, let byte = reader.bits(8) {
            window.append(UInt8(byte), to: &output)
            left -= 1
        }
        guard left > 0 else {
            phase = .block
            return true
        }
        phase = .stored(left)
        // What was read is gone on from.
        return left < count
    }

    /// Symbols up to the end of the block or the limit, or as many as there are whole ones.
    private mutating func inflate(
        _ literals: HuffmanCode, _ distances: HuffmanCode, into output: inout [UInt8], _ limit: Int
    ) throws(ItemReaderError) -> Bool {
        var hasMore = false
        while output.count < limit {
            let place = reader.place
            guard let symbol = try reader.symbol(of: literals) else {
                reader.place = place
                return hasMore
            }
            switch symbol {
            case 0..<256: window.append(UInt8(symbol), to: &output)
            case 256:
                phase = .block
                return true
            default:
                guard symbol < 286 else { throw .damaged }
                let (base, extra) = HuffmanCode.lengths[symbol - 257]
                guard let more = reader.bits(extra), let code = try reader.symbol(of: distances) else {
                    reader.place = place
                    return hasMore
                }
                guard code < 30 else { throw .damaged }
                let (nearest, bits) = HuffmanCode.distances[code]
                guard let further = reader.bits(bits) else {
                    reader.place = place
                    return hasMore
                }
                guard window.copy(base + more, from: nearest + further, to: &output) else { throw .damaged }
            }
            hasMore = true
        }
        return true
    }

    private mutating func readTrailer() throws(ItemReaderError) -> Bool {
        guard let sum = reader.bits(32), let length = reader.bits(32) else { return false }
        guard sum == Int(checksum.value), length == Int(memberLength) else { throw .damaged }
        phase = .header
        return true
    }
}

/// The last 32 KiB that were inflated.
struct InflateWindow: Sendable {
    private static let size = 1 << 15
    private var bytes = [UInt8](repeating: 0, count: size)
    private var written = 0

    mutating func append(_ byte: UInt8, to output: inout [UInt8]) {
        bytes[written & (Self.size - 1)] = byte
        written += 1
        output.append(byte)
    }

    /// Repeats `count` bytes from `distance` bytes ago.
    ///
    /// - Returns: `false` if there were not so many.
    mutating func copy(_ count: Int, from distance: Int, to output: inout [UInt8]) -> Bool {
        guard distance <= written else { return false }
        for _ in 0..<count { append(bytes[(written - distance) & (Self.size - 1)], to: &output) }
        return true
    }
}

/// The check sum of gzip.
struct CRC32: Sendable {
    private var state: UInt32 = 0xFFFF_FFFF

    var value: UInt32 { ~state }

    mutating func update(_ bytes: ArraySlice<UInt8>) {
        var state = state
        for byte in bytes { state = Self.table[Int((state ^ UInt32(byte)) & 0xFF)] ^ (state >> 8) }
        self.state = state
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? (value >> 1) ^ 0xEDB8_8320 : value >> 1 }
    }
}

extension ItemReaderError {
    static let damaged = ItemReaderError("The object is damaged gzip data.")
    static let cutOff = ItemReaderError("The object is gzip data that is cut off.")
}
