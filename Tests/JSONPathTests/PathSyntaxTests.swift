import JSONModel
import JSONPath
import Testing

/// What is a path, and what kind.
struct PathSyntaxTests {
    struct Accepted: Sendable {
        let path: String
        var root: JSONPath.Root = .input
        var isDefinite = true
        var isReference = true
    }

    static let accepted: [Accepted] = [
        Accepted(path: "$"), Accepted(path: "$.a"), Accepted(path: "$.a.b.c"), Accepted(path: "$['a']"),
        Accepted(path: #"$["a"]['b c']"#), Accepted(path: "$[0]"), Accepted(path: "$[-1]"), Accepted(path: "$.a[0].b"),
        Accepted(path: "$.[0]"), Accepted(path: "$.Snapshots.[0].State"), Accepted(path: "$.abc.['def ghi']"),
        Accepted(path: "$.delivery-partner"), Accepted(path: "$.a_b"), Accepted(path: "$.&Ж中"),
        Accepted(path: #"$.store\.book"#), Accepted(path: #"$.foo\@bar.baz\[\[.\?pretty"#),
        Accepted(path: "$[ 'a' ]"), Accepted(path: "$[ 0 ]"), Accepted(path: "$.a?b"),
        Accepted(path: "$$", root: .context), Accepted(path: "$$.Execution.Id", root: .context),
        Accepted(path: "$name", root: .variable("name")), Accepted(path: "$größe.x[0]", root: .variable("größe")),
        Accepted(path: "$['a','b']", isReference: false), Accepted(path: "$.a.length()", isReference: false),
        Accepted(path: "$[0,2]", isDefinite: false, isReference: false),
        Accepted(path: "$['a','b'].c", isDefinite: false, isReference: false),
        Accepted(path: "$[1:5]", isDefinite: false, isReference: false),
        Accepted(path: "$[:1]", isDefinite: false, isReference: false),
        Accepted(path: "$[-2:]", isDefinite: false, isReference: false),
        Accepted(path: "$[0:4:2]", isDefinite: false, isReference: false),
        Accepted(path: "$[*]", isDefinite: false, isReference: false),
        Accepted(path: "$.*", isDefinite: false, isReference: false),
        Accepted(path: "$..a", isDefinite: false, isReference: false),
        Accepted(path: "$..*", isDefinite: false, isReference: false),
        Accepted(path: "$..[0]", isDefinite: false, isReference: false),
        Accepted(path: "$.[*].['bucket', 'key']", isDefinite: false, isReference: false),
        Accepted(path: "$.[?(@.OU > 0)]", isDefinite: false, isReference: false),
        Accepted(path: "$.Labels[?(@.Name==Receipt)]", isDefinite: false, isReference: false),
        Accepted(path: "$.x[?(@.id == $.wanted)].y", isDefinite: false, isReference: false),
        Accepted(path: "$[?(@.a == 'x' && @.b > 3)]", isDefinite: false, isReference: false),
    ]

    @Test(arguments: accepted) func accepts(_ expected: Accepted) throws {
        let path = try JSONPath(expected.path)
        #expect(path.text == expected.path)
        #expect(path.root == expected.root)
        #expect(path.isDefinite == expected.isDefinite)
        #expect(path.isReferencePath == expected.isReference)
    }

    /// The text and where its fault is.
    static let refused: [(String, Int)] = [
        ("", 0), ("a", 0), ("..guid", 0), ("$...", 3), ("$.", 2), ("$..", 3), ("$.a.", 4), ("$.a..", 5),
        ("$[", 2), ("$[]", 2), ("$[a]", 2), ("$['a'", 5), ("$['a", 3), ("$['a',]", 6), ("$[0", 3), ("$[0,]", 4),
        ("$[:]", 3), ("$.a b", 3), ("$$$", 2), ("$ a", 1), ("$1a", 1), ("${A}", 1), ("$[*", 3), ("$.*a", 3),
        ("$[?]", 3), ("$[?()]", 4), ("$[?(@.a ==)]", 10), ("$[?(@.a = 1)]", 8), ("$[?(@.a like 1)]", 8),
        ("$[?(1)]", 4), ("$[?(@.a", 7), ("$[?(@.a)", 8), ("$[?(@.a =~ /x)]", 11), ("$[?(@.a =~ /(/)]", 11),
        ("$.a.nope()", 4), ("$.a.length().b", 12), ("$.a.length(1)", 11), (#"$['\u12']"#, 5),
    ]

    @Test(arguments: refused) func refuses(_ text: String, _ offset: Int) {
        #expect { try JSONPath(text) } throws: { error in
            guard let error = error as? JSONPathSyntaxError else { return false }
            #expect(error.offset == offset, "\(text): \(error.message)")
            return error.kind == .grammar && !error.message.isEmpty
        }
    }

    @Test func variableNamesAreIdentifiersOfAtMost80Characters() throws {
        #expect(try JSONPath("$" + String(repeating: "a", count: 80)).variableNames.count == 1)
        #expect(throws: JSONPathSyntaxError.self) { try JSONPath("$" + String(repeating: "a", count: 81)) }
        #expect(try JSONPath("$x.a").variableNames == ["x"])
        #expect(try JSONPath("$.x").variableNames.isEmpty)
    }

    @Test func hostileTextsAreLimited() {
        let deep = "$" + String(repeating: "[?(@", count: 10_000)
        let parentheses = "$[?(" + String(repeating: "(", count: 100_000)
        let negations = "$[?(" + String(repeating: "!", count: 100_000)
        let list = "$[?(@ in " + String(repeating: "[", count: 100_000)
        let long = "$" + String(repeating: ".a", count: 100_000)
        for text in [deep, parentheses, negations, list, long] {
            #expect { try JSONPath(text) } throws: { ($0 as? JSONPathSyntaxError)?.kind == .limit }
        }
    }

    @Test func pathsAreEqualByTheirTexts() throws {
        #expect(try JSONPath("$.a") == JSONPath("$.a"))
        #expect(try JSONPath("$.a") != JSONPath("$['a']"))
        #expect(try JSONPath("$.\u{E9}") != JSONPath("$.e\u{301}"))
    }
}
