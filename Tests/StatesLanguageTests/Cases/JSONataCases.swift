import StatesLanguage

extension RuleCase {
    /// What the service checks in JSONata expressions when a machine is created, and what we add.
    ///
    /// Sources: the AWS developer guide, “Transforming data with JSONata”; answers of ValidateStateMachineDefinition.
    static let jsonata: [RuleCase] = [
        RuleCase(
            "an expression has no context", pass(#""Output": "{% ①total > 5 %}""#, language: "JSONata"),
            [
                "①": """
                UNSUPPORTED_JSONATA_EXPRESSION | Reference to 'total' at the top level is not supported. \
                | /States/S/Output
                """
            ]),
        RuleCase(
            "each name is told once, in the place where it stands first",
            pass(#""Output": {"v": ["{% ①a.b + a.c + ②d %}", 1]}"#, language: "JSONata"),
            [
                "①": """
                UNSUPPORTED_JSONATA_EXPRESSION | Reference to 'a' at the top level is not supported. \
                | /States/S/Output/v[0]
                """,
                "②": "UNSUPPORTED_JSONATA_EXPRESSION",
            ]),
        RuleCase(
            "$ is the context too", pass(#""Output": "{% ①$.a %}""#, language: "JSONata"),
            ["①": "UNSUPPORTED_JSONATA_EXPRESSION | Reference to '$' at the top level is not supported."]),
        RuleCase(
            "the input document is not there at all",
            pass(#""Output": "{% $states.input[x = ①$$.y] %}""#, language: "JSONata"),
            ["①": "UNSUPPORTED_JSONATA_EXPRESSION | Reference to '$$' is not supported."]),
        RuleCase(
            "arguments, bodies, keys, values and items are at the top level",
            pass(
                #"""
                "Output": ["{% [①a, {②b: ③c}, $sum(④d), function($x) { $x + ⑤e }] %}",
                    "{% [($y := ⑥f; -⑦g), true ? ⑧h] %}"]
                """#, language: "JSONata"),
            [
                "①": "UNSUPPORTED_JSONATA_EXPRESSION", "②": "UNSUPPORTED_JSONATA_EXPRESSION",
                "③": "UNSUPPORTED_JSONATA_EXPRESSION", "④": "UNSUPPORTED_JSONATA_EXPRESSION",
                "⑤": "UNSUPPORTED_JSONATA_EXPRESSION", "⑥": "UNSUPPORTED_JSONATA_EXPRESSION",
                "⑦": "UNSUPPORTED_JSONATA_EXPRESSION", "⑧": "UNSUPPORTED_JSONATA_EXPRESSION",
            ]),
        RuleCase(
            "later steps, predicates, sort terms, groups and transforms are not",
            pass(
                #"""
                "Output": "{% $states.input.a[b > $.c]^(d){e: f}.(g + $.h) ~> |i|{'j': k}| %}"
                """#, language: "JSONata")),
        RuleCase(
            "the place in the text is found behind escapes",
            pass(#""Output": "{% \"\u00e9\ud83d\ude00\" & ①name %}""#, language: "JSONata"),
            ["①": "UNSUPPORTED_JSONATA_EXPRESSION"]),
        RuleCase(
            "a syntax error has its place, and the reference's words",
            pass(#""Output": "{% [\"é\", 1①; 2] %}""#, language: "JSONata"),
            [#"①"#: #"INVALID_JSONATA_EXPRESSION | Expected "]", got ";" | /States/S/Output"#]),
        RuleCase(
            "operators that came later are none",
            pass(#""Output": "{% $states.input.a ?①? 1 %}""#, language: "JSONata"),
            ["①": "INVALID_JSONATA_EXPRESSION"]),
        RuleCase(
            "a result is there after the work", task(#""Output": "{% $states.result.a %}""#, language: "JSONata")),
        RuleCase(
            "not before it", task(#""Arguments": {"a": "{% ①$states.result %}"}"#, language: "JSONata"),
            [
                "①": """
                UNSUPPORTED_JSONATA_EXPRESSION | Field '$states.result' does not exist. | /States/S/Arguments/a
                """
            ]),
        RuleCase(
            "nor in a state without work", pass(#""Assign": {"a": "{% ①$states.result %}"}"#, language: "JSONata"),
            ["①": "UNSUPPORTED_JSONATA_EXPRESSION"]),
        RuleCase(
            "an error output is there in a catcher only",
            machine(
                #"""
                "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "End": true,
                "Output": "{% ①$states.errorOutput.Cause %}", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T",
                "Output": "{% $states.errorOutput.Cause %}", "Assign": {"e": "{% $states.errorOutput.Error %}"}}]
                """#, language: "JSONata", more: #""T": {"Type": "Succeed"}"#),
            ["①": "UNSUPPORTED_JSONATA_EXPRESSION | Field '$states.errorOutput' does not exist. | /States/S/Output"]),
        RuleCase(
            "which has no result",
            machine(
                #"""
                "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "End": true,
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "T", "Output": "{% ①$states.result %}"}]
                """#, language: "JSONata", more: #""T": {"Type": "Succeed"}"#),
            [
                "①": """
                UNSUPPORTED_JSONATA_EXPRESSION | Field '$states.result' does not exist. | /States/S/Catch[0]/Output
                """
            ]),
        RuleCase(
            "a variable that nobody assigns is a warning", pass(#""Output": "{% 1 + ①$totl %}""#, language: "JSONata"),
            ["①": "ASL1010 | no state that could run before assigns the variable “totl” | /States/S/Output"]),
        RuleCase(
            "in JSONPath too", pass(#""Parameters": {"a.$": ①"$totl.x"}"#),
            ["①": "ASL1010 | no state that could run before assigns the variable “totl” | /States/S/Parameters/a.$"]),
        RuleCase(
            "not one that is bound inside, nor a function",
            pass(
                #""Output": "{% ($x := 1; $f := function($y) { $y + $x }; $map([1], $f) ~> $sum) %}""#,
                language: "JSONata")),
        RuleCase(
            "a branch reads what the states around it assign, not what its sibling does",
            machine(
                #"""
                "Type": "Parallel", "End": true, "Assign": {"a": 1}, "Branches": [
                    {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true, "Assign": {"b": "{% $a %}"}}}},
                    {"StartAt": "C", "States": {"C": {"Type": "Pass", "End": true, "Output": "{% $a + ①$b %}"}}}]
                """#, language: "JSONata"),
            ["①": "ASL1010"]),
        RuleCase(
            "a child execution of a distributed Map reads nothing from outside",
            machine(
                #"""
                "Type": "Map", "End": true, "Assign": {"a": 1}, "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "B",
                    "States": {"B": {"Type": "Pass", "End": true, "Output": "{% ①$a %}"}}}
                """#, language: "JSONata"),
            ["①": "ASL1010"]),
        RuleCase(
            "what a template engine fills may be anything",
            pass(#""Output": "{% $states.input.a > ${Limit} %}""#, language: "JSONata")),
    ]
}
