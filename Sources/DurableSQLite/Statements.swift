import Foundation
package import GRDB
import GRDBSQLite

/// Statements that are compiled once per connection.
extension Database {
    /// Runs one that has no rows to read, without what GRDB does around each of them: half of the time of a small one.
    package func run(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?] = []) throws {
        let statement = try cachedStatement(sql: sql).sqliteStatement
        defer { sqlite3_reset(statement) }
        for (index, argument) in arguments.enumerated() {
            try require(bind(argument?.databaseValue ?? .null, to: statement, at: Int32(index + 1)), SQLITE_OK, sql)
        }
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW { code = sqlite3_step(statement) }
        try require(code, SQLITE_DONE, sql)
    }

    package func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    private func require(_ code: Int32, _ expected: Int32, _ sql: String) throws {
        guard code != expected else { return }
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: lastErrorMessage, sql: sql)
    }

    private func bind(_ value: DatabaseValue, to statement: SQLiteStatement, at index: Int32) -> Int32 {
        // Tells SQLite to take a copy (`SQLITE_TRANSIENT`).
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value.storage {
        case .null: return sqlite3_bind_null(statement, index)
        case .int64(let number): return sqlite3_bind_int64(statement, index, number)
        case .double(let number): return sqlite3_bind_double(statement, index, number)
        case .string(let text): return sqlite3_bind_text(statement, index, text, Int32(text.utf8.count), copied)
        case .blob(let data):
            return data.withUnsafeBytes { bytes in
                // No address means NULL, which no bytes are not.
                guard let base = bytes.baseAddress else { return sqlite3_bind_zeroblob(statement, index, 0) }
                return sqlite3_bind_blob64(statement, index, base, UInt64(bytes.count), copied)
            }
        }
    }
}
