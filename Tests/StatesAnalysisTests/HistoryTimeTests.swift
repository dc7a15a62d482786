import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// What the times of a history tell of the definition: how long states waited, and when they were tried again.
struct HistoryTimeTests {
    static let definition = """
        {"StartAt": "Pay", "States": {
          "Pay": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "pay"},
            "Retry": [{"ErrorEquals": ["Never"], "IntervalSeconds": 9}, {"ErrorEquals": ["Busy"],
              "IntervalSeconds": 2, "BackoffRate": 2, "MaxDelaySeconds": 6, "MaxAttempts": 5}], "Next": "All"},
          "All": {"Type": "Parallel", "Next": "Ask", "ResultPath": null,
            "Retry": [{"ErrorEquals": ["Broken"], "IntervalSeconds": 30}],
            "Branches": [{"StartAt": "Ship", "States": {
              "Ship": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true,
                "Parameters": {"FunctionName": "ship"}}}},
              {"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": 3, "End": true}}}]},
          "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "ask"},
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 400, "JitterStrategy": "FULL"}], "Next": "Count"},
          "Count": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input %}", "Next": "Pause"},
          "Pause": {"Type": "Wait", "Seconds": 5, "Next": "Until"},
          "Until": {"Type": "Wait", "Timestamp": "2026-01-01T06:00:00Z", "Next": "Done"},
          "Done": {"Type": "Succeed"}}}
        """

    /// One edit, and the state where it shows; `nil` where the times of the history are possible.
    struct Edit: Sendable, CustomTestStringConvertible {
        var name: String
        var old: String
        var new: String
        var state: String?
        var place = "retrySeconds"
        var testDescription: String { name }
    }

    private static let busy = #""IntervalSeconds": 2, "BackoffRate": 2, "MaxDelaySeconds": 6"#
    private static let broken = #"["Broken"], "IntervalSeconds": 30"#
    private static let drawn = #""IntervalSeconds": 400, "JitterStrategy": "FULL""#

