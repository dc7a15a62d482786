extension SQL {
    /// The columns that `StoredExecution.init(_:)` reads.
    private static let description = """
        SELECT e.key, e.name, m.name, v.number, v.definition, v.creation_time, e.seed, e.parent, e.parent_entry,
            e.parent_attempt, e.parent_frame, e.start_time, e.stop_time, e.status, e.error, e.cause,
            e.redrive_count, o.id, e.wake, (SELECT max(sequence) + 1 FROM record WHERE execution = e.key),
            e.parent_wants_json, e.map_run_child, e.parent_waits, e.trace
        FROM executions e
        CROSS JOIN machine m ON m.id = e.machine
        CROSS JOIN machine_version v ON v.id = e.version
        LEFT JOIN owner o ON o.id = e.owner
        """

    var reading: String {
        switch self {
        case .due:
            """
            SELECT key, wake FROM executions WHERE status = 'RUNNING' AND owner = ?1 AND wake <= ?2
                AND (wake, key) > (?3, ?4) ORDER BY wake, key LIMIT ?5
            """
        case .inbox:
            """
            SELECT i.id, i.execution, i.time, i.message FROM inbox i CROSS JOIN executions e ON e.key = i.execution
            WHERE i.id > ?2 AND e.owner = ?1 ORDER BY i.id LIMIT ?3
            """
        case .execution: "\(Self.description) WHERE e.key = ?1"
        case .executionByName:
            """
            \(Self.description) WHERE e.key =
                (SELECT key FROM executions WHERE machine = (SELECT id FROM machine WHERE name = ?1) AND name = ?2)
            """
        case .records:
            """
            SELECT sequence, time, events, digest FROM record WHERE execution = ?1 AND sequence >= ?2
            ORDER BY sequence LIMIT ?3
            """
        case .list, .children:
            // Each has an index of its own, in this order.
            """
            \(Self.description)
            WHERE (?1 IS NULL OR m.name = ?1) AND (?2 IS NULL OR e.status = ?2)
                AND substr(e.name, 1, length(?3)) = ?3
                AND (e.start_time, e.key) < (?4, ?5)
                AND \(self == .list ? "e.map_run_child IS NULL" : "e.map_run_child IS NOT NULL AND e.parent = ?7")
            ORDER BY e.start_time DESC, e.key DESC LIMIT ?6
            """
        default: "SELECT execution, entry, attempt, frame FROM token WHERE token = ?1"
        }
    }

    var deployment: String {
        switch self {
        case .keepDefinition: "INSERT INTO definition (hash, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
        case .keepMachine: "INSERT INTO machine (name) VALUES (?1) ON CONFLICT DO NOTHING"
        case .newestVersion:
            """
            SELECT m.name, v.number, v.definition, v.creation_time
            FROM machine_version v JOIN machine m ON m.id = v.machine
            WHERE m.name = ?1 ORDER BY v.number DESC LIMIT 1
            """
        case .addVersion:
            """
            INSERT INTO machine_version (machine, number, definition, creation_time)
            SELECT id, ?2, ?3, ?4 FROM machine WHERE name = ?1
            """
        case .definition: "SELECT hash, text FROM definition WHERE hash = ?1"
        default:
            """
            SELECT m.name, v.number, v.definition, v.creation_time
            FROM machine_version v JOIN machine m ON m.id = v.machine ORDER BY m.name, v.number
            """
        }
    }

    var retention: String {
        switch self {
        case .ended:
            """
            SELECT e.key FROM executions e WHERE e.stop_time < ?1
                AND (e.map_run_child IS NULL OR NOT EXISTS (
                    SELECT 1 FROM executions p WHERE p.key = e.parent AND (p.stop_time IS NULL OR p.stop_time >= ?1)))
            ORDER BY e.stop_time LIMIT ?2
            """
        case .purgeRecords: "DELETE FROM record WHERE execution = ?1"
        case .purgeInbox: "DELETE FROM inbox WHERE execution NOT IN (SELECT key FROM executions)"
        case .purgeTokens: "DELETE FROM token WHERE execution = ?1"
        case .purgeActivityTasks: "DELETE FROM activity_task WHERE execution = ?1"
        default: "DELETE FROM executions WHERE key = ?1 AND stop_time < ?2"
        }
    }
}
