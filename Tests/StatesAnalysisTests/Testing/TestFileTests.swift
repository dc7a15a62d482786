import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// What is wrong with a test file is said with its place.
struct TestFileTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        /// `①` stands before what is meant.
        var text: String
        var message: String
        var note: String?

        var testDescription: String { message }
    }

    @Test(arguments: faults) func isRefused(_ fault: Fault) throws {
        let parts = fault.text.split(separator: "①", omittingEmptySubsequences: false)
        try #require(parts.count == 2)
        let file = TestFile(try JSONParser.parseNode(Array(parts.joined().utf8)))
        #expect(file.diagnostics.map(\.message) == [fault.message])
        #expect(file.diagnostics.first?.span.start == parts[0].utf8.count)
        #expect(file.diagnostics.first?.notes.first?.message == fault.note)
    }

    static func test(_ members: String) -> String { #"{"machine": "m.json", "tests": [{"name": "a", \#(members)}]}"# }

    static let faults = [
        Fault(text: "①[]", message: "expected an object with “tests”"),
        Fault(text: #"①{"machine": "m.json"}"#, message: "“tests” is missing"),
        Fault(text: #"{"machine": "m.json", "tests": ①{}}"#, message: "expected a list of cases"),
        Fault(
            text: #"{"machine": "m.json", "tests": [①3]}"#,
            message: "expected a case: an object with “name” and “expect”"),
        Fault(text: #"{"machine": "m.json", "tests": [①{}]}"#, message: "the case has no “name”"),
        Fault(text: #"{"machine": ①7, "tests": []}"#, message: "expected the path of a definition, or a definition"),
        Fault(
            text: #"{"tests": [{"name": ①"a"}]}"#,
            message: "“machine” is missing: say which, here or for the whole file"),
        Fault(
            text: #"{"machine": "m.json", "tests": [{"name": "a"}, {"name": ①"a"}]}"#,
            message: "another case has the name “a”"),
        Fault(text: test(#"①"expct": {}"#), message: "unknown member “expct”", note: "did you mean “expect”?"),
        Fault(text: test(#""only": true, ①"only": true"#), message: "“only” stands twice"),
        Fault(text: test(#""skip": ①3"#), message: "expected true, false, or a reason"),
        Fault(text: test(#""type": ①"FAST""#), message: "“type” is STANDARD or EXPRESS"),
        Fault(text: test(#""retries": ①-1"#), message: "expected a whole number, 0 or more"),
        Fault(text: test(#""startTime": ①"noon""#), message: "“startTime” is a time such as 2026-01-02T03:04:05Z"),
        Fault(text: test(#""variables": ①[]"#), message: "expected an object"),
        Fault(
            text: test(#""expect": {①"outputs": 1}"#), message: "unknown member “outputs”",
            note: "did you mean “output”?"),
        Fault(
            text: test(#""expect": {"status": ①"SUCEEDED"}"#), message: "there is no status “SUCEEDED”",
            note: "did you mean “SUCCEEDED”?"),
        Fault(text: test(#""expect": {"path": ①"A"}"#), message: "expected a list of states"),
        Fault(text: test(#""expect": {"path": [①1]}"#), message: "expected a text"),
        Fault(text: test(#""expect": {"calls": {"A": ①"1"}}"#), message: "expected a whole number, 0 or more"),
        Fault(text: test(#""expect": {"inputs": {"A": ①1}}"#), message: "expected a list with an input per call"),
        Fault(text: test(#""expect": {"duration": ①-1}"#), message: "expected seconds, 0 or more"),
        Fault(
            text: test(#""expect": {"duration": ①{"atLeast": 2, "atMost": 1}}"#),
            message: "“atLeast” is more than “atMost”"),
        Fault(text: test(#""expect": {"outputSatisfies": ①"a +"}"#), message: "S0207: Unexpected end of expression"),
        Fault(text: test(#""matrix": {"n": ①1}"#), message: "expected a list of values"),
        Fault(text: test(#""matrix": [①1]"#), message: "expected a row: values by name"),
    ]

    @Test func statesThatTheMachineDoesNotHaveAreFound() throws {
        let text = Self.test(
            #""state": "Pai", "expect": {"path": ["Pay", "Shop"], "calls": {"Ship": 1}, "never": ["Py"]}"#)
        let cases = TestFile(try JSONParser.parseNode(Array(text.utf8))).cases
        let found = try #require(cases.first).diagnostics(states: ["Pay", "Ship"], tasks: ["Pay"])
        #expect(
            found.map(\.message) == [
                "the state machine has no state “Pai”", "the state machine has no state “Shop”",
                "“Ship” is no Task state: nobody is called there", "the state machine has no state “Py”",
            ])
        #expect(
            found.map { $0.notes.first?.message }
                == ["Pay", "Ship", nil, "Pay"].map { $0.map { "did you mean “\($0)”?" } })
    }

    // MARK: Matrices

    @Test func aMatrixFillsNamesKeysAndValues() throws {
        let text = Self.test(
            #"""
            "matrix": {"n": [1, 2], "s": ["x"]}, "input": {"a": "${n}", "b": "${s}-${n}", "${s}": {"c": ["${other}"]}}
            """#)
        let file = TestFile(try JSONParser.parseNode(Array(text.utf8)))
        #expect(file.diagnostics.isEmpty)
        #expect(file.cases.map(\.name) == ["a [n=1, s=x]", "a [n=2, s=x]"])
        let inputs = file.cases.map { testCase -> String in
            if case .inline(let node)? = testCase.input { node.value.description } else { "" }
        }
        #expect(
            inputs == [
                #"{"a":1,"b":"x-1","x":{"c":["${other}"]}}"#, #"{"a":2,"b":"x-2","x":{"c":["${other}"]}}"#,
            ])
    }

    @Test func rowsMayBeListedAndNamed() throws {
        let text = #"""
            {"machine": "m.json",
             "tests": [{"name": "${a} with ${b}", "matrix": [{"a": 1, "b": 2}, {"a": 3, "b": [4]}]}]}
            """#
        let file = TestFile(try JSONParser.parseNode(Array(text.utf8)))
        #expect(file.cases.map(\.name) == ["1 with 2", "3 with [4]"])
    }

    @Test func aMatrixIsBounded() throws {
        let values = (0..<101).map(String.init).joined(separator: ",")
        let text = Self.test(#""matrix": {"a": [\#(values)], "b": [\#(values)]}"#)
        let file = TestFile(try JSONParser.parseNode(Array(text.utf8)))
        #expect(file.diagnostics.map(\.message) == ["the matrix has more than 10000 rows"])
        #expect(file.cases.isEmpty)
    }
}
