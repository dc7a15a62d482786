import StatesLanguage

/// How numbers and times are written for people.
enum Wording {
    /// `10,000`.
    static func count(_ number: Int) -> String {
        var text = String(number.magnitude)
        var place = text.count - 3
        while place > 0 {
            text.insert(",", at: text.index(text.startIndex, offsetBy: place))
            place -= 3
        }
        return (number < 0 ? "-" : "") + text
    }

    /// `1 state`, `10,000 states`.
    static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
        "\(count(number)) \(number == 1 ? noun : plural ?? noun + "s")"
    }

    /// Time since the start: `0.250`, `1:05.000`, `3:25:45.000`, `2d 03:25:45.000`.
    static func offset(milliseconds: Int64) -> String {
        let total = max(milliseconds, 0)
        let (seconds, fraction) = (total / 1_000, total % 1_000)
        let tail = padded(fraction, 3)
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
        if days > 0 { return "\(days)d \(padded(hours, 2)):\(padded(minutes, 2)):\(padded(seconds % 60, 2)).\(tail)" }
        if hours > 0 { return "\(hours):\(padded(minutes, 2)):\(padded(seconds % 60, 2)).\(tail)" }
        if minutes > 0 { return "\(minutes):\(padded(seconds % 60, 2)).\(tail)" }
        return "\(seconds).\(tail)"
    }

    /// A span of time: `250 ms`, `1.5 s`, `65 s`, `1 h 5 min`, `3 d`.
    static func duration(milliseconds: Int64) -> String {
        let total = max(milliseconds, 0)
        if total > 0, total < 1_000 { return "\(total) ms" }
        if total < 120_000 { return "\(decimal(total)) s" }
        let seconds = total / 1_000
        let parts = [
            (seconds / 86_400, "d"), (seconds / 3_600 % 24, "h"), (seconds / 60 % 60, "min"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let rest = total % 60_000
        return (parts + (rest > 0 ? ["\(decimal(rest)) s"] : [])).joined(separator: " ")
    }

    /// Milliseconds as seconds, without zeros at the end.
    private static func decimal(_ milliseconds: Int64) -> String {
        let fraction = milliseconds % 1_000
        guard fraction > 0 else { return "\(milliseconds / 1_000)" }
        var digits = padded(fraction, 3)
        while digits.last == "0" { digits.removeLast() }
        return "\(milliseconds / 1_000).\(digits)"
    }

    static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Timestamp {
    func milliseconds(since start: Timestamp) -> Int64 {
        millisecondsSinceEpoch - start.millisecondsSinceEpoch
    }
}
