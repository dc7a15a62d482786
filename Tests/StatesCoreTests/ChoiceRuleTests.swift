import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// Every comparison of Choice, with values of every type. Source: States Language specification, “Choice Rule”;
/// recordings of the service for values of other types, which are never errors.
struct ChoiceRuleTests {
    /// A test, and inputs for which it holds and does not hold; `$.v` is the input's only member but for `w`.
    struct Row: Sendable, CustomTestStringConvertible {
        var test: String
        var holds: [String]
        var fails: [String]

        init(_ test: String, holds: [String], fails: [String]) {
            self.test = test
            self.holds = holds
            self.fails = fails
        }

        var testDescription: String { test }
    }

    private static let noText = ["1", "true", "null", "[]", "{}"]
    private static let noNumber = [#""1""#, "true", "null", "[]", "{}"]
    private static let noTime = [
        "1", "true", "null", #""2026-01-01""#, #""2026-01-01T00:00:00""#, #""2026-01-01 00:00:00Z""#,
        #""2026-01-01t00:00:00z""#, #""2026-02-30T00:00:00Z""#,
    ]
    private static let noon = "2026-01-01T12:00:00Z"

    static let literals = [
        Row(#""StringEquals": "b""#, holds: [#""b""#], fails: [#""a""#, #""B""#, #"" b""#, #""""#] + noText),
        Row(#""StringEquals": "é""#, holds: [#""\u00e9""#], fails: [#""e\u0301""#]),
        Row(#""StringLessThan": "b""#, holds: [#""a""#, #""B""#, #""""#], fails: [#""b""#, #""ba""#] + noText),
        Row(#""StringLessThanEquals": "b""#, holds: [#""a""#, #""b""#], fails: [#""c""#, #""ba""#] + noText),
        Row(#""StringGreaterThan": "b""#, holds: [#""c""#, #""ba""#], fails: [#""b""#, #""B""#] + noText),
        Row(#""StringGreaterThanEquals": "b""#, holds: [#""b""#, #""c""#], fails: [#""a""#] + noText),
        // Code units as Java compares them: a surrogate comes before U+FF5E.
        Row(#""StringLessThan": "～""#, holds: [#""😀""#], fails: [#""￮""#]),
        Row(
            #""StringMatches": "a*c""#, holds: [#""ac""#, #""abc""#, #""a*c""#], fails: [#""ab""#, #""xac""#] + noText),
        Row(#""StringMatches": "*.log""#, holds: [#"".log""#, #""a.b.log""#], fails: [#""a.log.gz""#]),
        Row(#""StringMatches": "a\\*b""#, holds: [#""a*b""#], fails: [#""axb""#]),
        Row(#""NumericEquals": 1"#, holds: ["1", "1.0", "1e0"], fails: ["1.5", "-1"] + noNumber),
        Row(#""NumericEquals": 0"#, holds: ["0", "0.0", "-0"], fails: ["0.1"]),
        Row(#""NumericEquals": 9007199254740993"#, holds: ["9007199254740993"], fails: ["9007199254740992"]),
        Row(#""NumericLessThan": 2"#, holds: ["1", "1.9", "-3"], fails: ["2", "2.0", "3"] + noNumber),
        Row(#""NumericLessThanEquals": 2"#, holds: ["2", "1.9"], fails: ["2.1"] + noNumber),
        Row(#""NumericGreaterThan": 2"#, holds: ["2.1", "3"], fails: ["2", "1"] + noNumber),
        Row(#""NumericGreaterThanEquals": 2.5"#, holds: ["2.5", "3"], fails: ["2.4"] + noNumber),
        Row(#""BooleanEquals": true"#, holds: ["true"], fails: ["false", "1", #""true""#, "null"]),
        Row(#""BooleanEquals": false"#, holds: ["false"], fails: ["true", "0", "null"]),
        Row(
            #""TimestampEquals": "\#(noon)""#, holds: [#""\#(noon)""#, #""2026-01-01T13:00:00.000+01:00""#],
            fails: [#""2026-01-01T12:00:00.001Z""#] + noTime),
        Row(
            #""TimestampLessThan": "\#(noon)""#, holds: [#""2026-01-01T11:59:59.999Z""#],
            fails: [#""\#(noon)""#] + noTime),
        Row(
            #""TimestampLessThanEquals": "\#(noon)""#, holds: [#""\#(noon)""#],
            fails: [#""2026-01-01T12:00:00.001Z""#] + noTime),
        Row(
            #""TimestampGreaterThan": "\#(noon)""#, holds: [#""2026-01-01T12:00:00.001Z""#],
            fails: [#""\#(noon)""#] + noTime),
        Row(
            #""TimestampGreaterThanEquals": "\#(noon)""#, holds: [#""\#(noon)""#],
            fails: [#""2026-01-01T13:00:00+02:00""#] + noTime),
        Row(#""IsNull": true"#, holds: ["null"], fails: ["0", "false", #""""#, "[]"]),
        Row(#""IsNull": false"#, holds: ["0", #""null""#], fails: ["null"]),
        Row(#""IsNumeric": true"#, holds: ["0", "-1.5", "1e400"], fails: noNumber),
        Row(#""IsNumeric": false"#, holds: noNumber, fails: ["0"]),
        Row(#""IsString": true"#, holds: [#""""#, #""x""#], fails: noText),
        Row(#""IsString": false"#, holds: noText, fails: [#""x""#]),
        Row(#""IsBoolean": true"#, holds: ["true", "false"], fails: ["0", #""true""#, "null"]),
        Row(#""IsBoolean": false"#, holds: ["0", #""true""#], fails: ["true", "false"]),
        Row(
            #""IsTimestamp": true"#, holds: [#""\#(noon)""#, #""2026-01-01T12:00:00.123456789-08:00""#], fails: noTime),
        Row(#""IsTimestamp": false"#, holds: noTime, fails: [#""\#(noon)""#]),
        Row(#""IsPresent": true"#, holds: ["null", "0", #""""#], fails: []),
        Row(#""IsPresent": false"#, holds: [], fails: ["null", "0"]),
    ]

    /// The same with the other side in the input, `$.w`.
    static let paths = [
        Row(#""StringEqualsPath": "$.w""#, holds: [#""b", "w": "b""#], fails: [#""b", "w": "a""#, #""b", "w": 1"#]),
        Row(#""StringLessThanPath": "$.w""#, holds: [#""a", "w": "b""#], fails: [#""b", "w": "b""#]),
        Row(#""StringLessThanEqualsPath": "$.w""#, holds: [#""b", "w": "b""#], fails: [#""c", "w": "b""#]),
        Row(#""StringGreaterThanPath": "$.w""#, holds: [#""c", "w": "b""#], fails: [#""b", "w": "b""#]),
        Row(#""StringGreaterThanEqualsPath": "$.w""#, holds: [#""b", "w": "b""#], fails: [#""a", "w": "b""#]),
        Row(#""NumericEqualsPath": "$.w""#, holds: [#"1, "w": 1.0"#], fails: [#"1, "w": 2"#, #"1, "w": "1""#]),
        Row(#""NumericLessThanPath": "$.w""#, holds: [#"1, "w": 2"#], fails: [#"2, "w": 2"#]),
        Row(#""NumericLessThanEqualsPath": "$.w""#, holds: [#"2, "w": 2"#], fails: [#"3, "w": 2"#]),
        Row(#""NumericGreaterThanPath": "$.w""#, holds: [#"3, "w": 2"#], fails: [#"2, "w": 2"#]),
        Row(#""NumericGreaterThanEqualsPath": "$.w""#, holds: [#"2, "w": 2"#], fails: [#"1, "w": 2"#]),
        Row(
            #""BooleanEqualsPath": "$.w""#, holds: [#"true, "w": true"#],
            fails: [#"true, "w": false"#, #"true, "w": 1"#]),
        Row(
            #""TimestampEqualsPath": "$.w""#, holds: [#""\#(noon)", "w": "2026-01-01T12:00:00.0Z""#],
            fails: [#""\#(noon)", "w": "noon""#, #""\#(noon)", "w": "2026-01-02T12:00:00Z""#]),
        Row(
            #""TimestampLessThanPath": "$.w""#, holds: [#""\#(noon)", "w": "2027-01-01T12:00:00Z""#],
            fails: [#""\#(noon)", "w": "\#(noon)""#]),
        Row(
            #""TimestampLessThanEqualsPath": "$.w""#, holds: [#""\#(noon)", "w": "\#(noon)""#],
            fails: [#""\#(noon)", "w": "2025-01-01T12:00:00Z""#]),
        Row(
            #""TimestampGreaterThanPath": "$.w""#, holds: [#""\#(noon)", "w": "2025-01-01T12:00:00Z""#],
            fails: [#""\#(noon)", "w": "\#(noon)""#]),
        Row(
            #""TimestampGreaterThanEqualsPath": "$.w""#, holds: [#""\#(noon)", "w": "\#(noon)""#],
            fails: [#""\#(noon)", "w": "2027-01-01T12:00:00Z""#]),
    ]

    @Test(arguments: literals + paths) func comparison(_ row: Row) throws {
        let rule = #""Variable": "$.v", \#(row.test)"#
        for value in row.holds { #expect(try Self.holds(rule, #"{"v": \#(value)}"#), "\(row.test) for \(value)") }
        for value in row.fails { #expect(try !Self.holds(rule, #"{"v": \#(value)}"#), "\(row.test) for \(value)") }
    }

    static let combinations: [(rule: String, input: String, holds: Bool)] = [
        (
            #""And": [{"Variable": "$.a", "IsNumeric": true}, {"Variable": "$.b", "IsNumeric": true}]"#,
            #"{"a": 1, "b": 1}"#, true
        ),
        (
            #""And": [{"Variable": "$.a", "IsNumeric": true}, {"Variable": "$.b", "IsNumeric": true}]"#,
            #"{"a": 1, "b": ""}"#, false
        ),
        (#""And": [{"Variable": "$.no", "IsPresent": true}, {"Variable": "$.no", "IsString": true}]"#, "{}", false),
        (
            #""Or": [{"Variable": "$.a", "IsNull": true}, {"Variable": "$.b", "IsNull": true}]"#,
            #"{"a": 1, "b": null}"#, true
        ),
        (#""Or": [{"Variable": "$.a", "IsNumeric": true}, {"Variable": "$.no", "IsNull": true}]"#, #"{"a": 1}"#, true),
        (#""Not": {"Variable": "$.a", "NumericEquals": 1}"#, #"{"a": 2}"#, true),
        (#""Not": {"Not": {"Or": [{"And": [{"Variable": "$.a", "NumericEquals": 1}]}]}}"#, #"{"a": 1}"#, true),
        (#""Variable": "$.a.b", "IsPresent": true"#, #"{"a": 1}"#, false),
        (#""Variable": "$.a.b", "IsPresent": false"#, "{}", true),
        (#""Variable": "$.a[1]", "IsPresent": true"#, #"{"a": [1]}"#, false),
        (#""Variable": "$$.State.Name", "StringEquals": "A""#, "{}", true),
    ]

    @Test(arguments: combinations.indices) func combination(_ index: Int) throws {
        let (rule, input, expected) = Self.combinations[index]
        #expect(try Self.holds(rule, input) == expected, "\(rule)")
    }

    private static func holds(_ rule: String, _ input: String) throws -> Bool {
        let testCase = ExecutionCase(
            rule,
            #"""
            "A": {"Type": "Choice", "Choices": [{\#(rule), "Next": "Yes"}], "Default": "No"},
            "Yes": {"Type": "Pass", "Result": true, "End": true}, "No": {"Type": "Pass", "Result": false, "End": true}
            """#, input: input, history: "")
        return try testCase.run().execution.output?.value == true
    }
}
