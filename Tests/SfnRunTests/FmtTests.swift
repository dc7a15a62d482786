import Foundation
import JSONModel
import Testing

/// `sfn-run fmt` and `sfn-run schema`.
struct FmtTests {
    @Test(arguments: cases) func layouts(_ testCase: ProgramCase) async throws {
        try await testCase.check()
    }

    static let untidy = """
        # Who pays.
        StartAt:   Pay

        States:


            Pay:   # the card
                Type: Task
                Resource: "${Pay}"
                Retry:
                # Busy is common.
                -   ErrorEquals: [Busy,
                        Slow]
                    MaxAttempts: 3
                - ErrorEquals:
                  - States.ALL
                Comment: |
                    First line

                      indented
                Next: Done\u{20}\u{20}
            Done: {Type: Succeed}
        # The end.
        """
    static let tidy = """
        # Who pays.
        StartAt:   Pay

        States:

          Pay:   # the card
            Type: Task
            Resource: "${Pay}"
            Retry:
              # Busy is common.
              - ErrorEquals: [Busy,
                    Slow]
                MaxAttempts: 3
              - ErrorEquals:
                  - States.ALL
            Comment: |
                First line

                  indented
            Next: Done
          Done: {Type: Succeed}
        # The end.

        """
    static let json = #"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#
    static let tidyJSON = """
        {
          "StartAt": "A",
          "States": {
            "A": {
              "Type": "Succeed"
            }
          }
        }

        """
    static let files = ["a.json": json, "b.json": tidyJSON, "c.yaml": untidy, "d.yaml": tidy]

    static let cases = [
        ProgramCase(name: "JSON", arguments: ["fmt", "a.json"], files: files, output: tidyJSON),
        ProgramCase(
            name: "JSON that has the layout", arguments: ["fmt", "b.json"], files: files, output: tidyJSON
        ),
        ProgramCase(name: "YAML", arguments: ["fmt", "c.yaml"], files: files, output: tidy),
        ProgramCase(
            name: "YAML that has the layout", arguments: ["fmt", "d.yaml"], files: files, output: tidy),
        ProgramCase(
            name: "spaces that are text of a block", arguments: ["fmt", "-"],
            input: "a:\n    b: |\n        x\n          \n\n        y\n    c: 1\n",
            output: "a:\n  b: |\n      x\n        \n\n      y\n  c: 1\n"),
        ProgramCase(name: "standard input", arguments: ["fmt", "-"], input: untidy, output: tidy),
        ProgramCase(
            name: "a check", arguments: ["fmt", "--check", "a.json", "b.json", "c.yaml", "d.yaml"],
            files: files, exit: 2,
            output: "a.json\nc.yaml\n",
            errors: "sfn-run: 2 files to lay out: sfn-run fmt --write does it\n"),
        ProgramCase(
            name: "a check that passes", arguments: ["fmt", "--check", "b.json"], files: files, output: ""
        ),
        ProgramCase(
            name: "no JSON, and the others all the same",
            arguments: ["fmt", "--check", "no.json", "a.json"],
            files: ["no.json": "{\n  \"a\" 1}", "a.json": json], exit: 1, output: "a.json\n"
        ).complaining("sfn-run: no.json:2:7: error: "),
        ProgramCase(
            name: "no YAML", arguments: ["fmt", "no.yaml"], files: ["no.yaml": "a: [1"], exit: 1,
            output: ""
        ).complaining("sfn-run: no.yaml: error: is no YAML"),
        ProgramCase(
            name: "several files", arguments: ["fmt", "a.json", "b.json"], files: files, exit: 64,
            output: "",
            complains: ["--check or --write"]),
        ProgramCase(name: "the schema", arguments: ["schema"]).showing(
            #""$schema": "http://json-schema.org/draft-07/schema#""#, #""additionalProperties": false"#,
            #""required": ["#, #""StartAt","#),
    ]

    @Test func writesWhatDiffers() async throws {
        try await Session.run(Self.files) { session in
            try await session.call(
                ["fmt", "--write", "a.json", "b.json", "c.yaml"], shows: ["a.json\nc.yaml\n"])
            #expect(
                try String(contentsOf: session.folder.appending(path: "a.json"), encoding: .utf8)
                    == Self.tidyJSON)
            #expect(
                try String(contentsOf: session.folder.appending(path: "c.yaml"), encoding: .utf8)
                    == Self.tidy)
            let output = try await session.call(["fmt", "--write", "a.json", "b.json", "c.yaml"])
            #expect(output == "")
            try await session.call(["fmt", "--check", "a.json", "b.json", "c.yaml"])
        }
    }

    /// What others wrote: laid out once is laid out for good, and says the same.
    @Test func realDefinitionsSayTheSame() async throws {
        let suites = ProcessInfo.processInfo.environment["STATES_SUITES"] ?? "../shared/conformance"
        let real = URL(filePath: suites, relativeTo: SfnRun.root).appending(
            path: "definitions/real-world")
        let all =
            FileManager.default.enumerator(at: real, includingPropertiesForKeys: nil)?.allObjects
            as? [URL] ?? []
        guard !all.isEmpty else {
            print(
                "The outside suites are not there (STATES_SUITES, ../shared/conformance): nothing real is laid out."
            )
            return
        }
        try await SfnRun.withFolder([:]) { folder in
            var names: [String] = []
            var before: [String: JSONValue] = [:]
            for file in all where ["json", "yaml", "yml"].contains(file.pathExtension) {
                let data = try Data(contentsOf: file)
                let name = file.lastPathComponent
                guard file.pathExtension != "json" || (try? JSONParser.parse(Array(data))) != nil else {
                    continue
                }
                names.append(name)
                before[name] = file.pathExtension == "json" ? try JSONParser.parse(Array(data)) : nil
                try data.write(to: folder.appending(path: name))
            }
            let written = try await SfnRun.run(["fmt", "--write"] + names, in: folder)
            #expect(written.errors == "")
            #expect(written.exit == 0)
            let checked = try await SfnRun.run(["fmt", "--check"] + names, in: folder)
            #expect(checked.output == "" && checked.exit == 0)
            for (name, value) in before {
                let now = try JSONParser.parse(Array(Data(contentsOf: folder.appending(path: name))))
                #expect(now == value, "\(name)")
            }
        }
    }
}
