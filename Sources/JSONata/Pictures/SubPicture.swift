/// One part of a number picture, for numbers of one sign: what comes before and after, and how many digits.
struct SubPicture: Hashable, Sendable {
    var prefix: String
    let suffix: String
    /// 100 for percent, 1000 for per-mille, else 1.
    let scale: Double
    let hasDecimalSeparator: Bool
    /// The distance of grouping separators that repeat; 0 if they stand in their places only.
    let repeatDistance: Int
    /// Digits to the right of each separator of the integer part, the largest first.
    let integerGroups: [Int]
    /// Digits to the left of each separator of the fraction, the smallest first.
    let fractionGroups: [Int]
    private(set) var minimumIntegerSize: Int
    /// Digits before the point of a mantissa.
    let scalingFactor: Int
    private(set) var minimumFractionSize: Int
    private(set) var maximumFractionSize: Int
    /// 0 for none.
    let minimumExponentSize: Int

    init(_ text: [Unicode.Scalar], _ symbols: NumberSymbols) throws(PictureError) {
        let parts = Parts(text, symbols)
        try parts.check(symbols)
        prefix = String(String.UnicodeScalarView(text[..<parts.active.startIndex]))
        suffix = String(String.UnicodeScalarView(text[parts.active.endIndex...]))
        scale = text.contains(symbols.percent) ? 100 : text.contains(symbols.perMille) ? 1_000 : 1
        hasDecimalSeparator = text.contains(symbols.decimalSeparator)
        var groups: [Int] = []
        for (index, character) in zip(parts.integer.indices, parts.integer)
        where character == symbols.groupingSeparator {
            groups.append(parts.integer[index...].count(where: symbols.isDigitSign))
        }
        integerGroups = groups
        repeatDistance = IntegerPicture.repeatDistance(of: groups)
        groups = []
        for (index, character) in zip(parts.fraction.indices, parts.fraction)
        where character == symbols.groupingSeparator {
            groups.append(parts.fraction[..<index].count(where: symbols.isDigitSign))
        }
        fractionGroups = groups
        minimumIntegerSize = parts.integer.count(where: symbols.isDigit)
        scalingFactor = minimumIntegerSize
        minimumFractionSize = parts.fraction.count(where: symbols.isDigit)
        maximumFractionSize = parts.fraction.count(where: symbols.isDigitSign)
        minimumExponentSize = parts.exponent?.count(where: symbols.isDigit) ?? 0
        let hasExponent = parts.exponent != nil
        if minimumIntegerSize == 0, maximumFractionSize == 0 {
            if hasExponent { (minimumFractionSize, maximumFractionSize) = (1, 1) } else { minimumIntegerSize = 1 }
        }
        if hasExponent, minimumIntegerSize == 0, parts.integer.contains(symbols.optionalDigit) {
            minimumIntegerSize = 1
        }
        if minimumIntegerSize == 0, minimumFractionSize == 0 { minimumFractionSize = 1 }
    }
}

