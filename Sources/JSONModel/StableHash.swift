/// A hash that is the same in every process, on every machine and with every version of Swift, unlike `Hasher`: what is
/// stored may be compared with it. It finds mistakes; it withstands nobody who looks for collisions.
package struct StableHash: Sendable {
    private var state: UInt64 = 0x243F_6A88_85A3_08D3

    package init() {}

    /// A product with an odd number and a shift: neither loses anything of the state.
    @inline(__always)
    package mutating func add(_ word: UInt64) {
        state = (state ^ word) &* 0xBF58_476D_1CE4_E5B9
        state ^= state >> 32
    }

    @inline(__always)
    package mutating func add(_ number: some BinaryInteger) { add(UInt64(truncatingIfNeeded: number)) }

    package mutating func add(_ text: String) { text.withUTF8Bytes { add(UnsafeRawBufferPointer($0)) } }

    /// The bytes, and how many they are.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset + 8 <= bytes.count {
            add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        for byte in bytes[offset...] { rest = rest << 8 | UInt64(byte) }
        add(rest)
        add(bytes.count)
    }

    /// Never 0, so that 0 may stand for “not known”.
    package var value: UInt64 {
        var mixed = self
        mixed.add(0x1319_8A2E)
        return max(mixed.state, 1)
    }
}
