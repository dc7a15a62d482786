import Foundation
import GRDB
import JSONModel
import StatesLanguage
public import StatesRuntime
public import TransactionalOutbox

/// The file of the service: orders, the books of the sandbox, outbox and idempotency keys.
///
/// All that is written goes through one `TransactionQueue`: many small writes share one synced commit.
public final class OrderStore: Sendable {
    let path: String
    let queue: TransactionQueue
    let outbox: Outbox
    let clock: any RuntimeClock
    /// Ids of all products, which do not change while the service runs.
    let products: Set<String>

    /// Opens the file, makes it if there is none, and brings its tables up to date.
    ///
    /// - Parameter observer: is told each point at which something was written; see `WritePoint`.
    public init(
        path: String, clock: any RuntimeClock = SystemClock(), onWritePoint observer: WritePoint.Observer? = nil
    ) throws {
        self.path = path
        self.clock = clock
        queue = try TransactionQueue(path: path, waitingLimit: 20_000, onWritePoint: observer)
        outbox = Outbox(queue)
        var migrator = DatabaseMigrator()
        Outbox.registerMigrations(in: &migrator)
        IdempotencyKeys.registerMigrations(in: &migrator)
        OrderTables.register(in: &migrator)
        try migrator.migrate(queue.database)
        products = try queue.database.read { database in
            Set(try String.fetchAll(database, sql: "SELECT product FROM inventory"))
        }
    }

    /// Path of the second file, which has the executions: `orders.executions.db` beside `orders.db`. Two files have two
    /// writers that do not wait for each other.
    public var executionsPath: String { Self.executionsPath(of: path) }

    public static func executionsPath(of path: String) -> String {
        let url = URL(filePath: path)
        guard !url.pathExtension.isEmpty else { return path + ".executions" }
        return url.deletingPathExtension().path(percentEncoded: false) + ".executions." + url.pathExtension
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await queue.database.read(body)
    }

    /// Writes in one transaction, which others may share.
    ///
    /// - Parameters:
    ///   - point: what a test calls the place after the write, inside the transaction.
    ///   - isUrgent: a client waits for it. Sagas can wait.
    func write<Value: Sendable>(
        _ point: String, isUrgent: Bool = false, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await queue.write(isUrgent: isUrgent) { [queue] database in
            let value = try body(database)
            queue.reach(WritePoint(point))
            return value
        }
    }

    // MARK: Orders

    /// Writes an order and the event that starts its saga.
    func insert(_ order: NewOrder, in database: Database) throws {
        let now = clock.now
        let items = order.itemsJSON
        let event = OutboxEvent(
            id: NewOrder.newID(at: now), type: OrderEvent.orderCreated.rawValue, key: order.id,
            payload: String(decoding: order.sagaInput(items: items), as: UTF8.self), time: now.millisecondsSinceEpoch)
        try database.insert(order, items: items, execution: event.id, at: now)
        queue.reach(WritePoint("order.inserted"))
        try outbox.append(event, in: database)
    }

    /// Appends a domain event about an order.
    func append(_ type: OrderEvent, _ order: OrderState, in database: Database) throws {
        let now = clock.now
        var writer = JSONWriter()
        writer.write("{\"orderId\":", order.id)
        writer.writeRaw("}")
        try outbox.append(
            OutboxEvent(
                id: NewOrder.newID(at: now), type: type.rawValue, key: order.id,
                payload: String(decoding: writer.bytes, as: UTF8.self), time: now.millisecondsSinceEpoch),
            in: database)
    }

    /// Marks an order. Whoever works on its next step finds the mark in the transaction of that step, so that an order
    /// is completed or cancelled and never both.
    ///
    /// - Returns: `nil`, or that it is too late: the order has this end.
    /// - Throws: `UnknownOrder`.
    func cancel(_ id: String) async throws -> OrderStatus? {
        let now = clock.now
        return try await write("cancel", isUrgent: true) { database in
            let order = try database.state(of: id)
            guard order.status != .completed, order.status != .failed else { return order.status }
            guard order.status.canBecome(.compensating), !order.isCancelRequested else { return nil }
            try database.run("UPDATE orders SET cancel_requested = 1 WHERE id = ?", id)
            try database.note(order, "cancel requested", at: now)
            return nil
        }
    }

    // MARK: Backup

    /// Copies both files, as they are at one moment, to `destination` and the name beside it. The service may go on.
    ///
    /// Nobody writes orders while the two moments are taken: whatever step the copy of the executions says is done, the
    /// copy of the orders has; what it does not say is done again and changes nothing.
    public static func backup(_ path: String, to destination: String) throws {
        let sources = [path, executionsPath(of: path)]
        let copies = [destination, executionsPath(of: destination)]
        for path in copies where FileManager.default.fileExists(atPath: path) {
            throw OrderStoreError(description: "\(path) is there already")
        }
        for path in sources where !FileManager.default.fileExists(atPath: path) {
            throw OrderStoreError(description: "there is no file \(path)")
        }
        let pools = try sources.map { try DatabasePool(path: $0) }
        let lock = try DatabaseQueue(path: path)
        // The transaction is an immediate one.
        let snapshots = try lock.write { _ in try pools.map { try $0.makeSnapshot() } }
        for (snapshot, copy) in zip(snapshots, copies) { try snapshot.backup(to: DatabaseQueue(path: copy)) }
    }

    public func close() throws { try queue.close() }
}

/// What cannot be done with the file.
public struct OrderStoreError: Error, CustomStringConvertible {
    public let description: String
}
