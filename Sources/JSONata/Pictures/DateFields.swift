/// The components that a text gives, by their numbers.
struct DateFields {
    private var values: [DatePicture.Component: Double] = [:]

    var isEmpty: Bool { values.isEmpty }

    subscript(component: DatePicture.Component) -> Double? {
        get { values[component] }
        set { values[component] = newValue }
    }

    /// Whether there are some of these, and of `all` no others.
    private func areOnly(_ some: [DatePicture.Component], of all: [DatePicture.Component]) -> Bool {
        let given = all.filter { values[$0] != nil }
        return !given.isEmpty && given.allSatisfy(some.contains)
    }

    private static let dates: [DatePicture.Component] = [
        .year, .weekYear, .month, .weekMonth, .weekOfYear, .weekOfMonth, .dayOfYear, .day,
    ]
    private static let times: [DatePicture.Component] = [.halfDay, .hour, .halfDayHour, .minute, .second, .fraction]

    mutating func millis(now: CivilTime) throws(PictureError) -> Double {
        let isMonthDate = areOnly([.year, .month, .day], of: Self.dates)
        let isYearDay = !isMonthDate && areOnly([.year, .dayOfYear], of: Self.dates)
        let isMonthWeek = areOnly([.weekYear, .weekMonth, .weekOfMonth], of: Self.dates)
        let isYearWeek = !isMonthWeek && areOnly([.weekYear, .weekOfYear], of: Self.dates)
        let isFullDay = areOnly([.hour, .minute, .second, .fraction], of: Self.times)
        let isHalfDay =
            !isFullDay && areOnly([.halfDay, .halfDayHour, .minute, .second, .fraction], of: Self.times)
        var wanted: [DatePicture.Component] =
            isYearDay
            ? [.year, .dayOfYear]
            : isMonthWeek
                ? [.weekYear, .weekMonth, .weekOfMonth, .weekday]
                : isYearWeek ? [.weekYear, .weekOfYear, .weekday] : [.year, .month, .day]
        wanted += isHalfDay ? [.halfDay, .halfDayHour] : [.hour]
        wanted += [.minute, .second, .fraction]
        try fill(wanted, now: now)
        // Dates of weeks are recognised, and refused.
        if isMonthWeek || isYearWeek { throw .missingComponents }
        let day =
            isYearDay
            ? day(values[.year], 1, 1) + (values[.dayOfYear] ?? 1) - 1
            : day(values[.year], max(1, values[.month] ?? 1), 1) + (values[.day] ?? 1) - 1
        var hours = values[.hour] ?? 0
        if isHalfDay {
            let hour = values[.halfDayHour] ?? 0
            hours = (hour == 12 ? 0 : hour) + (values[.halfDay] == 1 ? 12 : 0)
        }
        let zone = values[.zone] ?? values[.greenwichZone] ?? 0
        let minutes = (day * 24 + hours) * 60 + (values[.minute] ?? 0) - zone
        return (minutes * 60 + (values[.second] ?? 0)) * 1_000 + (values[.fraction] ?? 0)
    }

    /// Components above the first given one come from now, those below the last one are the least; one that is
    /// given below a gap is a fault.
    private mutating func fill(_ wanted: [DatePicture.Component], now: CivilTime) throws(PictureError) {
        var isStarted = false
        var isEnded = false
        for component in wanted {
            if values[component] != nil {
                guard !isEnded else { throw .missingComponents }
                isStarted = true
            } else if isStarted {
                isEnded = true
                let isFromOne = component == .month || component == .day || component == .dayOfYear
                values[component] = isFromOne ? 1 : 0
            } else {
                values[component] = Double(component.value(of: now))
            }
        }
    }

    /// Days since 1970; NaN beyond all reason.
    private func day(_ year: Double?, _ month: Double, _ day: Int) -> Double {
        guard let year, year.magnitude < 1e6, month.magnitude < 1e6 else { return .nan }
        return Double(CivilTime.day(year: Int(year), month: Int(month), day: day))
    }
}
