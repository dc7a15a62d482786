import Foundation
import StatesLanguage
import Testing

@testable import OrderSaga

/// The saga as it is exported.
struct DefinitionTests {
    @Test func fileAndCodeAreEqual() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../asl/order-saga.asl.json")
        let file = try String(contentsOf: path, encoding: .utf8)
        let definition = SagaDefinition().definition
        #expect(definition.text == file, "write it anew: order-saga export-asl > asl/order-saga.asl.json")
        let reading = StateMachine.read(definition)
        #expect(reading.diagnostics == [])
        #expect(try reading.get() == StateMachine(json: file))
    }

    @Test func anotherPlaceHasOtherNamesOnly() throws {
        let deployment = SagaDeployment(region: "eu-central-1", account: "210987654321", prefix: "prod-")
        let text = SagaDefinition(deployment).definition.text
        #expect(StateMachine.read(SagaDefinition(deployment).definition).diagnostics == [])
        let back = text.replacing("eu-central-1", with: "us-east-1").replacing("210987654321", with: "123456789012")
            .replacing("prod-", with: "")
        #expect(back == SagaDefinition().definition.text)
        #expect(text.contains("arn:aws:lambda:eu-central-1:210987654321:function:prod-refund-payment"))
        #expect(text.contains("https://sqs.eu-central-1.amazonaws.com/210987654321/prod-order-saga-people"))
    }
}
