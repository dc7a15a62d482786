import StatesLanguage
import StatesRuntime
import StatesSQLite

/// A file that is opened for each call and closed after it: nothing is kept in memory in between.
struct ReopeningStore: ExecutionStore {
    let path: String

    nonisolated(nonsending) private func open<Value>(
        _ call: (SQLiteStore) async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let store = try SQLiteStore(path: path)
        let value: Value
        do {
            value = try await call(store)
        } catch {
            try store.close()
            throw error
        }
        try store.close()
        return value
    }

    func addOwner(named name: String, until expiry: Timestamp) async throws(StoreError) -> OwnerID {
        try await open { store throws(StoreError) in try await store.addOwner(named: name, until: expiry) }
    }

    func renew(_ owner: OwnerID, until expiry: Timestamp) async throws(StoreError) {
        try await open { store throws(StoreError) in try await store.renew(owner, until: expiry) }
    }

    func remove(_ owner: OwnerID) async throws(StoreError) {
        try await open { store throws(StoreError) in try await store.remove(owner) }
    }

    func claim(for owner: OwnerID, machines: Set<String>?, at now: Timestamp) async throws(StoreError) -> Int {
        try await open { store throws(StoreError) in
            try await store.claim(for: owner, machines: machines, at: now)
        }
    }

    nonisolated(nonsending) func commit(
        _ operations: [StoreOperation]
    ) async throws(StoreError) -> [StoreOutcome] {
        try await open { store throws(StoreError) in try await store.commit(operations) }
    }

    func due(
        of owner: OwnerID, after last: DueExecution?, by time: Timestamp, limit: Int
    ) async throws(StoreError) -> [DueExecution] {
        try await open { store throws(StoreError) in
            try await store.due(of: owner, after: last, by: time, limit: limit)
        }
    }

    func inbox(of owner: OwnerID, after last: InboxID, limit: Int) async throws(StoreError) -> [InboxEntry] {
        try await open { store throws(StoreError) in
            try await store.inbox(of: owner, after: last, limit: limit)
        }
    }

    func execution(_ key: ExecutionKey) async throws(StoreError) -> StoredExecution? {
        try await open { store throws(StoreError) in try await store.execution(key) }
    }

    func execution(named name: String, of machine: String) async throws(StoreError) -> StoredExecution? {
        try await open { store throws(StoreError) in try await store.execution(named: name, of: machine) }
    }

    func records(of key: ExecutionKey, from first: Int, limit: Int) async throws(StoreError) -> [StoredRecord] {
        try await open { store throws(StoreError) in
            try await store.records(of: key, from: first, limit: limit)
        }
    }

    func list(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage {
        try await open { store throws(StoreError) in try await store.list(query) }
    }

    func task(token: String) async throws(StoreError) -> TokenPlace? {
        try await open { store throws(StoreError) in try await store.task(token: token) }
    }

    func deploy(
        _ definition: StoredDefinition, as name: String, at time: Timestamp
    ) async throws(StoreError) -> MachineVersion {
        try await open { store throws(StoreError) in try await store.deploy(definition, as: name, at: time) }
    }

    func definition(_ hash: String) async throws(StoreError) -> StoredDefinition? {
        try await open { store throws(StoreError) in try await store.definition(hash) }
    }

    func machines() async throws(StoreError) -> [MachineVersion] {
        try await open { store throws(StoreError) in try await store.machines() }
    }

    func purge(endedBefore time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await open { store throws(StoreError) in try await store.purge(endedBefore: time, limit: limit) }
    }
}
