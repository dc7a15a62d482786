/// A text as the regular expression engine sees it: UTF-16 units. Made once per text, searched many times.
struct RegexText: Hashable, Sendable {
    let units: [UInt16]
    /// Whether every unit is below 128.
    let isASCII: Bool

    init(_ string: String) {
        let ascii = string.utf8.withContiguousStorageIfAvailable { utf8 -> [UInt16]? in
            guard !utf8.contains(where: { $0 >= 0x80 }) else { return nil }
            return [UInt16](unsafeUninitializedCapacity: utf8.count) { units, count in
                for index in 0..<utf8.count { units[index] = UInt16(utf8[index]) }
                count = utf8.count
            }
        }
        if let units = ascii.flatMap({ $0 }) {
            self.units = units
            isASCII = true
        } else {
            units = Array(string.utf16)
            isASCII = !units.contains { $0 >= 0x80 }
        }
    }

    /// The text of a range of units; half of a surrogate pair reads as U+FFFD.
    func string(in range: Range<Int>) -> String {
        guard isASCII else { return String(decoding: units[range], as: UTF16.self) }
        return units.withUnsafeBufferPointer { units in
            String(unsafeUninitializedCapacity: range.count) { bytes in
                var count = 0
                for index in range {
                    bytes[count] = UInt8(truncatingIfNeeded: units[index])
                    count += 1
                }
                return count
            }
        }
    }
}
