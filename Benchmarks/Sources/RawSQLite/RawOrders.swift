import GRDBSQLite

/// SQLite's C API once more: the rows that accepted orders leave in the file of the order service, written again.
///
/// An order is a row of its own, the event that starts its saga, and for some the response to an idempotency key.
public struct RawOrders {
    /// Columns as they are when the order has just been accepted.
    private struct Order {
        var id: String, customer: String, total: Int64, items: String, time: Int64, execution: String
        var timeline: String, payload: String
        var record: Record?
    }

    private struct Record {
        var key: String, fingerprint: [UInt8], response: [UInt8], time: Int64
    }

    private static let tables = "'orders', 'outbox_event', 'idempotency_record'"

    private let schema: [String]
    private let orders: [Order]
    public var count: Int { orders.count }

    /// Reads the first orders of the service's file.
    public init(of path: String, limit: Int = 30_000) throws {
        let source = try RawConnection(path: path)
        defer { source.close() }
        schema = try source.rows("SELECT sql FROM sqlite_master WHERE sql NOT NULL AND tbl_name IN (\(Self.tables))") {
            $0.text(0)
        }
        var records = try source.rows("SELECT key, fingerprint, response, time FROM idempotency_record") {
            Record(key: $0.text(0), fingerprint: $0.bytes(1), response: $0.bytes(2), time: $0.int(3))
        }
        let all = try source.rows("SELECT count(*) FROM orders") { Int($0.int(0)) }[0]
        // As often as the service did; which order has which response makes no difference to the bytes.
        let share = Double(records.count) / Double(max(1, all))
        var owed = 0.0
        orders = try source.rows(
            "SELECT id, customer, total, items, created_at, execution, timeline FROM orders ORDER BY id LIMIT \(limit)"
        ) { row in
            let id = row.text(0), customer = row.text(1), total = row.int(2), items = row.text(3)
            let end = row.text(6).prefix { $0 != "}" }
            owed += share
            let record = owed >= 1 ? records.popLast() : nil
            if owed >= 1 { owed -= 1 }
            return Order(
                id: id, customer: customer, total: total, items: items, time: row.int(4), execution: row.text(5),
                timeline: end + "}",
                payload: #"{"orderId":"\#(id)","customerId":"\#(customer)","items":\#(items),"#
                    + #""amount":{"currency":"EUR","cents":\#(total)}}"#,
                record: record)
        }
    }

    /// Writes all of them into a new file with the same tables, indices and settings.
    ///
    /// - Parameter batch: orders in a commit, on average; need not be whole.
    /// - Returns: orders per second.
    public func write(to path: String, batch: Double) throws -> Double {
        let connection = try RawConnection(path: path)
        defer { connection.close() }
        for sql in schema { try connection.run(sql) }
        let order = try connection.prepare(
            """
            INSERT INTO orders (id, customer, status, total, items, created_at, execution, timeline)
            VALUES (?, ?, 'PENDING', ?, ?, ?, ?, ?)
            """)
        let event = try connection.prepare(
            "INSERT INTO outbox_event (id, type, key, payload, time) VALUES (?, 'ORDER_CREATED', ?, ?, ?)")
        let record = try connection.prepare(
            "INSERT INTO idempotency_record (key, fingerprint, response, time) VALUES (?, ?, ?, ?)")
        let begin = try connection.prepare("BEGIN IMMEDIATE"), commit = try connection.prepare("COMMIT")
        let elapsed = try ContinuousClock().measure {
            var written = 0
            var goal = 0.0
            while written < orders.count {
                goal += batch
                let end = min(orders.count, max(written + 1, Int(goal)))
                try begin.run()
                for number in written..<end {
                    let new = orders[number]
                    try order.run(
                        .text(new.id), .text(new.customer), .int(new.total), .text(new.items), .int(new.time),
                        .text(new.execution), .text(new.timeline))
                    try event.run(.text(new.execution), .text(new.id), .text(new.payload), .int(new.time))
                    if let answer = new.record {
                        try record.run(
                            .text(answer.key), .blob(answer.fingerprint), .blob(answer.response), .int(answer.time))
                    }
                }
                try commit.run()
                written = end
            }
        }
        return Double(orders.count) / (elapsed / .seconds(1))
    }
}

/// A file that is open, with the settings of the service.
private final class RawConnection {
    private let connection: OpaquePointer
    private var statements: [RawStatement] = []

    init(path: String) throws {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &opened, flags, nil) == SQLITE_OK, let opened else {
            throw RawFailure(description: "\(path) does not open")
        }
        connection = opened
        try run("PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
    }

    func run(_ sql: String) throws {
        guard sqlite3_exec(connection, sql, nil, nil, nil) == SQLITE_OK else {
            throw RawFailure(description: String(cString: sqlite3_errmsg(connection)))
        }
    }

    func prepare(_ sql: String) throws -> RawStatement {
        var statement: OpaquePointer?
        sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard let statement else { throw RawFailure(description: String(cString: sqlite3_errmsg(connection))) }
        statements.append(RawStatement(statement: statement, connection: connection))
        return statements[statements.count - 1]
    }

    func rows<Value>(_ sql: String, _ value: (RawStatement) throws -> Value) throws -> [Value] {
        let statement = try prepare(sql)
        var values: [Value] = []
        while try statement.step() { values.append(try value(statement)) }
        return values
    }

    func close() {
        for statement in statements { statement.finalize() }
        sqlite3_close(connection)
    }
}

private struct RawStatement {
    enum Argument { case int(Int64), text(String), blob([UInt8]) }

    let statement: OpaquePointer
    let connection: OpaquePointer

    /// - Returns: whether there is a row.
    func step() throws -> Bool {
        let code = sqlite3_step(statement)
        guard code == SQLITE_ROW || code == SQLITE_DONE else {
            throw RawFailure(description: String(cString: sqlite3_errmsg(connection)))
        }
        return code == SQLITE_ROW
    }

    func run(_ arguments: Argument...) throws {
        // SQLite makes copies: its name for that is no constant that Swift can read.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for (index, argument) in arguments.enumerated() {
            let place = Int32(index + 1)
            switch argument {
            case .int(let value): sqlite3_bind_int64(statement, place, value)
            case .text(let text): sqlite3_bind_text(statement, place, text, Int32(text.utf8.count), copied)
            case .blob(let bytes): sqlite3_bind_blob(statement, place, bytes, Int32(bytes.count), copied)
            }
        }
        _ = try step()
        sqlite3_reset(statement)
    }

    func int(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func text(_ column: Int32) -> String { sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "" }

    func bytes(_ column: Int32) -> [UInt8] {
        let count = Int(sqlite3_column_bytes(statement, column))
        return Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count))
    }

    func finalize() { sqlite3_finalize(statement) }
}
