/// FNV-1a: a number for a text, the same in every process. No protection from whoever wants two texts to have the same.
package enum TextHash {
    /// - Parameter start: the number for what comes before.
    package static func of(_ text: String, after start: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
        var hash = start
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return hash
    }
}
