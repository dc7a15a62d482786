// Branches of a Parallel state and iterations of a Map run at the same time; their outputs come in order.
import JSONModel
import StatesLanguage
import StatesRuntime

let definition = StateMachineDefinition {
    State.Parallel("Prepare") {
        Branch { State.Task("Pack", resource: "${pack}") }
        Branch { State.Task("Label", resource: "${label}") }
    }
    .resultPath("$.prepared")
    State.Map("ShipEach") {
        State.Task("Ship", resource: "${ship}")
    }
    .itemsPath("$.parcels")
    .maxConcurrency(2)
    .resultPath("$.shipped")
}

let runtime = Runtime(store: InMemoryStore())
runtime.register("pack") { (_: JSONValue, _) -> JSONValue in
    // Slower than its neighbour, and first in the output all the same.
    try await Task.sleep(for: .milliseconds(50))
    return "packed"
}
runtime.register("label") { (_: JSONValue, _) -> JSONValue in "labelled" }
runtime.register("ship") { (parcel: Int, _) in "parcel \(parcel)" }

let output = try await runtime.whileRunning { runtime in
    try await runtime.deploy(definition, as: "shipping")
    return try await runtime.start("shipping", input: ["parcels": [1, 2, 3]]).output()
}
print(output.text)
