import Foundation
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSQLite
import Synchronization

/// Kills the process it is in: some time after a commit began, while tasks run, or at any time.
final class Killer: Sendable {
    private enum Plan {
        case commit(after: Int, microseconds: UInt32), tasks(milliseconds: Int), anyTime(milliseconds: Int), never
    }

    private struct State {
        var commits = 0
        var isCommitting = false
        var tasks = 0
    }

    private let state = Mutex(State())
    private let plan: Plan
    private let folder: String

    init(folder: String, seed: UInt64, isSpared: Bool) {
        self.folder = folder
        var random = SplitMix(state: seed)
        let kind = random.next() % 10
        if isSpared {
            plan = .never
        } else if kind < 4 {
            plan = .commit(after: Int(random.next() % 12) + 2, microseconds: UInt32(random.next() % 400))
        } else if kind < 8 {
            plan = .tasks(milliseconds: Int(random.next() % 60) + 5)
        } else {
            plan = .anyTime(milliseconds: Int(random.next() % 80))
        }
        switch plan {
        case .tasks(let milliseconds): killLater(milliseconds) { $0.tasks > 0 ? "tasks" : nil }
        case .anyTime(let milliseconds): killLater(milliseconds) { _ in "any" }
        case .commit, .never: break
        }
    }

    private func killLater(_ milliseconds: Int, _ reason: @escaping @Sendable (State) -> String?) {
        Thread.detachNewThread {
            usleep(UInt32(milliseconds) * 1_000)
            while true {
                if let reason = reason(self.snapshot) { self.kill(reason) }
                usleep(200)
            }
        }
    }

    private var snapshot: State { state.withLock { $0 } }

    private func kill(_ reason: String) {
        let descriptor = open(folder + "/kills", O_WRONLY | O_CREAT | O_APPEND, 0o644)
        let line = Array((reason + "\n").utf8)
        _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        Foundation.kill(getpid(), SIGKILL)
    }

    func taskBegan() { state.withLock { $0.tasks += 1 } }
    func taskEnded() { state.withLock { $0.tasks -= 1 } }

    func commitBegan() {
        let count = state.withLock { state in
            state.commits += 1
            state.isCommitting = true
            return state.commits
        }
        guard case .commit(let first, let microseconds) = plan, count >= first else { return }
        Thread.detachNewThread {
            usleep(microseconds)
            // Whoever came too late tries the next commit.
            if self.state.withLock({ $0.isCommitting && $0.commits == count }) { self.kill("commit") }
        }
    }

    func commitEnded() { state.withLock { $0.isCommitting = false } }
}

/// A small generator whose numbers follow from its seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// The store, with somebody who waits for its commits.
struct KillingStore: ExecutionStore {
    let store: SQLiteStore
    let killer: Killer

    nonisolated(nonsending) func commit(_ operations: [StoreOperation]) async throws(StoreError) -> [StoreOutcome] {
        killer.commitBegan()
        defer { killer.commitEnded() }
        return try await store.commit(operations)
    }

    func commitAtOnce(_ operations: [StoreOperation]) throws(StoreError) -> [StoreOutcome]? {
        killer.commitBegan()
        defer { killer.commitEnded() }
        return try store.commitAtOnce(operations)
    }

    func addOwner(named name: String, until expiry: Timestamp) async throws(StoreError) -> OwnerID {
        try await store.addOwner(named: name, until: expiry)
    }

    func renew(_ owner: OwnerID, until expiry: Timestamp) async throws(StoreError) {
        try await store.renew(owner, until: expiry)
    }

    func remove(_ owner: OwnerID) async throws(StoreError) { try await store.remove(owner) }

    func claim(for owner: OwnerID, machines: Set<String>?, at now: Timestamp) async throws(StoreError) -> Int {
        try await store.claim(for: owner, machines: machines, at: now)
    }

    func due(
        of owner: OwnerID, after last: DueExecution?, by time: Timestamp, limit: Int
    ) async throws(StoreError) -> [DueExecution] {
        try await store.due(of: owner, after: last, by: time, limit: limit)
    }

    func inbox(of owner: OwnerID, after last: InboxID, limit: Int) async throws(StoreError) -> [InboxEntry] {
        try await store.inbox(of: owner, after: last, limit: limit)
    }

    func execution(_ key: ExecutionKey) async throws(StoreError) -> StoredExecution? { try await store.execution(key) }

    func execution(named name: String, of machine: String) async throws(StoreError) -> StoredExecution? {
        try await store.execution(named: name, of: machine)
    }

    func records(of key: ExecutionKey, from first: Int, limit: Int) async throws(StoreError) -> [StoredRecord] {
        try await store.records(of: key, from: first, limit: limit)
    }

    func list(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage { try await store.list(query) }

    func task(token: String) async throws(StoreError) -> TokenPlace? { try await store.task(token: token) }

    func deploy(
        _ definition: StoredDefinition, as name: String, at time: Timestamp
    ) async throws(StoreError) -> MachineVersion {
        try await store.deploy(definition, as: name, at: time)
    }

    func definition(_ hash: String) async throws(StoreError) -> StoredDefinition? { try await store.definition(hash) }

    func machines() async throws(StoreError) -> [MachineVersion] { try await store.machines() }

    func purge(endedBefore time: Timestamp, limit: Int) async throws(StoreError) -> Int {
        try await store.purge(endedBefore: time, limit: limit)
    }
}
