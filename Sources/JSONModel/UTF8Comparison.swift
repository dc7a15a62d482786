/// Strings as the bytes that they are.
///
/// Swift's `==` on strings is canonical equivalence: `"é"` in one scalar equals `"é"` in two. In JSON they are two
/// strings, so keys and values are compared and hashed through here.
extension String {
    /// The representation itself. Equal bits mean equal bytes; different bits mean nothing.
    @inline(__always)
    var representation: (UInt64, UInt64) { unsafeBitCast(self, to: (UInt64, UInt64).self) }

    /// Whether the string is ASCII and stands in its representation itself (up to 15 bytes do). Two of those are equal
    /// only if their representations are: the standard library compares them that way too.
    ///
    /// The bit pattern is that of 64-bit Linux and Apple platforms; wherever it is another one, the first test, which
    /// the compiler decides, says no for every string.
    @inline(__always)
    var isInlineASCII: Bool {
        "a".representation == (0x61, 0xE1 << 56) && representation.1 >> 60 == 0xE
    }

    /// How many bytes an inline ASCII string has: its last four bits tell.
    @inline(__always)
    var inlineASCIICount: Int? {
        isInlineASCII ? Int(truncatingIfNeeded: representation.1 >> 56 & 0xF) : nil
    }

    /// Whether an inline ASCII string of `count` bytes has a quote, a backslash or a control character.
    @inline(__always)
    func hasInlineEscapes(count: Int) -> Bool {
        let spaces = SWAR.ones &* 0x20
        // What is not in use counts as spaces.
        let first = count >= 8 ? representation.0 : representation.0 | spaces << UInt64(8 * count)
        let second = representation.1 & (1 << 56 - 1) | spaces << UInt64(8 * max(0, count - 8))
        return SWAR.stops(in: first) | SWAR.stops(in: second) != 0
    }

    /// Whether both have the same UTF-8 bytes.
    @inline(__always)
    package func hasSameBytes(as other: String) -> Bool {
        if representation == other.representation { return true }
        if isInlineASCII && other.isInlineASCII { return false }
        return utf8.count == other.utf8.count && hasSameBytesSlow(as: other)
    }

    /// The comparison behind the cheap tests.
    @inline(never)
    private func hasSameBytesSlow(as other: String) -> Bool {
        withUTF8Bytes { left in
            other.withUTF8Bytes { right in
                UTF8Bytes.areEqual(left.baseAddress, right.baseAddress, count: left.count)
            }
        }
    }

    /// Calls `body` with the UTF-8 bytes; they are copied only where a string is not stored as UTF-8.
    @inline(__always)
    package func withUTF8Bytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = self
        return copy.withUTF8(body)
    }
}

enum UTF8Bytes {
    /// `memcmp` without C: eight bytes at a time.
    @inline(__always)
    static func areEqual(_ left: UnsafePointer<UInt8>?, _ right: UnsafePointer<UInt8>?, count: Int) -> Bool {
        guard count > 0, let left, let right else { return count == 0 }
        var offset = 0
        while offset + 8 <= count {
            guard word(at: left + offset) == word(at: right + offset) else { return false }
            offset += 8
        }
        while offset < count {
            guard left[offset] == right[offset] else { return false }
            offset += 1
        }
        return true
    }

    /// The eight bytes at `pointer`, the first one lowest.
    @inline(__always)
    static func word(at pointer: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self))
    }

    /// A hash of bytes, seeded per process, so that nobody outside can choose keys that collide.
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
        guard let base = bytes.baseAddress else { return mix(hash, 0) }
        var offset = 0
        while offset + 8 <= bytes.count {
            hash = mix(hash, word(at: base + offset))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.count {
            rest = rest << 8 | UInt64(base[offset])
            offset += 1
        }
        return mix(hash, rest)
    }

    @inline(__always)
    static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15 ^ (seed | 1))
        return product.high ^ product.low
    }

    private static let seed = UInt64(bitPattern: Int64(Hasher().finalize()))
}
