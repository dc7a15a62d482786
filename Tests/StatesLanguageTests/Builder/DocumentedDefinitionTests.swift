import Foundation
import StatesLanguage
import Testing

extension StateName {
    fileprivate static let orderFailed: Self = "OrderFailed"
}

extension FallibleState {
    fileprivate func retryPatiently() -> Self {
        retry(.all, intervalSeconds: 2, maxDelaySeconds: 300, maxAttempts: 8)
    }
}

/// The example in the documentation of `StateMachineDefinition`, compiled and run.
@Suite struct DocumentedDefinitionTests {
    @Test func theDocumentedDefinitionIsRight() throws {
        let definition = StateMachineDefinition(comment: "Takes the payment of an order.") {
            State.Task("ProcessPayment", resource: "arn:aws:lambda:us-east-1:123456789012:function:pay")
                .parameters(["orderId.$": "$.orderId", "token": .path("$$.Task.Token")])
                .timeoutSeconds(60)
                .retry(.timeout, "Throttled", intervalSeconds: 1, backoffRate: 2, maxAttempts: 4, jitterStrategy: .full)
                .catch(.all, resultPath: "$.failure", next: .orderFailed)
            State.Choice("Paid?") {
                When("$.status", .stringEquals("PAID"), next: "OrderPaid")
            }
            .default(.orderFailed)
            State.Succeed("OrderPaid")
            State.Fail(.orderFailed).error("PaymentFailed")
        }
        let machine = try StateMachine(definition)
        let json = definition.text

        #expect(try StateMachine(json: json) == machine)
        #expect(machine.graph.states.map(\.type) == [.task, .choice, .succeed, .fail])
        #expect(machine.graph["ProcessPayment"]?.transition == .next("Paid?"))
    }

    @Test func settingsCanBeShared() throws {
        let machine = try StateMachine(
            StateMachineDefinition {
                State.Task("A", resource: "${A}").retryPatiently()
                State.Map("B") { State.Task("C", resource: "${C}").retryPatiently() }.retryPatiently()
            })
        let retrier = Retrier(errorEquals: ["States.ALL"], intervalSeconds: 2, maxAttempts: 8, maxDelaySeconds: 300)
        guard case .task(let task) = machine.graph["A"]?.kind, case .map(let map) = machine.graph["B"]?.kind else {
            Issue.record("no task and no map")
            return
        }
        #expect(task.retriers == [retrier] && map.retriers == [retrier])
    }

    /// Each line of the documentation's first example stands above, in order.
    @Test func theDocumentationShowsWhatIsTested() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let documentation = try String(
            contentsOf: here.appending(
                path: "../../../Sources/StatesLanguage/Builder/StateMachineDefinition.swift"), encoding: .utf8)
        let marker = "///     "
        let shown = documentation.split(separator: "\n").drop { !$0.contains("let definition =") }
            .prefix { $0.hasPrefix(marker) }.map { $0.dropFirst(marker.count).trimmingCharacters(in: .whitespaces) }
        #expect(shown.count > 10)
        var lines = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8).split(separator: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }[...]
        for line in shown {
            let place = try #require(lines.firstIndex(of: line), "not tested: \(line)")
            lines = lines[(place + 1)...]
        }
    }
}
