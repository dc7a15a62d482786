import Testing

/// `sfn-run eval`.
struct EvalTests {
    @Test(arguments: cases + stepFunctions + paths + refusals) func evaluates(_ testCase: ProgramCase) async throws {
        try await testCase.check()
    }

    static let files = [
        "order.json": #"{"items": [{"price": 2, "quantity": 3}, {"price": 1.5, "quantity": 2}], "id": "é7"}"#,
        "total.jsonata": "$sum(items.(price * quantity))\n", "broken.json": "{", "bytes.txt": "",
    ]

    private static func eval(
        _ name: String, _ arguments: String..., input: String = "", exit: Int32 = 0, output: String = "",
        errors: String = ""
    ) -> ProgramCase {
        ProgramCase(
            name: name, arguments: ["eval"] + arguments, input: input, files: files, exit: exit, output: output,
            errors: errors)
    }

    static let cases = [
        eval("a sum", "$sum(items.(price * quantity))", "--input", "order.json", output: "9\n"),
        eval("an expression in a file", "file://total.jsonata", "--input", "order.json", output: "9\n"),
        eval(
            "standard input", "items[0]", "--input", "-", input: files["order.json"] ?? "",
            output: "{\n  \"price\": 2,\n  \"quantity\": 3\n}\n"),
        eval("one line", "items[0]", "--input", "order.json", "--compact", output: "{\"price\":2,\"quantity\":3}\n"),
        eval("no input", "1 + 2 * 3", output: "7\n"),
        eval("variables", "$a & $b.c", "--variables", #"{"a": "x", "b": {"c": 1}}"#, output: "\"x1\"\n"),
        eval("a minus sign", "--", "-1", output: "-1\n"),
        eval("equal seeds, equal numbers", "$floor($random() * 1000000)", "--seed", "7", output: "389829\n"),
        eval("null is a value", "null", output: "null\n"),
        eval(
            "nothing is none", "items[9]", "--input", "order.json", exit: 2,
            errors: "sfn-run: the expression gives nothing (undefined)\n"),
        eval(
            "nor is a function", "$sum", exit: 2,
            errors: "sfn-run: the expression gives a function, which no JSON can hold\n"),
        eval(
            "an error has its place", #"id & " " & (1 + "a")"#, "--input", "order.json", exit: 2,
            errors: """
                expression:1:15: error: The right side of the "+" operator must evaluate to a number [T2002]
                 1 | id & " " & (1 + "a")
                   |               ^

                """),
        eval(
            "also a wrong expression, behind letters that are longer in UTF-8", "\"é\" & [1; 2]", exit: 2,
            errors: """
                expression:1:9: error: Expected "]", got ";" [S0202]
                 1 | "é" & [1; 2]
                   |         ^

                """),
        eval("the reference's own functions", "[$partition([1..3], 2)]", exit: 2).complaining("[T1006]"),
    ]

    static let stepFunctions = [
        eval(
            "$states", "$states.input.id & $states.context.State.Name", "--dialect", "step-functions",
            "--input", "order.json", "--context", #"{"State": {"Name": "S"}}"#, output: "\"é7S\"\n"),
        eval(
            "as it stands in a definition", " {% $count($states.input.items) %} ", "--dialect", "step-functions",
            "--input", "order.json", output: "2\n"),
        eval(
            "the service's functions", "$partition([1..3], 2)", "--dialect", "step-functions", "--compact",
            output: "[[1,2],[3]]\n"),
        eval(
            "there is no context", "{% $uppercase(id) %}", "--dialect", "step-functions", exit: 2,
            errors: """
                expression:1:15: error: Reference to 'id' at the top level is not supported. \
                [UNSUPPORTED_JSONATA_EXPRESSION]
                 1 | {% $uppercase(id) %}
                   |               ^~
                    = note: the input is $states.input

                """),
        eval("its limits", "($f := function($n) { 1 + $f($n) }; $f(1))", "--dialect", "step-functions", exit: 2)
            .complaining("Depth=101 max=100"),
    ]

    static let paths = [
        eval("a path", "$.items[1].price", "--path", "--input", "order.json", output: "1.5\n"),
        eval(
            "a filter", "$.items[?(@.price > 1.7)].quantity", "--path", "--compact", "--input", "order.json",
            output: "[3]\n"),
        eval(
            "an intrinsic call", "States.Format('{}-{}', $.id, $n)", "--path", "--input", "order.json",
            "--variables", #"{"n": 1}"#, output: "\"é7-1\"\n"),
        eval(
            "the context object", "$$.Execution.Name", "--path", "--context", #"{"Execution": {"Name": "e"}}"#,
            output: "\"e\"\n"),
        eval(
            "what is not there", "$.no", "--path", exit: 2,
            errors: """
                expression:1:1: error: The JSONPath '$.no' specified for the field 'expression' could not be found in \
                the input '{}' [States.Runtime]
                 1 | $.no
                   | ^~~~

                """),
        eval("what is no path", "$.a[", "--path", exit: 2).complaining("expression:1:5: error: ", "[SYNTAX]", "^"),
        eval("what is no function", "States.Frmt('a')", "--path", exit: 2).complaining("error: ", "[SYNTAX]"),
    ]

    static let refusals = [
        eval(
            "a missing file", "a", "--input", "no.json", exit: 1,
            errors: "sfn-run: no.json: error: no such file or directory\n"),
        eval(
            "a missing expression", "file://no.jsonata", exit: 1,
            errors: "sfn-run: no.jsonata: error: no such file or directory\n"),
        eval("an input that is no JSON", "a", "--input", "broken.json", exit: 1).complaining(
            "broken.json:1:2: error: "),
        eval("variables that are no object", "a", "--variables", "[1]", exit: 1)
            .complaining("--variables:1:1: error: is no JSON object"),
        eval("standard input twice", "a", "--input", "-", "--variables", "-", exit: 64).complaining("once only"),
        eval("a path is no JSONata", "$.a", "--path", "--dialect", "step-functions", exit: 64)
            .complaining("do not go together"),
        eval("an unknown dialect", "a", "--dialect", "jq", exit: 64).complaining("jsonata", "step-functions"),
        eval("no expression", exit: 64).complaining("<expression>"),
    ]
}
