/// Texts as JavaScript counts and compares them.
enum UnitText {
    /// Whether a text comes before another by UTF-16 units. Differs from the order of code points only where
    /// characters beyond the basic plane meet U+E000…U+FFFF.
    static func isLess(_ left: String, _ right: String) -> Bool {
        var rightBytes = right.utf8.makeIterator()
        for byte in left.utf8 {
            guard let other = rightBytes.next() else { return false }
            if byte == other { continue }
            // Bytes order code points; a lead byte of four-byte characters stands for a surrogate, below U+E000.
            if byte >= 0xEE, other >= 0xEE, (byte >= 0xF0) != (other >= 0xF0) { return byte >= 0xF0 }
            return byte < other
        }
        return rightBytes.next() != nil
    }

    /// How many code points a text has: its bytes without those that continue a character.
    static func codePointCount(_ text: String) -> Int {
        var count = 0
        for byte in text.utf8 where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// The index after some code points, or the end.
    static func index(_ text: String, afterCodePoints count: Int) -> String.Index {
        text.unicodeScalars.index(text.startIndex, offsetBy: count, limitedBy: text.endIndex) ?? text.endIndex
    }

    /// `toUpperCase`: the full mapping without a locale.
    static func upper(_ text: String) -> String { text.uppercased() }

    /// `toLowerCase`: the full mapping without a locale; a sigma that ends a word takes its final form.
    static func lower(_ text: String) -> String {
        guard text.unicodeScalars.contains("\u{3A3}") else { return text.lowercased() }
        let scalars = Array(text.unicodeScalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\u{3A3}" {
                result += isFinalSigma(scalars, index) ? "\u{3C2}" : "\u{3C3}"
            } else {
                result += scalar.properties.lowercaseMapping
            }
        }
        return result
    }

    private static func isFinalSigma(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }
}
