// What fails in passing is tried again, later each time; what fails for good is caught, and something else is done.
import JSONModel
import StatesLanguage
import StatesRuntime
import StatesTesting

struct Busy: Error {}
struct Declined: Error {}

let definition = StateMachineDefinition {
    State.Task("Charge", resource: "${charge}")
        .retry(["Busy"], intervalSeconds: 2, backoffRate: 3, maxAttempts: 3)
        .catch(["Declined"], resultPath: "$.failure", next: "Apologize")
        .end()
    State.Task("Apologize", resource: "${apologize}")
}

let clock = VirtualClock()
let runtime = Runtime(store: InMemoryStore(), clock: clock)
runtime.register("charge") { (_: JSONValue, context) -> JSONValue in
    print(clock.now.rfc3339, "charge", context.executionName, "attempt", context.attempt)
    if context.executionName == "poor" { throw Declined() }
    if context.attempt < 2 { throw Busy() }
    return "paid"
}
runtime.register("apologize") { (input: JSONValue, _) -> JSONValue in
    .string("sorry: \(input["failure"]?["Error"]?.stringValue ?? "")")
}

try await runtime.whileRunning { runtime in
    try await runtime.deploy(definition, as: "charges")
    for name in ["rich", "poor"] {
        print(name, try await runtime.start("charges", name: name).output().text)
    }
}
