import DurableSQLite
public import GRDB

/// An event that a subscriber failed to take as often as it may.
///
/// - `error`: of the last of the deliveries that failed.
/// - `died`: when it was given up, milliseconds since 1970.
public struct DeadLetter: Hashable, Sendable {
    public var subscriber: String, event: OutboxEvent, failures: Int, error: String, died: Int64
}

/// How far one subscriber is.
///
/// - `behind`: events that it has not had yet, those that are not for it among them.
/// - `delayed`: keys whose events wait for one that failed, or that takes long.
public struct SubscriberStatus: Hashable, Sendable {
    public var name: String, behind: Int, delayed: Int, deadLetters: Int
}

extension Outbox {
    /// The newest first.
    public func deadLetters(limit: Int = 100, in db: Database) throws -> [DeadLetter] {
        let columns = "subscriber, id, type, key, payload, time, failures, error, died"
        let sql = "SELECT \(columns) FROM outbox_dead_letter ORDER BY died DESC, sequence DESC LIMIT ?"
        return try db.rows(sql, [limit]).map {
            DeadLetter(subscriber: $0[0], event: OutboxEvent($0, from: 1), failures: $0[6], error: $0[7], died: $0[8])
        }
    }

    /// Puts dead letters of the event `id` back. Each is delivered as if it were appended now, to the subscriber that
    /// failed it alone: after all events of its key that are there already, with all its attempts before it.
    ///
    /// - Parameter subscriber: whose; everybody's by default.
    /// - Returns: how many there were.
    public func retry(_ id: String, subscriber: String? = nil, in db: Database) throws -> Int {
        let sql = """
            DELETE FROM outbox_dead_letter WHERE id = ? AND subscriber = ifnull(?, subscriber)
            RETURNING subscriber, id, type, key, payload, time
            """
        let rows = try db.rows(sql, [id, subscriber])
        for row in rows { try append(OutboxEvent(row, from: 1), for: row[0], in: db) }
        return rows.count
    }

    /// All subscribers that were ever served, by name.
    public func status(in db: Database) throws -> [SubscriberStatus] {
        let sql = """
            SELECT name, (SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox_event') - position,
              (SELECT count(*) FROM outbox_delayed WHERE subscriber = name),
              (SELECT count(*) FROM outbox_dead_letter WHERE subscriber = name) FROM outbox_subscriber ORDER BY name
            """
        return try db.rows(sql).map {
            SubscriberStatus(name: $0[0], behind: $0[1], delayed: $0[2], deadLetters: $0[3])
        }
    }

    /// Forgets a subscriber that is no more, and what it has not had. Until then events are kept for it.
    public func removeSubscriber(_ name: String, in db: Database) throws {
        try db.run("DELETE FROM outbox_subscriber WHERE name = ?", [name])
        try db.run("DELETE FROM outbox_delayed WHERE subscriber = ?", [name])
        try db.run("DELETE FROM outbox_dead_letter WHERE subscriber = ?", [name])
    }
}
