import Foundation
public import GRDB
import Synchronization

/// Remembers the first response to a key, for a while, so that a request sent again is not done again.
///
/// The record is written in the transaction of what the request did: both are in the file or neither. That a request
/// is under way is in memory only, so a crash blocks no key.
public final class IdempotencyKeys: Sendable {
    /// What became of a request.
    public enum Answer<Value: Sendable>: Sendable {
        /// It was done now.
        case done(Value)
        /// It was done before; these are the bytes of the first response.
        case replay([UInt8])
        /// One with this key is under way in this process: 409, `Retry-After`. What it comes to is not known yet.
        case inFlight
        /// The key was used for another request: 422.
        case mismatch
    }

    /// The right to do a request. Good until the closure that got it returns.
    public struct Claim: Sendable {
        let key: IdempotencyKey, fingerprint: RequestFingerprint
        let time: Int64
    }

    /// What is remembered of a key.
    private struct Record: Error {
        let fingerprint: Data, response: Data

        func answer<Value>(to fingerprint: RequestFingerprint) -> Answer<Value> {
            fingerprint.digest == self.fingerprint ? .replay(Array(response)) : .mismatch
        }
    }

    private let queue: TransactionQueue
    private let windowMilliseconds: Int64
    private let claimed = Mutex<Set<IdempotencyKey>>([])

    /// - Parameters:
    ///   - queue: of a file that has the table of `registerMigrations(in:)`.
    ///   - windowMilliseconds: how long a response is remembered, > 0.
    public init(_ queue: TransactionQueue, windowMilliseconds: Int64 = 600_000) {
        self.queue = queue
        self.windowMilliseconds = windowMilliseconds
    }

    /// Adds the table to a service's own migrations.
    public static func registerMigrations(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("idempotency 1") { db in
            try db.execute(
                sql: """
                    CREATE TABLE idempotency_record (
                      number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, fingerprint BLOB NOT NULL,
                      response BLOB NOT NULL, time INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX idempotency_record_time ON idempotency_record (time);
                    """)
        }
    }

    /// Runs `body` if the request is a new one. The key is free again when it returns, throws or is cancelled.
    ///
    /// `body` calls `remember` in the transaction that does the request, if the response is one to be replayed. Where
    /// another process was first with the key, that throws; `body` lets it pass, and its response is the answer.
    ///
    /// - Parameter time: now, milliseconds since 1970.
    public func answer<Value: Sendable>(
        _ key: IdempotencyKey, _ fingerprint: RequestFingerprint, at time: Int64,
        _ body: (Claim) async throws -> Value
    ) async throws -> Answer<Value> {
        guard claimed.withLock({ $0.insert(key).inserted }) else { return .inFlight }
        defer { claimed.withLock { _ = $0.remove(key) } }
        let claim = Claim(key: key, fingerprint: fingerprint, time: time)
        // After the claim: whoever had it before has written its record.
        if let record = try await queue.database.read({ try self.record(claim, in: $0) }) {
            return record.answer(to: fingerprint)
        }
        do {
            return .done(try await body(claim))
        } catch let record as Record {
            return record.answer(to: fingerprint)
        }
    }

    private func record(_ claim: Claim, in db: Database) throws -> Record? {
        let statement = try db.cachedStatement(
            sql: "SELECT fingerprint, response FROM idempotency_record WHERE key = ? AND time > ?")
        return try Row.fetchOne(statement, arguments: [claim.key.text, claim.time - windowMilliseconds]).map {
            Record(fingerprint: $0[0], response: $0[1])
        }
    }

    /// Remembers `response` in the caller's transaction, in place of one that is out of the window.
    ///
    /// - Throws: what `answer` knows, when another process remembered a response meanwhile.
    public func remember(_ response: [UInt8], for claim: Claim, in db: Database) throws {
        try purge(before: claim.time - windowMilliseconds, limit: 2, in: db)
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO idempotency_record (key, fingerprint, response, time) VALUES (?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET fingerprint = excluded.fingerprint, response = excluded.response,
                  time = excluded.time WHERE time <= ?
                """)
        try statement.execute(arguments: [
            claim.key.text, claim.fingerprint.digest, Data(response), claim.time, claim.time - windowMilliseconds,
        ])
        if db.changesCount == 0, let record = try record(claim, in: db) { throw record }
        queue.reach(.remembered)
    }

    /// Removes records of `time` or before, the oldest first. Each new record removes two that are out of the window,
    /// so what stays is bounded without calling this.
    public func purge(before time: Int64, limit: Int, in db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                DELETE FROM idempotency_record WHERE number IN
                  (SELECT number FROM idempotency_record WHERE time <= ? ORDER BY time LIMIT ?)
                """)
        try statement.execute(arguments: [time, limit])
    }
}
