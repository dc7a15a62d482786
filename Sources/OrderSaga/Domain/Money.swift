/// An amount of money, exact: whole minor units, 100 to the unit.
///
/// It is read from the digits of a JSON number and never from its binary fraction, so that 2 × 349.99 is 699.98.
public struct Money: Hashable, Sendable, CustomStringConvertible {
    public var minorUnits: Int64

    /// ISO 4217; the service has one currency.
    public static let currency = "EUR"

    public init(minorUnits: Int64) { self.minorUnits = minorUnits }

    /// What is wrong with an amount: the end of a sentence that begins with its name.
    public enum Fault: String, Error, Hashable, Sendable {
        case negative = "must not be negative"
        case tooPrecise = "must have at most 2 decimals"
        case tooLarge = "must be at most 9999999.99"
        case notANumber = "must be a number"
    }

    /// Reads a number as JSON spells it, exponent included: `349.99`, `3.4999e2`. It is at most 9,999,999.99, so that
    /// no order overflows.
    public init(price text: some Collection<UInt8>) throws(Fault) {
        var digits: [UInt8] = []
        var isNegative = false
        var pointShift = 0
        var isFraction = false
        var exponent: (value: Int, sign: Int)?
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte - UInt8(ascii: "0")
                if let (value, sign) = exponent {
                    // No text is long enough to need more.
                    exponent = (min(value * 10 + Int(digit), 1_000_000_000), sign)
                } else {
                    if !digits.isEmpty || digit != 0 { digits.append(digit) }
                    if isFraction { pointShift += 1 }
                }
            case UInt8(ascii: "-") where exponent != nil: exponent?.sign = -1
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "+") where exponent != nil: break
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): exponent = (0, 1)
            default: throw .notANumber
            }
        }
        var shift = (exponent.map { $0.value * $0.sign } ?? 0) - pointShift + 2
        while digits.last == 0 {
            digits.removeLast()
            shift += 1
        }
        guard !digits.isEmpty else {
            minorUnits = 0
            return
        }
        guard !isNegative else { throw .negative }
        guard shift >= 0 else { throw .tooPrecise }
        guard digits.count + shift <= 9 else { throw .tooLarge }
        minorUnits = (digits + repeatElement(0, count: shift)).reduce(0) { $0 * 10 + Int64($1) }
    }

    public static func + (left: Self, right: Self) -> Self { Self(minorUnits: left.minorUnits + right.minorUnits) }
    public static func * (price: Self, quantity: Int64) -> Self { Self(minorUnits: price.minorUnits * quantity) }

    /// A JSON number with two decimals: `699.98`.
    public var description: String {
        let (units, cents) = minorUnits.magnitude.quotientAndRemainder(dividingBy: 100)
        return (minorUnits < 0 ? "-" : "") + "\(units)." + (cents < 10 ? "0" : "") + "\(cents)"
    }
}
