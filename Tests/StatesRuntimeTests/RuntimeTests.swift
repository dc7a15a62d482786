import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesTesting
import Synchronization
import Testing

/// What a service written in Swift does with a runtime.
@Suite struct RuntimeTests {
    struct Order: Codable, Sendable, Equatable {
        var id: String
        var amount: Int
    }

    struct Receipt: Codable, Sendable {
        var order: String
        var total: Int
    }

    struct Declined: Error {}

    static func machine(_ states: String, startAt: String) -> String {
        #"{"StartAt": "\#(startAt)", "States": {\#(states)}}"#
    }

    static let pay = machine(
        #""Pay": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay", "End": true}"#,
        startAt: "Pay")

    @Test func codableTasksTakeAndGiveSwiftTypes() async throws {
        let runtime = Runtime(store: InMemoryStore())
        runtime.register("pay") { (order: Order, _) in Receipt(order: order.id, total: order.amount * 2) }
        let output = try await runtime.whileRunning { runtime in
            try await runtime.deploy(Self.pay, as: "orders")
            let execution = try await runtime.start("orders", name: "o-1", input: ["id": "o-1", "amount": 21])
            return try await execution.output()
        }
        #expect(output.text == #"{"order":"o-1","total":42}"#)
    }

    @Test func errorsOfSwiftAreErrorsOfStates() async throws {
        let runtime = Runtime(store: InMemoryStore())
        runtime.register("pay") { (_: JSONValue, context) -> JSONValue in
            switch context.executionName {
            case "exact": throw TaskFailure(error: "Card.Declined", cause: "no money")
            default: throw Declined()
            }
        }
        let failures = try await runtime.whileRunning { runtime in
            try await runtime.deploy(Self.pay, as: "orders")
            var failures: [Failure?] = []
            for name in ["exact", "thrown"] {
                failures.append(try await runtime.start("orders", name: name).end().failure)
            }
            return failures
        }
        #expect(failures[0] == Failure(error: "Card.Declined", cause: "no money"))
        #expect(failures[1]?.error == "Declined")
        #expect(failures[1]?.cause == #"{"errorMessage":"Declined()","errorType":"Declined"}"#)
    }

