public import GRDB

extension Outbox {
    /// Adds the tables of the outbox to a service's own migrations. Their names begin with `outbox_`.
    public static func registerMigrations(in migrator: inout DatabaseMigrator) {
        // Append only: what was released is never changed.
        migrator.registerMigration("outbox 1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE outbox_event (
                      sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, type TEXT NOT NULL,
                      key TEXT NOT NULL, payload TEXT NOT NULL, time INTEGER NOT NULL, subscriber TEXT
                    ) STRICT;
                    CREATE TABLE outbox_subscriber (
                      name TEXT PRIMARY KEY, position INTEGER NOT NULL, epoch INTEGER NOT NULL
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE outbox_delayed (
                      subscriber TEXT NOT NULL, key TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL,
                      type TEXT NOT NULL, payload TEXT NOT NULL, time INTEGER NOT NULL, failures INTEGER NOT NULL,
                      due INTEGER NOT NULL, error TEXT, PRIMARY KEY (subscriber, key, sequence)
                    ) STRICT, WITHOUT ROWID;
                    CREATE TABLE outbox_dead_letter (
                      subscriber TEXT NOT NULL, sequence INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
                      key TEXT NOT NULL, payload TEXT NOT NULL, time INTEGER NOT NULL, failures INTEGER NOT NULL,
                      error TEXT NOT NULL, died INTEGER NOT NULL, PRIMARY KEY (subscriber, sequence)
                    ) STRICT, WITHOUT ROWID;
                    """)
        }
    }
}
