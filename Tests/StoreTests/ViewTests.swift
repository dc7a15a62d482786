import Foundation
import GRDB
import StatesRuntime
import Testing

@testable import StatesSQLite

/// What people see who ask the file itself.
@Suite struct ViewTests {
    /// The rows of `sql`, columns between bars.
    private func rows(_ sql: String) async throws -> [String] {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: folder.appending(path: "store.sqlite").path)
            try await SampleRun.fill(store)
            return try await store.pool.read { database in
                try Row.fetchAll(database, sql: sql).map { row in
                    row.databaseValues.map { String.fromDatabaseValue($0) ?? "\($0)" }.joined(separator: "|")
                }
            }
        }
    }

    @Test func executions() async throws {
        let found = try await rows(
            """
            SELECT name, machine, version, status, start_time, stop_time, duration_ms, error, cause, owner, waits_for,
                records, parent FROM execution ORDER BY key
            """)
        #expect(
            found == [
                "order-1|orders|1|FAILED|2023-11-14T22:13:20.000Z|2023-11-14T22:13:20.500Z|500|States.Timeout|no label|"
                    + "golden|NULL|6|NULL",
                "order-2|orders|1|RUNNING|2023-11-14T22:13:20.007Z|NULL|NULL|NULL|NULL|golden|"
                    + "2023-11-14T22:14:50.000Z|1|4294967297",
            ])
    }

    @Test func stateVisits() async throws {
        let found = try await rows(
            "SELECT event, frame, state, substr(entered_at, 18), duration_ms, outcome FROM state_visit ORDER BY event")
        #expect(
            found == [
                "2|0|Charge|20.000Z|300|EXITED", "10|0|Ship|20.300Z|NULL|NULL", "12|1|Pack|20.300Z|200|ABORTED",
                "13|2|Label|20.300Z|200|ABORTED",
            ])
    }

    @Test func taskAttempts() async throws {
        let found = try await rows(
            """
            SELECT event, state, attempt, resource, substr(scheduled_at, 18), duration_ms, outcome, error
            FROM task_attempt ORDER BY event
            """)
        #expect(
            found == [
                "3|Charge|0|charge-card|20.000Z|100|FAILED|Card.Declined",
                "6|Charge|1|charge-card|20.190Z|110|SUCCEEDED|NULL",
                #"14|Label|0|print "label"|20.400Z|100|TIMED_OUT|States.Timeout"#,
            ])
    }

    /// Every query that the documentation shows.
    @Test func documentedQueriesWork() async throws {
        let document = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/database.md")
        let text = try String(contentsOf: document.standardized, encoding: .utf8)
        let queries = text.components(separatedBy: "```sql\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(queries.count >= 5)
        for query in queries { #expect(try await !rows(query).isEmpty, "\(query)") }
    }
}
