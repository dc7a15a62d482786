import Foundation
import GRDB

@testable import OrderSaga

/// A folder of a test's own, which goes when nobody has it any longer.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "order-saga-\(UUID().uuidString)")
            .path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var orders: String { path + "/orders.db" }
}

/// What the books of a service say.
struct Books: Equatable {
    var completed: Int64 = 0
    var captured: Int64 = 0
    var refunded: Int64 = 0
    /// Pieces that no longer are where they began, and are nowhere else.
    var missing: Int64 = 0
    var reserved: Int64 = 0
    var sold: Int64 = 0

    /// Pieces of each product in a new file.
    private static let stock: [String: Int64] = [
        "kettle-steel": 100_000_000, "mug-blue": 100_000_000, "tea-assam": 100_000_000, "tea-sencha": 100_000_000,
        "vase-ming": 3,
    ]

    init() {}

    init(_ database: Database) throws {
        completed =
            try Int64.fetchOne(
                database, sql: "SELECT ifnull(sum(total), 0) FROM orders WHERE status = 'COMPLETED'") ?? 0
        captured = try Self.sum("CAPTURE", database)
        refunded = try Self.sum("REFUND", database)
        for row in try Row.fetchAll(database, sql: "SELECT product, stock, reserved, sold FROM inventory") {
            missing += abs((Self.stock[row[0]] ?? 0) - (row[1] as Int64) - (row[2] as Int64) - (row[3] as Int64))
            reserved += row[2] as Int64
            sold += row[3] as Int64
        }
    }

    private static func sum(_ kind: String, _ database: Database) throws -> Int64 {
        try Int64.fetchOne(
            database, sql: "SELECT ifnull(sum(amount), 0) FROM payment WHERE kind = ?", arguments: [kind]) ?? 0
    }

    /// Money and stock are where the orders say.
    var balance: Bool { captured - refunded == completed && missing == 0 }
}
