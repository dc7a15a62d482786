import GRDBSQLite
import StatesLanguage
public import StatesRuntime

/// What SQLite says.
public struct RawFailure: Error, CustomStringConvertible { public let description: String }

/// SQLite's C API: one prepared INSERT into the table that the store has made, with its indices and settings, in
/// transactions of the same size.
public struct RawLoop {
    private let connection: OpaquePointer
    private let begin: OpaquePointer
    private let insert: OpaquePointer
    private let commit: OpaquePointer

    public init(path: String) throws {
        var opened: OpaquePointer?
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK,
            let opened
        else { throw RawFailure(description: "\(path) does not open") }
        connection = opened
        let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384"
        guard sqlite3_exec(opened, settings, nil, nil, nil) == SQLITE_OK else {
            throw RawFailure(description: String(cString: sqlite3_errmsg(opened)))
        }
        func prepare(_ sql: String) throws -> OpaquePointer {
            var statement: OpaquePointer?
            sqlite3_prepare_v3(opened, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
            guard let statement else { throw RawFailure(description: String(cString: sqlite3_errmsg(opened))) }
            return statement
        }
        begin = try prepare("BEGIN IMMEDIATE")
        commit = try prepare("COMMIT")
        insert = try prepare(
            "INSERT INTO record (execution, sequence, time, digest, marks, events) VALUES (?, ?, ?, ?, ?, ?)")
    }

    public func write(_ appends: some Collection<Append>) throws {
        try run(begin)
        for append in appends {
            sqlite3_bind_int64(insert, 1, append.execution.rawValue)
            sqlite3_bind_int64(insert, 2, Int64(append.sequence))
            sqlite3_bind_int64(insert, 3, append.time.millisecondsSinceEpoch)
            sqlite3_bind_int64(insert, 4, Int64(bitPattern: append.digest))
            var marks = append.marks
            try marks.withUTF8 { marks in
                try append.events.withUnsafeBytes { events in
                    try marks.withMemoryRebound(to: CChar.self) { marks in
                        sqlite3_bind_text(insert, 5, marks.baseAddress, Int32(marks.count), nil)
                        sqlite3_bind_blob(insert, 6, events.baseAddress, Int32(events.count), nil)
                        try run(insert)
                    }
                }
            }
        }
        try run(commit)
    }

    private func run(_ statement: OpaquePointer) throws {
        guard sqlite3_step(statement) == SQLITE_DONE else {
            throw RawFailure(description: String(cString: sqlite3_errmsg(connection)))
        }
        sqlite3_reset(statement)
    }

    public func close() {
        for statement in [begin, insert, commit] { sqlite3_finalize(statement) }
        sqlite3_close(connection)
    }

    /// The rows of a file, in the order in which they were written.
    public static func rows(of path: String) throws -> [Append] {
        var opened: OpaquePointer?
        var statement: OpaquePointer?
        defer {
            sqlite3_finalize(statement)
            sqlite3_close(opened)
        }
        sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
        let sql = "SELECT execution, sequence, time, digest, marks, events FROM record ORDER BY rowid"
        sqlite3_prepare_v2(opened, sql, -1, &statement, nil)
        var rows: [Append] = []
        while sqlite3_step(statement) == SQLITE_ROW {
            let count = Int(sqlite3_column_bytes(statement, 5))
            let events = UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, 5), count: count)
            rows.append(
                Append(
                    execution: ExecutionKey(rawValue: sqlite3_column_int64(statement, 0)),
                    owner: OwnerID(rawValue: 1), sequence: Int(sqlite3_column_int64(statement, 1)),
                    time: Timestamp(millisecondsSinceEpoch: sqlite3_column_int64(statement, 2)),
                    events: Array(events), digest: UInt64(bitPattern: sqlite3_column_int64(statement, 3)),
                    marks: sqlite3_column_text(statement, 4).map { String(cString: $0) } ?? ""))
        }
        return rows
    }
}
