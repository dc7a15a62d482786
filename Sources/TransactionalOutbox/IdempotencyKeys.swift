import Crypto
import DurableSQLite
import Foundation
public import GRDB
import Synchronization

/// Remembers the first response to a key, for a while, so that a request sent again is not done again.
///
/// The record is written in the transaction of what the request did: both are in the file or neither. That a request
/// is under way is in memory only, so a crash blocks no key.
public final class IdempotencyKeys: Sendable {
    /// What became of a request.
    ///
    /// - `done`: it was done now.
    /// - `replay`: it was done before; these are the bytes of the first response.
    /// - `inFlight`: one with this key is under way in this process: 409, `Retry-After`. What it comes to is not known.
    /// - `mismatch`: the key was used for another request: 422.
    public enum Answer<Value: Sendable>: Sendable { case done(Value), replay([UInt8]), inFlight, mismatch }

    /// The right to do a request. Good until the closure that got it returns.
    public struct Claim: Sendable { let key: IdempotencyKey, fingerprint: RequestFingerprint, time: Int64 }

    /// What is remembered of a key; thrown where that is found only when it is to be written.
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
        (self.queue, self.windowMilliseconds) = (queue, windowMilliseconds)
    }

    /// Adds the table to a service's own migrations.
    public static func registerMigrations(in migrator: inout DatabaseMigrator) {
        let sql = """
            CREATE TABLE idempotency_record (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
              fingerprint BLOB NOT NULL, response BLOB NOT NULL, time INTEGER NOT NULL) STRICT;
            CREATE INDEX idempotency_record_time ON idempotency_record (time);
            """
        migrator.registerMigration("idempotency 1") { try $0.execute(sql: sql) }
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
        defer { _ = claimed.withLock { $0.remove(key) } }
        let claim = Claim(key: key, fingerprint: fingerprint, time: time)
        do {
            // After the claim: whoever had it before has written its record.
            try await queue.database.read { try self.requireNew(claim, in: $0) }
            return .done(try await body(claim))
        } catch let record as Record {
            return record.answer(to: fingerprint)
        }
    }

    private func requireNew(_ claim: Claim, in db: Database) throws {
        let sql = "SELECT fingerprint, response FROM idempotency_record WHERE key = ? AND time > ?"
        let rows = try db.rows(sql, [claim.key.text, claim.time - windowMilliseconds])
        if let row = rows.first { throw Record(fingerprint: row[0], response: row[1]) }
    }

    /// Remembers `response` in the caller's transaction, in place of one that is out of the window. With it go two
    /// that are out of the window, so that never many of those are kept.
    ///
    /// - Throws: what `answer` knows, when another process remembered a response meanwhile.
    public func remember(_ response: [UInt8], for claim: Claim, in db: Database) throws {
        try requireNew(claim, in: db)
        try db.run(
            """
            DELETE FROM idempotency_record WHERE key = ? OR number IN
              (SELECT number FROM idempotency_record WHERE time <= ? ORDER BY time LIMIT 2)
            """, [claim.key.text, claim.time - windowMilliseconds])
        try db.run(
            "INSERT INTO idempotency_record (key, fingerprint, response, time) VALUES (?, ?, ?, ?)",
            [claim.key.text, claim.fingerprint.digest, Data(response), claim.time])
        queue.reach(.remembered)
    }
}

/// What a client calls one request, so that it may be sent again: 1 to 255 visible ASCII characters.
public struct IdempotencyKey: Hashable, Sendable {
    public let text: String

    /// - Returns: `nil` for a text that is no key.
    public init?(_ text: String) {
        guard 1...255 ~= text.utf8.count, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
        self.text = text
    }
}

/// Tells one request from another: SHA-256 of method, path and raw body.
public struct RequestFingerprint: Hashable, Sendable {
    let digest: Data

    /// - Parameters:
    ///   - method: in capitals, as HTTP has it.
    ///   - path: as it was sent, with the query if that matters.
    public init(method: String, path: String, body: some Sequence<UInt8>) {
        // Neither can hold a line break, so no two requests give the same bytes.
        digest = Data(SHA256.hash(data: Data("\(method)\n\(path)\n".utf8) + Data(body)))
    }
}
