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

    @Test func aLargeCommitCopiesNothingBackIntoTheFile() async throws {
        let fixture = try Fixture(), file = fixture.folder.appending(path: "outbox.sqlite")
        try await fixture.queue.write { try Self.note(String(repeating: "x", count: 8 << 20), in: $0) }
        #expect(try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? .max < 1 << 20)
        try fixture.queue.close()
        #expect(try Data(contentsOf: file).count > 8 << 20)
    }

    @Test func writesShareACommitAndOneThatThrowsUndoesItselfOnly() async throws {
        let commits = Mutex(0)
        let fixture = try Fixture(onWritePoint: { point in
            if point == .committed { commits.withLock { $0 += 1 } }
        })
        let results = await outcomes(500) { number in
            try await fixture.queue.write { db in
                try Self.note("\(number)", in: db)
                if number.isMultiple(of: 5) { throw Refused() }
            }
        }
        #expect(results.count { $0 is Refused } == 100)
        #expect(try await Set(fixture.notes()) == Set((0..<500).filter { !$0.isMultiple(of: 5) }.map(String.init)))
        #expect(commits.withLock { $0 } < 250)
    }

    @Test func aFullFileFailsThoseThatNeedRoom() async throws {
        let fixture = try Fixture()
        try await fixture.queue.database.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages + 20)")
        }
        let results = await outcomes(60) { number in
            let text = number.isMultiple(of: 3) ? String(repeating: "x", count: 200_000) : ""
            try await fixture.queue.write { try Self.note("\(number) \(text)", in: $0) }
        }
        #expect(results.indices.filter { $0.isMultiple(of: 3) }.allSatisfy { results[$0] != nil })
        // SQLite may undo the whole transaction then. Who shared it is told.
        for (number, error) in results.enumerated() where !number.isMultiple(of: 3) {
            #expect(error == nil || (error as? OutboxError)?.code == .notCommitted)
        }
        #expect(try await Set(fixture.notes()) == Set(results.indices.filter { results[$0] == nil }.map { "\($0) " }))
        try await fixture.queue.write { try Self.note("goes on", in: $0) }
    }

    @Test func aCommitThatFailsFailsAllWhoShareItAndNothingIsHalfDone() async throws {
        let fixture = try Fixture()
        try await fixture.queue.write { db in
            try db.execute(sql: "CREATE TABLE parent (id INTEGER PRIMARY KEY)")
            try db.execute(
                sql: "CREATE TABLE child (parent REFERENCES parent DEFERRABLE INITIALLY DEFERRED)")
        }
        // The writer waits here until all have queued up.
        let gate = DispatchSemaphore(value: 0)
        let results = await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await fixture.queue.write { _ in gate.wait() } }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(100))
                gate.signal()
            }
            return await outcomes(10) { number in
                try await fixture.queue.write { db in
                    try Self.note("\(number)", in: db)
                    if number == 7 { try db.execute(sql: "INSERT INTO child VALUES (1)") }
                }
            }
        }
        let failed = Set(results.indices.filter { (results[$0] as? OutboxError)?.code == .notCommitted })
        #expect(failed.contains(7))
        #expect(failed.count == results.count { $0 != nil })
        #expect(try await Set(fixture.notes()) == Set(results.indices.filter { !failed.contains($0) }.map(String.init)))
    }

    @Test func whatIsUrgentGoesFirst() async throws {
        let gate = DispatchSemaphore(value: 0), isHeld = Flag(), isCalled = Flag()
        let fixture = try Fixture()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await fixture.queue.write { _ in
                    isHeld.raise()
                    gate.wait()
                }
            }
            try await eventually { isHeld.count == 1 }
            for number in 0..<200 {
                group.addTask {
                    isCalled.raise()
                    try await fixture.queue.write { try Self.note("\(number)", in: $0) }
                }
            }
            try await eventually { isCalled.count == 200 }
            for number in 0..<100 {
                group.addTask {
                    isCalled.raise()
                    try await fixture.queue.write(isUrgent: true) { try Self.note("urgent \(number)", in: $0) }
                }
            }
            try await eventually { isCalled.count == 300 }
            // The last of them are about to queue up.
            try await Task.sleep(for: .milliseconds(100))
            gate.signal()
            try await group.waitForAll()
        }
        let notes = try await fixture.notes()
        #expect(notes.count == 300)
        // The first transaction takes as many of either kind, the second the rest of the urgent ones and others.
        #expect(notes.prefix(64).allSatisfy { $0.hasPrefix("urgent") })
        #expect(notes[64..<128].allSatisfy { !$0.hasPrefix("urgent") })
        #expect(notes[128..<164].allSatisfy { $0.hasPrefix("urgent") })
    }

    @Test func aQueueThatIsFullRefusesAtOnce() async throws {
        let gate = DispatchSemaphore(value: 0), isHeld = Flag(), refused = Flag()
        let fixture = try Fixture(waitingLimit: 5)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await fixture.queue.write { _ in
                    isHeld.raise()
                    gate.wait()
                }
            }
            try await eventually { isHeld.count == 1 }
            group.addTask {
                defer { gate.signal() }
                // While the writer is held.
                try await eventually { refused.count == 15 }
            }
            let results = await outcomes(20) { number in
                do {
                    try await fixture.queue.write { try Self.note("\(number)", in: $0) }
                } catch let error as OutboxError where error.code == .queueFull {
                    refused.raise()
                }
            }
            #expect(results.allSatisfy { $0 == nil })
            try await group.waitForAll()
        }
        #expect(try await fixture.notes().count == 5)
    }

    @Test func aCancelledCallerWritesNothing() async throws {
        let fixture = try Fixture()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await fixture.queue.write { try Self.note("never", in: $0) }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await fixture.notes() == [])
    }

    private static func note(_ text: String, in db: Database) throws {
        try db.execute(sql: "INSERT INTO note VALUES (?)", arguments: [text])
    }

    /// What each of `count` concurrent calls threw.
    private func outcomes(_ count: Int, _ body: @escaping @Sendable (Int) async throws -> Void) async -> [(any Error)?]
    {
        await withTaskGroup(of: (Int, (any Error)?).self) { group in
            for number in 0..<count {
                group.addTask {
                    do {
                        try await body(number)
                        return (number, nil)
                    } catch { return (number, error) }
                }
            }
            var outcomes = [(any Error)?](repeating: nil, count: count)
            for await (number, error) in group { outcomes[number] = error }
            return outcomes
        }
    }
}

private final class Flag: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func raise() { value.withLock { $0 += 1 } }
}
