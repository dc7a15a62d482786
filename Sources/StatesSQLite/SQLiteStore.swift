import DurableSQLite
import Foundation
import GRDB
public import StatesRuntime
import Synchronization

/// Keeps executions in one SQLite file, which several processes may share.
///
/// What is acknowledged is on the device: the file is in WAL mode, and each commit is synced (`synchronous = FULL`).
/// In one process one connection writes, whatever calls there are, and others read beside it. Writers of several
/// processes take turns; who waits longer than `Options.busyTimeoutMilliseconds` is told `.busy`.
///
/// `docs/database.md` says what people may rely upon in the file.
public final class SQLiteStore: Sendable {
    /// How a file is opened.
    public struct Options: Hashable, Sendable {
        /// How long to wait for writers of other processes, ≥ 0.
        public var busyTimeoutMilliseconds = 5_000
        /// Whether the file's structure is checked before it is used (`PRAGMA quick_check`). Application, format and
        /// tables are always checked.
        public var integrityCheck = IntegrityCheck.upTo(bytes: 64 << 20)

        public init() {}
    }

    /// When to read a whole file before it is used.
    public enum IntegrityCheck: Hashable, Sendable {
        case never
        /// 64 MiB are read and checked within a second, a file of many gigabytes would keep a service from starting.
        case upTo(bytes: Int64)
        case always
    }

    /// Path of the file.
    public let path: String
    private let file: DurablePool
    var pool: DatabasePool { file.database }
    /// How long to wait for writers of other processes, milliseconds.
    let busyTimeout: Int32
    /// See `BatchWriter.known`. Used by the connection that writes, so nobody ever waits for it.
    let known = Mutex<[ExecutionKey: Int]>([:])

    /// Opens the file, makes it if there is none, and brings one of an older format to the newest.
    ///
    /// - Throws: `.foreign` for a file that is no store or of a later version, `.corrupt` for a damaged one, `.busy`,
    ///   `.readOnly`, `.full`, `.device`. A file that is refused is not changed.
    public convenience init(path: String, options: Options = Options()) throws(StoreError) {
        try self.init(path: path, options: options, schema: .current)
    }

    init(path: String, options: Options, schema: Schema) throws(StoreError) {
        self.path = path
        busyTimeout = Int32(clamping: options.busyTimeoutMilliseconds)
        do {
            file = try DurablePool(
                path: path, configuration: Self.configuration(path, schema),
                busyTimeoutMilliseconds: options.busyTimeoutMilliseconds)
            try file.database.writeWithoutTransaction { database in
                let connection = SQLConnection(database: database, path: path)
                try schema.migrate(connection)
                try Self.prepare(connection, options)
            }
        } catch is DurablePool.NotSynced {
            throw StoreError(.device, "\(path) cannot be written synchronously")
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static func configuration(_ path: String, _ schema: Schema) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.persistentReadOnlyConnections = true
        configuration.label = "StatesSQLite"
        // Before GRDB sets the file to WAL mode, which would change a file that is not ours.
        configuration.prepareDatabase { database in
            guard !database.configuration.readonly else { return }
            let connection = SQLConnection(database: database, path: path)
            try schema.check(connection)
            try connection.requireWritable()
        }
        return configuration
    }

    private static func prepare(_ connection: SQLConnection, _ options: Options) throws(StoreError) {
        for sql in SQL.allCases { _ = try connection.prepared(sql) }
        let size = try connection.pragma("page_count") * connection.pragma("page_size")
        let isChecked =
            switch options.integrityCheck {
            case .never: false
            case .upTo(let bytes): size <= bytes
            case .always: true
            }
        if isChecked { try connection.checkIntegrity() }
    }

    // MARK: The file

    /// Closes the file, once what goes on has ended. Calls after that throw `.closed`.
    public func close() throws(StoreError) {
        do {
            try file.close()
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Writes a copy, as of now, to a new file. Others read and write meanwhile.
    ///
    /// - Parameter destination: a path where there is no file.
    /// - Throws: `.device` if there is one: nothing is ever overwritten.
    public func backup(to destination: String) async throws(StoreError) {
        guard !FileManager.default.fileExists(atPath: destination) else {
            throw StoreError(.device, "\(destination) is there already")
        }
        try await read { connection throws(StoreError) in
            let copy = try connection.prepared(.copy)
            copy.bind(destination, at: 1)
            try copy.run()
        }
    }

    // MARK: Connections

    /// Runs `body` on the connection that writes, in one transaction. It is not interrupted when the caller's task is
    /// cancelled: what a commit came to is known.
    nonisolated(nonsending) func write<Value: Sendable>(
        _ body: @escaping @Sendable (SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await onWriter { connection throws(StoreError) in
            try connection.transaction { () throws(StoreError) in try body(connection) }
        }
    }

    nonisolated(nonsending) func onWriter<Value: Sendable>(
        _ body: @escaping @Sendable (SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let path = self.path
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                let connection = SQLConnection(database: database, path: path)
                continuation.resume(returning: Result { () throws(StoreError) in try body(connection) })
            }
        }
        return try result.get()
    }

    /// Runs `body`, which makes one statement, on a connection that reads.
    nonisolated(nonsending) func read<Value: Sendable>(
        _ body: @escaping @Sendable (SQLConnection) throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let path = self.path
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            pool.asyncUnsafeRead { database in
                continuation.resume(
                    returning: Result { () throws(StoreError) in
                        do {
                            return try body(SQLConnection(database: try database.get(), path: path))
                        } catch {
                            throw StoreError(error, path: path)
                        }
                    })
            }
        }
        return try result.get()
    }
}
