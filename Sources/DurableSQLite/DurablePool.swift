import Foundation
package import GRDB
import GRDBSQLite

/// One SQLite file whose commits are synced, and wait for nothing else.
///
/// A commit appends to the write-ahead log, which has to be copied back into the file now and then. SQLite does that
/// inside whichever commit finds the log long, and everybody waits for it. Here a connection of its own copies, beside
/// whoever writes; only the little that is written meanwhile is copied between two commits, so that the log can begin
/// anew.
///
/// It cannot while somebody reads from it: it grows for as long as that takes, and is cut back afterwards.
package final class DurablePool: Sendable {
    package let database: DatabasePool
    private let checkpointer: DatabaseQueue
    let log: LogGauge
    /// Milliseconds.
    private let busyTimeout: Int32

    /// Of the connection that writes: the pages that every commit changes, and then some.
    private static let cacheKilobytes = 16_384

    /// `PRAGMA synchronous` does not stay at FULL.
    package struct NotSynced: Error {}

    /// Opens the file at `path`, or makes it.
    ///
    /// - Parameters:
    ///   - busyTimeoutMilliseconds: how long to wait for writers of other processes, ≥ 0.
    ///   - checkpointPages: so long the log is when it is copied, > 0. Long enough that pages which change in every
    ///     commit are copied once for many; short enough to be read through when the file is opened after a crash.
    /// - Throws: `NotSynced`, and what SQLite says.
    package init(
        path: String, configuration: Configuration, busyTimeoutMilliseconds: Int, checkpointPages: Int = 10_000
    ) throws {
        let log = LogGauge(limit: checkpointPages)
        (self.log, busyTimeout) = (log, Int32(clamping: busyTimeoutMilliseconds))
        var writing = configuration
        writing.busyMode = .timeout(TimeInterval(busyTimeoutMilliseconds) / 1_000)
        writing.prepareDatabase { db in
            if !db.configuration.readonly { log.watch(db) }
        }
        database = try DatabasePool(path: path, configuration: writing)
        // After GRDB has set WAL mode up, and `synchronous` to NORMAL with it.
        let synchronous = try database.writeWithoutTransaction { db in
            let longest = try 2 * checkpointPages * (Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
            // What a savepoint keeps of pages goes to a file otherwise, as soon as that is 64 KB.
            try db.execute(
                sql: """
                    PRAGMA synchronous = FULL; PRAGMA journal_size_limit = \(longest); PRAGMA temp_store = MEMORY;
                    PRAGMA cache_size = -\(Self.cacheKilobytes)
                    """)
            return try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        guard synchronous == 2 else { throw NotSynced() }
        var copying = Configuration()
        copying.label = "checkpoints"
        copying.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        checkpointer = try DatabaseQueue(path: path, configuration: copying)
        log.onLong { [weak self] in self?.checkpoint() }
    }

    /// Closes the file, once what goes on has ended.
    package func close() throws {
        log.onLong(nil)
        try checkpointer.close()
        try database.close()
    }

    /// What fails is tried again when the log is longer, as SQLite itself does: nothing is lost meanwhile.
    private func checkpoint() {
        checkpointer.asyncWriteWithoutTransaction { [database, log, busyTimeout] db in
            guard db.sqliteConnection != nil else { return }
            // Most of it; then what was written meanwhile.
            _ = try? db.checkpoint(.passive)
            let (pages, copied) = (try? db.checkpoint(.passive)) ?? (.max, 0)
            // More is left if somebody reads what was there before. Writers would wait, and for nothing.
            guard pages - copied <= log.limit / 4 else { return log.wasCopied(isEmpty: false) }
            database.asyncWriteWithoutTransaction { log.wasCopied(isEmpty: Self.finish(in: $0, busyTimeout)) }
        }
    }

    /// Copies the rest where nobody writes meanwhile, and waits a moment for those who read from the log.
    ///
    /// - Returns: whether the next commit begins the log anew.
    private static func finish(in db: Database, _ busyTimeout: Int32) -> Bool {
        guard let connection = db.sqliteConnection else { return false }
        sqlite3_busy_timeout(connection, 10)
        defer { sqlite3_busy_timeout(connection, busyTimeout) }
        return (try? db.checkpoint(.restart)) != nil
    }
}
