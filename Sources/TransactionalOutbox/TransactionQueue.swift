import Foundation
public import GRDB
import Synchronization

/// Writes of many callers to one SQLite file, in few commits.
///
/// What waits when a transaction begins shares it, and one synced commit (`synchronous = FULL`); nothing waits for
/// more to come. Each closure runs in a savepoint of its own: one that throws undoes what it did itself, and nothing
/// of the others'. Who returns from `write` has what it wrote on the device.
public final class TransactionQueue: Sendable {
    /// How much may wait, and how much shares a commit.
    public struct Options: Hashable, Sendable {
        /// Writes that may wait; one more is refused with `.queueFull`. ≥ 1.
        public var waitingLimit = 4_096
        /// Writes that share one transaction at most, so that the first of them does not wait for very many. ≥ 1.
        public var batchLimit = 512

        public init() {}
    }

    /// The file. Reading it is the caller's business: `try await queue.database.read { … }`.
    public let database: any DatabaseWriter
    private let options: Options
    private let onWritePoint: WritePoint.Observer?
    private let state = Mutex(State())

    private struct State {
        var waiting: [PendingWrite] = []
        /// From the first write that waits until none is left.
        var isAtWork = false
    }

    /// Opens the file at `path`, or makes it. Writers of other processes are waited for up to five seconds.
    public convenience init(
        path: String, options: Options = Options(), onWritePoint: WritePoint.Observer? = nil
    ) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let pool = try DatabasePool(path: path, configuration: configuration)
        try self.init(pool, options: options, onWritePoint: onWritePoint)
    }

    /// Makes every commit of `database` a synced one.
    ///
    /// - Throws: `.notSynced` if the file cannot be set so, and what SQLite says.
    public init(
        _ database: any DatabaseWriter, options: Options = Options(), onWritePoint: WritePoint.Observer? = nil
    ) throws {
        self.database = database
        self.options = options
        self.onWritePoint = onWritePoint
        // After GRDB has set WAL mode up, and `synchronous` to NORMAL with it.
        let synchronous = try database.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
            return try Int.fetchOne(db, sql: "PRAGMA synchronous")
        }
        guard synchronous == 2 else { throw TransactionError(.notSynced, "the file is not written synchronously") }
    }

    /// Runs `body` in a savepoint, and returns once what it wrote is on the device.
    ///
    /// A caller that is cancelled before its turn leaves the queue and writes nothing; after that, what the commit came
    /// to is known and returned. A closure must not leave a deferred constraint broken: only the commit finds it, and
    /// fails all who share it.
    ///
    /// - Throws: what `body` throws; `.queueFull` at once when too many wait; `.busy` and `.notCommitted` when nothing
    ///   that shared the transaction is in the file; `CancellationError`.
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await write(limit: options.waitingLimit, body)
    }

    /// The same, without a limit: for the library's own few writes, which relieve the file.
    func writeUnlimited<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await write(limit: .max, body)
    }

    private func write<Value: Sendable>(
        limit: Int, _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        let mark = CancellationMark()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let write = PendingWrite(
                    isCancelled: { mark.isSet.load(ordering: .relaxed) },
                    run: { db in
                        let result = Self.inSavepoint(of: db, body)
                        return { failure in continuation.resume(with: failure.map { .failure($0) } ?? result) }
                    },
                    refuse: { continuation.resume(throwing: $0) })
                submit(write, limit: limit)
            }
        } onCancel: {
            mark.isSet.store(true, ordering: .relaxed)
        }
    }

    /// Says that something was written, to whoever tests what a crash at this point leaves.
    public func reach(_ point: WritePoint) { onWritePoint?(point) }

    private func submit(_ write: PendingWrite, limit: Int) {
        enum Answer { case refused, queued, first }
        let answer = state.withLock { state -> Answer in
            guard state.waiting.count < limit else { return .refused }
            state.waiting.append(write)
            defer { state.isAtWork = true }
            return state.isAtWork ? .queued : .first
        }
        switch answer {
        case .refused: write.refuse(TransactionError(.queueFull, "\(limit) writes wait already"))
        case .first: database.asyncWriteWithoutTransaction { self.commitWaiting(in: $0) }
        case .queued: break
        }
    }

    /// One transaction; then the next is asked for, so that whoever else uses the connection has its turn too.
    private func commitWaiting(in db: Database) {
        let batch = state.withLock { state in
            let batch = Array(state.waiting.prefix(options.batchLimit))
            state.waiting.removeFirst(batch.count)
            return batch
        }
        commit(batch, in: db)
        let isMoreWaiting = state.withLock { state in
            state.isAtWork = !state.waiting.isEmpty
            return state.isAtWork
        }
        if isMoreWaiting { database.asyncWriteWithoutTransaction { self.commitWaiting(in: $0) } }
    }

    private func commit(_ batch: [PendingWrite], in db: Database) {
        var answers: [(TransactionError?) -> Void] = []
        answers.reserveCapacity(batch.count)
        var rest = batch[...]
        var failure: TransactionError?
        do {
            try db.beginTransaction(.immediate)
            while let write = rest.first {
                guard !write.isCancelled() else {
                    rest.removeFirst().refuse(CancellationError())
                    continue
                }
                rest.removeFirst()
                answers.append(write.run(db))
                // Some faults of the device undo the whole transaction.
                guard db.isInsideTransaction else {
                    throw DatabaseError(resultCode: db.lastErrorCode, message: db.lastErrorMessage)
                }
                reach(.written)
            }
            try db.commit()
            reach(.committed)
        } catch {
            if db.isInsideTransaction { try? db.rollback() }
            failure = TransactionError(error)
        }
        for answer in answers { answer(failure) }
        if let failure { rest.forEach { $0.refuse(failure) } }
    }

    private static func inSavepoint<Value>(
        of db: Database, _ body: (Database) throws -> Value
    ) -> Result<Value, any Error> {
        do {
            try db.cachedStatement(sql: "SAVEPOINT queued").execute()
            let value = try body(db)
            try db.cachedStatement(sql: "RELEASE queued").execute()
            return .success(value)
        } catch {
            do {
                if db.isInsideTransaction { try db.execute(sql: "ROLLBACK TO queued; RELEASE queued") }
            } catch {
                try? db.rollback()
            }
            return .failure(error)
        }
    }
}

/// A closure that waits for its turn, without the type of its result.
private struct PendingWrite: Sendable {
    let isCancelled: @Sendable () -> Bool
    /// Runs the closure. What this returns answers the caller, once it is known whether the transaction failed.
    let run: @Sendable (Database) -> (TransactionError?) -> Void
    let refuse: @Sendable (any Error) -> Void
}

private final class CancellationMark: Sendable {
    let isSet = Atomic(false)
}

/// Why a write was not made. Nothing of it is in the file.
public struct TransactionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, in a word.
    public struct Code: Hashable, Sendable {
        public let name: String

        /// Too many wait; ask again later.
        public static let queueFull = Self(name: "queueFull")
        /// Another process writes, and did not end within the busy timeout.
        public static let busy = Self(name: "busy")
        /// The transaction failed, so nobody who shared it wrote anything.
        public static let notCommitted = Self(name: "notCommitted")
        /// `PRAGMA synchronous` does not stay at FULL.
        public static let notSynced = Self(name: "notSynced")
    }

    public var code: Code, message: String
    public var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: any Error) {
        let isBusy = (error as? DatabaseError)?.resultCode == .SQLITE_BUSY
        self.init(isBusy ? .busy : .notCommitted, "nothing of the transaction was written: \(error)")
    }
}
