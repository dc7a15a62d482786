import GRDB
import StatesLanguage
public import StatesRuntime

/// The three services, played over tables of the service's own database. A service elsewhere would be called before the
/// entry is given; here all of it is the entry.
public struct Sandbox: InventoryService, PaymentGateway, Notifier {
    private let clock: any RuntimeClock

    public init(clock: any RuntimeClock = SystemClock()) { self.clock = clock }

    // MARK: Inventory

    public func reserve(_ items: [String: Int64], for order: String) -> BookEntry {
        { database in
            guard try database.first("SELECT 1 FROM reservation WHERE \"order\" = ? LIMIT 1", order) == nil else {
                return
            }
            for (product, quantity) in items.sorted(by: { $0.key < $1.key }) {
                try database.run(
                    "UPDATE inventory SET stock = stock - ?, reserved = reserved + ? WHERE product = ? AND stock >= ?",
                    quantity, quantity, product, quantity)
                guard database.changesCount == 1 else {
                    let left = try database.first("SELECT stock FROM inventory WHERE product = ?", product)
                    throw ServiceFailure.outOfStock("\(product): \(quantity) wanted, \(left?[0] as Int64? ?? 0) left")
                }
                try database.run(
                    "INSERT INTO reservation VALUES (?, ?, ?, 'RESERVED')", order, product, quantity)
            }
        }
    }

    public func release(_ order: String) -> BookEntry {
        move(order, to: "RELEASED", "UPDATE inventory SET stock = stock + ?, reserved = reserved - ? WHERE product = ?")
    }

    public func sell(_ order: String) -> BookEntry {
        move(order, to: "SOLD", "UPDATE inventory SET sold = sold + ?, reserved = reserved - ? WHERE product = ?")
    }

    private func move(_ order: String, to status: String, _ booking: String) -> BookEntry {
        { database in
            let rows = try database.all(
                "SELECT product, quantity FROM reservation WHERE \"order\" = ? AND status = 'RESERVED'", order)
            guard !rows.isEmpty else { return }
            for row in rows { try database.run(booking, row[1] as Int64, row[1] as Int64, row[0] as String) }
            try database.run(
                "UPDATE reservation SET status = ? WHERE \"order\" = ? AND status = 'RESERVED'", status, order)
        }
    }

    // MARK: Payments

    public func capture(_ amount: Money, for order: String) -> BookEntry {
        let now = clock.now
        return { database in
            try database.run(
                "INSERT INTO payment VALUES (?, 'CAPTURE', ?, ?) ON CONFLICT DO NOTHING", order, amount.minorUnits,
                now.millisecondsSinceEpoch)
        }
    }

    public func refund(_ order: String) -> BookEntry {
        let now = clock.now
        return { database in
            try database.run(
                """
                INSERT INTO payment SELECT "order", 'REFUND', amount, ? FROM payment
                WHERE "order" = ? AND kind = 'CAPTURE' ON CONFLICT DO NOTHING
                """, now.millisecondsSinceEpoch, order)
        }
    }

    // MARK: Notifications

    public func send(_ order: String) -> BookEntry {
        let now = clock.now
        return { database in
            try database.run(
                "INSERT OR REPLACE INTO notification VALUES (?, 'SENT', ?)", order, now.millisecondsSinceEpoch)
        }
    }
}
