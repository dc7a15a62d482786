import DurableSQLite
import GRDB

/// Events of one key, which one task delivers one after another.
struct Lane: Sendable {
    let key: String
    /// Those that were not taken yet.
    var items: ArraySlice<Delivery>
    /// Sequence of the last that was taken.
    var taken: Int64 = 0
    /// Whether the key has a row in `outbox_delayed`: since before, or as one that nothing waits for any more.
    var isDelayed = false, isParked = false
    /// Why the first item was not taken.
    var error: String?
    /// That item, and when it is tried again; `nil` for a dead letter.
    var failed: (item: Delivery, due: Int64?, error: String)?
}

/// What is to be delivered to one subscriber.
struct Page: Sendable {
    var lanes: [Lane] = []
    /// Up to here all events are in the page, or wait behind others of their key, or are not for this subscriber.
    var position: Int64
    /// When something is due that is not in the page.
    var nextDue = Int64.max
}

extension Courier {
    /// Events and delayed keys in a page.
    private static let eventLimit = 256, delayedLimit = 64

    /// - Returns: position and epoch.
    static func register(_ subscriber: OutboxSubscriber, in db: Database) throws -> (Int64, Int64) {
        let newest = try db.rows("SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox_event'")[0]
        let sql = """
            INSERT INTO outbox_subscriber (name, position, epoch) VALUES (?, ?, 1)
            ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1 RETURNING position, epoch
            """
        let row = try db.rows(sql, [subscriber.name, subscriber.start == .now ? newest[0] : 0])[0]
        // What was under way is not any more.
        try db.run("UPDATE outbox_delayed SET due = 0 WHERE subscriber = ? AND due IS NULL", [subscriber.name])
        return (row[0], row[1])
    }

    /// What is due at `now`, and events after `position`.
    func page(at now: Int64) async throws -> Page {
        let delayed = """
            SELECT sequence, id, type, key, payload, time, failures, e.subscriber, due
            FROM outbox_delayed AS d JOIN outbox_event AS e USING (sequence, key)
            WHERE d.subscriber = ? AND due NOT NULL ORDER BY due LIMIT \(Self.delayedLimit)
            """
        let events = """
            SELECT sequence, id, type, key, payload, time, 0, subscriber,
              EXISTS (SELECT 1 FROM outbox_delayed AS d WHERE d.subscriber = ? AND d.key = e.key)
            FROM outbox_event AS e WHERE sequence > ? ORDER BY sequence LIMIT \(Self.eventLimit)
            """
        return try await relay.outbox.queue.database.read { db in
            var page = Page(position: position)
            for row in try db.rows(delayed, [subscriber.name]) {
                page.nextDue = row[8]
                guard page.nextDue <= now else { break }
                var lane = Lane(key: row[3], items: [], taken: row[0], isDelayed: true)
                if wants(row) { lane.items.append(Delivery(row)) }
                page.lanes.append(lane)
            }
            var lanes: [String: Int] = [:]
            for row in try db.rows(events, [subscriber.name, position]) {
                page.position = row[0]
                guard wants(row), !row[8] else { continue }
                let item = Delivery(row)
                let lane = lanes[item.event.key] ?? page.lanes.count
                if lane == page.lanes.count { page.lanes.append(Lane(key: item.event.key, items: [])) }
                page.lanes[lane].items.append(item)
                lanes[item.event.key] = lane
            }
            return page
        }
    }

    private func wants(_ row: Row) -> Bool {
        row[7] ?? subscriber.name == subscriber.name && subscriber.types?.contains(row[2]) ?? true
    }

    /// Writes what became of a page and of lanes before it, and removes events that all subscribers have had.
    ///
    /// - Parameters:
    ///   - ended: in any order.
    ///   - parked: under way still. They get a row, so that the next page need not wait for them.
    func write(_ page: Page, ended: [Lane], parked: [Lane]) async throws {
        let queue = relay.outbox.queue
        try await queue.writeAnyway { db in
            let update = "UPDATE outbox_subscriber SET position = ? WHERE name = ? AND epoch = ?"
            try db.run(update, [page.position, subscriber.name, epoch])
            guard db.changesCount == 1 else {
                throw OutboxError(.superseded, "another relay serves subscriber “\(subscriber.name)”")
            }
            for lane in ended { try end(lane, upTo: page.position, in: db) }
            for item in parked.compactMap(\.items.first) { try delay(item, until: nil, after: nil, in: db) }
            if page.position >> 10 != position >> 10 {
                let purge = """
                    DELETE FROM outbox_event AS e WHERE sequence <= (SELECT min(position) FROM outbox_subscriber)
                      AND NOT EXISTS (SELECT 1 FROM outbox_delayed AS d WHERE d.key = e.key)
                    """
                try db.run(purge)
            }
            queue.reach(.marking)
        }
        queue.reach(.marked)
    }

    private func end(_ lane: Lane, upTo position: Int64, in db: Database) throws {
        var taken = lane.taken
        if let (item, due, error) = lane.failed {
            guard due == nil else { return try delay(item, until: due, after: error, in: db) }
            let bury = """
                INSERT INTO outbox_dead_letter SELECT sequence, id, type, key, payload, time, ?, ?, ?, ?
                FROM outbox_event WHERE sequence = ?
                """
            try db.run(bury, [subscriber.name, item.failures, error, relay.outbox.clock.now, item.sequence])
            taken = item.sequence
        }
        guard lane.isDelayed || lane.isParked || lane.failed != nil else { return }
        try db.run("DELETE FROM outbox_delayed WHERE key = ? AND subscriber = ?", [lane.key, subscriber.name])
        let next = """
            INSERT INTO outbox_delayed SELECT key, ?, sequence, 0, NULL, 0 FROM outbox_event
            WHERE key = ? AND sequence > ? AND sequence <= ? ORDER BY sequence LIMIT 1
            """
        try db.run(next, [subscriber.name, lane.key, taken, position])
    }

    private func delay(_ item: Delivery, until due: Int64?, after error: String?, in db: Database) throws {
        try db.run(
            "REPLACE INTO outbox_delayed (key, subscriber, sequence, failures, error, due) VALUES (?, ?, ?, ?, ?, ?)",
            [item.event.key, subscriber.name, item.sequence, item.failures, error, due])
    }
}
