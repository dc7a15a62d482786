/// Numbers as letters (a…z, aa…) and as roman numerals.
enum Numerals {
    /// - Parameter value: whole, not negative; 0 has no letters.
    static func letters(_ value: Double, isUpper: Bool) -> String {
        var rest = value
        var letters: [UInt8] = []
        while rest > 0 {
            let digit = (rest - 1).truncatingRemainder(dividingBy: 26)
            letters.append((isUpper ? 0x41 : 0x61) + UInt8(digit))
            rest = ((rest - 1) / 26).rounded(.down)
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    static func parseLetters(_ text: String, isUpper: Bool) -> Double {
        var value = 0.0
        for unit in text.utf16 { value = value * 26 + Double(unit) - (isUpper ? 0x41 : 0x61) + 1 }
        return value
    }

    private static let values: [(value: Int, upper: String, lower: String)] = [
        (1000, "M", "m"), (900, "CM", "cm"), (500, "D", "d"), (400, "CD", "cd"), (100, "C", "c"), (90, "XC", "xc"),
        (50, "L", "l"), (40, "XL", "xl"), (10, "X", "x"), (9, "IX", "ix"), (5, "V", "v"), (4, "IV", "iv"),
        (1, "I", "i"),
    ]

    /// - Parameter value: not negative, and no larger than a text of a thousandth as many letters should be.
    static func roman(_ value: Int, isUpper: Bool) -> String {
        var rest = value
        var text = ""
        for step in values {
            while rest >= step.value {
                text += isUpper ? step.upper : step.lower
                rest -= step.value
            }
        }
        return text
    }

    /// Upper-case numerals: a smaller one before a larger one is taken off. Others make NaN.
    static func parseRoman(_ text: String) -> Double {
        var sum = 0
        var largest = 1
        for scalar in text.unicodeScalars.reversed() {
            let value: Int
            switch scalar {
            case "M": value = 1000
            case "D": value = 500
            case "C": value = 100
            case "L": value = 50
            case "X": value = 10
            case "V": value = 5
            case "I": value = 1
            default: return .nan
            }
            if value < largest {
                sum -= value
            } else {
                largest = value
                sum += value
            }
        }
        return Double(sum)
    }
}
