import Testing

@testable import JSONata

/// What a pattern finds in a text: values as JavaScript's `RegExp.exec` gives them.
struct RegexTests {
    /// Pattern, flags, text, and the match with its groups as `start-end`, `x` for a group without part.
    static let cases: [(pattern: String, flags: String, text: String, match: String?)] = [
        ("abc", "", "xabcx", "1-4"), ("abc", "", "ab", nil), ("", "", "ab", "0-0"), ("b*", "", "abb", "0-0"),
        // Priorities.
        ("a|ab", "", "ab", "0-1"), ("(a|ab)(c|bcd)(d*)", "", "abcd", "0-4 0-1 1-4 4-4"), ("a*?b", "", "aab", "0-3"),
        ("(a+)(a+)", "", "aaa", "0-3 0-2 2-3"), ("(a+?)(a+)", "", "aaa", "0-3 0-1 1-3"), ("a??", "", "a", "0-0"),
        ("a{2}", "", "aaa", "0-2"), ("a{2,}", "", "aaa", "0-3"), ("a{1,2}?", "", "aa", "0-1"),
        ("a{0}b", "", "ab", "1-2"),
        ("(?:ab){2,3}", "", "abababab", "0-6"), ("a{,2}", "", "a{,2}", "0-5"), ("x{", "", "x{", "0-2"),
        (".*b", "", "abab1", "0-4"), ("[ab]+b", "", "abab", "0-4"), ("[ab]+?b", "", "abab", "0-2"),
        // Groups: each round forgets them, and no free round is empty.
        ("(a)|(b)", "", "b", "0-1 x 0-1"), ("(?:(a)|(b))*", "", "ab", "0-2 x 1-2"),
        ("(z)((a+)?(b+)?(c))*", "", "zaacbbbcac", "0-10 0-1 8-10 8-9 x 9-10"), ("(a*)*", "", "b", "0-0 x"),
        ("(a*)?", "", "b", "0-0 x"), ("(a*)+", "", "b", "0-0 0-0"), ("(?:a*?)*b", "", "aab", "0-3"),
        ("(?:|a)*", "", "aa", "0-2"), ("(?:a?){3}b", "", "ab", "0-2"), ("(?<word>b+)", "", "abb", "1-3 1-3"),
        // Assertions.
        ("^b", "", "a\nb", nil), ("^b", "m", "a\nb", "2-3"), ("a$", "", "a\nb", nil), ("a$", "m", "a\r\nb", "0-1"),
        ("^", "m", "\u{2028}x", "0-0"), ("\\bb", "", "ab b", "3-4"), ("\\Bb", "", "b ab", "3-4"),
        // Sets.
        (".", "", "\n\r\u{2028}\u{2029}a", "4-5"), ("[^]", "", "\n", "0-1"), ("[]", "", "a", nil),
        ("\\d\\w\\s\\D\\W\\S", "", "1_\u{FEFF}a-é", "0-6"), ("[\\d-x]+", "", "1-x", "0-3"),
        ("[a\\-c]+", "", "ab-c", "0-1"),
        ("[b-]", "", "a-", "1-2"), ("[\\b]", "", "\u{8}", "0-1"), ("[^a-c]+", "", "abcde", "3-5"),
        ("[\\]]", "", "]", "0-1"),
        // Escapes.
        ("\\x41\\u0042\\cA\\0\\t", "", "AB\u{1}\0\t", "0-5"), ("\\x4", "", "x4", "0-2"), ("\\u00", "", "u00", "0-3"),
        ("\\101\\8\\k\\-\\/", "", "A8k-/", "0-5"), ("\\c1", "", "\\c1", "0-3"), ("[\\c1]", "", "\u{11}", "0-1"),
        // Case.
        ("hAt", "i", "The HaT", "4-7"), ("[a-c]+", "i", "xABCd", "1-4"), ("[^a]", "i", "Ab", "1-2"),
        ("é", "i", "É", "0-1"),
        ("ς", "i", "Σσ", "0-1"), ("ſ", "i", "s", nil), ("k", "i", "\u{212A}", nil), ("ß", "i", "SS", nil),
        ("[à-ý]+", "i", "ÀÝ", "0-2"), ("(é)\\1", "i", "éÉ", "0-2 0-1"), ("\\u01c4", "i", "ǅ", "0-1"),
        // UTF-16.
        ("^.$", "", "😀", nil), ("^..$", "", "😀", "0-2"), ("[😀]", "", "😀", "0-1"),
        // Back references and look-around.
        ("(a+)-\\1", "", "aa-a", "1-4 1-2"), ("\\1(a)", "", "a", "0-1 0-1"), ("(?:(a)|b)\\1", "", "b", "0-1 x"),
        ("(?<q>['\"]).*?\\k<q>", "", "x\"y'z\"", "1-6 1-2"), ("a(?=b)", "", "acab", "2-3"),
        ("a(?!b)", "", "abac", "2-3"),
        ("(?=(a+))a*b\\1", "", "baaabac", "3-6 3-4"), ("(?<=\\$)\\d+", "", "a1$23", "3-5"),
        ("(?<!\\$)\\b\\d", "", "$1 2", "3-4"),
        ("(?<=(\\d+)(\\d+))$", "", "1053", "4-4 0-1 1-4"), ("(?<=\\1(a))b", "", "aab", "2-3 1-2"),
        ("(?=a)*b", "", "b", "0-1"), ("(?!(a))b\\1", "", "b", "0-1 x"),
        // Long counts, which are counted, not copied.
        ("(?:ab){40,50}", "", String(repeating: "ab", count: 60), "0-100"), ("(?:ab|c){40}", "", "ab", nil),
        ("^(?:a|ab){30,}$", "", String(repeating: "ab", count: 30) + "a", "0-61"),
        ("(a?){70}b", "", "aab", "0-3 2-2"),
    ]

