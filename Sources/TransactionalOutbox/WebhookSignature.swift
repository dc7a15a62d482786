import Crypto
import Foundation

/// Lets a receiver know who sent a webhook, and when: HMAC-SHA256 over time and body.
///
/// The header is `t=SECONDS,v1=HEX`: seconds since 1970, and the signature of `SECONDS.BODY` in lower-case hexadecimal.
public struct WebhookSignature: Sendable {
    public static let headerName = "Webhook-Signature"

    private let key: SymmetricKey

    /// - Parameter secret: what both sides know; 32 random bytes are a good one.
    public init(secret: some Sequence<UInt8>) { key = SymmetricKey(data: Data(secret)) }

    /// The header for a `body` that is sent now.
    public func header(for body: some Sequence<UInt8>, atSecond time: Int64) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(time).".utf8) + Data(body), using: key)
        return "t=\(time),v1=" + code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// Whether `header` is of this secret and body, and at most `tolerance` seconds away from now. Wherever the header
    /// differs from the right one, that takes the same time.
    public func isValid(
        _ header: String, for body: some Sequence<UInt8>, atSecond now: Int64, toleranceSeconds: Int64 = 300
    ) -> Bool {
        guard header.hasPrefix("t="), let time = Int64(header.dropFirst(2).prefix { $0 != "," }),
            (now - toleranceSeconds...now + toleranceSeconds).contains(time)
        else { return false }
        let right = self.header(for: body, atSecond: time)
        guard right.utf8.count == header.utf8.count else { return false }
        return zip(right.utf8, header.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
