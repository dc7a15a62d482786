import Foundation
import JSONModel
import Testing

/// `sfn-run graph`.
struct GraphTests {
    @Test(arguments: cases) func draws(_ testCase: ProgramCase) async throws { try await testCase.check() }

    static let order = """
        {"Comment": "An order", "StartAt": "Pay", "States": {
          "Pay": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "pay"},
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2, "MaxAttempts": 1}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}], "Next": "Large?"},
          "Large?": {"Type": "Choice", "Default": "Done", "Choices": [
            {"And": [{"Variable": "$.amount", "NumericGreaterThan": 100},
              {"Not": {"Variable": "$.vip", "IsPresent": true}}], "Next": "Each"}]},
          "Each": {"Type": "Map", "ItemsPath": "$.items", "Next": "Done",
            "ItemProcessor": {"StartAt": "Ship", "States": {"Ship": {"Type": "Wait", "Seconds": 5, "End": true}}}},
          "Done": {"Type": "Succeed"},
          "Sorry": {"Type": "Fail", "Error": "Unpaid"}}}
        """

    static let coverage = """
        {"machines": [{"states": [{"name": "X", "count": 9}]}, {"states": [
          {"name": "Pay", "count": 3, "transitions": [{"next": "Done", "count": 3}, {"next": "Sorry", "count": 0}]},
          {"name": "Large?", "count": 0}, {"name": "Done", "count": 2, "transitions": []}]}]}
        """

    static let files = [
        "coverage.json": coverage,
        "order.json": order, "paid.json": #"{"Pay": [{"Return": {"amount": 200, "items": [1, 2, 3]}}]}"#,
        "mocks.json": """
        {"Pay": [{"Throw": {"Error": "Busy", "Cause": "later"}}, {"Throw": {"Error": "Declined", "Cause": "no"}}]}
        """,
    ]

    static let mermaid = """
        flowchart TD
            start1(( ))
            s1["Pay<br>Task · lambda:pay<br>↻ 1 × on Busy · 2 s ×2"]
            s2{"Large?<br>Choice"}
            subgraph s3["Each<br>Map"]
                subgraph s3b1["For each item"]
                    start2(( ))
                    s4>"Ship<br>Wait · 5 s"]
                    start2 --> s4
                end
            end
            s5(["Done<br>Succeed"])
            s6(["Sorry<br>Fail · Unpaid"])
            start1 --> s1
            s1 --> s2
            s1 -.->|"States.ALL"| s6
            s2 -->|"$.amount #62; 100 and not $.vip is present"| s3
            s2 -->|"otherwise"| s5
            s3 --> s5

        """

