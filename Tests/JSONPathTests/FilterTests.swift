import JSONModel
import JSONPath
import Testing

/// Filters: which elements of one list they let through.
struct FilterTests {
    static let input = json(
        #"""
        {"max": 2, "wanted": ["x", "z"], "items": [
          {"id": 0, "a": "x", "b": 5, "tags": ["p", "q"], "on": true},
          {"id": 1, "a": "y", "b": 2, "tags": [], "on": false},
          {"id": 2, "a": "z", "b": "5", "s": "", "o": {"d": null}},
          {"id": 3, "b": 1.5, "s": "Hello World", "o": {"d": 1}}, 7, "text", null]}
        """#)

    /// A condition and the ids that satisfy it.
    static let cases: [(String, [JSONValue])] = [
        ("@.a", [0, 1, 2]), ("!@.a", [3]), ("!(@.a)", [3]), ("@['a']", [0, 1, 2]),
        ("@.a == 'x'", [0]), (#"@.a == "x""#, [0]), ("@.a == x", [0]), ("'x' == @.a", [0]), ("@.a==x", [0]),
        ("@.a != 'x'", [1, 2, 3]), ("@.a === 'x'", [0]), ("@.a !== 'x'", [1, 2, 3]),
        ("@.b == 5", [0, 2]), ("@.b === 5", [0]), ("@.b == '5'", [0, 2]), ("@.b == 5.0", [0]),
        ("@.b > 1.5", [0, 1]), ("@.b >= 1.5", [0, 1, 3]), ("@.b < 5", [1, 3]), ("@.b <= 2", [1, 3]),
        ("2 >= @.b", [1, 3]),
        ("@.a > 'x'", [1, 2]), ("@.b > 'a'", []), ("@.b > -1e1", [0, 1, 3]),
        ("@.on == true", [0]), ("@.on == false", [1]), ("@.o.d == null", [2]), ("@.o.d", [2, 3]),
        ("@.a == 'x' && @.b > 3", [0]), ("@.a == 'x' || @.b == 2", [0, 1]), ("@.a && @.b == 2 || @.s", [1, 2, 3]),
        ("@.a && (@.b == 2 || @.s)", [1, 2]), ("!(@.a == 'x') && @.id < 2", [1]),
        ("@.a in ['x', 'y']", [0, 1]), (#"@.a in ["x"]"#, [0]), ("@.a IN $.wanted", [0, 2]),
        ("@.a nin ['x','y']", [2, 3]), ("@.b in [5]", [0, 2]),
        ("@.tags subsetof ['p','q','r']", [0, 1]), ("@.tags anyof ['q']", [0]), ("@.tags noneof ['q']", [1]),
        ("@.tags all ['p']", [0]), ("@.tags contains 'p'", [0]), ("@.s contains 'World'", [3]),
        ("@.tags size 2", [0]), ("@.s size 0", [2]), ("@.s size 11", [3]),
        ("@.tags empty true", [1]), ("@.tags empty false", [0]), ("@.s empty true", [2]), ("@.o empty false", [2, 3]),
        ("@.tags == ['p','q']", [0]), ("@.o == {'d': 1}", [3]), (#"@.o == {"d": null}"#, [2]),
        ("@.id > $.max", [3]), ("@.id == $.items.length()", []), ("@.tags.length() == 2", [0]),
        ("@.tags[0] == 'p'", [0]), ("@.tags[?(@ == 'p')]", [0, 1]), ("@..d", [0, 1, 2, 3]),
        ("@.s =~ /hello.*/i", [3]), ("@.s =~ /hello.*/", []), ("@.s =~ /Hello/", []), ("/.*World/ =~ @.s", [3]),
        ("@.b =~ /\\d/", [0, 1, 2]), ("@.nope == @.nope", []), ("@.nope != @.nope", [0, 1, 2, 3]),
    ]

    @Test(arguments: cases) func selects(_ condition: String, _ ids: [JSONValue]) throws {
        var scope = TestScope(input: Self.input)
        let found = try JSONPath("$.items[?(\(condition))].id").evaluate(in: &scope)
        #expect(found == .array(JSONArray(ids)), "\(condition)")
    }

    @Test func aFilterOnAnObjectTestsTheObject() throws {
        var scope = TestScope(input: json(#"{"o": {"p": 1}}"#))
        #expect(try JSONPath("$.o[?(@.p == 1)]").evaluate(in: &scope) == json(#"[{"p": 1}]"#))
        #expect(try JSONPath("$.o[?(@.p == 2)]").evaluate(in: &scope) == [])
    }

    @Test func deepScanWithAFilter() throws {
        var scope = TestScope(input: json(#"{"a": {"k": 1, "b": [{"k": 2}, {"c": {"k": 3}}]}}"#))
        let found = try JSONPath("$..[?(@.k)].k").evaluate(in: &scope)
        #expect(found.arrayValue.map { Set($0) } == [1, 2, 3])
    }

    @Test func scalarsAreComparedThemselves() throws {
        var scope = TestScope(input: [1, 5, "x", 9])
        #expect(try JSONPath("$[?(@ > 4)]").evaluate(in: &scope) == [5, 9])
    }
}
