import Foundation
import JSONModel
import Subprocess
import Testing

/// `sfn-run test` on the built program.
struct TestCommandTests {
    static let order = """
        {"StartAt": "Pay", "States": {
          "Pay": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay", "Next": "Done",
            "ResultPath": "$.paid",
            "Catch": [{"ErrorEquals": ["Declined"], "ResultPath": null, "Next": "No"}]},
          "Done": {"Type": "Succeed"},
          "No": {"Type": "Fail", "Error": "NotPaid", "Cause": "declined"}}}
        """
    static let tests = """
        machine: order.json
        input: {order: 7}
        tests:
          - name: paid
            mocks: {Pay: [{Return: {fee: 1}, DelaySeconds: 2}]}
            expect:
              output: {order: 7, paid: {fee: 1}}
              duration: 2
          - name: declined
            mocks: {Pay: [{Throw: {Error: Declined}}]}
            expect: {error: NotPaid, path: [Pay, No]}
        """
    static let failing = """
        machine: order.json
        tests:
          - name: fees are known
            input: {order: 7}
            mocks: {Pay: [{Return: {fee: 1, of: [1, 2]}}]}
            expect:
              output: {order: 8, paid: {fee: 1, of: [1, 3], rest: 0}}
              calls: {Pay: 2}
          - name: nobody pays
        """
    static let files = ["order.json": order, "order.sfn-test.yaml": tests, "bad/bad.sfn-test.yaml": failing]