    static let cases = [
        ProgramCase(name: "Mermaid", arguments: ["graph", "order.json"], files: files, output: mermaid),
        ProgramCase(name: "DOT", arguments: ["graph", "order.json", "--format", "dot"], files: files).showing(
            "digraph machine {\n    compound=true\n", #"s2 [label="Large?\nChoice", shape=diamond]"#,
            #"subgraph "cluster_s3" {"#, #"s5 [label="Done\nSucceed", peripheries=2]"#,
            #"s1 -> s6 [label="States.ALL", style=dashed]"#, #"s3 -> s5 [ltail="cluster_s3"]"#),
        ProgramCase(name: "SVG", arguments: ["graph", "order.json", "--format", "svg"], files: files).showing(
            #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 "#, #"aria-label="order">"#,
            "@media (prefers-color-scheme:dark)", #"<g class="state map outer">"#, ">For each item</text>",
            #"<g class="edge caught"><path class="way""#, ">States.ALL</text>", ">$.amount &gt; 100 and not",
            #"<g class="state fail">"#, "</svg>"),
        ProgramCase(name: "a page", arguments: ["graph", "order.json", "--format", "html"], files: files).showing(
            "<!DOCTYPE html>", "default-src 'none'", #"<g class="state map outer" id="state-2" data-state="2" "#,
            #"tabindex="0" role="button" aria-label="Each: Map">"#, #"<nav aria-label="States">"#,
            "<b>Ship</b> <span>Wait · 5 s</span>", #"<script type="application/json" id="data">"#, "</html>"),
        ProgramCase(
            name: "YAML, and substitutions that nobody filled", arguments: ["graph", "open.yaml"],
            files: [
                "open.yaml": """
                StartAt: A
                States:
                  A: {Type: Task, Resource: "${Pay}", TimeoutSeconds: "${Limit}", End: true}
                """
            ]
        ).showing(#"s1["A<br>Task · $#123;Pay#125;"]"#),
        ProgramCase(
            name: "names that are markup stay texts", arguments: ["graph", "odd.json", "--format", "html"],
            files: ["odd.json": #"{"StartAt": "</script>&", "States": {"</script>&": {"Type": "Succeed"}}}"#]
        ).showing("&lt;/script&gt;&amp;", #"[{"name":"\u003c/script>&""#),
        ProgramCase(
            name: "errors are told", arguments: ["graph", "wrong.json"], files: ["wrong.json": ValidateTests.wrong],
            exit: 1, output: ""
        ).complaining("wrong.json:1:43: error: ", "[SCHEMA_VALIDATION_FAILED]"),
        ProgramCase(
            name: "what is no history", arguments: ["graph", "pass.json", "--history", "pass.json"], exit: 1,
            output: "",
            errors: "sfn-run: pass.json:1:1: error: expected the events of a history: {“events”: […]}\n"),
        ProgramCase(
            name: "coverage", arguments: ["graph", "order.json", "--coverage", "coverage.json"], files: files
        ).showing(
            "<br>3 ×, 1 way never", "<br>2 ×\"", "class s2,s3,s4,s6 unvisited", "class s5 covered", "class s1 partly"),
        ProgramCase(
            name: "coverage of another machine", arguments: ["graph", "pass.json", "--coverage", "coverage.json"],
            files: files, exit: 1, output: "",
            errors: "sfn-run: coverage.json: error: has no coverage of this machine's states\n"),
        ProgramCase(
            name: "an unknown format", arguments: ["graph", "pass.json", "--format", "png"], exit: 64, output: "",
            complains: ["mermaid", "dot", "svg", "html"]),
    ]

    @Test func aHistoryGivesStatuses() async throws {
        try await Session.run(Self.files) { session in
            try await session.call(
                ["order.json", "--mocks", "mocks.json", "--history", "h.json", "--format", "output"], exit: 2,
                errors: nil)
            try await session.call(
                ["graph", "order.json", "--history", "h.json"],
                shows: [
                    "↻ 1 × on Busy · 2 s ×2<br>⚠ caught 2 s 2 attempts Declined", "Sorry<br>Fail · Unpaid<br>✗ Unpaid",
                    "class s6 failed", "class s1 caught", "class s2,s3,s4,s5 unvisited",
                ])
            let page = try await session.call(
                ["graph", "order.json", "--history", "h.json", "--format", "html"],
                shows: [
                    #"<p id="caption">execution FAILED</p>"#, #"<g class="edge caught taken">"#,
                    #"<g class="state task is-caught" id="state-0""#,
                ])
            let start = try #require(page.firstRange(of: #"id="data">"#)).upperBound
            let data = try JSONParser.parse(String(page[start...].prefix { $0 != "<" }))
            let run = try #require(data[0]?["runs"]?[0])
            #expect(run["status"] == "caught")
            #expect(run["input"] == "{}")
            #expect(run["attempts"]?.arrayValue?.map { $0["error"] } == ["Busy", "Declined"])
            #expect(data[5]?["status"] == "failed")
            #expect(data[3]?["runs"] == nil)
        }
    }

    @Test func iterationsAreCounted() async throws {
        try await Session.run(Self.files) { session in
            try await session.call(
                [
                    "order.json", "--mocks", "paid.json", "--history", "h.json",
                    "--format", "output",
                ])
            try await session.call(
                ["graph", "order.json", "--history", "h.json"],
                shows: [
                    "Each<br>Map<br>✓ 5 s", "Ship<br>Wait · 5 s<br>✓ 3 × 5 s", "Done<br>Succeed<br>✓",
                    "class s6 unvisited",
                ])
        }
    }
}
