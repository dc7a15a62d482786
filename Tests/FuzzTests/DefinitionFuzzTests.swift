import Diagnostics
import Foundation
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Whatever a definition looks like, reading it ends in diagnostics with their places; one without errors runs to an
/// end, or waits, and its events fold to the same value.
struct DefinitionFuzzTests {
    private let fuzzer: Fuzzer

    init() throws {
        let saga = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../asl/order-saga.asl.json")
        fuzzer = Fuzzer(
            corpus: [try String(contentsOf: saga, encoding: .utf8), Self.allTypes, Self.withJSONata, Self.distributed],
            tokens: [
                "{", "}", "[", "]", ",", ":", "\"\"", "null", "true", "0", "-1", "1.5", "99999999999", "\"$\"",
                "\"$.\"",
                "\"$$.Task.Token\"", "\"$v\"", "\"States.ALL\"", "\"{% 1 %}\"", "\"Type\":", "\"Next\":",
                "\"End\":true,",
                "\"Pass\"", "\"Map\"", "\"Retry\":[],", "\"Catch\":[],", "\"ResultPath\":", "\"Parameters\":{},",
                "${A}",
            ],
            maximumChanges: 2,
            seed: FuzzBudget.seed
        )
    }

    private static let allTypes = #"""
        {"StartAt": "P", "TimeoutSeconds": 900, "States": {
          "P": {"Type": "Pass", "Assign": {"v": 1}, "Next": "C",
            "Parameters": {"n.$": "States.ArrayRange(1, 5, 1)", "w": 2}},
          "C": {"Type": "Choice", "Default": "F", "Choices": [
            {"Variable": "$.w", "StringMatches": "a*", "Next": "F"},
            {"Next": "W", "And": [
              {"Variable": "$.w", "NumericGreaterThan": 1}, {"Not": {"Variable": "$v", "IsNull": true}}]}]},
          "W": {"Type": "Wait", "SecondsPath": "$.w", "Next": "M"},
          "M": {"Type": "Map", "ItemsPath": "$.n", "MaxConcurrency": 2, "ResultPath": "$.m", "Next": "B",
            "ItemSelector": {"i.$": "$$.Map.Item.Value"},
            "ItemProcessor": {"StartAt": "T", "States": {
              "T": {"Type": "Task", "TimeoutSeconds": 9, "HeartbeatSeconds": 3, "End": true,
                "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
                "Parameters": {"FunctionName": "f", "Payload": {"t.$": "$$.Task.Token"}}}}},
            "Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 2, "JitterStrategy": "FULL"}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "B"}]},
          "B": {"Type": "Parallel", "OutputPath": "$[0]", "Next": "S", "Branches": [
            {"StartAt": "B1", "States": {"B1": {"Type": "Wait", "Timestamp": "2026-01-01T00:00:00Z", "End": true}}},
            {"StartAt": "B2", "States": {
              "B2": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:g", "End": true,
                "Catch": [{"ErrorEquals": ["Boom"], "Next": "B3"}]},
              "B3": {"Type": "Pass", "Next": "B2"}}}]},
          "S": {"Type": "Succeed"},
          "F": {"Type": "Fail", "ErrorPath": "$.e", "Cause": "because"}}}
        """#

    private static let distributed = #"""
        {"StartAt": "I", "States": {
          "I": {"Type": "Pass", "Result": {"l": [1, 2, 3], "k": {"a": 1, "b": [2]}, "n": 2}, "Next": "M"},
          "M": {"Type": "Map", "ItemsPath": "$.l", "MaxConcurrencyPath": "$.n", "ResultPath": "$.m", "Next": "K",
            "ItemSelector": {"v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "s.$": "$$.Map.Item.Source"},
            "ItemBatcher": {"MaxItemsPerBatchPath": "$.n", "MaxInputBytesPerBatch": 1000, "BatchInput": {"x": 1}},
            "ToleratedFailureCount": 1, "ToleratedFailurePercentage": 50, "Label": "L",
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"},
              "StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "T"},
                "T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:g", "End": true}}},
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "K"}]},
          "K": {"Type": "Map", "ItemsPath": "$.k", "Next": "R", "ResultPath": "$.r",
            "ResultWriter": {"WriterConfig": {"Transformation": "FLATTEN", "OutputType": "JSONL"}},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
              "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}},
          "R": {"Type": "Map", "End": true, "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
              "ReaderConfig": {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "MaxItemsPath": "$.n"},
              "Parameters": {"Bucket": "b", "Key": "k"}},
            "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}},
            "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
              "StartAt": "Q", "States": {"Q": {"Type": "Pass", "End": true}}},
            "Retry": [{"ErrorEquals": ["States.ItemReaderFailed", "States.ResultWriterFailed"], "MaxAttempts": 1}]}}}
        """#

    private static let withJSONata = #"""
        {"QueryLanguage": "JSONata", "StartAt": "P", "States": {
          "P": {"Type": "Pass", "Output": {"n": "{% 1 + 1 %}"}, "Assign": {"v": "{% $states.input %}"}, "Next": "T"},
          "T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true,
            "Arguments": {"QueueUrl": "u", "MessageBody": "{% $v %}"}}}}
        """#

    /// Otherwise the tests below would fuzz nothing but errors.
    @Test func corpusIsRight() {
        for bytes in fuzzer.corpus {
            let reading = StateMachine.read(SourceText(name: "corpus.json", bytes: bytes))
            #expect(reading.diagnostics.isEmpty && reading.machine != nil)
        }
    }

    @Test func reading() throws {
        try FuzzBudget.spend(fuzzer, rounds: 500) { bytes in
            let reading = StateMachine.read(SourceText(name: "fuzz.json", bytes: bytes))
            let spans = reading.diagnostics.map(\.span)
            guard spans.allSatisfy({ 0 <= $0.start && $0.start <= $0.end && $0.end <= bytes.count }) else {
                return false
            }
            guard zip(spans, spans.dropFirst()).allSatisfy({ $0.start <= $1.start }) else { return false }
            return reading.machine != nil || !reading.diagnostics.isEmpty || !reading.substitutions.isEmpty
        }
    }

    @Test func running() throws {
        try FuzzBudget.spend(fuzzer, rounds: 300) { bytes in
            let reading = StateMachine.read(SourceText(name: "fuzz.json", bytes: bytes))
            guard let machine = reading.machine, let program = try? Program(machine) else { return true }
            var configuration = ExecutionConfiguration()
            configuration.quotas.historyEvents = 1_000
            let fresh = Execution(program, configuration: configuration)
            var simulation = Simulation(fresh, startingAt: Timestamp(seconds: 1_767_225_600))
            var folded = fresh
            var world = FlakyWorld()
            let input: JSONValue = ["orderId": "1", "customerId": "2", "items": [1, 2], "amount": 3]
            let fold = { (events: [Event]) in for event in events { folded.apply(event) } }
            simulation.start(input: Payload(input), observe: fold)
            let pause = try simulation.run(world: &world, observe: fold)
            let live = simulation.execution
            guard (pause == .ended) == (live.status != .running) else { return false }
            return folded.status == live.status && folded.output == live.output && folded.failure == live.failure
                && folded.lastEventID == live.lastEventID
                && folded.stateEntries == live.stateEntries && folded.outstanding == live.outstanding
        }
    }

    /// Of three runs of tasks, one fails, one gives an object, and one takes its time.
    private struct FlakyWorld: TaskWorld {
        var runs = 0

        mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
            runs += 1
            return switch runs % 3 {
            case 0: .failed("Boom", "third run")
            case 1: .succeeded(["ok": true])
            default: .succeeded(.string(request.stateName), after: 4_000)
            }
        }
    }
}
