import StatesCore
import StatesLanguage
import StatesRuntime

/// A store that is tried, and short words for what is done with it.
struct StoreTrial: Sendable {
    let store: any ExecutionStore
    /// Whether it commits on the thread that asks, where the store can.
    var commitsAtOnce = false

    static let definition = StoredDefinition(hash: String(repeating: "a", count: 64), text: #"{"StartAt": "A"}"#)

    /// `seconds` after the moment at which every trial begins.
    static func time(_ seconds: Double) -> Timestamp {
        Timestamp(millisecondsSinceEpoch: 1_700_000_000_000 + Int64(seconds * 1_000))
    }

    // MARK: Expecting

    func expect(_ isSo: Bool, _ fact: String, line: UInt = #line) throws(StoreCheckFailure) {
        if !isSo { throw StoreCheckFailure(description: "\(fact) (line \(line))") }
    }

    func expect<Value: Equatable>(
        _ found: Value, is wanted: Value, _ what: String, line: UInt = #line
    ) throws(StoreCheckFailure) {
        if found != wanted {
            throw StoreCheckFailure(description: "\(what) is \(found), wanted \(wanted) (line \(line))")
        }
    }

    func expect(
        _ code: StoreError.Code, line: UInt = #line, _ call: () async throws(StoreError) -> Void
    ) async throws(StoreCheckFailure) {
        do {
            try await call()
        } catch {
            return try expect(error.code, is: code, "the error", line: line)
        }
        throw StoreCheckFailure(description: "no error of kind \(code) (line \(line))")
    }

    // MARK: Doing

    /// An owner whose lease is over `until` seconds after the beginning.
    func owner(until seconds: Double = 100) async throws(StoreError) -> OwnerID {
        try await store.addOwner(named: "worker", until: Self.time(seconds))
    }

    func version(of machine: String = "orders") async throws(StoreError) -> MachineVersion {
        try await store.deploy(Self.definition, as: machine, at: Self.time(0))
    }

    func commit(_ operations: [StoreOperation]) async throws -> [StoreOutcome] {
        if commitsAtOnce, let outcomes = try store.commitAtOnce(operations) { return outcomes }
        return try await store.commit(operations)
    }

    func commit(_ operation: StoreOperation) async throws -> StoreOutcome {
        let outcomes = try await commit([operation])
        try expect(outcomes.count, is: 1, "the number of outcomes")
        return outcomes[0]
    }

    func new(
        _ key: Int64, _ version: MachineVersion, name: String? = nil, at seconds: Double = 0
    ) -> NewExecution {
        NewExecution(
            key: ExecutionKey(rawValue: key), name: name ?? "run-\(key)", version: version, seed: 7,
            startTime: Self.time(seconds))
    }

    /// A record whose digest and events follow from its number.
    func append(
        _ key: Int64, _ sequence: Int, _ owner: OwnerID, _ change: (inout Append) -> Void = { _ in }
    ) -> Append {
        var append = Append(
            execution: ExecutionKey(rawValue: key), owner: owner, sequence: sequence, time: Self.time(Double(sequence)),
            events: [1, 2, UInt8(truncatingIfNeeded: sequence)], digest: UInt64(1_000 + sequence))
        change(&append)
        return append
    }

    /// Starts an execution that belongs to `owner`.
    func start(
        _ key: Int64, _ owner: OwnerID, machine: String = "orders", at seconds: Double = 0,
        _ change: (inout Append) -> Void = { _ in }
    ) async throws {
        let new = self.new(key, try await version(of: machine), at: seconds)
        let outcome = try await commit(.start(new, append(key, 0, owner, change)))
        try expect(outcome, is: .stored, "the outcome of a start")
    }

    /// Ends an execution with its record number 1.
    func end(
        _ key: Int64, _ owner: OwnerID, _ status: Execution.Status = .succeeded, at seconds: Double = 10
    ) async throws {
        let append = self.append(key, 1, owner) {
            $0.status = StatusChange(status: status, stopTime: Self.time(seconds))
            $0.wake = .never
        }
        try expect(try await commit(.append(append)), is: .stored, "the outcome of an end")
    }

    func post(_ key: Int64, _ message: [UInt8]) -> Post {
        Post(execution: ExecutionKey(rawValue: key), time: Self.time(1), message: message)
    }

    func task(_ entry: Int) -> TaskID { TaskID(entry: entry, attempt: 1, frame: 2) }

    func activityTask(_ key: Int64, _ token: String, activity: String = "ship") -> ActivityTask {
        ActivityTask(
            activity: activity, execution: ExecutionKey(rawValue: key), token: token, task: task(3),
            scheduledAt: Self.time(1), input: Array(#"{"order":1}"#.utf8))
    }

    // MARK: Looking

    func stored(_ key: Int64) async throws -> StoredExecution {
        guard let stored = try await store.execution(ExecutionKey(rawValue: key)) else {
            throw StoreCheckFailure(description: "execution \(key) is not there")
        }
        return stored
    }

    func records(_ key: Int64) async throws(StoreError) -> [StoredRecord] {
        try await store.records(of: ExecutionKey(rawValue: key), from: 0, limit: 1_000)
    }

    /// Messages that wait for executions of `owner`.
    func messages(of owner: OwnerID) async throws(StoreError) -> [[UInt8]] {
        try await inbox(of: owner).map(\.post.message)
    }

    func inbox(of owner: OwnerID) async throws(StoreError) -> [InboxEntry] {
        try await store.inbox(of: owner, after: InboxID(rawValue: 0), limit: 1_000)
    }

    func due(of owner: OwnerID, by seconds: Double) async throws(StoreError) -> [Int64] {
        try await store.due(of: owner, after: nil, by: Self.time(seconds), limit: 1_000).map(\.key.rawValue)
    }
}
