import JSONModel
import JSONPath
import Testing

/// Whatever a path or an intrinsic call looks like, it is refused with its place or evaluated, each time alike.
struct JSONPathFuzzTests {
    private struct Scope: ExpressionScope {
        var input: JSONValue = [
            "a": ["b": [1, 2.5, "x", .null, ["c": true]], "": "empty"], "list": [["n": 1], ["n": 2], ["n": "3"]],
            "s": "é,ü;",
        ]
        var draws: UInt64 = 0

        mutating func contextObject() -> JSONValue { ["Execution": ["Name": "fuzz"], "Task": ["Token": "t"]] }
        func variable(_ name: String) -> JSONValue? { name == "v" ? ["k": [1, 2, 3]] : nil }
        mutating func nextRandom() -> UInt64 {
            draws += 1
            return draws
        }
    }

    private let fuzzer = Fuzzer(
        corpus: [
            "$", "$.a.b[0]", "$['a']['b'][-1,1:3,::2]", "$..n", "$.list[?(@.n > 1 && !(@.n == '3'))].n",
            "$$.Execution.Name",
            "$v.k[*]", "$.list[?(@.n in [1, 2] || @.x =~ /a.*b/i)]", "$.a['']", "$.list.length()",
            "States.Format('{} \\'{}\\' \\{', $.s, States.JsonToString($.a))",
            "States.ArrayPartition(States.ArrayRange(1, 9, 2), 2)", "States.StringToJson(States.Base64Decode('e30='))",
            "States.JsonMerge($.a, $v, false)", "States.MathAdd(1.5, -2e3)", "States.MathRandom(1, 10)",
            "States.ArrayGetItem(States.StringSplit($.s, ',;'), 0)", "States.Hash($.s, 'SHA-256')", "States.UUID()",
        ],
        tokens: [
            "$", "$$", ".", "..", "[", "]", "['", "']", "(", ")", "?(", "@", "*", ",", ":", "-1",
            "99999999999999999999", "'",
            "\\", "&&", "||", "!", "==", "=~", "/", "States.Array(", "States.", "null", "true", " ", "{}", "é",
        ],
        seed: FuzzBudget.seed
    )

    @Test func expressions() throws {
        try FuzzBudget.spend(fuzzer) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            switch Result(catching: { () throws(JSONPathSyntaxError) in try ValueExpression(text) }) {
            case .success(let expression):
                return outcome(of: expression) == outcome(of: expression)
            case .failure(let error):
                return (0...text.utf8.count).contains(error.offset) && !error.message.isEmpty
            }
        }
    }

    private func outcome(of expression: ValueExpression) -> Result<JSONValue, ExpressionError> {
        var scope = Scope()
        return Result { () throws(ExpressionError) in try expression.evaluate(in: &scope, field: "value.$") }
    }

    /// What is written through a reference path is read back through the same path.
    @Test func referencePaths() throws {
        try FuzzBudget.spend(fuzzer) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard let path = try? ReferencePath(text), let reader = try? JSONPath(text) else { return true }
            var scope = Scope()
            guard let written = try? path.write("written", into: scope.input) else { return true }
            scope.input = written
            return try reader.evaluate(in: &scope) == "written"
        }
    }
}
