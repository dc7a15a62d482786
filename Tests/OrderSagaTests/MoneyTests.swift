import Testing

@testable import OrderSaga

struct MoneyTests {
    @Test(arguments: [
        ("0", 0), ("-0", 0), ("0.00", 0), ("1", 100), ("349.99", 34_999), ("349.9", 34_990), ("349.990000", 34_999),
        ("3.4999e2", 34_999), ("34999E-2", 34_999), ("1e3", 100_000), ("0.01", 1), ("9999999.99", 999_999_999),
        ("0e99999999999", 0), ("100e-4", 1),
    ])
    func reads(_ text: String, _ minorUnits: Int64) throws {
        #expect(try Money(price: text.utf8).minorUnits == minorUnits)
    }

    @Test(arguments: [
        ("-1", Money.Fault.negative), ("-0.001", .negative), ("0.001", .tooPrecise), ("349.991", .tooPrecise),
        ("1e-3", .tooPrecise), ("349.9900000000000000001", .tooPrecise), ("10000000", .tooLarge),
        ("1e99999", .tooLarge),
        ("1e99999999999999999999", .tooLarge), ("x", .notANumber),
    ])
    func refuses(_ text: String, _ fault: Money.Fault) {
        #expect(throws: fault) { try Money(price: text.utf8) }
    }

    /// Each price with two decimals is itself, however its binary fraction ends.
    @Test func isExact() throws {
        for minorUnits in stride(from: Int64(0), through: 999_999_999, by: 99_991) {
            let money = Money(minorUnits: minorUnits)
            #expect(try Money(price: money.description.utf8) == money)
        }
        #expect((Money(minorUnits: 34_999) * 2).description == "699.98")
        #expect(Money(minorUnits: -5).description == "-0.05")
    }
}

struct OrderStatusTests {
    /// The only ways there are; all else leaves an order where it is.
    @Test func goesForwardOnly() {
        let ways: [OrderStatus: Set<OrderStatus>] = [
            .pending: [.inventoryReserved, .compensating, .failed],
            .inventoryReserved: [.paymentProcessed, .compensating],
            .paymentProcessed: [.completed, .compensating],
            .compensating: [.failed, .cancelled],
        ]
        for status in OrderStatus.allCases {
            #expect(Set(OrderStatus.allCases.filter(status.canBecome)) == ways[status] ?? [])
        }
    }
}
