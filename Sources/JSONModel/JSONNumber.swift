/// A JSON number: exact where it is an integer of 64 bits, a double where it has a fraction or an exponent.
public enum JSONNumber: Sendable {
    case int(Int64)
    /// Finite. What is not finite has no JSON text and is written as `null`.
    case double(Double)
    /// A number beyond both (an integer of more than 64 bits, `1e400`, `1e-400`): its exact spelling, which is valid
    /// JSON. It is kept while nothing touches it and compares as a double.
    case text(String)

    /// Reads a number as JSON spells it; `nil` if `text` is anything else, also with spaces around it.
    public init?(_ text: String) {
        guard let number = text.withUTF8Bytes(JSONScanner.number(of:)) else { return nil }
        self = number
    }

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
        case .double(let double): DoubleText.string(double)
        case .text(let text): text
        }
    }

    private var isText: Bool {
        if case .text = self { true } else { false }
    }

    /// Length of `text` in bytes.
    var byteCount: Int {
        switch self {
        case .int(let int): IntegerText.byteCount(int)
        case .double(let double): DoubleText.byteCount(double)
        case .text(let text): text.utf8.count
        }
    }
}

extension JSONNumber: Hashable {
    /// By value, exactly: 9007199254740993 is not 9007199254740992.0. A number beyond both counts as its double.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.int(let int), .double(let double)), (.double(let double), .int(let int)): Int64(exactly: double) == int
        case (.int(let int), .text), (.text, .int(let int)):
            Int64(exactly: (left.isText ? left : right).doubleValue) == int
        case (.text, .double), (.double, .text), (.text, .text): left.doubleValue == right.doubleValue
        }
    }

    public func hash(into hasher: inout Hasher) {
        let double = doubleValue
        if case .int(let int) = self {
            hasher.combine(int)
        } else if let int = Int64(exactly: double) {
            hasher.combine(int)
        } else {
            hasher.combine(double)
        }
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, CustomStringConvertible {
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public var description: String { text }
}
