import Testing

@testable import Diagnostics

/// Lines and columns of UTF-8 offsets.
struct SourceTextTests {
    /// `offset → line:column`, and the text of that line.
    @Test(arguments: [
        ("", 0, 1, 1, ""), ("abc", 0, 1, 1, "abc"), ("abc", 2, 1, 3, "abc"), ("abc", 3, 1, 4, "abc"),
        ("abc", 9, 1, 4, "abc"), ("abc", -1, 1, 1, "abc"), ("a\nb", 1, 1, 2, "a"), ("a\nb", 2, 2, 1, "b"),
        ("a\n", 2, 2, 1, ""), ("a\r\nb", 2, 1, 3, "a"), ("a\r\nb", 3, 2, 1, "b"), ("\n\n\nx", 3, 4, 1, "x"),
        ("é€😹x", 9, 1, 4, "é€😹x"), ("\té", 1, 1, 2, "\té"), ("e\u{301}x", 3, 1, 3, "e\u{301}x"),
    ])
    func positions(_ text: String, _ offset: Int, _ line: Int, _ column: Int, _ lineText: String) {
        let source = SourceText(name: "x", text: text)
        #expect(source.position(ofUTF8: offset) == SourcePosition(line: line, column: column))
        #expect(source.line(line) == lineText)
    }

    @Test func manyLines() {
        let source = SourceText(name: "x", text: (0..<1_000).map { "line \($0)\n" }.joined())
        #expect(source.lineCount == 1_001)
        #expect(source.line(500) == "line 499")
        #expect(source.line(1_001) == "")
        var offset = 0
        for line in 1...1_000 {
            #expect(source.position(ofUTF8: offset) == SourcePosition(line: line, column: 1))
            offset += source.line(line).utf8.count + 1
        }
    }

    @Test func bytesThatAreNoUTF8() {
        let source = SourceText(name: "x", bytes: [0x61, 0xFF, 0x62, 0x0A, 0x63])
        #expect(source.line(1) == "a\u{FFFD}b")
        #expect(source.position(ofUTF8: 2) == SourcePosition(line: 1, column: 3))
        #expect(source.position(ofUTF8: 4) == SourcePosition(line: 2, column: 1))
    }
}
