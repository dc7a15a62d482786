public import StatesLanguage

/// Where executions are kept.
///
///     owner ─ commit ─▶ records (events), in the order given, several executions at a time
///     anybody ─ post ─▶ inbox ─▶ the owner, who consumes an entry in the transaction that stores what it caused
///
/// Several processes may share a store. Each run of a process is an *owner* with a lease of its own; an execution
/// belongs to at most one of them. What is unowned, or owned by somebody whose lease is over, may be claimed. All
/// writing of an execution names its owner and the number of records before it, so that whoever has lost an execution
/// cannot write to it any more.
///
/// An acknowledged call is durable, as far as the store is. Every call either happens as a whole or not at all; after
/// an error the caller cannot know which, and may repeat it: a repeated append is told to be stored.
///
/// Times may be kept to the millisecond, as the service tells them: when an execution wants attention is rounded up,
/// everything else down.
///
/// `StatesTesting` holds the suite that every store must pass.
public protocol ExecutionStore: Sendable {
    // MARK: Owners

    /// Makes a new owner. Ids grow over all owners that the store ever had.
    ///
    /// - Parameters:
    ///   - name: for people; need not be unique.
    ///   - expiry: when its lease is over, unless it is renewed.
    func addOwner(named name: String, until expiry: Timestamp) async throws(StoreError) -> OwnerID

    /// Moves the end of a lease.
    ///
    /// - Throws: `.leaseLost` when somebody has claimed what it owned, or it was removed.
    func renew(_ owner: OwnerID, until expiry: Timestamp) async throws(StoreError)

    /// Ends a lease: what it owned is unowned.
    func remove(_ owner: OwnerID) async throws(StoreError)

    /// Gives `owner` every execution that runs and is unowned, or whose owner's lease is over at `now`; of those that
    /// have ended, the ones for which a message waits. Owners whose lease is over lose all that they had.
    ///
    /// - Parameter machines: names of the state machines whose executions are wanted; `nil` for all.
    /// - Returns: how many there were.
    /// - Throws: `.leaseLost` when `owner` is gone.
    func claim(for owner: OwnerID, machines: Set<String>?, at now: Timestamp) async throws(StoreError) -> Int

    // MARK: Writing

    /// Does all of `operations`, in order, in one transaction.
    ///
    /// It runs where its caller does, so that a store that need not wait costs no change of threads.
    ///
    /// - Returns: one outcome for each. One that is refused changes nothing and does not keep the others back.
    nonisolated(nonsending) func commit(_ operations: [StoreOperation]) async throws(StoreError) -> [StoreOutcome]

    /// The same on the thread of its caller, which nobody else needs meanwhile.
    ///
    /// - Returns: `nil` if it would have to wait for another writer, or the store has no such way: then nothing has
    ///   happened. That is what it does unless a store has its own.
    func commitAtOnce(_ operations: [StoreOperation]) throws(StoreError) -> [StoreOutcome]?

    /// Whether somebody may ask for the marks of appends: if not, they need not be made. `true` unless a store knows
    /// better.
    var keepsMarks: Bool { get }

    // MARK: What an owner looks for

    /// Executions of `owner` that run and want attention at `time` or before, by time and key.
    ///
    /// - Parameters:
    ///   - last: only those after this one in that order.
    ///   - limit: ≥ 1.
    func due(
        of owner: OwnerID, after last: DueExecution?, by time: Timestamp, limit: Int
    ) async throws(StoreError) -> [DueExecution]

    /// What was posted for executions of `owner`, in the order in which it came.
    ///
    /// - Parameters:
    ///   - last: only entries after this one. What is claimed or taken may have older ones: begin again at 0 then.
    ///   - limit: ≥ 1.
    func inbox(of owner: OwnerID, after last: InboxID, limit: Int) async throws(StoreError) -> [InboxEntry]

    // MARK: Reading

    func execution(_ key: ExecutionKey) async throws(StoreError) -> StoredExecution?

    /// - Parameter machine: name of the state machine.
    func execution(named name: String, of machine: String) async throws(StoreError) -> StoredExecution?

    /// Its records from number `first` on, in order.
    ///
    /// - Parameter limit: ≥ 1.
    func records(of key: ExecutionKey, from first: Int, limit: Int) async throws(StoreError) -> [StoredRecord]

    func list(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage

    /// The task that a token names.
    func task(token: String) async throws(StoreError) -> TokenPlace?

    // MARK: State machines

    /// Keeps a definition, once per content, and makes it the newest version of `name` unless it is that already.
    func deploy(
        _ definition: StoredDefinition, as name: String, at time: Timestamp
    ) async throws(StoreError) -> MachineVersion

    func definition(_ hash: String) async throws(StoreError) -> StoredDefinition?

    /// All versions, by name and number.
    func machines() async throws(StoreError) -> [MachineVersion]

    // MARK: Retention

    /// Removes executions that ended before `time`, with all that belongs to them. Children of a map run are kept as
    /// long as the execution that has it: a process that takes that over, or redrives it, looks for them.
    ///
    /// - Parameter limit: the most to remove now, ≥ 1.
    /// - Returns: how many were removed.
    func purge(endedBefore time: Timestamp, limit: Int) async throws(StoreError) -> Int
}

extension ExecutionStore {
    public func commitAtOnce(_ operations: [StoreOperation]) throws(StoreError) -> [StoreOutcome]? { nil }

    public var keepsMarks: Bool { true }
}

/// Names an execution in its store. Whoever starts it chooses: the owner's id in the upper half, a count in the lower.
public struct ExecutionKey: Hashable, Sendable, Comparable, RawRepresentable {
    public var rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// One run of one process, as long as its lease.
public struct OwnerID: Hashable, Sendable, Comparable, RawRepresentable {
    /// ≥ 1.
    public var rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Place of an entry in the inbox; grows with time.
public struct InboxID: Hashable, Sendable, Comparable, RawRepresentable {
    /// ≥ 1.
    public var rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
