import JSONModel
import JSONPath

extension Target {
    /// Reading JSON: what is read is written and read back alike, by both parsers.
    static let json = Target(
        name: "json",
        seeds: [
            #"{"a": [1, -2.5e10, "x\n\u00e9\ud83d\ude00", null, true, {}], "": {"b": [[]]}}"#, "[1,2,3]", "0.1", "\"\"",
            #"{"a":1,"a":2,"big":123456789012345678901234567890,"tiny":1e-400}"#, " [ ] ",
        ],
        words: ["{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "null", "true", "false", "1e", "-0", "."]
    ) { pointer, count in
        let input = bytes(pointer, count)
        let node = try? JSONParser.parseNode(input)
        let value: JSONValue
        do throws(JSONSyntaxError) {
            value = try JSONParser.parse(input)
        } catch {
            require((0...input.count).contains(error.offset), "an error has a place in the text")
            return 0
        }
        if let node { require(node.value == value, "both parsers read the same") }
        let written = JSONWriter.bytes(of: value)
        require(written.count == value.byteCount, "the length is known before the text")
        let again = try? JSONParser.parse(written)
        require(again == value, "what is written is read back")
        let pretty = try? JSONParser.parse(JSONWriter.prettyBytes(of: value))
        require(pretty == value, "also over several lines")
        if let payload = try? Payload(text: input) { require(payload.value == value, "a payload has the same value") }
        return 0
    }

    /// Paths, templates and intrinsic calls, each evaluated twice.
    static let jsonPath = Target(
        name: "jsonpath",
        seeds: [
            "$", "$.a.b[0]", "$['a']['b'][-1,1:3,::2]", "$..n", "$.list[?(@.n > 1 && !(@.n == '3'))].n", "$v.k[*]",
            "$$.Execution.Name", "$.list[?(@.n in [1, 2] || @.x =~ /a.*b/i)]", "$.list.length()", "$.a['']",
            "States.Format('{} \\'{}\\' \\{', $.s, States.JsonToString($.a))", "States.UUID()",
            "States.ArrayPartition(States.ArrayRange(1, 9, 2), 2)", "States.StringToJson(States.Base64Decode('e30='))",
            "States.JsonMerge($.a, $v, false)", "States.MathAdd(1.5, -2e3)", "States.MathRandom(1, 10)",
            "States.ArrayGetItem(States.StringSplit($.s, ',;'), 0)", "States.Hash($.s, 'SHA-256')",
            "States.ArrayContains($.list, 1)", "States.ArrayUnique($.list)", "States.ArrayLength($.list)",
        ],
        words: [
            "$", "$$", ".", "..", "[", "]", "['", "']", "(", ")", "?(", "@", "*", ",", ":", "-1", "&&", "||", "!",
            "==", "!=", "<=", "=~", "/", "States.", "States.Array(", "null", "true", "{}", "\\'", " in ", " nin ",
            " subsetof ", " size ", " empty ", ".length()", ".min()", ".keys()",
        ]
    ) { pointer, count in
        let source = text(pointer, count)
        let expression: ValueExpression
        do throws(JSONPathSyntaxError) {
            expression = try ValueExpression(source)
        } catch {
            require((0...source.utf8.count).contains(error.offset), "an error has a place in the text")
            return 0
        }
        require(outcome(of: expression) == outcome(of: expression), "an expression gives the same each time")
        guard let path = try? ReferencePath(source), let reader = try? JSONPath(source) else { return 0 }
        var scope = PathScope()
        guard let written = try? path.write("written", into: scope.input) else { return 0 }
        scope.input = written
        require((try? reader.evaluate(in: &scope)) == "written", "what is written through a path is read back")
        return 0
    }
}

private func outcome(of expression: ValueExpression) -> Result<JSONValue, ExpressionError> {
    var scope = PathScope()
    return Result { () throws(ExpressionError) in try expression.evaluate(in: &scope, field: "value.$") }
}

private struct PathScope: ExpressionScope {
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
