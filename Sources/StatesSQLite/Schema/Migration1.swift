extension Schema {
    /// Format 1. Never changed: what later formats add is a migration of its own.
    ///
    /// Records stand in the order in which they were written, so that the pages a commit touches are few; an
    /// execution finds its own through the index. Times are milliseconds since 1970-01-01T00:00:00Z.
    static let tables = """
        CREATE TABLE machine (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE definition (
            hash TEXT NOT NULL PRIMARY KEY,
            text TEXT NOT NULL
        ) STRICT;

        CREATE TABLE machine_version (
            id INTEGER PRIMARY KEY,
            machine INTEGER NOT NULL,
            number INTEGER NOT NULL,
            definition TEXT NOT NULL,
            creation_time INTEGER NOT NULL,
            UNIQUE (machine, number)
        ) STRICT;

        CREATE TABLE owner (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            expiry INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE executions (
            key INTEGER PRIMARY KEY,
            machine INTEGER NOT NULL,
            version INTEGER NOT NULL,
            name TEXT NOT NULL,
            seed INTEGER NOT NULL,
            parent INTEGER,
            parent_entry INTEGER,
            parent_attempt INTEGER,
            parent_frame INTEGER,
            parent_wants_json INTEGER,
            -- Of a child of a map run: which one it is, JSON.
            map_run_child TEXT,
            start_time INTEGER NOT NULL,
            stop_time INTEGER,
            status TEXT NOT NULL,
            error TEXT,
            cause TEXT,
            redrive_count INTEGER NOT NULL,
            owner INTEGER,
            -- NULL: only a message moves it; 0: its owner works on tasks of it; else when a timer is due.
            wake INTEGER,
            UNIQUE (machine, name)
        ) STRICT;
        CREATE INDEX executions_by_owner ON executions (owner, wake) WHERE status = 'RUNNING';
        CREATE INDEX executions_by_start ON executions (start_time) WHERE map_run_child IS NULL;
        CREATE INDEX executions_by_parent ON executions (parent, start_time) WHERE map_run_child IS NOT NULL;
        CREATE INDEX executions_by_stop ON executions (stop_time) WHERE stop_time IS NOT NULL;

        CREATE TABLE record (
            id INTEGER PRIMARY KEY,
            execution INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            time INTEGER NOT NULL,
            digest INTEGER NOT NULL,
            marks TEXT NOT NULL,
            events BLOB NOT NULL,
            UNIQUE (execution, sequence)
        ) STRICT;

        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            execution INTEGER NOT NULL,
            time INTEGER NOT NULL,
            message BLOB NOT NULL
        ) STRICT;

        CREATE TABLE token (
            token TEXT NOT NULL PRIMARY KEY,
            execution INTEGER NOT NULL,
            entry INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            frame INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX token_by_execution ON token (execution);

        CREATE TABLE activity_task (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            activity TEXT NOT NULL,
            token TEXT NOT NULL UNIQUE,
            execution INTEGER NOT NULL,
            entry INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            frame INTEGER NOT NULL,
            scheduled_at INTEGER NOT NULL,
            input BLOB NOT NULL
        ) STRICT;
        CREATE INDEX activity_task_by_activity ON activity_task (activity);
        """

    /// For people: see `docs/database.md`.
    static let views = """
        CREATE VIEW execution AS
        SELECT e.key AS key, m.name AS machine, v.number AS version, e.name AS name, e.status AS status,
            strftime('%Y-%m-%dT%H:%M:%fZ', e.start_time / 1000.0, 'unixepoch') AS start_time,
            strftime('%Y-%m-%dT%H:%M:%fZ', e.stop_time / 1000.0, 'unixepoch') AS stop_time,
            e.stop_time - e.start_time AS duration_ms,
            e.error AS error, e.cause AS cause, e.redrive_count AS redrive_count, e.parent AS parent,
            o.name AS owner,
            CASE WHEN e.status <> 'RUNNING' THEN NULL WHEN e.wake IS NULL THEN 'message' WHEN e.wake = 0 THEN 'task'
                ELSE strftime('%Y-%m-%dT%H:%M:%fZ', e.wake / 1000.0, 'unixepoch') END AS waits_for,
            (SELECT max(r.sequence) + 1 FROM record r WHERE r.execution = e.key) AS records
        FROM executions e
        JOIN machine m ON m.id = e.machine
        JOIN machine_version v ON v.id = e.version
        LEFT JOIN owner o ON o.id = e.owner;

        CREATE VIEW mark AS
        SELECT r.execution AS execution, r.sequence AS record,
            json_extract(j.value, '$[0]') AS kind,
            json_extract(j.value, '$[1]') AS event,
            json_extract(j.value, '$[2]') AS frame,
            json_extract(j.value, '$[3]') AS name,
            r.time - json_extract(j.value, '$[4]') AS time
        FROM record r, json_each(r.marks) j;

        CREATE VIEW state_visit AS
        SELECT execution, event, frame, state,
            strftime('%Y-%m-%dT%H:%M:%fZ', time / 1000.0, 'unixepoch') AS entered_at,
            CASE WHEN next_kind IN ('X', 'A') THEN
                strftime('%Y-%m-%dT%H:%M:%fZ', next_time / 1000.0, 'unixepoch') END AS exited_at,
            CASE WHEN next_kind IN ('X', 'A') THEN next_time - time END AS duration_ms,
            CASE next_kind WHEN 'X' THEN 'EXITED' WHEN 'A' THEN 'ABORTED' END AS outcome
        FROM (
            SELECT execution, event, frame, name AS state, time, kind,
                lead(kind) OVER following AS next_kind, lead(time) OVER following AS next_time
            FROM mark WHERE kind IN ('E', 'X', 'A')
            WINDOW following AS (PARTITION BY execution, frame ORDER BY event)
        ) WHERE kind = 'E';

        CREATE VIEW task_attempt AS
        SELECT execution, event, frame, state,
            row_number() OVER (PARTITION BY execution, frame, visit ORDER BY event) - 1 AS attempt,
            resource,
            strftime('%Y-%m-%dT%H:%M:%fZ', time / 1000.0, 'unixepoch') AS scheduled_at,
            CASE WHEN next_kind IN ('T', 'F', 'O') THEN
                strftime('%Y-%m-%dT%H:%M:%fZ', next_time / 1000.0, 'unixepoch') END AS ended_at,
            CASE WHEN next_kind IN ('T', 'F', 'O') THEN next_time - time END AS duration_ms,
            CASE next_kind WHEN 'T' THEN 'SUCCEEDED' WHEN 'F' THEN 'FAILED' WHEN 'O' THEN 'TIMED_OUT' END AS outcome,
            CASE WHEN next_kind IN ('F', 'O') THEN next_name END AS error
        FROM (
            SELECT execution, event, frame, time, kind, visit, name AS resource,
                first_value(name) OVER (PARTITION BY execution, frame, visit ORDER BY event) AS state,
                lead(kind) OVER following AS next_kind, lead(time) OVER following AS next_time,
                lead(name) OVER following AS next_name
            FROM (
                SELECT *, sum(kind = 'E') OVER (PARTITION BY execution, frame ORDER BY event) AS visit FROM mark
            )
            WINDOW following AS (PARTITION BY execution, frame ORDER BY event)
        ) WHERE kind = 'S';
        """
}
