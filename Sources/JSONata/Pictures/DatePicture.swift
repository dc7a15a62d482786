/// A picture of `$fromMillis` and `$toMillis`: literal text and components in brackets.
///
/// Source: XPath Functions 3.1, section 9.8.4, with the reference's `X` and `x` for the year and the month of a week.
struct DatePicture: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        case literal(String)
        case marker(Marker)
    }

    enum Component: Character, Hashable, Sendable {
        case year = "Y"
        case month = "M"
        case day = "D"
        case dayOfYear = "d"
        case weekday = "F"
        case weekOfYear = "W"
        case weekOfMonth = "w"
        case weekYear = "X"
        case weekMonth = "x"
        case hour = "H"
        case halfDayHour = "h"
        case halfDay = "P"
        case minute = "m"
        case second = "s"
        case fraction = "f"
        case zone = "Z"
        case greenwichZone = "z"
        case calendar = "C"
        case era = "E"
    }

    /// How a component is shown.
    enum Presentation: Hashable, Sendable {
        case name(IntegerPicture.Letters)
        case number(IntegerPicture)
        /// Components that are always shown in one way.
        case plain
    }

    struct Marker: Hashable, Sendable {
        var component: Component
        var presentation: Presentation
        /// `t`: the zone with offset 0 is “Z”.
        var isTraditional: Bool
        /// The most characters of a name.
        var maximumWidth: Int?
        /// The last digits of a year that are shown; nil for all.
        var yearDigits: Int?
    }

    let parts: [Part]

    /// Widths in pictures count up to this.
    private static let maximumWidth = 1_000

    /// - Throws: D3131, D3132 or D3135.
    init(_ picture: String) throws(PictureError) {
        parts = try Self.parts(of: Array(picture.unicodeScalars))
    }

    private static func parts(of picture: [Unicode.Scalar]) throws(PictureError) -> [Part] {
        var parts: [Part] = []
        var literal: [Unicode.Scalar] = []
        var index = 0
        func finishLiteral() {
            if !literal.isEmpty { parts.append(.literal(String(String.UnicodeScalarView(literal)))) }
            literal = []
        }
        while index < picture.count {
            let character = picture[index]
            let isDoubled = index + 1 < picture.count && picture[index + 1] == character
            if character == "[", !isDoubled {
                finishLiteral()
                guard let end = picture[index...].firstIndex(of: "]") else { throw .missingBracket }
                let text = picture[(index + 1)..<end].filter { !$0.properties.isWhitespace }
                let marker = try marker(text)
                fixWidth(ofLastNumber: &parts, before: marker)
                parts.append(.marker(marker))
                index = end + 1
                continue
            }
            literal.append(character)
            index += isDoubled && (character == "[" || character == "]") ? 2 : 1
        }
        finishLiteral()
        return parts
    }

    /// A number that another follows at once must have a fixed width to be read.
    private static func fixWidth(ofLastNumber parts: inout [Part], before marker: Marker) {
        guard case .number = marker.presentation, case .marker(var last)? = parts.last,
            case .number(var picture) = last.presentation, picture.mandatoryDigits > 0
        else { return }
        picture.parseWidth = picture.mandatoryDigits
        last.presentation = .number(picture)
        parts[parts.count - 1] = .marker(last)
    }

    private static func marker(_ text: [Unicode.Scalar]) throws(PictureError) -> Marker {
        guard let first = text.first, let component = Component(rawValue: Character(first)) else {
            throw .unknownComponent(text.first.map { String(Character($0)) } ?? "")
        }
        var modifier = text.dropFirst()
        var width: (minimum: Int?, maximum: Int?) = (nil, nil)
        if let comma = modifier.lastIndex(of: ",") {
            let bounds = modifier[(comma + 1)...].split(
                separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
            width.minimum = bounds.first.flatMap(Self.width)
            width.maximum = bounds.count > 1 ? Self.width(bounds[1]) : nil
            modifier = modifier[..<comma]
        }
        var second: Unicode.Scalar?
        if modifier.count > 1, let last = modifier.last, "atco".unicodeScalars.contains(last) {
            second = last
            modifier = modifier.dropLast()
        }
        var primary = String(String.UnicodeScalarView(modifier))
        if primary.isEmpty { primary = component.defaultPresentation }
        var marker = Marker(
            component: component, presentation: .plain, isTraditional: second == "t", maximumWidth: width.maximum,
            yearDigits: nil)
        if primary.hasPrefix("n") {
            marker.presentation = .name(.lower)
        } else if primary.hasPrefix("N") {
            marker.presentation = .name(primary.dropFirst().hasPrefix("n") ? .title : .upper)
        } else if component.isNumeric {
            var picture = try IntegerPicture(second == "o" ? primary + ";o" : primary)
            if component != .zone, component != .greenwichZone {
                picture.mandatoryDigits = max(picture.mandatoryDigits, width.minimum ?? 0)
            }
            if component == .year {
                if let maximum = width.maximum {
                    marker.yearDigits = maximum
                    picture.mandatoryDigits = maximum
                } else if picture.mandatoryDigits + picture.optionalDigits >= 2 {
                    marker.yearDigits = picture.mandatoryDigits + picture.optionalDigits
                }
            }
            marker.presentation = .number(picture)
        }
        return marker
    }

    /// A width of a modifier; nil for `*` and for what is no number.
    private static func width(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        let digits = text.prefix { $0 >= "0" && $0 <= "9" }
        guard !digits.isEmpty else { return nil }
        return min(Int(String(String.UnicodeScalarView(digits))) ?? maximumWidth, maximumWidth)
    }
}

extension DatePicture.Component {
    /// How a component without a modifier is shown.
    var defaultPresentation: String {
        switch self {
        case .year, .month, .day, .dayOfYear, .weekOfYear, .weekOfMonth, .weekYear, .weekMonth, .hour, .halfDayHour,
            .fraction:
            "1"
        case .minute, .second: "01"
        case .weekday, .halfDay, .calendar, .era: "n"
        case .zone, .greenwichZone: "01:01"
        }
    }

    /// Whether a number can stand for it.
    var isNumeric: Bool {
        switch self {
        case .year, .month, .day, .dayOfYear, .weekday, .weekOfYear, .weekOfMonth, .weekYear, .weekMonth, .hour,
            .halfDayHour, .minute, .second, .fraction, .zone, .greenwichZone:
            true
        case .halfDay, .calendar, .era: false
        }
    }
}
