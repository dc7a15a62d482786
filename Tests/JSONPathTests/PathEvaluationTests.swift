import JSONModel
import Testing

@testable import JSONPath

/// What paths select: Jayway's documented behaviour, and the service's recordings where there are any.
struct PathEvaluationTests {
    static let store = json(
        #"""
        {"store": {"book": [
          {"category": "reference", "author": "Rees", "title": "Sayings", "price": 8.95},
          {"category": "fiction", "author": "Waugh", "title": "Sword", "price": 12.99},
          {"category": "fiction", "author": "Melville", "title": "Moby Dick", "isbn": "0-553", "price": 8.99},
          {"category": "fiction", "author": "Tolkien", "title": "Rings", "isbn": "0-395", "price": 22.99}],
         "bicycle": {"color": "red", "price": 19.95}}, "expensive": 10, "a b": {"ü'\"": 1}, "n": null,
         "list": [1, 2, 3, 4, 5], "a.b": "dotted", "t": "text",
         "kept\\\"": 7}
        """#)

    static let cases: [(String, String)] = [
        ("$.expensive", "10"),
        ("$['expensive']", "10"),
        ("$.n", "null"),
        ("$.store.bicycle", #"{"color":"red","price":19.95}"#),
        ("$['store'][\"bicycle\"]['color']", #""red""#),
        ("$.['a b'][\"ü'\\\"\"]", "1"),
        (#"$.a\.b"#, #""dotted""#),
        (#"$['a b']['\u00fc\'"']"#, "1"),
        // A backslash that is not needed belongs to the name (recorded 2025-02).
        (#"$['kept\"']"#, "7"),
        ("$.store.book[0].author", #""Rees""#),
        ("$.store.book[-1].author", #""Tolkien""#),
        ("$.list[-5]", "1"),
        ("$.store.book[*].author", #"["Rees","Waugh","Melville","Tolkien"]"#),
        ("$.store.book.*.author", #"["Rees","Waugh","Melville","Tolkien"]"#),
        ("$..author", #"["Rees","Waugh","Melville","Tolkien"]"#),
        ("$.store.*.color", #"["red"]"#),
        ("$.store..price", "[8.95,12.99,8.99,22.99,19.95]"),
        ("$..book[2].title", #"["Moby Dick"]"#),
        ("$..book[0,1].title", #"["Sayings","Sword"]"#),
        ("$..book[:2].title", #"["Sayings","Sword"]"#),
        ("$..[0].title", #"["Sayings"]"#),
        ("$.list[0,2,9]", "[1,3]"),
        ("$.list[-1,0]", "[5,1]"),
        ("$.list[1:3]", "[2,3]"),
        ("$.list[1:99]", "[2,3,4,5]"),
        ("$.list[3:1]", "[]"),
        ("$.list[:2]", "[1,2]"),
        ("$.list[:-2]", "[1,2,3]"),
        ("$.list[3:]", "[4,5]"),
        ("$.list[-2:]", "[4,5]"),
        ("$.list[-9:]", "[1,2,3,4,5]"),
        ("$.list[-3:-1]", "[3,4]"),
        ("$.list[1:-1]", "[]"),
        ("$.list[9:]", "[]"),
        ("$.store.book[0]['author','title']", #"{"author":"Rees","title":"Sayings"}"#),
        ("$.store.book[0]['author','nope']", #"{"author":"Rees"}"#),
        ("$.store['book','bicycle'].price", "[19.95]"),
        ("$.store.book[2:]['isbn','price']", #"[{"isbn":"0-553","price":8.99},{"isbn":"0-395","price":22.99}]"#),
        ("$..['isbn','price']", #"[{"isbn":"0-553","price":8.99},{"isbn":"0-395","price":22.99}]"#),
        ("$.store.book[*].isbn", #"["0-553","0-395"]"#),
        ("$.store.book[*].nope.x", "[]"),
        ("$.list[*].x", "[]"),
        ("$.list.*", "[1,2,3,4,5]"),
        ("$.t.*", "[]"),
        ("$.list..*", "[1,2,3,4,5]"),
        ("$.store.bicycle..*", #"["red",19.95]"#),
        ("$.list.length()", "5"),
        ("$.store.length()", "2"),
        ("$.t.length()", "null"),
        ("$.list.size()", "5"),
        ("$..book.length()", "1"),
        ("$.store.book[*].price.max()", "22.99"),
        ("$.list.min()", "1.0"),
        ("$.list.sum()", "15.0"),
        ("$.list.avg()", "3.0"),
        ("$.list.first()", "1"),
        ("$.list.last()", "5"),
        ("$.list.index(-2)", "4"),
        ("$.store.bicycle.keys()", #"["color","price"]"#),
    ]

    @Test(arguments: cases) func selects(_ path: String, _ expected: String) throws {
        var scope = TestScope(input: Self.store)
        #expect(try JSONPath(path).evaluate(in: &scope).description == expected, "\(path)")
        #expect(try JSONPath(path).evaluateIfPresent(in: &scope)?.description == expected, "\(path)")
    }

    /// Path, kind and text of the failure; the first two texts are recorded, the others are the path library's.
    static let failures: [(String, JSONPathError.Kind, String)] = [
        ("$.no.such.result.path", .notFound, "Missing property in path $['no']"),
        ("$.NoSuchInputPath", .notFound, "No results for path: $['NoSuchInputPath']"),
        ("$.store.bicycle.nope", .notFound, "No results for path: $['store']['bicycle']['nope']"),
        ("$.store.nope.x", .notFound, "Missing property in path $['store']['nope']"),
        ("$.list[5]", .indexOutOfRange, "No results for path: $['list'][5]"),
        ("$.list[-6].x", .indexOutOfRange, "No results for path: $['list'][-6]['x']"),
        ("$.t[0]", .mismatch, "Filter: [0] can only be applied to arrays. Current context is: text"),
        (
            "$.store.bicycle[1:2]", .mismatch,
            "Filter: [1:2] can only be applied to arrays. Current context is: {color=red, price=19.95}"
        ),
        ("$.n[0]", .notFound, "The path $['n'] is null"),
        ("$.t[?(@.a)]", .mismatch, "Filter: [?] can not be applied to primitives. Current context is: text"),
        ("$.nope[*]", .notFound, "Missing property in path $['nope']"),
        (
            "$.t.x", .notFound,
            "Expected to find an object with property ['x'] in path $['t'] but found 'java.lang.String'. This is not a "
                + "json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'."
        ),
        (
            "$.n.x", .notFound,
            "Expected to find an object with property ['x'] in path $['n'] but found 'null'. This is not a "
                + "json object according to the JsonProvider: 'com.jayway.jsonpath.spi.json.JacksonJsonProvider'."
        ),
        (
            "$.t.sum()", .mismatch,
            "Aggregation function attempted to calculate value using empty array"
        ),
        ("$unknown.x", .notFound, "The variable '$unknown' is not defined"),
    ]

    @Test(arguments: failures) func fails(_ path: String, _ kind: JSONPathError.Kind, _ message: String) throws {
        var scope = TestScope(input: Self.store)
        let path = try JSONPath(path)
        #expect(throws: JSONPathError(kind: kind, message: message)) { try path.evaluate(in: &scope) }
        #expect(path.evaluateIfPresent(in: &scope) == nil)
    }

    @Test func anInvalidPathIsARuntimeError() throws {
        var scope = TestScope(input: [:])
        let path = try JSONPath("$.no.such")
        do {
            _ = try path.evaluate(in: &scope)
            Issue.record("it must fail")
        } catch {
            let cause = "Invalid path '$.no.such' : Missing property in path $['no']"
            #expect(error.invalidPath(path) == ExpressionError(error: "States.Runtime", cause: cause))
        }
    }

    @Test func rootsAreTheInputTheContextAndVariables() throws {
        var scope = TestScope(
            input: ["a": 1], context: ["Execution": ["Id": "arn"]], variables: ["x": ["y": [1, 2]], "null": .null])
        #expect(try JSONPath("$").evaluate(in: &scope) == ["a": 1])
        #expect(scope.contextReads == 0)
        #expect(try JSONPath("$$").evaluate(in: &scope) == ["Execution": ["Id": "arn"]])
        #expect(try JSONPath("$$.Execution.Id").evaluate(in: &scope) == "arn")
        #expect(scope.contextReads == 2)
        #expect(try JSONPath("$x.y[1]").evaluate(in: &scope) == 2)
        #expect(try JSONPath("$null").evaluate(in: &scope) == .null)
    }

    @Test(arguments: ["$..*..*..*..*", "$..[?(@..a == 1)]", "$..[?(@.a =~ /x*/)]", "$..[?(@..[?(@..a)])]"])
    func theWorkOfOneEvaluationIsLimited(_ text: String) throws {
        let value = json(String(repeating: #"{"a":"#, count: 200) + "1" + String(repeating: "}", count: 200))
        let steps = try JSONPath(text).compiled.steps
        let (outcome, left) = PathEvaluator.evaluate(steps, on: value, root: value, visits: 100)
        #expect(left == 0)
        guard case .absent(let absence) = outcome else {
            Issue.record("it must give up")
            return
        }
        #expect(absence.error(in: steps).kind == .limit)
    }
}
