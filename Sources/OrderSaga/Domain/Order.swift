import JSONModel
import StatesLanguage

/// How far an order is.
///
///     PENDING → INVENTORY_RESERVED → PAYMENT_PROCESSED → COMPLETED
///         └──────────────┴──────────────────┴─→ COMPENSATING → FAILED or CANCELLED
///
/// An order goes forward in this list only, and three of them are ends. (`PENDING` may fail at once: nothing was done.)
public enum OrderStatus: String, Hashable, Sendable, CaseIterable {
    case pending = "PENDING"
    case inventoryReserved = "INVENTORY_RESERVED"
    case paymentProcessed = "PAYMENT_PROCESSED"
    case compensating = "COMPENSATING"
    case completed = "COMPLETED"
    case failed = "FAILED"
    case cancelled = "CANCELLED"

    public func canBecome(_ next: OrderStatus) -> Bool {
        switch self {
        case .pending: [.inventoryReserved, .compensating, .failed].contains(next)
        case .inventoryReserved: [.paymentProcessed, .compensating].contains(next)
        case .paymentProcessed: [.completed, .compensating].contains(next)
        case .compensating: [.failed, .cancelled].contains(next)
        case .completed, .failed, .cancelled: false
        }
    }

    /// Whether a step forward that leads to `status` has been done when an order has this status.
    func includes(_ status: OrderStatus) -> Bool {
        let path: [OrderStatus] = [.inventoryReserved, .paymentProcessed, .completed]
        return path.drop { $0 != status }.contains(self)
    }

}

/// What the outbox tells subscribers.
public enum OrderEvent: String, Hashable, Sendable, CaseIterable {
    case orderCreated = "ORDER_CREATED"
    case inventoryReserved = "INVENTORY_RESERVED"
    case paymentProcessed = "PAYMENT_PROCESSED"
    case notificationSent = "NOTIFICATION_SENT"
    /// The order is completed, and its notification is tried again apart from it.
    case notificationFailed = "NOTIFICATION_FAILED"
    case paymentFailed = "PAYMENT_FAILED"
    /// What was done for an order that ends without success is undone.
    case orderCompensated = "ORDER_COMPENSATED"
    case orderFailed = "ORDER_FAILED"
    case orderCancelled = "ORDER_CANCELLED"
}

/// One line of an order.
struct OrderItem: Hashable, Sendable {
    var productID: String
    /// ≥ 1.
    var quantity: Int64
    /// Of one piece.
    var price: Money
}

/// An order that was accepted and is not stored yet.
struct NewOrder: Hashable, Sendable {
    var id: String
    var customerID: String
    var items: [OrderItem]

    var total: Money { items.reduce(Money(minorUnits: 0)) { $0 + $1.price * $1.quantity } }

    /// `[{"productId": …, "quantity": …, "price": …}]`.
    var itemsJSON: [UInt8] {
        var writer = JSONWriter()
        for (index, item) in items.enumerated() {
            writer.write(index == 0 ? "[{\"productId\":" : ",{\"productId\":", item.productID)
            writer.writeRaw(",\"quantity\":")
            writer.write(Int(item.quantity))
            writer.writeRaw(",\"price\":")
            writer.writeRaw(item.price.description.utf8)
            writer.writeRaw("}")
        }
        writer.writeRaw("]")
        return writer.bytes
    }

    /// The payload of `ORDER_CREATED`, which is the input of the saga.
    func sagaInput(items: [UInt8]) -> [UInt8] {
        var writer = JSONWriter()
        writer.write("{\"orderId\":", id)
        writer.write(",\"customerId\":", customerID)
        writer.writeRaw(",\"items\":")
        writer.writeRaw(items)
        writer.write(",\"amount\":{\"currency\":", Money.currency)
        writer.writeRaw(",\"cents\":")
        writer.write(Int(total.minorUnits))
        writer.writeRaw("}}")
        return writer.bytes
    }

    /// An id that sorts by time, so that new rows stand side by side: UUID version 7.
    ///
    /// - Source: RFC 9562, 5.7.
    static func newID(at time: Timestamp) -> String {
        let milliseconds = UInt64(bitPattern: time.millisecondsSinceEpoch) & 0xFFFF_FFFF_FFFF
        let high = milliseconds << 16 | 0x7000 | UInt64.random(in: 0...0xFFF)
        let low = UInt64.random(in: .min ... .max) >> 2 | 1 << 63
        return String(unsafeUninitializedCapacity: 36) { text in
            // Hexadecimal, in groups of 8, 4, 4, 4 and 12.
            var rest = (high, low)
            for place in text.indices {
                let isDash = 8...23 ~= place && (place - 8) % 5 == 0
                let digit = UInt8(rest.0 >> 60)
                text[place] = isDash ? UInt8(ascii: "-") : digit + (digit < 10 ? 0x30 : 0x57)
                if !isDash { rest = (rest.0 << 4 | rest.1 >> 60, rest.1 << 4) }
            }
            return 36
        }
    }
}

extension JSONWriter {
    /// A text behind what stands before it: `{"name":`.
    mutating func write(_ before: StaticString, _ text: String) {
        writeRaw(before)
        writeString(text)
    }
}
