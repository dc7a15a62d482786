import GRDB
import GRDBSQLite
import StatesRuntime

/// One connection, on the queue that GRDB gives it.
struct SQLConnection {
    let database: Database
    /// Of the file, for messages.
    let path: String

    /// Prepared once per connection.
    func prepared(_ sql: SQL) throws(StoreError) -> SQLStatement {
        do {
            return SQLStatement(try database.cachedStatement(sql: sql.text), path: path)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// One or more statements.
    func execute(_ sql: String) throws(StoreError) {
        do {
            try database.execute(sql: sql)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// The first column of the first row; 0 if there is none.
    func integer(_ sql: String) throws(StoreError) -> Int64 {
        do {
            return try Int64.fetchOne(database, sql: sql) ?? 0
        } catch {
            throw StoreError(error, path: path)
        }
    }

    func pragma(_ name: String) throws(StoreError) -> Int64 { try integer("PRAGMA \(name)") }

    /// Does `body` as a whole or not at all. Waits for other writers before it begins, so that nothing in it has to.
    func transaction<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        try prepared(.begin).run()
        return try rest(of: body)
    }

    /// The same, unless another process writes.
    ///
    /// - Parameter timeout: how long others wait for that, milliseconds.
    /// - Returns: `nil` if one does.
    func transactionAtOnce<Value>(
        _ timeout: Int32, _ body: () throws(StoreError) -> Value
    ) throws(StoreError) -> Value? {
        sqlite3_busy_timeout(database.sqliteConnection, 0)
        defer { sqlite3_busy_timeout(database.sqliteConnection, timeout) }
        do {
            try prepared(.begin).run()
        } catch {
            guard error.code == .busy else { throw error }
            return nil
        }
        return try rest(of: body)
    }

    private func rest<Value>(of body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        do {
            let value = try body()
            try prepared(.commit).run()
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// SQLite has rolled back itself after some faults. Where a rollback fails, closing the file makes up for it.
    private func rollBack() {
        guard sqlite3_get_autocommit(database.sqliteConnection) == 0 else { return }
        sqlite3_exec(database.sqliteConnection, "ROLLBACK", nil, nil, nil)
    }

    func requireWritable() throws(StoreError) {
        guard sqlite3_db_readonly(database.sqliteConnection, "main") == 0 else {
            throw StoreError(.readOnly, "\(path) can be read only")
        }
    }

    /// - Throws: `.corrupt` with the first thing that is wrong.
    func checkIntegrity() throws(StoreError) {
        let problem: String?
        do {
            problem = try String.fetchOne(database, sql: "PRAGMA quick_check(1)")
        } catch {
            throw StoreError(error, path: path)
        }
        guard problem == "ok" else { throw StoreError(.corrupt, "\(path) is damaged: \(problem ?? "no answer")") }
    }

    /// Rows that the last statement has changed.
    var changes: Int { Int(sqlite3_changes(database.sqliteConnection)) }
}
