// How many durable steps a runtime makes in a second: a task that a Swift closure answers, its answer stored before the
// next task begins.
//
// Back of the envelope: an in-memory step is five events decided, coded and hashed, and one Swift task: some 5 µs.
import Foundation
import JSONModel
import RawSQLite
import StatesCore
import StatesRuntime
import StatesSQLite

let definition = """
    {"StartAt": "Check", "States": {
     "Check": {"Type": "Choice", "Choices": [{"Variable": "$.i", "NumericLessThan": COUNT, "Next": "Call"}],
      "Default": "Done"},
     "Call": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:noop",
      "Parameters": {"i.$": "$.i"}, "ResultPath": "$.last", "Next": "Increment"},
     "Increment": {"Type": "Pass", "Parameters": {"i.$": "States.MathAdd($.i, 1)", "last.$": "$.last"},
      "Next": "Check"},
     "Done": {"Type": "Succeed"}}}
    """

func measure(_ name: String, executions: Int, steps: Int, store: any ExecutionStore) async throws -> Double {
    var configuration = RuntimeConfiguration()
    configuration.quotas.historyEvents = 1_000_000
    let runtime = Runtime(store: store, configuration: configuration)
    runtime.register("noop") { (input: JSONValue, _) -> JSONValue in input }
    let text = definition.replacing("COUNT", with: "\(steps)")
    let elapsed = try await runtime.whileRunning { runtime in
        try await runtime.deploy(text, as: "loop")
        let clock = ContinuousClock()
        return try await clock.measure {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<executions {
                    group.addTask {
                        let execution = try await runtime.start("loop", name: "loop-\(number)", input: ["i": 0])
                        _ = try await execution.output()
                    }
                }
                try await group.waitForAll()
            }
        }
    }
    let rate = Double(executions * steps) / (elapsed / .seconds(1))
    print("\(name): \(Int(rate)) steps/s, \(Int(rate * 3)) state entries/s")
    return rate
}

/// The same rows again by SQLite's C API, as many in a commit as there were executions, into a file of the same shape.
///
/// - Returns: rows per second.
func measureRaw(_ path: String, batch: Int) throws -> Double {
    let rows = try RawLoop.rows(of: path)
    let copy = path + ".raw"
    let shape = try SQLiteStore(path: copy)
    try shape.close()
    let raw = try RawLoop(path: copy)
    defer { raw.close() }
    let elapsed = try ContinuousClock().measure {
        for start in stride(from: 0, to: rows.count, by: batch) {
            try raw.write(rows[start..<min(start + batch, rows.count)])
        }
    }
    return Double(rows.count) / (elapsed / .seconds(1))
}

/// What is measured: all of a kind, or one of it.
func isWanted(_ name: String) -> Bool {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.isEmpty { return name.hasPrefix("memory") }
    return arguments.contains { name == $0 || name.hasPrefix($0 + "-") }
}

if isWanted("memory-1") {
    for steps in [1_000, 1_000, 1_000, 5_000] {
        _ = try await measure("memory, 1 execution", executions: 1, steps: steps, store: InMemoryStore())
    }
}
if isWanted("memory-200") {
    _ = try await measure("memory, 200 executions", executions: 200, steps: 1_000, store: InMemoryStore())
}
for (executions, steps) in [(1, 2_000), (200, 500)] where isWanted("sqlite-\(executions)") {
    // In turn, as the device may be faster in one minute than in the next.
    for round in 1...3 {
        let path = "runtime-speed-\(executions)-\(round).sqlite"
        let store = try SQLiteStore(path: path)
        let rate = try await measure(
            "SQLite, \(executions) at a time", executions: executions, steps: steps, store: store)
        try store.close()
        let raw = try measureRaw(path, batch: executions)
        print("    C API: \(Int(raw)) rows/s, ratio \(String(format: "%.2f", rate / raw))")
    }
}
if isWanted("waiting") {
    try await measureWaiting(100_000)
}
