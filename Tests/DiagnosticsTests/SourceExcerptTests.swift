import Testing

@testable import Diagnostics

/// How a line is shown when it is not plain and short.
struct SourceExcerptTests {
    /// The only place that makes an excerpt: the line and the marker below it.
    private func check(_ text: String, _ span: Range<Int>, _ line: String, _ marker: String) {
        let source = SourceText(name: "x", text: text)
        let excerpt = SourceExcerpt(source, SourceSpan(start: span.lowerBound, end: span.upperBound))
        #expect(excerpt.text == line)
        let shown =
            String(repeating: " ", count: excerpt.indent) + "^" + String(repeating: "~", count: excerpt.width - 1)
        #expect(shown == marker)
    }

    @Test(arguments: [
        ("abc", 1..<2, "abc", " ^"), ("abc", 0..<3, "abc", "^~~"), ("abc", 3..<3, "abc", "   ^"),
        ("a\nbcd\ne", 3..<5, "bcd", " ^~"), ("a\nbcd\ne", 3..<7, "bcd", " ^~"), ("ab\r\nc", 1..<4, "ab", " ^"),
        ("ab\n", 2..<3, "ab", "  ^"), ("ab\n", 3..<3, "", "^"), ("ab", 9..<12, "ab", "  ^"),
        ("\tx\ty", 1..<2, "    x   y", "    ^"), ("\tx\ty", 3..<4, "    x   y", "        ^"),
        ("ab\tx", 2..<4, "ab  x", "  ^~~"), ("日本x", 6..<7, "日本x", "    ^"), ("日本x", 3..<6, "日本x", "  ^~"),
        ("😹x", 4..<5, "😹x", "  ^"), ("e\u{301}x", 3..<4, "e\u{301}x", " ^"), ("éx", 2..<3, "éx", " ^"),
        ("a\u{1B}[31mb", 6..<7, "a␛[31mb", "      ^"), ("a\0\u{7F}b", 3..<4, "a␀␡b", "   ^"),
        ("a\u{202E}b", 4..<5, "a\u{FFFD}b", "  ^"),
    ])
    func lines(_ text: String, _ span: Range<Int>, _ line: String, _ marker: String) {
        check(text, span, line, marker)
    }

    @Test func bytesThatAreNoUTF8() {
        let source = SourceText(name: "x", bytes: [0x61, 0xFF, 0xE6, 0x97, 0x62, 0x80, 0x80, 0x80, 0x80, 0x80, 0x63])
        let excerpt = SourceExcerpt(source, SourceSpan(start: 10, end: 11))
        #expect(excerpt.text == "a\u{FFFD}\u{FFFD}\u{FFFD}b\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}c")
        #expect(excerpt.indent == 10)
        #expect(excerpt.width == 1)
    }

    @Test func longLines() {
        let digits = String(repeating: "0123456789", count: 30)
        let start = String(digits.prefix(100))
        let indent = String(repeating: " ", count: 41)
        check(digits, 0..<1, start + "…", "^")
        check(digits, 79..<90, start + "…", String(repeating: " ", count: 79) + "^" + String(repeating: "~", count: 10))
        check(digits, 150..<160, "…" + start + "…", String(repeating: " ", count: 41) + "^~~~~~~~~~")
        check(
            digits, 150..<290, "…" + start + "…",
            indent + "^" + String(repeating: "~", count: 59))
        check(digits, 299..<300, "…9" + digits.prefix(40), indent + "^")
        check(digits, 300..<300, "…" + String(digits.prefix(40)), indent + "^")
        check(String(digits.prefix(100)), 99..<100, "…9" + digits.prefix(40), indent + "^")
    }

    @Test func aLineOfWideCharacters() {
        let text = String(repeating: "日", count: 1_000)
        check(
            text, 1_500..<1_503, "…" + String(repeating: "日", count: 50) + "…",
            String(repeating: " ", count: 41) + "^~")
    }

    /// A definition of one line with 50 MB: only the surroundings of the place are looked at.
    @Test func aHugeLine() {
        let count = 50_000_000
        var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: count)
        bytes[count - 10] = UInt8(ascii: "\"")
        let source = SourceText(name: "huge", bytes: bytes)
        let diagnostic = Diagnostic(
            code: "X", severity: .error, message: "m", span: SourceSpan(start: count - 10, end: count))
        let text = TextRenderer().render(diagnostic, of: source)
        #expect(
            text == """
                huge:1:49999991: error: m [X]
                 1 | …\(String(repeating: "x", count: 40))"xxxxxxxxx
                   | \(String(repeating: " ", count: 41))^~~~~~~~~~

                """)
    }
}
