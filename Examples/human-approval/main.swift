// A state waits for a person for as long as it takes: whoever has its token ends it, from anywhere.
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime

let definition = StateMachineDefinition {
    State.Task("AskManager", resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
        .parameters([
            "QueueUrl": "managers",
            "MessageBody": ["cents.$": "$.cents", "token": .path("$$.Task.Token")],
        ])
    State.Choice("Approved?") {
        When("$.approved", .booleanEquals(true), next: "Order")
    }
    .default("Refused")
    State.Succeed("Order")
    State.Fail("Refused").error("Refused").cause("the manager said no")
}

// The managers' queue: what is sent to it, a person reads later.
let (queue, messages) = AsyncStream<JSONValue>.makeStream()

let runtime = Runtime(store: InMemoryStore())
runtime.register("sqs:sendMessage") { (message: JSONValue, _) -> JSONValue in
    messages.yield(message["MessageBody"] ?? .null)
    return ["MessageId": "m-1"]
}

try await runtime.whileRunning { runtime in
    try await runtime.deploy(definition, as: "orders")
    let cheap = try await runtime.start("orders", name: "cheap", input: ["cents": 900])
    let dear = try await runtime.start("orders", name: "dear", input: ["cents": 90_000])
    for await message in queue.prefix(2) {
        let isApproved = message["cents"] == 900
        let token = message["token"]?.stringValue ?? ""
        try await runtime.sendTaskSuccess(token: token, output: Payload(["approved": .bool(isApproved)]))
    }
    for execution in [cheap, dear] {
        let end = try await execution.description()
        _ = try await execution.end()
        print(end.name, try await execution.description().status.rawValue)
    }
}
