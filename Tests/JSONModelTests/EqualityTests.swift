import JSONModel
import Testing

/// What is the same value, and hashes the same.
struct EqualityTests {
    /// Both parsed from text, so that keys and strings come from different places.
    private func check(_ left: String, _ right: String, _ isEqual: Bool) throws {
        let left = try JSONParser.parse(left)
        let right = try JSONParser.parse(right)
        #expect((left == right) == isEqual)
        #expect((right == left) == isEqual)
        #expect(left == left && right == right)
        if isEqual {
            #expect(left.hashValue == right.hashValue)
            #expect(Set([left]).contains(right))
        }
        #expect((JSONValue.array([left]) == [right]) == isEqual)
        #expect((JSONValue.object(["k": left, "l": 1]) == ["l": 1, "k": right]) == isEqual)
    }

    @Test(arguments: [
        ("null", "null", true), ("null", "false", false), ("null", "0", false), ("null", "{}", false),
        ("true", "true", true), ("true", "false", false), ("1", "true", false), ("\"1\"", "1", false),
        ("[]", "{}", false), ("[]", "[]", true), ("{}", "{}", true), ("[null]", "[]", false),
    ])
    func kinds(_ left: String, _ right: String, _ isEqual: Bool) throws { try check(left, right, isEqual) }

    @Test(arguments: [
        ("1", "1.0", true), ("1", "1e0", true), ("0", "-0.0", true), ("0", "-0", true), ("1", "1.5", false),
        ("9007199254740993", "9007199254740992.0", false), ("9007199254740993", "9007199254740993.0", false),
        ("9223372036854775807", "9223372036854775807.0", false), ("9223372036854775807", "9223372036854775808", false),
        ("9223372036854775808", "9223372036854775809", true), ("9223372036854775808", "9.223372036854775808e18", true),
        ("-9223372036854775808", "-9.223372036854775808E18", true),
        ("-9223372036854775808", "-9223372036854775809", true),
        ("1e400", "1e500", true), ("1e400", "-1e400", false), ("1e-400", "0", true), ("1e-400", "-1e-400", true),
        ("0.1", "0.10", true), ("0.1", "0.1000000000000000055511151231257827", true),
        ("1e22", "10000000000000000000000", true),
    ])
    func numbers(_ left: String, _ right: String, _ isEqual: Bool) throws { try check(left, right, isEqual) }

    /// Canonically equivalent strings are different strings.
    @Test(arguments: [
        (#""\u00e9""#, "\"é\"", true), (#""e\u0301""#, #""\u00e9""#, false), (#""\u212B""#, #""\u00C5""#, false),
        ("\"a\"", "\"A\"", false), ("\"\"", "\"\"", true), ("\"a\"", "\"ab\"", false), (#""\u0000""#, "\"\"", false),
        ("\"a long string of 31 characters.\"", "\"a long string of 31 characters.\"", true),
        ("\"a long string of 31 characters.\"", "\"a long string of 31 characters!\"", false),
        (#""a long string of 31 characters.""#, #""a long \u0073tring of 31 characters.""#, true),
    ])
    func strings(_ left: String, _ right: String, _ isEqual: Bool) throws { try check(left, right, isEqual) }

    @Test(arguments: [
        ("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", true), ("{\"a\":1}", "{\"a\":1,\"b\":2}", false),
        ("{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}", false), ("{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}", false),
        (#"{"e\u0301":1}"#, #"{"\u00e9":1}"#, false), (#"{"\u0061":1}"#, "{\"a\":1.0}", true),
        ("[[1,{\"a\":[2]}]]", "[[1,{\"a\":[2.0]}]]", true), ("[[1,{\"a\":[2]}]]", "[[1,{\"a\":[3]}]]", false),
        ("[1,2]", "[2,1]", false), ("{\"a\":null}", "{}", false), ("{\"a\":null}", "{\"b\":null}", false),
        ("{\"a key of more than 15 bytes\":1,\"b\":2}", "{\"b\":2,\"a key of more than 15 bytes\":1}", true),
        ("[[[[[[1]]]]]]", "[[[[[[2]]]]]]", false), ("[[[[[[1]]]]]]", "[[[[[[1.0]]]]]]", true),
    ])
    func containers(_ left: String, _ right: String, _ isEqual: Bool) throws { try check(left, right, isEqual) }

    @Test func largeObjectsInAnyOrder() throws {
        let members = (0..<500).map { "\"key number \($0)\":\($0)" }
        let shuffled = members.reversed().map { $0 }
        try check("{\(members.joined(separator: ","))}", "{\(shuffled.joined(separator: ","))}", true)
        try check(
            "{\(members.joined(separator: ","))}", "{\(shuffled.dropLast().joined(separator: ",")),\"x\":0}", false)
    }
}
