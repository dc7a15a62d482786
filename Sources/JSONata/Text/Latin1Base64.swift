/// Base 64 of texts whose characters stand for single bytes, as the reference's `$base64encode` and
/// `$base64decode` have them.
enum Latin1Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// - Parameter text: of each UTF-16 unit the low byte counts.
    static func encode(_ text: String) -> String {
        var result: [UInt8] = []
        var buffer: UInt32 = 0
        var count = 0
        for unit in text.utf16 {
            buffer = buffer << 8 | UInt32(unit & 0xFF)
            count += 1
            if count == 3 {
                append(buffer, digits: 4, to: &result)
                (buffer, count) = (0, 0)
            }
        }
        if count > 0 {
            append(buffer << UInt32(8 * (3 - count)), digits: count + 1, to: &result)
            for _ in count..<3 { result.append(0x3D) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func append(_ buffer: UInt32, digits: Int, to result: inout [UInt8]) {
        for digit in 0..<digits { result.append(alphabet[Int(buffer >> UInt32(18 - 6 * digit) & 63)]) }
    }

    /// Each byte becomes the character of its number. What is no digit is skipped; also `-` and `_` are digits; the
    /// padding ends the text and may be missing.
    static func decode(_ text: String) -> String {
        var result = ""
        var buffer: UInt32 = 0
        var bits = 0
        for byte in text.utf8 {
            if byte == 0x3D { break }
            guard let value = value(of: byte) else { continue }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: buffer >> UInt32(bits))))
            }
        }
        return result
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte) - 0x41
        case 0x61...0x7A: UInt32(byte) - 0x61 + 26
        case 0x30...0x39: UInt32(byte) - 0x30 + 52
        case 0x2B, 0x2D: 62
        case 0x2F, 0x5F: 63
        default: nil
        }
    }
}
