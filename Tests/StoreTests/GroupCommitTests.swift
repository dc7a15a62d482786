import Foundation
import StatesRuntime
import StatesSQLite
import Testing

/// Executions that are written at the same time share a commit.
@Suite struct GroupCommitTests {
    private static let machine = #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 86400, "End": true}}}"#

    @Test func manyStartsShareCommits() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "store.sqlite").path
            let store = try SQLiteStore(path: path)
            let count = try await Runtime(store: store).whileRunning { runtime in
                try await runtime.deploy(Self.machine, as: "waits")
                let before = try Self.commits(path)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<200 {
                        group.addTask { try await runtime.start("waits", name: "wait-\(number)") }
                    }
                    try await group.waitForAll()
                }
                return try Self.commits(path) - before
            }
            try store.close()
            #expect(1..<100 ~= count)
        }
    }

    /// Transactions in the write-ahead log.
    ///
    /// - Source: SQLite, “Database File Format”, 4.1: of the frames of a transaction only the last has the size of the
    ///   file in bytes 4 to 7 of its header.
    private static func commits(_ path: String) throws -> Int {
        let log = try Data(contentsOf: URL(filePath: path + "-wal"))
        let pageSize = log[8..<12].reduce(0) { $0 << 8 | Int($1) }
        return stride(from: 32, to: log.count, by: 24 + pageSize).count { frame in
            log[(frame + 4)..<(frame + 8)].contains { $0 != 0 }
        }
    }
}
