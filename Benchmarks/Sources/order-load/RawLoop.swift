import Foundation
import GRDBSQLite

/// The rows of an accepted order, through SQLite's C interface and nothing else.
final class RawLoop {
    private var database: OpaquePointer?
    private var inserts: [OpaquePointer?] = []

    private static let schema = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
        CREATE TABLE orders (id TEXT NOT NULL UNIQUE, customer TEXT, status TEXT, total INTEGER, items TEXT,
            created_at INTEGER, execution TEXT, cancel_requested INTEGER, timeline TEXT);
        CREATE INDEX orders_by_customer ON orders (customer, id);
        CREATE TABLE event (sequence INTEGER PRIMARY KEY, id TEXT, type TEXT, key TEXT, payload TEXT, time INTEGER);
        CREATE TABLE record (number INTEGER PRIMARY KEY, key TEXT UNIQUE, fingerprint BLOB, response BLOB,
            time INTEGER);
        CREATE INDEX record_time ON record (time);
        """
    private static let rows = [
        """
        INSERT INTO orders VALUES (?1, 'customer-' || (?2 % 10000), 'PENDING', 69998,
            '[{"productId":"kettle-steel","quantity":2,"price":349.99}]', ?2, ?1, 0,
            '{"status":"PENDING","at":"2026-01-01T00:00:00.000Z"}')
        """,
        """
        INSERT INTO event (id, type, key, payload, time) VALUES (?1, 'ORDER_CREATED', ?1, '{"orderId":"' || ?1 ||
            '","customerId":"customer-1","items":[{"productId":"kettle-steel","quantity":2,"price":349.99}],' ||
            '"amount":{"currency":"EUR","cents":69998}}', ?2)
        """,
        """
        INSERT INTO record (key, fingerprint, response, time) VALUES ('key-' || ?2, randomblob(32), '{"orderId":"' ||
            ?1 || '","status":"PENDING","totalAmount":699.98,"message":"The order is accepted"}', ?2)
        """,
    ]

    init(path: String) throws {
        guard sqlite3_open(path, &database) == SQLITE_OK else { throw failure }
        try execute(Self.schema)
        for row in Self.rows {
            var statement: OpaquePointer?
            guard sqlite3_prepare_v2(database, row, -1, &statement, nil) == SQLITE_OK else { throw failure }
            inserts.append(statement)
        }
    }

    deinit {
        inserts.forEach { sqlite3_finalize($0) }
        sqlite3_close(database)
    }

    private var failure: ServiceProcess.Failure {
        ServiceProcess.Failure(description: String(cString: sqlite3_errmsg(database)))
    }

    private func execute(_ sql: String) throws {
        guard sqlite3_exec(database, sql, nil, nil, nil) == SQLITE_OK else { throw failure }
    }

    func ordersPerSecond(batch: Int, seconds: Double) throws -> Double {
        let start = ContinuousClock.now
        var count = 0
        while ContinuousClock.now - start < .seconds(seconds) {
            try execute("BEGIN IMMEDIATE")
            for _ in 0..<batch {
                count += 1
                // As long as the service's, and growing as they do.
                let digits = String(count)
                let id = "01a21a38-26a9-711c-af97-" + String(repeating: "0", count: 12 - digits.count) + digits
                for insert in inserts {
                    sqlite3_bind_text(insert, 1, id, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
                    sqlite3_bind_int64(insert, 2, Int64(count))
                    guard sqlite3_step(insert) == SQLITE_DONE else { throw failure }
                    sqlite3_reset(insert)
                }
            }
            try execute("COMMIT")
        }
        return Double(count) / ((ContinuousClock.now - start) / .seconds(1))
    }
}
