import Foundation
import JSONModel
import JSONata
import Testing

/// Expressions that want more than there is, in both dialects and with their usual limits of size, on a thread with a
/// stack of 512 KiB: each ends in bounded time with an error that has a code (or is a limit of the service, which has
/// none).
struct HostileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var source: String
        /// What the reference's dialect and the service's say: beginnings of the error, or of the value.
        var reference: String
        var service: String

        init(_ name: String, _ source: String, _ reference: String, _ service: String) {
            self.name = name
            self.source = source
            self.reference = reference
            self.service = service
        }

        var testDescription: String { name }
    }

    private static let deep = "Stack overflow error"
    private static let large = "Expression evaluation memory limit exceeded"
    private static let slow = "Expression evaluation timeout"

    private static func nested(_ count: Int, _ open: String, _ close: String, _ inner: String = "1") -> String {
        String(repeating: open, count: count) + inner + String(repeating: close, count: count)
    }

    /// Texts that nest, or go on and on.
    static let texts: [Case] = [
        Case("10,000 parentheses", nested(10_000, "(", ")"), "D1011", "D1011"),
        Case("as many brackets", nested(10_000, "[", "]"), "D1011", "D1011"),
        Case("and braces", nested(10_000, "{\"a\":", "}"), "D1011", "D1011"),
        Case("lambdas in lambdas", nested(10_000, "function($x) {", "}"), "D1011", "D1011"),
        Case("calls in calls", nested(10_000, "$string(", ")"), "D1011", "D1011"),
        Case("predicates in predicates", "a" + nested(10_000, "[a", "]"), "D1011", "D1011"),
        Case("minus signs", String(repeating: "-", count: 10_000) + "1", "D1011", "D1011"),
        Case("conditions", String(repeating: "1 ? ", count: 10_000) + "1", "D1011", "D1011"),
        Case("sorts", "a" + nested(10_000, "^(a", ")"), "D1011", "D1011"),
        Case("groups", "a" + nested(10_000, "{a: a", "}"), "D1011", "D1011"),
        Case("transforms", nested(10_000, "|a|{\"b\": ", "}|"), "D1011", "D1011"),
        Case("partial applications", nested(10_000, "$f(?, ", ")"), "D1011", "D1011"),
        Case("a sum of 100,000 terms", "1" + String(repeating: "+1", count: 100_000), "D1011", "D1011"),
        Case("a path of 100,000 steps", "a" + String(repeating: ".a", count: 100_000), "D1011", "D1011"),
        Case("a chain of 100,000 functions", "1" + String(repeating: "~>$f", count: 100_000), "D1011", "D1011"),
        Case("5 MB of a sum", "1" + String(repeating: "+1", count: 2_500_000), "D1011", "D1011"),
        Case("5 MB of a text", "\"" + String(repeating: "x", count: 5_000_000), "S0101", "S0101"),
        Case("5 MB of a name", String(repeating: "x", count: 5_000_000), "undefined", "undefined"),
        Case("5 MB of white space", String(repeating: " ", count: 5_000_000), "S0207", "S0207"),
        Case("5 MB of a comment", "/*" + String(repeating: " ", count: 5_000_000), "S0106", "S0106"),
        Case("500 KB of a regex", "/" + String(repeating: "a", count: 500_000) + "/", "", ""),
        Case(
            "20 MB of anything", String(repeating: " ", count: 20_000_000), "the expression has", "the expression has"),
    ]

    /// As deep as a text may be, evaluated.
    static let nesting: [Case] = [
        Case("blocks", nested(390, "(", ")"), "1", deep), Case("arrays", nested(390, "[", "]"), "[", deep),
        Case("objects", nested(390, "{\"a\":", "}"), "{", deep),
        Case("negations", String(repeating: "- ", count: 390) + "$x", "", ""),
        Case("calls", nested(190, "$string(", ")"), "\"1\"", deep),
        Case("conditions", String(repeating: "true ? ", count: 390) + "1", "1", deep),
        Case("sums", "1" + String(repeating: "+1", count: 390), "391", deep),
    ]

    /// Runs that have no end of their own.
    static let runs: [Case] = [
        Case("recursion", "($f := function($n) { 1 + $f($n + 1) }; $f(1))", "D1011", deep),
        Case(
            "two that call each other", "($f := function($n) { 1 + $g($n) }; $g := function($n) { 1 + $f($n) }; $f(1))",
            "D1011", deep),
        Case("through $map", "($f := function($n) { $map([$n, 1], $f) }; $f(1))", "D1011", deep),
        Case("through $filter", "($f := function($n) { $filter([1, 2], $f) }; $f(1))", "D1011", deep),
        Case("through $reduce", "($f := function($a, $b) { $reduce([1, 2, 3], $f) }; $f(1, 2))", "D1011", deep),
        Case("through $sort", "($f := function($a, $b) { $sort([2, 1], $f)[0] = 1 }; $f(1, 2))", "D1011", deep),
        Case("through $each", "($f := function($v) { $each({\"a\": 1}, $f) }; $f(1))", "D1011", deep),
        Case("through $sift", "($f := function($v) { $sift({\"a\": 1}, $f) }; $f(1))", "D1011", deep),
        Case("through $replace", "($f := function($m) { $replace(\"a\", /a/, $f) }; $f(1))", "D1011", deep),
        Case("through a composition", "($f := function($n) { $n ~> ($f ~> $f) }; $f(1))", "D1011", deep),
        Case("through a partial application", "($f := function($a, $b) { 1 + $f(?, 1)($a) }; $f(1, 2))", "D1011", deep),
        Case("through a transform", "($f := function($o) { {\"x\": $o ~> |$|$f($)|} }; $f({\"a\": 1}))", "D1011", deep),
        Case("through a group", "($f := function($o) { [$o]{\"k\": $f($)} }; $f({\"a\": 1}))", "D1011", deep),
        Case("through a sort term", "($f := function($o) { [1, 2]^($f($)) }; $f(1))", "D1011", deep),
        Case("through a predicate", "($f := function($o) { [1, 2][$f($)] }; $f(1))", "D1011", deep),
        Case("a tail call", "($f := function($n) { $f($n + 1) }; $f(1))", "D1012", slow),
        Case("two tail calls", "($f := function($n) { $g($n) }; $g := function($n) { $f($n) }; $f(1))", "D1012", slow),
        Case("a range", "[1..1e9]", "D2014", large),
        Case("ranges in ranges", "[1..10000].[1..10000].[1..10000]", "D1012", slow),
        Case("a text that doubles", "($f := function($s) { $f($s & $s) }; $f(\"xxxxxxxx\"))", "D", large),
        Case("by $join", "($f := function($s) { $f($join([$s, $s])) }; $f(\"xxxxxxxx\"))", "D", large),
        Case("by $replace", "($f := function($s) { $f($replace($s, \"x\", \"xx\")) }; $f(\"xxxxxxxx\"))", "D", large),
        Case("by $pad", "$pad(\"x\", 1e12)", "D", large),
        Case("an array that doubles", "($f := function($a) { $f($append($a, $a)) }; $f([1..1000]))", "D", slow),
        Case("in an array", "($f := function($a) { $f([$a, $a]) }; $f([1]))", "D", "Expression evaluation"),
        Case(
            "many searches", "[1..100].$contains($pad(\"a!\", -3000, \"a\"), /(a+)\\1+$/)", "D1012", "D1012"),
        Case(
            "many long texts", "($s := $pad(\"\", 4000000, \"x\"); [1..10000].$contains($s, \"y\"))", "D1012", slow),
        Case(
            "a text for each letter", "($s := $pad(\"\", 4000000, \"x\"); $replace($s, \"x\", $s))", "D2014", large),
        Case("one for each item", "($s := $pad(\"\", 4000000, \"x\"); $join([$s, $s, $s, $s]))", "D2014", large),
        Case("wide rows", "($a := [1..10000]; $zip($a, $a, $a, $a, $a, $a, $a, $a, $a, $a)[[0..9]])", "D", "Expr"),
        Case("$distinct of alike", "$distinct([1..3000].{\"a\": {\"b\": {\"c\": {\"d\": $}}}})[0]", "D1012", slow),
        Case("$distinct of others", "$count($distinct([1..10000].{\"a\": $}))", "10000", "10000"),
        Case(
            "in itself, by a transform",
            "($f := function($x, $n) { $f({\"a\": 1/0} ~> |$|($t := [$]; {\"g\": 1/0, \"q\": $x})|, $n) }; $f(1, 1))",
            "D1011", deep),
        Case(
            "functions that know each other",
            "($f := function($x) { $f({\"g\": $x.(function() { $ })}) }; $f({\"a\": 1}))", "D1011", deep),
        Case("defaults of defaults", nested(60, "[", "] ?: 2"), "D1012", "S0211"),
        Case("others, assigned around", "($z := 1; " + nested(60, "[", "] ?? 2") + ")", "D1012", "S0211"),
        Case("in an object", "($f := function($a) { $f({\"a\": $a, \"b\": $a}) }; $f(1))", "D", large),
    ]

    private static func deepJSON(_ use: String) -> String {
        "($f := function($x, $n) { $n = 0 ? $x : $f({\"a\": [[$x.a]]}, $n - 1) }; "
            + "$x := $f({\"a\": [{\"b\": 0}]}, 20000); \(use))"
    }

    /// JSON that is deeper than any stack.
    static let depths: [Case] = [
        Case("truth", deepJSON("$boolean($x.a)"), "true", "true"),
        Case("everything in it", deepJSON("$count($x.*)"), "1", "1"),
        Case("a name in it", deepJSON("$x.a.b"), "0", "0"),
        Case("its keys", deepJSON("$keys($x.a)"), "\"b\"", "\"b\""),
        Case("its members", deepJSON("$spread($x.a)"), "[{\"b\":0}]", "[{\"b\":0}]"),
        Case("a transform of it", deepJSON("$x ~> |**[b=0]|{\"c\": 1}|"), "D1011", deep),
        Case("groups of many rows", "$count([1..60000]#$i{\"a\": $sum($i)}.a)", "1", "1"),
        Case("many members of functions", "$count($keys([1..30000]{$string($): 1/0}))", "30000", "30000"),
    ]

    static let service: [Case] = [
        Case("$range", "$range(1, 1e9, 1)", "T1006", large),
        Case("$range of nothing", "$range(1, 1e300, 1e-300)", "T1006", "undefined"),
        Case("$partition", "$partition([1..87300], 1)[0]", "T1006", "[1]"),
        Case("$parse of what nests", "$parse($join($map([1..5000], function() { \"[\" })))", "T1006", "D3137"),
    ]

    @Test(arguments: texts + nesting + runs + depths + service) func endsWithAnError(_ testCase: Case) async {
        for (dialect, expected) in [(Dialect.jsonata, testCase.reference), (.stepFunctions, testCase.service)] {
            var limits = Limits.standard(for: dialect)
            // As many as there are steps in some milliseconds; the usual limit is some seconds.
            limits.visits = 300_000
            limits.stringBytes = min(limits.stringBytes, 1 << 22)
            let result = await onSmallStack { [limits] in evaluate(testCase.source, nil, dialect, limits: limits) }
            // Unoptimised code runs out of stack before anything else runs out.
            let isExpected = result.hasPrefix(expected) || result.hasPrefix("D1011") || result.hasPrefix(Self.deep)
            #expect(isExpected, "\(testCase.name), \(dialect): \(result.prefix(120))")
        }
    }

    /// `(a+)+$` and its like, on a text that almost matches.
    @Test(arguments: [
        "(a+)+$", "(a*)*$", "(a|a)*$", "(a|aa)+$", "(.*)*x", "((a+)+)+b", "(a+){1,50}$", "([a-z]+)*[0-9]",
        "(?=(a+)+$)b", "(a+)\\1+$", "(a?){200}a{200}", "^(([a-z])+.)+[A-Z]([a-z])+$",
    ])
    func patternsEnd(_ pattern: String) async {
        let text = JSONValue.string(String(repeating: "a", count: 3_000) + "!")
        let result = await onSmallStack { evaluate("$contains($$, /\(pattern)/)", text) }
        #expect(["true", "false"].contains(result) || result.hasPrefix("D1012"), "\(pattern): \(result.prefix(120))")
    }

    /// Runs `body` on a thread with a stack of 512 KiB.
    private func onSmallStack<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: body()) }
            thread.stackSize = 512 * 1024
            thread.start()
        }
    }
}
