import JSONModel
import StatesLanguage

extension BuilderCase {
    /// Choice; the comparators are a table of their own.
    static let choices = [choice, choiceInJSONata]

    private static let choice = BuilderCase("choice") {
        State.Choice("S") {
            When("$.paid", .booleanEquals(true), assign: ["a": 1], next: "A", comment: "c")
            When(
                .and(
                    .variable("$.n", .numericGreaterThan(1.5)),
                    .or([.variable("$.s", .isNull(false)), .variable("$.t", .isPresent(true))]),
                    .not(.variable("$v", .stringEqualsPath("$.w")))),
                next: "B")
            When(.not(.or(.variable("$.n", .isNumeric(true)))), next: "B")
            When(.or([.variable("$.n", .isNumeric(true))]), next: "B").field("Comment", "d")
        }
        .assign(["v": 2]).default("B").inputPath("$.i").outputPath("$.o")
        State.Succeed("A")
        State.Succeed("B")
    } writes: {
        """
        "S": {
          "Type": "Choice",
          "InputPath": "$.i",
          "Choices": [
            {
              "Comment": "c",
              "Variable": "$.paid",
              "BooleanEquals": true,
              "Assign": {"a": 1},
              "Next": "A"
            },
            {
              "And": [
                {
                  "Variable": "$.n",
                  "NumericGreaterThan": 1.5
                },
                {
                  "Or": [
                    {
                      "Variable": "$.s",
                      "IsNull": false
                    },
                    {
                      "Variable": "$.t",
                      "IsPresent": true
                    }
                  ]
                },
                {
                  "Not": {
                    "Variable": "$v",
                    "StringEqualsPath": "$.w"
                  }
                }
              ],
              "Next": "B"
            },
            {
              "Not": {
                "Or": [
                  {
                    "Variable": "$.n",
                    "IsNumeric": true
                  }
                ]
              },
              "Next": "B"
            },
            {
              "Comment": "d",
              "Or": [
                {
                  "Variable": "$.n",
                  "IsNumeric": true
                }
              ],
              "Next": "B"
            }
          ],
          "OutputPath": "$.o",
          "Assign": {"v": 2},
          "Default": "B"
        },
        "A": {
          "Type": "Succeed"
        },
        "B": {
          "Type": "Succeed"
        }
        """
    }

    private static let choiceInJSONata = BuilderCase("choice in JSONata", .jsonata) {
        State.Choice("S") {
            When(
                .expression("$states.input.n > 1"), assign: ["a": .expression("$states.input.n")],
                output: .expression("$states.input.n"), next: "A")
            When(.literal(true), next: "B")
        }
        .output(["b": 1]).queryLanguage(.jsonata)
        State.Succeed("A")
        State.Succeed("B")
    } writes: {
        """
        "S": {
          "Type": "Choice",
          "QueryLanguage": "JSONata",
          "Choices": [
            {
              "Condition": "{% $states.input.n > 1 %}",
              "Assign": {"a": "{% $states.input.n %}"},
              "Output": "{% $states.input.n %}",
              "Next": "A"
            },
            {
              "Condition": true,
              "Next": "B"
            }
          ],
          "Output": {"b": 1}
        },
        "A": {
          "Type": "Succeed"
        },
        "B": {
          "Type": "Succeed"
        }
        """
    }

    /// Every comparator with what it writes.
    static let comparators: [(comparison: When.Comparison, field: String)] = [
        (.stringEquals("a"), #""StringEquals": "a""#),
        (.stringEqualsPath("$.a"), #""StringEqualsPath": "$.a""#),
        (.stringLessThan("a"), #""StringLessThan": "a""#),
        (.stringLessThanPath("$.a"), #""StringLessThanPath": "$.a""#),
        (.stringGreaterThan("a"), #""StringGreaterThan": "a""#),
        (.stringGreaterThanPath("$.a"), #""StringGreaterThanPath": "$.a""#),
        (.stringLessThanEquals("a"), #""StringLessThanEquals": "a""#),
        (.stringLessThanEqualsPath("$.a"), #""StringLessThanEqualsPath": "$.a""#),
        (.stringGreaterThanEquals("a"), #""StringGreaterThanEquals": "a""#),
        (.stringGreaterThanEqualsPath("$.a"), #""StringGreaterThanEqualsPath": "$.a""#),
        (.stringMatches(#"a*\*"#), #""StringMatches": "a*\\*""#),
        (.numericEquals(1), #""NumericEquals": 1"#),
        (.numericEqualsPath("$.a"), #""NumericEqualsPath": "$.a""#),
        (.numericLessThan(1.5), #""NumericLessThan": 1.5"#),
        (.numericLessThanPath("$.a"), #""NumericLessThanPath": "$.a""#),
        (.numericGreaterThan(-1), #""NumericGreaterThan": -1"#),
        (.numericGreaterThanPath("$.a"), #""NumericGreaterThanPath": "$.a""#),
        (.numericLessThanEquals(1), #""NumericLessThanEquals": 1"#),
        (.numericLessThanEqualsPath("$.a"), #""NumericLessThanEqualsPath": "$.a""#),
        (.numericGreaterThanEquals(1), #""NumericGreaterThanEquals": 1"#),
        (.numericGreaterThanEqualsPath("$.a"), #""NumericGreaterThanEqualsPath": "$.a""#),
        (.booleanEquals(false), #""BooleanEquals": false"#),
        (.booleanEqualsPath("$.a"), #""BooleanEqualsPath": "$.a""#),
        (.timestampEquals("2026-01-31T08:00:00Z"), #""TimestampEquals": "2026-01-31T08:00:00Z""#),
        (.timestampEqualsPath("$.a"), #""TimestampEqualsPath": "$.a""#),
        (.timestampLessThan("2026-01-31T08:00:00Z"), #""TimestampLessThan": "2026-01-31T08:00:00Z""#),
        (.timestampLessThanPath("$.a"), #""TimestampLessThanPath": "$.a""#),
        (.timestampGreaterThan("2026-01-31T08:00:00Z"), #""TimestampGreaterThan": "2026-01-31T08:00:00Z""#),
        (.timestampGreaterThanPath("$.a"), #""TimestampGreaterThanPath": "$.a""#),
        (.timestampLessThanEquals("2026-01-31T08:00:00Z"), #""TimestampLessThanEquals": "2026-01-31T08:00:00Z""#),
        (.timestampLessThanEqualsPath("$.a"), #""TimestampLessThanEqualsPath": "$.a""#),
        (
            .timestampGreaterThanEquals("2026-01-31T08:00:00Z"),
            #""TimestampGreaterThanEquals": "2026-01-31T08:00:00Z""#
        ),
        (.timestampGreaterThanEqualsPath("$.a"), #""TimestampGreaterThanEqualsPath": "$.a""#),
        (.isNull(true), #""IsNull": true"#),
        (.isPresent(false), #""IsPresent": false"#),
        (.isNumeric(true), #""IsNumeric": true"#),
        (.isString(true), #""IsString": true"#),
        (.isBoolean(true), #""IsBoolean": true"#),
        (.isTimestamp(true), #""IsTimestamp": true"#),
    ]
}
