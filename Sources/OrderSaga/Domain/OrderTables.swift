import DurableSQLite
import GRDB
import JSONModel
import StatesLanguage

/// The tables of the service. Migrations are only ever appended.
///
/// Amounts are minor units, times milliseconds since 1970-01-01T00:00:00Z. A primary key is what makes a step
/// idempotent: an order is captured, refunded, reserved and told about once.
enum OrderTables {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("orders 1") { database in try database.execute(sql: first) }
    }

    private static let first = """
        CREATE TABLE orders (
            id TEXT NOT NULL UNIQUE, customer TEXT NOT NULL, status TEXT NOT NULL, total INTEGER NOT NULL,
            -- JSON as in the request.
            items TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            -- Name of the execution, which is the id of the event that starts it.
            execution TEXT NOT NULL,
            cancel_requested INTEGER NOT NULL DEFAULT 0,
            -- Elements of a JSON array, with commas between them.
            timeline TEXT NOT NULL
        ) STRICT;
        CREATE INDEX orders_by_customer ON orders (customer, id);

        CREATE TABLE inventory (
            product TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, stock INTEGER NOT NULL CHECK (stock >= 0),
            reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0), sold INTEGER NOT NULL DEFAULT 0 CHECK (sold >= 0)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE reservation (
            "order" TEXT NOT NULL, product TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity >= 1),
            status TEXT NOT NULL CHECK (status IN ('RESERVED', 'SOLD', 'RELEASED')), PRIMARY KEY ("order", product)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE payment (
            "order" TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('CAPTURE', 'REFUND')),
            amount INTEGER NOT NULL CHECK (amount >= 0), at INTEGER NOT NULL, PRIMARY KEY ("order", kind)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE notification (
            "order" TEXT NOT NULL PRIMARY KEY, status TEXT NOT NULL CHECK (status IN ('SENT', 'FAILED')),
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE parked (
            "order" TEXT NOT NULL, state TEXT NOT NULL, token TEXT NOT NULL, todo TEXT NOT NULL,
            failure TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY ("order", state)
        ) STRICT, WITHOUT ROWID;

        INSERT INTO inventory (product, name, stock) VALUES
            ('tea-assam', 'Assam, 250 g', 100000000),
            ('tea-sencha', 'Sencha, 100 g', 100000000),
            ('mug-blue', 'Mug, blue', 100000000),
            ('kettle-steel', 'Kettle, steel', 100000000),
            ('vase-ming', 'Vase, Ming', 3);
        """
}

extension Database {
    /// Runs one statement, which is compiled once per connection.
    func run(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws {
        try run(sql, arguments)
    }

    func first(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }

    func all(_ sql: String, _ arguments: (any DatabaseValueConvertible)?...) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: StatementArguments(arguments))
    }
}

/// What a step has to know of an order.
struct OrderState {
    var id: String
    var status: OrderStatus
    var isCancelRequested: Bool
}

/// There is no such order.
struct UnknownOrder: Error, CustomStringConvertible {
    var id: String
    var description: String { "there is no order \(id)" }
}

/// Orders.
extension Database {
    func insert(_ order: NewOrder, items: [UInt8], execution: String, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO orders (id, customer, status, total, items, created_at, execution, timeline)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            order.id, order.customerID, OrderStatus.pending.rawValue, order.total.minorUnits,
            String(decoding: items, as: UTF8.self), now.millisecondsSinceEpoch, execution,
            Self.entry(.pending, nil, at: now))
    }

    func state(of id: String) throws -> OrderState {
        guard let row = try first("SELECT status, cancel_requested FROM orders WHERE id = ?", id),
            let status = OrderStatus(rawValue: row[0])
        else { throw UnknownOrder(id: id) }
        return OrderState(id: id, status: status, isCancelRequested: row[1])
    }

    /// Takes an order to its next status. It goes forward or stays where it is, whoever asks for what.
    func advance(_ order: OrderState, to status: OrderStatus, _ detail: String? = nil, at now: Timestamp) throws {
        guard order.status.canBecome(status) else { return }
        try run(
            "UPDATE orders SET status = ?, timeline = timeline || ',' || ? WHERE id = ? AND status = ?",
            status.rawValue, Self.entry(status, detail, at: now), order.id, order.status.rawValue)
    }

    /// Adds to the timeline of an order, whose status stays as it is.
    func note(_ order: OrderState, _ detail: String, at now: Timestamp) throws {
        try run(
            "UPDATE orders SET timeline = timeline || ',' || ? WHERE id = ?",
            Self.entry(order.status, detail, at: now), order.id)
    }

    private static func entry(_ status: OrderStatus, _ detail: String?, at now: Timestamp) -> String {
        var writer = JSONWriter()
        writer.write("{\"status\":", status.rawValue)
        writer.write(",\"at\":", now.rfc3339)
        if let detail {
            writer.write(",\"detail\":", detail)
        }
        writer.writeRaw("}")
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
