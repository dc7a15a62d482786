extension DatePicture {
    /// The picture of `$fromMillis` without one.
    static let standard = try? DatePicture("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]")

    /// `$fromMillis` with a picture that is used once.
    ///
    /// - Parameters:
    ///   - millis: since 1970, UTC.
    ///   - picture: nil for ISO 8601.
    ///   - timezone: `±hhmm`, nil for UTC.
    static func format(
        millis: Double, picture: String?, timezone: String?
    ) throws(PictureError) -> String {
        if let picture { return try DatePicture(picture).format(millis: millis, timezone: timezone) }
        return try standard?.format(millis: millis, timezone: timezone) ?? ""
    }

    func format(millis: Double, timezone: String?) throws(PictureError) -> String {
        guard millis.magnitude <= CivilTime.maximumMillis else { throw .notISO(NumberText.string(millis)) }
        let offset = timezone.map(Self.offset) ?? Offset(hours: 0, minutes: 0)
        let time = CivilTime(millis: Int(millis) + (60 * offset.hours + offset.minutes) * 60_000)
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .marker(let marker): text += try Self.format(marker, time, offset)
            }
        }
        return text
    }

    /// Hours and minutes of a zone, both of the zone's sign.
    private struct Offset {
        var hours: Int
        var minutes: Int
    }

    /// Reads `±hhmm` as a number, like JavaScript's `parseInt`.
    private static func offset(_ text: String) -> Offset {
        var digits = text.utf8.drop { $0 == 0x20 }
        let isNegative = digits.first == 0x2D
        if isNegative || digits.first == 0x2B { digits = digits.dropFirst() }
        var value = 0
        for byte in digits.prefix(9) {
            guard byte >= 0x30, byte <= 0x39 else { break }
            value = value * 10 + Int(byte - 0x30)
        }
        if isNegative { value = -value }
        return Offset(hours: value / 100, minutes: value % 100)
    }

    private static func format(
        _ marker: Marker, _ time: CivilTime, _ offset: Offset
    ) throws(PictureError) -> String {
        let component = marker.component
        switch component {
        case .calendar, .era: return "ISO"
        case .halfDay:
            let name = time.hour < 12 ? "am" : "pm"
            return marker.presentation == .name(.upper) ? name.uppercased() : name
        case .zone, .greenwichZone: return try format(marker, offset)
        case .year, .month, .day, .dayOfYear, .weekday, .weekOfYear, .weekOfMonth, .weekYear, .weekMonth, .hour,
            .halfDayHour, .minute, .second, .fraction:
            break
        }
        var value = component.value(of: time)
        switch marker.presentation {
        case .name(let letters):
            guard let names = component.names else { throw .notNamed(String(component.rawValue)) }
            var name = names[value - 1]
            if let width = marker.maximumWidth { name = String(name.prefix(width)) }
            switch letters {
            case .lower: return name.lowercased()
            case .upper: return name.uppercased()
            case .title: return name
            }
        case .number(let picture):
            if component == .year, let digits = marker.yearDigits, digits < 18 {
                value %= (0..<digits).reduce(1) { power, _ in power * 10 }
            }
            return try picture.format(Double(value))
        case .plain: return String(value)
        }
    }

    private static func format(_ marker: Marker, _ offset: Offset) throws(PictureError) -> String {
        guard case .number(let picture) = marker.presentation else {
            throw .notNamed(String(marker.component.rawValue))
        }
        let value = 100 * offset.hours + offset.minutes
        if value == 0, marker.isTraditional, picture.repeatDistance > 0 || picture.mandatoryDigits <= 4 { return "Z" }
        var text: String
        if picture.repeatDistance > 0 {
            text = try picture.format(Double(value))
        } else if picture.mandatoryDigits <= 2 {
            text = try picture.format(Double(offset.hours))
            if offset.hours == 0, offset.minutes < 0 { text = "-" + text }
            if offset.minutes != 0 {
                text += offset.minutes.magnitude < 10 ? ":0" : ":"
                text += String(offset.minutes.magnitude)
            }
        } else if picture.mandatoryDigits <= 4 {
            text = try picture.format(Double(value))
        } else {
            throw .zoneTooLong
        }
        if value >= 0 { text = "+" + text }
        return marker.component == .greenwichZone ? "GMT" + text : text
    }
}

extension DatePicture {
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
    /// Monday first.
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
}

extension DatePicture.Component {
    /// The names of its values, from 1 on, where it has some.
    var names: [String]? {
        switch self {
        case .month, .weekMonth: DatePicture.months
        case .weekday: DatePicture.weekdays
        case .year, .day, .dayOfYear, .weekOfYear, .weekOfMonth, .weekYear, .hour, .halfDayHour, .halfDay, .minute,
            .second, .fraction, .zone, .greenwichZone, .calendar, .era:
            nil
        }
    }

    /// Its number at a time; 0 for those that have none, 1 for the second half of the day.
    func value(of time: CivilTime) -> Int {
        switch self {
        case .year: time.year
        case .month: time.month
        case .day: time.day
        case .dayOfYear: time.dayOfYear
        case .weekday: time.weekday
        case .weekOfYear: time.weekOfYear
        case .weekOfMonth: time.weekOfMonth
        case .weekYear: time.weekYear
        case .weekMonth: time.weekMonth
        case .hour: time.hour
        case .halfDayHour: (time.hour + 11) % 12 + 1
        case .halfDay: time.hour < 12 ? 0 : 1
        case .minute: time.minute
        case .second: time.second
        case .fraction: time.millisecond
        case .zone, .greenwichZone, .calendar, .era: 0
        }
    }
}
