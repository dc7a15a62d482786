public import GRDB

extension Outbox {
    /// Adds the tables of the outbox to a service's own migrations. Their names begin with `outbox_`.
    ///
    /// - `outbox_event`: events that not all subscribers have had. `subscriber` is set on those for one alone.
    /// - `outbox_subscriber`: up to `position` a subscriber has had all events, but for those of the keys that have a row
    ///   in `outbox_delayed`. Each start of a relay counts `epoch` up: an older one finds another number, and gives up.
    /// - `outbox_delayed`: keys whose events a subscriber has had before `sequence` only. That one is `due` at a time in
    ///   milliseconds, or `NULL`, under way; others of the key wait behind it.
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
}
