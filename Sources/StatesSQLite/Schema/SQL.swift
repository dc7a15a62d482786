/// Every statement that the store prepares. A store that opens prepares them all: a table that is not as it should be
/// is found then.
enum SQL: CaseIterable {
    case identity, begin, commit, copy
    case addOwner, renew, hasOwner, removeOwner, release
    case removeExpired, releaseExpired, claimRunning, claimWaiting
    case start, append, owner, digest, update, wake
    case consume, post, addToken, addActivityTask, withdrawActivityTask
    case isForeignEntry, takenActivityTask, nextActivityTask, keepTaken
    case move, take, canMove
    case due, inbox, execution, executionByName, records, list, children, task
    case keepDefinition, keepMachine, newestVersion, addVersion, definition, machines
    case ended, purgeRecords, purgeInbox, purgeTokens, purgeActivityTasks, purgeExecution

    var text: String {
        switch self {
        case .identity:
            // One statement, so that nobody makes the file between two answers.
            """
            SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema)
            FROM pragma_application_id, pragma_user_version
            """
        case .begin: "BEGIN IMMEDIATE"
        case .commit: "COMMIT"
        case .copy: "VACUUM INTO ?1"
        case .addOwner, .renew, .hasOwner, .removeOwner, .release: owners
        case .removeExpired, .releaseExpired, .claimRunning, .claimWaiting: claims
        case .start, .append, .owner, .digest, .update, .wake: writing
        case .consume, .post, .addToken, .addActivityTask, .withdrawActivityTask: attached
        case .isForeignEntry, .takenActivityTask, .nextActivityTask, .keepTaken, .move, .take, .canMove: handling
        case .due, .inbox, .execution, .executionByName, .records, .list, .children, .task: reading
        case .keepDefinition, .keepMachine, .newestVersion, .addVersion, .definition, .machines: deployment
        case .ended, .purgeRecords, .purgeInbox, .purgeTokens, .purgeActivityTasks, .purgeExecution: retention
        }
    }
}

extension SQL {
    private var owners: String {
        switch self {
        case .addOwner: "INSERT INTO owner (name, expiry) VALUES (?1, ?2) RETURNING id"
        case .renew: "UPDATE owner SET expiry = ?2 WHERE id = ?1"
        case .hasOwner: "SELECT 1 FROM owner WHERE id = ?1"
        case .removeOwner: "DELETE FROM owner WHERE id = ?1"
        default: "UPDATE executions SET owner = NULL WHERE status = 'RUNNING' AND owner = ?1"
        }
    }

    /// Only what runs loses the name of its owner: what has ended names one that is gone, and so is unowned, too.
    private var claims: String {
        let isWanted = """
            (?2 IS NULL OR machine IN
                (SELECT id FROM machine WHERE name IN (SELECT value FROM json_each(?2))))
            """
        return switch self {
        case .removeExpired: "DELETE FROM owner WHERE expiry <= ?1 AND id <> ?2"
        case .releaseExpired:
            """
            UPDATE executions SET owner = NULL WHERE status = 'RUNNING'
                AND owner IN (SELECT id FROM owner WHERE expiry <= ?1 AND id <> ?2)
            """
        case .claimRunning:
            "UPDATE executions SET owner = ?1 WHERE status = 'RUNNING' AND owner IS NULL AND \(isWanted)"
        default:
            """
            UPDATE executions SET owner = ?1 WHERE key IN (SELECT execution FROM inbox) AND status <> 'RUNNING'
                AND NOT EXISTS (SELECT 1 FROM owner o WHERE o.id = executions.owner) AND \(isWanted)
            """
        }
    }

    private var writing: String {
        switch self {
        case .start:
            """
            INSERT INTO executions (key, machine, version, name, seed, parent, parent_entry, parent_attempt,
                parent_frame, start_time, stop_time, status, error, cause, redrive_count, owner, wake,
                parent_wants_json, map_run_child, parent_waits, trace)
            SELECT ?1, m.id, v.id, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22
            FROM machine m JOIN machine_version v ON v.machine = m.id
            WHERE m.name = ?2 AND v.number = ?3 AND v.definition = ?4 AND EXISTS (SELECT 1 FROM owner WHERE id = ?17)
            ON CONFLICT DO NOTHING
            """
        case .append:
            // Without the owner there is no execution to name, and nothing is inserted: a third of the work of
            // INSERT … SELECT … WHERE.
            """
            INSERT OR IGNORE INTO record (execution, sequence, time, digest, marks, events)
            VALUES (iif((SELECT owner FROM executions WHERE key = ?1) = ?7, ?1, NULL), ?2, ?3, ?4, ?5, ?6)
            """
        case .owner: "SELECT ifnull(owner, 0) FROM executions WHERE key = ?1"
        case .digest: "SELECT digest FROM record WHERE execution = ?1 AND sequence = ?2"
        case .wake: "UPDATE executions SET wake = ?2 WHERE key = ?1"
        default:
            """
            UPDATE executions SET status = ?2, stop_time = ?3, error = ?4, cause = ?5, redrive_count = ?6
            WHERE key = ?1
            """
        }
    }

    private var attached: String {
        switch self {
        case .consume: "DELETE FROM inbox WHERE id = ?1"
        case .post:
            """
            INSERT INTO inbox (execution, time, message)
            SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM executions WHERE key = ?1)
            """
        case .addToken:
            "INSERT OR REPLACE INTO token (token, execution, entry, attempt, frame) VALUES (?1, ?2, ?3, ?4, ?5)"
        case .addActivityTask:
            """
            INSERT OR REPLACE INTO activity_task
                (activity, token, execution, entry, attempt, frame, scheduled_at, input)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """
        default: "DELETE FROM activity_task WHERE token = ?1"
        }
    }

    private var handling: String {
        switch self {
        case .isForeignEntry:
            "SELECT 1 FROM inbox i JOIN executions e ON e.key = i.execution WHERE i.id = ?1 AND e.owner IS NOT ?2"
        case .takenActivityTask, .nextActivityTask:
            """
            SELECT id, activity, execution, token, entry, attempt, frame, scheduled_at, input FROM activity_task
            WHERE \(self == .nextActivityTask ? "activity = ?1 AND taken_by IS NULL" : "taken_by = ?1")
            ORDER BY id LIMIT 1
            """
        case .keepTaken: "UPDATE activity_task SET taken_by = ?2 WHERE id = ?1"
        case .canMove:
            """
            SELECT v.id, e.owner IS ?5 AND ?6 = (SELECT max(sequence) + 1 FROM record WHERE execution = e.key)
            FROM executions e JOIN machine m ON m.id = e.machine JOIN machine_version v ON v.machine = m.id
            WHERE e.key = ?1 AND m.name = ?2 AND v.number = ?3 AND v.definition = ?4
            """
        case .move: "UPDATE executions SET version = ?2 WHERE key = ?1"
        default:
            """
            UPDATE executions SET owner = ?2 WHERE key = ?1 AND EXISTS (SELECT 1 FROM owner WHERE id = ?2)
                AND (owner = ?2 OR status <> 'RUNNING'
                    AND NOT EXISTS (SELECT 1 FROM owner o WHERE o.id = executions.owner AND o.expiry > ?3))
            """
        }
    }
}
