import JSONModel
import Testing

@testable import sfn_run

/// The pieces that traces are made of.
struct TraceTextTests {
    @Test(arguments: [
        (#"{"a":1}"#, 7, #"{"a":1}"#), (#"{"a":1}"#, 6, #"{"a":…"#), (#""a\nb\"c""#, 9, #""a\nb\"c""#),
        (#""a\nb\"c""#, 4, #""a…"#), (#""a\nb\"c""#, 5, #""a\n…"#), (#""日本""#, 6, #""日本""#), (#""日本""#, 5, #""日…"#),
        (#""日本""#, 4, #""日…"#), (#""e\u0301e\u0301""#, 4, "\"e\u{301}e\u{301}\""),
        (#""e\u0301e\u0301""#, 3, "\"e\u{301}…"), (#""\u001b[31m""#, 6, #""…"#), (#""\u001b[31m""#, 8, #""\u001B…"#),
        ("[1,[true,null],{}]", 99, "[1,[true,null],{}]"), ("12345", 3, "12…"), ("1", 0, "1"),
    ])
    func excerpts(json: String, width: Int, expected: String) throws {
        let text = JSONExcerpt.text(of: try JSONParser.parse(json), width: width)
        #expect(text == expected)
        #expect(text.columns <= max(width, 1))
    }

    @Test func excerptsCostWhatTheyShow() {
        let large = JSONValue.array(JSONArray(repeatElement(JSONValue.string("x"), count: 1_000_000)))
        let time = ContinuousClock().measure {
            for _ in 0..<100 { _ = JSONExcerpt.text(of: large, width: 100) }
        }
        #expect(time < .seconds(2))
    }

    @Test(arguments: [
        ("{}", #"{"a":1}"#, ["+a"]), (#"{"a":1}"#, #"{"a":1,"b":2}"#, ["+b"]), (#"{"a":1,"b":2}"#, #"{"b":2}"#, ["-a"]),
        (#"{"a":1}"#, #"{"a":2}"#, ["~a"]), (#"{"a":1}"#, #"{"b":1}"#, ["="]), ("1", "2", ["="]), ("1", "1.0", []),
        (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#, []), (#"{"a":{"b":1,"c":2}}"#, #"{"a":{"b":1,"c":3}}"#, ["~a.c"]),
        (#"{"a":{"b":1}}"#, #"{"a":{"c":1}}"#, ["~a"]), (#"{"l":[1]}"#, #"{"l":[1,2,3]}"#, ["+l[1]", "+l[2]"]),
        (#"{"l":[1]}"#, #"{"l":[2,1]}"#, ["~l"]), (#"{"x y":1}"#, #"{"x y":2}"#, [#"~"x y""#]), ("[1]", "[1,2]", ["="]),
    ])
    func changes(from old: String, to new: String, expected: [String]) throws {
        let changes = JSONChange.changes(from: try JSONParser.parse(old), to: try JSONParser.parse(new))
        let texts = changes.map { change in
            switch change.kind {
            case .added: "+\(change.path)"
            case .removed: "-\(change.path)"
            case .changed: "~\(change.path)"
            case .replaced: "=\(change.path)"
            }
        }
        #expect(texts == expected)
    }

    @Test(
        arguments: [
            (0, "0.000", "0 s"), (250, "0.250", "250 ms"), (1_500, "1.500", "1.5 s"), (59_999, "59.999", "59.999 s"),
            (60_000, "1:00.000", "60 s"), (125_000, "2:05.000", "2 min 5 s"), (3_600_000, "1:00:00.000", "1 h"),
            (90_061_001, "1d 01:01:01.001", "1 d 1 h 1 min 1.001 s"), (-5, "0.000", "0 s"),
        ] as [(Int64, String, String)])
    func times(milliseconds: Int64, offset: String, duration: String) {
        #expect(Wording.offset(milliseconds: milliseconds) == offset)
        #expect(Wording.duration(milliseconds: milliseconds) == duration)
    }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567"), (-1_000, "-1,000"),
    ])
    func counts(number: Int, expected: String) { #expect(Wording.count(number) == expected) }

    @Test(
        arguments: [
            ([], ""), ([3], "3"), ([2, 3, 4], "2–4"), ([0, 3, 4, 5, 1_000], "0, 3–5, 1,000"),
            ([1, 3, 5, 7], "1, 3, 5, …"),
        ] as [([Int], String)])
    func ranges(slots: [Int], expected: String) { #expect(FanOutTrace.ranges(slots) == expected) }

    @Test func linesAreCutOutsideOfEscapeSequences() {
        var line = StyledLine("red", .red)
        line.append("green", .green)
        #expect(line.cut(to: 5).render(colour: false) == "redg…")
        #expect(line.cut(to: 5).render(colour: true) == "\u{1B}[31mred\u{1B}[0m\u{1B}[32mg…\u{1B}[0m")
        #expect(line.cut(to: 3).render(colour: false) == "re…")
        #expect(line.cut(to: 8) == line)
    }

    @Test(
        arguments: [
            (nil, "xterm", true), ("", "xterm", true), ("1", "xterm", false), (nil, "dumb", false), (nil, nil, true),
        ] as [(String?, String?, Bool)])
    func colours(noColour: String?, terminal: String?, expected: Bool) {
        let style = TerminalStyle(columns: 80, noColour: noColour, terminal: terminal)
        #expect(style == TerminalStyle(width: 80, colour: expected))
        #expect(TerminalStyle(columns: nil, noColour: nil, terminal: nil).width == 100)
    }

    @Test func fittedJSONKeepsWhatFitsOnALine() throws {
        let value = try JSONParser.parse(#"{"a":[1,2,3],"b":{"long":"0123456789","more":"0123456789"},"c":[[1],[2]]}"#)
        #expect(
            FittedJSON(value, width: 32, maximumLines: 9).lines == [
                "{", #"  "a": [1,2,3],"#, #"  "b": {"#, #"    "long": "0123456789","#, #"    "more": "0123456789""#,
                "  },", #"  "c": [[1],[2]]"#, "}",
            ])
        let cut = FittedJSON(value, width: 32, maximumLines: 3)
        #expect(cut.lines.count == 3)
        #expect(cut.isCut)
    }
}
