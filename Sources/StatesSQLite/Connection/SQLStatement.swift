import GRDB
import GRDBSQLite
import StatesCore
import StatesLanguage
import StatesRuntime

/// A prepared statement, bound and stepped without intermediate values. Columns and parameters count from 0 and 1, as
/// in SQLite. Belongs to the queue of its connection.
struct SQLStatement {
    /// Keeps `handle` alive.
    private let statement: Statement
    private let handle: OpaquePointer
    private let path: String

    init(_ statement: Statement, path: String) {
        self.statement = statement
        handle = statement.sqliteStatement
        self.path = path
    }

    // MARK: Parameters

    func bind(_ value: Int64, at index: Int32) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ value: Int64?, at index: Int32) {
        if let value { bind(value, at: index) } else { sqlite3_bind_null(handle, index) }
    }

    func bind(_ value: Int, at index: Int32) { bind(Int64(value), at: index) }

    func bind(_ value: String, at index: Int32) {
        var value = value
        let code = value.withUTF8 { bytes in
            // No address means NULL, which an empty text is not.
            guard let base = bytes.baseAddress else { return sqlite3_bind_text(handle, index, "", 0, Self.copied) }
            return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                sqlite3_bind_text64(handle, index, $0, UInt64(bytes.count), Self.copied, UInt8(SQLITE_UTF8))
            }
        }
        check(code, index)
    }

    func bind(_ value: String?, at index: Int32) {
        if let value { bind(value, at: index) } else { sqlite3_bind_null(handle, index) }
    }

    func bind(_ value: [UInt8], at index: Int32) {
        let code = value.withUnsafeBytes { bytes in
            bytes.isEmpty
                ? sqlite3_bind_zeroblob(handle, index, 0)
                : sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), Self.copied)
        }
        check(code, index)
    }

    /// What is too large to be stored leaves the value of the last run behind: NULL is refused when it runs.
    private func check(_ code: Int32, _ index: Int32) {
        if code != SQLITE_OK { sqlite3_bind_null(handle, index) }
    }

    func bind(_ time: Timestamp, at index: Int32) { bind(time.millisecondsSinceEpoch, at: index) }

    /// Tells SQLite to take a copy (`SQLITE_TRANSIENT`).
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    // MARK: Running

    /// For statements without rows.
    func run() throws(StoreError) {
        defer { sqlite3_reset(handle) }
        while try step() {}
    }

    /// What `read` makes of the first row.
    func first<Value>(_ read: (borrowing SQLStatement) -> Value?) throws(StoreError) -> Value? {
        defer { sqlite3_reset(handle) }
        return try step() ? read(self) : nil
    }

    func all<Value>(_ read: (borrowing SQLStatement) throws(StoreError) -> Value) throws(StoreError) -> [Value] {
        defer { sqlite3_reset(handle) }
        var values: [Value] = []
        while try step() { values.append(try read(self)) }
        return values
    }

    private func step() throws(StoreError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let message = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
            throw StoreError(sqlite: code, message, path: path)
        }
    }

    // MARK: Columns

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func integer(ifPresent column: Int32) -> Int64? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : integer(column)
    }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    func text(ifPresent column: Int32) -> String? {
        sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : text(column)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func time(_ column: Int32) -> Timestamp { Timestamp(millisecondsSinceEpoch: integer(column)) }
}
