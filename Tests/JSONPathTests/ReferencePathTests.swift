import JSONModel
import JSONPath
import Testing

/// Writing a result through `ResultPath`.
struct ReferencePathTests {
    static let cases: [(path: String, input: String, expected: String)] = [
        ("$", #"{"a":1}"#, #""R""#),
        ("$.r", #"{"a":1}"#, #"{"a":1,"r":"R"}"#),
        ("$.a", #"{"a":1,"b":2}"#, #"{"a":"R","b":2}"#),
        ("$.a.b", #"{"a":{"b":1,"c":2}}"#, #"{"a":{"b":"R","c":2}}"#),
        ("$.x.y.z", #"{"a":1}"#, #"{"a":1,"x":{"y":{"z":"R"}}}"#),
        ("$['x y'].z", "{}", #"{"x y":{"z":"R"}}"#),
        ("$.l[1]", #"{"l":[1,2]}"#, #"{"l":[1,"R"]}"#),
        ("$.l[-1].k", #"{"l":[{},{"k":0}]}"#, #"{"l":[{},{"k":"R"}]}"#),
        ("$[0]", "[1]", #"["R"]"#),
    ]

    @Test(arguments: cases) func writes(_ path: String, _ input: String, _ expected: String) throws {
        #expect(try ReferencePath(path).write("R", into: json(input)).description == expected)
    }

    static let failures: [(path: String, input: String)] = [
        ("$.a", #""input1""#), ("$.a", "[1]"), ("$.a", "null"), ("$.a.b", #"{"a":1}"#), ("$.a.b", #"{"a":null}"#),
        ("$.l[2]", #"{"l":[1,2]}"#), ("$.l[0]", "{}"), ("$[0]", "{}"),
    ]

    @Test(arguments: failures) func failsWhereThePathDoesNotFit(_ path: String, _ input: String) throws {
        do {
            _ = try ReferencePath(path).write("R", into: json(input))
            Issue.record("\(path) into \(input) must fail")
        } catch let error as ReferencePathError {
            let cause = "Unable to apply ReferencePath \(path) to input \(input)"
            #expect(error.expressionError == ExpressionError(error: "States.ResultPathMatchFailure", cause: cause))
        }
    }

    @Test(arguments: ["$$", "$$.a", "$x", "$.a[*]", "$..a", "$['a','b']", "$.a[0:1]", "$.a[?(@.b)]", "$.a.length()"])
    func otherPathsAreRefused(_ text: String) {
        #expect { try ReferencePath(text) } throws: { error in
            (error as? JSONPathSyntaxError)?.kind == .notAReferencePath
        }
    }

    @Test func theInputIsNotChanged() throws {
        let input = json(#"{"a":{"b":1}}"#)
        _ = try ReferencePath("$.a.b").write(2, into: input)
        #expect(input == json(#"{"a":{"b":1}}"#))
    }
}
