import GRDB
import JSONModel
import Logging
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesTesting
import Synchronization
import Testing
import TransactionalOutbox

@testable import OrderSaga

/// Which step fails, how often, and when the customer cancels: what becomes of the order, in virtual time.
struct SagaTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// By service: the error, and how many calls fail with it.
        var failures: [String: (error: String, times: Int)] = [:]
        /// The service during whose first call the customer cancels; `start` for before the first.
        var cancelsDuring: String?
        var end: OrderStatus
        /// Without `TakeOrder`.
        var states: [String]
        var events: [OrderEvent]
        /// Money that went back.
        var refunded: Int64 = 0
        /// States in which a person was waited for.
        var parked: [String] = []

        init(
            _ name: String, failing failures: [String: (error: String, times: Int)] = [:], cancelsDuring: String? = nil,
            _ end: OrderStatus, _ states: String, _ events: [OrderEvent], refunded: Int64 = 0, parked: [String] = []
        ) {
            (testDescription, self.failures, self.cancelsDuring, self.end) = (name, failures, cancelsDuring, end)
            self.states = states.split(separator: " ").map(String.init)
            (self.events, self.refunded, self.parked) = (events, refunded, parked)
        }
    }

    static let total: Int64 = 69_998
    static let undone: [OrderEvent] = [.orderCompensated, .orderFailed]
    static let cancelled: [OrderEvent] = [.orderCompensated, .orderCancelled]
    static let forward = "ReserveInventory ProcessPayment SendNotification"

    static let cases: [Case] = [
        Case(
            "all is well", .completed, "\(forward) OrderPaid",
            [.inventoryReserved, .paymentProcessed, .notificationSent]),
        Case(
            "each service is busy for a while",
            failing: ["reserve": ("Busy", 4), "capture": ("Busy", 4), "send": ("Busy", 3)], .completed,
            "\(forward) OrderPaid",
            [.inventoryReserved, .paymentProcessed, .notificationSent]),
        Case(
            "out of stock", failing: ["reserve": ("OutOfStock", 9)], .failed, "ReserveInventory CloseOrder OrderFailed",
            [.orderFailed]),
        Case(
            "no answer from the inventory", failing: ["reserve": ("Busy", 9)], .failed,
            "ReserveInventory ReleaseInventory CloseOrder OrderFailed", undone),
        Case(
            "payment declined", failing: ["capture": ("PaymentDeclined", 9)], .failed,
            "ReserveInventory ProcessPayment ReleaseInventory CloseOrder OrderFailed",
            [.inventoryReserved, .paymentFailed] + undone),
        Case(
            "no answer from the gateway", failing: ["capture": ("Busy", 9)], .failed,
            "ReserveInventory ProcessPayment RefundPayment ReleaseInventory CloseOrder OrderFailed",
            [.inventoryReserved, .paymentFailed] + undone),
        Case(
            "no answer to the notification", failing: ["send": ("Busy", 9)], .completed,
            "\(forward) RecordNotificationFailure OrderPaid",
            [.inventoryReserved, .paymentProcessed, .notificationFailed]),
        Case(
            "cancelled at once", cancelsDuring: "start", .cancelled,
            "ReserveInventory ReleaseInventory CloseOrder OrderFailed", cancelled),
        Case(
            "cancelled while reserving", cancelsDuring: "reserve", .cancelled,
            "ReserveInventory ReleaseInventory CloseOrder OrderFailed", cancelled),
        Case(
            "cancelled while paying", cancelsDuring: "capture", .cancelled,
            "ReserveInventory ProcessPayment RefundPayment ReleaseInventory CloseOrder OrderFailed",
            [.inventoryReserved] + cancelled),
        Case(
            "cancelled while a payment is tried again", failing: ["capture": ("Busy", 2)], cancelsDuring: "capture",
            .cancelled,
            "ReserveInventory ProcessPayment RefundPayment ReleaseInventory CloseOrder OrderFailed",
            [.inventoryReserved] + cancelled),
        Case(
            "cancelled while telling", cancelsDuring: "send", .cancelled,
            "\(forward) RefundPayment ReleaseInventory CloseOrder OrderFailed",
            [.inventoryReserved, .paymentProcessed] + cancelled, refunded: total),
        Case(
            "cancelled while telling fails", failing: ["send": ("Busy", 9)], cancelsDuring: "send", .cancelled,
            "\(forward) RecordNotificationFailure RefundPayment ReleaseInventory CloseOrder OrderFailed",
            [.inventoryReserved, .paymentProcessed] + cancelled, refunded: total),
        Case(
            "cancelled while the order is undone", failing: ["capture": ("PaymentDeclined", 9)],
            cancelsDuring: "release",
            .failed, "ReserveInventory ProcessPayment ReleaseInventory CloseOrder OrderFailed",
            [.inventoryReserved, .paymentFailed] + undone),
        Case(
            "compensations fail for a while", failing: ["refund": ("Busy", 8), "release": ("Busy", 8)],
            cancelsDuring: "send",
            .cancelled, "\(forward) RefundPayment ReleaseInventory CloseOrder OrderFailed",
            [.inventoryReserved, .paymentProcessed] + cancelled, refunded: total),
        Case(
            "a refund is refused", failing: ["refund": ("RefundRefused", 1)], cancelsDuring: "send", .cancelled,
            "\(forward) RefundPayment AskPersonToRefund ReleaseInventory CloseOrder OrderFailed",
            [.inventoryReserved, .paymentProcessed] + cancelled, refunded: total, parked: ["AskPersonToRefund"]),
        Case(
            "compensations fail for good", failing: ["refund": ("Busy", 99), "release": ("Busy", 99)],
            cancelsDuring: "send",
            .cancelled,
            """
            \(forward) RefundPayment AskPersonToRefund ReleaseInventory AskPersonToRelease CloseOrder OrderFailed
            """,
            [.inventoryReserved, .paymentProcessed] + cancelled, refunded: total,
            parked: ["AskPersonToRefund", "AskPersonToRelease"]),
    ]

    @Test(arguments: cases) func ends(_ testCase: Case) async throws {
        let folder = try Folder()
        let world = try World(folder, testCase)
        let history = try await world.run()
        #expect(history.path == ["TakeOrder"] + testCase.states, "\(history)")
        #expect(world.parked.withLock { $0 } == testCase.parked)
        let (order, events, books) = try await world.store.read { database in
            (
                try OrderView.find(World.order, in: database),
                try String.fetchAll(database, sql: "SELECT type FROM outbox_event ORDER BY sequence"),
                try Books(database)
            )
        }
        #expect(order?.status == testCase.end.rawValue)
        #expect(events == ([.orderCreated] + testCase.events).map(\.rawValue))
        #expect(books.balance && books.reserved == 0, "\(books)")
        #expect(books.refunded == testCase.refunded)
        #expect(books.sold == (testCase.end == .completed ? 2 : 0))
        #expect(try world.timelineIsMonotonic(order?.timeline ?? ""))
    }

    /// The process dies after each commit of the runtime in turn, and another goes on.
    @Test(arguments: ["all is well", "cancelled while telling", "a refund is refused"])
    func survivesACrashAtEachCommit(_ name: String) async throws {
        let testCase = try #require(Self.cases.first { $0.testDescription == name })
        for commit in 1...60 {
            let world = try World(try Folder(), testCase, faults: [.crashAfter(commit: commit)])
            let history = try await world.run()
            let (status, events, books) = try await world.store.read { database in
                (
                    try database.state(of: World.order).status,
                    try String.fetchAll(database, sql: "SELECT type FROM outbox_event ORDER BY sequence"),
                    try Books(database)
                )
            }
            #expect(status == testCase.end, "\(commit) \(history)")
            #expect(events == ([.orderCreated] + testCase.events).map(\.rawValue), "\(commit)")
            #expect(books.balance && books.refunded == testCase.refunded, "\(commit) \(books)")
            if world.test.store.crashCount == 0 { return }
        }
        Issue.record("60 commits are not enough")
    }
}

