public import StatesLanguage
public import StatesRuntime
import Synchronization

/// A store with which things go wrong, as planned.
///
/// After a crash it answers nothing until the next run of a runtime comes with a new lease. The leases of those before
/// end with it, so that nobody need wait for that.
public final class FaultyStore: ExecutionStore {
    /// What a runtime is told by a store that its process cannot reach any more.
    public static let crash = StoreError(.closed, "the process was killed, as planned")

    private struct State {
        var faults: [StoreFault]
        var commits = 0
        var crashes = 0
        var isDown = false
        var owners: [OwnerID] = []
    }

    private let base: any ExecutionStore
    private let state: Mutex<State>

    public init(_ base: any ExecutionStore = InMemoryStore(), faults: [StoreFault] = []) {
        self.base = base
        state = Mutex(State(faults: faults))
    }

    /// How often it was asked to commit.
    public var commitCount: Int { state.withLock { $0.commits } }

    /// How many of the planned crashes have come.
    public var crashCount: Int { state.withLock { $0.crashes } }

    /// Whether there was a crash, and no new run yet.
    public var isDown: Bool { state.withLock { $0.isDown } }

    nonisolated(nonsending) public func commit(
        _ operations: [StoreOperation]
    ) async throws(StoreError) -> [StoreOutcome] {
        try check()
        let (number, faults) = state.withLock { state in
            state.commits += 1
            return (state.commits, state.faults)
        }
        for case .refused(let first, let times) in faults where first <= number && number - first < times {
            throw StoreError(.busy, "commit \(number) was refused, as planned")
        }
        if faults.contains(.crashBefore(commit: number)) { try await crash() }
        let outcomes = try await base.commit(operations)
        if faults.contains(.crashAfter(commit: number)) { try await crash() }
        if faults.contains(.unanswered(commit: number)) {
            throw StoreError(.device, "commit \(number) was not answered, as planned")
        }
        return outcomes
    }

    private func crash() async throws(StoreError) -> Never {
        let owners = state.withLock { state in
            state.isDown = true
            state.crashes += 1
            defer { state.owners = [] }
            return state.owners
        }
        for owner in owners { try await base.remove(owner) }
        throw Self.crash
    }

    private func check() throws(StoreError) {
        if isDown { throw Self.crash }
    }
}

// What only hands on.
extension FaultyStore {
    public func addOwner(named name: String, until expiry: Timestamp) async throws(StoreError) -> OwnerID {
        let owner = try await base.addOwner(named: name, until: expiry)
        state.withLock { state in
            state.isDown = false
            state.owners.append(owner)
        }
        return owner
    }

    public func renew(_ owner: OwnerID, until expiry: Timestamp) async throws(StoreError) {
        try check()
        try await base.renew(owner, until: expiry)
    }

    public func remove(_ owner: OwnerID) async throws(StoreError) {
        try check()
        try await base.remove(owner)
    }

    public func claim(for owner: OwnerID, machines: Set<String>?, at now: Timestamp) async throws(StoreError) -> Int {
        try check()
        return try await base.claim(for: owner, machines: machines, at: now)
    }

    public func due(
        of owner: OwnerID, after last: DueExecution?, by time: Timestamp, limit: Int
    ) async throws(StoreError) -> [DueExecution] {
        try check()
        return try await base.due(of: owner, after: last, by: time, limit: limit)
    }

    public func inbox(
        of owner: OwnerID, after last: InboxID, limit: Int
    ) async throws(StoreError) -> [InboxEntry] {
        try check()
        return try await base.inbox(of: owner, after: last, limit: limit)
    }

    public func execution(_ key: ExecutionKey) async throws(StoreError) -> StoredExecution? {
        try check()
        return try await base.execution(key)
    }

    public func execution(named name: String, of machine: String) async throws(StoreError) -> StoredExecution? {
        try check()
        return try await base.execution(named: name, of: machine)
    }

    public func records(
        of key: ExecutionKey, from first: Int, limit: Int
    ) async throws(StoreError) -> [StoredRecord] {
        try check()
        return try await base.records(of: key, from: first, limit: limit)
    }

    public func list(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage {
        try check()
        return try await base.list(query)
    }

    public func task(token: String) async throws(StoreError) -> TokenPlace? {
        try check()
        return try await base.task(token: token)
    }

    public func deploy(
        _ definition: StoredDefinition, as name: String, at time: Timestamp
    ) async throws(StoreError) -> MachineVersion {
        try check()
        return try await base.deploy(definition, as: name, at: time)
    }

    public func definition(_ hash: String) async throws(StoreError) -> StoredDefinition? {
        try check()
        return try await base.definition(hash)
    }

    public func machines() async throws(StoreError) -> [MachineVersion] {
        try check()
        return try await base.machines()
    }

    public func purge(endedBefore time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try check()
        return try await base.purge(endedBefore: time, limit: limit)
    }
}
