import Foundation
import GRDB
import StatesRuntime
import Testing

@testable import StatesSQLite

/// What is wrong with a file, or goes wrong with it, and what is told about that.
@Suite struct FaultTests {
    /// A file with the sample in it, closed.
    private func sample(in folder: URL) async throws -> String {
        let path = folder.appending(path: "store.sqlite").path
        let store = try SQLiteStore(path: path)
        try await SampleRun.fill(store)
        try store.close()
        return path
    }

    private func refusal(of path: String, _ options: SQLiteStore.Options = .init()) -> StoreError? {
        #expect(throws: StoreError.self) { try SQLiteStore(path: path, options: options) }
    }

    @Test func aFileThatIsNoDatabaseIsRefusedAndLeftAlone() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "notes.txt")
            let text = Data(String(repeating: "not a database\n", count: 200).utf8)
            try text.write(to: file)
            let error = refusal(of: file.path)
            #expect(error?.code == .foreign)
            #expect(error?.message.hasPrefix("\(file.path) is no SQLite database") == true)
            #expect(try Data(contentsOf: file) == text)
        }
    }

    @Test(arguments: [
        "CREATE TABLE customer (id INTEGER PRIMARY KEY)", "PRAGMA user_version = 3", "PRAGMA application_id = 7",
    ])
    func aDatabaseOfAnotherProgramIsRefusedAndLeftAlone(_ sql: String) async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "other.sqlite")
            let other = try DatabaseQueue(path: file.path)
            try await other.write { try $0.execute(sql: sql) }
            try other.close()
            let bytes = try Data(contentsOf: file)
            let error = refusal(of: file.path)
            #expect(error == StoreError(.foreign, "\(file.path) is a database of another program"))
            #expect(try Data(contentsOf: file) == bytes)
        }
    }

    @Test func aFileOfALaterVersionIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let path = try await sample(in: folder)
            let other = try DatabaseQueue(path: path)
            try await other.write { try $0.execute(sql: "PRAGMA user_version = 99") }
            try other.close()
            let error = refusal(of: path)
            #expect(error?.code == .foreign)
            #expect(error?.message.contains("was written by a later version: it has format 99") == true)
        }
    }

    @Test(arguments: ["DROP TABLE inbox", "ALTER TABLE record RENAME COLUMN digest TO sum"])
    func aFileWithoutItsTablesIsRefused(_ sql: String) async throws {
        try await withTemporaryFolder { folder in
            let path = try await sample(in: folder)
            let other = try DatabaseQueue(path: path)
            try await other.write { try $0.execute(sql: "PRAGMA legacy_alter_table = 1; \(sql)") }
            try other.close()
            #expect(refusal(of: path)?.code == .corrupt)
        }
    }

    @Test(arguments: [
        "status = 'LOST'",
        "parent = 1, parent_entry = 0, parent_attempt = 0, parent_frame = 0, map_run_child = '{}'",
    ])
    func aRowThatNobodyWroteIsCorrupt(_ change: String) async throws {
        try await withTemporaryFolder { folder in
            let path = try await sample(in: folder)
            let other = try DatabaseQueue(path: path)
            try await other.write { try $0.execute(sql: "UPDATE executions SET \(change)") }
            let key = try await other.read { try Int64.fetchOne($0, sql: "SELECT min(key) FROM executions") }
            try other.close()
            let store = try SQLiteStore(path: path)
            let error = await #expect(throws: StoreError.self) {
                try await store.execution(ExecutionKey(rawValue: key ?? 0))
            }
            #expect(error?.code == .corrupt)
        }
    }

    @Test(arguments: [2, 60, 100, 511, 512, 4_095, 4_096, 20_000, 50_000])
    func aTruncatedFileIsRefused(_ size: Int) async throws {
        try await withTemporaryFolder { folder in
            let path = try await sample(in: folder)
            let bytes = try Data(contentsOf: URL(filePath: path))
            #expect(bytes.count > size)
            try bytes.prefix(size).write(to: URL(filePath: path))
            let error = refusal(of: path)
            #expect(error?.code == .corrupt || error?.code == .foreign, "\(String(describing: error))")
        }
    }

    /// Whatever the bytes are, there is an answer or an error.
    @Test func aDamagedFileCrashesNothing() async throws {
        try await withTemporaryFolder { folder in
            let bytes = try await Data(contentsOf: URL(filePath: sample(in: folder)))
            var random = SystemRandomNumberGenerator()
            var refused = 0
            for number in 0..<60 {
                var damaged = bytes
                for _ in 0..<40 { damaged[Int.random(in: 100..<damaged.count, using: &random)] = random.next() }
                let file = folder.appending(path: "\(number).sqlite")
                try damaged.write(to: file)
                var options = SQLiteStore.Options()
                if number % 2 == 0 { options.integrityCheck = .never }
                do {
                    let store = try SQLiteStore(path: file.path, options: options)
                    _ = try await SampleRun.description(in: store)
                    _ = try await store.purge(endedBefore: SampleRun.time(100_000), limit: 10)
                } catch let error as StoreError {
                    refused += 1
                    #expect([.corrupt, .foreign, .device].contains(error.code), "\(error)")
                }
            }
            #expect(refused > 10)
        }
    }

    @Test func aFolderThatIsNotThereIsAnError() {
        #expect(refusal(of: "/no/such/folder/store.sqlite")?.code == .device)
    }

    @Test func aFileThatCanBeReadOnlyIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let path = try await sample(in: folder)
            let error = refusal(of: "file:\(path)?mode=ro")
            #expect(error?.code == .readOnly)
        }
    }

    @Test func whoeverWritesKeepsOthersWaitingForAWhile() async throws {
        try await withTemporaryFolder { folder in
            let path = try await sample(in: folder)
            var options = SQLiteStore.Options()
            options.busyTimeoutMilliseconds = 50
            let store = try SQLiteStore(path: path, options: options)
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let other = try DatabaseQueue(path: path, configuration: configuration)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
            let post = StoreOperation.post(Post(execution: SampleRun.ended, time: SampleRun.time(0), message: [1]))
            let error = await #expect(throws: StoreError.self) { try await store.commit([post]) }
            #expect(error?.code == .busy)
            #expect(error?.isTransient == true)
            // Whoever must not wait is told to, and later ones wait as long as before.
            #expect(try store.commitAtOnce([post]) == nil)
            await #expect(throws: StoreError.self) { try await store.commit([post]) }
            // Others read meanwhile, and write after it.
            #expect(try await store.execution(SampleRun.ended)?.records == 6)
            try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
            #expect(try await store.commit([post]) == [.stored])
            #expect(try store.commitAtOnce([post]) == [.stored])
        }
    }

    @Test func aLockedFileIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let path = try await sample(in: folder)
            let other = try DatabaseQueue(path: path)
            try await other.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT")
            }
            var options = SQLiteStore.Options()
            options.busyTimeoutMilliseconds = 50
            #expect(refusal(of: path, options)?.code == .busy)
            try other.close()
            #expect(try await SQLiteStore(path: path).execution(SampleRun.ended)?.records == 6)
        }
    }

    @Test func aFullDeviceLosesNothing() async throws {
        try await withTemporaryFolder { folder in
            let path = try await sample(in: folder)
            let store = try SQLiteStore(path: path)
            try await limitPages(of: store, "page_count + 4")
            let large = [UInt8](repeating: 1, count: 3_000)
            let post = StoreOperation.post(Post(execution: SampleRun.waiting, time: SampleRun.time(0), message: large))
            var stored = 0
            var refused: StoreError?
            while refused == nil && stored < 100 {
                do throws(StoreError) {
                    _ = try await store.commit([post])
                    stored += 1
                } catch {
                    refused = error
                }
            }
            #expect(refused?.code == .full)
            #expect(stored > 0)
            let owner = OwnerID(rawValue: 1)
            func waiting() async throws(StoreError) -> Int {
                try await store.inbox(of: owner, after: InboxID(rawValue: 1), limit: 1_000).count
            }
            #expect(try await waiting() == stored)
            try await limitPages(of: store, "1000")
            #expect(try await store.commit([post, post]) == [.stored, .stored])
            #expect(try await waiting() == stored + 2)
        }
    }

    private func limitPages(of store: SQLiteStore, _ limit: String) async throws {
        try await store.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "SELECT \(limit) FROM pragma_page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
    }

    @Test func aClosedStoreSaysSo() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: try await sample(in: folder))
            try store.close()
            try store.close()
            let post = StoreOperation.post(Post(execution: SampleRun.ended, time: SampleRun.time(0), message: [1]))
            let writing = await #expect(throws: StoreError.self) { try await store.commit([post]) }
            let reading = await #expect(throws: StoreError.self) { try await store.machines() }
            #expect([writing?.code, reading?.code] == [.closed, .closed])
        }
    }

    /// What a call came to is known, whatever becomes of the task that made it.
    @Test func aCancelledTaskStillWrites() async throws {
        try await withTemporaryFolder { folder in
            let store = try SQLiteStore(path: try await sample(in: folder))
            let post = StoreOperation.post(Post(execution: SampleRun.ended, time: SampleRun.time(0), message: [1]))
            let outcome = try await withThrowingTaskGroup(of: [StoreOutcome].self) { group in
                group.cancelAll()
                group.addTask {
                    #expect(Task.isCancelled)
                    return try await store.commit([post])
                }
                return try await group.next()
            }
            #expect(outcome == [.stored])
        }
    }
}
