import JSONModel
import StatesLanguage
import StatesRuntime
import StatesTesting
import Testing

/// The examples of `docs/testing.md`, which shows them as they are here.
@Suite struct ManualExamples {
    // example: retries
    @Test func aBusyBankIsAskedAgain() async throws {
        let test = WorkflowTest(
            StateMachineDefinition {
                State.Task("Pay", resource: "${pay}").retry(["Busy"], intervalSeconds: 2, maxAttempts: 2)
                State.Succeed("Paid")
            })
        test.tasks.script("Pay", .failed("Busy").times(2), .succeeded(["paymentId": "p-1"]))
        let history = try await test.run(input: ["orderId": "o-1"])
        #expect(history.path == ["Pay", "Paid"], "\(history)")
        #expect(history.inputs(of: "Pay").count == 3)
        #expect(history.duration == .seconds(2 + 4))
    }
    // end

    // example: callback
    @Test func whoeverDoesNotAnswerInADayIsReminded() async throws {
        let test = WorkflowTest(
            StateMachineDefinition {
                State.Task("Ask", resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken")
                    .parameters(["QueueUrl": "people", "MessageBody": .path("$$.Task.Token")])
                    .timeoutSeconds(86_400)
                    .retry([.timeout], maxAttempts: 1)
            })
        test.tasks.script("Ask", .succeeded(["MessageId": "m-1"]).times(2))
        let output = try await test.whileRunning { runtime in
            let execution = try await runtime.start(WorkflowTest.machineName)
            try await test.clock.advance(by: .seconds(2 * 86_400))
            let token = try #require(test.tasks.deliveries(to: "Ask").last?.taskToken)
            try await runtime.sendTaskSuccess(token: token, output: Payload("approved"))
            return try await execution.output()
        }
        #expect(output.value == "approved")
        #expect(test.tasks.deliveries(to: "Ask").map(\.attempt) == [0, 1])
    }
    // end

    // example: crashes
    @Test func aPaymentIsTakenOnceWhereverTheProcessDies() async throws {
        for commit in 1...100 {
            let test = WorkflowTest(
                StateMachineDefinition {
                    State.Task("Reserve", resource: "${reserve}")
                    State.Task("Pay", resource: "${pay}")
                }, faults: [.crashBefore(commit: commit)])
            test.tasks.script("Reserve", .succeeded(["reservationId": "r-1"]))
            test.tasks.script("Pay", .succeeded(["paymentId": "p-1"]))
            let history = try await test.run()
            #expect(history.path == ["Reserve", "Pay"], "killed before commit \(commit): \(history)")
            #expect(Set(test.tasks.deliveries(to: "pay").map(\.idempotencyKey)).count == 1)
            if test.store.crashCount == 0 { return }
        }
        Issue.record("there are always more commits")
    }
    // end
}
