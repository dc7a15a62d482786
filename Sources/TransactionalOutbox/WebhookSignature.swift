import Crypto
import Foundation

/// Lets a receiver know who sent a webhook, and when: HMAC-SHA256 over time and body.
///
/// The header is `t=SECONDS,v1=HEX`: seconds since 1970, and the signature of `SECONDS.BODY` in lower-case hexadecimal.
/// A later scheme gets another name beside `v1`; a receiver takes one that it knows.
public struct WebhookSignature: Sendable {
    public static let headerName = "Webhook-Signature"

    private let key: SymmetricKey

    /// - Parameter secret: what both sides know; 32 random bytes are a good one.
    public init(secret: some Sequence<UInt8>) { key = SymmetricKey(data: Data(secret)) }

    /// The header for a `body` that is sent now.
    public func header(for body: some Sequence<UInt8>, atSecond time: Int64) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Self.signed(body, time), using: key)
        let hex = code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return "t=\(time),v1=\(hex)"
    }

    /// Whether `header` is of this secret and body, and not older or newer than the tolerance. Takes the same time
    /// wherever a signature is wrong.
    public func isValid(
        _ header: String, for body: some Sequence<UInt8>, atSecond now: Int64, toleranceSeconds: Int64 = 300
    ) -> Bool {
        var time: Int64?
        var codes: [[UInt8]] = []
        for part in header.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return false }
            switch pair[0] {
            case "t": time = Int64(pair[1])
            case "v1": Self.bytes(ofHexadecimal: pair[1]).map { codes.append($0) }
            default: break
            }
        }
        // The range first: a time of any size may have been sent.
        guard let time, (now - toleranceSeconds...now + toleranceSeconds).contains(time) else { return false }
        let signed = Self.signed(body, time)
        return codes.contains { HMAC<SHA256>.isValidAuthenticationCode($0, authenticating: signed, using: key) }
    }

    private static func signed(_ body: some Sequence<UInt8>, _ time: Int64) -> Data {
        Data("\(time).".utf8) + Data(body)
    }

    private static func bytes(ofHexadecimal text: Substring) -> [UInt8]? {
        let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).compactMap { index in
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            return UInt8(high << 4 | low)
        }
    }
}
