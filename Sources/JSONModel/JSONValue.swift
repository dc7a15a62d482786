/// A JSON value.
///
/// Equality is JSON's: the order of members does not count, numbers are compared by value (`1 == 1.0`), strings by
/// their UTF-8 bytes and never by canonical equivalence.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array(JSONArray)
    case object(JSONObject)

    /// Length of the compact text in bytes; O(1) for arrays and objects.
    public var byteCount: Int {
        switch self {
        case .null: 4
        case .bool(let bool): bool ? 4 : 5
        case .number(let number): number.byteCount
        case .string(let string): JSONWriter.byteCount(ofString: string)
        case .array(let array): array.byteCount
        case .object(let object): object.byteCount
        }
    }

    /// How deeply arrays and objects nest: 0 for a scalar, 1 for `[]`. An upper bound for values that were changed
    /// in place; O(1).
    public var depth: Int {
        switch self {
        case .null, .bool, .number, .string: 0
        case .array(let array): array.depth
        case .object(let object): object.depth
        }
    }

    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    public var boolValue: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    public var numberValue: JSONNumber? {
        if case .number(let number) = self { number } else { nil }
    }

    public var stringValue: String? {
        if case .string(let string) = self { string } else { nil }
    }

    public var arrayValue: JSONArray? {
        if case .array(let array) = self { array } else { nil }
    }

    public var objectValue: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The member `key`, or `nil` if this is no object or has none.
    public subscript(key: String) -> JSONValue? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    /// The element at `index`, or `nil` if this is no array or ends before it.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let array) = self, array.indices.contains(index) else { return nil }
        return array[index]
    }
}

extension JSONValue {
    /// A number that is an integer.
    @inlinable
    public static func int(_ value: some BinaryInteger) -> JSONValue { .number(.int(Int64(value))) }

    /// A number that is a double, which must be finite.
    @inlinable
    public static func double(_ value: Double) -> JSONValue { .number(.double(value)) }
}

extension JSONValue: CustomStringConvertible {
    /// The compact text.
    public var description: String {
        var bytes: [UInt8] = []
        JSONWriter.write(self, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
