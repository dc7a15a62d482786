import Diagnostics
import Foundation
import JSONModel
import RandomMachines
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Histories compared with the definition that made them, and with edited ones.
struct HistoryComparisonTests {
    /// One edit of a definition, and where it shows.
    struct Edit: Sendable, CustomTestStringConvertible {
        var name: String
        /// A text of the definition, and what takes its place.
        var old: String
        var new: String
        /// `nil` where the execution does not notice.
        var state: String?
        var reason: LikelyReason.Kind?
        var event: Int32 = 0
        /// Where values differ.
        var places: [String] = []
        var testDescription: String { name }
    }

    /// An order: a task that is retried, a fan-out, a choice, and a task whose failure is caught.
    static let definition = """
        {"StartAt": "Reserve", "States": {
          "Reserve": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:reserve",
            "Retry": [{"ErrorEquals": ["Busy"]}], "ResultPath": "$.reserved", "Next": "Lines"},
          "Lines": {"Type": "Map", "ItemsPath": "$.lines", "ResultPath": "$.priced", "Next": "Big",
            "ItemProcessor": {"StartAt": "Price", "States": {
              "Price": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:price",
                "End": true}}}},
          "Big": {"Type": "Choice", "Default": "Pay",
            "Choices": [{"Variable": "$.total", "NumericGreaterThan": 100, "Next": "Ask"}]},
          "Ask": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:ask", "Next": "Pay"},
          "Pay": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 30,
            "Parameters": {"FunctionName": "pay", "Payload": {"order.$": "$.id", "key.$": "States.UUID()",
              "at.$": "$$.State.EnteredTime"}},
            "Catch": [{"ErrorEquals": ["Declined"], "Next": "Undo", "ResultPath": "$.why"}],
            "Retry": [{"ErrorEquals": ["Never"]}], "Next": "Done"},
          "Undo": {"Type": "Pass", "Parameters": {"undone.$": "$.id", "run.$": "$$.Execution.Name"},
            "Next": "Refused"},
          "Refused": {"Type": "Fail", "Error": "Refused", "Cause": "declined"},
          "Done": {"Type": "Succeed"}}}
        """
    static let input = #"{"id": "o-1", "total": 50, "lines": [1, 2], "few": [1]}"#

