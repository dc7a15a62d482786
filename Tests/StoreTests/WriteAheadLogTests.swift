import Foundation
import GRDB
import StatesRuntime
import StatesSQLite
import Testing

@testable import DurableSQLite

/// Who copies the log back into the file, and how long it gets.
@Suite struct WriteAheadLogTests {
    private static let limit = 400

    /// A file with a table, and what wrote to it.
    private struct File {
        let path: String, pool: DurablePool

        init(in folder: URL, limit: Int = WriteAheadLogTests.limit) throws {
            path = folder.appending(path: "log.sqlite").path
            pool = try DurablePool(
                path: path, configuration: Configuration(), busyTimeoutMilliseconds: 5_000, checkpointPages: limit)
            let table = "CREATE TABLE IF NOT EXISTS note (id INTEGER PRIMARY KEY, body BLOB)"
            try pool.database.write { try $0.execute(sql: table) }
        }

        /// Ten pages in a commit.
        func write() throws {
            try pool.database.write { try $0.execute(sql: "INSERT INTO note (body) VALUES (randomblob(36000))") }
        }

        /// Writes until `condition` holds; the copying goes on beside that, so how often is not known.
        func write(until condition: () throws -> Bool) throws -> Bool {
            for _ in 0..<20_000 where try !condition() { try write() }
            return try condition()
        }

        func rows() throws -> Int? {
            try pool.database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM note") }
        }

        func bytes(_ suffix: String = "") throws -> Int { try Data(contentsOf: URL(filePath: path + suffix)).count }
    }

    /// SQLite copies at 1,000 pages, inside the commit that makes them.
    @Test func aCommitCopiesNothing() async throws {
        try await withTemporaryFolder { folder in
            let file = try File(in: folder, limit: 1_000_000)
            for _ in 0..<300 { try file.write() }
            #expect(file.pool.log.length > 3_000)
            #expect(try file.bytes() < 100_000)
            try file.pool.close()
            #expect(try file.bytes() > 300 * 36_000)
            #expect(!FileManager.default.fileExists(atPath: file.path + "-wal"))
        }
    }

    @Test func theLogBeginsAnewWhileSomebodyWrites() async throws {
        try await withTemporaryFolder { folder in
            let file = try File(in: folder)
            for _ in 0..<5 {
                #expect(try file.write { file.pool.log.length >= Self.limit })
                #expect(try file.write { file.pool.log.length < Self.limit })
            }
            let rows = try file.rows()
            try file.pool.close()
            #expect(rows == (try File(in: folder).rows()))
        }
    }

    @Test func whatGrewBecauseOfAReaderIsCutBack() async throws {
        try await withTemporaryFolder { folder in
            let file = try File(in: folder)
            try file.write()
            let reader = try file.pool.database.makeSnapshot()
            func seen() throws -> Int? { try reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM note") } }
            #expect(try seen() == 1)
            #expect(try file.write { file.pool.log.length > 5 * Self.limit })
            #expect(try seen() == 1)
            #expect(try file.bytes("-wal") > 5 * Self.limit * 4_096)
            try reader.close()
            #expect(try file.write { try file.bytes("-wal") < 3 * Self.limit * 4_096 })
        }
    }

    @Test func aCommitOfTheStoreCopiesNothing() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "store.sqlite").path
            let store = try SQLiteStore(path: path)
            try await SampleRun.fill(store)
            let message = [UInt8](repeating: 1, count: 8 << 20)
            let post = Post(execution: SampleRun.waiting, time: SampleRun.time(0), message: message)
            #expect(try await store.commit([.post(post)]) == [.stored])
            #expect(try Data(contentsOf: URL(filePath: path)).count < 1 << 20)
            try store.close()
            #expect(try Data(contentsOf: URL(filePath: path)).count > 8 << 20)
        }
    }
}
