import GRDB
import JSONModel
public import StatesLanguage
public import StatesRuntime
import Synchronization

extension SQLiteStore: ExecutionStore {
    // MARK: Owners

    public func addOwner(named name: String, until expiry: Timestamp) async throws(StoreError) -> OwnerID {
        try await write { connection throws(StoreError) in
            let add = try connection.prepared(.addOwner)
            add.bind(name, at: 1)
            add.bind(expiry, at: 2)
            return OwnerID(rawValue: try add.first { $0.integer(0) } ?? 0)
        }
    }

    public func renew(_ owner: OwnerID, until expiry: Timestamp) async throws(StoreError) {
        try await write { connection throws(StoreError) in
            let renew = try connection.prepared(.renew)
            renew.bind(owner.rawValue, at: 1)
            renew.bind(expiry, at: 2)
            try renew.run()
            guard connection.changes == 1 else { throw .leaseLost(owner) }
        }
    }

    public func remove(_ owner: OwnerID) async throws(StoreError) {
        try await write { connection throws(StoreError) in
            for sql in [SQL.release, .removeOwner] {
                let statement = try connection.prepared(sql)
                statement.bind(owner.rawValue, at: 1)
                try statement.run()
            }
        }
    }

    public func claim(
        for owner: OwnerID, machines: Set<String>?, at now: Timestamp
    ) async throws(StoreError) -> Int {
        let names = machines.map { JSONValue.array(JSONArray($0.map { JSONValue.string($0) })).description }
        return try await write { connection throws(StoreError) in
            guard try connection.hasOwner(owner) else { throw .leaseLost(owner) }
            for sql in [SQL.releaseExpired, .removeExpired] {
                let statement = try connection.prepared(sql)
                statement.bind(now, at: 1)
                statement.bind(owner.rawValue, at: 2)
                try statement.run()
            }
            var count = 0
            for sql in [SQL.claimRunning, .claimWaiting] {
                let statement = try connection.prepared(sql)
                statement.bind(owner.rawValue, at: 1)
                statement.bind(names, at: 2)
                try statement.run()
                count += connection.changes
            }
            return count
        }
    }

    // MARK: Writing

    nonisolated(nonsending) public func commit(
        _ operations: [StoreOperation]
    ) async throws(StoreError) -> [StoreOutcome] {
        guard !operations.isEmpty else { return [] }
        return try await onWriter { connection throws(StoreError) in
            try self.writing(on: connection) { writer throws(StoreError) in
                try connection.transaction { () throws(StoreError) in try writer.perform(operations) }
            }
        }
    }

    public func commitAtOnce(_ operations: [StoreOperation]) throws(StoreError) -> [StoreOutcome]? {
        guard !operations.isEmpty else { return [] }
        do {
            return try pool.writeWithoutTransaction { database in
                let connection = SQLConnection(database: database, path: path)
                return try writing(on: connection) { writer throws(StoreError) in
                    try connection.transactionAtOnce(busyTimeout) { () throws(StoreError) in
                        try writer.perform(operations)
                    }
                }
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Lets `body` write a transaction. What is known of records is forgotten unless that is committed.
    private func writing<Value: Sendable>(
        on connection: SQLConnection, _ body: (inout BatchWriter) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        try known.withLock { known throws(StoreError) in
            var writer = try BatchWriter(connection, known: known)
            known = [:]
            let value = try body(&writer)
            if writer.known.count <= Self.knownLimit { known = writer.known }
            return value
        }
    }

    /// Of `known`: some megabytes.
    private static let knownLimit = 50_000

    // MARK: State machines

    public func deploy(
        _ definition: StoredDefinition, as name: String, at time: Timestamp
    ) async throws(StoreError) -> MachineVersion {
        try await write { connection throws(StoreError) in
            let keepDefinition = try connection.prepared(.keepDefinition)
            keepDefinition.bind(definition.hash, at: 1)
            keepDefinition.bind(definition.text, at: 2)
            try keepDefinition.run()
            let keepMachine = try connection.prepared(.keepMachine)
            keepMachine.bind(name, at: 1)
            try keepMachine.run()
            let newest = try connection.newestVersion(of: name)
            if let newest, newest.definition == definition.hash { return newest }
            let add = try connection.prepared(.addVersion)
            add.bind(name, at: 1)
            add.bind((newest?.number ?? 0) + 1, at: 2)
            add.bind(definition.hash, at: 3)
            add.bind(time, at: 4)
            try add.run()
            return try connection.newestVersion(of: name)
                ?? MachineVersion(name: name, number: 1, definition: definition.hash, creationTime: time)
        }
    }

    // MARK: Retention

    public func purge(endedBefore time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        // Looked for beside whoever writes; what was redriven since is kept.
        let keys = try await read { connection throws(StoreError) in
            let ended = try connection.prepared(.ended)
            ended.bind(time, at: 1)
            ended.bind(limit, at: 2)
            return try ended.all { $0.integer(0) }
        }
        guard !keys.isEmpty else { return 0 }
        return try await write { connection throws(StoreError) in
            var count = 0
            for key in keys {
                let purge = try connection.prepared(.purgeExecution)
                purge.bind(key, at: 1)
                purge.bind(time, at: 2)
                try purge.run()
                guard connection.changes == 1 else { continue }
                count += 1
                for sql in [SQL.purgeRecords, .purgeTokens, .purgeActivityTasks] {
                    let delete = try connection.prepared(sql)
                    delete.bind(key, at: 1)
                    try delete.run()
                }
            }
            try connection.prepared(.purgeInbox).run()
            return count
        }
    }
}
