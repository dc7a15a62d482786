/// A JSON number: exact where it is an integer of 64 bits, a double where it has a fraction or an exponent.
public enum JSONNumber: Sendable {
    case int(Int64)
    /// Finite.
    case double(Double)
    /// A number beyond both (an integer of more than 64 bits, or `1e400`): its exact spelling, which is valid JSON.
    /// It is kept while nothing touches it and compares as a double.
    case text(String)

    /// The nearest double; infinite if there is none.
    public var doubleValue: Double {
        switch self {
        case .int(let int): Double(int)
        case .double(let double): double
        case .text(let text): Double(text) ?? .nan
        }
    }

    /// The value as an integer if it is a whole number within 64 bits; `1.0` is.
    public var int64Value: Int64? {
        switch self {
        case .int(let int): int
        case .double(let double): Int64(exactly: double)
        case .text: nil
        }
    }

    /// The service's spelling: integers plain, doubles as Java's `Double.toString` (`1.0`, `0.1`, `1.0E10`).
    public var text: String {
        switch self {
        case .int(let int): int.description
        case .double(let double): double.description
        case .text(let text): text
        }
    }

    var byteCount: Int { text.utf8.count }
}

extension JSONNumber: Hashable {
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)): left == right
        case (.int(let int), .double(let double)), (.double(let double), .int(let int)): Int64(exactly: double) == int
        default: left.doubleValue == right.doubleValue
        }
    }

    public func hash(into hasher: inout Hasher) {
        if let int = int64Value {
            hasher.combine(int)
        } else {
            hasher.combine(doubleValue)
        }
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
}
