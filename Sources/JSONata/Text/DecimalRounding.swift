/// Rounding by decimal places, decided on the shortest decimal of a number, not on its binary value.
enum DecimalRounding {
    /// `$round`: half to even; a negative precision rounds before the point.
    static func round(_ value: Double, precision: Int = 0) -> Double {
        guard value.isFinite, value != 0 else { return value == 0 ? 0 : value }
        let shifted = precision == 0 ? value : shift(value, by: precision)
        guard shifted.isFinite else { return value }
        let rounded = shifted.rounded(.toNearestOrEven)
        if rounded == 0 { return 0 }
        return precision == 0 ? rounded : shift(rounded, by: -precision)
    }

    /// A number with its decimal point moved to the right.
    private static func shift(_ value: Double, by places: Int) -> Double {
        let decimal = ShortestDecimal(value.magnitude)
        let digits = String(decoding: decimal.digits.map { $0 + 0x30 }, as: UTF8.self)
        let result = Double("0.\(digits)e\(decimal.point + max(-2_000, min(2_000, places)))") ?? 0
        return value < 0 ? -result : result
    }
}
