import Foundation
import GRDB
import TransactionalOutbox

/// A file of its own with all tables, removed at the end.
final class Fixture: Sendable {
    let folder: URL
    let queue: TransactionQueue
    let outbox: Outbox

    init(
        clock: any OutboxClock = SystemOutboxClock(), options: TransactionQueue.Options = .init(),
        onWritePoint: WritePoint.Observer? = nil
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "OutboxTests-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        queue = try Self.open(folder, options: options, onWritePoint: onWritePoint)
        outbox = Outbox(queue, clock: clock)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    static func path(in folder: URL) -> String { folder.appending(path: "outbox.sqlite").path }

    static func open(
        _ folder: URL, options: TransactionQueue.Options = .init(), onWritePoint: WritePoint.Observer? = nil
    ) throws -> TransactionQueue {
        let queue = try TransactionQueue(path: path(in: folder), options: options, onWritePoint: onWritePoint)
        var migrator = DatabaseMigrator()
        Outbox.registerMigrations(in: &migrator)
        IdempotencyKeys.registerMigrations(in: &migrator)
        migrator.registerMigration("note") { db in
            try db.execute(sql: "CREATE TABLE note (text TEXT NOT NULL UNIQUE)")
        }
        try migrator.migrate(queue.database)
        return queue
    }

    /// Appends one event per pair, in one transaction each.
    func append(_ events: [(key: String, payload: String)]) async throws {
        for (key, payload) in events {
            try await queue.write { [outbox] db in
                try outbox.append(OutboxEvent(type: "N", key: key, payload: payload, time: 0), in: db)
            }
        }
    }

    func notes() async throws -> [String] {
        try await queue.database.read { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY rowid") }
    }
}

struct Refused: Error {}
