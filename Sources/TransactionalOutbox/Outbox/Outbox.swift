import DurableSQLite
public import GRDB
import Synchronization

/// Events that are written in the transaction of what they tell of, and brought to subscribers by an `OutboxRelay`.
///
/// An event is in the file if and only if the change it tells of is. Sequence numbers follow the order of commits, so a
/// subscriber's progress is one number; rows of its own has only what failed and what waits behind that.
public final class Outbox: Sendable {
    public let queue: TransactionQueue
    let clock: any OutboxClock
    private let wakes = Mutex<[String: @Sendable () -> Void]>([:])
    /// Whether the transaction that goes on will wake the relay. One transaction at a time writes.
    private let isAnnounced = Atomic(false)

    /// - Parameters:
    ///   - queue: of a file that has the tables of `registerMigrations(in:)`.
    ///   - clock: for delays, and for when a dead letter died.
    public init(_ queue: TransactionQueue, clock: any OutboxClock = SystemOutboxClock()) {
        (self.queue, self.clock) = (queue, clock)
    }

    /// Adds the tables of the outbox to a service's own migrations. Their names begin with `outbox_`.
    ///
    /// - `outbox_event`: events that not all subscribers have had. `subscriber` is set on those for one alone.
    /// - `outbox_subscriber`: up to `position` a subscriber has had all events, but for those of the keys that have a
    ///   row in `outbox_delayed`. Each start of a relay counts `epoch` up: an older one finds another number, and
    ///   gives up.
    /// - `outbox_delayed`: keys whose events a subscriber has had before `sequence` only. That one is `due` at a time
    ///   in milliseconds, or `NULL`, under way; others of the key wait behind it.
    /// - `outbox_dead_letter`: what failed too often.
    public static func registerMigrations(in migrator: inout DatabaseMigrator) {
        let event =
            "id TEXT NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL, payload TEXT NOT NULL, time INTEGER NOT NULL"
        let tables = """
            CREATE TABLE outbox_event (sequence INTEGER PRIMARY KEY AUTOINCREMENT, \(event), subscriber TEXT) STRICT;
            CREATE INDEX outbox_event_key ON outbox_event (key);
            CREATE TABLE outbox_subscriber
              (name TEXT PRIMARY KEY, position INTEGER NOT NULL, epoch INTEGER NOT NULL) STRICT;
            CREATE TABLE outbox_delayed (key TEXT NOT NULL, subscriber TEXT NOT NULL, sequence INTEGER NOT NULL,
              failures INTEGER NOT NULL, error TEXT, due INTEGER, PRIMARY KEY (key, subscriber)) STRICT, WITHOUT ROWID;
            CREATE INDEX outbox_delayed_due ON outbox_delayed (subscriber, due);
            CREATE TABLE outbox_dead_letter (sequence INTEGER, \(event), subscriber TEXT, failures INTEGER NOT NULL,
              error TEXT NOT NULL, died INTEGER NOT NULL, PRIMARY KEY (sequence, subscriber)) STRICT, WITHOUT ROWID;
            """
        // Append only: what was released is never changed.
        migrator.registerMigration("outbox 1") { try $0.execute(sql: tables) }
    }

    /// Appends `event` for all subscribers, in the caller's transaction. Its commit wakes the relay of this process.
    public func append(_ event: OutboxEvent, in db: Database) throws { try append(event, for: nil, in: db) }

    /// - Parameter subscriber: the only one that is told of it; `nil` for all.
    func append(_ event: OutboxEvent, for subscriber: String?, in db: Database) throws {
        announce(in: db)
        try db.run(
            "INSERT INTO outbox_event (id, type, key, payload, time, subscriber) VALUES (?, ?, ?, ?, ?, ?)",
            [event.id, event.type, event.key, event.payload, event.time, subscriber])
        queue.reach(.appended)
    }

    /// Once per transaction: an observer costs something with every statement.
    private func announce(in db: Database) {
        guard !isAnnounced.exchange(true, ordering: .relaxed) else { return }
        db.afterNextTransaction { _ in
            self.isAnnounced.store(false, ordering: .relaxed)
            for wake in self.wakes.withLock({ Array($0.values) }) { wake() }
        } onRollback: { _ in
            self.isAnnounced.store(false, ordering: .relaxed)
        }
    }

    /// Calls `wake` after each commit that appended something, instead of what `subscriber` had before.
    func setWake(of subscriber: String, _ wake: @escaping @Sendable () -> Void) {
        wakes.withLock { $0[subscriber] = wake }
    }
}