    @Test func retriesCarryTheVisitAndOneKeyEach() async throws {
        let seen = Mutex<[(String, String, Int)]>([])
        let definition = Self.machine(
            """
            "Pay": {"Type": "Task", "Resource": "${pay}", "End": true,
             "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 1, "MaxAttempts": 3, "BackoffRate": 1}]}
            """, startAt: "Pay")
        let timed = Runtime(store: InMemoryStore(), clock: VirtualClock())
        timed.register("pay") { (_: JSONValue, context) -> JSONValue in
            seen.withLock { $0.append((context.visitKey, context.idempotencyKey, context.attempt)) }
            if context.attempt < 2 { throw TaskFailure(error: "Busy", cause: nil) }
            return "done"
        }
        let output = try await timed.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            return try await runtime.start("orders").output()
        }
        #expect(output.text == #""done""#)
        let runs = seen.withLock { $0 }
        #expect(runs.map(\.2) == [0, 1, 2])
        #expect(Set(runs.map(\.0)).count == 1)
        #expect(Set(runs.map(\.1)).count == 3)
    }

    @Test func startIsIdempotentByName() async throws {
        let runtime = Runtime(store: InMemoryStore())
        let definition = Self.machine(
            #""Wait": {"Type": "Wait", "Seconds": 1000000, "End": true}"#, startAt: "Wait")
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "waits")
            let first = try await runtime.start("waits", name: "one", input: ["a": 1])
            let again = try await runtime.start("waits", name: "one", input: ["a": 1])
            #expect(first.key == again.key)
            #expect(first.startTime == again.startTime)
            await #expect(throws: RuntimeError.self) { try await runtime.start("waits", name: "one", input: ["a": 2]) }
            await #expect(throws: RuntimeError.self) { try await runtime.start("waits", name: "a b") }
            await #expect(throws: RuntimeError.self) { try await runtime.start("none") }
            try await first.stop(error: "Enough", cause: "done")
            let end = try await first.end()
            #expect(end.status == .aborted)
            #expect(end.failure?.error == "Enough")
            await #expect(throws: RuntimeError.self) { try await runtime.start("waits", name: "one", input: ["a": 1]) }
            let page = try await runtime.executions()
            #expect(page.executions.map(\.name) == ["one"])
            #expect(page.executions.first?.error == "Enough")
        }
    }

    @Test func tokensAnswerTasks() async throws {
        let runtime = Runtime(store: InMemoryStore())
        let token = Mutex<String?>(nil)
        runtime.register("sqs:sendMessage") { (_: JSONValue, context) -> JSONValue in
            token.withLock { $0 = context.taskToken }
            return ["MessageId": "m-1"]
        }
        let definition = Self.machine(
            """
            "Ask": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
             "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token"}}}
            """, startAt: "Ask")
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "asks")
            let execution = try await runtime.start("asks", name: "ask")
            var given: String?
            while given == nil {
                try await Task.sleep(for: .milliseconds(1))
                given = token.withLock { $0 }
            }
            try await runtime.sendTaskHeartbeat(token: given ?? "")
            try await runtime.sendTaskSuccess(token: given ?? "", output: Payload(["approved": true]))
            #expect(try await execution.output().text == #"{"approved":true}"#)
            await #expect(throws: RuntimeError.self) {
                try await runtime.sendTaskSuccess(token: given ?? "", output: Payload([:]))
            }
            await #expect(throws: RuntimeError.self) { try await runtime.sendTaskHeartbeat(token: "unknown") }
            let history = String(decoding: try await execution.history(), as: UTF8.self)
            #expect(history.contains("TaskSubmitted"))
        }
    }

    @Test func workersAskForActivityTasks() async throws {
        let activity = "arn:aws:states:us-east-1:123456789012:activity:pack"
        let runtime = Runtime(store: InMemoryStore())
        let definition = Self.machine(
            #""Pack": {"Type": "Task", "Resource": "\#(activity)", "End": true}"#, startAt: "Pack")
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "packs")
            #expect(try await runtime.activityTask(activity, waitSeconds: 0) == nil)
            let execution = try await runtime.start("packs", name: "p", input: ["box": 3])
            let task = try #require(try await runtime.activityTask(activity, worker: "w-1", waitSeconds: 5))
            #expect(task.input.text == #"{"box":3}"#)
            try await runtime.sendTaskSuccess(token: task.token, output: Payload("packed"))
            #expect(try await execution.output().text == #""packed""#)
            let history = String(decoding: try await execution.history(), as: UTF8.self)
            #expect(history.contains("w-1"))
        }
    }

    @Test func nestedExecutionsAreAwaited() async throws {
        let runtime = Runtime(store: InMemoryStore())
        runtime.register("pay") { (order: Order, _) in Receipt(order: order.id, total: order.amount) }
        let parent = Self.machine(
            """
            "Run": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
             "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:orders",
              "Input": {"id": "n", "amount": 7}}, "ResultSelector": {"total.$": "$.Output.total"}}
            """, startAt: "Run")
        let output = try await runtime.whileRunning { runtime in
            try await runtime.deploy(Self.pay, as: "orders")
            try await runtime.deploy(parent, as: "parents")
            return try await runtime.start("parents", name: "p").output()
        }
        #expect(output.text == #"{"total":7}"#)
    }

    @Test func aParentThatIsStoppedStopsTheChildThatItWaitsFor() async throws {
        let runtime = Runtime(store: InMemoryStore())
        let child = Self.machine(#""Wait": {"Type": "Wait", "Seconds": 1000000, "End": true}"#, startAt: "Wait")
        let parent = Self.machine(
            """
            "Run": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": true,
             "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:waits",
              "Name": "child"}}
            """, startAt: "Run")
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(child, as: "waits")
            try await runtime.deploy(parent, as: "parents")
            let execution = try await runtime.start("parents", name: "p")
            while try await runtime.executions(ExecutionQuery(machine: "waits")).executions.isEmpty {
                try await Task.sleep(for: .milliseconds(1))
            }
            try await execution.stop()
            #expect(try await runtime.execution(named: "child", of: "waits").end().status == .aborted)
        }
    }

    @Test func whatNobodyStandsBehindIsNotDeployed() async throws {
        let runtime = Runtime(store: InMemoryStore())
        try await runtime.whileRunning { runtime in
            let error = await #expect(throws: RuntimeError.self) { try await runtime.deploy(Self.pay, as: "orders") }
            #expect(error?.code == .unresolvedResources)
            #expect(error?.message.contains("“Pay”") == true)
        }
    }

    @Test func anotherRunGoesOnWithWhatIsStored() async throws {
        let (store, clock) = (InMemoryStore(), VirtualClock())
        let first = Runtime(store: store, clock: clock)
        let definition = Self.machine(
            """
            "Wait": {"Type": "Wait", "Seconds": 60, "Next": "Pay"},
            "Pay": {"Type": "Task", "Resource": "${pay}", "End": true}
            """, startAt: "Wait")
        first.register("pay") { (_: JSONValue, _) -> JSONValue in "first" }
        try await first.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            try await runtime.start("orders", name: "o")
        }
        let second = Runtime(store: store, clock: clock)
        second.register("pay") { (_: JSONValue, _) -> JSONValue in "second" }
        let output = try await second.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            return try await runtime.execution(named: "o", of: "orders").output()
        }
        #expect(output.text == #""second""#)
    }

    @Test func aRedriveGoesOnWhereItFailed() async throws {
        let runtime = Runtime(store: InMemoryStore())
        let isFixed = Mutex(false)
        runtime.register("pay") { (_: JSONValue, _) -> JSONValue in
            guard isFixed.withLock({ $0 }) else { throw TaskFailure(error: "Down", cause: nil) }
            return "paid"
        }
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(Self.pay, as: "orders")
            let execution = try await runtime.start("orders", name: "o")
            #expect(try await execution.end().status == .failed)
            isFixed.withLock { $0 = true }
            try await execution.redrive()
            #expect(try await execution.output().text == #""paid""#)
            #expect(try await execution.description().redriveCount == 1)
            await #expect(throws: RuntimeError.self) { try await execution.redrive() }
        }
    }

    @Test func aRedriveIsAskedForInAnyProcess() async throws {
        let (store, clock) = (InMemoryStore(), VirtualClock())
        let isFixed = Mutex(false)
        @Sendable func runtime() -> Runtime {
            let runtime = Runtime(store: store, clock: clock)
            runtime.register("pay") { (_: JSONValue, _) -> JSONValue in
                guard isFixed.withLock({ $0 }) else { throw TaskFailure(error: "Down", cause: nil) }
                return "paid"
            }
            return runtime
        }
        try await runtime().whileRunning { first in
            try await first.deploy(Self.pay, as: "orders")
            #expect(try await first.start("orders", name: "o").end().status == .failed)
            // While the process lives in which it ended.
            try await runtime().whileRunning { second in
                let execution = try await second.execution(named: "o", of: "orders")
                isFixed.withLock { $0 = true }
                try await execution.redrive()
                while try await execution.description().redriveCount == 0 { try await clock.sleep(for: .seconds(1)) }
                #expect(try await execution.output().text == #""paid""#)
                let error = await #expect(throws: RuntimeError.self) { try await execution.redrive() }
                #expect(error?.code == .executionNotRedrivable)
            }
        }
    }

    @Test func statusChangesAreToldAsTheServiceTellsThem() async throws {
        let runtime = Runtime(store: InMemoryStore())
        runtime.register("pay") { (_: JSONValue, _) -> JSONValue in "paid" }
        let changes = runtime.statusChanges()
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(Self.pay, as: "orders")
            _ = try await runtime.start("orders", name: "o", input: ["a": 1]).output()
        }
        var details: [JSONObject] = []
        for await change in changes { details.append(change.detail) }
        #expect(details.map { $0["status"] } == ["RUNNING", "SUCCEEDED"])
        #expect(details.last?["output"] == .string(#""paid""#))
        #expect(details.first?["redriveStatusReason"] == "Execution is RUNNING and cannot be redriven")
    }
}
