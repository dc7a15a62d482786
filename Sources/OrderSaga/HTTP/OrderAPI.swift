import GRDB
import HTTPTypes
import Hummingbird
import JSONModel
import NIOCore
import StatesLanguage
import StatesRuntime
import TransactionalOutbox

/// The HTTP interface: `openapi.json` says what each route takes and gives.
struct OrderAPI: Sendable {
    let store: OrderStore
    let keys: IdempotencyKeys
    let metrics: PrometheusMetrics
    /// Whether orders that are accepted are worked on.
    let isReady: @Sendable () -> Bool

    static let idempotencyKey = HTTPField.Name("x-idempotency-key")
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")
    private static let pageLimit = 50, maximumPageLimit = 200

    func router(_ gatekeeper: Gatekeeper) -> Router<OrderContext> {
        let router = Router(context: OrderContext.self)
        router.add(middleware: gatekeeper)
        func on(_ route: Route, _ body: @escaping @Sendable (Request, OrderContext) async throws -> Response) {
            router.on(RouterPath(route.path), method: route.method, use: body)
        }
        on(.postOrder) { request, _ in try await post(request) }
        on(.getOrders) { request, _ in try await list(request) }
        on(.getOrder) { _, context in try await show(try context.parameters.require("orderId")) }
        on(.cancelOrder) { _, context in try await cancel(try context.parameters.require("orderId")) }
        on(.getProducts) { _, _ in try await products() }
        on(.health) { _, _ in health() }
        on(.healthLive) { _, _ in Response(json: Array(#"{"status":"live"}"#.utf8)) }
        on(.healthReady) { _, _ in health() }
        on(.metrics) { _, _ in
            Response(text: metrics.text + (try await gauges()), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        on(.openAPI) { _, _ in Response(json: PackageResources.openapi_json) }
        return router
    }

    // MARK: Placing an order

    private func post(_ request: Request) async throws -> Response {
        let key = try key(of: request)
        let type = request.headers[.contentType] ?? ""
        guard Self.isJSON(type) else { throw Problem.unsupportedType }
        let body: [UInt8]
        do {
            body = Array(buffer: try await request.body.collect(upTo: OrderRequest.maximumBytes))
        } catch is NIOTooManyBytesError {
            throw Problem.tooLarge
        } catch {
            throw Problem("incomplete-body", .badRequest, "The body ends too soon", headers: [.connection: "close"])
        }
        guard let key else { return try await place(body, nil) }
        let fingerprint = RequestFingerprint(method: request.method.rawValue, path: request.uri.path, body: body)
        let now = store.clock.now.millisecondsSinceEpoch
        switch try await keys.answer(key, fingerprint, at: now, { try await place(body, $0) }) {
        case .done(let response): return response
        case .replay(let first):
            var response = Self.created(first)
            if let name = Self.idempotencyReplayed { response.headers[name] = "true" }
            return response
        case .inFlight:
            throw Problem(
                "request-in-flight", .conflict, "The first request with this key is still being answered",
                headers: [.retryAfter: "1"])
        case .mismatch:
            throw Problem(
                "key-of-another-request", .unprocessableContent, "The key was used for another request",
                detail: "a key stands for one method, path and body")
        }
    }

    /// Stores an order, the event that starts its saga, and the response to its key, in one transaction.
    private func place(_ body: [UInt8], _ claim: IdempotencyKeys.Claim?) async throws -> Response {
        let products = store.products
        let order: NewOrder
        do {
            order = try OrderRequest.read(body, id: NewOrder.newID(at: store.clock.now)) { products.contains($0) }
        } catch {
            throw Problem(error)
        }
        var writer = JSONWriter()
        writer.write("{\"orderId\":", order.id)
        writer.writeRaw(",\"status\":\"PENDING\",\"totalAmount\":")
        writer.writeRaw(order.total.description.utf8)
        writer.writeRaw(",\"message\":\"The order is accepted\"}")
        let answer = writer.bytes
        try await store.write("order.placed", isUrgent: true) { [store, keys] database in
            try store.insert(order, in: database)
            if let claim { try keys.remember(answer, for: claim, in: database) }
        }
        return Self.created(answer)
    }

    private static func created(_ body: [UInt8]) -> Response { Response(json: body, status: .created) }

    private func key(of request: Request) throws -> IdempotencyKey? {
        guard let name = Self.idempotencyKey else { return nil }
        let values = request.headers[values: name]
        guard let text = values.first else { return nil }
        guard values.count == 1, let key = IdempotencyKey(text) else {
            throw Problem(
                "invalid-idempotency-key", .badRequest, "x-idempotency-key is not valid",
                detail: "it is given once, as 1 to 255 visible ASCII characters")
        }
        return key
    }

    private static func isJSON(_ type: String) -> Bool {
        let essence = type.prefix { $0 != ";" }.lowercased()
        return essence.drop { $0 == " " }.prefix { $0 != " " } == "application/json"
    }

    // MARK: Orders

    private func show(_ id: String) async throws -> Response {
        guard let order = try await store.read({ try OrderView.find(id, in: $0) }) else { throw Problem.notFound }
        var writer = JSONWriter()
        order.write(to: &writer)
        return Response(json: writer.bytes)
    }

    private func list(_ request: Request) async throws -> Response {
        let query = request.uri.queryParameters
        guard let customer = query["customerId"].map(String.init), !customer.isEmpty else {
            throw Problem("invalid-query", .badRequest, "The query needs a customerId")
        }
        let limit = query["limit"].map { Int($0) } ?? Self.pageLimit
        guard let limit, (1...Self.maximumPageLimit).contains(limit) else {
            throw Problem(
                "invalid-query", .badRequest, "limit is a whole number from 1 to \(Self.maximumPageLimit)")
        }
        let after = query["after"].map(String.init) ?? ""
        let orders = try await store.read {
            try OrderView.page(customer: customer, after: after, limit: limit + 1, in: $0)
        }
        var writer = JSONWriter()
        writer.writeRaw("{\"orders\":[")
        for (index, order) in orders.prefix(limit).enumerated() {
            if index > 0 { writer.writeRaw(",") }
            order.write(to: &writer)
        }
        writer.writeRaw("],\"next\":")
        if orders.count > limit { writer.writeString(orders[limit - 1].id) } else { writer.writeRaw("null") }
        writer.writeRaw("}")
        return Response(json: writer.bytes)
    }

    private func cancel(_ id: String) async throws -> Response {
        if let end = try await store.cancel(id) {
            throw Problem("order-has-ended", .conflict, "The order has ended", detail: "it is \(end.rawValue)")
        }
        let body: JSONValue = ["orderId": .string(id), "message": "The order will be undone"]
        return Response(json: JSONWriter.bytes(of: body), status: .accepted)
    }

    private func products() async throws -> Response {
        let rows = try await store.read { database in
            try database.all("SELECT product, name, stock, reserved, sold FROM inventory ORDER BY product").map { row in
                JSONValue.object([
                    "productId": .string(row[0]), "name": .string(row[1]), "stock": .int(row[2] as Int64),
                    "reserved": .int(row[3] as Int64), "sold": .int(row[4] as Int64),
                ])
            }
        }
        return Response(json: JSONWriter.bytes(of: ["products": .array(JSONArray(rows))]))
    }

    // MARK: Operation

    private func health() -> Response {
        let isReady = self.isReady()
        let body: JSONValue = ["live": true, "ready": .bool(isReady)]
        return Response(json: JSONWriter.bytes(of: body), status: isReady ? .ok : .serviceUnavailable)
    }

    /// What is counted when somebody asks: orders by status, and what the outbox has not delivered.
    private func gauges() async throws -> String {
        try await store.read { [store] database in
            let counts = try database.all(
                """
                SELECT 'order_saga_orders{status="' || status || '"}', count(*) FROM orders GROUP BY status
                UNION ALL SELECT 'order_saga_parked', count(*) FROM parked
                """
            ).map { "\($0[0] as String) \($0[1] as Int)\n" }
            let outbox = try store.outbox.status(in: database).flatMap { subscriber in
                [("behind", subscriber.behind), ("delayed", subscriber.delayed), ("dead", subscriber.deadLetters)].map {
                    "order_saga_outbox_\($0){subscriber=\"\(subscriber.name)\"} \($1)\n"
                }
            }
            return (counts + outbox).joined()
        }
    }
}
