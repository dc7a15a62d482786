import Crypto
import JSONModel

/// `States.StringSplit`, `States.Hash` and the two of Base64.
enum IntrinsicStrings {
    /// Longest argument of `States.Hash`, `States.Base64Encode` and `States.Base64Decode`, in UTF-16 code units.
    static let maximumLength = 10_000

    /// Splits at any character of `delimiters`; empty parts are dropped.
    static func split(_ string: JSONValue, _ delimiters: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .string(let string) = string, case .string(let delimiters) = delimiters else {
            throw .arguments(.stringSplit)
        }
        guard delimiters.utf8.allSatisfy({ $0 < 0x80 }) else {
            let separators = Set(delimiters.unicodeScalars)
            let parts = string.unicodeScalars.split { separators.contains($0) }
            return .array(JSONArray(parts.lazy.map { .string(String($0)) }))
        }
        // ASCII never occurs inside a longer UTF-8 sequence, so bytes can be looked at one by one.
        var separators: (low: UInt64, high: UInt64) = (0, 0)
        for byte in delimiters.utf8 {
            if byte < 64 { separators.low |= 1 << UInt64(byte) } else { separators.high |= 1 << UInt64(byte - 64) }
        }
        let parts = string.utf8.split { byte in
            byte < 128 && (byte < 64 ? separators.low >> UInt64(byte) : separators.high >> UInt64(byte - 64)) & 1 == 1
        }
        return .array(JSONArray(parts.lazy.map { .string(String(Substring($0))) }))
    }

    /// Lower-case hexadecimal digest. Data that is no string is printed first; null is refused.
    static func hash(_ data: JSONValue, _ algorithm: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .string(let algorithm) = algorithm, !data.isNull else { throw .arguments(.hash) }
        let text = JavaText.text(of: data)
        guard text.utf16.count <= maximumLength else { throw .arguments(.hash) }
        let bytes = Array(text.utf8)
        switch algorithm {
        case "MD5": return hexadecimal(Insecure.MD5.hash(data: bytes))
        case "SHA-1": return hexadecimal(Insecure.SHA1.hash(data: bytes))
        case "SHA-256": return hexadecimal(SHA256.hash(data: bytes))
        case "SHA-384": return hexadecimal(SHA384.hash(data: bytes))
        case "SHA-512": return hexadecimal(SHA512.hash(data: bytes))
        default: throw .arguments(.hash)
        }
    }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> JSONValue {
        var text: [UInt8] = []
        text.reserveCapacity(2 * digest.underestimatedCount)
        for byte in digest {
            text.append(hexDigit(byte >> 4))
            text.append(hexDigit(byte & 15))
        }
        return .string(String(decoding: text, as: UTF8.self))
    }

    /// The lower-case digit of a value below 16.
    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    static func base64Encode(_ string: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .string(let string) = string, string.utf16.count <= maximumLength else {
            throw .arguments(.base64Encode)
        }
        let bytes = Array(string.utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var bits: UInt32 = 0
            for offset in 0..<3 {
                bits = bits << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0)
            }
            for digit in 0..<4 {
                let value = UInt8(truncatingIfNeeded: bits >> (18 - 6 * UInt32(digit)) & 63)
                text.append(digit <= count ? base64Digit(value) : UInt8(ascii: "="))
            }
        }
        return .string(String(decoding: text, as: UTF8.self))
    }

    /// As lenient as the service: characters outside the alphabet are passed over, padding ends the text and may be
    /// missing. Bytes that are not UTF-8 become U+FFFD.
    static func base64Decode(_ string: JSONValue) throws(IntrinsicFailure) -> JSONValue {
        guard case .string(let string) = string, string.utf16.count <= maximumLength else {
            throw .arguments(.base64Decode)
        }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount = 0
        for character in string.utf8 {
            if character == UInt8(ascii: "=") { break }
            guard let value = base64Value(character) else { continue }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            }
        }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    private static func base64Digit(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    private static func base64Value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
