import JSONModel
import JSONata
import Testing

/// What the outside suite does not say: positions and wording of errors, order of members, variables, the service's
/// dialect.
struct LanguageTests {
    @Test(arguments: [
        ("1 + \"a\"", "T2002: The right side of the \"+\" operator must evaluate to a number"),
        ("$sum(\"a\")", "T0412: Argument 1 of function \"sum\" must be an array of \"numbers\""),
        ("[1, 2", "S0203: Expected \"]\" before end of expression"),
        ("[1; 2]", "S0202: Expected \"]\", got \";\""),
        ("sum(1)", "T1005: Attempted to invoke a non-function. Did you mean $sum?"),
        ("nothing(1)", "T1006: Attempted to invoke a non-function"),
        ("$error(\"no\")", "D3137: no"),
        ("\"a\" < 1", "T2009: The values \"a\" and 1 either side of operator \"<\" must be of the same data type"),
        ("", "S0207: Unexpected end of expression"),
    ])
    func messages(_ source: String, _ expected: String) {
        #expect(evaluate(source) == expected)
    }

    /// Where a path binds variables and finds nothing, its group looks at variables without values.
    @Test(arguments: [
        ("nothing@$e.also@$c[$e.x = $c.x]{$e.name: $c.number}", "{}"),
        ("a@$e.b@$c[false]{\"k\": $e.name}", "{}"), ("nothing#$i{\"k\": [$i]}", "{\"k\":[]}"),
    ])
    func groupsOfNoTuples(source: String, expected: String) {
        #expect(evaluate(source, ["a": ["x": 1], "b": ["x": 1]]) == expected)
    }

