import Foundation
import JSONModel
import StatesLanguage
import StatesRuntime
import StatesSQLite
import Testing

/// The example of `docs/runtime.md`, which shows it as it is here.
@Suite struct RuntimeManualTests {
    struct Order: Codable, Sendable {
        var orderId: String
    }

    /// Keeps something of each order for it, once.
    actor Stock {
        private(set) var visits: Set<String> = []

        func reserve(_ order: Order, _ visit: String) throws -> [String: String] {
            visits.insert(visit)
            return ["reserved": order.orderId]
        }
    }

    @Test func theFirstExampleRuns() async throws {
        try await withTemporaryFolder { folder in
            let stock = Stock()
            let definition = StateMachineDefinition { State.Task("Reserve", resource: "${reserve-inventory}") }
            try await run(stock, definition, path: folder.appending(path: "orders.sqlite").path)
            let visits = await stock.visits
            #expect(visits.count == 1)
            #expect(visits.first?.hasPrefix("arn:aws:states:us-east-1:123456789012:execution:orders:order-7@") == true)
        }
    }

    private func run(_ stock: Stock, _ definition: StateMachineDefinition, path: String) async throws {
        // What it prints is the output.
        @Sendable func print(_ text: String) { #expect(text == #"{"reserved":"order-7"}"#) }
        // The file of the example is in the current folder.
        func SQLiteStore(path name: String) throws -> StatesSQLite.SQLiteStore {
            #expect(name == "orders.sqlite")
            return try StatesSQLite.SQLiteStore(path: path)
        }
        // example: runtime
        let runtime = Runtime(store: try SQLiteStore(path: "orders.sqlite"))
        runtime.register("reserve-inventory") { (order: Order, context) in
            try await stock.reserve(order, context.visitKey)
        }
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            let execution = try await runtime.start("orders", name: "order-7", input: ["orderId": "order-7"])
            print(try await execution.output().text)
        }
        // end
    }
}