/// An order in virtual time, with services that fail as a case says.
private final class World: Sendable {
    static let order = "o-1"
    let store: OrderStore
    let test: WorkflowTest
    let parked = Mutex<[String]>([])
    private let folder: Folder
    private let testCase: SagaTests.Case

    init(_ folder: Folder, _ testCase: SagaTests.Case, faults: [StoreFault] = []) throws {
        (self.folder, self.testCase) = (folder, testCase)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let clock = VirtualClock()
        store = try OrderStore(path: folder.orders, clock: clock)
        let services = ScriptedServices(testCase, store)
        let tasks = OrderTasks(
            store: store, inventory: services, payments: services, notifier: services, faults: FaultInjection(),
            logger: logger)
        test = WorkflowTest(SagaDefinition().definition, faults: faults) { [store] runtime in
            tasks.register(in: runtime)
            store.registerParking(in: runtime, alerting: logger)
        }
    }

    func run() async throws -> ExecutionHistory {
        let order = NewOrder(
            id: Self.order, customerID: "c",
            items: [OrderItem(productID: "kettle-steel", quantity: 2, price: Money(minorUnits: 34_999))])
        try await store.write("test") { [store] in try store.insert(order, in: $0) }
        if testCase.cancelsDuring == "start" { _ = try await store.cancel(Self.order) }
        let input = try JSONParser.parse(order.sagaInput(items: order.itemsJSON))
        let name = WorkflowTest.machineName
        return try await test.goOnAfterCrashes { runtime in
            let execution: ExecutionHandle
            do {
                execution = try await runtime.execution(named: "test", of: name)
            } catch let error as RuntimeError where error.code == .executionDoesNotExist {
                execution = try await runtime.start(name, name: "test", input: input)
            }
            while try await execution.description().status == .running {
                try await self.test.clock.sleep(for: .seconds(60))
                for parked in try await self.store.parked() {
                    try await self.store.resolve(parked) { token in
                        do {
                            try await runtime.sendTaskSuccess(token: token, output: Payload(["resolvedBy": "test"]))
                        } catch let error as RuntimeError
                            where error.code == .invalidToken || error.code == .taskTimedOut
                        {
                            // The process died between the answer and the end of the row.
                        }
                    }
                    self.parked.withLock { if $0.last != parked.state { $0.append(parked.state) } }
                }
            }
            return try await execution.recordedHistory()
        }
    }

