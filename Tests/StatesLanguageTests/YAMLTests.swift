import Diagnostics
import JSONModel
import StatesLanguage
import StatesYAML
import Testing

/// What YAML means, seen through the `Result` of a Pass state.
@Suite struct YAMLTests {
    private func result(_ yaml: String) throws -> JSONValue? {
        let indented = yaml.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n      ")
        let source = "StartAt: A\nStates:\n  A:\n    Type: Pass\n    End: true\n    Result:\n      \(indented)\n"
        let reading = YAMLDefinition.read(SourceText(name: "test", text: source))
        let machine = try reading.get()
        guard case .pass(let pass) = machine.graph["A"]?.kind else { return nil }
        return pass.result
    }

    @Test(arguments: [
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("2026-01-02", "2026-01-02"), ("12:30", "12:30"),
        ("\"5\"", "5"), ("'true'", "true"), ("!!str 5", "5"), ("! 5", "5"), ("0x", "0x"), ("0xZZ", "0xZZ"),
        ("1_000", "1_000"), (".inf", ".inf"), (".", "."), ("1e", "1e"), ("|-\n  a\n  b", "a\nb"),
        (">-\n  a\n  b", "a b"), ("\"\\u00e9\\n\"", "é\n"), ("!Sub \"x-${A}\"", "x-${A}"), ("!Ref A", "${A}"),
        ("!GetAtt A.Arn", "${A.Arn}"), ("!GetAtt [A, Arn]", "${A.Arn}"), ("!Sub ['x-${A}', {A: 1}]", "x-${A}"),
        ("!Join ['', [a, b]]", "${Join}"), ("0x-5", "0x-5"),
    ])
    func texts(yaml: String, text: String) throws { #expect(try result(yaml) == .string(text)) }

    @Test(
        arguments: [
            ("~", .null), ("", .null), ("Null", .null), ("True", .bool(true)), ("FALSE", .bool(false)),
            ("12", .int(12)),
            ("-12", .int(-12)), ("+12", .int(12)), ("007", .int(7)), ("0o17", .int(15)), ("0xFF", .int(255)),
            ("1.5", .double(1.5)), (".5", .double(0.5)), ("1.", .double(1)), ("1e3", .double(1_000)),
            ("-1.5E-2", .double(-0.015)), ("!!int \"5\"", .int(5)), ("!!float 2.5", .double(2.5)), ("!!null x", .null),
            ("123456789012345678901234567890", .number(.text("123456789012345678901234567890"))),
            ("[a, {b: 1}]", ["a", ["b": 1]]), ("- 1\n- - 2", [1, [2]]), ("1: a", ["1": "a"]),
        ] as [(String, JSONValue)])
    func values(yaml: String, value: JSONValue) throws { #expect(try result(yaml) == value) }

    @Test func anchorsStandForTheirNodes() throws {
        #expect(try result("a: &x {n: 1}\nb: *x\nc: [*x]") == ["a": ["n": 1], "b": ["n": 1], "c": [["n": 1]]])
    }

    @Test func mergedMembersGiveWayToOwnOnes() throws {
        let merged = try result("a: &x {n: 1, m: 1}\nb: &y {m: 2, k: 2}\nc:\n  <<: [*x, *y]\n  n: 3")
        #expect(merged?["c"] == ["m": 1, "k": 2, "n": 3])
        #expect(merged?["c"]?.objectValue?.map(\.key) == ["m", "k", "n"])
        #expect(try result("'<<': 1") == ["<<": 1])
    }

    /// Lines end at more characters than in other texts, and columns count characters.
    @Test func placesAreRight() {
        let source = "# é\r\nStartAt: A\r\nStates:\r\n  A: {Type: Succeed, Comment: \"é😀\", X: 1}\r\n"
        let diagnostic = YAMLDefinition.read(SourceText(name: "test", text: source)).diagnostics.first
        let span = diagnostic?.span ?? SourceSpan(at: 0)
        #expect(String(decoding: Array(source.utf8)[span.start..<span.end], as: UTF8.self) == "X")
        #expect(diagnostic?.location == "/States/A")
    }

    @Test func deepTextsAreRefused() {
        let source = String(repeating: "[", count: 100_000)
        #expect(YAMLDefinition.read(SourceText(name: "test", text: source)).diagnostics.map(\.code) == [.invalidYAML])
    }
}