    @Test(arguments: cases)
    func finds(pattern: String, flags: String, text: String, match: String?) throws {
        #expect(try check(pattern, flags, text) == match)
    }

    /// The pattern, the place and what is wrong there.
    static let faults: [(pattern: String, offset: Int, message: String)] = [
        ("*", 0, "nothing to repeat"), ("a**", 2, "nothing to repeat"), ("{1}", 0, "nothing to repeat"),
        ("^*", 1, "nothing to repeat"), ("(?<=a)?", 6, "nothing to repeat"),
        ("a{2,1}", 1, "numbers out of order in {} quantifier"),
        ("(a", 0, "unterminated group"), ("a)", 1, "unmatched “)”"), ("(?a)", 0, "invalid group"),
        ("[a", 0, "unterminated character class"), ("[b-a]", 2, "range out of order in character class"),
        ("a\\", 2, "\\ at end of pattern"), ("(?<1>a)", 3, "invalid capture group name"),
        ("(?<a>x)(?<a>y)", 0, "duplicate capture group name"), ("(?<a>x)\\k", 8, "invalid named reference"),
        ("(?<a>x)\\k<b>", 8, "invalid named capture referenced"),
        (String(repeating: "(", count: 10_000), 200, "groups are nested too deeply"),
    ]

    @Test(arguments: faults)
    func refuses(pattern: String, offset: Int, message: String) {
        #expect(throws: RegexSyntaxError(offset: offset, message: message)) { try Regex(pattern: pattern) }
    }

    /// Patterns that take exponential or quadratic time where alternatives are only tried in turn.
    @Test(arguments: [
        "(?:a+)+b", "(a+)+$", "(a*)*c", "(?:a|a)*b", "(?:a|aa)+$", "(.*a){10}b", "(?:.*?,){11}P", "a*a*a*a*b",
        "[a-z]+\\d", "(x+x+)+y|(?:a?){30}b",
    ])
    func staysLinear(pattern: String) throws {
        let text = RegexText(String(repeating: "a", count: 20_000) + "!")
        #expect(try Regex(pattern: pattern).firstMatch(in: text) == nil)
    }

    @Test(arguments: ["(a+)+\\1b", "(?=(a+)+b)a", "(?:(?:){1000000}){1000000}b", "(?:a{1,9000}){1,9000}b"])
    func givesUp(pattern: String) throws {
        let text = RegexText(String(repeating: "a", count: 2_000))
        #expect(throws: RegexBudgetError.self) {
            var budget = 300_000
            _ = try Regex(pattern: pattern).firstMatch(in: text, from: 0, budget: &budget)
        }
    }

    @Test func searchesGoOnFromAPlace() throws {
        let regex = try Regex(pattern: "^a|b.")
        let text = RegexText("aébxb")
        #expect(try regex.firstMatch(in: text)?.range == 0..<1)
        let match = try #require(try regex.firstMatch(in: text, from: 1))
        #expect(text.string(in: match.range) == "bx")
        #expect(try regex.firstMatch(in: text, from: 4) == nil)
        #expect(try regex.firstMatch(in: text, from: 6) == nil)
        #expect(RegexText("abc").string(in: 1..<3) == "bc")
    }

    /// The only place where the tests call the engine: both ways to run must agree.
    private func check(_ pattern: String, _ flags: String, _ text: String) throws -> String? {
        let regex = try Regex(pattern: pattern, ignoreCase: flags.contains("i"), multiline: flags.contains("m"))
        let text = RegexText(text)
        let match = try regex.firstMatch(in: text)
        if let program = regex.program.linearProgram() {
            var simulation = RegexSimulation(program: program, budget: 1_000_000)
            let isFound = simulation.search(text.units, from: 0) == .matched
            #expect((isFound ? RegexMatch(slots: simulation.slots, groupCount: regex.groupCount) : nil) == match)
        }
        guard let match else { return nil }
        let ranges = [match.range] + match.groups
        return ranges.map { $0.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "x" }.joined(separator: " ")
    }
}
