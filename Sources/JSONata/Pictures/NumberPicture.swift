/// A picture of `$formatNumber`, checked and analysed.
///
/// Source: XPath Functions 3.1, section 4.7.
struct NumberPicture: Hashable, Sendable {
    let symbols: NumberSymbols
    /// For numbers that are not negative, and for the others.
    let positive: SubPicture
    let negative: SubPicture

    /// - Parameter options: names such as `zero-digit` with their texts; unknown ones are ignored, the last of one
    ///   name counts.
    /// - Throws: D3080…D3093. Of several faults of a part the last one in the order of the codes is told.
    init(_ picture: String, options: [(String, String)] = []) throws(PictureError) {
        symbols = NumberSymbols(options)
        let parts = picture.unicodeScalars.split(
            separator: symbols.patternSeparator, omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw PictureError("D3080", "The picture string must only contain a maximum of two sub-pictures")
        }
        positive = try SubPicture(Array(parts[0]), symbols)
        if parts.count == 2 {
            negative = try SubPicture(Array(parts[1]), symbols)
        } else {
            var negative = positive
            negative.prefix.unicodeScalars.insert(symbols.minusSign, at: negative.prefix.startIndex)
            self.negative = negative
        }
    }

    /// `$formatNumber` with a picture that is used once.
    static func format(
        _ value: Double, picture: String, options: [(String, String)] = []
    ) throws(PictureError) -> String {
        try NumberPicture(picture, options: options).format(value)
    }

    func format(_ value: Double) -> String {
        let part = value >= 0 || value.isNaN ? positive : negative
        if value.isNaN { return part.prefix + symbols.notANumber + part.suffix }
        var mantissa = value.magnitude * part.scale
        guard mantissa.isFinite else { return part.prefix + symbols.infinity + part.suffix }
        var exponent = 0
        if part.minimumExponentSize > 0, mantissa > 0 {
            let (least, most) = (Self.powerOfTen(part.scalingFactor - 1), Self.powerOfTen(part.scalingFactor))
            while mantissa < least {
                mantissa *= 10
                exponent -= 1
            }
            while mantissa > most {
                mantissa /= 10
                exponent += 1
            }
        }
        var text = digits(of: mantissa, part)
        if part.minimumExponentSize > 0 {
            text.append(symbols.exponentSeparator)
            if exponent < 0 { text.append(symbols.minusSign) }
            let plain = String(exponent.magnitude)
            let padding = String(repeating: "0", count: max(0, part.minimumExponentSize - plain.utf8.count))
            text += (padding + plain).unicodeScalars.map(symbols.digit)
        }
        return part.prefix + String(String.UnicodeScalarView(text)) + part.suffix
    }

    private static func powerOfTen(_ exponent: Int) -> Double {
        Double("1e\(exponent)") ?? .infinity
    }

    /// The integer and fraction digits of a rounded number, grouped.
    private func digits(of value: Double, _ part: SubPicture) -> [Unicode.Scalar] {
        let size = part.maximumFractionSize
        let rounded = DecimalRounding.round(value, precision: size)
        let halves = Natural.fixed(rounded, fractionDigits: size).split(separator: ".")
        var whole = Array((halves.first ?? "").drop { $0 == "0" }.unicodeScalars)
        var fraction = halves.count > 1 ? Array(halves[1].unicodeScalars) : []
        while fraction.last == "0" { fraction.removeLast() }
        if whole.count < part.minimumIntegerSize {
            whole.insert(contentsOf: repeatElement("0", count: part.minimumIntegerSize - whole.count), at: 0)
        }
        if fraction.count < part.minimumFractionSize {
            fraction += repeatElement("0", count: part.minimumFractionSize - fraction.count)
        }
        whole = whole.map(symbols.digit)
        fraction = fraction.map(symbols.digit)
        let count = whole.count
        if part.repeatDistance > 0 {
            var place = count - part.repeatDistance
            while place > 0 {
                whole.insert(symbols.groupingSeparator, at: place)
                place -= part.repeatDistance
            }
        } else {
            for position in part.integerGroups.reversed() where position < count {
                whole.insert(symbols.groupingSeparator, at: count - position)
            }
        }
        let fractionCount = fraction.count
        for position in part.fractionGroups.reversed() where position < fractionCount {
            fraction.insert(symbols.groupingSeparator, at: position)
        }
        guard part.hasDecimalSeparator, !fraction.isEmpty else { return whole }
        return whole + [symbols.decimalSeparator] + fraction
    }
}

/// The characters that have a meaning in a picture, and those that stand for it in the result.
struct NumberSymbols: Hashable, Sendable {
    var decimalSeparator: Unicode.Scalar = "."
    var groupingSeparator: Unicode.Scalar = ","
    var exponentSeparator: Unicode.Scalar = "e"
    var minusSign: Unicode.Scalar = "-"
    var percent: Unicode.Scalar = "%"
    var perMille: Unicode.Scalar = "\u{2030}"
    var zeroDigit: Unicode.Scalar = "0"
    var optionalDigit: Unicode.Scalar = "#"
    var patternSeparator: Unicode.Scalar = ";"
    var infinity = "Infinity"
    var notANumber = "NaN"

    init(_ options: [(String, String)]) {
        for (name, text) in options {
            switch name {
            case "infinity": infinity = text
            case "NaN": notANumber = text
            default:
                if let character = text.unicodeScalars.first { set(name, to: character) }
            }
        }
    }

    private mutating func set(_ name: String, to character: Unicode.Scalar) {
        switch name {
        case "decimal-separator": decimalSeparator = character
        case "grouping-separator": groupingSeparator = character
        case "exponent-separator": exponentSeparator = character
        case "minus-sign": minusSign = character
        case "percent": percent = character
        case "per-mille": perMille = character
        case "zero-digit": zeroDigit = character
        case "digit": optionalDigit = character
        case "pattern-separator": patternSeparator = character
        default: break
        }
    }

    /// The family's character for one of “0”…“9”.
    func digit(_ digit: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(zeroDigit.value + digit.value - 0x30) ?? digit
    }

    func isDigit(_ character: Unicode.Scalar) -> Bool {
        character.value >= zeroDigit.value && character.value <= zeroDigit.value + 9
    }

    /// A digit of either kind.
    func isDigitSign(_ character: Unicode.Scalar) -> Bool { isDigit(character) || character == optionalDigit }

    func isActive(_ character: Unicode.Scalar) -> Bool {
        isDigitSign(character) || character == decimalSeparator || character == groupingSeparator
            || character == exponentSeparator || character == patternSeparator
    }
}
