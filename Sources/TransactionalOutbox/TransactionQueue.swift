import DurableSQLite
public import GRDB
import Synchronization

/// Writes of many callers to one SQLite file, in few commits.
///
/// What waits when a transaction begins shares it, and one synced commit (`synchronous = FULL`); nothing waits for
/// more to come. Each closure runs in a savepoint of its own: one that throws undoes what it did itself, and nothing
/// of the others'. Who returns from `write` has what it wrote on the device.
public final class TransactionQueue: Sendable {
    /// What is written, and what becomes of it.
    public typealias Body<Value> = @Sendable (Database) throws -> Value

    private struct State { var urgent: [PendingWrite] = [], others: [PendingWrite] = [], isAtWork = false }

    /// A closure that waits for its turn, without the type of its result: runs it, unless there is no transaction. What
    /// it returns answers the caller, once it is known whether the transaction failed.
    private typealias PendingWrite = @Sendable (Result<Database, OutboxError>) -> (OutboxError?) -> Void

    /// Writes of either kind that share a transaction at most, so that the first of them does not wait for very many.
    private static let batchLimit = 64

    /// The file, for reading: `try await queue.database.read { … }`.
    public var database: DatabasePool { file.database }
    private let file: DurablePool
    private let waitingLimit: Int
    private let onWritePoint: WritePoint.Observer?
    private let state = Mutex(State())

    /// Opens the file at `path`, or makes it. Writers of other processes are waited for up to five seconds.
    ///
    /// - Parameter waitingLimit: writes that may wait, ≥ 1; one more is refused with `.queueFull`.
    /// - Throws: `.notSynced` if the file cannot be written synchronously, and what SQLite says.
    public init(path: String, waitingLimit: Int = 4_096, onWritePoint: WritePoint.Observer? = nil) throws {
        do {
            file = try DurablePool(path: path, configuration: Configuration(), busyTimeoutMilliseconds: 5_000)
        } catch is DurablePool.NotSynced {
            throw OutboxError(.notSynced, "\(path) cannot be written synchronously")
        }
        (self.waitingLimit, self.onWritePoint) = (waitingLimit, onWritePoint)
    }

    /// Closes the file, once what goes on has ended.
    public func close() throws { try file.close() }

    /// Runs `body` in a savepoint, and returns once what it wrote is on the device.
    ///
    /// A caller whose task is cancelled already writes nothing; after that, what the commit came to is known and
    /// returned. `body` must leave no deferred constraint broken: only the commit finds it, and fails all who share it.
    ///
    /// - Parameter isUrgent: somebody waits for it: it goes before those that are not, though not before all of them.
    /// - Throws: what `body` throws; `.queueFull` at once when too many wait; `.busy` or `.notCommitted` when nothing
    ///   of the transaction is in the file; `CancellationError`.
    public func write<Value: Sendable>(isUrgent: Bool = false, _ body: @escaping Body<Value>) async throws -> Value {
        try Task.checkCancellation()
        let count = state.withLock { $0.urgent.count + $0.others.count }
        guard count < waitingLimit else { throw OutboxError(.queueFull, "\(count) writes wait already") }
        return try await writeAnyway(isUrgent: isUrgent, body)
    }

    /// For the library's own few writes, which relieve the file.
    func writeAnyway<Value: Sendable>(isUrgent: Bool = false, _ body: @escaping Body<Value>) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let write: PendingWrite = { db in
                let result = Result { try Self.inSavepoint(of: db.get(), body) }
                return { failure in continuation.resume(with: failure.map { .failure($0) } ?? result) }
            }
            let isFirst = state.withLock { state in
                defer { state.isAtWork = true }
                if isUrgent { state.urgent.append(write) } else { state.others.append(write) }
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
            let batch = state.urgent.prefix(Self.batchLimit) + state.others.prefix(Self.batchLimit)
            state.urgent.removeFirst(min(Self.batchLimit, state.urgent.count))
            state.others.removeFirst(min(Self.batchLimit, state.others.count))
            return batch
        }
        commit(batch, in: db)
        let isMoreWaiting = state.withLock { state in
            state.isAtWork = !state.urgent.isEmpty || !state.others.isEmpty
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
                !db.isInsideTransaction
                || (try? ["ROLLBACK TO queued", "RELEASE queued"].forEach { try db.run($0) }) != nil
            // What cannot be undone alone is undone with all the others.
            if !isUndone { try db.rollback() }
            throw error
        }
    }
}