    static let edits: [Edit] = [
        Edit(name: "nothing", old: "Reserve", new: "Reserve"),
        Edit(
            name: "a state renamed", old: #""Undo""#, new: #""Revert""#, state: "Undo", reason: .stateRenamed, event: 35
        ),
        Edit(
            name: "the first state renamed", old: #""Reserve""#, new: #""Hold""#, state: "Reserve",
            reason: .stateRenamed, event: 2),
        Edit(
            name: "a state of an iteration renamed", old: #""Price""#, new: #""Cost""#, state: "Price",
            reason: .stateRenamed, event: 14),
        Edit(
            name: "a retrier removed", old: #""Retry": [{"ErrorEquals": ["Busy"]}], "#, new: "", state: "Reserve",
            reason: .retrierRemoved, event: 6),
        Edit(name: "a retrier that was not used removed", old: #""Retry": [{"ErrorEquals": ["Never"]}], "#, new: ""),
        Edit(
            name: "a retrier added", old: #""ErrorEquals": ["Never"]"#, new: #""ErrorEquals": ["Declined"]"#,
            state: "Pay", reason: .retrierAdded, event: 34),
        Edit(
            name: "a catcher removed", old: #"["Declined"]"#, new: #"["Other"]"#, state: "Pay",
            reason: .catcherRemoved, event: 34),
        Edit(
            name: "a catcher retargeted", old: #""Next": "Undo", "ResultPath": "$.why"}"#,
            new: #""Next": "Done", "ResultPath": "$.why"}, {"ErrorEquals": ["Other"], "Next": "Undo"}"#, state: "Pay",
            reason: .catcherRetargeted, event: 35),
        Edit(
            name: "a result path", old: #""ResultPath": "$.reserved""#, new: #""ResultPath": "$.hold""#,
            state: "Reserve", reason: .outputChanged, event: 9, places: ["output.hold", "output.reserved"]),
        Edit(
            name: "a catcher's result path", old: #""ResultPath": "$.why""#, new: #""ResultPath": "$.error""#,
            state: "Pay", reason: .outputChanged, event: 34, places: ["output.error", "output.why"]),
        Edit(
            name: "a broken path", old: #""$.id", "key.$""#, new: #""$.ident", "key.$""#, state: "Pay",
            reason: .pathBroken, event: 31),
        Edit(
            name: "another parameter", old: #""order.$": "$.id""#, new: #""order.$": "$.total""#, state: "Pay",
            reason: .parametersChanged, event: 31, places: ["parameters.Payload.order"]),
        Edit(
            name: "another resource", old: "function:reserve", new: "function:hold", state: "Reserve",
            reason: .resourceChanged, event: 3, places: ["resource"]),
        Edit(
            name: "another timeout", old: #""TimeoutSeconds": 30"#, new: #""TimeoutSeconds": 31"#, state: "Pay",
            reason: .timeoutChanged, event: 31, places: ["timeoutInSeconds"]),
        Edit(
            name: "another rule", old: #""NumericGreaterThan": 100"#, new: #""NumericGreaterThan": 40"#, state: "Big",
            reason: .choiceChanged, event: 30),
        Edit(name: "a rule for others", old: #""NumericGreaterThan": 100"#, new: #""NumericGreaterThan": 1000"#),
        Edit(
            name: "other items", old: #""ItemsPath": "$.lines""#, new: #""ItemsPath": "$.few""#, state: "Lines",
            reason: .itemsChanged, event: 11, places: ["length"]),
        Edit(name: "a state that was not entered", old: "activity:ask", new: "activity:confirm"),
        Edit(
            name: "another error", old: #""Error": "Refused""#, new: #""Error": "Declined""#, state: "Refused",
            reason: .failureChanged, event: 38, places: ["error"]),
        Edit(
            name: "another type", old: #""Type": "Fail", "Error": "Refused", "Cause": "declined""#,
            new: #""Type": "Pass", "Next": "Done""#, state: "Refused", reason: .typeChanged, event: 37),
        Edit(
            name: "a state inserted", old: #""Next": "Refused"},"#,
            new: #""Next": "Log"}, "Log": {"Type": "Pass", "Next": "Refused"},"#, state: "Undo",
            reason: .stateInserted, event: 37),
        Edit(
            name: "a variable", old: #""Undo": {"Type": "Pass", "#,
            new: #""Undo": {"Type": "Pass", "Assign": {"x": 1}, "#, state: "Undo", reason: .assignChanged, event: 36,
            places: ["assignedVariables"]),
    ]

    static func program(_ text: String) throws -> Program { try Program(StateMachine(json: text)) }

    /// The history of a run of the definition, as the service would print it.
    private static func recorded() throws -> RecordedHistory {
        var configuration = ExecutionConfiguration(executionName: "recorded", stateMachineName: "orders")
        configuration.seed = 7
        let execution = Execution(try program(definition), configuration: configuration)
        var simulation = Simulation(execution, startingAt: Timestamp(seconds: 1_767_225_600))
        var world = MockAnswers([
            "Reserve": [.failed("Busy", "later"), .succeeded(["r": 1], after: 500)],
            "Price": [.succeeded(3, after: 100), .succeeded(4)], "Pay": [.failed("Declined", "no money")],
        ])
        var events: [Event] = []
        simulation.start(input: try Payload(text: input)) { events += $0 }
        _ = try simulation.run(world: &world) { events += $0 }
        let document = HistoryProjection.document(of: events, in: simulation.execution)
        return try #require(RecordedHistory.read(SourceText(name: "h", bytes: document)).history)
    }

    @Test(arguments: edits) func edit(_ edit: Edit) throws {
        let text = Self.definition.replacing(edit.old, with: edit.new)
        let outcome = HistoryComparison(try Self.program(text)).compare(try Self.recorded())
        guard let state = edit.state else { return #expect(outcome == .same(events: 38, isEnded: true)) }
        guard case .different(let divergence) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(divergence.state == state)
        if let reason = edit.reason {
            #expect(divergence.reason?.kind == reason, "\(String(describing: divergence.reason))")
        }
        if edit.event > 0 { #expect(divergence.recorded.id == edit.event) }
        #expect(divergence.differences.map(\.path) == edit.places)
    }

    @Test func theManualListsEveryReason() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/replay.md")
        let manual = try String(contentsOf: file, encoding: .utf8)
        for kind in LikelyReason.Kind.allCases { #expect(manual.contains("`\(kind.rawValue)`"), "\(kind)") }
    }

    @Test func iterationsAreNamed() throws {
        let text = Self.definition.replacing("function:price", with: "function:cost")
        guard case .different(let divergence) = HistoryComparison(try Self.program(text)).compare(try Self.recorded())
        else {
            Issue.record("not found")
            return
        }
        #expect(divergence.path == "Lines[0] › Price")
    }

    // MARK: What may differ

    static let rules: [(rule: String, edit: (String, String), isSame: Bool)] = [
        ("resource", ("function:reserve", "function:hold"), true),
        ("Reserve:resource", ("function:reserve", "function:hold"), true),
        ("Res*:resource", ("function:reserve", "function:hold"), true),
        ("Pay:resource", ("function:reserve", "function:hold"), false),
        ("parameters", (#""order.$": "$.id""#, #""order.$": "$.total""#), true),
        ("parameters.Payload.order", (#""order.$": "$.id""#, #""order.$": "$.total""#), true),
        ("parameters.*.order", (#""order.$": "$.id""#, #""order.$": "$.total""#), true),
        ("**.order", (#""order.$": "$.id""#, #""order.$": "$.total""#), true),
        ("parameters.order", (#""order.$": "$.id""#, #""order.$": "$.total""#), false),
        ("Pay:timeoutInSeconds", (#""TimeoutSeconds": 30"#, #""TimeoutSeconds": 31"#), true),
        ("Refused:error", (#""Error": "Refused""#, #""Error": "Declined""#), true),
    ]

    @Test(arguments: rules.indices) func rule(_ index: Int) throws {
        let (rule, edit, isSame) = Self.rules[index]
        let text = Self.definition.replacing(edit.0, with: edit.1)
        let rules = HistoryRules(ignored: [try #require(HistoryRules.Place(rule))])
        let outcome = HistoryComparison(try Self.program(text), rules: rules).compare(try Self.recorded())
        #expect((outcome == .same(events: 38, isEnded: true)) == isSame, "\(outcome)")
    }

    @Test(arguments: ["", "a..b", "a:", ":a", "a\\"]) func isNoRule(_ text: String) {
        #expect(HistoryRules.Place(text) == nil)
    }

    @Test func renamedStates() throws {
        let text = Self.definition.replacing(#""Undo""#, with: #""Revert""#)
        let rules = HistoryRules(renamed: ["Undo": "Revert"])
        let outcome = HistoryComparison(try Self.program(text), rules: rules).compare(try Self.recorded())
        #expect(outcome == .same(events: 38, isEnded: true))
    }

    // MARK: Histories that end early, or have no data

    @Test func aRunningExecutionIsComparedAsFarAsItIs() throws {
        var history = try Self.recorded()
        for count in 2..<38 {
            history.events = Array(history.events.prefix(38 - count + 1))
            let outcome = HistoryComparison(try Self.program(Self.definition)).compare(history)
            #expect(outcome == .same(events: history.events.count, isEnded: false))
        }
    }

    @Test func aHistoryWithoutDataIsNotCompared() throws {
        var history = try Self.recorded()
        for index in history.events.indices { history.events[index].details = [:] }
        let outcome = HistoryComparison(try Self.program(Self.definition)).compare(history)
        #expect(
            outcome == .notComparable("the history has no execution data: the input of event 1 is missing"))
    }

    // MARK: Concurrent branches

    /// Two branches whose events the service mixed in an order that no steps of ours have.
    @Test func anotherInterleavingIsNoDifference() throws {
        let branch = { (name: String) in
            #"{"StartAt": "\#(name)", "States": {"\#(name)": {"Type": "Task", "End": true, "#
                + #""Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "f"}}}}"#
        }
        let text =
            #"{"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": ["#
            + branch("A") + "," + branch("B") + "]}}}"
        let program = try Self.program(text)
        var simulation = Simulation(
            Execution(program, configuration: ExecutionConfiguration()), startingAt: Timestamp(seconds: 0))
        var world = MockAnswers(["A": [.succeeded(1)], "B": [.succeeded(2)]])
        var events: [Event] = []
        simulation.start(input: Payload([:])) { events += $0 }
        _ = try simulation.run(world: &world) { events += $0 }
        let history = RecordedHistory(
            events: events.compactMap { RecordedHistory.Event($0, of: simulation.execution) })
        let order = Self.interleaved(history)
        #expect(HistoryComparison(program).compare(order) == .same(events: order.events.count, isEnded: true))
        let edited = try Self.program(text.replacing(#""FunctionName": "f""#, with: #""FunctionName": "g""#))
        guard case .different(let divergence) = HistoryComparison(edited).compare(order) else {
            Issue.record("an edit of a branch is not found")
            return
        }
        #expect(divergence.differences.map(\.path) == ["parameters.FunctionName"])
    }

    /// The same with all events of the one branch's task behind each of the other's, ids and causes renumbered.
    static func interleaved(_ history: RecordedHistory) -> RecordedHistory {
        let inside = history.events.filter { $0.type.hasPrefix("Task") }
        let lanes = [true, false].map { isFirst in inside.filter { (lane($0, history) == "A") == isFirst } }
        var order = history.events.prefix { !$0.type.hasPrefix("Task") }
        for (one, other) in zip(lanes[0], lanes[1]) { order += [other, one] }
        order += history.events.filter { event in !order.contains { $0.id == event.id } }
        var numbers: [Int32: Int32] = [0: 0]
        for (index, event) in order.enumerated() { numbers[event.id] = Int32(index + 1) }
        return RecordedHistory(
            events: order.map { event in
                var event = event
                event.id = numbers[event.id] ?? 0
                event.previous = numbers[event.previous] ?? 0
                return event
            })
    }

    private static func lane(_ event: RecordedHistory.Event, _ history: RecordedHistory) -> String {
        var event = event
        while !event.type.hasSuffix("StateEntered"), let cause = history[event.previous] { event = cause }
        return event.text("name") ?? ""
    }

    // MARK: Histories that nobody recorded

    /// Whatever a history says, comparing and telling it end, and nothing is said to be the same that is not.
    @Test(arguments: UInt64(0)..<200) func aSpoiltHistoryIsNoSurprise(seed: UInt64) throws {
        var random = Seeded(seed)
        var history = try Self.recorded()
        let types = history.events.map(\.type) + ["MapRunStarted", "ExecutionRedriven", "EvaluationFailed", "X"]
        for _ in 0...random.next(below: 3) {
            let index = 1 + random.next(below: history.events.count - 1)
            switch random.next(below: 4) {
            case 0: history.events[index].type = random.pick(types)
            case 1: history.events[index].previous = Int32(random.next(below: 40))
            case 2: history.events[index].details = random.pick(history.events).details
            default: history.events[index].details["name"] = "Nobody"
            }
        }
        let outline = try HistoryOutline(history)
        #expect(outline.events.count { $0.id > 0 } <= history.events.count)
        let outcome = HistoryComparison(try Self.program(Self.definition)).compare(history)
        if case .same = outcome {
            #expect(history.events.map(\.type) == (try Self.recorded().events.map(\.type)))
        }
    }

    // MARK: Machines made at random

    @Test(arguments: UInt64(0)..<80) func whatARandomMachineDidIsWhatItDoes(seed: UInt64) throws {
        var machine = RandomMachine(seed: seed)
        let states = machine.states()
        let first = states.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
        let program = try Self.program(#"{"StartAt": "\#(first)", "States": {\#(states)}}"#)
        var configuration = ExecutionConfiguration()
        configuration.seed = seed
        var simulation = Simulation(
            Execution(program, configuration: configuration), startingAt: Timestamp(seconds: 1_767_225_600))
        var world = SeededWorld(seed: seed)
        var events: [Event] = []
        simulation.start(input: try Payload(text: RandomMachine.input)) { events += $0 }
        _ = try simulation.run(world: &world) { events += $0 }
        let history = RecordedHistory(
            events: events.compactMap { RecordedHistory.Event($0, of: simulation.execution) })
        let outcome = HistoryComparison(program).compare(history)
        #expect(outcome == .same(events: history.events.count, isEnded: history.isEnded))
    }

    /// Answers that follow from a seed.
    private struct SeededWorld: TaskWorld {
        var seed: UInt64

        mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
            var random = Seeded(seed ^ UInt64(request.id.entry) << 20 ^ UInt64(request.id.attempt) << 40)
            let delay = Int64(random.next(below: 6)) * 1_000
            return switch random.next(below: 6) {
            case 0: .failed("E1", "c", after: delay)
            case 1: .failed("E2", nil, after: delay)
            case 2: .never
            default: .succeeded(.int(request.id.entry), after: delay)
            }
        }
    }
}
