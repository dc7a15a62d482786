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
        switch (self, next) {
        case (.pending, .inventoryReserved), (.inventoryReserved, .paymentProcessed), (.paymentProcessed, .completed):
            true
        case (.pending, .compensating), (.inventoryReserved, .compensating), (.paymentProcessed, .compensating): true
        case (.pending, .failed), (.compensating, .failed), (.compensating, .cancelled): true
        default: false
        }
    }

    /// Whether a step that leads here has been done when an order has this status.
    func includes(_ step: OrderStatus) -> Bool {
        let path: [OrderStatus] = [.pending, .inventoryReserved, .paymentProcessed, .completed]
        guard let own = path.firstIndex(of: self), let other = path.firstIndex(of: step) else { return self == step }
        return own >= other
    }

    public var isEnd: Bool { self == .completed || self == .failed || self == .cancelled }
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
public struct OrderItem: Hashable, Sendable {
    public var productID: String
    /// ≥ 1.
    public var quantity: Int64
    /// Of one piece.
    public var price: Money

    public init(productID: String, quantity: Int64, price: Money) {
        (self.productID, self.quantity, self.price) = (productID, quantity, price)
    }
}

/// An order that was accepted and is not stored yet.
public struct NewOrder: Hashable, Sendable {
    public var id: String
    public var customerID: String
    public var items: [OrderItem]

    public init(id: String, customerID: String, items: [OrderItem]) {
        (self.id, self.customerID, self.items) = (id, customerID, items)
    }

    public var total: Money { items.reduce(Money(minorUnits: 0)) { $0 + $1.price * $1.quantity } }

    /// `[{"productId": …, "quantity": …, "price": …}]`.
    var itemsJSON: [UInt8] {
        var writer = JSONWriter()
        for (index, item) in items.enumerated() {
            writer.writeRaw(index == 0 ? "[{\"productId\":" : ",{\"productId\":")
            writer.writeString(item.productID)
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
        writer.writeRaw("{\"orderId\":")
        writer.writeString(id)
        writer.writeRaw(",\"customerId\":")
        writer.writeString(customerID)
        writer.writeRaw(",\"items\":")
        writer.writeRaw(items)
        writer.writeRaw(",\"amount\":{\"currency\":")
        writer.writeString(Money.currency)
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
        let hex = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 36) { text in
            var end = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    text[end] = UInt8(ascii: "-")
                    end += 1
                }
                let word = nibble < 16 ? high : low
                text[end] = hex[Int(word >> UInt64(60 - nibble % 16 * 4) & 0xF)]
                end += 1
            }
            return end
        }
    }
}
