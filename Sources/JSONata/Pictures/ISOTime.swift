/// The texts that `$toMillis` takes without a picture.
enum ISOTime {
    /// `YYYY[-MM[-DD]][Thh:mm:ss][.f…][Z|±hh[:]mm]`; without a zone it is UTC. Days up to 31 are taken in every
    /// month and carry over, 24:00:00 is the next day's start.
    ///
    /// - Returns: milliseconds since 1970; NaN if the text has this form and a part is out of its range.
    /// - Throws: D3110 for every other text.
    static func parse(_ text: String) throws(PictureError) -> Double {
        var reader = Reader(bytes: Array(text.utf8))
        guard let time = reader.read() else { throw .notISO(text) }
        return time
    }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        mutating func read() -> Double? {
            guard let year = number(4) else { return nil }
            var (month, day) = (1, 1)
            if isDate(firstDigits: 0x30...0x31), let value = field(0x2D) {
                month = value
                if isDate(firstDigits: 0x30...0x33), let value = field(0x2D) { day = value }
            }
            var (hour, minute, second, millis) = (0, 0, 0, 0.0)
            var hasTime = false
            if consume(0x54) {
                guard let first = number(2), consume(0x3A), let next = number(2), consume(0x3A),
                    let last = number(2), first < 30, next < 60, last < 60
                else { return nil }
                (hour, minute, second, hasTime) = (first, next, last, true)
            }
            if consume(0x2E) {
                guard let fraction = fraction() else { return nil }
                millis = hasTime ? fraction : .nan
            }
            guard let zone = zone(), index == bytes.count else { return nil }
            let isRest = minute == 0 && second == 0 && millis == 0
            guard (1...12).contains(month), (1...31).contains(day), hour < 24 || (hour == 24 && isRest),
                zone.magnitude < 1_440, hasTime || zone == 0
            else { return .nan }
            let days = CivilTime.day(year: year, month: month, day: 1) + day - 1
            let minutes = (days * 24 + hour) * 60 + minute - zone
            return Double((minutes * 60 + second) * 1_000) + millis
        }

        /// Whether “-” and two digits come next, and not the “-hhmm” of a zone.
        private func isDate(firstDigits: ClosedRange<UInt8>) -> Bool {
            guard index + 2 < bytes.count, bytes[index] == 0x2D, firstDigits.contains(bytes[index + 1]) else {
                return false
            }
            guard index + 3 < bytes.count else { return true }
            return bytes[index + 3] != 0x3A && !(0x30...0x39).contains(bytes[index + 3])
        }

        private mutating func consume(_ byte: UInt8) -> Bool {
            guard index < bytes.count, bytes[index] == byte else { return false }
            index += 1
            return true
        }

        private mutating func number(_ digits: Int) -> Int? {
            guard index + digits <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[index..<index + digits] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            index += digits
            return value
        }

        private mutating func field(_ separator: UInt8) -> Int? {
            consume(separator) ? number(2) : nil
        }

        /// Whole milliseconds of a fraction of any length, at least one digit.
        private mutating func fraction() -> Double? {
            let start = index
            var millis = 0
            while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 {
                if index - start < 3 { millis = millis * 10 + Int(bytes[index] - 0x30) }
                index += 1
            }
            guard index > start else { return nil }
            for _ in min(3, index - start)..<3 { millis *= 10 }
            return Double(millis)
        }

        /// Minutes of the zone: 0 for “Z” or nothing.
        private mutating func zone() -> Int? {
            guard index < bytes.count, !consume(0x5A) else { return 0 }
            let isNegative = bytes[index] == 0x2D
            guard isNegative || bytes[index] == 0x2B else { return nil }
            index += 1
            guard let hours = number(2), hours < 30 else { return nil }
            _ = consume(0x3A)
            guard let minutes = number(2), minutes < 60 else { return nil }
            return (isNegative ? -1 : 1) * (60 * hours + minutes)
        }
    }
}
