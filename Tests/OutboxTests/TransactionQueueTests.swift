import Foundation
import GRDB
import Synchronization
import Testing
import TransactionalOutbox

struct TransactionQueueTests {
    @Test func whatIsAcknowledgedIsSynced() async throws {
        let fixture = try Fixture()
        let settings = try await fixture.queue.write { db in
            [try String.fetchOne(db, sql: "PRAGMA journal_mode"), try String.fetchOne(db, sql: "PRAGMA synchronous")]
        }
        #expect(settings == ["wal", "2"])
    }

    @Test func writesShareACommitAndOneThatThrowsUndoesItselfOnly() async throws {
        let commits = Mutex(0)
        let fixture = try Fixture(onWritePoint: { point in
            if point == .committed { commits.withLock { $0 += 1 } }
        })
        let failures = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<500 {
                group.addTask {
                    do {
                        try await fixture.queue.write { db in
                            try db.execute(sql: "INSERT INTO note VALUES (?)", arguments: ["\(number)"])
                            if number.isMultiple(of: 5) { throw Refused() }
                        }
                        return false
                    } catch { return error is Refused }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 100)
        #expect(try await Set(fixture.notes()) == Set((0..<500).filter { !$0.isMultiple(of: 5) }.map(String.init)))
        #expect(commits.withLock { $0 } < 250)
    }
}
