public import GRDB
import Synchronization

/// Writes of many callers to one SQLite file, in few commits.
///
/// What waits when a transaction begins shares it, and one synced commit (`synchronous = FULL`); nothing waits for
/// more to come. Each closure runs in a savepoint of its own: one that throws undoes what it did itself, and nothing
/// of the others'. Who returns from `write` has what it wrote on the device.
public final class TransactionQueue: Sendable {
    private struct State { var waiting: [PendingWrite] = [], isAtWork = false }

    /// A closure that waits for its turn, without the type of its result: runs it, unless there is no transaction. What
    /// it returns answers the caller, once it is known whether the transaction failed.
    private typealias PendingWrite = @Sendable (Result<Database, OutboxError>) -> (OutboxError?) -> Void

    /// Writes that share a transaction at most, so that the first of them does not wait for very many.
    private static let batchLimit = 512

    /// The file, for reading: `try await queue.database.read { … }`.
    public let database: DatabasePool
    private let waitingLimit: Int
    private let onWritePoint: WritePoint.Observer?
    private let state = Mutex(State())

    /// Opens the file at `path`, or makes it. Writers of other processes are waited for up to five seconds.
    ///
    /// - Parameter waitingLimit: writes that may wait, ≥ 1; one more is refused with `.queueFull`.
    /// - Throws: `.notSynced` if the file cannot be written synchronously, and what SQLite says.
    public init(path: String, waitingLimit: Int = 4_096, onWritePoint: WritePoint.Observer? = nil) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        database = try DatabasePool(path: path, configuration: configuration)
        (self.waitingLimit, self.onWritePoint) = (waitingLimit, onWritePoint)
        // After GRDB has set WAL mode up, and `synchronous` to NORMAL with it.
        let synchronous = try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        guard synchronous == 2 else { throw OutboxError(.notSynced, "\(path) cannot be written synchronously") }
    }

    /// Runs `body` in a savepoint, and returns once what it wrote is on the device.
    ///
    /// A caller whose task is cancelled already writes nothing; after that, what the commit came to is known and
    /// returned. `body` must leave no deferred constraint broken: only the commit finds it, and fails all who share it.
    ///
    /// - Throws: what `body` throws; `.queueFull` at once when too many wait; `.busy` or `.notCommitted` when nothing
    ///   of the transaction is in the file; `CancellationError`.
    public func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        let count = state.withLock { $0.waiting.count }
        guard count < waitingLimit else { throw OutboxError(.queueFull, "\(count) writes wait already") }
        return try await writeAnyway(body)
    }

    /// For the library's own few writes, which relieve the file.
    func writeAnyway<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let write: PendingWrite = { db in
                let result = Result { try Self.inSavepoint(of: db.get(), body) }
                return { failure in continuation.resume(with: failure.map { .failure($0) } ?? result) }
            }
            let isFirst = state.withLock { state in
                defer { state.isAtWork = true }
                state.waiting.append(write)
                return !state.isAtWork
            }
            if isFirst { database.asyncWriteWithoutTransaction { self.commitWaiting(in: $0) } }
        }
    }

    /// Says that something was written, to whoever tests what a crash at this point leaves.
    public func reach(_ point: WritePoint) { onWritePoint?(point) }

    /// One transaction; then the next is asked for, so that whoever else uses the connection has its turn too.
    private func commitWaiting(in db: Database) {
        let batch = state.withLock { state in
            defer { state.waiting.removeFirst(min(Self.batchLimit, state.waiting.count)) }
            return state.waiting.prefix(Self.batchLimit)
        }
        commit(batch, in: db)
        let isMoreWaiting = state.withLock { state in
            state.isAtWork = !state.waiting.isEmpty
            return state.isAtWork
        }
        if isMoreWaiting { database.asyncWriteWithoutTransaction { self.commitWaiting(in: $0) } }
    }

    private func commit(_ batch: ArraySlice<PendingWrite>, in db: Database) {
        var rest = batch, answers: [(OutboxError?) -> Void] = []
        var failure: OutboxError?
        do {
            try db.beginTransaction(.immediate)
            while let write = rest.popFirst() {
                answers.append(write(.success(db)))
                // Some faults of the device undo the whole transaction.
                guard db.isInsideTransaction else { throw DatabaseError(message: db.lastErrorMessage) }
                reach(.written)
            }
            try db.commit()
            reach(.committed)
        } catch {
            if db.isInsideTransaction { try? db.rollback() }
            let code = (error as? DatabaseError)?.resultCode == .SQLITE_BUSY ? OutboxError.Code.busy : .notCommitted
            let undone = OutboxError(code, "nothing of the transaction was written: \(error)")
            rest.forEach { $0(.failure(undone))(nil) }
            failure = undone
        }
        for answer in answers { answer(failure) }
    }

    private static func inSavepoint<Value>(of db: Database, _ body: (Database) throws -> Value) throws -> Value {
        try db.run("SAVEPOINT queued")
        do {
            let value = try body(db)
            try db.run("RELEASE queued")
            return value
        } catch {
            let isUndone =
                !db.isInsideTransaction || (try? db.execute(sql: "ROLLBACK TO queued; RELEASE queued")) != nil
            // What cannot be undone alone is undone with all the others.
            if !isUndone { try db.rollback() }
            throw error
        }
    }
}

/// Statements that are prepared once per connection.
extension Database {
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }
}
