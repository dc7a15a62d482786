import Foundation
import JSONModel
import StatesLanguage
import Testing

extension StateName {
    fileprivate static let orderFailed: Self = "OrderFailed"
}

extension StateName {
    fileprivate static let refund: Self = "RefundPayment"
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
                .retry([.timeout, "Throttled"], intervalSeconds: 1, maxAttempts: 4, jitterStrategy: .full)
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

    @Test func otherExamplesAreRight() throws {
        let definition = StateMachineDefinition {
            State.Pass("Take").parameters(
                ["orderId.$": "$.id", "token": .path("$$.Execution.Id"), "retries": 3]
            )
            State.Pass(.refund).queryLanguage(.jsonata).output(
                ["orderId": .expression("$states.input.id"), "retries": 3]
            )
            State.Map("ShipEach", mode: .distributed(.express)) {
                State.Task("Ship", resource: "${Ship}")
            }
            .itemReader(
                resource: "arn:aws:states:::s3:getObject", parameters: ["Bucket": "orders", "Key.$": "$.key"],
                inputType: .jsonl
            )
            .maxConcurrency(100)
            State.Choice("Which?") {
                When("$.amount", .numericGreaterThan(1000), next: "Review")
                When(.and(.variable("$.paid", .isPresent(true)), .not(.variable("$.due", .isNull(true)))), next: "Pay")
            }
            State.Choice("Review") {
                When(.expression("$states.input.amount > 1000"), next: "Review")
            }
            .queryLanguage(.jsonata).default("Pay")
            State.Succeed("Pay")
        }
        #expect(StateMachine.read(definition).diagnostics == [])
    }

    /// Each line of each example in the documentation stands in this file, in order.
    @Test func theDocumentationShowsWhatIsTested() throws {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        let folder = here.appending(path: "../../../Sources/StatesLanguage/Builder").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let shown = try files.flatMap { examples(in: try lines(of: $0)) }
        #expect(shown.count == 7)
        let tested = try lines(of: URL(filePath: #filePath))
        for example in shown {
            var rest = tested[...]
            for line in example {
                let place = try #require(rest.firstIndex { $0.hasSuffix(line) }, "not tested: \(line)")
                rest = rest[(place + 1)...]
            }
        }
    }

    private func lines(of file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Indented parts of documentation comments, which begin after an empty line.
    private func examples(in lines: [String]) -> [[String]] {
        let marker = "///     "
        var examples: [[String]] = [], isInside = false
        for (previous, line) in zip(lines, lines.dropFirst()) {
            if previous == "///", line.hasPrefix(marker) { examples.append([]) }
            isInside = line.hasPrefix(marker) && (isInside || previous == "///")
            if isInside {
                let code = line.dropFirst(marker.count).trimmingCharacters(in: .whitespaces)
                examples[examples.count - 1].append(code)
            }
        }
        return examples
    }
}
