import JSONata
import Testing

/// What an expression takes from outside.
struct ReferenceTests {
    /// Source; names at the top level, `$$` included; variables with the field that follows.
    @Test(arguments: [
        ("a.b[c]^(d){e: f}", "a", ""),
        ("`a b` + $.x", "`a b` $", ""),
        ("$states.input.a + $x", "", "$states.input $x"),
        ("$states[0].input", "", "$states"),
        ("($x := 1; $y := $x + $z; $y)", "", "$z"),
        ("function($x, $y) { $x + $y + $z + q }", "q", "$z"),
        ("($f := function($n) { $n = 0 ? 1 : $f($n - 1) }; $f(3))", "", ""),
        ("$x.a@$l.b#$i[$l.id = $i + $k].(c + $$.d)", "$$", "$x.a $k"),
        ("$sum(a) ~> $string", "a", "$sum $string"),
        ("$v ~> |items|{'x': $w, 'y': z}, ['q']|", "", "$v $w"),
        ("{a: b, 'c': [d, -e]}", "a b d e", ""),
        ("$a ?: b ?? $c.d", "b", "$a $c.d"),
        ("'é' & a & 'ü' & $long", "a", "$long"),
        ("*.a.%.b", "", ""),
    ])
    func references(source: String, context: String, variables: String) throws {
        let references = try ExpressionReferences(of: source, dialect: .jsonata)
        func text(_ use: ExpressionReferences.Reference) -> String {
            String(decoding: Array(source.utf8)[use.utf8Range], as: UTF8.self) + (use.field.map { ".\($0)" } ?? "")
        }
        let found = references.context + references.root
        #expect(found.map { text($0).split(separator: ".")[0] }.joined(separator: " ") == context)
        #expect(references.variables.map(text).joined(separator: " ") == variables)
    }

    @Test func whatIsNoExpressionHasNone() {
        #expect(throws: JSONataError.self) { try ExpressionReferences(of: "a +", dialect: .jsonata) }
    }

    @Test func functionsBelongToADialect() {
        #expect(Dialect.stepFunctions.hasFunction("partition") && !Dialect.jsonata.hasFunction("partition"))
        #expect(Dialect.jsonata.hasFunction("eval") && !Dialect.stepFunctions.hasFunction("eval"))
    }

    @Test func expressionsAreEqualByTheirText() throws {
        let expression = try JSONataExpression("a + 1")
        #expect(try expression == JSONataExpression("a + 1"))
        #expect(try expression != JSONataExpression("a + 2"))
        #expect(try expression != JSONataExpression("a + 1", dialect: .stepFunctions))
    }
}
