import JSONModel
import StatesCore
import StatesRuntime

/// What task closures change outside: the stock and the money of an order service, which are idempotent per order, and
/// work of which only the number of runs is known.
struct SimulatedServices {
    private enum Reservation { case none, held, soldOut, released }
    private enum Payment { case none, paid, declined, refunded }

    private struct Order {
        var reservation = Reservation.none
        var payment = Payment.none
    }

    private var orders: [String: Order] = [:]
    private(set) var stock: Int
    private(set) var till = 0
    private let initialStock: Int

    init(stock: Int) { (self.stock, initialStock) = (stock, stock) }

    static let price = 12

    /// Works on a task of the saga.
    ///
    /// - Parameter declines: whether the customer's bank refuses, should it be asked for the first time.
    /// - Returns: `nil` when it is none of the saga's.
    mutating func perform(_ function: String, order: String, declines: Bool) -> Result<Payload, TaskFailure>? {
        var record = orders[order, default: Order()]
        defer { orders[order] = record }
        switch function {
        case "reserve-inventory":
            if record.reservation == .none {
                record.reservation = stock > 0 ? .held : .soldOut
                if record.reservation == .held { stock -= 1 }
            }
            return answer(record.reservation == .held, record.reservation == .soldOut ? "OutOfStock" : "Closed")
        case "process-payment":
            if record.payment == .none {
                record.payment = declines ? .declined : .paid
                if record.payment == .paid { till += Self.price }
            }
            return answer(record.payment == .paid, record.payment == .declined ? "PaymentDeclined" : "Closed")
        case "refund-payment":
            if record.payment == .paid { till -= Self.price }
            record.payment = .refunded
        case "release-inventory":
            if record.reservation == .held { stock += 1 }
            record.reservation = .released
        case "send-notification", "record-notification-failure", "close-order": break
        default: return nil
        }
        return answer(true, "")
    }

    private func answer(_ isDone: Bool, _ error: String) -> Result<Payload, TaskFailure> {
        isDone ? .success(Payload(["done": true])) : .failure(TaskFailure(error: error, cause: "as it is"))
    }

    /// Stock and money are where the orders say, and what ended is done as a whole or not at all.
    func check(_ order: String, _ status: Execution.Status) throws(Violation) {
        let record = orders[order, default: Order()]
        switch status {
        case .succeeded:
            try hold(
                record.reservation == .held && record.payment == .paid,
                "order \(order) has succeeded with \(record)")
        case .failed:
            try hold(
                record.reservation != .held && record.payment != .paid, "order \(order) has failed with \(record)")
        case .running, .timedOut, .aborted: break
        }
    }

    func checkSums() throws(Violation) {
        let held = orders.values.count { $0.reservation == .held }
        let paid = orders.values.count { $0.payment == .paid }
        try hold(stock + held == initialStock, "stock: \(stock) and \(held) held of \(initialStock)")
        try hold(till == paid * Self.price, "money: \(till) for \(paid) payments")
    }
}

/// Hides what is stored, and knows its own.
struct SimulatedCodec: PayloadCodec {
    private struct Foreign: Error {}
    private static let head: [UInt8] = [0xC0, 0xDE]

    func encode(_ bytes: [UInt8]) -> [UInt8] { Self.head + bytes.map { $0 ^ 0x5A } }

    func decode(_ bytes: [UInt8]) throws -> [UInt8] {
        guard bytes.starts(with: Self.head) else { throw Foreign() }
        return bytes.dropFirst(Self.head.count).map { $0 ^ 0x5A }
    }
}
