/// Percent encoding as JavaScript's `encodeURI`, `encodeURIComponent` and their counterparts do it.
enum URLText {
    /// An escape that is none, or bytes that are no UTF-8: the reference's D3140.
    struct Malformed: Error, Hashable, Sendable {}

    private static let componentMarks = Array("-_.!~*'()".utf8)
    private static let reserved = Array(";/?:@&=+$,#".utf8)

    /// `encodeURI`: all but letters, digits, marks and the characters that divide a URL.
    static func encode(_ text: String) -> String { encode(text, keeping: componentMarks + reserved) }

    /// `encodeURIComponent`: all but letters, digits and marks.
    static func encodeComponent(_ text: String) -> String { encode(text, keeping: componentMarks) }

    /// `decodeURI`: escapes of the characters that divide a URL stay.
    static func decode(_ text: String) throws(Malformed) -> String { try decode(text, keeping: reserved) }

    /// `decodeURIComponent`: every escape.
    static func decodeComponent(_ text: String) throws(Malformed) -> String { try decode(text, keeping: []) }

    private static func encode(_ text: String, keeping kept: [UInt8]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: bytes.append(byte)
            case _ where kept.contains(byte): bytes.append(byte)
            default:
                bytes.append(0x25)
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 15))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    private static func decode(_ text: String, keeping kept: [UInt8]) throws(Malformed) -> String {
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var index = 0
        while index < source.count {
            guard source[index] == 0x25 else {
                bytes.append(source[index])
                index += 1
                continue
            }
            let first = try escapedByte(source, at: index)
            let start = index
            index += 3
            if first < 0x80 {
                if kept.contains(first) { bytes += source[start..<index] } else { bytes.append(first) }
                continue
            }
            // A character of several bytes, each escaped.
            var character = [first]
            let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
            while character.count < count {
                character.append(try escapedByte(source, at: index))
                index += 3
            }
            guard String(validating: character, as: UTF8.self) != nil else { throw Malformed() }
            bytes += character
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escapedByte(_ source: [UInt8], at index: Int) throws(Malformed) -> UInt8 {
        guard index + 2 < source.count, source[index] == 0x25, let high = hexValue(source[index + 1]),
            let low = hexValue(source[index + 2])
        else { throw Malformed() }
        return high << 4 | low
    }
}
