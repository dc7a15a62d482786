import Foundation
import JSONModel
import Testing

/// `sfn-run diff`.
struct DiffTests {
    @Test(arguments: cases) func compares(_ testCase: ProgramCase) async throws { try await testCase.check() }

    static let old = """
        {"Comment": "An order", "StartAt": "Pay", "States": {
          "Pay": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "pay", "Payload": {"a": 1}},
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 1}, {"ErrorEquals": ["Slow"]}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}], "Next": "Large?"},
          "Large?": {"Type": "Choice", "Default": "Done", "Choices": [
            {"And": [{"Variable": "$.amount", "NumericGreaterThan": 100},
              {"Not": {"Variable": "$.vip", "IsPresent": true}}], "Next": "Each"},
            {"Variable": "$.amount", "NumericLessThan": 1, "Next": "Old"}]},
          "Each": {"Type": "Map", "ItemsPath": "$.items", "Next": "Done",
            "ItemProcessor": {"StartAt": "Ship", "States": {"Ship": {"Type": "Wait", "Seconds": 5, "End": true}}}},
          "Old": {"Type": "Pass", "Next": "Done"},
          "Done": {"Type": "Succeed"},
          "Sorry": {"Type": "Fail", "Error": "Unpaid"}}}
        """

    /// Texts of `old` and what stands there in `new`.
    static let edits = [
        (#""MaxAttempts": 1"#, #""MaxAttempts": 4"#), (#", {"ErrorEquals": ["Slow"]}"#, ""),
        (#""a": 1"#, #""a": 2, "b": 3"#), (#""Next": "Sorry""#, #""Next": "Refund""#),
        (#"1, "Next": "Old""#, #"1, "Next": "Each""#), (#""Ship""#, #""Dispatch""#),
        ("  \"Old\": {\"Type\": \"Pass\", \"Next\": \"Done\"},\n", ""),
        (#""Sorry": {"Type""#, #""Refund": {"Type": "Pass", "Next": "Sorry"}, "Sorry": {"Type""#),
    ]
    static let new = edits.reduce(old) { $0.replacing($1.0, with: $1.1) }
    static let files = ["old.json": old, "new.json": new, "pass.yaml": passInYAML]

    static let passInYAML = """
        # The same machine, in another dress.
        StartAt: Greet
        States:
          Greet:
            Type: Pass
            Next: Done
            Parameters: {hello.$: $.name}
          Done: {Type: Succeed}
        """

    static let text = """
        ~ Pay: the retrier of Busy MaxAttempts 1 → 4
        ~ Pay: the retrier of Slow is gone
        ~ Pay: the catcher of States.ALL now leads to Refund instead of Sorry
        ~ Pay: Parameters.Payload.a 1 → 2
        ~ Pay: Parameters.Payload has b now: 3
        ~ Large?: the rule “$.amount < 1” now leads to Each instead of Old
        ~ Dispatch: was called Ship
        + Refund: added: a Pass in the machine
        - Old: removed: a Pass

        states: 1 added, 1 removed, 1 renamed, 2 changed, 3 as before
        executions that run go on with the definition that they were started with
        those that have been in one of these states cannot be moved to the new one:
          Ship is called Dispatch now
          Old is gone
        those that have been in other states only can

        """

    static let cases = [
        ProgramCase(
            name: "in words", arguments: ["diff", "old.json", "new.json"], files: files, exit: 2, output: text),
        ProgramCase(
            name: "the same", arguments: ["diff", "old.json", "old.json"], files: files,
            output: "states: 7 as before\nrunning executions are not affected\n"),
        ProgramCase(
            name: "layout and the order of members are no differences", arguments: ["diff", "pass.json", "pass.yaml"],
            files: files, output: "states: 2 as before\nrunning executions are not affected\n"),
        ProgramCase(
            name: "standard input", arguments: ["diff", "-", "pass.json"], input: Machines.pass,
            output: "states: 2 as before\nrunning executions are not affected\n"),
        ProgramCase(
            name: "what a state is, where it leads, and the machine",
            arguments: ["diff", "pass.json", "other.json"],
            files: [
                "other.json": """
                {"StartAt": "Done", "TimeoutSeconds": 60, "States": {
                  "Greet": {"Type": "Wait", "Seconds": 1, "End": true},
                  "Done": {"Type": "Pass", "Next": "Greet"}}}
                """
            ], exit: 2,
            output: """
                ~ the machine: now starts at Done instead of Greet
                ~ the machine: has TimeoutSeconds now: 60
                ~ Greet: is a Wait, was a Pass
                ~ Greet: now ends instead of leading to Done
                ~ Greet: has no Parameters now, had {"hello.$":"$.name"}
                ~ Greet: has Seconds now: 1
                ~ Done: is a Pass, was a Succeed
                ~ Done: now leads to Greet

                states: 2 changed
                executions that run go on with the definition that they were started with
                those that have been in one of these states cannot be moved to the new one:
                  Greet is a Wait now
                  Done is a Pass now

                """),
        ProgramCase(
            name: "the order of rules, and a state in another scope", arguments: ["diff", "a.json", "b.json"],
            files: [
                "a.json": """
                {"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [
                  {"Variable": "$.a", "IsNull": true, "Next": "X"}, {"Variable": "$.b", "IsNull": true, "Next": "M"}]},
                  "X": {"Type": "Pass", "Result": 1, "End": true}, "M": {"Type": "Map", "End": true, "ItemProcessor": {
                    "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}}}}
                """,
                "b.json": """
                {"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [
                  {"Variable": "$.b", "IsNull": true, "Next": "M"}, {"Variable": "$.a", "IsNull": true, "Next": "Y"}]},
                  "Y": {"Type": "Pass", "End": true}, "M": {"Type": "Map", "End": true, "ItemProcessor": {
                    "StartAt": "X", "States": {"X": {"Type": "Pass", "Result": 1, "End": true}}}}}}
                """,
            ], exit: 2
        ).showing(
            "~ C: the rule “$.a is null” now leads to Y instead of X\n",
            "~ C: the rule “$.b is null” comes before the rule “$.a is null” now\n",
            "+ Y: added: a Pass in the machine\n",
            "~ M: the processor now starts at X instead of I\n", "~ X: moved: now in M, was in the machine\n",
            "- I: removed: a Pass\n", "  X is in another scope\n", "  I is gone\n"),
        ProgramCase(
            name: "in the graph", arguments: ["diff", "old.json", "new.json", "--format", "html"], files: files, exit: 2
        ).showing(
            #"class="edge taken""#, #"class="edge gone""#, #"class="state task is-changed""#,
            #"class="state wait is-changed""#, #"class="state pass is-removed""#, #"<li class="was-removed">"#),
        ProgramCase(
            name: "in Mermaid", arguments: ["diff", "old.json", "new.json", "--format", "mermaid"], files: files,
            exit: 2
        ).showing("<br>was called Ship", "classDef added ", "classDef removed "),
        ProgramCase(
            name: "errors of either are told", arguments: ["diff", "pass.json", "wrong.json"],
            files: ["wrong.json": ValidateTests.wrong], exit: 1, output: ""
        ).complaining("wrong.json:1:43: error: "),
        ProgramCase(
            name: "standard input twice", arguments: ["diff", "-", "-"], exit: 64, output: "",
            complains: ["can be read once only"]),
    ]

    @Test func whatWasRenamedIsDrawnOnce() async throws {
        try await Session.run(Self.files) { session in
            let drawing = try await session.call(["diff", "old.json", "new.json", "--format", "mermaid"], exit: 2)
            #expect(!drawing.contains("Ship<br>Wait"))
            #expect(drawing.contains("Dispatch<br>Wait"))
        }
    }

    @Test func theJSONSaysTheSame() async throws {
        try await Session.run(Self.files) { session in
            let output = try await session.call(["diff", "old.json", "new.json", "--format", "json"], exit: 2)
            let json = try JSONParser.parse(output)
            #expect(json["isSame"] == false)
            #expect(json["changes"]?.arrayValue?.count == 9)
            #expect(json["changes"]?[6] == ["kind": "renamed", "state": "Dispatch", "message": "was called Ship"])
            #expect(
                json["runningExecutions"]?["cannotMoveAfter"]?[0] == [
                    "state": "Ship", "reason": "is called Dispatch now",
                ])
            #expect(json["runningExecutions"]?["canMoveAfter"] == ["Pay", "Large?", "Each", "Done", "Sorry"])
        }
    }
}
