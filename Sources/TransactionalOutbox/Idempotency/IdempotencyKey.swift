import Crypto
import Foundation

/// What a client calls one request, so that it may be sent again: 1 to 255 visible ASCII characters.
public struct IdempotencyKey: Hashable, Sendable {
    public let text: String

    /// - Returns: `nil` for a text that is no key.
    public init?(_ text: String) {
        guard 1...255 ~= text.utf8.count, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
        self.text = text
    }
}

/// Tells one request from another: SHA-256 of method, path and raw body.
public struct RequestFingerprint: Hashable, Sendable {
    let digest: Data

    /// - Parameters:
    ///   - method: in capitals, as HTTP has it.
    ///   - path: as it was sent, with the query if that matters.
    public init(method: String, path: String, body: some Sequence<UInt8>) {
        // Neither can hold a line break, so no two requests give the same bytes.
        digest = Data(SHA256.hash(data: Data("\(method)\n\(path)\n".utf8) + Data(body)))
    }
}
