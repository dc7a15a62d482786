// A workflow may wait for a year: nothing runs meanwhile, and in virtual time a test need not wait for it.
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesTesting

let definition = StateMachineDefinition {
    State.Wait("WaitForAYear", seconds: 31_449_600)
    State.Task("Remind", resource: "${remind}")
}

let store = InMemoryStore()
let clock = VirtualClock()

/// One run of the service.
@Sendable func runtime() -> Runtime {
    let runtime = Runtime(store: store, clock: clock)
    runtime.register("remind") { (_: JSONValue, context) -> JSONValue in
        .string("\(context.executionName) was reminded at \(clock.now.rfc3339)")
    }
    return runtime
}

print(clock.now.rfc3339)
try await runtime().whileRunning { runtime in
    try await runtime.deploy(definition, as: "reminders")
    try await runtime.start("reminders", name: "subscription-7")
}
// The service is stopped, and started again.
try await runtime().whileRunning { runtime in
    try await runtime.deploy(definition, as: "reminders")
    try await clock.advance(by: .seconds(30 * 86_400))
    let execution = try await runtime.execution(named: "subscription-7", of: "reminders")
    print("after a month it is", try await execution.description().status.rawValue)
    print(try await execution.output().text)
}
