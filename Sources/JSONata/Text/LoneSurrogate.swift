/// How strings here hold what Swift's cannot: half of a surrogate pair, as a private-use character.
enum LoneSurrogate {
    static let base: UInt32 = 0x10F800

    static func scalar(_ unit: UInt16) -> Unicode.Scalar {
        Unicode.Scalar(base + UInt32(unit) - 0xD800) ?? "\u{FFFD}"
    }

    static func isIn(_ string: String) -> Bool { string.unicodeScalars.contains { $0.value >= base } }
}

extension UnitText {
    /// The text of UTF-16 units; `$encodeUrl` refuses one that has half of a pair.
    static func string(_ units: some Collection<UInt16>) -> String {
        if !units.contains(where: UTF16.isSurrogate) { return String(decoding: units, as: UTF16.self) }
        var scalars = String.UnicodeScalarView()
        var lead: UInt16?
        for unit in units {
            if let high = lead {
                lead = nil
                if UTF16.isTrailSurrogate(unit) {
                    let code = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                    if let scalar = Unicode.Scalar(code) { scalars.append(scalar) }
                    continue
                }
                scalars.append(LoneSurrogate.scalar(high))
            }
            if UTF16.isLeadSurrogate(unit) {
                lead = unit
            } else if UTF16.isTrailSurrogate(unit) {
                scalars.append(LoneSurrogate.scalar(unit))
            } else if let scalar = Unicode.Scalar(unit) {
                scalars.append(scalar)
            }
        }
        if let lead { scalars.append(LoneSurrogate.scalar(lead)) }
        return String(scalars)
    }
}
