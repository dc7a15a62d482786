import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Small kin of the benchmark machines, with what they must come to: entries, events, virtual time.
struct ScaleTests {
    private struct End {
        var output: JSONValue?
        var entries: Int
        var events: Int32
        var milliseconds: Int64
    }

    private func run(_ states: String, input: JSONValue, _ answers: [String: [TaskAnswer]] = [:]) throws -> End {
        var configuration = ExecutionConfiguration()
        configuration.quotas.historyEvents = 1_000_000
        var harness = try Harness(states, input: input.description, configuration: configuration)
        var world = MockAnswers(answers)
        #expect(try harness.run(&world) == .ended)
        let execution = harness.simulation.execution
        return End(
            output: execution.output?.value, entries: execution.stateEntries, events: execution.lastEventID,
            milliseconds: harness.elapsed)
    }

    @Test func loop() throws {
        let end = try run(
            #"""
            "Check": {"Type": "Choice", "Default": "Done",
                "Choices": [{"Variable": "$.i", "NumericLessThan": 5000, "Next": "Add"}]},
            "Add": {"Type": "Pass", "Parameters": {"i.$": "States.MathAdd($.i, 1)"}, "Next": "Check"},
            "Done": {"Type": "Succeed"}
            """#, input: ["i": 0])
        #expect(end.output == ["i": 5_000])
        #expect(end.entries == 10_002)
        #expect(end.events == 20_006)
        #expect(end.milliseconds == 0)
    }

    @Test func taskLoop() throws {
        let end = try run(
            #"""
            "Check": {"Type": "Choice", "Default": "Done",
                "Choices": [{"Variable": "$.i", "NumericLessThan": 300, "Next": "Call"}]},
            \#(Task.function("Call", #", "ResultPath": "$.last", "Next": "Add""#)),
            "Add": {"Type": "Pass", "Next": "Check",
                "Parameters": {"i.$": "States.MathAdd($.i, 1)", "last.$": "$.last"}},
            "Done": {"Type": "Succeed"}
            """#, input: ["i": 0], ["Call": [.succeeded("ok", after: 10)]])
        #expect(end.output == ["i": 300, "last": "ok"])
        #expect(end.entries == 902)
        #expect(end.milliseconds == 3_000)
    }

    /// More than a turn may make: it pauses and goes on.
    @Test func map() throws {
        let count = 5_000
        let end = try run(
            #"""
            "Each": {"Type": "Map", "End": true, "ItemsPath": "$.items",
                "ItemSelector": {"i.$": "$$.Map.Item.Index", "n.$": "$$.Map.Item.Value", "k.$": "$.k"},
                "ItemProcessor": {"StartAt": "Sum", "States": {
                    "Sum": {"Type": "Pass", "End": true,
                        "Parameters": {"i.$": "$.i", "s.$": "States.MathAdd($.n, $.k)"}}}}}
            """#,
            input: ["items": .array(JSONArray((0..<count).map { JSONValue.int($0 * 3) })), "k": 7])
        let expected = (0..<count).map { index -> JSONValue in ["i": .int(index), "s": .int(index * 3 + 7)] }
        #expect(end.output == .array(JSONArray(expected)))
        #expect(end.entries == count + 1)
        #expect(Int(end.events) == 4 * count + 6)
    }

    @Test func retryStorm() throws {
        let end = try run(
            #"""
            \#(Task.function("Flaky", #"""
            , "Retry": [{"ErrorEquals": ["Transient"], "MaxAttempts": 6, "MaxDelaySeconds": 2}], "Next": "Doomed"
            """#)),
            \#(Task.function("Doomed", #"""
            , "Retry": [{"ErrorEquals": ["States.TaskFailed"], "BackoffRate": 1.0, "MaxAttempts": 2}],
                "Catch": [{"ErrorEquals": ["Permanent"], "ResultPath": "$.error", "Next": "Recovered"}], "End": true
            """#)),
            "Recovered": {"Type": "Pass", "OutputPath": "$.error", "End": true}
            """#, input: [:],
            [
                "Flaky": Array(repeating: .failed("Transient"), count: 5) + [.succeeded([:])],
                "Doomed": [.failed("Permanent", "for good")],
            ])
        #expect(end.output == ["Error": "Permanent", "Cause": "for good"])
        #expect(end.milliseconds == 11_000)
    }
}