extension SubPicture {
    /// The pieces of a part.
    fileprivate struct Parts {
        let text: [Unicode.Scalar]
        /// From the first active character to the last; all if there is none.
        let active: ArraySlice<Unicode.Scalar>
        let mantissa: ArraySlice<Unicode.Scalar>
        let exponent: ArraySlice<Unicode.Scalar>?
        let integer: ArraySlice<Unicode.Scalar>
        let fraction: ArraySlice<Unicode.Scalar>

        init(_ text: [Unicode.Scalar], _ symbols: NumberSymbols) {
            self.text = text
            let bounds = { (character: Unicode.Scalar) in
                symbols.isActive(character) && character != symbols.exponentSeparator
            }
            if let first = text.firstIndex(where: bounds), let last = text.lastIndex(where: bounds) {
                active = text[first...last]
            } else {
                active = text[...]
            }
            if let separator = active.firstIndex(of: symbols.exponentSeparator) {
                mantissa = active[..<separator]
                exponent = active[(separator + 1)...]
            } else {
                mantissa = active
                exponent = nil
            }
            if let point = mantissa.firstIndex(of: symbols.decimalSeparator) {
                integer = mantissa[..<point]
                fraction = mantissa[(point + 1)...]
            } else {
                integer = mantissa
                fraction = []
            }
        }

        /// All rules are checked; the last that is broken is told.
        func check(_ symbols: NumberSymbols) throws(PictureError) {
            var fault: Fault?
            let percents = text.count { $0 == symbols.percent }
            let perMilles = text.count { $0 == symbols.perMille }
            if text.count(where: { $0 == symbols.decimalSeparator }) > 1 { fault = .twoDecimalSeparators }
            if percents > 1 { fault = .twoPercents }
            if perMilles > 1 { fault = .twoPerMilles }
            if percents > 0, perMilles > 0 { fault = .percentAndPerMille }
            if !mantissa.contains(where: symbols.isDigitSign) { fault = .noDigit }
            if !active.allSatisfy(symbols.isActive) { fault = .passiveInside }
            let grouping = symbols.groupingSeparator
            if let point = text.firstIndex(of: symbols.decimalSeparator) {
                let isBefore = point > 0 && text[point - 1] == grouping
                let isAfter = point + 1 < text.count && text[point + 1] == grouping
                if isBefore || isAfter { fault = .groupingAtPoint }
            } else if integer.last == grouping {
                fault = .groupingAtEnd
            }
            if zip(text, text.dropFirst()).contains(where: { $0 == grouping && $1 == grouping }) {
                fault = .twoGroupings
            }
            if let optional = integer.firstIndex(of: symbols.optionalDigit),
                integer[..<optional].contains(where: symbols.isDigit)
            {
                fault = .optionalAfterDigit
            }
            if let optional = fraction.lastIndex(of: symbols.optionalDigit),
                fraction[optional...].contains(where: symbols.isDigit)
            {
                fault = .digitAfterOptional
            }
            if let exponent {
                if !exponent.isEmpty, percents + perMilles > 0 { fault = .percentAndExponent }
                if exponent.isEmpty || !exponent.allSatisfy(symbols.isDigit) { fault = .badExponent }
            }
            if let fault { throw fault.error }
        }
    }

    /// What can be wrong with a part, as the reference codes it.
    fileprivate enum Fault {
        case twoDecimalSeparators
        case twoPercents
        case twoPerMilles
        case percentAndPerMille
        case noDigit
        case passiveInside
        case groupingAtPoint
        case groupingAtEnd
        case twoGroupings
        case optionalAfterDigit
        case digitAfterOptional
        case percentAndExponent
        case badExponent

        var error: PictureError {
            switch self {
            case .twoDecimalSeparators:
                PictureError(
                    "D3081",
                    "The sub-picture must not contain more than one instance of the 'decimal-separator' "
                        + "character")
            case .twoPercents:
                PictureError(
                    "D3082",
                    "The sub-picture must not contain more than one instance of the 'percent' character")
            case .twoPerMilles:
                PictureError(
                    "D3083",
                    "The sub-picture must not contain more than one instance of the 'per-mille' character")
            case .percentAndPerMille:
                PictureError("D3084", "The sub-picture must not contain both a 'percent' and a 'per-mille' character")
            case .noDigit:
                PictureError(
                    "D3085",
                    "The mantissa part of a sub-picture must contain at least one character that is either an "
                        + "'optional digit character' or a member of the 'decimal digit family'")
            case .passiveInside:
                PictureError(
                    "D3086",
                    "The sub-picture must not contain a passive character that is preceded by an active "
                        + "character and that is followed by another active character")
            case .groupingAtPoint:
                PictureError(
                    "D3087",
                    "The sub-picture must not contain a 'grouping-separator' character that appears adjacent "
                        + "to a 'decimal-separator' character")
            case .groupingAtEnd:
                PictureError(
                    "D3088",
                    "The sub-picture must not contain a 'grouping-separator' at the end of the integer part")
            case .twoGroupings:
                PictureError(
                    "D3089",
                    "The sub-picture must not contain two adjacent instances of the 'grouping-separator' "
                        + "character")
            case .optionalAfterDigit:
                PictureError(
                    "D3090",
                    "The integer part of the sub-picture must not contain a member of the 'decimal digit "
                        + "family' that is followed by an instance of the 'optional digit character'")
            case .digitAfterOptional:
                PictureError(
                    "D3091",
                    "The fractional part of the sub-picture must not contain an instance of the 'optional "
                        + "digit character' that is followed by a member of the 'decimal digit family'")
            case .percentAndExponent:
                PictureError(
                    "D3092",
                    "A sub-picture that contains a 'percent' or 'per-mille' character must not contain a "
                        + "character treated as an 'exponent-separator'")
            case .badExponent:
                PictureError(
                    "D3093",
                    "The exponent part of the sub-picture must comprise only of one or more characters that "
                        + "are members of the 'decimal digit family'")
            }
        }
    }
}
