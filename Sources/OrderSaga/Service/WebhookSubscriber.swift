import AsyncHTTPClient
import Foundation
import JSONModel
import NIOCore
import NIOHTTP1
import StatesLanguage
import StatesRuntime
import TransactionalOutbox

/// An address that is told of every domain event, at least once and in the order of each order's events.
///
/// The body is `{"id":…,"type":…,"key":…,"time":…,"payload":…}`. Whoever takes it answers with a 2xx status; `id` tells
/// a repetition. With a secret, `WebhookSignature` says in a header that it comes from here.
public struct WebhookSubscriber: Sendable {
    public var url: String
    public var secret: String?

    public init(url: String, secret: String? = nil) { (self.url, self.secret) = (url, secret) }

    /// It did not take an event.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    func subscriber(_ clock: any RuntimeClock) -> OutboxSubscriber {
        OutboxSubscriber("webhook \(url)", from: .oldest, concurrency: 16) { delivery in
            let body = Self.body(delivery.event)
            var request = HTTPClientRequest(url: url)
            request.method = .POST
            request.headers.add(name: "content-type", value: "application/json")
            if let secret {
                let signature = WebhookSignature(secret: secret.utf8)
                let value = signature.header(for: body, atSecond: clock.now.seconds)
                request.headers.add(name: WebhookSignature.headerName, value: value)
            }
            request.body = .bytes(ByteBuffer(bytes: body))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
            // The connection is used again once the answer is read.
            for try await _ in response.body {}
            guard (200..<300).contains(response.status.code) else {
                throw Refusal(description: "\(url) answered \(response.status.code)")
            }
        }
    }

    private static func body(_ event: OutboxEvent) -> [UInt8] {
        var writer = JSONWriter()
        writer.write("{\"id\":", event.id)
        writer.write(",\"type\":", event.type)
        writer.write(",\"key\":", event.key)
        writer.writeRaw(",\"time\":")
        writer.write(Int(event.time))
        writer.writeRaw(",\"payload\":")
        writer.writeRaw(event.payload.utf8)
        writer.writeRaw("}")
        return writer.bytes
    }
}
