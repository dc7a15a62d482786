import StatesCore
public import StatesLanguage
import Synchronization

/// Keeps executions as long as the process runs. Its calls never suspend.
///
/// An append costs a lookup by key and the growth of an array. Records keep no marks: nobody queries them.
public final class InMemoryStore: ExecutionStore {
    private let content = Mutex(MemoryContent())

    public init() {}

    // MARK: Owners

    public func addOwner(named name: String, until expiry: Timestamp) async throws(StoreError) -> OwnerID {
        content.withLock { $0.addOwner(until: expiry) }
    }

    public func renew(_ owner: OwnerID, until expiry: Timestamp) async throws(StoreError) {
        guard content.withLock({ $0.renew(owner, until: expiry) }) else { throw .leaseLost(owner) }
    }

    public func remove(_ owner: OwnerID) async throws(StoreError) {
        content.withLock { $0.removeOwners { id, _ in id == owner } }
    }

    public func claim(
        for owner: OwnerID, machines: Set<String>?, at now: Timestamp
    ) async throws(StoreError) -> Int {
        guard let count = content.withLock({ $0.claim(for: owner, machines: machines, at: now) }) else {
            throw .leaseLost(owner)
        }
        return count
    }

    // MARK: Writing

    nonisolated(nonsending) public func commit(
        _ operations: [StoreOperation]
    ) async throws(StoreError) -> [StoreOutcome] {
        perform(operations)
    }

    public func commitAtOnce(_ operations: [StoreOperation]) throws(StoreError) -> [StoreOutcome]? {
        perform(operations)
    }

    private func perform(_ operations: [StoreOperation]) -> [StoreOutcome] {
        content.withLock { content in operations.map { content.perform($0) } }
    }

    public var keepsMarks: Bool { false }

    // MARK: What an owner looks for

    public func due(
        of owner: OwnerID, after last: DueExecution?, by time: Timestamp, limit: Int
    ) async throws(StoreError) -> [DueExecution] {
        content.withLock { $0.due(of: owner, after: last, by: time, limit: limit) }
    }

    public func inbox(
        of owner: OwnerID, after last: InboxID, limit: Int
    ) async throws(StoreError) -> [InboxEntry] {
        content.withLock { $0.inbox(of: owner, after: last, limit: limit) }
    }

    // MARK: Reading

    public func execution(_ key: ExecutionKey) async throws(StoreError) -> StoredExecution? {
        content.withLock { $0.description(of: key) }
    }

    public func execution(named name: String, of machine: String) async throws(StoreError) -> StoredExecution? {
        content.withLock { content in content.key(of: name, machine).flatMap { content.description(of: $0) } }
    }

    public func records(
        of key: ExecutionKey, from first: Int, limit: Int
    ) async throws(StoreError) -> [StoredRecord] {
        content.withLock { Array(($0.executions[key]?.records ?? []).dropFirst(first).prefix(limit)) }
    }

    public func list(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage {
        content.withLock { $0.list(query) }
    }

    public func task(token: String) async throws(StoreError) -> TokenPlace? {
        content.withLock { $0.tokens[token] }
    }

    // MARK: State machines

    public func deploy(
        _ definition: StoredDefinition, as name: String, at time: Timestamp
    ) async throws(StoreError) -> MachineVersion {
        content.withLock { $0.deploy(definition, as: name, at: time) }
    }

    public func definition(_ hash: String) async throws(StoreError) -> StoredDefinition? {
        content.withLock { $0.definitions[hash] }
    }

    public func machines() async throws(StoreError) -> [MachineVersion] {
        content.withLock { content in
            content.versions.values.flatMap { $0 }.sorted {
                $0.name == $1.name ? $0.number < $1.number : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            }
        }
    }

    // MARK: Retention

    public func purge(endedBefore time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        content.withLock { $0.purge(endedBefore: time, limit: limit) }
    }
}
