/// A picture of `$formatInteger` and `$parseInteger`: digits with separators, letters, roman numerals or words.
///
/// Source: XPath Functions 3.1, section 4.6, as far as the reference has it.
struct IntegerPicture: Hashable, Sendable {
    enum Letters: Hashable, Sendable {
        case lower, upper
        /// Each word with a capital: `Ww`.
        case title
    }

    enum Primary: Hashable, Sendable {
        case decimal, letters, roman, words
        /// A numbering that is not supported, with its token.
        case sequence(String)
    }

    struct Separator: Hashable, Sendable {
        /// Digits to the right of it.
        var position: Int
        var character: Unicode.Scalar
    }

    var primary = Primary.decimal
    var letters = Letters.lower
    /// “1st”, “first”.
    var isOrdinal = false
    /// The code of the zero of the digits' family.
    var zero: UInt32 = 0x30
    var mandatoryDigits = 0
    var optionalDigits = 0
    /// From right to left.
    var separators: [Separator] = []
    /// The distance of equal separators that repeat; 0 if they stand in their places only.
    var repeatDistance = 0
    /// The exact count of digits to read, when another number follows at once (in date/time pictures).
    var parseWidth: Int?

    /// - Throws: D3131 for digits of two families. A numbering that is not supported fails only when it is used.
    init(_ picture: String) throws(PictureError) {
        var primary = Substring(picture)
        if let semicolon = picture.unicodeScalars.lastIndex(of: ";") {
            primary = picture[..<semicolon]
            isOrdinal = picture.unicodeScalars[semicolon...].dropFirst().first == "o"
        }
        switch primary {
        case "A": (self.primary, letters) = (.letters, .upper)
        case "a": self.primary = .letters
        case "I": (self.primary, letters) = (.roman, .upper)
        case "i": self.primary = .roman
        case "W": (self.primary, letters) = (.words, .upper)
        case "Ww": (self.primary, letters) = (.words, .title)
        case "w": self.primary = .words
        default: try readDigits(primary)
        }
    }

    private mutating func readDigits(_ pattern: Substring) throws(PictureError) {
        var family: UInt32?
        var position = 0
        for scalar in pattern.unicodeScalars.reversed() {
            if let zero = Self.zero(ofDigit: scalar) {
                guard family == nil || family == zero else { throw .mixedDigits }
                family = zero
                mandatoryDigits += 1
                position += 1
            } else if scalar == "#" {
                optionalDigits += 1
                position += 1
            } else {
                separators.append(Separator(position: position, character: scalar))
            }
        }
        guard let family else {
            primary = .sequence(String(pattern))
            return
        }
        zero = family
        if let first = separators.first, separators.allSatisfy({ $0.character == first.character }) {
            repeatDistance = Self.repeatDistance(of: separators.map(\.position))
        }
    }

    /// The distance at which separators repeat, 0 if they do not.
    static func repeatDistance(of positions: [Int]) -> Int {
        var factor = 0
        for position in positions {
            var (left, right) = (factor, position)
            while right != 0 { (left, right) = (right, left % right) }
            factor = left
        }
        guard factor > 0 else { return 0 }
        for index in 0..<positions.count where !positions.contains((index + 1) * factor) { return 0 }
        return factor
    }

    /// The zero of the family of decimal digits to which a character belongs.
    static func zero(ofDigit scalar: Unicode.Scalar) -> UInt32? {
        if scalar.value < 0x80 { return scalar.value >= 0x30 && scalar.value <= 0x39 ? 0x30 : nil }
        return families.first { scalar.value >= $0 && scalar.value <= $0 + 9 }
    }

    private static let families: [UInt32] = [
        0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
        0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0,
        0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
    ]
}

extension IntegerPicture {
    /// `$formatInteger` with a picture that is used once.
    static func format(_ value: Double, picture: String) throws(PictureError) -> String {
        try IntegerPicture(picture).format(value)
    }

