import JSONModel
import Testing

/// JSON pointers. Source: RFC 6901, sections 3 to 5.
struct PointerTests {
    @Test(arguments: [
        ("", []), ("/", [""]), ("/foo", ["foo"]), ("/foo/0", ["foo", "0"]), ("/a~1b", ["a/b"]), ("/m~0n", ["m~n"]),
        ("/~01", ["~1"]), ("//", ["", ""]), ("/States/Pay é/Next", ["States", "Pay é", "Next"]),
        ("/a\u{301}", ["a\u{301}"]),
    ])
    func textAndTokens(_ text: String, _ tokens: [String]) {
        #expect(JSONPointer(parsing: text) == JSONPointer(tokens))
        #expect(JSONPointer(tokens).description == text)
    }

    @Test(arguments: ["a", "a/b", "/~", "/~2", "/a~", "/~ 0", " /a"])
    func notPointers(_ text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }

    @Test func appending() {
        var pointer: JSONPointer = ["States"]
        pointer.append("a/b")
        pointer.append(3)
        #expect(pointer.description == "/States/a~1b/3")
        #expect(pointer.appending("~").appending(0).description == "/States/a~1b/3/~0/0")
    }
}
