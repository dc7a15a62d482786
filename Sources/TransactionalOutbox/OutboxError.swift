/// Why this library did not do what it was asked for. Nothing of that is in the file.
public struct OutboxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// - `queueFull`: too many writes wait; ask again later.
    /// - `busy`: another process writes, and did not end within five seconds.
    /// - `notCommitted`: the transaction failed, and with it everybody's write that shared it.
    /// - `notSynced`: `PRAGMA synchronous` does not stay at FULL.
    /// - `superseded`: another relay has taken a subscriber over.
    /// - `sameName`: two subscribers of one relay have the same name.
    public enum Code: Hashable, Sendable { case queueFull, busy, notCommitted, notSynced, superseded, sameName }

    public var code: Code, message: String
    public var description: String { message }

    init(_ code: Code, _ message: String) {
        (self.code, self.message) = (code, message)
    }
}
