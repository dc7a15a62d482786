import Foundation
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesYAML
import Testing
import Diagnostics

/// The order saga, followed along every path, and the machine that it mends.
struct SagaExplorationTests {
    /// `asl/order-saga.rules.yaml`.
    static let rulesFile: Result<RulesFile, any Error> = Result {
        let data = try Data(contentsOf: Explored.root.appending(path: "asl/order-saga.rules.yaml"))
        let source = SourceText(name: "order-saga.rules.yaml", bytes: [UInt8](data))
        let program = try Explored.program(try Explored.file("asl/order-saga.asl.json"))
        let node = try #require(YAMLDefinition.node(of: source).node)
        let (file, diagnostics) = RulesFile.read(node, of: source, for: program)
        #expect(diagnostics.isEmpty)
        return file
    }

    static let rules = rulesFile.map { $0.rules.map(\.text) }

    static let saga: Result<Exploration, any Error> = Result {
        let (definition, file) = (try Explored.file("asl/order-saga.asl.json"), try rulesFile.get())
        return try Explored.explore(
            definition, inputs: file.inputs, results: file.results, stateErrors: file.errors)
    }

    @Test func hasNoFault() throws {
        let exploration = try Self.saga.get()
        #expect(exploration.stateCount >= 500)
        #expect(
            Explored.lines(exploration).filter { $0.contains(" at ") }.map { $0.prefix { $0 != "×" } } == [
                "fails with OutOfStock at OrderFailed ", "succeeds at OrderPaid ",
                "fails with OrderCancelled at OrderFailed ", "fails with PaymentDeclined at OrderFailed ",
                "fails with InventoryUnavailable at OrderFailed ", "fails with PaymentUnavailable at OrderFailed ",
            ])
        #expect(
            Explored.lines(exploration).filter { !$0.contains(" at ") } == [
                "loop through RecordNotificationFailure", "loop through AskPersonToRefund",
                "loop through AskPersonToRelease", "loop through CloseOrder",
            ])
    }

    @Test(arguments: try rules.get()) func keeps(_ rule: String) throws {
        #expect(try Explored.verdict(rule, try Self.saga.get()) == "holds")
    }

    @Test func breaksWhatItDoesNotPromise() throws {
        let rule = "after ReserveInventory succeeded, ReleaseInventory succeeded or execution succeeded"
        let verdict = try Explored.verdict(rule, try Self.saga.get())
        #expect(verdict.hasPrefix("ReserveInventory succeeds, ProcessPayment fails with PaymentDeclined, "))
        #expect(verdict.hasSuffix(", AskPersonToRelease succeeds, CloseOrder succeeds"))
    }

    /// The rule that the first version of the saga breaks: its compensation may fail, and nobody notices.
    static let originalRule =
        "after ReserveInventory succeeded, CompensateInventory succeeded or execution succeeded"

    @Test func findsACompensationThatMayFail() throws {
        let definition: JSONValue = [
            "StartAt": "Reserve",
            "States": [
                "Reserve": [
                    "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:a", "Next": "Pay",
                ],
                "Pay": [
                    "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:b", "Next": "Paid",
                    "Catch": [["ErrorEquals": ["States.ALL"], "Next": "Undo", "ResultPath": "$.error"]],
                ],
                "Undo": [
                    "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:c", "Next": "Failed",
                ],
                "Paid": ["Type": "Succeed"],
                "Failed": ["Type": "Fail", "Error": "NotPaid"],
            ],
        ]
        let exploration = try Explored.explore(definition)
        #expect(
            try Explored.verdict("after Reserve succeeded, Undo succeeded or execution succeeded", exploration)
                == "Reserve succeeds, Pay fails with UnknownError, Undo fails with UnknownError")
        #expect(Explored.lines(exploration).contains("uncaught at Undo: UnknownError States.Timeout"))
    }

    static let original: URL = {
        let suites = ProcessInfo.processInfo.environment["STATES_SUITES"].map { URL(filePath: $0) }
        let folder = suites ?? Explored.root.appending(path: "../shared/conformance")
        return folder.appending(path: "../seed/state-machine.asl.json").standardized
    }()

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: original.path(percentEncoded: false)),
            "the first version of the saga is not here"))
    func findsTheFaultOfTheFirstVersion() throws {
        let definition = try JSONParser.parse([UInt8](try Data(contentsOf: Self.original)))
        let exploration = try Explored.explore(definition, inputs: [["orderId": 1]])
        let verdict = try Explored.verdict(Self.originalRule, exploration)
        #expect(verdict.hasPrefix("ReserveInventory succeeds, ProcessPayment fails with"))
        #expect(verdict.hasSuffix("CompensateInventory fails with UnknownError"))
    }
}