    static let edits: [Edit] = [
        Edit(name: "nothing", old: "Pay", new: "Pay"),
        Edit(
            name: "an interval doubled", old: busy,
            new: #""IntervalSeconds": 4, "BackoffRate": 2, "MaxDelaySeconds": 6"#, state: "Pay"),
        Edit(name: "another retrier's interval", old: #""IntervalSeconds": 9"#, new: #""IntervalSeconds": 18"#),
        Edit(
            name: "a steeper rate", old: busy, new: #""IntervalSeconds": 2, "BackoffRate": 3, "MaxDelaySeconds": 6"#,
            state: "Pay"),
        Edit(name: "no cap", old: busy, new: #""IntervalSeconds": 2, "BackoffRate": 2"#, state: "Pay"),
        Edit(name: "as good as no change", old: busy, new: #""IntervalSeconds": 1, "MaxDelaySeconds": 6"#),
        Edit(name: "a delay that is drawn", old: busy, new: busy + #", "JitterStrategy": "FULL""#),
        Edit(
            name: "a fan-out's interval doubled", old: broken, new: #"["Broken"], "IntervalSeconds": 60"#,
            state: "All"),
        Edit(
            name: "a fan-out's interval halved", old: broken, new: #"["Broken"], "IntervalSeconds": 15"#, state: "All"),
        Edit(
            name: "a delay longer than any that is drawn", old: broken,
            new: #"["Broken"], "IntervalSeconds": 15, "JitterStrategy": "FULL""#, state: "All"),
        Edit(name: "a delay no longer drawn", old: drawn, new: #""IntervalSeconds": 400"#, state: "Ask"),
        Edit(
            name: "a delay drawn from more", old: drawn, new: #""IntervalSeconds": 800, "JitterStrategy": "FULL""#),
        Edit(
            name: "a branch's wait", old: #""Seconds": 3"#, new: #""Seconds": 5"#, state: "Rest", place: "waitedSeconds"
        ),
        Edit(
            name: "a wait behind a delay that was drawn", old: #""Seconds": 5"#, new: #""Seconds": 8"#, state: "Pause",
            place: "waitedSeconds"),
        Edit(
            name: "a later timestamp", old: "T06:00:00Z", new: "T06:00:05Z", state: "Until", place: "waitedSeconds"),
        Edit(
            name: "an earlier timestamp", old: "T06:00:00Z", new: "T05:00:00Z", state: "Until", place: "waitedSeconds"),
    ]

    /// - Parameter seed: of what is drawn; the comparison draws by its own.
    private static func recorded(seed: UInt64 = 7) throws -> RecordedHistory {
        var configuration = ExecutionConfiguration()
        configuration.seed = seed
        return try history(
            of: definition, configuration,
            answers: [
                "Pay": [.failed("Busy", nil), .failed("Busy", nil), .failed("Busy", nil), .succeeded([:], after: 700)],
                "Ship": [.failed("Broken", nil, after: 200), .succeeded(1)],
                "Ask": [.failed("Busy", nil), .succeeded([:])],
            ])
    }

    private static func history(
        of text: String, _ configuration: ExecutionConfiguration, answers: [String: [TaskAnswer]]
    ) throws -> RecordedHistory {
        let program = try HistoryComparisonTests.program(text)
        var simulation = Simulation(
            Execution(program, configuration: configuration), startingAt: Timestamp(seconds: 1_767_225_600))
        var world = MockAnswers(answers)
        var events: [Event] = []
        simulation.start(input: Payload([:])) { events += $0 }
        _ = try simulation.run(world: &world) { events += $0 }
        return RecordedHistory(events: events.compactMap { RecordedHistory.Event($0, of: simulation.execution) })
    }

    private static func compare(
        _ edit: Edit, _ history: RecordedHistory, _ rules: HistoryRules = HistoryRules()
    ) throws -> HistoryComparison.Outcome {
        let text = definition.replacing(edit.old, with: edit.new)
        return HistoryComparison(try HistoryComparisonTests.program(text), rules: rules).compare(history)
    }

    @Test(arguments: edits) func edit(_ edit: Edit) throws {
        let history = try Self.recorded()
        let outcome = try Self.compare(edit, history)
        guard let state = edit.state else {
            return #expect(outcome == .same(events: history.events.count, isEnded: true))
        }
        guard case .different(let divergence) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(divergence.state == state)
        #expect(divergence.differences.map(\.path) == [edit.place])
        #expect(divergence.reason?.kind == (edit.place == "waitedSeconds" ? .waitChanged : .retryIntervalChanged))
        // Who says that the time does not matter gets no difference.
        let rules = HistoryRules(ignored: [try #require(HistoryRules.Place("\(state):\(edit.place)"))])
        #expect(try Self.compare(edit, history, rules) == .same(events: history.events.count, isEnded: true))
    }

    /// An export without times says nothing of them.
    @Test(arguments: edits) func withoutTimes(_ edit: Edit) throws {
        var history = try Self.recorded()
        for index in history.events.indices { history.events[index].time = nil }
        #expect(try Self.compare(edit, history) == .same(events: history.events.count, isEnded: true))
    }

    /// In whole seconds a history says the same of its own definition, whatever was drawn.
    @Test(arguments: UInt64(0)..<40) func inWholeSeconds(seed: UInt64) throws {
        var history = try Self.recorded(seed: seed)
        for index in history.events.indices {
            let time = history.events[index].time?.millisecondsSinceEpoch ?? 0
            history.events[index].time = Timestamp(seconds: time / 1_000)
        }
        let outcome = try Self.compare(Edit(name: "", old: "Pay", new: "Pay"), history)
        #expect(outcome == .same(events: history.events.count, isEnded: true))
    }

    /// Where the recorded order of concurrent branches cannot be had, their retries have times too.
    @Test func retriesOfBranchesInAnotherOrder() throws {
        let branch = { (name: String) in
            #"{"StartAt": "\#(name)", "States": {"\#(name)": {"Type": "Task", "End": true, "#
                + #""Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}, "#
                + #""Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2}]}}}"#
        }
        let text =
            #"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": ["#
            + branch("A") + "," + branch("B") + "]}}}"
        let answers: [TaskAnswer] = [.failed("Busy", nil), .succeeded(1)]
        let history = HistoryComparisonTests.interleaved(
            try Self.history(of: text, ExecutionConfiguration(), answers: ["A": answers, "B": answers]))
        func compare(interval: String) throws -> HistoryComparison.Outcome {
            let text = text.replacing(#""IntervalSeconds": 2"#, with: interval)
            return HistoryComparison(try HistoryComparisonTests.program(text)).compare(history)
        }
        let same = HistoryComparison.Outcome.same(events: history.events.count, isEnded: true)
        #expect(try compare(interval: #""IntervalSeconds": 2"#) == same)
        #expect(try compare(interval: #""IntervalSeconds": 2, "JitterStrategy": "FULL""#) == same)
        guard case .different(let divergence) = try compare(interval: #""IntervalSeconds": 4"#) else {
            Issue.record("an edit of a branch is not found")
            return
        }
        #expect(divergence.differences.map(\.path) == ["retrySeconds"])
        #expect(divergence.reason?.kind == .retryIntervalChanged)
    }

    /// A wait that takes another time shows, one that the service was a little late with does not.
    static let waits: [(seconds: Int, lateMilliseconds: Int64, isSame: Bool)] = [
        (20, 0, true), (20, 9_000, true), (20, 11_000, false), (22, 0, false), (9, 0, false), (15, 0, true),
    ]

    @Test(arguments: waits.indices) func wait(_ index: Int) throws {
        let (seconds, late, isSame) = Self.waits[index]
        func program(_ seconds: Int) throws -> Program {
            try HistoryComparisonTests.program(
                #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": \#(seconds), "End": true}}}"#)
        }
        var simulation = Simulation(
            Execution(try program(20), configuration: ExecutionConfiguration()), startingAt: Timestamp(seconds: 0))
        var world = MockAnswers([:])
        var events: [Event] = []
        simulation.start(input: Payload([:])) { events += $0 }
        _ = try simulation.run(world: &world) { events += $0 }
        var history = RecordedHistory(
            events: events.compactMap { RecordedHistory.Event($0, of: simulation.execution) })
        for index in 2..<4 {
            let time = history.events[index].time?.millisecondsSinceEpoch ?? 0
            history.events[index].time = Timestamp(millisecondsSinceEpoch: time + late)
        }
        switch HistoryComparison(try program(seconds)).compare(history) {
        case .same(let count, _): #expect(isSame && count == 4)
        case .different(let divergence):
            #expect(!isSame && divergence.state == "W" && divergence.reason?.kind == .waitChanged)
        case .notComparable(let message): Issue.record("\(message)")
        }
    }
}
