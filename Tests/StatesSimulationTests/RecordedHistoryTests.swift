import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Histories read back, and executions repeated from them.
struct RecordedHistoryTests {
    // MARK: Dresses

    private static let event = RecordedHistory.Event(
        id: 1, previous: 0, type: "ExecutionStarted", time: Timestamp(seconds: 1_767_225_600, nanoseconds: 500_000_000),
        details: ["input": #"{ "a": 1}"#, "inputDetails": ["truncated": false], "roleArn": "r"])

    static let dresses = [
        #"""
        {"events": [{"timestamp": "2026-01-01T00:00:00.500000+00:00",
            "type": "ExecutionStarted", "id": 1, "previousEventId": 0,
            "executionStartedEventDetails": {"input": "{ \"a\": 1}", "inputDetails": {"truncated": false},
            "roleArn": "r"}}]}
        """#,
        #"""
        {"Events": [{"Timestamp": 1767225600.5,
            "Type": "ExecutionStarted", "Id": 1, "PreviousEventId": 0,
            "ExecutionStartedEventDetails": {"Input": "{ \"a\": 1}", "InputDetails": {"Truncated": false},
            "RoleArn": "r"}}],
         "NextToken": null}
        """#,
        #"""
        [{"timestamp": 1767225600500,
            "type": "ExecutionStarted", "id": 1, "previousEventId": 0,
            "executionStartedEventDetails": {"input": "{ \"a\": 1}", "inputDetails": {"truncated": false},
            "roleArn": "r"}}]
        """#,
        #"""
        [{"timestamp": "2026-01-01 01:00:00.500000+01:00",
            "type": "ExecutionStarted", "id": 1, "previousEventId": 0,
            "executionStartedEventDetails": {"input": "{ \"a\": 1}", "inputDetails": {"truncated": false},
            "roleArn": "r"}}]
        """#,
    ]

    @Test(arguments: dresses) func readsEveryDress(_ text: String) throws {
        let reading = RecordedHistory.read(SourceText(name: "h", text: text))
        let history = try #require(reading.history, "\(reading.diagnostics)")
        #expect(history.events == [Self.event])
        #expect(history.input?.text == #"{ "a": 1}"#)
        #expect(history.startTime == Self.event.time)
    }

    @Test func readsEitherOrderAndMissingTimes() throws {
        let text = #"""
            [{"id": 2, "previousEventId": 1, "type": "B"},
             {"id": 1, "previousEventId": 0, "type": "A", "timestamp": null}]
            """#
        let history = try #require(RecordedHistory.read(SourceText(name: "h", text: text)).history)
        #expect(history.events.map(\.type) == ["A", "B"])
        #expect(history[2]?.type == "B")
        #expect(history[3] == nil)
    }

    // MARK: Mistakes

    static let mistakes: [(text: String, said: [String])] = [
        ("{", ["1:2 ASL3001"]),
        ("{}", ["1:1 ASL3006 expected the events of a history: {“events”: […]}"]),
        (#"{"events": []}"#, ["1:12 ASL3006 the history has no events"]),
        (#"[1]"#, ["1:2 ASL3006 expected an event"]),
        (#"[{"type": "A", "previousEventId": 0}]"#, ["1:2 ASL3006 the event has no “id”"]),
        (#"[{"type": "A", "id": "1", "previousEventId": 0}]"#, ["1:22 ASL3006 “id” must be a number, 0 or more"]),
        (#"[{"type": "A", "id": 0, "previousEventId": 0}]"#, ["1:2 ASL3006 event ids start at 1"]),
        (#"[{"id": 1, "previousEventId": 0}]"#, ["1:2 ASL3006 event 1 has no “type”"]),
        (
            #"""
            [{"id": 1, "previousEventId": 0, "type": "A"},
             {"id": 1, "previousEventId": 7, "type": "A"}, {"id": 2, "previousEventId": 7, "type": "A"}]
            """#,
            ["2:2 ASL3006 two events have the id 1", "2:48 ASL3006 event 2 follows event 7, which is missing"]
        ),
        (
            #"[{"id": 1, "previousEventId": 0, "type": "A", "timestamp": "today"}]"#,
            ["1:60 ASL3006 the time of event 1 is neither RFC 3339 nor a number of seconds"]
        ),
        (
            #"[{"id": 1, "previousEventId": 0, "type": "A", "aEventDetails": 3}]"#,
            ["1:64 ASL3006 “aEventDetails” must be an object"]
        ),
    ]

    @Test(arguments: mistakes.indices) func mistake(_ index: Int) {
        let (text, expected) = Self.mistakes[index]
        let source = SourceText(name: "h", text: text)
        let reading = RecordedHistory.read(source)
        #expect(reading.history == nil)
        let said = reading.diagnostics.map { Said.text($0, in: source) }
        #expect(said.count == expected.count, "\(said)")
        for (said, expected) in zip(said, expected) { #expect(said.hasPrefix(expected)) }
    }

    // MARK: Answers

    /// Machines whose history, fed back, must give that very history.
    static let repeated: [(fact: String, states: String, input: String, answers: [String: [TaskAnswer]])] = [
        (
            "families, failures and retries",
            Task.function("A", #", "Retry": [{"ErrorEquals": ["Busy"]}], "Next": "B""#) + ","
                + Task.token("B", #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}], "Next": "C""#) + ","
                + Task.activity("C"),
            "{}",
            [
                "A": [.failed("Busy", "c"), .failed("Busy"), .succeeded(["a": 1.0], after: 250)],
                "B": [.failed(nil)], "C": [TaskAnswer(.succeeded(Payload("c")), worker: "w")],
            ]
        ),
        (
            "concurrent answers that overtake each other",
            #"""
            "M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "A", "States": {
                \#(Task.function("A", #", "Next": "B""#)), \#(Task.function("C")),
                "B": {"Type": "Wait", "Seconds": 1, "Next": "C"}}}}
            """#,
            "[1, 1, 1, 1]",
            [
                "A": [
                    .succeeded(1, after: 900), .succeeded(2, after: 100), .succeeded(3), .succeeded(4, after: 2_000),
                ],
                "C": [.succeeded(5, after: 50), .succeeded(6), .succeeded(7, after: 900), .succeeded(8)],
            ]
        ),
        (
            "concurrent answers without waits",
            #"""
            "M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "A", "States": {
                \#(Task.function("A", #", "Next": "C""#)), \#(Task.token("C"))}}}
            """#,
            "[1, 1, 1]",
            [
                "A": [.succeeded(1, after: 900), .succeeded(2, after: 100), .succeeded(3)],
                "C": [.succeeded(5, after: 50), .failed("Bad", nil, after: 500), .never],
            ]
        ),
        (
            "timeouts of one instant among answers",
            #"""
            "P": {"Type": "Parallel", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}],
                "Branches": [
                {"StartAt": "A", "States": {\#(Task.function("A", #", "TimeoutSeconds": 5, "End": true"#))}},
                {"StartAt": "B", "States": {\#(Task.function("B", #", "TimeoutSeconds": 5, "End": true"#))}},
                {"StartAt": "C", "States": {\#(Task.function("C", #", "TimeoutSeconds": 9, "End": true"#))}}]},
            "Z": {"Type": "Succeed"}
            """#,
            "{}", ["A": [.never], "B": [.never], "C": [.succeeded(1, after: 4_999)]]
        ),
        (
            "failures of every stage",
            Task.function("A", #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "Next": "B""#) + ","
                + Task.token("B", #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}], "Next": "C""#) + ","
                + Task.function("C"),
            "{}",
            [
                "A": [TaskAnswer(.failed(TaskFailure(error: "a", cause: nil, stage: .schedule)))],
                "B": [TaskAnswer(.failed(TaskFailure(error: "b", cause: nil, stage: .submit)))],
                "C": [TaskAnswer(.failed(TaskFailure(error: "c", cause: nil, stage: .start)))],
            ]
        ),
    ]

    @Test(arguments: repeated.indices, [true, false])
    func repeatsARecordedExecution(_ index: Int, hasTimes: Bool) throws {
        let (fact, states, input, answers) = Self.repeated[index]
        // How long a branch waited for its turn is in the times only.
        guard hasTimes || !states.contains("Wait") else { return }
        var first = try Harness(states, input: input)
        var mocks = MockAnswers(answers)
        #expect(try first.run(&mocks) == .ended)
        let document = HistoryProjection.document(of: first.events, in: first.simulation.execution)
        let source = SourceText(name: "h", bytes: document)
        var history = try #require(RecordedHistory.read(source).history)
        if !hasTimes { for index in history.events.indices { history.events[index].time = nil } }
        var second = try Harness(states, input: input)
        var recorded = RecordedAnswers(history)
        #expect(try second.run(&recorded) == .ended, "\(fact)")
        #expect(Self.untimed(second) == Self.untimed(first), "\(fact)")
        if hasTimes { #expect(second.elapsed == first.elapsed, "\(fact)") }
        for state in recorded.stateNames { #expect(recorded.unusedRuns(of: state) == 0) }
    }

    private static func untimed(_ harness: Harness) -> [String] {
        harness.events.filter { $0.id > 0 }.map { "\($0.id)<\($0.previous) \($0.body)" }
    }

    @Test func whatWasNotRecordedIsAnError() throws {
        let history = RecordedHistory(events: [
            .init(id: 1, previous: 0, type: "ExecutionStarted"),
            .init(id: 2, previous: 0, type: "TaskStateEntered", details: ["name": "A"]),
            .init(id: 3, previous: 2, type: "LambdaFunctionScheduled", details: ["input": "{}"]),
            .init(id: 4, previous: 3, type: "LambdaFunctionStarted"),
            .init(id: 5, previous: 4, type: "LambdaFunctionSucceeded"),
        ])
        func run(_ states: String) throws {
            var harness = try Harness(states)
            var world = RecordedAnswers(history)
            _ = try harness.run(&world)
        }
        let lacking = WorldError(
            stateName: "A", invocation: 0, message: "the recording lacks the output of invocation 0 of the state “A”")
        #expect(throws: lacking) { try run(Task.function("A")) }
        let unknown = WorldError(
            stateName: "B", invocation: 0, message: "the recording has no run of the state “B”")
        #expect(throws: unknown) { try run(Task.function("B")) }
    }

    @Test func runsWithTheSameParametersArePreferred() throws {
        func scheduled(_ id: Int32, _ input: String, _ output: String) -> [RecordedHistory.Event] {
            [
                .init(id: id, previous: 2, type: "LambdaFunctionScheduled", details: ["input": .string(input)]),
                .init(id: id + 1, previous: id, type: "LambdaFunctionStarted"),
                .init(
                    id: id + 2, previous: id + 1, type: "LambdaFunctionSucceeded",
                    details: ["output": .string(output)]),
            ]
        }
        let history = RecordedHistory(
            events: [.init(id: 2, previous: 0, type: "TaskStateEntered", details: ["name": "A"])]
                + scheduled(3, "1", "\"one\"") + scheduled(6, "2", "\"two\"") + scheduled(9, "3", "\"three\""))
        var harness = try Harness(
            #"""
            "M": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "A", "States": {\#(Task.function("A"))}}}
            """#,
            input: "[3, 9, 2]")
        var world = RecordedAnswers(history)
        #expect(try harness.run(&world) == .ended)
        #expect(harness.simulation.execution.output?.value == ["three", "one", "two"])
    }
}
