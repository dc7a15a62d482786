import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSONModel
import Logging
import NIOCore
import StatesLanguage
import StatesTesting
import Testing
import TransactionalOutbox

@testable import OrderSaga

/// The HTTP interface without a socket, and with the time of the test.
struct RequestTests {
    static let order = #"{"customerId":"c","items":[{"productId":"kettle-steel","quantity":2,"price":349.99}]}"#

    /// A service whose sagas do not run.
    struct World: Sendable {
        let folder: Folder
        let store: OrderStore
        let clock = VirtualClock()
        let metrics = PrometheusMetrics()
        let application: Application<RouterResponder<OrderContext>>

        init(token: String? = nil, rateLimit: Int? = nil, onWritePoint: WritePoint.Observer? = nil) throws {
            folder = try Folder()
            store = try OrderStore(path: folder.orders, clock: clock, onWritePoint: onWritePoint)
            let keys = IdempotencyKeys(store.queue, windowMilliseconds: 600_000)
            let api = OrderAPI(store: store, keys: keys, metrics: metrics) { true }
            let gatekeeper = Gatekeeper(
                token: token, limiter: rateLimit.map { RateLimiter(perSecond: $0) }, clock: clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            application = Application(router: api.router(gatekeeper))
        }

        func test(_ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws {
            try await application.test(.router, body)
        }

        func count(_ table: String) async throws -> Int {
            try await store.read { try $0.first("SELECT count(*) FROM \(table)")?[0] ?? 0 }
        }
    }

    // MARK: Validation

    static let item = #"{"productId":"mug-blue","quantity":1,"price":1}"#

    /// Status, what the problem document names, the body.
    @Test(arguments: [
        (400, "/customerId", #"{"items":[\#(item)]}"#),
        (400, "/customerId", #"{"customerId":7,"items":[\#(item)]}"#),
        (400, "/customerId", #"{"customerId":"","items":[\#(item)]}"#),
        (400, "/customerId", #"{"customerId":"a\u0000","items":[\#(item)]}"#),
        (400, "/items", #"{"customerId":"c"}"#),
        (400, "/items", #"{"customerId":"c","items":[]}"#),
        (400, "/items", #"{"customerId":"c","items":{}}"#),
        (400, "/items/0", #"{"customerId":"c","items":[7]}"#),
        (400, "/items/0/productId", #"{"customerId":"c","items":[{"quantity":1,"price":1}]}"#),
        (400, "/items/0/productId", #"{"customerId":"c","items":[{"productId":"x","quantity":1,"price":1}]}"#),
        (400, "/items/1/quantity", #"{"customerId":"c","items":[\#(item),{"productId":"mug-blue","price":1}]}"#),
        (400, "/items/0/quantity", #"{"customerId":"c","items":[{"productId":"mug-blue","quantity":0,"price":1}]}"#),
        (400, "/items/0/quantity", #"{"customerId":"c","items":[{"productId":"mug-blue","quantity":1.5,"price":1}]}"#),
        (400, "/items/0/quantity", #"{"customerId":"c","items":[{"productId":"mug-blue","quantity":"1","price":1}]}"#),
        (400, "/items/0/price", #"{"customerId":"c","items":[{"productId":"mug-blue","quantity":1}]}"#),
        (400, "/items/0/price", #"{"customerId":"c","items":[{"productId":"mug-blue","quantity":1,"price":-0.01}]}"#),
        (400, "/items/0/price", #"{"customerId":"c","items":[{"productId":"mug-blue","quantity":1,"price":0.001}]}"#),
        (400, "/items/0/price", #"{"customerId":"c","items":[{"productId":"mug-blue","quantity":1,"price":"1"}]}"#),
        (400, "invalid-order", "[]"),
        (400, "not-json", #"{"customerId":"#),
        (400, "not-json", ""),
        (400, "not-json", String(repeating: "[", count: 40)),
        (413, "body-too-large", String(repeating: " ", count: 64 * 1_024 + 1)),
    ])
    func refuses(_ status: Int, _ name: String, _ body: String) async throws {
        let world = try World()
        try await world.test { client in
            let response = try await client.post(body, key: "k")
            #expect(response.status.code == status, "\(response.text)")
            #expect(response.headers[.contentType] == "application/problem+json")
            let problem = try response.json()
            let names =
                [problem["type"]?.stringValue?.split(separator: ":").last.map(String.init)]
                + (problem["errors"]?.arrayValue?.map { $0["pointer"]?.stringValue } ?? [])
            #expect(names.contains(name), "\(response.text)")
            #expect(problem["status"] == .int(status))
            // Only a success is remembered.
            #expect(try await client.post(Self.order, key: "k").status == .created)
        }
        #expect(try await world.count("orders") == 1)
    }

    /// All that is wrong is said at once.
    @Test func namesEveryField() async throws {
        try await World().test { client in
            let body = #"{"customerId":1,"items":[{"productId":"x","quantity":0,"price":0.001},{}]}"#
            let problem = try await client.post(body).json()
            #expect(
                problem["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } == [
                    "/customerId", "/items/0/productId", "/items/0/quantity", "/items/0/price",
                    "/items/1/productId", "/items/1/quantity", "/items/1/price",
                ])
        }
    }

    @Test(arguments: ["text/plain", "", "application/jsonp", "application/problem+json"])
    func refusesContentType(_ type: String) async throws {
        try await World().test { client in
            #expect(try await client.post(Self.order, type: type).status == .unsupportedMediaType)
            let answer = try await client.post(Self.order, type: "Application/JSON; charset=utf-8")
            #expect(answer.status == .created)
        }
    }

    @Test func moneyIsExact() async throws {
        try await World().test { client in
            let answer = try await client.post(Self.order).text
            #expect(answer.contains(#""totalAmount":699.98,"#))
        }
    }

    // MARK: Idempotency

    @Test(arguments: ["", " ", "a b", "ä", String(repeating: "k", count: 256)])
    func refusesKey(_ key: String) async throws {
        let world = try World()
        try await world.test { client in
            let refused = try await client.post(Self.order, key: key).status
            #expect(refused == .badRequest)
            let taken = try await client.post(Self.order, key: String(repeating: "~", count: 255)).status
            #expect(taken == .created)
        }
    }

    @Test func replaysWithinTheWindow() async throws {
        let world = try World()
        try await world.test { client in
            let first = try await client.post(Self.order, key: "k")
            try await world.clock.advance(by: .seconds(9 * 60 + 59))
            _ = try await world.store.cancel(first.json()["orderId"]?.stringValue ?? "")
            let second = try await client.post(Self.order, key: "k")
            #expect(second.status == .created && second.body == first.body)
            #expect(OrderAPI.idempotencyReplayed.map { second.headers[$0] } == "true")
            #expect(try await client.post(Self.order + " ", key: "k").status == .unprocessableContent)
            try await world.clock.advance(by: .seconds(2))
            let third = try await client.post(Self.order, key: "k")
            #expect(third.status == .created && third.body != first.body)
        }
        #expect(try await world.count("orders") == 2)
    }

    @Test func aHundredRacingRequestsMakeOneOrder() async throws {
        let world = try World()
        try await world.test { client in
            let responses = try await withThrowingTaskGroup(of: TestResponse.self) { group in
                for _ in 0..<100 { group.addTask { try await client.post(Self.order, key: "k") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let created = responses.filter { $0.status == .created }
            #expect(Set(created.map(\.body)).count == 1)
            #expect(created.count { OrderAPI.idempotencyReplayed.map($0.headers.contains) != true } == 1)
            let conflicts = responses.filter { $0.status == .conflict }
            #expect(created.count + conflicts.count == 100)
            #expect(conflicts.allSatisfy { $0.headers[.retryAfter] == "1" })
        }
        #expect(try await world.count("orders") == 1)
        #expect(try await world.count("outbox_event") == 1)
    }

    // MARK: Who may ask

    @Test func asksForTheToken() async throws {
        try await World(token: "secret").test { client in
            #expect(try await client.get("/health").status == .ok)
            for header in [nil, "Bearer other", "Bearer ", "Basic secret", "secret"] {
                var fields: HTTPFields = [:]
                fields[.authorization] = header
                let response = try await client.get("/products", fields)
                #expect(response.status == .unauthorized && response.headers[.wwwAuthenticate] == "Bearer")
            }
            #expect(try await client.get("/products", [.authorization: "Bearer secret"]).status == .ok)
        }
    }

    @Test func limitsTheRateOfOneClient() {
        let limiter = RateLimiter(perSecond: 10)
        #expect((0..<25).count { _ in limiter.refusal(of: "a", at: 1_000) == nil } == 20)
        #expect(limiter.refusal(of: "a", at: 1_000) == 1)
        #expect(limiter.refusal(of: "b", at: 1_000) == nil)
        #expect(limiter.refusal(of: "a", at: 1_100) == nil)
        #expect(limiter.refusal(of: "a", at: 1_100) == 1)
        #expect((0..<25).count { _ in limiter.refusal(of: "a", at: 9_000) == nil } == 20)
    }

    // MARK: Orders

    @Test func listsInPages() async throws {
        let world = try World()
        try await world.test { client in
            var ids: [String] = []
            for _ in 0..<5 {
                ids.append(try await client.post(Self.order).json()["orderId"]?.stringValue ?? "")
                try await world.clock.advance(by: .milliseconds(1))
            }
            var listed: [String] = []
            var after = ""
            repeat {
                let page = try await client.get("/orders?customerId=c&limit=2&after=\(after)").json()
                listed += page["orders"]?.arrayValue?.compactMap { $0["orderId"]?.stringValue } ?? []
                after = page["next"]?.stringValue ?? ""
            } while !after.isEmpty
            #expect(listed == ids)
            #expect(try await client.get("/orders?customerId=other").text == #"{"orders":[],"next":null}"#)
            for query in ["", "?customerId=", "?customerId=c&limit=0", "?customerId=c&limit=x"] {
                #expect(try await client.get("/orders\(query)").status == .badRequest)
            }
        }
    }

    @Test func cancels() async throws {
        let world = try World()
        try await world.test { client in
            let id = try await client.post(Self.order).json()["orderId"]?.stringValue ?? ""
            for _ in 0..<2 { #expect(try await client.send(.post, "/orders/\(id)/cancel").status == .accepted) }
            let order = try await client.get("/orders/\(id)").json()
            #expect(order["cancelRequested"] == true && order["timeline"]?.arrayValue?.count == 2)
            #expect(try await client.send(.post, "/orders/none/cancel").status == .notFound)
            for status in OrderStatus.allCases {
                try await world.store.write("test") { try $0.run("UPDATE orders SET status = ?", status.rawValue) }
                let answer = try await client.send(.post, "/orders/\(id)/cancel").status
                #expect(answer == (status == .completed || status == .failed ? .conflict : .accepted), "\(status)")
            }
        }
    }
}

extension TestClientProtocol {
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], body: String? = nil
    ) async throws -> TestResponse {
        try await execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
        ) { $0 }
    }

    func get(_ path: String, _ headers: HTTPFields = [:]) async throws -> TestResponse {
        try await send(.get, path, headers)
    }

    func post(_ body: String, key: String? = nil, type: String = "application/json") async throws -> TestResponse {
        var headers: HTTPFields = [.contentType: type]
        if let key, let name = OrderAPI.idempotencyKey { headers[name] = key }
        return try await send(.post, "/orders", headers, body: body)
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }
    func json() throws -> JSONValue { try JSONParser.parse(text) }
}
