/// Integers as JSON spells them.
enum IntegerText {
    /// Length of the decimal text, sign included: 1…20.
    static func byteCount(_ int: Int64) -> Int {
        var magnitude = int.magnitude
        var count = int < 0 ? 2 : 1
        while magnitude >= 10_000 {
            magnitude /= 10_000
            count += 4
        }
        if magnitude < 10 { return count }
        if magnitude < 100 { return count + 1 }
        return magnitude < 1_000 ? count + 2 : count + 3
    }

    /// Writes the decimal text and returns the place behind it.
    @inline(__always)
    static func write(_ int: Int64, to pointer: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        var magnitude = int.magnitude
        var start = pointer
        if int < 0 {
            start.pointee = UInt8(ascii: "-")
            start += 1
        }
        if magnitude < 10 {
            start.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: magnitude)
            return start + 1
        }
        let end = pointer + byteCount(int)
        var place = end
        while magnitude >= 10 {
            let (rest, digit) = magnitude.quotientAndRemainder(dividingBy: 10)
            place -= 1
            place.pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
            magnitude = rest
        }
        (place - 1).pointee = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: magnitude)
        return end
    }
}

/// Doubles as the service spells them, which is Java's `Double.toString` on the shortest digits that give the same
/// double: from 0.001 to below 10,000,000 plain, with at least one digit after the point; otherwise `1.0E10`.
enum DoubleText {
    /// The longest text: `-1.2345678901234567E-308`.
    static let maximumCount = 24

    static func string(_ double: Double) -> String {
        guard double.isFinite else { return "null" }
        let magnitude = double.magnitude
        if (magnitude >= 0.001 && magnitude < 10_000_000) || magnitude == 0 {
            return double.description  // Swift writes this range the same way
        }
        return exponential(double)
    }

    /// Length of the text.
    static func byteCount(_ double: Double) -> Int { shortDecimalCount(double) ?? string(double).utf8.count }

    /// The length of the text of a decimal with up to four digits behind the point, without making it.
    ///
    /// No other decimal of at most 15 digits is the same double, so the digits found here are the shortest.
    private static func shortDecimalCount(_ double: Double) -> Int? {
        let magnitude = double.magnitude
        guard magnitude >= 0.001, magnitude < 10_000_000 else { return nil }
        var scale = 1.0
        var fractionCount = 0
        while fractionCount <= 4 {
            let scaled = (magnitude * scale).rounded()
            if scaled / scale == magnitude {
                let whole = IntegerText.byteCount(Int64(magnitude))
                return (double < 0 ? 1 : 0) + whole + 1 + max(fractionCount, 1)
            }
            scale *= 10
            fractionCount += 1
        }
        return nil
    }

    private static func exponential(_ double: Double) -> String {
        // Swift writes 12345678.0, 1.5e-05, 0.0005 or 1e+16: digits, perhaps a point, perhaps an exponent.
        double.magnitude.description.withUTF8Bytes { plain in
            String(unsafeUninitializedCapacity: maximumCount + 8) { output in
                let start = double < 0 ? 1 : 0
                output[0] = UInt8(ascii: "-")
                var place = 0
                var count = 0  // of the digits written: the first at `start`, the others behind the point
                var exponent = -1
                var pointSeen = false
                while place < plain.count, plain[place] != UInt8(ascii: "e") {
                    let byte = plain[place]
                    place += 1
                    if byte == UInt8(ascii: ".") {
                        pointSeen = true
                    } else {
                        let isLeadingZero = count == 0 && byte == UInt8(ascii: "0")
                        if pointSeen ? isLeadingZero : !isLeadingZero { exponent += pointSeen ? -1 : 1 }
                        if isLeadingZero { continue }
                        output[count == 0 ? start : start + 1 + count] = byte
                        count += 1
                    }
                }
                exponent += written(plain[min(place + 1, plain.count)...])
                while count > 1, output[start + count] == UInt8(ascii: "0") {
                    count -= 1
                }
                output[start + 1] = UInt8(ascii: ".")
                if count == 1 {
                    output[start + 2] = UInt8(ascii: "0")
                    count = 2
                }
                output[start + 1 + count] = UInt8(ascii: "E")
                guard let base = output.baseAddress else { return 0 }
                return IntegerText.write(Int64(exponent), to: base + start + 2 + count) - base
            }
        }
    }

    /// The integer that Swift wrote behind an `e`: `+16`, `-05`; 0 if there is none.
    private static func written(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var value = 0
        for byte in digits where byte >= UInt8(ascii: "0") {
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return digits.first == UInt8(ascii: "-") ? -value : value
    }
}
