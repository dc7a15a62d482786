extension RuleCase {
    /// Targets, reachability, ends, names.
    static let flow: [RuleCase] = [
        RuleCase(
            "Next names a state of its scope",
            #"{"StartAt": "Pay", "States": {"Pay": {"Type": "Pass", "Next": ①"Ship"}, "Shop": {"Type": "Succeed"}}}"#
                .replacing(#""Shop""#, with: #"②"Shop""#),
            [
                "①": "MISSING_TRANSITION_TARGET | Missing 'Next' target: Ship | /States/Pay/Next",
                "②": "MISSING_TRANSITION_TARGET | State \"Shop\" is not reachable. | /States/Shop",
            ]),
        RuleCase(
            "a missing target and no end are two faults",
            #"{"StartAt": "A", ②"States": {"A": {"Type": "Pass", "Next": ①"NOPE"}}}"#,
            [
                "①": "MISSING_TRANSITION_TARGET | Missing 'Next' target: NOPE | /States/A/Next",
                "②": "MISSING_END_STATE | Workflow has no terminal state | nil",
            ]),
        RuleCase(
            "StartAt names a state; what cannot be reached then is not said",
            #"{"StartAt": ①"B", "States": {"A": {"Type": "Succeed"}}}"#,
            ["①": "MISSING_TRANSITION_TARGET | Missing 'Next' target: B | /StartAt"]),
        RuleCase(
            "nor whether it ends, if a state has no way on",
            #"{"StartAt": "A", "States": {①"A": {"Type": "Pass"}}}"#, ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "but a bad start does not hide a missing end",
            #"{"StartAt": ①"B", ②"States": {"A": {"Type": "Pass", "Next": "A"}}}"#,
            ["①": "MISSING_TRANSITION_TARGET", "②": "MISSING_END_STATE"]),
        RuleCase(
            "a rule's Next",
            choice(#"{"Variable": "$.x", "IsNull": true, "Next": ①"Ghost"}"#).replacing(
                #", "Next": {"#, with: #", ②"Next": {"#),
            [
                "①": "MISSING_TRANSITION_TARGET | Missing 'Next' target: Ghost | /States/S/Choices[0]/Next",
                "②": "MISSING_TRANSITION_TARGET",
            ]),
        RuleCase(
            "Default",
            machine(
                #""Type": "Choice", "Default": ①"Ghost", "Choices": [{"Variable": "$", "IsNull": true, "Next": "T"}]"#,
                more: #""T": {"Type": "Succeed"}"#),
            ["①": "MISSING_TRANSITION_TARGET | Missing 'Next' target: Ghost | /States/S/Default"]),
        RuleCase(
            "a catcher's Next", task(#""Catch": [{"ErrorEquals": ["E"], "Next": ①"Ghost"}]"#),
            ["①": "MISSING_TRANSITION_TARGET | Missing 'Next' target: Ghost | /States/S/Catch[0]/Next"]),
        RuleCase(
            "a state inside does not go outside",
            machine(
                #"""
                "Type": "Parallel", "Next": "T", "Branches": [{"StartAt": "B", "States": {
                    "B": {"Type": "Pass", "Next": ①"T"}}}]
                """#,
                more: #""T": {"Type": "Succeed"}"#),
            ["①": "MISSING_TRANSITION_TARGET | Missing 'Next' target: T | /States/S/Branches[0]/States/B/Next"]),
        RuleCase(
            "a loop has no end", #"{"StartAt": "A", ①"States": {"A": {"Type": "Pass", "Next": "A"}}}"#,
            ["①": "MISSING_END_STATE | Workflow has no terminal state | nil"]),
        RuleCase(
            "without an end nothing is said about reaching states",
            #"{"StartAt": "A", ①"States": {"A": {"Type": "Pass", "Next": "A"}, "B": {"Type": "Pass", "Next": "A"}}}"#,
            ["①": "MISSING_END_STATE"]),
        RuleCase(
            "an end that cannot be reached is one",
            #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A"}, ①"B": {"Type": "Fail"}}}"#,
            ["①": "MISSING_TRANSITION_TARGET | State \"B\" is not reachable. | /States/B"]),
        RuleCase(
            "a loop inside a Map is accepted",
            machine(
                #"""
                "Type": "Map", "End": true, "ItemProcessor": {"StartAt": "I", "States": {
                    "I": {"Type": "Pass", "Next": "I"}}}
                """#)),
        RuleCase(
            "every state of a processor can be reached",
            machine(
                #"""
                "Type": "Map", "End": true, "ItemProcessor": {"StartAt": "I", "States": {
                    "I": {"Type": "Succeed"}, ①"J": {"Type": "Succeed"}}}
                """#),
            ["①": "MISSING_TRANSITION_TARGET | State \"J\" is not reachable. | /States/S/ItemProcessor/States/J"]),
        RuleCase(
            "two islands that reach each other are not reached",
            #"""
            {"StartAt": "A", "States": {"A": {"Type": "Succeed"},
                ①"B": {"Type": "Pass", "Next": "C"}, ②"C": {"Type": "Pass", "Next": "B"}}}
            """#,
            ["①": "MISSING_TRANSITION_TARGET", "②": "MISSING_TRANSITION_TARGET"]),
        RuleCase(
            "names are unique in the whole machine",
            machine(
                #"""
                "Type": "Parallel", "End": true, "Branches": [{"StartAt": "S", "States": {
                    ①"S": {"Type": "Succeed"}}}]
                """#),
            ["①": "DUPLICATE_STATE_NAME | Duplicate State name: S | /States/S/Branches[0]/States/S"]),
        RuleCase(
            "also between branches",
            machine(
                #"""
                "Type": "Parallel", "End": true, "Branches": [
                    {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}},
                    {"StartAt": "B", "States": {①"B": {"Type": "Succeed"}}}]
                """#),
            ["①": "DUPLICATE_STATE_NAME | Duplicate State name: B | /States/S/Branches[1]/States/B"]),
        RuleCase(
            "a name has at most 80 characters",
            #"{"StartAt": "N", "States": {①"N": {"Type": "Succeed"}}}"#
                .replacing("N", with: String(repeating: "n", count: 81)),
            ["①": "INVALID_STATE_NAME"]),
        RuleCase(
            "of whatever script",
            #"{"StartAt": "N", "States": {"N": {"Type": "Succeed"}}}"#
                .replacing("N", with: String(repeating: "é", count: 80))),
        RuleCase(
            "a name has a character", #"{"StartAt": "", "States": {①"": {"Type": "Succeed"}}}"#,
            ["①": "INVALID_STATE_NAME | Invalid State name: the name is empty | /States/"]),
        RuleCase(
            "names that look alike differ",
            "{\"StartAt\": \"caf\u{E9}\", \"States\": {\"caf\u{E9}\": {\"Type\": \"Pass\", \"Next\": \"cafe\u{301}\"}, "
                + "\"cafe\u{301}\": {\"Type\": \"Succeed\"}}}"),
        RuleCase(
            "a branch has its fields", machine(#""Type": "Parallel", "End": true, "Branches": [①{}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | These fields are required: [States, StartAt] | /States/S/Branches[0]"]),
        RuleCase(
            "a branch is an object", machine(#""Type": "Parallel", "End": true, "Branches": [①[]]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type [OBJECT] | /States/S/Branches[0]"]),
        RuleCase(
            "a Parallel has branches", machine(#""Type": "Parallel", "End": true"#),
            ["⓪": "SCHEMA_VALIDATION_FAILED | These fields are required: [Branches] | /States/S"]),
        RuleCase(
            "at least one", machine(#""Type": "Parallel", "End": true, "Branches": ①[]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value cannot be empty | /States/S/Branches"]),
    ]

    /// Retry and Catch.
    static let errors: [RuleCase] = [
        RuleCase(
            "States.ALL stands alone", task(#""Retry": [{"ErrorEquals": [①"States.ALL", "E"]}]"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | States.ALL must appear alone and at end of list \
                | /States/S/Retry[0]/ErrorEquals
                """
            ]),
        RuleCase(
            "and last",
            task(#""Retry": [{"ErrorEquals": [①"States.ALL"]}, {"ErrorEquals": ["E"]}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | States.ALL must appear alone and at end of list"]),
        RuleCase(
            "in Catch too",
            task(
                #""Catch": [{"ErrorEquals": [①"States.ALL"], "Next": "S"}, {"ErrorEquals": ["E"], "Next": "S"}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | States.ALL must appear alone and at end of list"]),
        RuleCase("names that nobody knows are accepted", task(#""Retry": [{"ErrorEquals": ["State.ALL"]}]"#)),
        RuleCase(
            "ErrorEquals is required", task(#""Retry": [①{}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | These fields are required: [ErrorEquals] | /States/S/Retry[0]"]),
        RuleCase(
            "and names something", task(#""Retry": [{"ErrorEquals": ①[]}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value cannot be empty | /States/S/Retry[0]/ErrorEquals"]),
        RuleCase(
            "a catcher goes somewhere", task(#""Catch": [①{"ErrorEquals": ["E"]}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | These fields are required: [Next] | /States/S/Catch[0]"]),
        RuleCase(
            "jitter is one of two",
            task(#""Retry": [{"ErrorEquals": ["E"], "JitterStrategy": ①"HALF"}]"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | Value should be one of the following: [NONE, FULL] \
                | /States/S/Retry[0]/JitterStrategy
                """
            ]),
        RuleCase(
            "a retrier has no Next", task(#""Retry": [{"ErrorEquals": ["E"], ①"Next": "S"}]"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'Next' is not supported | /States/S/Retry[0]"]),
    ]

    /// Rules of Choice.
    static let choices: [RuleCase] = [
        RuleCase(
            "a Choice has rules", machine(#""Type": "Choice", "Default": "T""#, more: #""T": {"Type": "Succeed"}"#),
            ["⓪": "SCHEMA_VALIDATION_FAILED | These fields are required: [Choices] | /States/S"]),
        RuleCase(
            "at least one",
            machine(#""Type": "Choice", "Default": "T", "Choices": ①[]"#, more: #""T": {"Type": "Succeed"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value cannot be empty | /States/S/Choices"]),
        RuleCase(
            "a rule goes somewhere",
            choice(#"①{"Variable": "$.x", "IsNull": true}, {"Variable": "$.x", "IsNull": true, "Next": "Next"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | These fields are required: [Next] | /States/S/Choices[0]"]),
        RuleCase(
            "an inner rule does not",
            choice(#"{"Not": {"Variable": "$.x", "IsNull": true, ①"Next": "S"}, "Next": "Next"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Field 'Next' is not supported | /States/S/Choices[0]/Not"]),
        RuleCase(
            "a rule compares once",
            choice(#"{"Variable": "$.x", "IsNull": true, ①"IsString": true, "Next": "Next"}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | There should only be one of the following fields: [IsNull, IsString] \
                | /States/S/Choices[0]
                """
            ]),
        RuleCase(
            "a rule compares", choice(#"①{"Variable": "$.x", "Next": "Next"}"#), ["①": "SCHEMA_VALIDATION_FAILED"]),
        RuleCase(
            "with a comparator that exists",
            choice(#"①{"Variable": "$.x", ②"StringEqual": "a", "Next": "Next"}"#),
            [
                "①": "SCHEMA_VALIDATION_FAILED",
                "②": "SCHEMA_VALIDATION_FAILED | Field 'StringEqual' is not supported | /States/S/Choices[0]",
            ]),
        RuleCase(
            "a rule has one test",
            choice(#"{"Variable": "$.x", "IsNull": true, ①"Not": {"Variable": "$", "IsNull": true}, "Next": "Next"}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | The object must have only one of the following fields, \
                [And, Or, Not, Variable, Condition] | /States/S/Choices[0]
                """
            ]),
        RuleCase(
            "And has something to join", choice(#"{"And": ①[], "Next": "Next"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Value cannot be empty | /States/S/Choices[0]/And"]),
        RuleCase(
            "a number is compared with a number",
            choice(#"{"Variable": "$.x", "NumericEquals": ①"1", "Next": "Next"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type Double"]),
        RuleCase(
            "a text with a text", choice(#"{"Variable": "$.x", "StringLessThan": ①1, "Next": "Next"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type [STRING]"]),
        RuleCase(
            "a boolean with a boolean", choice(#"{"Variable": "$.x", "IsNull": ①"yes", "Next": "Next"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | Expected value of type [BOOLEAN]"]),
        RuleCase(
            "a time with a time",
            choice(#"{"Variable": "$.x", "TimestampEquals": ①"2026-01-01", "Next": "Next"}"#),
            ["①": "SCHEMA_VALIDATION_FAILED | String does not match RFC3339 timestamp"]),
        RuleCase(
            "a pattern escapes stars and backslashes",
            choice(#"{"Variable": "$.x", "StringMatches": ①"a\\b", "Next": "Next"}"#),
            ["①": "ASL1005 | a backslash may only escape “*” and itself | /States/S/Choices[0]/StringMatches"]),
        RuleCase(
            "Variable is a path", choice(#"{"Variable": ①"x", "IsNull": true, "Next": "Next"}"#),
            [
                "①": """
                SCHEMA_VALIDATION_FAILED | Value is not a Reference Path: Reference path didn't start with '$' \
                | /States/S/Choices[0]/Variable
                """
            ]),
        RuleCase(
            "rules nest only so deeply",
            choice(nested(51) + #", {"Variable": "$.x", "IsNull": true, "Next": "Next"}"#),
            ["①": "TOO_DEEPLY_NESTED"]),
    ]

    /// `Not` in `Not` …, with a marker where the fifty-first stands.
    private static func nested(_ count: Int) -> String {
        var rule = #"{"Variable": "$.x", "IsNull": true}"#
        for level in (0..<count).reversed() {
            rule = "{\(level == 49 ? "①" : "")\"Not\": \(rule)\(level == 0 ? ", \"Next\": \"Next\"" : "")}"
        }
        return rule
    }
}