    /// A number, rounded down, as this picture says.
    ///
    /// - Throws: D3130 if the numbering is not supported.
    func format(_ value: Double) throws(PictureError) -> String {
        let whole = value.rounded(.down)
        let sign = whole < 0 ? "-" : ""
        guard whole.isFinite else { return NumberText.string(whole) }
        switch primary {
        case .sequence(let token): throw .unsupportedSequence(token)
        case .letters: return sign + Numerals.letters(whole.magnitude, isUpper: letters == .upper)
        case .roman:
            guard whole.magnitude < 1e7 else { throw .unsupportedSequence(letters == .upper ? "I" : "i") }
            return sign + Numerals.roman(Int(whole.magnitude), isUpper: letters == .upper)
        case .words:
            let words = NumberWords.text(whole.magnitude, isOrdinal: isOrdinal)
            switch letters {
            case .lower: return sign + words.lowercased()
            case .upper: return sign + words.uppercased()
            case .title: return sign + words
            }
        case .decimal: return sign + formatDigits(whole.magnitude)
        }
    }

    private func formatDigits(_ value: Double) -> String {
        if zero == 0x30, separators.isEmpty, !isOrdinal {
            let digits = NumberText.string(value)
            let missing = mandatoryDigits - digits.utf8.count
            return missing > 0 ? String(repeating: "0", count: missing) + digits : digits
        }
        let plain = Array(NumberText.string(value).unicodeScalars)
        var digits = plain
        if digits.count < mandatoryDigits {
            digits.insert(contentsOf: repeatElement("0", count: mandatoryDigits - digits.count), at: 0)
        }
        let padded = digits
        if zero != 0x30 {
            digits = digits.map { digit in
                Self.zero(ofDigit: digit) == nil ? digit : Unicode.Scalar(digit.value - 0x30 + zero) ?? digit
            }
        }
        let count = digits.count
        if repeatDistance > 0, let character = separators.first?.character {
            var place = count - repeatDistance
            while place > 0 {
                digits.insert(character, at: place)
                place -= repeatDistance
            }
        } else {
            for separator in separators where separator.position < count {
                digits.insert(separator.character, at: count - separator.position)
            }
        }
        var text = String(String.UnicodeScalarView(digits))
        if isOrdinal { text += Self.ordinalSuffix(padded) }
        return text
    }

    private static func ordinalSuffix(_ digits: [Unicode.Scalar]) -> String {
        if digits.count > 1, digits[digits.count - 2] == "1" { return "th" }
        switch digits.last {
        case "1": return "st"
        case "2": return "nd"
        case "3": return "rd"
        default: return "th"
        }
    }
}

extension IntegerPicture {
    /// `$parseInteger` with a picture that is used once.
    static func parse(_ text: String, picture: String) throws(PictureError) -> Double {
        try IntegerPicture(picture).parse(text)
    }

    /// The number that a text shows; what is none is NaN, as the reference has it.
    ///
    /// - Throws: D3130 if the numbering is not supported.
    func parse(_ text: String) throws(PictureError) -> Double {
        switch primary {
        case .sequence(let token): throw .unsupportedSequence(token)
        case .letters: return Numerals.parseLetters(text, isUpper: letters == .upper)
        case .roman: return Numerals.parseRoman(letters == .upper ? text : text.uppercased())
        case .words: return NumberWords.parse(text.lowercased())
        case .decimal: return parseDigits(text)
        }
    }

    private func parseDigits(_ text: String) -> Double {
        var scalars = Array(text.unicodeScalars)
        if isOrdinal { scalars.removeLast(min(2, scalars.count)) }
        scalars.removeAll { scalar in separators.contains { $0.character == scalar } }
        var digits = ""
        for scalar in scalars {
            let isDigit = scalar.value >= zero && scalar.value <= zero + 9
            let isSign = digits.isEmpty && (scalar == "-" || scalar == "+")
            if digits.isEmpty, scalar.properties.isWhitespace { continue }
            guard isDigit || isSign else { break }
            digits.unicodeScalars.append(isDigit ? Unicode.Scalar(scalar.value - zero + 0x30) ?? scalar : scalar)
        }
        return Double(digits) ?? .nan
    }
}
