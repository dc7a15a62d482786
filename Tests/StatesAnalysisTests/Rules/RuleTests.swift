import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesYAML
import Testing

/// Reading rules, and what they mean.
struct RuleTests {
    private static let function = "arn:aws:lambda:us-east-1:123456789012:function:"

    /// Pay, then ship; what fails is refunded, unless the refund fails too.
    static let definition: JSONValue = [
        "StartAt": "Pay",
        "States": [
            "Pay": [
                "Type": "Task", "Resource": .string(Self.function + "pay"), "TimeoutSeconds": 9,
                "Next": "Ship, then tell",
            ],
            "Ship, then tell": [
                "Type": "Task", "Resource": .string(Self.function + "ship"), "TimeoutSeconds": 9, "Next": "Done",
                "Catch": [["ErrorEquals": ["States.ALL"], "Next": "Refund", "ResultPath": .null]],
            ],
            "Refund": [
                "Type": "Task", "Resource": .string(Self.function + "refund"), "TimeoutSeconds": 9, "Next": "Refunded",
            ],
            "Refunded": ["Type": "Fail", "Error": "NotShipped"],
            "Done": ["Type": "Succeed"],
        ],
    ]

    /// A rule and what becomes of it; of a broken one the steps of a shortest path.
    @Test(arguments: [
        (
            "after Pay succeeded, Refund succeeded or execution succeeded",
            "Pay succeeds, Ship, then tell fails with UnknownError, Refund fails with UnknownError"
        ),
        ("after Pay succeeded, Refund entered or execution succeeded", "holds"),
        ("after Pay succeeded, Ship, then tell entered", "holds"),
        ("after Pay entered, Ship, then tell entered", "Pay fails with UnknownError"),
        (#"after "Ship, then tell" failed, Refund succeeded or Refund failed"#, "holds"),
        ("after Ship, then tell succeeded, execution succeeded", "holds"),
        ("  after   'Refund'  succeeded ,execution failed ", "holds"),
        ("after Refunded succeeded, execution succeeded", "holds, untouched"),
        ("never execution parked", "holds"),
        ("never execution succeeded and Refund entered", "holds"),
        (
            "never Refund succeeded and execution failed",
            "Pay succeeds, Ship, then tell fails with UnknownError, Refund succeeds"
        ),
        (
            "never Refunded failed",
            "Pay succeeds, Ship, then tell fails with UnknownError, Refund succeeds"
        ),
        ("never Pay failed and Refund entered", "holds"),
    ]) func means(_ rule: String, _ verdict: String) throws {
        #expect(try Explored.verdict(rule, try Explored.explore(Self.definition)) == verdict)
    }

    /// A text that is no rule, the place that is wrong in it, and what is said.
    @Test(arguments: [
        ("", "0-0 a rule begins with “after” or “never”"),
        ("always Pay succeeded", "0-6 a rule begins with “after” or “never”"),
        ("afterPay succeeded", "0-8 a rule begins with “after” or “never”"),
        ("after Pay succeeded", "19-19 expected a comma, and what must come true after it"),
        ("after Pay succeeded,", "20-20 expected a state, or “execution”, and what happens to it"),
        ("after Pay succeeded, Refund succeeded and Refund failed", "38-41 expected “or” and a condition, or the end"),
        ("after Pya succeeded, execution failed", "6-9 the state machine has no state “Pya”; did you mean “Pay”?"),
        ("never 'Pya' succeeded", "6-11 the state machine has no state “Pya”; did you mean “Pay”?"),
        ("never Nobody entered", "6-12 the state machine has no state “Nobody”"),
        ("never Pay", "6-9 expected what happens to it: “succeeded”, “failed” or “entered”"),
        ("never Pay parked", "6-9 a state has “succeeded”, “failed” or “entered”"),
        ("never execution entered", "15-15 expected “succeeded”, “failed”, “parked”"),
        ("after execution failed, Pay failed", "22-23 “after” is about a state: an execution ends after all else"),
    ]) func refuses(_ text: String, _ message: String) throws {
        let program = try Explored.program(Self.definition)
        do throws(SagaRule.SyntaxError) {
            _ = try SagaRule(text, for: program)
            Issue.record("“\(text)” was read")
        } catch {
            #expect("\(error.span.start)-\(error.span.end) \(error.message)" == message)
        }
    }

    @Test func conditionsCountOnceTheyAreOwed() throws {
        let loop: JSONValue = [
            "StartAt": "Undo",
            "States": [
                "Undo": ["Type": "Pass", "Next": "Do"],
                "Do": ["Type": "Task", "Resource": .string(Self.function + "do"), "TimeoutSeconds": 9, "Next": "Done"],
                "Done": ["Type": "Succeed"],
            ],
        ]
        let exploration = try Explored.explore(loop)
        #expect(try Explored.verdict("after Do succeeded, Undo succeeded", exploration) == "Do succeeds")
    }

    @Test func pathsThatMeetAreToldApart() throws {
        // Both ways come to one state of the execution, but only one of them owes something.
        let meeting: JSONValue = [
            "StartAt": "Maybe",
            "States": [
                "Maybe": [
                    "Type": "Task", "Resource": .string(Self.function + "maybe"), "TimeoutSeconds": 9,
                    "ResultPath": .null, "Next": "Rest",
                    "Catch": [["ErrorEquals": ["States.ALL"], "ResultPath": .null, "Next": "Rest"]],
                ],
                "Rest": ["Type": "Wait", "Seconds": 1, "Next": "Done"],
                "Done": ["Type": "Succeed"],
            ],
        ]
        let exploration = try Explored.explore(meeting)
        #expect(exploration.stateCount == 3)
        #expect(
            try Explored.verdict("after Maybe succeeded, execution failed", exploration)
                == "Maybe succeeds, Rest is over")
        let failed = try Explored.verdict("after Maybe failed, execution failed", exploration)
        #expect(failed == "Maybe fails with UnknownError, Rest is over")
    }

