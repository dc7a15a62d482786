/// A moment in the proleptic Gregorian calendar, in some time zone.
struct CivilTime: Hashable, Sendable {
    static let millisPerDay = 86_400_000
    /// The farthest moment from 1970 that JavaScript's dates hold, in milliseconds.
    static let maximumMillis = 8.64e15

    /// Milliseconds since 1970 in the zone, as if that were UTC.
    let millis: Int

    let year: Int
    /// 1…12.
    let month: Int
    /// 1…31.
    let day: Int

    init(millis: Int) {
        self.millis = millis
        (year, month, day) = Self.date(ofDay: Self.floorDivide(millis, Self.millisPerDay))
    }

    private var millisOfDay: Int { millis - dayNumber * Self.millisPerDay }

    /// Days since 1970.
    var dayNumber: Int { Self.floorDivide(millis, Self.millisPerDay) }

    var hour: Int { millisOfDay / 3_600_000 }
    var minute: Int { millisOfDay / 60_000 % 60 }
    var second: Int { millisOfDay / 1_000 % 60 }
    var millisecond: Int { millisOfDay % 1_000 }

    /// 1…7, Monday first.
    var weekday: Int { Self.weekday(ofDay: dayNumber) }

    /// 1…366.
    var dayOfYear: Int { dayNumber - Self.day(year: year, month: 1, day: 1) + 1 }

    /// Week of the year: the first one has the year's first Thursday.
    var weekOfYear: Int {
        var start = Self.firstWeek(year: weekYear, month: 1)
        if dayNumber < start { start = Self.firstWeek(year: weekYear - 1, month: 1) }
        return (dayNumber - start) / 7 + 1
    }

    /// The year to which the week belongs.
    var weekYear: Int {
        if dayNumber < Self.firstWeek(year: year, month: 1) { return year - 1 }
        return dayNumber >= Self.firstWeek(year: year + 1, month: 1) ? year + 1 : year
    }

    /// Week of the month, by the same rule for months.
    var weekOfMonth: Int {
        let (year, month) = weekMonthAndYear
        return (dayNumber - Self.firstWeek(year: year, month: month)) / 7 + 1
    }

    /// The month to which the week belongs, 1…12.
    var weekMonth: Int { weekMonthAndYear.month }

    private var weekMonthAndYear: (year: Int, month: Int) {
        if dayNumber < Self.firstWeek(year: year, month: month) {
            return month == 1 ? (year - 1, 12) : (year, month - 1)
        }
        let next = month == 12 ? (year: year + 1, month: 1) : (year: year, month: month + 1)
        return dayNumber >= Self.firstWeek(year: next.year, month: next.month) ? next : (year, month)
    }

    /// The Monday of the week that has the first Thursday.
    private static func firstWeek(year: Int, month: Int) -> Int {
        let first = day(year: year, month: month, day: 1)
        let weekday = weekday(ofDay: first)
        return weekday > 4 ? first + 8 - weekday : first - weekday + 1
    }

    private static func weekday(ofDay day: Int) -> Int {
        let rest = (day + 3) % 7
        return (rest < 0 ? rest + 7 : rest) + 1
    }

    private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    /// Days since 1970 of a date; months and days beyond their range carry over.
    static func day(year: Int, month: Int, day: Int) -> Int {
        let carried = year + floorDivide(month - 1, 12)
        let month = month - 12 * floorDivide(month - 1, 12)
        // Years that begin in March have the leap day at their end.
        let shifted = month > 2 ? carried : carried - 1
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func date(ofDay day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}