    /// Each status of the timeline can follow the one before, or is the same.
    func timelineIsMonotonic(_ timeline: String) throws -> Bool {
        let statuses =
            try JSONParser.parse("[\(timeline)]").arrayValue?
            .compactMap { OrderStatus(rawValue: $0["status"]?.stringValue ?? "") } ?? []
        return statuses.first == .pending
            && zip(statuses, statuses.dropFirst()).allSatisfy { $0 == $1 || $0.canBecome($1) }
    }
}

/// The sandbox, which fails and is cancelled as a case says.
private final class ScriptedServices: InventoryService, PaymentGateway, Notifier {
    private let sandbox = Sandbox()
    private let testCase: SagaTests.Case
    private let store: OrderStore
    private let calls = Mutex<[String: Int]>([:])

    init(_ testCase: SagaTests.Case, _ store: OrderStore) { (self.testCase, self.store) = (testCase, store) }

    private func call(_ service: String, _ order: String) async throws {
        let call = calls.withLock { calls in
            calls[service, default: 0] += 1
            return calls[service, default: 0]
        }
        if call == 1, testCase.cancelsDuring == service { _ = try await store.cancel(order) }
        if let failure = testCase.failures[service], call <= failure.times {
            throw ServiceFailure(failure.error, "call \(call)")
        }
    }

    func reserve(_ items: [String: Int64], for order: String) async throws -> BookEntry {
        try await call("reserve", order)
        return sandbox.reserve(items, for: order)
    }

    func release(_ order: String) async throws -> BookEntry {
        try await call("release", order)
        return sandbox.release(order)
    }

    func sell(_ order: String) async throws -> BookEntry { sandbox.sell(order) }

    func capture(_ amount: Money, for order: String) async throws -> BookEntry {
        try await call("capture", order)
        return sandbox.capture(amount, for: order)
    }

    func refund(_ order: String) async throws -> BookEntry {
        try await call("refund", order)
        return sandbox.refund(order)
    }

    func send(_ order: String) async throws -> BookEntry {
        try await call("send", order)
        return sandbox.send(order)
    }
}
