import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Mock files: both forms, and every mistake with its place.
struct MockFileTests {
    private static let machine = #"""
        \#(Task.function("Pay", #", "Next": "Ship""#)), \#(Task.token("Ship", #", "Next": "Log""#)),
        "Log": {"Type": "Map", "End": true, "ItemsPath": "$.items", "ItemProcessor": {"StartAt": "Write", "States": {
            \#(Task.function("Write"))}}}
        """#

    private static func read(
        _ text: String, machineName: String? = nil, testCase: String? = nil
    ) throws
        -> MockAnswers.Reading
    {
        MockAnswers.read(
            SourceText(name: "mocks.json", text: text), for: try Harness.program(machine), machineName: machineName,
            testCase: testCase)
    }

    private static func request(_ state: String) -> TaskRequest {
        TaskRequest(
            id: TaskID(entry: 0, attempt: 0, frame: 0), stateName: state, resource: TaskResource("f"),
            parameters: Payload([:]), taskToken: "t", scheduledAt: Timestamp(seconds: 0))
    }

    private static func answers(_ world: MockAnswers, _ state: String, _ count: Int) throws -> [TaskAnswer?] {
        var world = world
        return try (0..<count).map { _ in try world.answer(to: request(state)) }
    }

    // MARK: Forms

    @Test func simpleFormRepeatsItsLastAnswer() throws {
        let reading = try Self.read(
            #"""
            {"Pay": [{"Throw": {"Error": "Busy"}}, {"Return": {"n": 1.0}, "DelaySeconds": 1.5}],
             "Write": [{"Return": null}]}
            """#)
        let world = try #require(reading.answers)
        #expect(world.stateNames == ["Pay", "Write"])
        let last = TaskAnswer.succeeded(["n": 1.0], after: 1_500)
        #expect(try Self.answers(world, "Pay", 3) == [.failed("Busy"), last, last])
        #expect(try Self.answers(world, "Ship", 1) == [nil])
    }

    private static let local = #"""
        {"StateMachines": {
            "orders": {"TestCases": {"Good": {"Pay": "Paid", "Ship": "Shipped"}, "Flaky": {"Pay": "PaidLater"}}},
            "other": {"TestCases": {}}},
         "MockedResponses": {
            "Paid": {"0": {"Return": {"StatusCode": 200, "Payload": {"paid": true}}}},
            "Shipped": {"0": {"Return": {"StatusCode": 200, "Payload": 1}}},
            "PaidLater": {"3": {"Return": 7}, "0": {"Throw": {"Error": "Busy", "Cause": "c"}},
                "1-2": {"Throw": {"Error": "Down", "Cause": "d"}}}}}
        """#

    @Test func stepFunctionsLocalFormCountsInvocations() throws {
        let world = try #require(Self.read(Self.local, machineName: "orders", testCase: "Flaky").answers)
        #expect(world.stateNames == ["Pay"])
        let expected: [TaskAnswer] = [.failed("Busy", "c"), .failed("Down", "d"), .failed("Down", "d"), .succeeded(7)]
        #expect(try Self.answers(world, "Pay", 4) == expected)
        let error = WorldError(
            stateName: "Pay", invocation: 4,
            message: "the response “PaidLater” has no answer for invocation 4 of the state “Pay”")
        #expect(throws: error) { try Self.answers(world, "Pay", 5) }
    }

    @Test func aFunctionsResultIsThePayloadOfItsResponse() throws {
        let world = try #require(Self.read(Self.local, machineName: "orders", testCase: "Good").answers)
        #expect(try Self.answers(world, "Pay", 1) == [.succeeded(["paid": true])])
        #expect(try Self.answers(world, "Ship", 1) == [.succeeded(["StatusCode": 200, "Payload": 1])])
    }

    @Test func theOnlyMachineAndTestCaseNeedNoNames() throws {
        let reading = try Self.read(
            #"""
            {"StateMachines": {"m": {"TestCases": {"c": {"Pay": "r"}}}},
             "MockedResponses": {"r": {"0": {"Return": 1}}}}
            """#)
        #expect(try Self.answers(try #require(reading.answers), "Pay", 1) == [.succeeded(1)])
    }

    /// Retries are further invocations, and so are iterations.
    @Test func everyRunIsAnInvocation() throws {
        let program = try Harness.program(Self.machine)
        let mocks = #"""
            {"StateMachines": {"m": {"TestCases": {"c": {"Pay": "p", "Ship": "p", "Write": "w"}}}},
             "MockedResponses": {"p": {"0": {"Return": {"items": [1, 2]}}},
                "w": {"0": {"Return": "a"}, "1": {"Return": "b"}}}}
            """#
        var world = try #require(MockAnswers.read(SourceText(name: "m", text: mocks), for: program).answers)
        var harness = try Harness(Self.machine)
        #expect(try harness.run(&world) == .ended)
        #expect(harness.simulation.execution.output?.value == ["a", "b"])
    }

    // MARK: Mistakes

    /// A mistake, and what is said about it: `line:column code message`, notes in brackets.
    struct Mistake: Sendable, CustomTestStringConvertible {
        var text: String
        var said: [String]
        var testDescription: String { text }

        init(_ text: String, _ said: String...) {
            self.text = text
            self.said = said
        }
    }

    static let mistakes = [
        Mistake("", "1:1 ASL3001"),
        Mistake(#"{"Pay": [}"#, "1:10 ASL3001"),
        Mistake("[]", "1:1 ASL3002 expected an object with a list of answers per state"),
        Mistake(
            #"{"Pya": [{"Return": 1}], "Log": [{"Return": 1}]}"#,
            "1:2 ASL3003 the state machine has no state “Pya” [did you mean “Pay”?]",
            "1:26 ASL3003 “Log” is no Task state: it needs no answers"),
        Mistake(
            #"{"Pay": [], "Ship": {"Return": 1}}"#,
            "1:9 ASL3002 “Pay” must have a list of answers, at least one",
            "1:21 ASL3002 “Ship” must have a list of answers, at least one"),
        Mistake(#"{"Pay": [{"Return": 1}], "Pay": []}"#, "1:26 ASL3002 “Pay” stands twice"),
        Mistake(
            #"{"Pay": [{}, 3]}"#, "1:10 ASL3002 an answer has either “Return” or “Throw”",
            "1:14 ASL3002 expected an object with “Return” or “Throw”"),
        Mistake(#"{"Pay": [{"Return": 1, "Throw": {}}]}"#, "1:10 ASL3002 an answer has either “Return” or “Throw”"),
        Mistake(
            #"{"Pay": [{"Retrun": 1}]}"#, "1:10 ASL3002 an answer has either “Return” or “Throw”",
            "1:11 ASL3002 unknown member “Retrun” [did you mean “Return”?]"),
        Mistake(
            #"{"Pay": [{"Throw": {"Error": 1, "Cuase": ""}}, {"Throw": "Busy"}]}"#,
            "1:30 ASL3002 “Error” must be a string", "1:33 ASL3002 unknown member “Cuase” [did you mean “Cause”?]",
            "1:58 ASL3002 expected an object with “Error” and “Cause”"),
        Mistake(
            #"{"Pay": [{"Return": 1, "DelaySeconds": -1}, {"Return": 1, "DelaySeconds": "1"}]}"#,
            "1:40 ASL3002 “DelaySeconds” must be a number, 0 or more",
            "1:75 ASL3002 “DelaySeconds” must be a number, 0 or more"),
        Mistake(#"{"MockedResponses": {}}"#, "1:1 ASL3002 “StateMachines” is missing"),
        Mistake(#"{"StateMachines": {}, "MockedResponses": {}}"#, "1:19 ASL3004 there is no state machine here"),
        Mistake(
            #"{"StateMachines": {"a": {}, "b": {}}, "MockResponses": {}}"#,
            "1:19 ASL3004 which state machine is meant? There are “a”, “b”",
            "1:39 ASL3002 unknown member “MockResponses” [did you mean “MockedResponses”?]"),
        Mistake(
            #"{"StateMachines": {"a": {"TestCase": {}}}}"#, "1:25 ASL3002 “TestCases” is missing",
            "1:26 ASL3002 unknown member “TestCase” [did you mean “TestCases”?]"),
        Mistake(
            #"{"StateMachines": {"a": {"TestCases": []}}}"#,
            "1:39 ASL3002 expected an object with a member per test case",
            "1:39 ASL3002 expected an object with a member per test case"),
        Mistake(
            #"""
            {"StateMachines": {"a": {"TestCases": {"c": {"Pay": "p", "Ship": 1, "Sihp": "p"}}}},
             "MockedResponses": {"q": {"0": {"Return": 1}}}}
            """#,
            "1:53 ASL3004 there is no response “p”", "1:66 ASL3002 expected the name of a response",
            "1:69 ASL3003 the state machine has no state “Sihp” [did you mean “Ship”?]",
            "1:77 ASL3004 there is no response “p”"),
        Mistake(
            #"""
            {"StateMachines": {"a": {"TestCases": {"c": {}}}}, "MockedResponses": {
                "q": {"1-0": {"Return": 1}, "x": {}, "0-2": {"Return": 1}, "2": {"Return": 1}},
                "r": {}, "s": {"0": {"Return": 1, "DelaySeconds": 1}}}}
            """#,
            "2:11 ASL3005 “1-0” is neither the number of an invocation (from 0) nor a range such as 1-3",
            "2:33 ASL3005 “x” is neither the number of an invocation (from 0) nor a range such as 1-3",
            "2:64 ASL3005 “2” overlaps another range", "3:10 ASL3002 a response needs at least one answer",
            "3:39 ASL3002 unknown member “DelaySeconds”"),
    ]

    @Test(arguments: mistakes) func mistake(_ mistake: Mistake) throws {
        let reading = try Self.read(mistake.text)
        #expect(reading.answers == nil)
        let source = SourceText(name: "mocks.json", text: mistake.text)
        let said = reading.diagnostics.map { Said.text($0, in: source) }
        #expect(said.count == mistake.said.count, "\(said)")
        for (said, expected) in zip(said, mistake.said) {
            #expect(expected.hasSuffix("ASL3001") ? said.hasPrefix(expected) : said == expected, "\(said)")
        }
    }

    @Test func namesThatTheFileDoesNotHave() throws {
        let machine = try Self.read(Self.local, machineName: "order", testCase: "Good").diagnostics
        #expect(machine.map(\.message) == ["there is no state machine “order”; there are “orders”, “other”"])
        #expect(machine.flatMap(\.notes).map(\.message) == ["did you mean “orders”?"])
        let cases = try Self.read(Self.local, machineName: "orders", testCase: "Goood").diagnostics
        #expect(cases.map(\.message) == ["there is no test case “Goood”; there are “Good”, “Flaky”"])
        let unnamed = try Self.read(Self.local, machineName: "orders").diagnostics
        #expect(unnamed.map(\.message) == ["which test case is meant? There are “Good”, “Flaky”"])
    }

    @Test func placesArePointers() throws {
        let reading = try Self.read(#"{"Pay": [{"Return": 1}, {"Throw": {"Error": 1}}]}"#)
        #expect(reading.diagnostics.map(\.location) == ["/Pay/1/Throw/Error"])
    }
}

/// A diagnostic on one line.
enum Said {
    static func text(_ diagnostic: Diagnostic, in source: SourceText) -> String {
        let position = source.position(ofUTF8: diagnostic.span.start)
        let notes = diagnostic.notes.map { " [\($0.message)]" }.joined()
        return "\(position.line):\(position.column) \(diagnostic.code.rawValue) \(diagnostic.message)\(notes)"
    }
}
