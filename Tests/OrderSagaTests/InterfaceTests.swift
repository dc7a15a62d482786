import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSONModel
import Logging
import Metrics
import Testing
import TransactionalOutbox

@testable import OrderSaga

/// What the service says of itself.
struct InterfaceTests {
    private typealias World = RequestTests.World

    /// The document has the routes, and no others; what they answer is in it.
    @Test func documentIsTheRoutes() async throws {
        try await World().test { client in
            let document = try await client.get("/openapi.json").json()
            var documented: Set<Route> = []
            for (path, methods) in document["paths"]?.objectValue ?? [:] {
                for (method, _) in methods.objectValue ?? [:] {
                    let method = try #require(HTTPRequest.Method(rawValue: method.uppercased()))
                    documented.insert(Route(method, path))
                }
            }
            #expect(documented == Set(Route.all))
            #expect(Route.all.count == documented.count)
            for route in Route.all {
                let path = route.path.replacing("{orderId}", with: "none")
                let response = try await client.send(route.method, path, [.contentType: "text/plain"], body: "")
                let operation = document["paths"]?[route.path]?[route.method.rawValue.lowercased()]
                #expect(operation?["responses"]?["\(response.status.code)"] != nil, "\(route) \(response.status)")
                let wrong = try await client.send(.delete, path)
                #expect(wrong.status == .methodNotAllowed, "\(route)")
                #expect(wrong.headers[.allow]?.contains(route.method.rawValue) == true)
            }
            #expect(try await client.get("/other").status == .notFound)
        }
    }

    @Test func documentKnowsProductsAndStatuses() async throws {
        let world = try World()
        try await world.test { client in
            let schemas = try await client.get("/openapi.json").json()["components"]?["schemas"]
            let products = schemas?["Item"]?["properties"]?["productId"]?["enum"]?.arrayValue?.map(\.stringValue)
            #expect(products == world.store.products.sorted())
            let statuses = schemas?["Status"]?["enum"]?.arrayValue?.map(\.stringValue)
            #expect(statuses == OrderStatus.allCases.map(\.rawValue))
        }
    }

    @Test func metricsAreWrittenForPrometheus() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "a.count", dimensions: [("kind", "x\"\n\\")]).increment(by: 2)
        metrics.makeCounter(label: "a.count", dimensions: [("kind", "x\"\n\\")]).increment(by: 1)
        metrics.makeRecorder(label: "b", dimensions: [], aggregate: false).record(Int64(7))
        let timer = metrics.makeTimer(label: "c", dimensions: [("r", "1")])
        for nanoseconds in [900_000, 1_000_000, 2_000_000, 70_000_000_000] as [Int64] {
            timer.recordNanoseconds(nanoseconds)
        }
        let lines = metrics.text.split(separator: "\n").map(String.init)
        let expected = [
            "# TYPE a_count_total counter", #"a_count_total{kind="x\"\n\\"} 3.0"#, "# TYPE b gauge", "b 7.0",
            "# TYPE c_seconds histogram", #"c_seconds_bucket{r="1",le="0.001"} 2"#,
            #"c_seconds_bucket{r="1",le="0.0025"} 3"#, #"c_seconds_bucket{r="1",le="60.0"} 3"#,
            #"c_seconds_bucket{r="1",le="+Inf"} 4"#, #"c_seconds_sum{r="1"} 70.0039"#, #"c_seconds_count{r="1"} 4"#,
        ]
        #expect(lines.filter(expected.contains) == expected)
    }

    @Test func metricsTellOfOrdersAndTheOutbox() async throws {
        try await World().test { client in
            _ = try await client.post(RequestTests.order)
            let text = try await client.get("/metrics").text
            #expect(text.contains("order_saga_orders{status=\"PENDING\"} 1\n"))
            #expect(text.contains("order_saga_parked 0\n"))
        }
    }

    @Test func deadLettersAreShownAndPutBack() async throws {
        struct Refusal: Error {}
        let world = try World()
        try await world.test { client in
            let status = try await client.post(RequestTests.order).status
            #expect(status == .created)
        }
        var subscriber = OutboxSubscriber("s", from: .oldest) { _ in throw Refusal() }
        subscriber.retry.attempts = 1
        let relay = try OutboxRelay(
            world.store.outbox, to: [subscriber], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await relay.run() }
        var lines: [String] = []
        for _ in 0..<1_000 where lines.count < 2 {
            lines = try await world.store.outboxLines()
            try await Task.sleep(for: .milliseconds(10))
        }
        running.cancel()
        _ = await running.result
        #expect(lines.first == "s: 0 behind, 0 delayed, 1 dead")
        let event = try await world.store.read { try $0.first("SELECT execution FROM orders")?[0] as String? ?? "" }
        #expect(lines.last?.hasPrefix("dead  \(event)  ORDER_CREATED  order ") == true, "\(lines)")
        #expect(try await world.store.retryDeadLetters("none") == 0)
        #expect(try await world.store.retryDeadLetters(event) == 1)
        #expect(try await world.store.outboxLines() == ["s: 1 behind, 0 delayed, 0 dead"])
    }

    @Test func listsAndShowsOrders() async throws {
        let world = try World()
        try await world.test { client in
            let id = try await client.post(RequestTests.order).json()["orderId"]?.stringValue ?? ""
            let lines = try await world.store.orderLines(after: "", limit: 10)
            #expect(lines.count == 1 && lines[0].hasPrefix("\(id)  PENDING             699.98  c  "))
            #expect(try await world.store.orderText(id)?.contains("\"totalAmount\": 699.98") == true)
            #expect(try await world.store.orderText("none") == nil)
        }
    }

    @Test(arguments: [
        ("process-payment=0.5", true), ("ProcessPayment:Busy=1", true), ("pay=1", false), ("ProcessPayment", false),
        ("ProcessPayment=2", false), ("ProcessPayment=x", false), ("=1", false),
    ])
    func readsFaults(_ text: String, _ isRight: Bool) {
        var faults = FaultInjection()
        if isRight {
            #expect(throws: Never.self) { try faults.fail(text) }
        } else {
            #expect(throws: FaultInjection.Problem.self) { try faults.fail(text) }
        }
    }

    @Test(arguments: [("500ms", 500), ("2s", 2_000), ("10m", 600_000), ("1h", 3_600_000)])
    func readsDurations(_ text: String, _ milliseconds: Int64) {
        #expect(FaultInjection.milliseconds(text) == milliseconds)
        for wrong in ["", "5", "s", "1d", "-1s", "1.5s", "99999999999999999999s"] {
            #expect(FaultInjection.milliseconds(wrong) == nil)
        }
    }
}
