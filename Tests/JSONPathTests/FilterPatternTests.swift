import Testing

@testable import JSONPath

/// The regular expressions of filters, which match whole texts.
struct FilterPatternTests {
    static let cases: [(pattern: String, flags: String, matching: [String], other: [String])] = [
        ("abc", "", ["abc"], ["ab", "abcd", "ABC"]),
        ("abc", "i", ["abc", "ABC", "aBc"], ["ab"]),
        ("a*", "", ["", "a", "aaa"], ["b", "aab"]),
        ("a+?", "", ["a", "aa"], ["", "b"]),
        ("ab?c", "", ["ac", "abc"], ["abbc"]),
        ("a{2}", "", ["aa"], ["a", "aaa"]),
        ("a{2,}", "", ["aa", "aaaa"], ["a"]),
        ("(ab){1,2}", "", ["ab", "abab"], ["", "ababab"]),
        ("a|bc|d*", "", ["a", "bc", "", "dd"], ["abc", "ad"]),
        ("(?:a|b)+c", "", ["abac"], ["c"]),
        ("[a-c]x", "", ["ax", "cx"], ["dx", "x"]),
        ("[^a-c]", "", ["d", "é"], ["a", "", "dd"]),
        ("[]a]", "", ["]", "a"], ["b"]),
        ("[a\\]\\-]+", "", ["a]-"], ["b"]),
        ("[\\d_]+", "", ["12_3"], ["a"]),
        ("[\\Da]+", "", ["xyz"], ["1"]),
        ("[A-C]+", "i", ["abC"], ["d"]),
        ("\\d{3}-\\w+\\s\\S", "", ["123-ab_9 x"], ["12-a x"]),
        ("\\W\\D", "", ["-x"], ["a1"]),
        (".", "", ["a", "😀"], ["\n", "ab"]),
        (".", "s", ["\n"], []),
        ("^a$", "", ["a"], ["ba"]),
        ("a$\\nb", "m", ["a\nb"], ["ab"]),
        ("\\bfoo\\b.*", "", ["foo", "foo bar"], ["foobar"]),
        ("a\\Bb", "", ["ab"], ["a b"]),
        ("\\x41\\u00e9\\.\\/", "", ["Aé./"], ["Aéx/"]),
        ("(a*)*b", "", ["b", "aab"], ["a"]),
        ("(|a)+", "", ["", "a", "aa"], ["b"]),
    ]

    @Test(arguments: cases) func matches(_ pattern: String, _ flags: String, _ good: [String], _ bad: [String]) throws {
        let compiled = try FilterPattern(pattern, flags: flags)
        for (texts, expected) in [(good, true), (bad, false)] {
            for text in texts {
                var steps = 100_000
                #expect(compiled.matches(text, steps: &steps) == expected, "/\(pattern)/\(flags) on '\(text)'")
            }
        }
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[a", "*", "a{", "a{2", "a{3,2}", "(?=a)", "\\1", "\\p{L}", "a++", "[z-a]", "[[a]]", "\\",
        "\\x4", "((a{100}){100}){100}",
    ])
    func refuses(_ pattern: String) {
        #expect(throws: FilterPattern.Invalid.self) { try FilterPattern(pattern, flags: "") }
    }

    @Test func unknownFlagsAreRefused() {
        #expect(throws: FilterPattern.Invalid.self) { try FilterPattern("a", flags: "x") }
    }

    @Test func timeIsBounded() throws {
        let pattern = try FilterPattern("(?:a+)+b", flags: "")
        var steps = 10_000_000
        #expect(!pattern.matches(String(repeating: "a", count: 50_000), steps: &steps))
        #expect(steps > 0)
        var few = 10
        #expect(!pattern.matches(String(repeating: "a", count: 50_000) + "b", steps: &few))
        #expect(throws: FilterPattern.Invalid.self) {
            try FilterPattern(String(repeating: "(", count: 100_000), flags: "")
        }
    }
}
