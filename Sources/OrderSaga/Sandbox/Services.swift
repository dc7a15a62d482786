public import GRDB
public import StatesCore
public import StatesRuntime

/// What is left to write once a service outside has done its part: it runs in the transaction that moves the order on,
/// so that the books and the order never tell different stories. It may run again and then changes nothing.
public typealias BookEntry = @Sendable (_ database: Database) throws -> Void

/// Where the stock is.
///
/// Each call is idempotent by the order's id: made again, it does nothing and gives the same entry.
public protocol InventoryService: Sendable {
    /// Sets the items of an order aside.
    ///
    /// - Throws: `ServiceFailure.outOfStock`, and nothing is reserved; here or from the entry.
    func reserve(_ items: [String: Int64], for order: String) async throws -> BookEntry
    /// Gives back what was set aside, which may be nothing.
    func release(_ order: String) async throws -> BookEntry
    /// The order is completed: what was set aside is sold.
    func sell(_ order: String) async throws -> BookEntry
}

/// Who takes the money. Each call is idempotent by the order's id.
public protocol PaymentGateway: Sendable {
    /// - Throws: a `ServiceFailure` called `PaymentDeclined`, and nothing was captured.
    func capture(_ amount: Money, for order: String) async throws -> BookEntry
    /// Gives back what was captured, which may be nothing.
    ///
    /// - Throws: a `ServiceFailure` called `RefundRefused` when only a person can.
    func refund(_ order: String) async throws -> BookEntry
}

/// Who tells the customer. Each call is idempotent by the order's id.
public protocol Notifier: Sendable {
    func send(_ order: String) async throws -> BookEntry
}

/// Why a service did not do what it was asked to: the `Error` and `Cause` that the saga sees.
public struct ServiceFailure: TaskFailureConvertible, Hashable, Sendable, CustomStringConvertible {
    public var error: String
    public var cause: String

    public init(_ error: String, _ cause: String) { (self.error, self.cause) = (error, cause) }

    public static func outOfStock(_ cause: String) -> Self { Self("OutOfStock", cause) }

    public var taskFailure: TaskFailure { TaskFailure(error: error, cause: cause) }
    public var description: String { "\(error): \(cause)" }
}
