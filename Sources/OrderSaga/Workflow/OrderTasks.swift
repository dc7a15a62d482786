import GRDB
import JSONModel
import Logging
import StatesCore
import StatesLanguage
import StatesRuntime
import TransactionalOutbox

/// What stands behind the functions of the saga.
///
/// A step that changes an order is one transaction: what its service books, the status, the timeline and the event.
/// Delivered again, it finds the status and changes nothing. A step forward also finds there that the customer has
/// cancelled, or that the order is already being undone because the saga did not wait for it any longer.
struct OrderTasks: Sendable {
    let store: OrderStore
    let inventory: any InventoryService
    let payments: any PaymentGateway
    let notifier: any Notifier
    let faults: FaultInjection
    let logger: Logger

    func register(in runtime: Runtime) {
        add(.reserveInventory, to: runtime) { input, order in
            var quantities: [String: Int64] = [:]
            for item in input["items"]?.arrayValue ?? [] {
                guard let product = item["productId"]?.stringValue, let quantity = item["quantity"]?.numberValue else {
                    throw ServiceFailure("InvalidOrder", "an item needs productId and quantity")
                }
                quantities[product, default: 0] += quantity.int64Value ?? 0
            }
            let entry = try await inventory.reserve(quantities, for: order)
            try await forward(
                .reserveInventory, order, from: .pending, to: .inventoryReserved, .inventoryReserved, entry)
            return ["reservationId": .string("reservation-\(order)")]
        }
        add(.processPayment, to: runtime) { input, order in
            guard let cents = input["amount"]?["cents"]?.numberValue?.int64Value else {
                throw ServiceFailure("InvalidOrder", "an order needs amount.cents")
            }
            let entry = try await payments.capture(Money(minorUnits: cents), for: order)
            try await forward(
                .processPayment, order, from: .inventoryReserved, to: .paymentProcessed, .paymentProcessed, entry)
            return ["paymentId": .string("payment-\(order)"), "status": "CAPTURED"]
        }
        add(.sendNotification, to: runtime) { _, order in
            let (sent, sold) = (try await notifier.send(order), try await inventory.sell(order))
            try await forward(.sendNotification, order, from: .paymentProcessed, to: .completed, .notificationSent) {
                try sent($0)
                try sold($0)
            }
            return ["messageId": .string("message-\(order)")]
        }
        add(.recordNotificationFailure, to: runtime) { input, order in
            let sold = try await inventory.sell(order)
            let now = store.clock.now
            logger.warning("a customer could not be told", metadata: ["order": "\(order)", "why": "\(input)"])
            try await forward(
                .recordNotificationFailure, order, from: .paymentProcessed, to: .completed, .notificationFailed,
                detail: "notification failed, tried again apart"
            ) { database in
                try sold(database)
                try database.run(
                    "INSERT INTO notification VALUES (?, 'FAILED', ?) ON CONFLICT DO NOTHING", order,
                    now.millisecondsSinceEpoch)
            }
            return [:]
        }
        registerCompensations(in: runtime)
    }

    private func registerCompensations(in runtime: Runtime) {
        add(.refundPayment, to: runtime, before: beginCompensation) { _, order in
            let entry = try await payments.refund(order)
            try await store.undo(order, "payment refunded", at: "task.refund-payment", entry)
            return ["refunded": true]
        }
        add(.releaseInventory, to: runtime, before: beginCompensation) { _, order in
            let entry = try await inventory.release(order)
            try await store.undo(order, "inventory released", at: "task.release-inventory", entry)
            return ["released": true]
        }
        add(.closeOrder, to: runtime) { input, order in
            try await close(order, reason: input["reason"]?.stringValue ?? "", Self.cause(input))
            return [:]
        }
    }

    /// - Parameter before: done first, and kept although the task fails.
    private func add(
        _ name: TaskName, to runtime: Runtime,
        before: (@Sendable (JSONValue, String) async throws -> Void)? = nil,
        _ run: @escaping @Sendable (JSONValue, String) async throws -> JSONValue
    ) {
        runtime.register(name.rawValue) { input, _ in
            guard let order = input["orderId"]?.stringValue else {
                throw ServiceFailure("InvalidOrder", "an order needs an orderId")
            }
            try await before?(input, order)
            try await faults.before(name, store.clock)
            return try await run(input, order)
        }
    }

    // MARK: Steps

    private func forward(
        _ task: TaskName, _ id: String, from: OrderStatus, to status: OrderStatus, _ event: OrderEvent,
        detail: String? = nil, _ entry: @escaping BookEntry
    ) async throws {
        try await store.write("task.\(task.rawValue)") { [store] database in
            let order = try database.state(of: id)
            guard !order.status.includes(status) else { return }
            guard order.status == from else {
                throw ServiceFailure("OrderClosed", "the order is \(order.status.rawValue)")
            }
            guard !order.isCancelRequested else { throw ServiceFailure("OrderCancelled", "as the customer wished") }
            try entry(database)
            try database.advance(order, to: status, detail, at: store.clock.now)
            try store.append(event, order, in: database)
        }
    }

    /// Says that the order is being undone, before anything is tried: a compensation that fails is seen.
    @Sendable private func beginCompensation(_ input: JSONValue, _ id: String) async throws {
        let cause = Self.cause(input)
        let isCancelled = input["failure"]?["Error"]?.stringValue == "OrderCancelled"
        try await store.write("task.begin-compensation") { [store] database in
            let order = try database.state(of: id)
            guard order.status.canBecome(.compensating) else { return }
            try database.advance(order, to: .compensating, cause, at: store.clock.now)
            if order.status == .inventoryReserved, !isCancelled {
                try store.append(.paymentFailed, order, in: database)
            }
        }
    }

    private func close(_ id: String, reason: String, _ cause: String) async throws {
        let isCancelled = reason == "OrderCancelled"
        try await store.write("task.close-order") { [store] database in
            let order = try database.state(of: id)
            let end: OrderStatus = isCancelled ? .cancelled : .failed
            guard order.status.canBecome(end) else { return }
            try database.advance(order, to: end, cause, at: store.clock.now)
            if order.status == .compensating { try store.append(.orderCompensated, order, in: database) }
            try store.append(isCancelled ? .orderCancelled : .orderFailed, order, in: database)
        }
    }

    private static func cause(_ input: JSONValue) -> String {
        let failure = input["failure"]
        return [failure?["Error"]?.stringValue, failure?["Cause"]?.stringValue].compactMap(\.self)
            .joined(separator: ": ")
    }
}

extension OrderStore {
    /// Books what undoes a step of an order, and says so if there was anything to undo.
    func undo(_ id: String, _ detail: String, at point: String, _ entry: @escaping BookEntry) async throws {
        let now = clock.now
        try await write(point) { database in
            let order = try database.state(of: id)
            // A step that the saga did not wait for any longer cannot come after this: it finds the status.
            guard order.status == .compensating else {
                throw ServiceFailure("OrderOpen", "the order is \(order.status.rawValue)")
            }
            let before = database.totalChangesCount
            try entry(database)
            if database.totalChangesCount > before { try database.note(order, detail, at: now) }
        }
    }
}
