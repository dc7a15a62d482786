extension DatePicture {
    /// `$toMillis` with a picture that is used once.
    ///
    /// - Parameters:
    ///   - picture: nil for ISO 8601, which then throws D3110 for other texts.
    ///   - nowMillis: what gives the components above the most significant one of the text.
    /// - Returns: milliseconds since 1970, UTC; NaN for an ISO text that is no date; nil if the text does not match
    ///   the picture.
    static func parse(_ text: String, picture: String?, nowMillis: Double) throws(PictureError) -> Double? {
        guard let picture else { return try ISOTime.parse(text) }
        return try DateReader(DatePicture(picture)).parse(text, nowMillis: nowMillis)
    }
}

/// A date/time picture made ready to read texts.
struct DateReader: Hashable, Sendable {
    private let markers: [DatePicture.Marker]
    /// What a text must match, with a group for each marker.
    private let expression: Regex?

    /// - Throws: D3130 or D3133 for what can be written but not read.
    init(_ picture: DatePicture) throws(PictureError) {
        var pattern = "^"
        var markers: [DatePicture.Marker] = []
        for part in picture.parts {
            switch part {
            case .literal(let text):
                for character in text.unicodeScalars {
                    if #".*+?^${}()|[]\/"#.unicodeScalars.contains(character) { pattern += "\\" }
                    pattern.unicodeScalars.append(character)
                }
            case .marker(let marker):
                markers.append(marker)
                pattern += "(" + (try marker.pattern()) + ")"
            }
        }
        self.markers = markers
        expression = try? Regex(pattern: pattern + "$", ignoreCase: true)
    }

    /// - Returns: milliseconds since 1970, UTC; nil if the text does not match.
    /// - Throws: D3136 for components that do not determine a time.
    func parse(_ text: String, nowMillis: Double) throws(PictureError) -> Double? {
        let units = RegexText(text)
        guard let expression, let match = (try? expression.firstMatch(in: units)) ?? nil else { return nil }
        var fields = DateFields()
        for (marker, range) in zip(markers, match.groups) {
            guard let range, let value = try marker.value(of: units.string(in: range)) else { continue }
            fields[marker.component] = value
        }
        guard !fields.isEmpty else { return nil }
        let now = CivilTime(millis: nowMillis.magnitude <= CivilTime.maximumMillis ? Int(nowMillis) : 0)
        return try fields.millis(now: now)
    }
}

extension DatePicture.Marker {
    /// What a text of this component looks like, as a pattern without regard to case.
    func pattern() throws(PictureError) -> String {
        guard case .number(let picture) = presentation else {
            switch component {
            case .month, .weekMonth, .weekday, .halfDay: return "[a-zA-Z]+"
            case .year, .day, .dayOfYear, .weekOfYear, .weekOfMonth, .weekYear, .hour, .halfDayHour, .minute,
                .second, .fraction, .zone, .greenwichZone, .calendar, .era:
                throw .notNamed(String(component.rawValue))
            }
        }
        guard component == .zone || component == .greenwichZone else { return try picture.pattern() }
        var pattern = component == .greenwichZone ? "GMT[-+][0-9]+" : "[-+][0-9]+"
        if picture.repeatDistance > 0, let separator = picture.separators.first?.character {
            pattern += "\\u" + IntegerPicture.hex(separator) + "[0-9]+"
        }
        return isTraditional ? "Z|" + pattern : pattern
    }

    /// The number of a text of this component: for zones minutes, for the fraction whole milliseconds.
    ///
    /// - Returns: nil for a name that is none.
    func value(of text: String) throws(PictureError) -> Double? {
        switch component {
        case .zone, .greenwichZone: return zone(text)
        case .fraction:
            let digits = text.unicodeScalars.compactMap { $0.properties.numericValue.map { UInt8($0) + 0x30 } }
            let first = Array((digits + [0x30, 0x30, 0x30]).prefix(3))
            return Double(String(decoding: first, as: UTF8.self))
        case .halfDay:
            return text.lowercased() == "am" ? 0 : text.lowercased() == "pm" ? 1 : nil
        case .year, .month, .day, .dayOfYear, .weekday, .weekOfYear, .weekOfMonth, .weekYear, .weekMonth, .hour,
            .halfDayHour, .minute, .second, .calendar, .era:
            break
        }
        if case .number(let picture) = presentation { return try picture.parse(text) }
        let wanted = text.lowercased()
        let index = component.names?.firstIndex { name in
            (maximumWidth.map { String(name.prefix($0)) } ?? name).lowercased() == wanted
        }
        return index.map { Double($0 + 1) }
    }

    private func zone(_ text: String) -> Double {
        guard let sign = text.utf8.firstIndex(where: { $0 == 0x2B || $0 == 0x2D }) else { return 0 }
        let halves = text.utf8[sign...].dropFirst().split { $0 < 0x30 || $0 > 0x39 }.map { String(Substring($0)) }
        var hours = halves.first ?? ""
        var minutes = halves.count > 1 ? halves[1] : ""
        if halves.count == 1, hours.utf8.count > 2 {
            minutes = String(hours.dropFirst(2))
            hours = String(hours.prefix(2))
        }
        let value = (Double(hours) ?? 0) * 60 + (Double(minutes) ?? 0)
        return text.utf8[sign] == 0x2D ? -value : value
    }
}

extension IntegerPicture {
    /// What a number of this picture looks like, as a pattern without regard to case.
    func pattern() throws(PictureError) -> String {
        switch primary {
        case .sequence(let token): throw .unsupportedSequence(token)
        case .letters: return "[a-z]+"
        case .roman: return "[mdclxvi]+"
        case .words: return "(?:" + NumberWords.vocabulary.joined(separator: "|") + "|and|[\\-, ])+"
        case .decimal:
            let last = Unicode.Scalar(zero + 9) ?? "9"
            var digits = "[\\u\(Self.hex(Unicode.Scalar(zero) ?? "0"))-\\u\(Self.hex(last))"
            for separator in separators where separator.character.value <= 0xFFFF {
                digits += "\\u" + Self.hex(separator.character)
            }
            digits += parseWidth.map { "]{\($0)}" } ?? "]+"
            return isOrdinal ? digits + "(?:th|st|nd|rd)" : digits
        }
    }

    /// Four hexadecimal digits of a character of the basic plane.
    static func hex(_ character: Unicode.Scalar) -> String {
        let digits = String(character.value, radix: 16)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
