import JSONModel
import StatesCore
import StatesRuntime

/// The services of the order saga. What they do is a line in the ledger under the key of the visit, so that doing it
/// twice is doing it once; whether they fail follows from the order and the attempt, so that it is the same in every
/// life.
struct ChaosTasks: Sendable {
    let ledger: Ledger
    let killer: Killer
    let seed: UInt64

    func register(in runtime: Runtime) {
        add("reserve-inventory", to: runtime, refusal: (5, "OutOfStock"))
        add("process-payment", to: runtime, refusal: (10, "PaymentDeclined"))
        add("send-notification", to: runtime, refusal: nil)
        add("refund-payment", to: runtime, refusal: nil)
        add("release-inventory", to: runtime, refusal: nil)
        add("record-notification-failure", to: runtime, refusal: nil)
        add("close-order", to: runtime, refusal: nil)
        runtime.register("sqs:sendMessage") { (input: JSONValue, context) -> JSONValue in
            let order = input["MessageBody"]?["orderId"]?.stringValue ?? ""
            try await work("ask", order, context)
            ledger.note("asked", context.taskToken ?? "")
            return ["MessageId": "m"]
        }
    }

    private func add(_ name: String, to runtime: Runtime, refusal: (percent: UInt64, error: String)?) {
        runtime.register(name) { (input: JSONValue, context) -> JSONValue in
            let order = input["orderId"]?.stringValue ?? ""
            if let refusal, draw(order, name) % 100 < refusal.percent {
                try await work(name, order, context, hasEffect: false)
                throw TaskFailure(error: refusal.error, cause: "order \(order)")
            }
            if draw(order, name, "\(context.attempt)") % 100 < 15 {
                try await work(name, order, context, hasEffect: false)
                throw TaskFailure(error: "Fault", cause: "attempt \(context.attempt)")
            }
            try await work(name, order, context)
            return ["order": .string(order)]
        }
    }

    private func work(_ name: String, _ order: String, _ context: TaskContext, hasEffect: Bool = true) async throws {
        killer.taskBegan()
        defer { killer.taskEnded() }
        ledger.note("runs", "\(ledger.life) \(context.executionName) \(context.stateName) \(context.attempt)")
        let milliseconds = draw(order, name, "time \(context.attempt)") % 12 + 1
        try await Task.sleep(for: .milliseconds(Int(milliseconds)))
        if hasEffect { ledger.note("effects", "\(name) \(order) \(context.visitKey)") }
    }

    private func draw(_ texts: String...) -> UInt64 {
        var hash = TextHash.of("") ^ seed
        for text in texts { hash = TextHash.of(text, after: hash) }
        var generator = SplitMix(state: hash)
        return generator.next()
    }
}
