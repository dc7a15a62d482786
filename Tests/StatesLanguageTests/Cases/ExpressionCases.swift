import StatesLanguage

extension RuleCase {
    /// Paths, reference paths, templates, intrinsic calls, timestamps.
    static let expressions: [RuleCase] = [
        RuleCase(
            "a path starts with $", pass(#""InputPath": ①"store""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value must be a valid JSONPath. | /States/S/InputPath"]),
        RuleCase(
            "a path follows the grammar", pass(#""OutputPath": ①"$.a[""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value must be a valid JSONPath. | /States/S/OutputPath"]),
        RuleCase("a path may be null", pass(#""InputPath": null, "OutputPath": null, "ResultPath": null"#)),
        RuleCase("a path may name several values", pass(#""InputPath": "$..a[?(@.b > 1)]""#)),
        RuleCase(
            "a path may start at a variable or the context",
            pass(#""InputPath": "$v.a", "OutputPath": "$$", "Assign": {"v": 1}"#)),
        RuleCase(
            "ResultPath names one place", pass(#""ResultPath": ①"$.a[*]""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value is not a Reference Path | /States/S/ResultPath"]),
        RuleCase(
            "in the input, not in a variable", pass(#""ResultPath": ①"$v""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value is not a Reference Path | /States/S/ResultPath"]),
        RuleCase(
            "nor in the context", pass(#""ResultPath": ①"$$.a""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value is not a Reference Path | /States/S/ResultPath"]),
        RuleCase(
            "a reference path starts with $ too", pass(#""ResultPath": ①".a""#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | Value is not a Reference Path: Reference path didn't start with '$' \
                | /States/S/ResultPath
                """
            ]),
        RuleCase(
            "seconds come from one value", machine(#""Type": "Wait", "End": true, "SecondsPath": ①"$..s""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value is not a Reference Path | /States/S/SecondsPath"]),
        RuleCase(
            "a Map's numbers do not come from the context", map(#""MaxConcurrencyPath": ①"$$.Execution.Input.n""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value is not a Reference Path | /States/S/MaxConcurrencyPath"]),
        RuleCase("but from variables", map(#""MaxConcurrencyPath": "$n", "Assign": {"n": 1}"#)),
        RuleCase("and its items may", map(#""ItemsPath": "$$.Execution.Input.items""#)),
        RuleCase(
            "ErrorPath is a path or a call", machine(#""Type": "Fail", "ErrorPath": ①"E""#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The value for the field 'ErrorPath' must be a valid JSONPath or a valid \
                intrinsic function call | /States/S/ErrorPath
                """
            ]),
        RuleCase(
            "of a function that gives a text",
            machine(#""Type": "Fail", "ErrorPath": "$$.State.Name", "CausePath": "States.Format('{}', $.c)""#)),
        RuleCase(
            "what is wrong in a template is blamed on the object around it",
            pass(#""Parameters": {"a": {"b.$": ①"x"}}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The value for the field 'b.$' must be a valid JSONPath or a valid \
                intrinsic function call | /States/S/Parameters/a
                """
            ]),
        RuleCase(
            "every fault of a template is named", pass(#""Parameters": {"a.$": ①"x", "b.$": ②7, "c.$": "$.c"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED", "②": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "an intrinsic function exists", pass(#""Parameters": {"a.$": ①"States.Fromat('x')"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "and has its number of arguments", pass(#""Parameters": {"a.$": ①"States.ArrayLength()"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "and no other escapes than its own",
            pass(#""Parameters": {"parsed.$": ①"States.StringToJson('{\"text\":\"An \\\"escaped\\\" here\"}')"}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The value for the field 'parsed.$' must be a valid JSONPath or a valid \
                intrinsic function call | /States/S/Parameters
                """
            ]),
        RuleCase(
            "a and a.$ would be one member", pass(#""Parameters": {"a": 1, ①"a.$": "$.a"}"#),
            ["①": "ASL1002 | “a.$” and “a” would give two members of one name | /States/S/Parameters/a.$"]),
        RuleCase("templates hold any JSON", pass(#""Parameters": [null, {"a.$": "$.a"}, "x"]"#)),
        RuleCase(
            "a time follows RFC 3339", machine(#""Type": "Wait", "End": true, "Timestamp": ①"2016-13-05T21:29:29Z""#),
            ["①": "SCHEMA_VALIDATION_FAILED | String does not match RFC3339 timestamp | /States/S/Timestamp"]),
        RuleCase(
            "with a T", machine(#""Type": "Wait", "End": true, "Timestamp": ①"2016-12-05 21:29:29Z""#),
            ["①": "SCHEMA_VALIDATION_FAILED | String does not match RFC3339 timestamp"]),
        RuleCase(
            "of 24 hours", machine(#""Type": "Wait", "End": true, "Timestamp": ①"2016-12-05T25:29:29Z""#),
            ["①": "SCHEMA_VALIDATION_FAILED | String does not match RFC3339 timestamp"]),
        RuleCase(
            "and is no expression in a JSONPath state",
            machine(#""Type": "Wait", "End": true, "Timestamp": ①"{% '2016-03-14T01:59:00Z' %}""#),
            ["①": "SCHEMA_VALIDATION_FAILED | String does not match RFC3339 timestamp"]),
    ]

    /// Variables.
    static let variables: [RuleCase] = [
        RuleCase(
            "states is taken", pass(#""Assign": {①"states": 1}"#),
            ["①": "RESERVED_VARIABLE_NAME | Cannot assign to reserved variable '$states'. | /States/S/Assign/states"]),
        RuleCase(
            "also when it is computed", pass(#""Assign": {①"states.$": "$.a"}"#),
            ["①": "RESERVED_VARIABLE_NAME"]),
        RuleCase(
            "a variable is an identifier", pass(#""Assign": {①"top-level": 1}"#),
            [
                "①": """
                INVALID_VARIABLE_NAME | Invalid variable name 'top-level': the variable name contains invalid \
                characters. | /States/S/Assign/top-level
                """
            ]),
        RuleCase("that starts with a letter", pass(#""Assign": {①"1st": 1}"#), ["①": "INVALID_VARIABLE_NAME"]),
        RuleCase("of any script", pass(#""Assign": {"größe_2": 1, "数": 2}"#)),
        RuleCase(
            "of at most 80 characters",
            pass(#""Assign": {①"V": 1}"#.replacing("V", with: String(repeating: "v", count: 81))),
            ["①": "INVALID_VARIABLE_NAME"]),
        RuleCase(
            "Assign is an object", pass(#""Assign": ①[]"#.replacing("①", with: "").replacing(#""As"#, with: #"①"As"#)),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type [OBJECT] | /States/S/Assign"]),
        RuleCase(
            "a branch does not assign what the scope around it does",
            machine(
                #"""
                "Type": "Parallel", "End": true, "Assign": {"v": 1}, "Branches": [{"StartAt": "B", "States": {
                    "B": {"Type": "Pass", "End": true, "Assign": {①"v.$": "$.a", "w": 2}}}}]
                """#),
            [
                "①": """
                ASL1004 | “v” is a variable of a scope around this one, which may only read it \
                | /States/S/Branches[0]/States/B/Assign/v.$
                """
            ]),
        RuleCase(
            "two branches may assign variables of one name",
            machine(
                #"""
                "Type": "Parallel", "End": true, "Branches": [
                    {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true, "Assign": {"v": 1}}}},
                    {"StartAt": "C", "States": {"C": {"Type": "Pass", "End": true, "Assign": {"v": 1}}}}]
                """#)),
        RuleCase(
            "a distributed map's children know nothing of what is around them",
            machine(
                #"""
                "Type": "Map", "End": true, "Assign": {"v": 1}, "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "I",
                    "States": {"I": {"Type": "Pass", "End": true, "Assign": {"v": 2}}}}
                """#)),
        RuleCase(
            "variables of a rule and of a catcher count",
            machine(
                #"""
                "Type": "Map", "End": true, "Catch": [{"ErrorEquals": ["E"], "Next": "S", "Assign": {"v": 1}}],
                "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Choice", "Choices": [
                    {"Variable": "$", "IsNull": true, "Next": "I", "Assign": {①"v": 1}}]}}}
                """#),
            ["①": "ASL1004"]),
    ]

    /// What is accepted but hardly meant.
    static let warnings: [RuleCase] = [
        RuleCase(
            "a path without .$ in a template", pass(#""Parameters": {"a": [①"$.b"]}"#),
            [
                "①": """
                NO_DOLLAR | No .$ on a field that appears to be a JSONPath or Intrinsic Function \
                | /States/S/Parameters/a[0]
                """
            ]),
        RuleCase("or a call", pass(#""Parameters": {"a": ①"States.UUID()"}"#), ["①": "NO_DOLLAR"]),
        RuleCase("or the context", pass(#""Assign": {"a": ①"$$.Execution.Id"}"#), ["①": "NO_DOLLAR"]),
        RuleCase("a price is no path", pass(#""Parameters": {"a": "$5", "b": "$", "c": "$result"}"#)),
        RuleCase(
            "a path in Cause", machine(#""Type": "Fail", "Error": "E", "Cause": ①"$.cause""#),
            [
                "①": """
                NO_PATH | Field value looks like a path, but field name does not end with 'Path' | /States/S/Cause
                """
            ]),
        RuleCase(
            "a path in StringEquals", choice(#"{"Variable": "$.x", "StringEquals": ①"$.y", "Next": "Next"}"#),
            ["①": "NO_PATH"]),
        RuleCase(
            "a path in Result", pass(#""Result": {"a": ①"$.b", "c": "x"}"#),
            ["①": "PASS_RESULT_IS_STATIC | Attempt to use a path in the result of a pass state | /States/S/Result/a"]),
        RuleCase(
            "a .$ in Result", pass(#""Result": {"a.$": ①"$.b"}"#), ["①": "PASS_RESULT_IS_STATIC"]),
    ]

    /// The two query languages.
    static let languages: [RuleCase] = [
        RuleCase(
            "a JSONata state has no paths", pass(#"①"InputPath": "$.a""#, language: "JSONata"),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The QueryLanguage is set to 'JSONata', but field 'InputPath' is only \
                supported for the 'JSONPath' QueryLanguage | /States/S
                """
            ]),
        RuleCase(
            "a JSONPath state has no Output", pass(#"①"Output": 1"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The QueryLanguage is set to 'JSONPath', but field 'Output' is only \
                supported for the 'JSONata' QueryLanguage | /States/S
                """
            ]),
        RuleCase(
            "a JSONata Wait has no SecondsPath",
            machine(#""Type": "Wait", "End": true, ①"SecondsPath": "$.s""#, language: "JSONata"),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase("a state chooses for itself", pass(#""QueryLanguage": "JSONata", "Output": "{% 1 %}""#)),
        RuleCase(
            "but does not go back", pass(#""QueryLanguage": ①"JSONPath", "InputPath": "$.a""#, language: "JSONata"),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole \
                state machine | /States/S
                """
            ]),
        RuleCase(
            "states inside take the machine's language",
            machine(
                #"""
                "Type": "Map", "QueryLanguage": "JSONata", "End": true, "ItemProcessor": {"StartAt": "I", "States": {
                    "I": {"Type": "Pass", "End": true, "Parameters": {}}, ①"J": {"Type": "Succeed"}}}
                """#),
            ["①": "MISSING_TRANSITION_TARGET"]),
        RuleCase(
            "and may say it",
            machine(
                #"""
                "Type": "Map", "QueryLanguage": "JSONata", "End": true, "ItemProcessor": {"StartAt": "I", "States": {
                    "I": {"Type": "Pass", "QueryLanguage": "JSONPath", "End": true}}}
                """#), type: .express),
        RuleCase(
            "a processor has no language of its own",
            machine(
                #"""
                "Type": "Map", "End": true, "ItemProcessor": {①"QueryLanguage": "JSONata", "StartAt": "I", "States": {
                    "I": {"Type": "Succeed"}}}
                """#),
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'QueryLanguage' is not supported | /States/S/ItemProcessor"]),
        RuleCase(
            "there are two languages", pass(#""QueryLanguage": ①"Jsonata", "Output": 1"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | Value should be one of the following: [JSONPath, JSONata] \
                | /States/S/QueryLanguage
                """
            ]),
        RuleCase(
            "what is not closed is a text", pass(#""Output": {"a": ①"{% 1"}"#, language: "JSONata"),
            [
                "①": """
                ASL1011 | this is a text, since an expression starts with {% and ends with %} | /States/S/Output/a
                """
            ]),
        RuleCase(
            "so is what is not opened",
            machine(#""Type": "Fail", "Error": ①"10 %}", "Cause": ②"a {% $states.input %}""#, language: "JSONata"),
            ["①": "ASL1011", "②": "ASL1011"]),
        RuleCase(
            "but where it must be one", task(#""TimeoutSeconds": ①"10 %}""#, language: "JSONata"),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | JSONata string must start with {% and end with %} \
                | /States/S/TimeoutSeconds
                """
            ]),
        RuleCase("spaces inside do not matter", pass(#""Output": ["{%10%}", "{% \n10   %}"]"#, language: "JSONata")),
        RuleCase(
            "an expression closes its brackets", pass(#""Output": "{% $sum($states.input.a① %}""#, language: "JSONata"),
            ["①": #"INVALID_JSONATA_EXPRESSION | Expected ")" before end of expression | /States/S/Output"#]),
        RuleCase(
            "its strings", pass(#""Output": "{% 'a① %}""#, language: "JSONata"),
            [
                "①": """
                INVALID_JSONATA_EXPRESSION | String literal must be terminated by a matching quote | /States/S/Output
                """
            ]),
        RuleCase(
            "and is there", pass(#""Output": "{%  ①%}""#, language: "JSONata"),
            ["①": "INVALID_JSONATA_EXPRESSION | Unexpected end of expression"]),
        RuleCase(
            "brackets in strings are text",
            pass(
                #""Output": "{% '(' & \"[\" & $states.input.`a}` & $match('y', /\\(/) %}""#, language: "JSONata")),
        RuleCase(
            "a JSONata rule has a condition", choice(#"①{"Next": "Next"}"#, language: "JSONata"),
            ["①": "SCHEMA_VALIDATION_FAILED | These fields are required: [Condition] | /States/S/Choices[0]"]),
        RuleCase(
            "and no comparison",
            choice(#"{①"Variable": "$.x", ②"IsNull": true, "Next": "Next"}"#, language: "JSONata"),
            ["①": "SCHEMA_VALIDATION_FAILED", "②": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "a JSONPath rule has no condition", choice(#"{①"Condition": "{% true %}", "Next": "Next"}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The QueryLanguage is set to 'JSONPath', but field 'Condition' is only \
                supported for the 'JSONata' QueryLanguage | /States/S/Choices[0]
                """
            ]),
        RuleCase("a condition may be a boolean", choice(#"{"Condition": true, "Next": "Next"}"#, language: "JSONata")),
        RuleCase(
            "but no other text", choice(#"{"Condition": ①"true", "Next": "Next"}"#, language: "JSONata"),
            ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase("numbers may be expressions", task(#""TimeoutSeconds": "{% 1 + 1 %}""#, language: "JSONata")),
        RuleCase(
            "in JSONata only", task(#""TimeoutSeconds": ①"{% $t %}""#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type Integer"]),
        RuleCase(
            "items are an array", map(#""Items": ①7"#, language: "JSONata"),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type [ARRAY] | /States/S/Items"]),
        RuleCase("or an expression", map(#""Items": "{% $states.input.items %}""#, language: "JSONata")),
        RuleCase("braces are text in JSONPath", pass(#""Parameters": {"a": "{% 1"}"#)),
    ]
}
