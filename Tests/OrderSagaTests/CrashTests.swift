import Foundation
import GRDB
import JSONModel
import NIOHTTP1
import StatesCore
import StatesRuntime
import StatesSQLite
import Testing
import TransactionalOutbox

@testable import OrderSaga

/// SIGKILL after each write point of the request path, the relay and each task; then the service is started again.
@Suite(.serialized) struct CrashTests {
    struct Point: Sendable, CustomTestStringConvertible {
        var name: String
        var options: [String]
        var end: OrderStatus
        var testDescription: String { name }
    }

    static let declined = ["--fail", "process-payment=1"]
    /// As if each customer had cancelled as soon as the order was paid.
    static let cancelled = ["--fail", "send-notification:OrderCancelled=1"]
    static let parked = cancelled + ["--fail", "refund-payment=1"]
    static let silent = ["--fail", "send-notification=1"]

    static let points: [Point] =
        [
            // The request, the relay and the steps forward.
            "idempotency.remembered", "order.inserted", "outbox.appended", "order.placed", "queue.written",
            "saga.started", "relay.delivered", "relay.marking", "relay.marked", "task.reserve-inventory",
            "task.process-payment", "task.send-notification", "outbox.appended:2", "outbox.appended:3",
            "outbox.appended:4",
        ].map { Point(name: $0, options: [], end: .completed) }
        // Each commit of the orders while one goes through, after the two at most that start the relay.
        + (3...5).map { Point(name: "queue.committed:\($0)", options: [], end: .completed) }
        + [
            "task.begin-compensation", "task.release-inventory", "task.close-order", "outbox.appended:5",
            "queue.committed:6",
        ].map { Point(name: $0, options: declined, end: .failed) }
        + ["task.refund-payment", "task.close-order"].map { Point(name: $0, options: cancelled, end: .cancelled) }
        + [Point(name: "task.park", options: parked, end: .cancelled)]
        + [Point(name: "task.record-notification-failure", options: silent, end: .completed)]

    @Test(arguments: stride(from: 0, to: points.count, by: 8).map { Array(points[$0..<min($0 + 8, points.count)]) })
    func goesOnAfterACrash(_ points: [Point]) async throws {
        try await withThrowingTaskGroup { group in
            for point in points { group.addTask { try await Self.crash(point) } }
            try await group.waitForAll()
        }
    }

