// An order is reserved and paid by Swift closures, and undone when the card is declined: the saga of `asl/`.
import Foundation
import JSONModel
import StatesCore
import StatesRuntime

struct Order: Codable { var orderId: String }
struct PaymentDeclined: Error {}

@Sendable func release(_ order: Order) -> String {
    print("released", order.orderId)
    return "released"
}

let text = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)

let others = [
    "send-notification", "record-notification-failure", "refund-payment", "close-order",
    "sqs:sendMessage",
]

let runtime = Runtime(store: InMemoryStore())
runtime.register("reserve-inventory") { (order: Order, _) in "reservation of \(order.orderId)" }
runtime.register("process-payment") { (_: Order, _) -> String in throw PaymentDeclined() }
runtime.register("release-inventory") { (order: Order, _) in release(order) }
for name in others { runtime.register(name) { (_, _) in "done" } }
let order: JSONValue = ["orderId": "o-1", "customerId": "c-7", "items": [], "amount": ["cents": 3880]]
let end = try await runtime.whileRunning { runtime in
    try await runtime.deploy(text, as: "order-saga")
    return try await runtime.start("order-saga", name: "o-1", input: order).end()
}
print(end.status.rawValue, end.failure?.error ?? "")
