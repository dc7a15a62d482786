import Diagnostics
import Testing

/// The whole output of each renderer for the same findings.
struct RendererTests {
    private static let source = SourceText(
        name: "asl/order saga.asl.json",
        text: """
            {
              "StartAt": "Pay",
              "States": {"Pay": {"Type": "Pass", "Next": "Ship"}}
            }
            """)

    private static let unknownTarget = Diagnostic(
        code: "MISSING_TRANSITION_TARGET", severity: .error, message: "no state named “Ship” in this scope",
        span: SourceSpan(start: 67, end: 73), location: "/States/Pay/Next",
        notes: [
            Diagnostic.Note(message: "the states of this scope", span: SourceSpan(start: 24, end: 32)),
            Diagnostic.Note(message: "did you mean “Pay”?"),
        ])

    private static let noComment = Diagnostic(
        code: "NO_COMMENT", severity: .warning, message: "100% of the states, all: no\ncomment",
        span: SourceSpan(start: 0, end: 77))

    private static let reports = [
        SourceDiagnostics(source: source, diagnostics: [unknownTarget, noComment]),
        SourceDiagnostics(source: SourceText(name: "clean.json", text: "{}"), diagnostics: []),
        SourceDiagnostics(
            source: SourceText(name: "b.json", text: ""),
            diagnostics: [
                Diagnostic(
                    code: "NO_COMMENT", severity: .warning, message: "nothing here", span: SourceSpan(at: 0))
            ]),
    ]

    @Test func text() {
        #expect(
            DiagnosticFormat.text.render(Self.reports) == """
                asl/order saga.asl.json:3:46: error: no state named “Ship” in this scope [MISSING_TRANSITION_TARGET]
                 3 |   "States": {"Pay": {"Type": "Pass", "Next": "Ship"}}
                   |                                              ^~~~~~
                    = note: did you mean “Pay”?
                asl/order saga.asl.json:3:3: note: the states of this scope
                 3 |   "States": {"Pay": {"Type": "Pass", "Next": "Ship"}}
                   |   ^~~~~~~~
                asl/order saga.asl.json:1:1: warning: 100% of the states, all: no␊comment [NO_COMMENT]
                 1 | {
                   | ^
                b.json:1:1: warning: nothing here [NO_COMMENT]
                 1 |
                   | ^

                """)
        #expect(TextRenderer().render([]) == "")
    }

    @Test func textInColour() {
        let text = TextRenderer(colour: true).render(Self.unknownTarget, of: Self.source)
        #expect(
            text.replacing("\u{1B}", with: "␛") == """
                ␛[1masl/order saga.asl.json:3:46:␛[0m ␛[1;31merror:␛[0m \
                ␛[1mno state named “Ship” in this scope␛[0m [MISSING_TRANSITION_TARGET]
                ␛[34m 3 |␛[0m   "States": {"Pay": {"Type": "Pass", "Next": "Ship"}}
                ␛[34m   |␛[0m                                              ␛[1;31m^~~~~~␛[0m
                ␛[34m    =␛[0m ␛[1;36mnote:␛[0m did you mean “Pay”?
                ␛[1masl/order saga.asl.json:3:3:␛[0m ␛[1;36mnote:␛[0m the states of this scope
                ␛[34m 3 |␛[0m   "States": {"Pay": {"Type": "Pass", "Next": "Ship"}}
                ␛[34m   |␛[0m   ␛[1;36m^~~~~~~~␛[0m

                """)
    }

    @Test func json() {
        #expect(
            DiagnosticFormat.json.render([SourceDiagnostics(source: Self.source, diagnostics: [Self.unknownTarget])])
                == """
                {
                  "result": "FAIL",
                  "diagnostics": [
                    {
                      "severity": "ERROR",
                      "code": "MISSING_TRANSITION_TARGET",
                      "message": "no state named “Ship” in this scope",
                      "location": "/States/Pay/Next",
                      "file": "asl/order saga.asl.json",
                      "line": 3,
                      "column": 46,
                      "endLine": 3,
                      "endColumn": 52,
                      "notes": [
                        {
                          "message": "the states of this scope",
                          "line": 3,
                          "column": 3,
                          "endLine": 3,
                          "endColumn": 11
                        },
                        {
                          "message": "did you mean “Pay”?"
                        }
                      ]
                    }
                  ]
                }

                """)
    }

    @Test func jsonOfAWarning() {
        #expect(
            JSONRenderer().render([SourceDiagnostics(source: Self.source, diagnostics: [Self.noComment])]) == """
                {
                  "result": "OK",
                  "diagnostics": [
                    {
                      "severity": "WARNING",
                      "code": "NO_COMMENT",
                      "message": "100% of the states, all: no\\ncomment",
                      "file": "asl/order saga.asl.json",
                      "line": 1,
                      "column": 1,
                      "endLine": 4,
                      "endColumn": 2,
                      "notes": []
                    }
                  ]
                }

                """)
        #expect(JSONRenderer().render([]) == "{\n  \"result\": \"OK\",\n  \"diagnostics\": []\n}\n")
    }

    @Test func jsonEscapes() {
        let diagnostic = Diagnostic(
            code: "X", severity: .error, message: "\"\\\t\r\u{1}\u{1F}é", span: SourceSpan(at: 0))
        let source = SourceText(name: "x", text: "")
        let text = JSONRenderer().render([SourceDiagnostics(source: source, diagnostics: [diagnostic])])
        #expect(text.contains(#""message": "\"\\\t\r\u0001\u001Fé","#))
    }

    @Test func github() {
        #expect(
            DiagnosticFormat.github.render(Self.reports) == """
                ::error file=asl/order saga.asl.json,line=3,endLine=3,col=46,endColumn=51,\
                title=MISSING_TRANSITION_TARGET::no state named “Ship” in this scope%0A\
                note: the states of this scope (line 3, column 3)%0Anote: did you mean “Pay”?
                ::warning file=asl/order saga.asl.json,line=1,endLine=4,title=NO_COMMENT::\
                100%25 of the states, all: no%0Acomment
                ::warning file=b.json,line=1,endLine=1,col=1,endColumn=1,title=NO_COMMENT::nothing here

                """)
        let source = SourceText(name: "a,b:c%d", text: "x")
        let diagnostic = Diagnostic(code: "A:B", severity: .error, message: "m: n,", span: SourceSpan(at: 0))
        #expect(
            GitHubRenderer().render([SourceDiagnostics(source: source, diagnostics: [diagnostic])])
                == "::error file=a%2Cb%3Ac%25d,line=1,endLine=1,col=1,endColumn=1,title=A%3AB::m: n,\n")
        #expect(GitHubRenderer().render([]) == "")
    }
}