    private static func crash(_ point: Point) async throws {
        let folder = try Folder()
        var server = try await Server(folder.orders, point.options, crashAt: point.name)
        let first = try? await server.send(.POST, "/orders", body: RequestTests.order, key: "k")
        let status = try await server.ended(within: .seconds(30))
        #expect(status == SIGKILL, "\(point.name) was not reached")
        server = try await Server(folder.orders, point.options)
        let second = try await server.send(.POST, "/orders", body: RequestTests.order, key: "k")
        #expect(second.status == 201, "\(point.name): \(second.body)")
        if let first { #expect(first.body == second.body, "\(point.name): the key was forgotten") }
        let third = try await server.send(.POST, "/orders", body: RequestTests.order, key: "k")
        #expect(third.body == second.body)
        try await Self.waitForEnd(server, folder, point)
        try await server.stop()
        try await Self.inspect(folder, point)
    }

    private static func waitForEnd(_ server: Server, _ folder: Folder, _ point: Point) async throws {
        let end = ContinuousClock.now + .seconds(60)
        let store = try OrderStore(path: folder.orders)
        while ContinuousClock.now < end {
            for parked in try await store.parked() { try await store.resolve(parked) }
            let isDone = try await store.read { [outbox = store.outbox] database in
                let open = try database.first(
                    "SELECT count(*) FROM orders WHERE status NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')")
                let status = try outbox.status(in: database)
                return open?[0] == 0 && status.allSatisfy { $0.behind == 0 } && status.count == 2
            }
            if isDone { return try store.close() }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("\(point.name): the order does not end")
    }

    /// No order without event, no event without execution, nothing twice, and the books balance.
    private static func inspect(_ folder: Folder, _ point: Point) async throws {
        let store = try OrderStore(path: folder.orders)
        let (orders, books, counts, dead) = try await store.read { [outbox = store.outbox] database in
            (
                try database.all("SELECT id, execution, status FROM orders").map { row in
                    [row[0] as String, row[1], row[2]]
                },
                try Books(database),
                try ["reservation", "notification", "payment"].map {
                    try database.first("SELECT count(*) FROM \($0)")?[0] as Int? ?? 0
                },
                try outbox.deadLetters(in: database)
            )
        }
        #expect(orders.map { $0[2] } == [point.end.rawValue], "\(point.name)")
        #expect(books.balance && books.reserved == 0, "\(point.name): \(books)")
        switch point.end {
        case .completed: #expect(counts == [1, 1, 1] && books.sold == 2, "\(point.name): \(counts)")
        case .failed: #expect(counts == [1, 0, 0], "\(point.name): \(counts)")
        default: #expect(counts == [1, 0, 2] && books.refunded == 69_998, "\(point.name): \(counts)")
        }
        if point.options != silent { #expect(dead.isEmpty, "\(point.name)") }
        try store.close()
        let executions = try SQLiteStore(path: store.executionsPath)
        let page = try await executions.list(ExecutionQuery())
        #expect(page.executions.map(\.name) == orders.map { $0[1] }, "\(point.name)")
        #expect(page.executions.allSatisfy { $0.status != .running }, "\(point.name)")
        try executions.close()
    }

    /// A hundred requests with one key race through the network: one order, one execution, one of everything.
    @Test func racingRequestsRunOneSaga() async throws {
        let folder = try Folder()
        let server = try await Server(folder.orders)
        let answers = try await withThrowingTaskGroup(of: (status: UInt, body: String).self) { group in
            for _ in 0..<100 {
                group.addTask { try await server.send(.POST, "/orders", body: RequestTests.order, key: "k") }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let created = answers.filter { $0.status == 201 }
        #expect(Set(created.map(\.body)).count == 1)
        #expect(created.count + answers.count { $0.status == 409 } == 100)
        let point = Point(name: "a race", options: [], end: .completed)
        try await Self.waitForEnd(server, folder, point)
        try await server.stop()
        try await Self.inspect(folder, point)
    }

    /// The process dies in the transaction that marks an order; the customer asks again.
    @Test func cancellingGoesOn() async throws {
        let folder = try Folder()
        let slow = ["--slow", "process-payment=30s"]
        var server = try await Server(folder.orders, slow, crashAt: "cancel")
        let order = try await server.send(.POST, "/orders", body: RequestTests.order, key: "k").body
        let id = try #require(try JSONParser.parse(order)["orderId"]?.stringValue)
        _ = try? await server.send(.POST, "/orders/\(id)/cancel")
        #expect(try await server.ended(within: .seconds(30)) == SIGKILL)
        server = try await Server(folder.orders, slow)
        #expect(try await server.send(.POST, "/orders/\(id)/cancel").status == 202)
        try await server.stop()
        let point = Point(name: "cancel", options: [], end: .cancelled)
        server = try await Server(folder.orders)
        try await Self.waitForEnd(server, folder, point)
        try await server.stop()
        let store = try OrderStore(path: folder.orders)
        #expect(try await store.read { try $0.state(of: id).status } == .cancelled)
        #expect(try await store.read { try Books($0) }.balance)
        try store.close()
    }

    /// The process dies in the transaction that says that a customer was told after all.
    @Test func tellingGoesOn() async throws {
        let folder = try Folder()
        let name = "notification.retried"
        var server = try await Server(folder.orders, Self.silent)
        _ = try await server.send(.POST, "/orders", body: RequestTests.order)
        let store = try OrderStore(path: folder.orders)
        let end = ContinuousClock.now + .seconds(30)
        while try await store.read({ try Books($0) }).completed == 0, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(50))
        }
        try await server.stop()
        server = try await Server(folder.orders, crashAt: name)
        #expect(try await server.ended(within: .seconds(70)) == SIGKILL)
        server = try await Server(folder.orders)
        while try await store.read({ try store.outbox.status(in: $0).contains { $0.behind + $0.delayed > 0 } }),
            ContinuousClock.now < end + .seconds(30)
        {
            try await Task.sleep(for: .milliseconds(50))
        }
        try await server.stop()
        let (status, timeline) = try await store.read { database in
            (
                try database.first("SELECT status FROM notification")?[0] as String? ?? "",
                try database.first("SELECT timeline FROM orders")?[0] as String? ?? ""
            )
        }
        #expect(status == "SENT")
        #expect(timeline.ranges(of: "notification sent").count == 1)
        try store.close()
    }

    /// No place of the sources at which something is written is forgotten here.
    @Test func everyWritePointIsKilledAt() throws {
        var names = Set(WritePoint.all.map(\.name))
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/OrderSaga")
        let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /(?:write\(|WritePoint\(|at: )"([a-z.-]+)"/) { names.insert(String(match.1)) }
        }
        names.formUnion(TaskName.allCases.map { "task.\($0.rawValue)" })
        let killed = Set(Self.points.map { String($0.name.prefix { $0 != ":" }) })
        let elsewhere: Set = [
            "cancel", "notification.retried", "parked.booked", "parked.resolved",
            // One statement of a person, who sees whether it was done.
            "outbox.retried",
        ]
        #expect(names.subtracting(killed).subtracting(elsewhere) == [])
        #expect(names.count > 20)
    }

    /// The program that resolves dies after each of its writes; made again, it ends what it began.
    @Test(arguments: ["parked.booked", "parked.resolved"]) func resolvingGoesOn(_ point: String) async throws {
        let folder = try Folder()
        let server = try await Server(folder.orders, Self.parked)
        _ = try await server.send(.POST, "/orders", body: RequestTests.order)
        struct Stop: Error {}
        let store = try OrderStore(path: folder.orders)
        var parked: [ParkedOrder] = []
        while parked.isEmpty { parked = try await store.parked() }
        let order = try #require(parked.first)
        if point == "parked.booked" {
            await #expect(throws: Stop.self) { try await store.resolve(order) { _ in throw Stop() } }
        }
        try await store.resolve(order)
        // Again, as if the row had not been deleted.
        try await store.resolve(order)
        let end = ContinuousClock.now + .seconds(20)
        var status = ""
        while status != "CANCELLED", ContinuousClock.now < end {
            status = try await store.read { try $0.first("SELECT status FROM orders")?[0] ?? "" }
        }
        #expect(status == "CANCELLED")
        #expect(try await store.read { try Books($0) }.balance)
        #expect(try await store.parked().isEmpty)
        try await server.stop()
    }
}
