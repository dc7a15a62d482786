import Diagnostics
import Testing

/// The whole SARIF log of two findings.
struct SARIFRendererTests {
    @Test func log() {
        let source = SourceText(name: "dir/a b<é>.json", text: "{\"Next\": \"Ship\",\n \"x\": 1}")
        let diagnostics = [
            Diagnostic(
                code: "A", severity: .error, message: "first", span: SourceSpan(start: 9, end: 15),
                location: "/Next",
                notes: [
                    Diagnostic.Note(message: "here", span: SourceSpan(start: 18, end: 21)),
                    Diagnostic.Note(message: "why"),
                ]),
            Diagnostic(code: "B", severity: .warning, message: "second", span: SourceSpan(start: 1, end: 20)),
            Diagnostic(code: "A", severity: .error, message: "third", span: SourceSpan(at: 25)),
        ]
        let reports = [SourceDiagnostics(source: source, diagnostics: diagnostics)]
        #expect(DiagnosticFormat.sarif.render(reports) == Self.expected)
    }

    @Test func emptyLog() {
        #expect(
            SARIFRenderer(toolName: "t").render([]) == """
                {
                  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
                  "version": "2.1.0",
                  "runs": [
                    {
                      "tool": {
                        "driver": {
                          "name": "t",
                          "rules": []
                        }
                      },
                      "columnKind": "unicodeCodePoints",
                      "results": []
                    }
                  ]
                }

                """)
    }

    private static let expected = """
        {
          "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
          "version": "2.1.0",
          "runs": [
            {
              "tool": {
                "driver": {
                  "name": "sfn-run",
                  "rules": [
                    {
                      "id": "A"
                    },
                    {
                      "id": "B"
                    }
                  ]
                }
              },
              "columnKind": "unicodeCodePoints",
              "results": [
                {
                  "ruleId": "A",
                  "ruleIndex": 0,
                  "level": "error",
                  "message": {
                    "text": "first"
                  },
                  "locations": [
                    {
        \(place(12, 1, 10, 1, 16)),
                      "logicalLocations": [
                        {
                          "fullyQualifiedName": "/Next"
                        }
                      ]
                    }
                  ],
                  "relatedLocations": [
                    {
        \(place(12, 2, 2, 2, 5)),
                      "message": {
                        "text": "here"
                      }
                    },
                    {
                      "message": {
                        "text": "why"
                      }
                    }
                  ]
                },
                {
                  "ruleId": "B",
                  "ruleIndex": 1,
                  "level": "warning",
                  "message": {
                    "text": "second"
                  },
                  "locations": [
                    {
        \(place(12, 1, 2, 2, 4))
                    }
                  ]
                },
                {
                  "ruleId": "A",
                  "ruleIndex": 0,
                  "level": "error",
                  "message": {
                    "text": "third"
                  },
                  "locations": [
                    {
        \(place(12, 2, 9, 2, 9))
                    }
                  ]
                }
              ]
            }
          ]
        }

        """

    private static func place(_ indent: Int, _ line: Int, _ column: Int, _ endLine: Int, _ endColumn: Int) -> String {
        """
        "physicalLocation": {
          "artifactLocation": {
            "uri": "dir/a%20b%3C%C3%A9%3E.json"
          },
          "region": {
            "startLine": \(line),
            "startColumn": \(column),
            "endLine": \(endLine),
            "endColumn": \(endColumn)
          }
        }
        """.split(separator: "\n").map { String(repeating: " ", count: indent + 2) + $0 }.joined(separator: "\n")
    }
}