    /// What a sort sorts is a sequence, so one item alone comes out as itself.
    @Test(arguments: [
        ("a^(c)", #"{"c":1}"#), ("x.a^(c)", #"{"c":1}"#), ("y.a^(c)", #"{"c":1}"#), ("a[c = 1]^(c)", #"{"c":1}"#),
        ("a^(c)^(c)", #"{"c":1}"#), ("a[]^(c)", #"[{"c":1}]"#), ("a^(c)[]", #"[{"c":1}]"#),
        ("n^(c)", #"[{"c":1}]"#), ("e^(c)", "undefined"), ("x.[a.c]^($)", "[1]"), ("x.[]^(c)", "[]"),
        ("[{\"c\": 1}]^(c)", #"{"c":1}"#), ("($v := [{\"c\": 1}]; $v^(c))", #"{"c":1}"#),
    ])
    func sortsOfOneItem(source: String, expected: String) {
        let one: JSONValue = [["c": 1]]
        let input: JSONValue = ["a": one, "e": [], "n": [one], "x": ["a": one], "y": [["a": one]]]
        #expect(evaluate(source, input) == expected)
    }

    /// A transform's update may hold the object that it changes, as it was.
    @Test(arguments: [
        ("{\"a\": 1} ~> |$|{\"self\": $}|", #"{"a":1,"self":{"a":1}}"#),
        ("{\"a\": 1} ~> |$|{\"f\": 1/0, \"self\": $}|", #"{"a":1,"f":null,"self":{"a":1}}"#),
        ("({\"a\": 1} ~> |$|{\"f\": function() { $ }}|).f().a", "1"),
        ("{\"a\": {\"b\": 1}} ~> |a|{\"f\": 1/0, \"c\": 2}, [\"b\", \"f\"]|", #"{"a":{"c":2}}"#),
    ])
    func transformsThatHoldTheirTarget(source: String, expected: String) {
        #expect(evaluate(source) == expected)
    }

    /// More members than are looked through one by one.
    @Test func largeObjectsOfFunctions() {
        let source = """
            ($o := [1..40]{"k" & $: function() { $ }}; $p := $o ~> |$|{"k41": 1/0}, ["k1", "k40"]|;
            [$count($keys($p)), $type($p.k2), $exists($p.k1), $exists($merge([$o, {"k40": 1}]).k40), $p.k39()])
            """
        #expect(evaluate(source) == #"[39,"function",false,true,39]"#)
    }

    /// A sort that opens a tuple path sees the variables around it.
    @Test func sortTermsOfTuplesSeeVariables() {
        let source = "($y := -1; [3, 1, 2]^($y * $)#$i.{\"i\": $i, \"v\": $})"
        #expect(evaluate(source) == #"[{"i":0,"v":3},{"i":1,"v":2},{"i":2,"v":1}]"#)
    }

    /// The part of the text that an error names.
    @Test(arguments: [
        ("$map([1, 'b'], function($v) { 2 * $v })", "*"), ("$map([1], function($v) { $sum($foo($v)) })", "foo"),
        ("1 + $uppercase(2)", "uppercase"), ("'é' & $toMillis('x')", "toMillis"), ("[1, 2; 3]", ";"),
        ("$f := `a b` ~> 3", ""),
    ])
    func errorsNameTheInnermostPlace(source: String, part: String) throws {
        let error = #expect(throws: JSONataError.self) {
            try JSONataExpression(source).evaluate(["a b": 1])
        }
        let range = try #require(error?.utf8Range(in: source))
        #expect(String(decoding: Array(source.utf8)[range], as: UTF8.self) == part)
    }

    @Test func positionsAreThoseOfTheReference() throws {
        let error = #expect(throws: JSONataError.self) { try JSONataExpression("\"é\" & [1; 2]") }
        #expect(error?.position == 9)
        #expect(error?.utf8Range(in: "\"é\" & [1; 2]") == 9..<10)
    }

    @Test(arguments: [
        ("{\"b\": 1, \"a\": nothing, \"c\": {\"z\": 1, \"y\": 2}}", "{\"b\":1,\"c\":{\"z\":1,\"y\":2}}"),
        ("$merge([{\"b\": 1}, {\"a\": 2}, {\"b\": 3}])", "{\"b\":3,\"a\":2}"),
        ("($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(20))", "20"),
        ("($f := function($n) { $n = 0 ? \"end\" : $f($n - 1) }; $f(20000))", "\"end\""),
        ("($x := 1; ($y := $x; $x := 2; [$y, $x]))", "[1,2]"),
        ("[1..3].($x := $; function() { $x }).$()", "[1,2,3]"),
        ("function($x) { $x }", "function"),
        ("$v.a & $w", "\"1\""),
        ("9007199254740993", "9007199254740992"),
        ("$big", "9007199254740993"),
        ("$big + 0 = 9007199254740992", "true"),
    ])
    func values(_ source: String, _ expected: String) {
        #expect(evaluate(source, variables: ["v": ["a": 1], "big": .int(9_007_199_254_740_993)]) == expected)
    }

    @Test(arguments: [
        ("$eval(\"1\")", "T1006: Attempted to invoke a non-function"),
        ("a ?? 1", "S0211: The symbol \"?\" cannot be used as a unary operator"),
        ("$partition([1..5], 2)", "[[1,2],[3,4],[5]]"),
        ("$partition([1], -1)", "D3137: Second argument must be zero or greater"),
        ("$range(0, 10, 5)", "[0,5,10]"),
        ("$range(1, 9, 9)", "1"),
        ("$range(1, 2, 0)", "undefined"),
        ("$hash(\"a\", \"MD5\")", "\"0cc175b9c0f1b6a831c399e269772661\""),
        ("$hash(\"a\", \"x\")", "D3137: Hash algorithm 'x' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"),
        ("$random(42)", "0.7275636800328681"),
        ("$random(0)", "0.730967787376657"),
        ("$length($uuid())", "36"),
        ("$parse('{\"b\": [1], \"a\": 9223372036854775807}')", "{\"b\":[1],\"a\":9223372036854775807}"),
        ("$parse('{\"a\": 1, \"a\": 2}')", "D3137: Invalid JSON"),
        ("[1/0]", "[\"Infinity\"]"),
        ("$string(1/0)", "\"Infinity\""),
        ("$count([1..873782])", "873782"),
        ("[1..873783]", "Expression evaluation memory limit exceeded: Check for excessive memory usage"),
    ])
    func service(_ source: String, _ expected: String) {
        #expect(evaluate(source, nil, .stepFunctions) == expected)
    }

    @Test func inputStaysAsItWas() throws {
        let input: JSONValue = ["a": [["b": 1], ["b": 2]]]
        #expect(evaluate("$ ~> |a|{\"b\": b + 1}|", input) == "{\"a\":[{\"b\":2},{\"b\":3}]}")
        #expect(input == ["a": [["b": 1], ["b": 2]]])
    }

    @Test func timeAndRandomnessComeFromOutside() throws {
        let expression = try JSONataExpression("[$now(), $millis(), $random()]")
        let first = try expression.evaluate(nil, surroundings: Surroundings(now: 1_500_000_000_000, seed: 7))
        let again = try expression.evaluate(nil, surroundings: Surroundings(now: 1_500_000_000_000, seed: 7))
        let other = try expression.evaluate(nil, surroundings: Surroundings(now: 1_500_000_000_000, seed: 8))
        #expect(first == again)
        #expect(first != other)
        guard case .value(let value) = first else { throw NoValue() }
        #expect(value[0] == "2017-07-14T02:40:00.000Z")
        #expect(value[1] == 1_500_000_000_000)
    }

    private struct NoValue: Error {}
}