    @Test func whatGoesRoundForEverHasFailed() throws {
        let loop: JSONValue = [
            "StartAt": "Do",
            "States": [
                "Do": [
                    "Type": "Task", "Resource": .string(Self.function + "do"), "TimeoutSeconds": 9,
                    "ResultPath": .null, "Next": "Back",
                ],
                "Back": [
                    "Type": "Choice", "Default": "Done",
                    "Choices": [["Variable": "$.x", "NumericEquals": 1, "Next": "Rest"]],
                ],
                "Rest": ["Type": "Wait", "Seconds": 1, "Next": "Back"],
                "Done": ["Type": "Succeed"],
            ],
        ]
        let exploration = try Explored.explore(loop, inputs: [["x": 1]])
        #expect(try Explored.verdict("after Do succeeded, execution succeeded", exploration) == "Do succeeds")
        #expect(try Explored.verdict("never Do succeeded and execution succeeded", exploration) == "holds")
    }

    @Test func nothingIsProvedOfWhatIsCutOff() throws {
        var bounds = ExplorationBounds()
        bounds.states = 2
        let exploration = try Explored.explore(Self.definition, within: bounds)
        #expect(try Explored.verdict("never Refunded failed", exploration) == "unknown")
    }

    @Test func ordersThatDurationsRuleOutBreakNoRule() throws {
        let race: JSONValue = [
            "StartAt": "P",
            "States": [
                "P": [
                    "Type": "Parallel", "End": true,
                    "Branches": [
                        ["StartAt": "Short", "States": ["Short": ["Type": "Wait", "Seconds": 1, "End": true]]],
                        ["StartAt": "Long", "States": ["Long": ["Type": "Wait", "Seconds": 60, "End": true]]],
                    ],
                ]
            ],
        ]
        let exploration = try Explored.explore(race)
        #expect(try Explored.verdict("after Short succeeded, Long succeeded", exploration) == "out of time")
        let broken = try Explored.verdict("after Long succeeded, Short succeeded", exploration)
        #expect(broken == "Short is over, Long is over")
    }

    /// A file, and what is wrong in it.
    @Test(arguments: [
        ("rules: [after Pay succeeded, execution succeeded]\n", ["1:28 ASL4002", "1:30 ASL4002"]),
        ("rules:\n  - never Pay failed\n  - never Pya failed\n", ["3:11 ASL4003"]),
        ("rules:\n  - 'never \"Pya\" failed'\n", ["2:12 ASL4003"]),
        ("rules:\n  - 17\nrule: []\n", ["2:5 ASL4002", "3:1 ASL4001"]),
        ("rules: after Pay succeeded\n", ["1:8 ASL4001"]),
        ("- never Pay failed\n", ["1:1 ASL4001"]),
        ("results:\n  Pya: [1]\n  Done: [1]\n  Pay: []\n", ["2:3 ASL4003", "3:3 ASL4003", "4:3 ASL4001"]),
        ("rules:\n  - never Pay failed\ninputs: [1, 2]\nresults:\n  Pay: [{a: 1}]\n", []),
        ("{}\n", []),
    ]) func reads(_ text: String, _ expected: [String]) throws {
        let source = SourceText(name: "m.rules.yaml", text: text)
        let node = try #require(YAMLDefinition.node(of: source).node)
        let (file, found) = RulesFile.read(node, of: source, for: try Explored.program(Self.definition))
        let lines = found.map { diagnostic in
            let place = source.position(ofUTF8: diagnostic.span.start)
            return "\(place.line):\(place.column) \(diagnostic.code.rawValue)"
        }
        #expect(lines == expected)
        if expected.isEmpty, text.contains("inputs") {
            #expect(file.rules.count == 1 && file.inputs == [1, 2] && file.results == ["Pay": [["a": 1]]])
        }
    }
}
