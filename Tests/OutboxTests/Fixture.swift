import Foundation
import GRDB
import Logging
import Synchronization
import TransactionalOutbox

/// A file of its own with all tables, removed at the end.
final class Fixture: Sendable {
    let folder: URL
    let queue: TransactionQueue
    let outbox: Outbox

    /// - Parameter source: a folder with a file to begin with.
    init(
        copyOf source: URL? = nil, waitingLimit: Int = 4_096, clock: any OutboxClock = FastClock(),
        onWritePoint: WritePoint.Observer? = nil
    ) throws {
        folder = Self.newFolder()
        if let source {
            try FileManager.default.copyItem(at: source, to: folder)
        } else {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }
        queue = try TransactionQueue(
            path: folder.appending(path: "outbox.sqlite").path, waitingLimit: waitingLimit, onWritePoint: onWritePoint)
        var migrator = DatabaseMigrator()
        Outbox.registerMigrations(in: &migrator)
        IdempotencyKeys.registerMigrations(in: &migrator)
        migrator.registerMigration("note") { try $0.execute(sql: "CREATE TABLE note (text TEXT NOT NULL UNIQUE)") }
        try migrator.migrate(queue.database)
        outbox = Outbox(queue, clock: clock)
    }

    deinit {
        try? queue.close()
        try? FileManager.default.removeItem(at: folder)
    }

    static func newFolder() -> URL { FileManager.default.temporaryDirectory.appending(path: "OutboxTests-\(UUID())") }

    /// Appends events with those ids, `KEY-NUMBER`, and a note of each, in one transaction each.
    func append(_ ids: [String], type: String = "Noted") async throws {
        try await withThrowingTaskGroup { group in
            // Those of one key wait for one another, so that their order is known.
            for ids in Dictionary(grouping: ids, by: Self.key(of:)).values {
                group.addTask { [self] in
                    for id in ids {
                        try await queue.write { [outbox] db in
                            try db.execute(sql: "INSERT INTO note VALUES (?)", arguments: [id])
                            let key = Self.key(of: id)
                            try outbox.append(OutboxEvent(id: id, type: type, key: key, payload: "{}", time: 0), in: db)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    static func key(of id: String) -> String { String(id.prefix { $0 != "-" }) }

    func notes() async throws -> [String] {
        try await queue.database.read { try String.fetchAll($0, sql: "SELECT text FROM note ORDER BY rowid") }
    }

    /// Runs a relay for as long as `body` takes.
    func relaying(
        to subscribers: [OutboxSubscriber], pollMilliseconds: Int64 = 3_600_000,
        while body: () async throws -> Void
    ) async throws {
        var options = OutboxRelay.Options()
        options.pollMilliseconds = pollMilliseconds
        let relay = try OutboxRelay(outbox, to: subscribers, options: options, logger: Self.silence)
        try await withThrowingTaskGroup { group in
            group.addTask { try await relay.run() }
            try await body()
            group.cancelAll()
        }
    }

    static var silence: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    /// Until all subscribers have had everything, but for dead letters. Gives up after ten seconds.
    func drained() async throws {
        try await eventually { [outbox, queue] in
            let all = try await queue.database.read { try outbox.status(in: $0) }
            return !all.isEmpty && all.allSatisfy { $0.behind == 0 && $0.delayed == 0 }
        }
    }
}

/// Returns once `condition` holds.
func eventually(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<60_000 {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(1))
    }
    throw Refused()
}

struct Refused: Error {}

/// A hundred times as fast as the system's clock.
struct FastClock: OutboxClock {
    private let start = ContinuousClock.now

    var now: Int64 {
        let time = ContinuousClock.now - start
        return (time.components.seconds * 1_000 + time.components.attoseconds / 1_000_000_000_000_000) * 100
    }

    func sleep(until time: Int64) async throws {
        try await Task.sleep(for: .microseconds(min(max(0, time - now) * 10, 3_600_000_000)))
    }
}

/// What was delivered, in order.
final class Journal: Sendable {
    private let ids = Mutex<[String]>([])

    var all: [String] { ids.withLock { $0 } }
    var byKey: [String: [String]] { Dictionary(grouping: all, by: Fixture.key(of:)) }

    func note(_ delivery: Delivery) { ids.withLock { $0.append(delivery.event.id) } }
}
