import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Each expectation holds, or says why not.
struct ExpectationTests {
    static let machine = #"""
        {"StartAt": "Pay", "States": {
          "Pay": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
            "ResultPath": "$.paid", "Assign": {"fee.$": "$.fee"}, "Next": "Rest"},
          "Rest": {"Type": "Wait", "Seconds": 3, "Next": "Look"},
          "Look": {"Type": "Choice", "Choices": [{"Variable": "$.paid.ok", "BooleanEquals": true, "Next": "Done"}],
            "Default": "No"},
          "Done": {"Type": "Succeed"},
          "No": {"Type": "Fail", "Error": "NotPaid", "Cause": "sorry"}}}
        """#

    struct Case: Sendable, CustomTestStringConvertible {
        var expect: String
        var isPaid = true
        /// What is said, as `subject: message` or `subject: expected / actual`; empty when all holds.
        var says: [String] = []

        var testDescription: String { expect }
    }

    @Test(arguments: cases) func isJudged(_ testCase: Case) throws {
        let text = """
            {"machine": "m", "tests": [{"name": "a", "input": {"order": [1, 2]},
             "mocks": {"Pay": [{"Return": {"ok": \(testCase.isPaid), "fee": 7}}]}, "expect": {\(testCase.expect)}}]}
            """
        let result = try Self.run(text)
        var said: [String] = []
        if case .failed(let mismatches) = result.verdict {
            said = mismatches.map { mismatch in
                let values = [mismatch.expected, mismatch.actual].map { $0?.description ?? "nothing" }
                return "\(mismatch.subject): \(mismatch.message ?? values.joined(separator: " / "))"
            }
        } else if case .broken(let message) = result.verdict {
            said = [message]
        }
        #expect(said == testCase.says)
    }

    static func run(_ text: String) throws -> TestResult {
        let program = try Program(try StateMachine(json: machine))
        let file = TestFile(try JSONParser.parseNode(Array(text.utf8)))
        try #require(file.diagnostics.isEmpty, "\(file.diagnostics)")
        let testCase = try #require(file.cases.first)
        var input = Payload([:]), answers: MockAnswers?
        if case .inline(let node)? = testCase.input { input = Payload(node.value) }
        if case .inline(let node)? = testCase.mocks { answers = MockAnswers.read(node, for: program).answers }
        var coverage = Coverage(of: program.machine)
        return TestRunner(program, machineName: "m").run(testCase, input: input, answers: answers, coverage: &coverage)
    }

    private static let output = #"{"order":[1,2],"paid":{"ok":true,"fee":7}}"#

    static let cases = [
        Case(
            expect: #""status": "SUCCEEDED", "output": \#(output), "duration": 3, "variables": {"fee": 7, "x": null}"#),
        Case(expect: #""path": ["Pay", "Rest", "Look", "Done"], "pathIncludes": ["Pay", "Done"], "never": ["No"]"#),
        Case(expect: #""calls": {"Pay": 1}, "inputs": {"Pay": [{"order": [1, 2]}]}, "inputsInclude": {"Pay": [{}]}"#),
        Case(
            expect: #""outputIncludes": {"paid": {"fee": 7}, "order": [1, 2]}, "duration": {"atLeast": 1, "atMost": 4}"#
        ),
        Case(
            expect:
                #"""
                "outputSatisfies": ["paid.ok", "$count(order) = 2", "$path[1] = 'Rest'", "$calls.Pay = 1",
                  "$input.order[0] = 1", "$variables.fee = 7"]
                """#
        ),
        Case(expect: "", isPaid: false, says: [#"status: "SUCCEEDED" / "FAILED""#]),
        Case(expect: #""error": "NotPaid", "cause": "sorry""#, isPaid: false),
        Case(
            expect: #""error": "Paid""#,
            says: ["status: an error was expected, and the status is SUCCEEDED", #"error: "Paid" / nothing"#]),
        Case(expect: #""error": "Paid""#, isPaid: false, says: [#"error: "Paid" / "NotPaid""#]),
        Case(expect: #""output": {"order": [1, 2]}"#, says: [#"output: {"order":[1,2]} / \#(output)"#]),
        Case(expect: #""outputIncludes": {"order": [1]}"#, says: [#"outputIncludes: {"order":[1]} / \#(output)"#]),
        Case(
            expect: #""outputSatisfies": ["paid.fee > 7", "paid.fee", "gone", "$sum('a')", "$sum"]"#,
            says: [
                "outputSatisfies: paid.fee > 7  gave false", "outputSatisfies: paid.fee  gave 7",
                "outputSatisfies: gone  gave nothing",
                "outputSatisfies: $sum('a')  failed: T0412: Argument 1 of function \"sum\" must be an array of "
                    + "\"numbers\"",
                "outputSatisfies: $sum  gave a function",
            ]),
        Case(expect: #""path": ["Pay"]"#, says: [#"path: ["Pay"] / ["Pay","Rest","Look","Done"]"#]),
        Case(
            expect: #""pathIncludes": ["Done", "Pay"]"#,
            says: [#"pathIncludes: ["Done","Pay"] / ["Pay","Rest","Look","Done"]"#]),
        Case(expect: #""never": ["No", "Rest"]"#, says: ["never Rest: it was entered"]),
        Case(expect: #""calls": {"Pay": 2}"#, says: ["calls of Pay: 2 / 1"]),
        Case(expect: #""inputs": {"Pay": []}"#, says: [#"inputs of Pay: [] / [{"order":[1,2]}]"#]),
        Case(expect: #""duration": 4"#, says: ["duration: 4 s were expected, and it took 3 s"]),
        Case(
            expect: #""duration": {"atLeast": 3.5}"#,
            says: ["duration: at least 3.5 s were expected, and it took 3 s"]),
        Case(expect: #""duration": {"atMost": 2}"#, says: ["duration: at most 2 s were expected, and it took 3 s"]),
        Case(
            expect: #""variables": {"fee": 8, "tip": 1}"#, says: ["variable fee: 8 / 7", "variable tip: 1 / nothing"]),
    ]

    @Test func aTaskWithoutAnAnswerBreaksTheCase() throws {
        let result = try Self.run(#"{"machine": "m", "tests": [{"name": "a", "input": 1}]}"#)
        guard case .broken(let message) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(message == "the task “Pay” was called, and the case has no answer for it; it was given 1")
    }

    @Test func aMachineThatGoesRoundForEverIsBroken() throws {
        let loop = #"""
            {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Choice", "Default": "A",
             "Choices": [{"Variable": "$", "IsNull": true, "Next": "Z"}]}, "Z": {"Type": "Succeed"}}}
            """#
        let program = try Program(try StateMachine(json: loop))
        var testCase = TestCase()
        testCase.type = .express
        var coverage = Coverage(of: program.machine)
        let result = TestRunner(program, machineName: "m").run(
            testCase, input: Payload([:]), answers: nil, coverage: &coverage)
        guard case .broken(let message) = result.verdict else {
            Issue.record("\(result.verdict)")
            return
        }
        #expect(message == "made more than 1000000 events: does it go round for ever?")
        #expect((coverage["A"]?.count ?? 0) > 100_000)
    }
}
