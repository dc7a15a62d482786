/// What the manual says of the built-in functions: each with examples that a test runs and `docs/jsonata.md` prints.
package struct BuiltinManual: Sendable {
    /// One function.
    package struct Entry: Sendable {
        /// Without `$`.
        package let name: String
        /// What it does, in one line.
        package let summary: String
        /// An expression with its value as JSON, or the code of its error.
        package let examples: [(expression: String, result: String)]

        init(_ name: String, _ summary: String, _ examples: (String, String)...) {
            self.name = name
            self.summary = summary
            self.examples = examples.map { (expression: $0.0, result: $0.1) }
        }
    }

    package let title: String
    package let entries: [Entry]

    /// The signature of a function in a dialect that has it.
    package static func signature(of name: String, dialect: Dialect) -> String? {
        Builtins.named(name, dialect: dialect)?.signatureText
    }

    /// The functions that a dialect has.
    package static func names(of dialect: Dialect) -> [String] {
        (Builtins.all + Builtins.service).map(\.name).filter(dialect.hasFunction)
    }

    package static let chapters = [numbers, texts, types, arrays, objects, callers, time, reference, service]

    private static let numbers = BuiltinManual(
        title: "Numbers",
        entries: [
            Entry(
                "sum", "adds numbers up; of nothing 0",
                ("$sum([5, 1.5, -2])", "4.5"),
                ("$sum([])", "0")),
            Entry(
                "count", "how many items an array has; 1 for anything else that is there",
                ("$count([1, null])", "2"),
                ("$count(nothing)", "0")),
            Entry(
                "max", "the greatest number",
                ("$max([5, 1.5, -2])", "5")),
            Entry(
                "min", "the least number",
                ("$min([5, 1.5, -2])", "-2")),
            Entry(
                "average", "the mean of numbers",
                ("$average([1, 2, 6])", "3")),
            Entry(
                "number", "makes a number of a text, a boolean or a number",
                (#"$number("0x1F")"#, "31"),
                ("$number(true)", "1"),
                (#"$number("one")"#, "D3030")),
            Entry(
                "abs", "the number without its sign",
                ("$abs(-5)", "5")),
            Entry(
                "floor", "the next whole number below",
                ("$floor(-1.5)", "-2")),
            Entry(
                "ceil", "the next whole number above",
                ("$ceil(-1.5)", "-1")),
            Entry(
                "round", "rounds to so many decimals, halves to even",
                ("$round(2.5)", "2"),
                ("$round(1.005, 2)", "1"),
                ("$round(125, -1)", "120")),
            Entry(
                "power", "raises to a power",
                ("$power(2, 8)", "256"),
                ("$power(-1, 0.5)", "D3061")),
            Entry(
                "sqrt", "the square root",
                ("$sqrt(16)", "4"),
                ("$sqrt(-1)", "D3060")),
            Entry(
                "formatNumber", "writes a number by an XPath picture",
                (##"$formatNumber(1234.5, "#,##0.00")"##, #""1,234.50""#),
                (#"$formatNumber(-3, "0;(0)")"#, #""(3)""#)),
            Entry(
                "formatBase", "writes a whole number in base 2 to 36",
                ("$formatBase(255, 16)", #""ff""#)),
            Entry(
                "formatInteger", "writes a whole number by an XPath picture: digits, letters, roman numerals, words",
                (#"$formatInteger(1984, "I")"#, #""MCMLXXXIV""#),
                (#"$formatInteger(21, "w;o")"#, #""twenty-first""#)),
            Entry(
                "parseInteger", "reads what such a picture writes",
                (#"$parseInteger("MCMLXXXIV", "I")"#, "1984")),
            Entry(
                "random", "a number from 0 to below 1; in a state machine a whole seed gives the same one again",
                ("$type($random())", #""number""#)),
        ])

    private static let texts = BuiltinManual(
        title: "Texts",
        entries: [
            Entry(
                "string", "the text of a value; with true over several lines",
                (#"$string({"a": [1, 0.1 + 0.2]})"#, #""{\"a\":[1,0.3]}""#),
                ("$string(5)", #""5""#)),
            Entry(
                "length", "how many characters (code points) a text has",
                (#"$length("éa")"#, "2")),
            Entry(
                "substring", "a part by start and length; a start below 0 counts from the end",
                (#"$substring("workflow", 4)"#, #""flow""#),
                (#"$substring("workflow", -4, 2)"#, #""fl""#)),
            Entry(
                "substringBefore", "what stands before a text, or all of it",
                (#"$substringBefore("a=b=c", "=")"#, #""a""#)),
            Entry(
                "substringAfter", "what stands behind a text, or all of it",
                (#"$substringAfter("a=b=c", "=")"#, #""b=c""#)),
            Entry(
                "uppercase", "in capitals",
                (#"$uppercase("straße")"#, #""STRASSE""#)),
            Entry(
                "lowercase", "in small letters",
                (#"$lowercase("ABC")"#, #""abc""#)),
            Entry(
                "trim", "white space folded to single spaces, none at the ends",
                (#"$trim("  a \n b ")"#, #""a b""#)),
            Entry(
                "pad", "fills up to a width, in front for one below 0",
                (#"$pad("7", -3, "0")"#, #""007""#),
                (#"$pad("7", 3)"#, #""7  ""#)),
            Entry(
                "contains", "whether a text or a pattern occurs",
                (#"$contains("workflow", /FLOW/i)"#, "true")),
            Entry(
                "split", "cuts at a text or pattern, into so many parts at most",
                (#"$split("a, b,c", /,\s*/)"#, #"["a","b","c"]"#),
                (#"$split("a-b-c", "-", 2)"#, #"["a","b"]"#)),
            Entry(
                "join", "puts texts together",
                (#"$join(["a", "b"], "-")"#, #""a-b""#)),
            Entry(
                "match", "what a pattern finds: text, place and groups",
                (#"$match("ab12", /([a-z])(\d)/)"#, #"{"match":"b1","index":1,"groups":["b","1"]}"#)),
            Entry(
                "replace",
                "puts something else in place of a text or pattern; $1 is a group, a function gets the match",
                (#"$replace("2026-11", /(\d+)-(\d+)/, "$2/$1")"#, #""11/2026""#),
                (#"$replace("abc", "b", function($m) { "B" })"#, "D3012"),
                (#"$replace("abc", /b/, function($m) { $uppercase($m.match) })"#, #""aBc""#)),
            Entry(
                "base64encode", "Base64 of Latin-1 bytes",
                (#"$base64encode("hi")"#, #""aGk=""#)),
            Entry(
                "base64decode", "the text of Base64",
                (#"$base64decode("aGk=")"#, #""hi""#)),
            Entry(
                "encodeUrl", "as encodeURI: what a whole address may not hold",
                (#"$encodeUrl("a b/é")"#, #""a%20b/%C3%A9""#)),
            Entry(
                "encodeUrlComponent", "as encodeURIComponent: what a part of an address may not hold",
                (#"$encodeUrlComponent("a/b?c")"#, #""a%2Fb%3Fc""#)),
            Entry(
                "decodeUrl", "undoes encodeUrl",
                (#"$decodeUrl("a%20b")"#, #""a b""#)),
            Entry(
                "decodeUrlComponent", "undoes encodeUrlComponent",
                (#"$decodeUrlComponent("a%2Fb")"#, #""a/b""#),
                (#"$decodeUrlComponent("%E0")"#, "D3140")),
        ])

    private static let types = BuiltinManual(
        title: "Booleans and types",
        entries: [
            Entry(
                "boolean", "whether a value counts as true",
                ("$boolean([0, 1])", "true"),
                (#"$boolean("")"#, "false")),
            Entry(
                "not", "the opposite",
                ("$not(0)", "true")),
            Entry(
                "exists", "whether there is a value; null is one",
                ("$exists(null)", "true"),
                ("$exists(nothing)", "false")),
            Entry(
                "type", "the kind of a value",
                ("$type([])", #""array""#),
                ("$type(null)", #""null""#)),
        ])

    private static let arrays = BuiltinManual(
        title: "Arrays",
        entries: [
            Entry(
                "append", "one array behind the other",
                ("$append([1], [2, 3])", "[1,2,3]")),
            Entry(
                "reverse", "the other way round",
                ("$reverse([1, 2, 3])", "[3,2,1]")),
            Entry(
                "shuffle", "in random order",
                ("$count($shuffle([1, 2, 3]))", "3")),
            Entry(
                "distinct", "each value once",
                ("$distinct([1, 2, 1, 2.0])", "[1,2]")),
            Entry(
                "sort", "in order; a function says whether two items must change places",
                (#"$sort(["b", "a"])"#, #"["a","b"]"#),
                ("$sort([{}, {}])", "D3070"),
                ("$sort([1, 3, 2], function($l, $r) { $l < $r })", "[3,2,1]")),
            Entry(
                "zip", "first items together, second items together, as far as all arrays go",
                ("$zip([1, 2], [3, 4, 5])", "[[1,3],[2,4]]")),
        ])

    private static let objects = BuiltinManual(
        title: "Objects",
        entries: [
            Entry(
                "keys", "the keys of an object, or of all objects in an array",
                (#"$keys([{"a": 1}, {"b": 2, "a": 3}])"#, #"["a","b"]"#)),
            Entry(
                "lookup", "the member of that key",
                (#"$lookup({"a": 1}, "a")"#, "1")),
            Entry(
                "spread", "an object for each member",
                (#"$spread({"a": 1, "b": 2})"#, #"[{"a":1},{"b":2}]"#)),
            Entry(
                "merge", "one object of many; later ones win",
                (#"$merge([{"a": 1}, {"a": 2, "b": 3}])"#, #"{"a":2,"b":3}"#)),
            Entry(
                "each", "what a function makes of value and key, member by member",
                (#"$each({"a": 1, "b": 2}, function($v, $k) { $k & $v })"#, #"["a1","b2"]"#)),
            Entry(
                "sift", "the members for which a function says true",
                (#"$sift({"a": 1, "b": 2}, function($v) { $v > 1 })"#, #"{"b":2}"#)),
            Entry(
                "clone", "a copy, which a transform changes",
                (#"$clone({"a": 1})"#, #"{"a":1}"#)),
            Entry(
                "error", "ends the evaluation with a message",
                (#"$error("no stock")"#, "D3137")),
            Entry(
                "assert", "ends it unless a condition holds",
                (#"$assert(1 = 2, "no")"#, "D3141")),
        ])

    private static let callers = BuiltinManual(
        title: "Functions that call functions",
        entries: [
            Entry(
                "map", "what a function makes of value, index and array, item by item",
                ("$map([1, 2], function($v, $i) { $v * $i })", "[0,2]")),
            Entry(
                "filter", "the items for which a function says true",
                ("$filter([1, 2, 3], function($v) { $v > 1 })", "[2,3]")),
            Entry(
                "single", "the one item for which it does",
                ("$single([1, 2, 3], function($v) { $v = 2 })", "2"),
                ("$single([1, 1], function($v) { $v = 1 })", "D3138")),
            Entry(
                "reduce", "carries a value through an array",
                ("$reduce([1, 2, 3], function($sum, $v) { $sum + $v }, 10)", "16"),
                ("$reduce([1], function($v) { $v })", "D3050")),
        ])

    private static let time = BuiltinManual(
        title: "Time",
        entries: [
            Entry(
                "now", "the time of the evaluation, ISO 8601 or by a picture",
                ("$type($now())", #""string""#)),
            Entry(
                "millis", "the same in milliseconds since 1970",
                ("$type($millis())", #""number""#)),
            Entry(
                "toMillis", "reads ISO 8601 or a picture",
                (#"$toMillis("2026-11-26T09:00:00Z")"#, "1795683600000"),
                (#"$toMillis("26 Nov 2026", "[D] [MNn,3-3] [Y]")"#, "1795651200000")),
            Entry(
                "fromMillis", "writes ISO 8601 or a picture, in a time zone",
                ("$fromMillis(0)", #""1970-01-01T00:00:00.000Z""#),
                (#"$fromMillis(0, "[FNn] [D1o] [MNn] [Y]")"#, #""Thursday 1st January 1970""#)),
        ])

    private static let reference = BuiltinManual(
        title: "The reference only",
        entries: [
            Entry(
                "eval", "evaluates a text",
                (#"$eval("1 + 1")"#, "2"),
                (#"$eval("1 +")"#, "D3120"))
        ])

    private static let service = BuiltinManual(
        title: "State machines only",
        entries: [
            Entry(
                "partition", "chunks of so many items",
                ("$partition([1, 2, 3], 2)", "[[1,2],[3]]")),
            Entry(
                "range", "from, to and step",
                ("$range(1, 5, 2)", "[1,3,5]")),
            Entry(
                "hash", "hexadecimal digest of the UTF-8 bytes: MD5, SHA-1, SHA-256, SHA-384, SHA-512",
                (#"$hash("a", "MD5")"#, #""0cc175b9c0f1b6a831c399e269772661""#)),
            Entry(
                "uuid", "a random UUID",
                ("$length($uuid())", "36")),
            Entry(
                "parse", "the value of a JSON text",
                (#"$parse("[1, {\"a\": null}]")"#, #"[1,{"a":null}]"#),
                (#"$parse("{")"#, "D3137")),
        ])
}
