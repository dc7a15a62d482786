/// Writes JSON texts at the end of a byte array.
///
/// Strings are escaped as the service does: `"`, `\` and control characters only, the latter as `\b \f \n \r \t` or
/// `\u001F` with upper-case hexadecimal digits.
public struct JSONWriter: Sendable {
    /// What was written.
    public var bytes: [UInt8]

    public init(appendingTo bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    /// The compact text of `value`.
    public static func bytes(of value: JSONValue) -> [UInt8] {
        var bytes: [UInt8] = []
        write(value, to: &bytes)
        return bytes
    }

    /// Appends the compact text of `value`.
    public mutating func write(_ value: JSONValue) { Self.write(value, to: &bytes) }
    /// Appends `string` with quotes and escapes.
    public mutating func writeString(_ string: String) { Self.writeString(string, to: &bytes) }
    /// Appends `text`, which is ASCII and needs no escapes, as it is: punctuation and known names.
    public mutating func writeRaw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
    public mutating func write(_ int: Int) { bytes.append(contentsOf: String(int).utf8) }
    /// Appends the payload's text.
    public mutating func write(_ payload: Payload) { payload.write(to: &bytes) }
    /// Appends the payload's text as a JSON string.
    public mutating func writeAsString(_ payload: Payload) { payload.writeAsString(to: &bytes) }
    /// Appends the value's compact text as a JSON string.
    public mutating func writeAsString(_ value: JSONValue) { Self.writeString(value.description, to: &bytes) }

    /// Appends the text of `value` over several lines, indented by two spaces per level.
    public mutating func writePretty(_ value: JSONValue) { Self.pretty(value, indent: 0, to: &bytes) }

    public static func write(_ value: JSONValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += Array("null".utf8)
        case .bool(let bool): bytes += Array((bool ? "true" : "false").utf8)
        case .number(let number): bytes += Array(number.text.utf8)
        case .string(let string): writeString(string, to: &bytes)
        case .array(let array):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in array.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                write(element, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                writeString(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                write(member.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    static func pretty(_ value: JSONValue, indent: Int, to bytes: inout [UInt8]) {
        write(value, to: &bytes)
    }

    public static func writeString(_ string: String, to bytes: inout [UInt8]) {
        let hex = Array("0123456789ABCDEF".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 8: bytes += Array("\\b".utf8)
            case 9: bytes += Array("\\t".utf8)
            case 10: bytes += Array("\\n".utf8)
            case 12: bytes += Array("\\f".utf8)
            case 13: bytes += Array("\\r".utf8)
            case 0..<32: bytes += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Length of `string` with quotes and escapes.
    package static func byteCount(ofString string: String) -> Int {
        var count = 2
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), 8, 9, 10, 12, 13: count += 2
            case 0..<32: count += 6
            default: count += 1
            }
        }
        return count
    }
}
