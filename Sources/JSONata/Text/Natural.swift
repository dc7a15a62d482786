/// A natural number of any size: as much as exact decimal rounding of doubles needs.
struct Natural: Hashable, Sendable {
    /// The least significant word first; no zero word at the end.
    private var words: [UInt32]

    init(_ value: UInt64) {
        words = [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
        trim()
    }

    var isZero: Bool { words.isEmpty }

    private mutating func trim() {
        while words.last == 0 { words.removeLast() }
    }

    mutating func multiply(by factor: UInt32, adding summand: UInt32 = 0) {
        var carry = UInt64(summand)
        for index in words.indices {
            let product = UInt64(words[index]) * UInt64(factor) + carry
            words[index] = UInt32(truncatingIfNeeded: product)
            carry = product >> 32
        }
        if carry > 0 { words.append(UInt32(carry)) }
        trim()
    }

    mutating func multiply(byTenTo exponent: Int) {
        for _ in 0..<max(exponent, 0) { multiply(by: 10) }
    }

    /// Divides in place and gives the remainder.
    mutating func divide(by divisor: UInt32) -> UInt32 {
        var remainder: UInt64 = 0
        for index in words.indices.reversed() {
            let value = remainder << 32 | UInt64(words[index])
            words[index] = UInt32(value / UInt64(divisor))
            remainder = value % UInt64(divisor)
        }
        trim()
        return UInt32(remainder)
    }

    mutating func shiftLeft(by bits: Int) {
        guard bits > 0, !isZero else { return }
        multiply(by: 1 << UInt32(bits % 32))
        words.insert(contentsOf: repeatElement(0, count: bits / 32), at: 0)
    }

    /// Divides by a power of two, a half rounded up.
    mutating func shiftRightRounding(by bits: Int) {
        guard bits > 0 else { return }
        let half = bits - 1
        let isRoundedUp = half / 32 < words.count && words[half / 32] >> UInt32(half % 32) & 1 == 1
        if bits / 32 >= words.count {
            words = []
        } else {
            words.removeFirst(bits / 32)
            let rest = UInt32(bits % 32)
            if rest > 0 {
                for index in words.indices {
                    let above = index + 1 < words.count ? words[index + 1] : 0
                    words[index] = words[index] >> rest | above << (32 - rest)
                }
            }
            trim()
        }
        if isRoundedUp { multiply(by: 1, adding: 1) }
    }

    /// The decimal digits; “0” for zero.
    var decimal: String {
        var rest = self
        var digits: [UInt8] = []
        while !rest.isZero {
            var group = rest.divide(by: 1_000_000_000)
            for _ in 0..<9 where group > 0 || !rest.isZero {
                digits.append(UInt8(0x30 + group % 10))
                group /= 10
            }
        }
        return digits.isEmpty ? "0" : String(decoding: digits.reversed(), as: UTF8.self)
    }

    static func < (left: Natural, right: Natural) -> Bool {
        if left.words.count != right.words.count { return left.words.count < right.words.count }
        for index in left.words.indices.reversed() where left.words[index] != right.words[index] {
            return left.words[index] < right.words[index]
        }
        return false
    }

    /// Whether a positive double is at least `number × 10^exponent`, exactly.
    static func isAtLeast(_ value: Double, _ number: Natural, timesTenTo exponent: Int) -> Bool {
        var (left, power) = parts(of: value)
        var right = number
        if exponent >= 0 { right.multiply(byTenTo: exponent) } else { left.multiply(byTenTo: -exponent) }
        if power >= 0 { left.shiftLeft(by: power) } else { right.shiftLeft(by: -power) }
        return !(left < right)
    }

    /// A double that is not negative as `number × 2^power`.
    private static func parts(of value: Double) -> (Natural, power: Int) {
        let bits = value.bitPattern & (1 << 52 - 1)
        let exponent = Int(value.bitPattern >> 52 & 0x7FF)
        return exponent == 0 ? (Natural(bits), -1_074) : (Natural(bits | 1 << 52), exponent - 1_075)
    }

    /// `Number.prototype.toFixed`: the exact value of a double with so many digits after the point, a half rounded
    /// up.
    ///
    /// - Parameter value: finite and not negative. From 1e21 up JavaScript would write an exponent.
    static func fixed(_ value: Double, fractionDigits: Int) -> String {
        // No double has more digits than this after the point.
        if fractionDigits > 1_100 {
            return fixed(value, fractionDigits: 1_100) + String(repeating: "0", count: fractionDigits - 1_100)
        }
        var (number, power) = parts(of: value)
        number.multiply(byTenTo: fractionDigits)
        if power >= 0 { number.shiftLeft(by: power) } else { number.shiftRightRounding(by: -power) }
        var digits = number.decimal
        guard fractionDigits > 0 else { return digits }
        if digits.utf8.count <= fractionDigits {
            digits = String(repeating: "0", count: fractionDigits + 1 - digits.utf8.count) + digits
        }
        let split = digits.utf8.index(digits.endIndex, offsetBy: -fractionDigits)
        return String(digits[..<split]) + "." + String(digits[split...])
    }
}
