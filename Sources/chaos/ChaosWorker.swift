import ArgumentParser
import Foundation
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesSQLite

/// One life of the process that is killed.
struct ChaosWorker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "worker", shouldDisplay: false)

    @Option var folder: String
    @Option var orders: Int
    @Option var life: Int
    @Option var seed: UInt64
    /// No more kills: run to the end.
    @Flag var spared = false

    func run() async throws {
        let store = try SQLiteStore(path: folder + "/executions.sqlite")
        let ledger = try Ledger(folder: folder, life: life)
        let killer = Killer(folder: folder, seed: seed &+ UInt64(life), isSpared: spared)
        var configuration = RuntimeConfiguration()
        configuration.name = "life-\(life)"
        configuration.concurrentTasks = 24
        // What is killed is taken over at once.
        configuration.leaseMilliseconds = 1
        let runtime = Runtime(store: KillingStore(store: store, killer: killer), configuration: configuration)
        ChaosTasks(ledger: ledger, killer: killer, seed: seed).register(in: runtime)
        try await runtime.whileRunning { runtime in
            let definition = try String(contentsOfFile: "asl/order-saga.asl.json", encoding: .utf8)
            try await runtime.deploy(definition, as: "orders")
            try await startMissing(runtime, ledger)
            while try await !runtime.executions(ExecutionQuery(status: .running, limit: 1)).executions.isEmpty {
                // Somebody answers what people are asked, again and again: an answer may be lost with a life.
                for token in Ledger.lines("asked", in: folder) {
                    do {
                        try await runtime.sendTaskSuccess(token: token, output: Payload(["by": "hand"]))
                    } catch let error as RuntimeError where error.code == .taskTimedOut {
                        continue
                    }
                }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        ledger.note("ends", "\(life)")
    }

    /// Starts the orders that have not been started.
    private func startMissing(_ runtime: Runtime, _ ledger: Ledger) async throws {
        var known = Set<String>()
        var query = ExecutionQuery(limit: 1_000)
        repeat {
            let page = try await runtime.executions(query)
            known.formUnion(page.executions.map(\.name))
            query.after = page.next
        } while query.after != nil
        for number in 0..<orders where !known.contains("order-\(number)") {
            let name = "order-\(number)"
            try await runtime.start("orders", name: name, input: Self.input(number))
            // From here on the execution must be there whatever happens.
            ledger.note("started", name)
        }
    }

    static func input(_ number: Int) -> JSONValue {
        [
            "orderId": .string("order-\(number)"), "customerId": "customer-7",
            "items": [["sku": "tea-assam", "quantity": .int(number % 3 + 1)]],
            "amount": ["currency": "EUR", "cents": .int(number % 50 + 100)],
        ]
    }
}
