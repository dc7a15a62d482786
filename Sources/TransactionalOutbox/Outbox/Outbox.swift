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
        self.queue = queue
        self.clock = clock
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
        db.afterNextTransaction(
            onCommit: { _ in
                self.isAnnounced.store(false, ordering: .relaxed)
                for wake in self.wakes.withLock({ Array($0.values) }) { wake() }
            },
            onRollback: { _ in self.isAnnounced.store(false, ordering: .relaxed) })
    }

    /// Calls `wake` after each commit that appended something, instead of what `subscriber` had before.
    func setWake(of subscriber: String, _ wake: @escaping @Sendable () -> Void) {
        wakes.withLock { $0[subscriber] = wake }
    }
}
