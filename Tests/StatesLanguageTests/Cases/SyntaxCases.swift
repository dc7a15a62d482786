extension RuleCase {
    /// Texts that are no definition.
    static let syntax: [RuleCase] = [
        RuleCase("nothing", "①", ["①": "SCHEMA_VALIDATION_FAILED | Definition must be a valid JSON object | nil"]),
        RuleCase("blanks", "① \n\t", ["①": "SCHEMA_VALIDATION_FAILED | Definition must be a valid JSON object | nil"]),
        RuleCase(
            "no object", "①[]", ["①": "SCHEMA_VALIDATION_FAILED | Definition must be a valid JSON object | nil"]),
        RuleCase(
            "a word", "①not a definition",
            [
                "①": """
                INVALID_JSON_DESCRIPTION | Unrecognized token 'not': was expecting (JSON String, Number, Array, \
                Object or token 'null', 'true' or 'false') | [Source: (String)"not a definition"; line: 1, column: 4]
                """
            ]),
        RuleCase(
            "a comma too many", #"{"a": 1,①}"#,
            [
                "①": """
                INVALID_JSON_DESCRIPTION | Unexpected character ('}' (code 125)): was expecting double-quote to \
                start field name | [Source: (String)"{"a": 1,}"; line: 1, column: 10]
                """
            ]),
        RuleCase(
            "no comma", #"{"a": 1 ①"b": 2}"#,
            [
                "①": """
                INVALID_JSON_DESCRIPTION | Unexpected character ('"' (code 34)): was expecting comma to separate \
                Object entries
                """
            ]),
        RuleCase(
            "quotes of a word processor", "{①“a”: 1}",
            [
                "①": """
                INVALID_JSON_DESCRIPTION | Unexpected character ('“' (code 8220 / 0x201c)): was expecting \
                double-quote to start field name
                """
            ]),
        RuleCase("an end too early", #"{"StartAt": "A"①"#, ["①": "INVALID_JSON_DESCRIPTION | Unexpected end-of-input"]),
        RuleCase(
            "an array that nests without end", String(repeating: "[", count: 1_000) + "①" + "[[[",
            ["①": "INVALID_JSON_DESCRIPTION"]),
    ]

    /// `${…}` and CloudFormation's functions.
    static let substitutions: [RuleCase] = [
        RuleCase("in a text", machine(#""Type": "Fail", "Error": "${Error}""#)),
        RuleCase("for a number", map(#""MaxConcurrency": "${Concurrency}""#)),
        RuleCase("for a number in JSONata", task(#""TimeoutSeconds": "${Timeout}""#, language: "JSONata")),
        RuleCase(
            "for a boolean",
            machine(#""Type": "Pass", "End": "${End}", "Next": "T""#, more: #""T": {"Type": "Fail"}"#)),
        RuleCase("for an object", task(#""Retry": "${Retry}", "Credentials": "${Credentials}""#)),
        RuleCase(
            "for a state", #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, ①"B": "${B}"}}"#,
            ["①": "MISSING_TRANSITION_TARGET"]),
        RuleCase(
            "for a target",
            #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "${N}"}, "B": {"Type": "Fail"}}}"#),
        RuleCase("for a time", machine(#""Type": "Wait", "End": true, "Timestamp": "${Time}""#)),
        RuleCase(
            "for a path", pass(#""InputPath": "${Path}", "ResultPath": "${Place}", "Parameters": {"a.$": "${A}"}"#)),
        RuleCase("for a word", task(#""Retry": [{"ErrorEquals": ["E"], "JitterStrategy": "${Jitter}"}]"#)),
        RuleCase(
            "as CloudFormation writes it in JSON",
            machine(#""Type": "Task", "End": true, "Resource": {"Fn::GetAtt": ["F", "Arn"]}"#)),
    ]

    /// YAML.
    static let yaml: [RuleCase] = [
        RuleCase(
            "a definition",
            """
            # A comment
            StartAt: Wait
            States:
              Wait: {Type: Wait, Seconds: 0x10, Next: Done}
              Done:
                Type: Succeed
            """, isYAML: true),
        RuleCase(
            "a fault has its place",
            """
            StartAt: Wait
            States:
              Wait: {Type: Wait, Seconds: ①"5", Next: Done}
              Done:
                Type: ②Succes
            """,
            [
                "①": "SCHEMA_VALIDATION_FAILED | Expected value of type Integer | /States/Wait/Seconds",
                "②": "SCHEMA_VALIDATION_FAILED",
            ], isYAML: true),
        RuleCase(
            "blanks", "①\n  \n", ["①": "SCHEMA_VALIDATION_FAILED | Definition must be a valid JSON object | nil"],
            isYAML: true),
        RuleCase(
            "no YAML", "StartAt: A\nStates:\n  A: [1, 2\n①", ["①": "ASL2001"], isYAML: true),
        RuleCase("a tab", "StartAt: A\nStates:\n①\tA: 1\n", ["①": "ASL2001"], isYAML: true),
        RuleCase(
            "two documents", "StartAt: A\n①---\nStates: {}\n", ["①": "ASL2001"], isYAML: true),
        RuleCase(
            "an alias without its anchor", "StartAt: ①*a\n", ["①": "ASL2001 | found undefined alias"], isYAML: true),
        RuleCase(
            "a key that stands twice",
            "StartAt: A\nStates:\n  A:\n    Type: Succeed\n    Comment: x\n    ①Type: Fail\n",
            ["①": "ASL1001 | the key “Type” stands twice in this object"], isYAML: true),
        RuleCase(
            "a key that is no text", "StartAt: A\nStates:\n  A: {Type: Succeed}\n? ①[a]\n: b\n", ["①": "ASL2003"],
            isYAML: true),
        RuleCase(
            "a merge of no mapping", "StartAt: A\nStates:\n  A:\n    ①<<: text\n    Type: Succeed\n", ["①": "ASL2004"],
            isYAML: true),
        RuleCase(
            "aliases that explode",
            "①a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
                + zip("abcdefgh", "bcdefghi").map { inner, outer in
                    let aliases = Array(repeating: "*\(inner)", count: 10).joined(separator: ", ")
                    return "\(outer): &\(outer) [\(aliases)]\n"
                }.joined(),
            ["①": "ASL2002"], isYAML: true),
    ]

    /// Every table.
    static let all: [RuleCase] =
        fields + numbers + sets + flow + errors + choices + expressions + variables + warnings + languages + resources
        + jsonata + distributedMaps + syntax + substitutions + yaml
}
