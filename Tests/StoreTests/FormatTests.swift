import Foundation
import GRDB
import StatesRuntime
import Testing

@testable import StatesSQLite

/// Files of each format version, committed when the version was new. `STATES_GOLDEN=FILE` writes the newest one.
@Suite struct FormatTests {
    static let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    @Test(arguments: 1...Schema.current.migrations.count)
    func filesOfEveryFormatAreRead(_ format: Int) async throws {
        try await withTemporaryFolder { folder in
            let copy = folder.appending(path: "copy.sqlite")
            try FileManager.default.copyItem(at: Self.golden.appending(path: "format-\(format).sqlite"), to: copy)
            let old = try SQLiteStore(path: copy.path)
            let new = try SQLiteStore(path: folder.appending(path: "new.sqlite").path)
            try await SampleRun.fill(new)
            let found = try await SampleRun.description(in: old)
            #expect(try await found == SampleRun.description(in: new))
            #expect(found.records.map(\.count) == [6, 1])
            #expect(found.executions.map(\.name) == ["order-2", "order-1"])
            // And gone on with.
            let claimed = try await old.claim(
                for: try await old.addOwner(named: "heir", until: SampleRun.time(200_000)), machines: nil,
                at: SampleRun.time(100_000))
            #expect(claimed == 1)
        }
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["STATES_GOLDEN"] != nil))
    func aFileOfTheNewestFormatIsWritten() async throws {
        let path = try #require(ProcessInfo.processInfo.environment["STATES_GOLDEN"])
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: folder.appending(path: "new.sqlite").path)
            try await SampleRun.fill(store)
            try await store.backup(to: path)
            // Small pages, most of which are empty.
            let file = try DatabaseQueue(path: path)
            try await file.writeWithoutTransaction { try $0.execute(sql: "PRAGMA page_size = 1024; VACUUM") }
        }
    }

    @Test func everyCommitIsSynced() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: folder.appending(path: "store.sqlite").path)
            try await SampleRun.fill(store)
            let settings = try await store.pool.writeWithoutTransaction { database in
                try ["synchronous", "journal_mode", "application_id", "user_version"].map {
                    try String.fetchOne(database, sql: "PRAGMA \($0)")
                }
            }
            #expect(settings == ["2", "wal", "1399221842", "\(Schema.current.migrations.count)"])
        }
    }

    @Test func whatWasAcknowledgedIsThereAfterAKill() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "store.sqlite").path
            let store = try SQLiteStore(path: path)
            try await SampleRun.fill(store)
            // A process that is killed leaves both files as they are now.
            let copy = folder.appending(path: "copy.sqlite").path
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
            }
            let left = try SQLiteStore(path: copy)
            #expect(try await SampleRun.description(in: left) == SampleRun.description(in: store))
        }
    }

    @Test func aFileIsMadeOnceHoweverManyOpenItAtOnce() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "store.sqlite").path
            let owners = try await withThrowingTaskGroup(of: OwnerID.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await SQLiteStore(path: path).addOwner(named: "one of many", until: SampleRun.time(0))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1.rawValue) }
            }
            #expect(owners.sorted() == Array(1...8))
        }
    }

    @Test func aMigrationThatFailsChangesNothing() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "store.sqlite").path
            let store = try SQLiteStore(path: path)
            try await SampleRun.fill(store)
            let before = try await SampleRun.description(in: store)
            try store.close()
            let broken = Schema(
                migrations: Schema.current.migrations
                    + ["CREATE TABLE more (a); DELETE FROM record; DROP TABLE no_such"])
            let error = #expect(throws: StoreError.self) {
                try SQLiteStore(path: path, options: .init(), schema: broken)
            }
            #expect(error?.code == .corrupt)
            #expect(try await SampleRun.description(in: SQLiteStore(path: path)) == before)
        }
    }

    @Test func aMigrationThatIsKilledHalfWayIsDoneAgain() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "store.sqlite").path
            let copy = folder.appending(path: "copy.sqlite").path
            let pool = try DatabasePool(path: path)
            let frames = try await pool.writeWithoutTransaction { database in
                // Pages of the open transaction reach the file, as those of a long one would.
                try database.execute(sql: "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE")
                try database.execute(sql: Schema.tables)
                try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
                for suffix in ["", "-wal"] {
                    try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
                }
                try database.execute(sql: "ROLLBACK")
                return try Data(contentsOf: URL(filePath: copy + "-wal")).count / 4_096
            }
            #expect(frames > 5)
            let store = try SQLiteStore(path: copy)
            try await SampleRun.fill(store)
            #expect(try await SampleRun.description(in: store).executions.count == 2)
        }
    }

    @Test func aBackupIsAStoreOfItsOwn() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: folder.appending(path: "store.sqlite").path)
            try await SampleRun.fill(store)
            let path = folder.appending(path: "it's a backup.sqlite").path
            try await store.backup(to: path)
            let before = try await SampleRun.description(in: store)
            #expect(try await store.purge(endedBefore: SampleRun.time(10_000), limit: 9) == 1)
            #expect(try await SampleRun.description(in: SQLiteStore(path: path)) == before)
            let bytes = try Data(contentsOf: URL(filePath: path))
            let error = await #expect(throws: StoreError.self) { try await store.backup(to: path) }
            #expect(error?.message == "\(path) is there already")
            #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
        }
    }
}
