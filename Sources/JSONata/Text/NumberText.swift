/// Numbers as JavaScript writes and reads them.
enum NumberText {
    /// `Number.prototype.toString`: the shortest digits that read back as the same double, with an exponent from 1e21
    /// up and below 1e-6; `-0` is “0”. Not finite: “NaN”, “Infinity”, “-Infinity”.
    static func string(_ value: Double) -> String {
        if value == 0 { return "0" }
        if let int = Int64(exactly: value), int.magnitude <= 1 << 53 { return String(int) }
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity" }
        let decimal = ShortestDecimal(value.magnitude)
        let sign = value < 0 ? "-" : ""
        let digits = decimal.digits
        let point = decimal.point
        if point > 21 || point <= -6 {
            let exponent = point - 1
            let fraction = digits.count > 1 ? "." + text(digits[1...]) : ""
            return sign + text(digits[..<1]) + fraction + (exponent < 0 ? "e-" : "e+") + String(exponent.magnitude)
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text(digits[...]) }
        if point >= digits.count {
            return sign + text(digits[...]) + String(repeating: "0", count: point - digits.count)
        }
        return sign + text(digits[..<point]) + "." + text(digits[point...])
    }

    /// What `$string` writes: whole numbers with all their digits, others rounded to 15 significant digits.
    ///
    /// - Parameter value: finite; others give what `string` gives.
    static func roundedString(_ value: Double) -> String {
        string(rounded15(value))
    }

    /// `Number(value.toPrecision(15))` for a number that is not whole; whole numbers are themselves.
    static func rounded15(_ value: Double) -> Double {
        guard value.isFinite, value.rounded(.towardZero) != value else { return value }
        let decimal = ShortestDecimal(value.magnitude)
        guard decimal.digits.count > 15 else { return value }
        var digits = Array(decimal.digits[..<15])
        var point = decimal.point
        if isRoundedUp(decimal, value.magnitude) {
            var index = 14
            while index >= 0, digits[index] == 9 {
                digits[index] = 0
                index -= 1
            }
            if index >= 0 {
                digits[index] += 1
            } else {
                digits[0] = 1
                point += 1
            }
        }
        let rounded = Double("0." + text(digits[...]) + "e" + String(point)) ?? value
        return value < 0 ? -rounded : rounded
    }

    /// Whether the digits from the 16th on are half a unit of the 15th, or more. The shortest digits decide, except
    /// when they are exactly one half: then the double itself may be a little less.
    private static func isRoundedUp(_ decimal: ShortestDecimal, _ value: Double) -> Bool {
        let digits = decimal.digits
        guard digits.count == 16, digits[15] == 5 else { return digits[15] >= 5 }
        var half = Natural(0)
        for digit in digits { half.multiply(by: 10, adding: UInt32(digit)) }
        return Natural.isAtLeast(value, half, timesTenTo: decimal.point - 16)
    }

    private static func text(_ digits: ArraySlice<UInt8>) -> String {
        String(unsafeUninitializedCapacity: digits.count) { bytes in
            var count = 0
            for digit in digits {
                bytes[count] = 0x30 + digit
                count += 1
            }
            return count
        }
    }

    /// `$number` of a text: JSON's grammar with leading zeros allowed, or `0x`, `0o`, `0b` with their digits.
    ///
    /// - Returns: nil for anything else, also blanks around it, and for what is beyond a double.
    static func parse(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        if bytes.count > 2, bytes[0] == 0x30 {
            switch bytes[1] | 0x20 {
            case 0x78: return parsePower(bytes[2...], bits: 4)
            case 0x6F: return parsePower(bytes[2...], bits: 3)
            case 0x62: return parsePower(bytes[2...], bits: 1)
            default: break
            }
        }
        guard isDecimal(bytes), let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// `-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?`
    private static func isDecimal(_ bytes: [UInt8]) -> Bool {
        var index = 0
        func skipDigits() -> Bool {
            let start = index
            while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
            return index > start
        }
        if bytes.first == 0x2D { index += 1 }
        guard skipDigits() else { return false }
        if index < bytes.count, bytes[index] == 0x2E {
            index += 1
            guard skipDigits() else { return false }
        }
        if index < bytes.count, bytes[index] | 0x20 == 0x65 {
            index += 1
            if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
            guard skipDigits() else { return false }
        }
        return index == bytes.count
    }

    /// Digits of base 2, 8 or 16, rounded once, to even.
    private static func parsePower(_ bytes: ArraySlice<UInt8>, bits: Int) -> Double? {
        var mantissa: UInt64 = 0
        var dropped = 0
        var isInexact = false
        for byte in bytes {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < 1 << bits else { return nil }
            for bit in (0..<bits).reversed() {
                let bit = UInt64(digit >> bit & 1)
                if mantissa < 1 << 62 {
                    mantissa = mantissa << 1 | bit
                } else {
                    dropped += 1
                    isInexact = isInexact || bit == 1
                }
            }
        }
        if isInexact { mantissa |= 1 }
        let value = Double(sign: .plus, exponent: min(dropped, 2_000), significand: Double(mantissa))
        return value.isFinite ? value : nil
    }
}

/// The shortest decimal that reads back as a double: `0.DIGITS × 10^point`.
struct ShortestDecimal: Hashable, Sendable {
    /// Values 0…9, no leading and no trailing zero; empty for zero.
    private(set) var digits: [UInt8] = []
    private(set) var point = 0

    /// - Parameter value: finite and not negative.
    init(_ value: Double) {
        guard value != 0 else { return }
        var exponent = 0
        var sawPoint = false
        var isExponent = false
        var isNegative = false
        // The standard library writes the shortest digits, as “123.25”, “1e-07” or “1.5e+300”.
        for byte in value.description.utf8 {
            switch byte {
            case 0x30...0x39 where isExponent: exponent = exponent * 10 + Int(byte - 0x30)
            case 0x30...0x39:
                if byte == 0x30, digits.isEmpty {
                    if sawPoint { point -= 1 }
                    continue
                }
                digits.append(byte - 0x30)
                if !sawPoint { point += 1 }
            case 0x2E: sawPoint = true
            case 0x65: isExponent = true
            case 0x2D: isNegative = true
            default: break
            }
        }
        point += isNegative ? -exponent : exponent
        while digits.last == 0 { digits.removeLast() }
    }
}
