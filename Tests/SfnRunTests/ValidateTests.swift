import Foundation
import JSONModel
import Testing

/// `sfn-run validate`.
struct ValidateTests {
    @Test(arguments: cases) func validates(_ testCase: ProgramCase) async throws { try await testCase.check() }

    static let wrong = #"{"StartAt": "A", "States": {"A": {"Type": "Passs", "End": true}}}"#
    static let files = ["wrong.json": wrong, "trunc.json": "{", "empty.yaml": ""]

    static let okay = """
        {
          "result": "OK",
          "diagnostics": [],
          "truncated": false
        }

        """

    static let cases = [
        ProgramCase(
            name: "clean", arguments: ["validate", "pass.json"], output: "",
            errors: "sfn-run: 1 file: nothing is wrong\n"),
        ProgramCase(
            name: "several files", arguments: ["validate", "pass.json", "wrong.json", "child.yaml"], files: files,
            exit: 2, errors: "sfn-run: 3 files: 1 error\n"
        ).showing("wrong.json:1:43: error: ", "[SCHEMA_VALIDATION_FAILED]", "^~~~~~~", "did you mean “Pass”?"),
        ProgramCase(
            name: "standard input", arguments: ["validate", "-"], input: wrong, exit: 2,
            errors: "sfn-run: 1 file: 1 error\n"
        ).showing("<standard input>:1:43: error: "),
        ProgramCase(
            name: "truncated", arguments: ["validate", "trunc.json"], files: files, exit: 2,
            errors: "sfn-run: 1 file: 1 error\n"
        ).showing("trunc.json:1:", "[INVALID_JSON_DESCRIPTION]"),
        ProgramCase(
            name: "a missing file, and the others all the same",
            arguments: ["validate", "no.json", "wrong.json"], files: files, exit: 1,
            errors: "sfn-run: no.json: error: no such file or directory\nsfn-run: 1 file: 1 error\n"
        ).showing("wrong.json:1:43: error: "),
        ProgramCase(
            name: "a directory", arguments: ["validate", "."], exit: 1, output: "",
            errors: "sfn-run: .: error: is a directory; give a file, such as “child.json”\n"),
        ProgramCase(
            name: "github", arguments: ["validate", "wrong.json", "--format", "github"], files: files, exit: 2
        ).showing("::error file=wrong.json,line=1,"),
        ProgramCase(
            name: "the service's response", arguments: ["validate", "wrong.json", "--format", "aws"], files: files,
            exit: 2,
            output: """
                {
                  "result": "FAIL",
                  "diagnostics": [
                    {
                      "severity": "ERROR",
                      "code": "SCHEMA_VALIDATION_FAILED",
                      "message": "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, \
                Choice, Parallel, Map]",
                      "location": "/States/A/Type"
                    }
                  ],
                  "truncated": false
                }

                """),
        ProgramCase(
            name: "the service's response to a definition that is no JSON",
            arguments: ["validate", "trunc.json", "--format", "aws"], files: files, exit: 2
        ).showing(
            #""code": "INVALID_JSON_DESCRIPTION""#, #"Unexpected end-of-input\n at [Source: (String)\"{\"; line: 1"#,
            #""location": "[Source: "#),
        ProgramCase(
            name: "responses, one for each file", arguments: ["validate", "pass.json", "fail.json", "--format", "aws"],
            output: String(repeating: okay, count: 2)),
        ProgramCase(
            name: "the service lists no warnings unless it is asked",
            arguments: ["validate", "warned.json", "--format", "aws"], files: ["warned.json": warned], output: okay),
        ProgramCase(
            name: "warnings in the service's response",
            arguments: ["validate", "warned.json", "--format", "aws", "--severity", "WARNING"],
            files: ["warned.json": warned]
        ).showing(#""result": "OK""#, #""severity": "WARNING""#),
        ProgramCase(
            name: "warnings of ours are not the service's",
            arguments: ["validate", "ours.json", "--format", "aws", "--severity", "WARNING"],
            files: [
                "ours.json": #"""
                {"StartAt": "A", "QueryLanguage": "JSONata",
                 "States": {"A": {"Type": "Succeed", "Output": "{% $never %}"}}}
                """#
            ], output: okay),
        ProgramCase(
            name: "a response that is cut off",
            arguments: ["validate", "two.json", "--format", "aws", "--max-results", "1"],
            files: ["two.json": #"{"Extra": 1, "More": 2, "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#],
            exit: 2
        ).showing("Extra", #""truncated": true"#),
        ProgramCase(
            name: "too many results", arguments: ["validate", "pass.json", "--format", "aws", "--max-results", "101"],
            exit: 64, complains: ["--max-results"]),
        ProgramCase(
            name: "a severity for the service's response only",
            arguments: ["validate", "pass.json", "--severity", "WARNING"], exit: 64, complains: ["--format aws"]),
        ProgramCase(
            name: "express", arguments: ["validate", "token.json", "--type", "EXPRESS"], exit: 2,
            errors: "sfn-run: 1 file: 1 error\n"
        ).showing("does not support '.waitForTaskToken'"),
        ProgramCase(name: "no file", arguments: ["validate"], exit: 64, output: "", complains: ["<files>"]),
        ProgramCase(
            name: "an unknown format", arguments: ["validate", "pass.json", "--format", "xml"], exit: 64,
            complains: ["text", "json", "sarif", "github", "aws"]),
    ]

    @Test func jsonAndSARIFAreJSON() async throws {
        try await SfnRun.withFolder(Self.files) { folder in
            let json = try await SfnRun.run(["validate", "wrong.json", "--format", "json"], in: folder)
            #expect(json.exit == 2)
            #expect(json.errors == "")
            _ = try JSONParser.parse(json.output)
            let sarif = try await SfnRun.run(["validate", "wrong.json", "--format", "sarif"], in: folder)
            #expect(sarif.exit == 2)
            let document = try JSONParser.parse(sarif.output)
            #expect(document["version"] == "2.1.0")
            #expect(document["runs"]?[0]?["results"]?[0]?["ruleId"] == "SCHEMA_VALIDATION_FAILED")
        }
    }

    @Test func warningsCountWhenAsked() async throws {
        try await SfnRun.withFolder(["warned.json": Self.warned]) { folder in
            let lenient = try await SfnRun.run(["validate", "warned.json"], in: folder)
            #expect(lenient.errors == "sfn-run: 1 file: 1 warning\n", "\(lenient.output)")
            #expect(lenient.exit == 0)
            let strict = try await SfnRun.run(["validate", "warned.json", "--strict"], in: folder)
            #expect(strict.exit == 2)
        }
    }

    static let warned = """
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"a.$": "$.b"}, "End": true}}}
        """
}
