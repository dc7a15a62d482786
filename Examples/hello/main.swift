// A Swift closure is the task of a state machine, with Swift types for its input and its output.
import JSONModel
import StatesLanguage
import StatesRuntime

struct Person: Codable { var name: String }
struct Greeting: Codable { var text: String }

let definition = StateMachineDefinition {
    State.Task("Greet", resource: "${greet}")
}

let runtime = Runtime(store: InMemoryStore())
runtime.register("greet") { (person: Person, _) in Greeting(text: "Hello, \(person.name)!") }

let output = try await runtime.whileRunning { runtime in
    try await runtime.deploy(definition, as: "hello")
    return try await runtime.start("hello", input: ["name": "Ada"]).output()
}
print(output.text)