    static let cases = [
        ProgramCase(
            name: "cases pass, and what they cover is told",
            arguments: ["test", "order.sfn-test.yaml", "--coverage", "text"],
            output: """
                order.sfn-test.yaml
                  ✓ paid
                  ✓ declined

                ✓ 2 passed

                coverage of order (order.json): 100 %
                  states       3 of 3
                  transitions  2 of 2
                  catchers     1 of 1

                """),
        ProgramCase(
            name: "a failure shows the differences and the trace", arguments: ["test", "bad.sfn-test.yaml"], exit: 2,
            output: """
                bad.sfn-test.yaml
                  ✗ fees are known  bad.sfn-test.yaml:3:11
                      output  line 7
                        - order: 8
                        + order: 7
                        - paid.of: [1,3]
                        + paid.of: [1,2]
                        - paid.rest: 0
                      calls of Pay  line 8
                        - 2
                        + 1

                      order  started 2026-01-01T00:00:00.000Z
                        ← {"order":7}

                          0.000  ● Pay   Task      pay  + paid: {"fee":1,"of":[1,2]}
                          0.000  ✓ Done  Succeed

                  ✗ nobody pays  bad.sfn-test.yaml:9:11
                      the task “Pay” was called, and the case has no answer for it; it was given {}

                      order  started 2026-01-01T00:00:00.000Z
                        ← {}

                          0.000  ● Pay   Task      pay


                ✗ 2 failed, 0 passed

                """),
        ProgramCase(
            name: "a filter leaves the others out, and says so by its silence",
            arguments: ["test", "order.sfn-test.yaml", "bad.sfn-test.yaml", "--filter", "PAID"],
            output: "order.sfn-test.yaml\n  ✓ paid\n\n✓ 1 passed\n"),
        ProgramCase(
            name: "too little coverage fails",
            arguments: [
                "test", "order.sfn-test.yaml", "--filter", "declined", "-q", "--min-coverage", "90",
            ], exit: 2, output: "✓ 1 passed\n",
            errors: "sfn-run: 66.6 % is covered, less than the 90.0 % asked for\n"),
        ProgramCase(
            name: "only and skip", arguments: ["test", "only.sfn-test.yaml"],
            files: [
                "only.sfn-test.yaml": """
                machine: order.json
                tests:
                  - {name: one, only: true, mocks: {Pay: [{Return: 1}]}}
                  - {name: two}
                  - {name: three, skip: the bank is closed}
                """
            ],
            output: """
                only.sfn-test.yaml
                  ✓ one
                  - two  skipped: others say “only”
                  - three  skipped: the bank is closed

                ✓ 1 passed, 2 skipped

                """),
        ProgramCase(
            name: "what is wrong with a file is told with its places", arguments: ["test", "wrong.sfn-test.yaml"],
            files: [
                "wrong.sfn-test.yaml": """
                machine: order.json
                tests:
                  - name: one
                    expect: {path: [Pay, Dome]}
                  - name: two
                    mocks: {Pai: [{Return: 1}]}
                  - name: three
                    machine: gone.json
                """
            ], exit: 1, output: "✓ 0 passed\n",
            errors: """
                wrong.sfn-test.yaml:4:20: error: the state machine has no state “Dome” [ASL3102]
                 4 |     expect: {path: [Pay, Dome]}
                   |                    ^~~~~~~~~~
                    = note: did you mean “Done”?
                wrong.sfn-test.yaml:6:13: error: the state machine has no state “Pai” [ASL3003]
                 6 |     mocks: {Pai: [{Return: 1}]}
                   |             ^~~
                    = note: did you mean “Pay”?
                wrong.sfn-test.yaml:8:14: error: gone.json: no such file or directory [ASL3104]
                 8 |     machine: gone.json
                   |              ^~~~~~~~~

                """),
        ProgramCase(
            name: "a definition with errors is told once", arguments: ["test", "wrong.sfn-test.json"],
            files: [
                "wrong.sfn-test.json": #"""
                {"machine": "broken.json", "tests": [{"name": "one"}, {"name": "two"}]}
                """#,
                "broken.json": #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}"#,
            ], exit: 1, output: "✓ 0 passed\n"
        ).complaining("broken.json:1:", "error: Missing 'Next' target: B"),
        ProgramCase(
            name: "no test files", arguments: ["test", "pass.json", "child.json"], exit: 1, output: "",
            errors: nil),
        ProgramCase(
            name: "an inline machine, JUnit",
            arguments: ["test", "inline.sfn-test.yaml", "--junit", "/dev/stdout", "-q"],
            files: [
                "inline.sfn-test.yaml": """
                machine: {StartAt: A, States: {A: {Type: Pass, End: true}}}
                tests:
                  - name: a < b
                  - {name: "never", expect: {output: 1}}
                  - {name: later, skip: true}
                """
            ], exit: 2
        ).showing(
            "<testsuite name=\"inline.sfn-test.yaml\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\"",
            "<testcase name=\"a &lt; b\" classname=\"inline.sfn-test.yaml\" file=\"inline.sfn-test.yaml\" line=\"3\"",
            "<failure message=\"not as expected: output\">output: expected 1, got {}</failure>",
            "<skipped message=\"\"/>"),
        ProgramCase(
            name: "a mock configuration is a suite", arguments: ["test", "--mock-config", "order.mocks.json"],
            files: ["order.asl.json": order, "order.input.json": "{}", "order.mocks.json": localMocks],
            output: "order.mocks.json\n  ✓ Paid  SUCCEEDED\n  ✓ Declined  FAILED\n\n✓ 2 passed\n"),
        ProgramCase(
            name: "a mock configuration whose definition is elsewhere",
            arguments: [
                "test", "--mock-config", "m.json", "--definition", "orders=order.json", "--input", #"{"a": 1}"#,
            ],
            files: ["m.json": localMocks.replacing(#""order""#, with: #""orders""#)]
        ).showing("✓ Paid  SUCCEEDED", "✓ Declined  FAILED", "✓ 2 passed"),
        ProgramCase(
            name: "a mock configuration without a definition", arguments: ["test", "--mock-config", "m.json"],
            files: ["m.json": localMocks.replacing(#""order""#, with: #""orders""#)], exit: 1, output: "",
            errors: "sfn-run: m.json:1:20: error: there is no definition of “orders” beside it: say which with "
                + "--definition orders=FILE\n"),
        ProgramCase(
            name: "options that do not go together", arguments: ["test", "--coverage-file", "x"], exit: 64, output: "",
            errors: nil
        ).complaining("--coverage-file needs --coverage FORMAT"),
    ]

    static let localMocks = #"""
        {"StateMachines": {"order": {"TestCases": {"Paid": {"Pay": "Ok"}, "Declined": {"Pay": "No"}}}},
         "MockedResponses": {"Ok": {"0": {"Return": {"fee": 1}}}, "No": {"0": {"Throw": {"Error": "Declined"}}}}}
        """#

    @Test(arguments: cases) func tests(_ testCase: ProgramCase) async throws {
        var testCase = testCase
        testCase.files.merge(Self.files.map { (String($0.key.split(separator: "/").last ?? ""), $0.value) }) { $1 }
        if testCase.name == "no test files" {
            try await SfnRun.withFolder(["a.txt": ""]) { folder in
                let outcome = try await SfnRun.run(["test"], in: folder)
                #expect(outcome.exit == 1)
                let hint = "has no test files: their names end in .sfn-test.yaml or .sfn-test.json"
                #expect(outcome.errors == "sfn-run: .: error: \(hint)\n")
            }
            return
        }
        try await testCase.check()
    }

    @Test func reportsAreWritten() async throws {
        let files = ["order.json": Self.order, "order.sfn-test.yaml": Self.tests]
        try await Session.run(files) { session in
            let json = try await session.call(["test", "--json", "--coverage", "json", "order.sfn-test.yaml"])
            let report = try JSONParser.parse(json)
            #expect(report["passed"] == 2)
            #expect(report["tests"]?.arrayValue?.map { $0["virtualMilliseconds"] ?? .null } == [2_000, 0])
            #expect(report["coverage"]?["percent"] == .double(100))
            for (format, file) in [("html", "coverage.html"), ("lcov", "coverage.info"), ("json", "coverage.json")] {
                try await session.call(
                    ["test", ".", "-q", "--coverage", format], shows: ["coverage: 100 %, written to \(file)"])
                #expect(try !session.lines(of: file).isEmpty)
            }
            #expect(try session.lines(of: "coverage.info").contains("DA:2,2"))
            let info = try await session.call(
                ["test", ".", "--coverage", "lcov", "--coverage-file", "-"], errors: nil)
            #expect(info.hasPrefix("TN:\nSF:order.json\nFN:2,Pay\n"))
        }
    }

    @Test func whoeverWatchesIsToldAfterEachChange() async throws {
        let files = ["order.json": Self.order, "order.sfn-test.yaml": Self.tests]
        try await Session.run(files) { session in
            let outcome = try await session.beside(
                ["test", "--watch", "-q", "--junit", "runs.xml", "order.sfn-test.yaml"], signal: .terminate
            ) { session in
                try await session.waitForLines(6, in: "runs.xml")
                try await Task.sleep(for: .milliseconds(100))
                let changed = Self.order.replacing("NotPaid", with: "Unpaid")
                try Data(changed.utf8).write(to: session.folder.appending(path: "order.json"))
                try await session.waitForLines(8, in: "runs.xml")
            }
            #expect(outcome.exit == -15)
            ProgramCase.expect(["✓ 2 passed", "✗ 1 failed, 1 passed"], in: outcome.output)
        }
    }

    /// A thousand cases: every one of `asl/expected.json` a hundred times, with as many seeds.
    @Test func aThousandCasesOfTheSagaPass() async throws {
        let asl = SfnRun.root.appending(path: "asl")
        let expected = try JSONParser.parse(Array(try Data(contentsOf: asl.appending(path: "expected.json"))))
        let cases = expected["cases"]?.arrayValue ?? []
        let rows = (0..<1_000).map { number -> JSONValue in
            let expected = cases[number % cases.count]
            return [
                "case": expected["testCase"] ?? .null, "status": expected["status"] ?? .null,
                "path": expected["states"] ?? .null, "n": .int(number),
            ]
        }
        let path = asl.path(percentEncoded: false) + "/"
        let file: JSONValue = [
            "machine": .string("\(path)order-saga.asl.json"), "mocks": .string("\(path)order-saga.mocks.json"),
            "inputFile": .string("\(path)order-saga.input.json"),
            "tests": [
                [
                    "name": "${case} ${n}", "mockCase": "${case}", "seed": "${n}", "matrix": .array(JSONArray(rows)),
                    "expect": ["status": "${status}", "path": "${path}"],
                ]
            ],
        ]
        try await Session.run(["many.sfn-test.json": file.description]) { session in
            let output = try await session.call(["test", "many.sfn-test.json", "-q", "--coverage", "text"])
            #expect(output.hasPrefix("✓ 1,000 passed\n\ncoverage of order-saga"))
        }
    }

    /// The tests that `asl/` ships pass, and cover what they should.
    @Test func testsOfTheSagaPass() async throws {
        let outcome = try await SfnRun.run(["test", "asl", "-q", "--min-coverage", "90"])
        #expect(outcome.exit == 0, "\(outcome.output)\(outcome.errors)")
    }
}
