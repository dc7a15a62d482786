/// A point in time, to the nanosecond, UTC.
///
/// Definitions and payloads carry RFC 3339 texts of any year, so seconds and fraction are kept apart.
public struct Timestamp: Hashable, Sendable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z.
    public var seconds: Int64
    /// Fraction of the second, 0 … 999,999,999.
    public var nanoseconds: Int32

    public init(seconds: Int64, nanoseconds: Int32 = 0) {
        precondition((0..<1_000_000_000).contains(nanoseconds), "a fraction is below one second")
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// - Parameter milliseconds: since 1970-01-01T00:00:00Z.
    public init(millisecondsSinceEpoch milliseconds: Int64) {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
        let borrow: Int64 = remainder < 0 ? 1 : 0
        self.init(seconds: quotient - borrow, nanoseconds: Int32(remainder + borrow * 1_000) * 1_000_000)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, rounded down; saturates for years beyond ± 292 million.
    public var millisecondsSinceEpoch: Int64 {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, overflowed) = product.addingReportingOverflow(Int64(nanoseconds) / 1_000_000)
        return overflowed ? .max : sum
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    public func advanced(byMilliseconds milliseconds: Int64) -> Timestamp {
        let (sum, overflow) = millisecondsSinceEpoch.addingReportingOverflow(milliseconds)
        return Timestamp(millisecondsSinceEpoch: overflow ? (milliseconds < 0 ? .min : .max) : sum)
    }

    /// Saturates where milliseconds do: seconds from outside may be any number.
    public func advanced(bySeconds seconds: Int64) -> Timestamp {
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        return advanced(byMilliseconds: overflow ? (seconds < 0 ? .min : .max) : milliseconds)
    }
}

// MARK: RFC 3339

extension Timestamp {
    /// Reads `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)`; `T` and `Z` in upper case, up to nine fraction digits.
    ///
    /// - Source: States Language specification, “Timestamps”; the service refuses a space for `T` and a missing zone.
    public init?(rfc3339 text: String) {
        var scanner = RFC3339Scanner(bytes: Array(text.utf8))
        guard let value = scanner.scan() else { return nil }
        self = value
    }

    /// `2026-01-02T03:04:05.678Z`: milliseconds, as the service writes times.
    public var rfc3339: String {
        // The years 0 to 9999.
        guard (-62_167_219_200..<253_402_300_800).contains(seconds) else { return Self.unwritable }
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let date = Self.civil(days: days)
        let clock = seconds - days * 86_400
        return String(unsafeUninitializedCapacity: 24) { text in
            var end = 0
            func put(_ value: Int64, _ width: Int, _ after: Unicode.Scalar) {
                var rest = value
                for place in stride(from: end + width - 1, through: end, by: -1) {
                    text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                text[end + width] = UInt8(ascii: after)
                end += width + 1
            }
            put(date.year, 4, "-")
            put(date.month, 2, "-")
            put(date.day, 2, "T")
            put(clock / 3_600, 2, ":")
            put(clock / 60 % 60, 2, ":")
            put(clock % 60, 2, ".")
            put(Int64(nanoseconds) / 1_000_000, 3, "Z")
            return end
        }
    }

    /// Four digits of year are all that the format has.
    private static let unwritable = "9999-12-31T23:59:59.999Z"

    /// Days since 1970-01-01 of a date in the proleptic Gregorian calendar.
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }
}

private struct RFC3339Scanner {
    let bytes: [UInt8]
    var index = 0

    mutating func scan() -> Timestamp? {
        guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2), take("T"),
            let hour = digits(2), take(":"), let minute = digits(2), take(":"), let second = digits(2),
            (1...12).contains(month), (1...Self.length(of: month, in: year)).contains(day),
            hour < 24, minute < 60, second < 60, let fraction = fraction(), let zone = zone(), index == bytes.count
        else { return nil }
        let days = Timestamp.days(year: year, month: month, day: day)
        return Timestamp(
            seconds: days * 86_400 + hour * 3_600 + minute * 60 + second - zone, nanoseconds: fraction)
    }

    mutating func digits(_ count: Int) -> Int64? {
        guard index + count <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[index..<index + count] {
            guard (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
        }
        index += count
        return value
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func fraction() -> Int32? {
        guard take(".") else { return 0 }
        var value: Int32 = 0, count = 0
        while index < bytes.count, (0x30...0x39).contains(bytes[index]) {
            guard count < 9 else { return nil }
            value = value * 10 + Int32(bytes[index] - 0x30)
            count += 1
            index += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<9 { value *= 10 }
        return value
    }

    /// Offset east of UTC in seconds.
    mutating func zone() -> Int64? {
        if take("Z") { return 0 }
        let sign: Int64 = take("+") ? 1 : -1
        guard sign > 0 || take("-"), let hours = digits(2), take(":"), let minutes = digits(2),
            hours <= 18, minutes < 60
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }

    static func length(of month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
