import Foundation
import HTTPTypes
import Hummingbird
import JSONModel
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import Synchronization
import Testing
import TransactionalOutbox

@testable import OrderSaga

/// Events that go to an address elsewhere.
struct WebhookTests {
    /// What came, in order.
    private final class Receiver: Sendable {
        let bodies = Mutex<[String]>([])
        let signatures = Mutex<[String]>([])
        let port = Mutex(0)
        let refusals = Mutex(2)
    }

    /// The receiver refuses twice, then takes all events of an order in their order, each with a signature.
    @Test func everyEventArrivesSigned() async throws {
        let receiver = Receiver()
        let router = Router()
        router.post("/hook") { request, _ in
            let isRefused = receiver.refusals.withLock { left in
                left -= 1
                return left >= 0
            }
            guard !isRefused else { return Response(status: .serviceUnavailable) }
            let body = String(buffer: try await request.body.collect(upTo: 1 << 16))
            // An answer that comes too late is asked for again, as a busy machine shows.
            let isNew = receiver.bodies.withLock { bodies in
                defer { if !bodies.contains(body) { bodies.append(body) } }
                return !bodies.contains(body)
            }
            guard isNew else { return Response(status: .noContent) }
            let name = HTTPField.Name(WebhookSignature.headerName)
            receiver.signatures.withLock { $0.append(name.flatMap { request.headers[$0] } ?? "") }
            return Response(status: .noContent)
        }
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in receiver.port.withLock { $0 = channel.localAddress?.port ?? 0 } })
        try await withThrowingTaskGroup { group in
            group.addTask { try await application.run() }
            try await Self.until { receiver.port.withLock { $0 } != 0 }
            let folder = try Folder()
            try Data("secret\n".utf8).write(to: URL(filePath: folder.path + "/secret"))
            let hook = "http://127.0.0.1:\(receiver.port.withLock { $0 })/hook"
            let server = try await Server(
                folder.orders, ["--webhook", hook, "--webhook-secret-file", folder.path + "/secret"])
            _ = try await server.send(.POST, "/orders", body: RequestTests.order)
            try await Self.until { receiver.bodies.withLock { $0.count } == 4 }
            try await server.stop()
            group.cancelAll()
        }
        let bodies = receiver.bodies.withLock { $0 }, signatures = receiver.signatures.withLock { $0 }
        let types = try bodies.map { try JSONParser.parse($0)["type"]?.stringValue }
        #expect(types == ["ORDER_CREATED", "INVENTORY_RESERVED", "PAYMENT_PROCESSED", "NOTIFICATION_SENT"])
        let now = Int64(Date.now.timeIntervalSince1970)
        for (body, signature) in zip(bodies, signatures) {
            let isValid = WebhookSignature(secret: "secret".utf8).isValid(signature, for: body.utf8, atSecond: now)
            #expect(isValid, "\(signature)")
            let isForged = WebhookSignature(secret: "other".utf8).isValid(signature, for: body.utf8, atSecond: now)
            #expect(!isForged)
        }
    }

    private static func until(_ condition: () -> Bool) async throws {
        for _ in 0..<1_500 where !condition() { try await Task.sleep(for: .milliseconds(20)) }
        #expect(condition(), "it takes too long")
    }
}
