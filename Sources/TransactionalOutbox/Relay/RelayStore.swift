import GRDB

/// What a relay reads and writes for one subscriber.
struct RelayStore: Sendable {
    struct Page: Sendable {
        var items: [Backlog.Item] = []
        var last: Int64
        var isFull = false
    }

    static let pageSize = 256

    let outbox: Outbox
    let name: String
    let types: Set<String>?
    /// Each start of a relay counts it up: an older one that still runs finds another number, and gives up.
    let epoch: Int64

    /// Registers `subscriber`, or takes it over.
    static func open(
        _ subscriber: OutboxSubscriber, of outbox: Outbox, in db: Database
    ) throws -> (RelayStore, Backlog) {
        let newest = try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'outbox_event'") ?? 0
        let row = try Row.fetchOne(
            db,
            sql: """
                INSERT INTO outbox_subscriber (name, position, epoch) VALUES (?, ?, 1)
                ON CONFLICT (name) DO UPDATE SET epoch = epoch + 1 RETURNING position, epoch
                """, arguments: [subscriber.name, subscriber.start == .now ? newest : 0])
        guard let row else { throw OutboxError(.superseded, "subscriber “\(subscriber.name)” cannot be registered") }
        let firsts = try Row.fetchAll(
            db,
            sql: """
                SELECT min(sequence), id, type, key, payload, time, failures, due, error, count(*) - 1
                FROM outbox_delayed WHERE subscriber = ? GROUP BY key
                """, arguments: [subscriber.name]
        ).map { row in
            (first: Backlog.Delayed(item: Backlog.Item(delayed: row), due: row[7], error: row[8]), rows: row[9] as Int)
        }
        let store = RelayStore(outbox: outbox, name: subscriber.name, types: subscriber.types, epoch: row[1])
        return (store, Backlog(position: row[0], delayed: firsts))
    }

    /// Events after `position`.
    func read(after position: Int64) async throws -> Page {
        try await outbox.queue.database.read { db in
            var page = Page(last: position)
            let rows = try Row.fetchCursor(
                db.cachedStatement(
                    sql: """
                        SELECT sequence, id, type, key, payload, time, subscriber FROM outbox_event
                        WHERE sequence > ? ORDER BY sequence LIMIT \(Self.pageSize)
                        """), arguments: [position])
            var count = 0
            while let row = try rows.next() {
                count += 1
                page.last = row[0]
                let subscriber: String? = row[6]
                guard subscriber == nil || subscriber == name, types?.contains(row[2]) ?? true else { continue }
                page.items.append(Backlog.Item(event: OutboxEvent(row, from: 1), sequence: page.last))
            }
            page.isFull = count == Self.pageSize
            return page
        }
    }

    /// Writes `marking`, and removes events that all subscribers have had.
    ///
    /// - Returns: the rows that it wants, by key.
    func write(_ marking: Backlog.Marking) async throws -> [String: [Backlog.Item]] {
        let rows = try await outbox.queue.writeUnlimited { db in
            try db.cachedStatement(sql: "UPDATE outbox_subscriber SET position = ? WHERE name = ? AND epoch = ?")
                .execute(arguments: [marking.position, name, epoch])
            guard db.changesCount == 1 else {
                throw OutboxError(.superseded, "another relay serves subscriber “\(name)”")
            }
            for delayed in marking.delayed { try write(delayed, in: db) }
            for (key, sequence) in marking.delivered { try removeDelayed(sequence, of: key, in: db) }
            for (item, error) in marking.dead {
                try removeDelayed(item.sequence, of: item.event.key, in: db)
                try write(item, deadOf: error, in: db)
            }
            try db.cachedStatement(
                sql: "DELETE FROM outbox_event WHERE sequence <= (SELECT min(position) FROM outbox_subscriber)"
            ).execute()
            outbox.queue.reach(.marking)
            return try Dictionary(uniqueKeysWithValues: marking.wanted.map { ($0, try delayed(of: $0, in: db)) })
        }
        outbox.queue.reach(.marked)
        return rows
    }

    private func write(_ delayed: Backlog.Delayed, in db: Database) throws {
        let item = delayed.item, event = item.event
        try db.cachedStatement(
            sql: """
                INSERT INTO outbox_delayed (subscriber, sequence, id, type, key, payload, time, failures, due, error)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (subscriber, key, sequence)
                DO UPDATE SET failures = excluded.failures, due = excluded.due, error = excluded.error
                """
        ).execute(arguments: [
            name, item.sequence, event.id, event.type, event.key, event.payload, event.time, item.failures,
            delayed.due, delayed.error,
        ])
    }

    private func write(_ item: Backlog.Item, deadOf error: String, in db: Database) throws {
        let event = item.event
        try db.cachedStatement(
            sql: """
                INSERT INTO outbox_dead_letter
                  (subscriber, sequence, id, type, key, payload, time, failures, error, died)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            name, item.sequence, event.id, event.type, event.key, event.payload, event.time, item.failures, error,
            outbox.clock.now,
        ])
    }

    private func removeDelayed(_ sequence: Int64, of key: String, in db: Database) throws {
        try db.cachedStatement(sql: "DELETE FROM outbox_delayed WHERE subscriber = ? AND key = ? AND sequence = ?")
            .execute(arguments: [name, key, sequence])
    }

    private func delayed(of key: String, in db: Database) throws -> [Backlog.Item] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT sequence, id, type, key, payload, time, failures FROM outbox_delayed
                WHERE subscriber = ? AND key = ? ORDER BY sequence LIMIT \(Backlog.rowLimit)
                """)
        return try Row.fetchAll(statement, arguments: [name, key]).map(Backlog.Item.init(delayed:))
    }
}

extension Backlog.Item {
    /// From the columns `sequence, id, type, key, payload, time, failures` of `outbox_delayed`.
    fileprivate init(delayed row: Row) {
        self.init(event: OutboxEvent(row, from: 1), sequence: row[0], failures: row[6], isStored: true)
    }
}
