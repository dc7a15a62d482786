public import GRDB
import Synchronization

/// Events that are written in the transaction of what they tell of, and brought to subscribers by an `OutboxRelay`.
///
/// An event is in the file if and only if the change it tells of is. Sequence numbers follow the order of commits, so a
/// subscriber's progress is one number; rows of its own has only what failed and what waits behind that.
public final class Outbox: Sendable {
    public let queue: TransactionQueue
    let clock: any OutboxClock
    private let wakes = Mutex<[Int: @Sendable () -> Void]>([:])
    /// Whether the transaction that goes on will wake the relay. One transaction at a time writes.
    private let isAnnounced = Mutex(false)

    /// - Parameters:
    ///   - queue: of a file that has the tables of `registerMigrations(in:)`.
    ///   - clock: for delays, and for when a dead letter died.
    public init(_ queue: TransactionQueue, clock: any OutboxClock = SystemOutboxClock()) {
        self.queue = queue
        self.clock = clock
    }

    /// Appends `event` for all subscribers, in the caller's transaction. The relay is woken by its commit.
    public func append(_ event: OutboxEvent, in db: Database) throws {
        try insert(event, subscriber: nil, in: db)
        queue.reach(.appended)
    }

    func insert(_ event: OutboxEvent, subscriber: String?, in db: Database) throws {
        announce(in: db)
        let statement = try db.cachedStatement(
            sql: "INSERT INTO outbox_event (id, type, key, payload, time, subscriber) VALUES (?, ?, ?, ?, ?, ?)")
        try statement.execute(arguments: [event.id, event.type, event.key, event.payload, event.time, subscriber])
    }

    /// Once per transaction: observers cost something with every statement.
    private func announce(in db: Database) {
        let isFirst = isAnnounced.withLock { isAnnounced in
            defer { isAnnounced = true }
            return !isAnnounced
        }
        guard isFirst else { return }
        db.afterNextTransaction(
            onCommit: { _ in
                self.isAnnounced.withLock { $0 = false }
                self.wake()
            },
            onRollback: { _ in self.isAnnounced.withLock { $0 = false } })
    }

    // MARK: Waking

    func wake() { wakes.withLock { Array($0.values) }.forEach { $0() } }

    /// - Returns: a number for `forget`.
    func onWake(_ wake: @escaping @Sendable () -> Void) -> Int {
        wakes.withLock { wakes in
            let number = (wakes.keys.max() ?? 0) + 1
            wakes[number] = wake
            return number
        }
    }

    func forget(_ number: Int) { _ = wakes.withLock { $0.removeValue(forKey: number) } }
}
