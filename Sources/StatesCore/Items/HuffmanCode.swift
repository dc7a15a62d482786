/// A code of deflate, ready to be read.
///
/// - Source: RFC 1951, 3.2.
struct HuffmanCode: Sendable {
    /// Codes up to this length are looked up at once; bits.
    static let shortLength = 10
    private static let maximumLength = 15

    /// By the next bits: symbol × 16 + length, or 0 for longer codes.
    fileprivate let short: [UInt16]
    /// How many codes of each length there are.
    fileprivate let counts: [Int]
    /// Symbols by their codes.
    fileprivate let symbols: [UInt16]

    /// - Parameter lengths: of the code of each symbol, 0 for none.
    /// - Throws: if there are more codes than can be told apart.
    init(lengths: [Int]) throws(ItemReaderError) {
        var counts = [Int](repeating: 0, count: Self.maximumLength + 1)
        for length in lengths where length > 0 { counts[length] += 1 }
        var room = 1
        var starts = [Int](repeating: 0, count: Self.maximumLength + 2)
        var codes = starts
        for length in 1...Self.maximumLength {
            room = room * 2 - counts[length]
            guard room >= 0 else { throw .damaged }
            starts[length + 1] = starts[length] + counts[length]
            codes[length + 1] = (codes[length] + counts[length]) * 2
        }
        var symbols = [UInt16](repeating: 0, count: starts[Self.maximumLength + 1])
        var short = [UInt16](repeating: 0, count: 1 << Self.shortLength)
        for (symbol, length) in lengths.enumerated() where length > 0 {
            symbols[starts[length]] = UInt16(symbol)
            starts[length] += 1
            let code = codes[length]
            codes[length] += 1
            guard length <= Self.shortLength else { continue }
            let reversed = (0..<length).reduce(0) { $0 << 1 | (code >> $1) & 1 }
            for place in stride(from: reversed, to: short.count, by: 1 << length) {
                short[place] = UInt16(symbol << 4 | length)
            }
        }
        self.counts = counts
        self.symbols = symbols
        self.short = short
    }

    /// A code of the format itself, which is right.
    private init(fixed lengths: [Int]) {
        do {
            try self.init(lengths: lengths)
        } catch {
            preconditionFailure("a code of the format is wrong")
        }
    }

    static let fixedLiterals = HuffmanCode(
        fixed: (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    static let fixedDistances = HuffmanCode(fixed: [Int](repeating: 5, count: 30))

    /// Least length and extra bits of each symbol from 257 on.
    static let lengths: [(base: Int, extra: Int)] =
        ranges(from: 3, symbols: 28, alike: 4, first: 8) + [(258, 0)]
    /// Least distance and extra bits.
    static let distances: [(base: Int, extra: Int)] = ranges(from: 1, symbols: 30, alike: 2, first: 4)

    /// `first` symbols without extra bits, then `alike` of each number of them.
    private static func ranges(from start: Int, symbols: Int, alike: Int, first: Int) -> [(base: Int, extra: Int)] {
        var base = start
        return (0..<symbols).map { symbol in
            let extra = symbol < first ? 0 : (symbol - first) / alike + 1
            defer { base += 1 << extra }
            return (base, extra)
        }
    }

    private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// The two codes that a block brings.
    ///
    /// - Returns: `nil` when there are too few bytes.
    static func dynamic(
        _ reader: inout BitReader
    ) throws(ItemReaderError) -> (literals: HuffmanCode, distances: HuffmanCode)? {
        guard let literals = reader.bits(5), let distances = reader.bits(5), let count = reader.bits(4) else {
            return nil
        }
        var own = [Int](repeating: 0, count: 19)
        for place in lengthOrder.prefix(count + 4) {
            guard let length = reader.bits(3) else { return nil }
            own[place] = length
        }
        let code = try HuffmanCode(lengths: own)
        let total = literals + 257 + distances + 1
        var lengths: [Int] = []
        while lengths.count < total {
            guard let symbol = try reader.symbol(of: code) else { return nil }
            let repeated: (base: Int, extra: Int)
            switch symbol {
            case 16: repeated = (3, 2)
            case 17: repeated = (3, 3)
            case 18: repeated = (11, 7)
            default:
                lengths.append(symbol)
                continue
            }
            guard let more = reader.bits(repeated.extra) else { return nil }
            let length = symbol == 16 ? lengths.last : 0
            guard let length, lengths.count + repeated.base + more <= total else { throw .damaged }
            lengths += [Int](repeating: length, count: repeated.base + more)
        }
        // The end of a block must have a code.
        guard lengths[256] > 0 else { throw .damaged }
        let split = literals + 257
        return (try HuffmanCode(lengths: Array(lengths[..<split])), try HuffmanCode(lengths: Array(lengths[split...])))
    }
}

/// Bits of a text that comes in parts, lowest bit of a byte first.
struct BitReader: Sendable {
    private var bytes: [UInt8] = []
    private var next = 0
    private var held: UInt64 = 0
    private var heldCount = 0

    /// A place to go back to, until bytes are added.
    struct Place {
        fileprivate var next: Int
        fileprivate var held: UInt64
        fileprivate var heldCount: Int
    }

    var place: Place {
        get { Place(next: next, held: held, heldCount: heldCount) }
        set { (next, held, heldCount) = (newValue.next, newValue.held, newValue.heldCount) }
    }

    /// Bytes that were not read.
    var size: Int { bytes.count - next + heldCount / 8 }

    var isEmpty: Bool { size == 0 }

    mutating func add(_ more: [UInt8]) {
        bytes.removeSubrange(..<next)
        next = 0
        bytes += more
    }

    private mutating func fill() {
        while heldCount <= 56, next < bytes.count {
            held |= UInt64(bytes[next]) << UInt64(heldCount)
            next += 1
            heldCount += 8
        }
    }

    private mutating func drop(_ count: Int) {
        held >>= UInt64(count)
        heldCount -= count
    }

    /// The next `count` bits, 0 … 32 of them, as a number; `nil` if there are fewer.
    mutating func bits(_ count: Int) -> Int? {
        if heldCount < count { fill() }
        guard heldCount >= count else { return nil }
        let value = Int(held & (1 << UInt64(count) - 1))
        drop(count)
        return value
    }

    /// Goes on at the next whole byte.
    mutating func align() { drop(heldCount % 8) }

    /// Passes over `count` bytes.
    mutating func skip(_ count: Int) -> Bool {
        for _ in 0..<count where bits(8) == nil { return false }
        return true
    }

    /// The next symbol; `nil` if there are too few bits.
    ///
    /// - Throws: for bits that are no code.
    mutating func symbol(of code: HuffmanCode) throws(ItemReaderError) -> Int? {
        if heldCount < 15 { fill() }
        let entry = code.short[Int(held & (1 << UInt64(HuffmanCode.shortLength) - 1))]
        let length = Int(entry & 15)
        if length > 0 {
            guard length <= heldCount else { return nil }
            drop(length)
            return Int(entry >> 4)
        }
        var value = 0
        var first = 0
        var index = 0
        for length in 1..<code.counts.count {
            guard length <= heldCount else { return nil }
            value |= Int(held >> UInt64(length - 1)) & 1
            let count = code.counts[length]
            if value - first < count {
                drop(length)
                return Int(code.symbols[index + value - first])
            }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw .damaged
    }
}
