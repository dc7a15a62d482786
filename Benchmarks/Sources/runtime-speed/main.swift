// How many durable steps a runtime makes in a second: a task that a Swift closure answers, its answer stored before the
// next task begins.
//
// Back of the envelope: an in-memory step is five events decided, coded and hashed, and one Swift task: some 5 µs.
import JSONModel
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

func measure(_ name: String, executions: Int, steps: Int, store: any ExecutionStore) async throws {
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
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate = Double(executions * steps) / seconds
    print("\(name): \(Int(rate)) steps/s, \(Int(rate * 3)) state entries/s")

}

/// What is measured: all of a kind, or one of it.
func isWanted(_ name: String) -> Bool {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.isEmpty { return name.hasPrefix("memory") }
    return arguments.contains { name == $0 || name.hasPrefix($0 + "-") }
}

if isWanted("memory-1") {
    try await measure("memory, 1 execution", executions: 1, steps: 1_000, store: InMemoryStore())
    try await measure("memory, 1 execution", executions: 1, steps: 5_000, store: InMemoryStore())
}
if isWanted("memory-200") {
    try await measure("memory, 200 executions", executions: 200, steps: 1_000, store: InMemoryStore())
}
for (executions, steps) in [(1, 2_000), (200, 1_000)] where isWanted("sqlite-\(executions)") {
    let path = "runtime-speed-\(executions).sqlite"
    let store = try SQLiteStore(path: path)
    try await measure("SQLite, \(executions) at a time", executions: executions, steps: steps, store: store)
    try store.close()
}
if isWanted("waiting") {
    try await measureWaiting(100_000)
}
