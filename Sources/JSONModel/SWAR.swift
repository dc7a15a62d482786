/// Eight bytes looked at as one word, the first one lowest.
enum SWAR {
    static let highs: UInt64 = 0x8080_8080_8080_8080
    static let ones: UInt64 = 0x0101_0101_0101_0101
    /// Eight backslashes.
    static let backslashes = ones &* UInt64(UInt8(ascii: "\\"))

    /// A word whose lowest set bit is in the first byte that is a quote, a backslash or a control character; zero if
    /// there is none. Bits above the lowest may be wrong: subtraction carries.
    @inline(__always)
    static func stops(in word: UInt64) -> UInt64 {
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = word ^ backslashes
        let quotes = (quote &- ones) & ~quote
        let backslashes = (backslash &- ones) & ~backslash
        return (quotes | backslashes | (word &- (ones &* 0x20)) & ~word) & highs
    }

    /// Not zero if a byte is a control character.
    @inline(__always)
    static func controls(in word: UInt64) -> UInt64 {
        (word &- (ones &* 0x20)) & ~word & highs
    }

    /// 1 in each byte that is a quote or a backslash, exactly.
    @inline(__always)
    static func special(in word: UInt64) -> UInt64 {
        (zeros(in: word ^ (ones &* UInt64(UInt8(ascii: "\"")))) | zeros(in: word ^ backslashes)) >> 7
    }

    /// The highest bit of each byte that is zero, exactly: nothing here carries from byte to byte.
    @inline(__always)
    private static func zeros(in word: UInt64) -> UInt64 {
        ~(((word & ~highs) &+ ~highs) | word | ~highs)
    }
}
