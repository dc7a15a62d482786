import GRDB
import JSONModel
import StatesLanguage

/// An order as it is shown.
struct OrderView: Sendable {
    var id: String
    var customer: String
    var status: String
    var total: Money
    /// JSON, as in the request.
    var items: String
    var createdAt: Timestamp
    var execution: String
    var isCancelRequested: Bool
    /// Elements of a JSON array.
    var timeline: String

    private static let columns = """
        SELECT id, customer, status, total, items, created_at, execution, cancel_requested, timeline FROM orders
        """

    private init(_ row: Row) {
        (id, customer, status, total) = (row[0], row[1], row[2], Money(minorUnits: row[3]))
        (items, createdAt) = (row[4], Timestamp(millisecondsSinceEpoch: row[5]))
        (execution, isCancelRequested, timeline) = (row[6], row[7], row[8])
    }

    static func find(_ id: String, in database: Database) throws -> OrderView? {
        try database.first("\(columns) WHERE id = ?", id).map(OrderView.init)
    }

    /// Orders, oldest first.
    ///
    /// - Parameters:
    ///   - customer: `nil` for those of all customers.
    ///   - after: the last id of the page before; empty for the first page.
    static func page(customer: String?, after: String, limit: Int, in database: Database) throws -> [OrderView] {
        if let customer {
            return try database.all(
                "\(columns) WHERE customer = ? AND id > ? ORDER BY id LIMIT ?", customer, after, limit
            ).map(OrderView.init)
        }
        return try database.all("\(columns) WHERE id > ? ORDER BY id LIMIT ?", after, limit).map(OrderView.init)
    }

    func write(to writer: inout JSONWriter) {
        writer.write("{\"orderId\":", id)
        writer.write(",\"customerId\":", customer)
        writer.write(",\"status\":", status)
        writer.writeRaw(",\"totalAmount\":")
        writer.writeRaw(total.description.utf8)
        writer.writeRaw(",\"items\":")
        writer.writeRaw(items.utf8)
        writer.write(",\"createdAt\":", createdAt.rfc3339)
        writer.write(",\"execution\":", execution)
        writer.writeRaw(",\"cancelRequested\":")
        writer.writeRaw((isCancelRequested ? "true" : "false").utf8)
        writer.writeRaw(",\"timeline\":[")
        writer.writeRaw(timeline.utf8)
        writer.writeRaw("]}")
    }
}
