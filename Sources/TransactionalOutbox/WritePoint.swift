/// A place where something has just been written or done, for tests of what a crash there leaves.
///
/// A service names its own and passes them through `TransactionQueue.reach`, so that one observer sees all.
public struct WritePoint: Hashable, Sendable {
    /// Is told on the thread that wrote. One that never returns stops the process at this point.
    public typealias Observer = @Sendable (WritePoint) -> Void

    public let name: String

    public init(_ name: String) { self.name = name }

    /// Inside the transaction, after one caller's closure; after its commit, before any caller knows of it.
    public static let written = WritePoint("queue.written"), committed = WritePoint("queue.committed")
    /// Inside the transaction, after the event.
    public static let appended = WritePoint("outbox.appended")
    /// A subscriber has taken an event, and nothing says so yet.
    public static let delivered = WritePoint("relay.delivered")
    /// Inside the transaction that says what was delivered; after its commit.
    public static let marking = WritePoint("relay.marking"), marked = WritePoint("relay.marked")
    /// Inside the transaction, after the first response to a key.
    public static let remembered = WritePoint("idempotency.remembered")

    /// Those of this library.
    public static let all = [written, committed, appended, delivered, marking, marked, remembered]
}
