import JSONModel

/// `States.MathAdd`, `States.MathRandom` and `States.UUID`.
enum IntrinsicMath {
    /// Rounds each argument half up, then adds. Arguments and sum have 32 bits on the service.
    static func add(_ left: JSONValue, _ right: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard let left = rounded(left), let right = rounded(right), let sum = Int32(exactly: left + right) else {
            throw .arguments(.mathAdd)
        }
        return .number(.int(Int64(sum)))
    }

    /// Java's `Math.round`: the nearest integer, halves upwards; `nil` if it has more than 32 bits.
    private static func rounded(_ value: JSONValue) -> Int64? {
        guard case .number(let number) = value else { return nil }
        if case .int(let int) = number { return Int32(exactly: int).map { Int64($0) } }
        return Int32(exactly: (number.doubleValue + 0.5).rounded(.down)).map { Int64($0) }
    }

    /// A number as an integer, its fraction cut off: what the service does with bounds, counts, indices and seeds.
    static func truncated(_ value: JSONValue) -> Int? {
        guard case .number(let number) = value else { return nil }
        if case .int(let int) = number { return Int(exactly: int) }
        return Int(exactly: number.doubleValue.rounded(.towardZero))
    }

    /// An integer from `start` to below `end`, chosen by 64 random bits.
    static func randomInteger(
        from start: JSONValue, to end: JSONValue, bits: UInt64
    ) throws(IntrinsicFailure) -> JSONValue {
        let (start, width) = try interval(from: start, to: end)
        return .int(start + Int(bits.multipliedFullWidth(by: UInt64(width)).high))
    }

    /// The same, chosen by the first number of `java.util.Random(seed)`.
    static func randomInteger(
        from start: JSONValue, to end: JSONValue, seed: JSONValue
    ) throws(IntrinsicFailure) -> JSONValue {
        let (start, width) = try interval(from: start, to: end)
        guard let seed = truncated(seed) else { throw .arguments(.mathRandom) }
        var random = JavaRandom(seed: Int64(seed))
        return .int(start + Int(random.next(below: Int64(width))))
    }

    private static func interval(
        from start: JSONValue, to end: JSONValue
    ) throws(IntrinsicFailure) -> (start: Int, width: Int) {
        guard let start = truncated(start), let end = truncated(end), start < end else {
            throw .arguments(.mathRandom)
        }
        let (width, overflows) = end.subtractingReportingOverflow(start)
        guard !overflows else { throw .arguments(.mathRandom) }
        return (start, width)
    }

    /// A version 4 UUID from 128 random bits, six of which the version and variant replace.
    static func uuid(_ high: UInt64, _ low: UInt64) -> String {
        let high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return String(unsafeUninitializedCapacity: 36) { text in
            var position = 0
            for digit in UInt64(0)..<32 {
                if [8, 12, 16, 20].contains(digit) {
                    text[position] = UInt8(ascii: "-")
                    position += 1
                }
                let word = digit < 16 ? high : low
                text[position] = IntrinsicStrings.hexDigit(UInt8(word >> (60 - 4 * (digit & 15)) & 15))
                position += 1
            }
            return position
        }
    }
}

/// `java.util.Random`, as its documentation defines it.
struct JavaRandom {
    private var state: UInt64

    init(seed: Int64) {
        state = (UInt64(bitPattern: seed) ^ 0x5_DEEC_E66D) & (1 << 48 - 1)
    }

    private mutating func next(bits: UInt64) -> Int64 {
        state = (state &* 0x5_DEEC_E66D &+ 0xB) & (1 << 48 - 1)
        return Int64(Int32(truncatingIfNeeded: state >> (48 - bits)))
    }

    /// `nextInt(bound)`; for bounds beyond 31 bits `nextLong()` modulo the bound.
    mutating func next(below bound: Int64) -> Int64 {
        guard bound <= Int64(Int32.max) else {
            let long = UInt64(bitPattern: next(bits: 32) << 32 &+ next(bits: 32))
            return Int64(long % UInt64(bound))
        }
        if bound & (bound - 1) == 0 { return (bound * next(bits: 31)) >> 31 }
        var bits = next(bits: 31)
        var value = bits % bound
        while bits - value + bound - 1 > Int64(Int32.max) {
            bits = next(bits: 31)
            value = bits % bound
        }
        return value
    }
}
