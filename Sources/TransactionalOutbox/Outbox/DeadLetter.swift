public import GRDB

/// An event that a subscriber failed to take as often as it may.
public struct DeadLetter: Hashable, Sendable {
    public var subscriber: String, event: OutboxEvent
    /// Deliveries that failed.
    public var failures: Int
    /// Of the last one.
    public var error: String
    /// When it was given up, milliseconds since 1970.
    public var died: Int64
}

/// How far one subscriber is.
public struct SubscriberStatus: Hashable, Sendable {
    public var name: String
    /// Events that it has not had yet, those for others among them. 0 when it has had everything.
    public var behind: Int
    /// Events that failed and will be tried again, and those that wait behind them.
    public var delayed: Int
    public var deadLetters: Int
}

extension Outbox {
    /// The newest first.
    public func deadLetters(limit: Int = 100, in db: Database) throws -> [DeadLetter] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT subscriber, id, type, key, payload, time, failures, error, died FROM outbox_dead_letter
                ORDER BY died DESC, sequence DESC LIMIT ?
                """, arguments: [limit]
        ).map { row in
            DeadLetter(
                subscriber: row[0], event: OutboxEvent(row, from: 1), failures: row[6], error: row[7], died: row[8])
        }
    }

    /// Puts dead letters of the event `id` back. Each is delivered as if it were appended now, to the subscriber that
    /// failed it alone: after all events of its key that are there already, with all its attempts before it.
    ///
    /// - Parameter subscriber: whose; everybody's by default.
    /// - Returns: how many there were.
    public func retry(_ id: String, subscriber: String? = nil, in db: Database) throws -> Int {
        let rows = try Row.fetchAll(
            db,
            sql: """
                DELETE FROM outbox_dead_letter WHERE id = ? AND subscriber = ifnull(?, subscriber)
                RETURNING subscriber, id, type, key, payload, time
                """, arguments: [id, subscriber])
        for row in rows { try insert(OutboxEvent(row, from: 1), subscriber: row[0], in: db) }
        return rows.count
    }

    /// All that were ever registered, by name.
    public func status(in db: Database) throws -> [SubscriberStatus] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT name, (SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox_event') - position,
                  (SELECT count(*) FROM outbox_delayed WHERE subscriber = outbox_subscriber.name),
                  (SELECT count(*) FROM outbox_dead_letter WHERE subscriber = outbox_subscriber.name)
                FROM outbox_subscriber ORDER BY name
                """
        ).map { SubscriberStatus(name: $0[0], behind: $0[1], delayed: $0[2], deadLetters: $0[3]) }
    }

    /// Forgets a subscriber that is no more, with what it had not had. Until then its events are kept.
    public func removeSubscriber(_ name: String, in db: Database) throws {
        for (table, column) in [
            ("outbox_subscriber", "name"), ("outbox_delayed", "subscriber"), ("outbox_dead_letter", "subscriber"),
        ] {
            try db.execute(sql: "DELETE FROM \(table) WHERE \(column) = ?", arguments: [name])
        }
    }
}
