import JSONModel
import JSONPath
import Testing

/// The intrinsic functions: recordings of the service, observations that others published, and the manual's examples.
struct IntrinsicTests {
    static let input = json(
        #"""
        {"text": "The quick brown fox", "b64": "VGhlIHF1aWNrIGJyb3duIGZveA==", "json": "{\"a\":[1,2,{\"b\":null}]}",
         "obj": {"Arg1": 1, "Arg2": []}, "list": [3, 1, 2, 3, 1], "words": "alpha,beta;gamma", "n": 41, "nil": null,
         "left": {"a": 1, "b": 2}, "right": {"b": 3, "c": 4}, "empty": [], "template": "n={}", "f": 1.5, "yes": true,
         "objects": [{"a": 1, "b": 2}], "reordered": {"b": 2, "a": 1}, "texts": ["true", "1"], "blank": " "}
        """#)

    static let cases: [(String, String)] = [
        // States.Format
        ("States.Format('{} is {} of {}', $.text, $.n, 50)", #""The quick brown fox is 41 of 50""#),
        ("States.Format('{}', $.obj)", #""{Arg1=1, Arg2=[]}""#),
        ("States.Format('{}', $.list)", #""[3, 1, 2, 3, 1]""#),
        ("States.Format('{}|{}|{}|{}', null, true, -1.5, 'x')", #""null|true|-1.5|x""#),
        ("States.Format('it\\'s \\{{}\\} \\\\', $.n)", #""it's {41} \\""#),
        ("States.Format('none')", #""none""#),
        ("States.Format('')", #""""#),
        ("States.Format('{}{}', 1, 2)", #""12""#),
        ("States.Format($.template, 1)", #""n=1""#),
        ("States.Format(12)", #""12""#),
        ("States.Format('{}', States.JsonToString($.obj))", #""{\"Arg1\":1,\"Arg2\":[]}""#),
        ("States.Format('{}', States.StringToJson('\"x\"'))", #""\"x\"""#),
        ("States.Format('Ж{}é', '😀')", #""Ж😀é""#),
        // States.Array and its family
        ("States.Array()", "[]"),
        ("States.Array($.n, 'x', null, true, 1.5, -2)", #"[41,"x",null,true,1.5,-2]"#),
        ("States.Array(States.Array(1), $.obj)", #"[[1],{"Arg1":1,"Arg2":[]}]"#),
        ("States.ArrayPartition($.list, 2)", "[[3,1],[2,3],[1]]"),
        ("States.ArrayPartition($.list, 2.9)", "[[3,1],[2,3],[1]]"),
        ("States.ArrayPartition($.list, 2147483647)", "[[3,1,2,3,1]]"),
        ("States.ArrayPartition($.empty, 3)", "[]"),
        ("States.ArrayContains($.list, 2)", "true"),
        ("States.ArrayContains($.list, 9)", "false"),
        ("States.ArrayContains($.objects, $.left)", "true"),
        ("States.ArrayContains($.objects, $.reordered)", "false"),
        ("States.ArrayContains(States.Array(States.Array(1, 'a'), 2), States.Array(1, 'a'))", "true"),
        ("States.ArrayContains(States.Array(1, null), null)", "true"),
        ("States.ArrayContains(States.Array(0, 1), false)", "false"),
        ("States.ArrayContains($.texts, true)", "true"),
        ("States.ArrayContains(States.Array(1.0), 1)", "true"),
        ("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]"),
        ("States.ArrayRange(0, 10, 3)", "[0,3,6,9]"),
        ("States.ArrayRange(5, 1, -2)", "[5,3,1]"),
        ("States.ArrayRange(3, 3, -1)", "[3]"),
        ("States.ArrayRange(5, 1, 1)", "[]"),
        ("States.ArrayRange(1, 5, -1)", "[]"),
        ("States.ArrayRange(1.4, 5.6, 2.2)", "[1,3,5]"),
        ("States.ArrayRange(1.6, 1.4, 1)", "[1]"),
        ("States.ArrayRange(5.4, -0.6, -2.4)", "[5,3,1]"),
        ("States.ArrayLength(States.ArrayRange(1, 1000, 1))", "1000"),
        ("States.ArrayGetItem($.list, 2)", "2"),
        ("States.ArrayGetItem($.list, 2.9)", "2"),
        ("States.ArrayGetItem($.empty, 999)", "null"),
        ("States.ArrayLength($.list)", "5"),
        ("States.ArrayLength($.nope[*].x)", "0"),
        ("States.ArrayUnique($.list)", "[3,1,2]"),
        (
            "States.ArrayUnique(States.Array(1, '1', null, null, 1, $.obj, $.obj))",
            #"[1,"1",null,{"Arg1":1,"Arg2":[]}]"#
        ),
        // States.StringSplit
        ("States.StringSplit($.words, ',;')", #"["alpha","beta","gamma"]"#),
        ("States.StringSplit('a--b', '--')", #"["a","b"]"#),
        ("States.StringSplit(', , ,', ',')", #"[" "," "]"#),
        ("States.StringSplit(',,,,', ',')", "[]"),
        ("States.StringSplit('This.is+a,test=string', '.+,=')", #"["This","is","a","test","string"]"#),
        ("States.StringSplit('Hello\nWorld', '\n')", #"["Hello","World"]"#),
        ("States.StringSplit('aЖb😀c', 'Ж😀')", #"["a","b","c"]"#),
        ("States.StringSplit('abc', '')", #"["abc"]"#),
        ("States.StringSplit('', ',')", "[]"),
        // Encodings and digests
        ("States.Base64Encode($.text)", #""VGhlIHF1aWNrIGJyb3duIGZveA==""#),
        ("States.Base64Encode('')", #""""#),
        ("States.Base64Encode('a')", #""YQ==""#),
        ("States.Base64Encode('ab')", #""YWI=""#),
        ("States.Base64Encode('✓')", #""4pyT""#),
        ("States.Base64Decode($.b64)", #""The quick brown fox""#),
        ("States.Base64Decode('44GT44KT44Gr44Gh44Gv')", #""こんにちは""#),
        ("States.Base64Decode(' YWJjZA== ')", #""abcd""#),
        ("States.Base64Decode('YWJ')", #""ab""#),
        ("States.Base64Decode('YWJj!!!ZA')", #""abcd""#),
        ("States.Base64Decode('')", #""""#),
        ("States.Hash('hello', 'MD5')", #""5d41402abc4b2a76b9719d911017c592""#),
        ("States.Hash('hello', 'SHA-1')", #""aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d""#),
        (
            "States.Hash('hello', 'SHA-256')",
            #""2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824""#
        ),
        (
            "States.Hash('✓', 'SHA-256')",
            #""1dabba21cdad44541f6b15796f8d22978fc7ea10c46aeceeeeb66c23b3ac7604""#
        ),
        (
            "States.Hash('hello', 'SHA-384')",
            #""59e1748777448c69de6b800d7a33bbfb9ff1b463e44354c3553bcdb9c666fa90125a3c79f90397bdf5f6a13de828684f""#
        ),
        (
            "States.Hash('hello', 'SHA-512')",
            #""9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7acc6e14b8c5da0"#
                + #"c4663475c2e5c3adef46f73bcdec043""#
        ),
        ("States.Hash(123, 'MD5')", #""202cb962ac59075b964b07152d234b70""#),
        // JSON
        ("States.JsonToString($.list)", #""[3,1,2,3,1]""#),
        ("States.JsonToString('x')", #""\"x\"""#),
        ("States.JsonToString(null)", #""null""#),
        ("States.StringToJson($.json)", #"{"a":[1,2,{"b":null}]}"#),
        ("States.StringToJson('')", "null"),
        ("States.StringToJson($.blank)", "null"),
        ("States.StringToJson('-0')", "0"),
        ("States.StringToJson(' 1.5 ')", "1.5"),
        ("States.JsonMerge($.left, $.right, false)", #"{"a":1,"b":3,"c":4}"#),
        ("States.JsonMerge($.left, $.right, 'false')", #"{"a":1,"b":3,"c":4}"#),
        (
            #"States.JsonMerge(States.StringToJson('{"constant_in_literal": "false"}'), States.StringToJson("#
                + #"'{"constant_input_field": "constant_value"}'), false)"#,
            #"{"constant_input_field":"constant_value","constant_in_literal":"false"}"#
        ),
        // Arithmetic
        ("States.MathAdd($.n, 1)", "42"),
        ("States.MathAdd(1.49, 1.5)", "3"),
        ("States.MathAdd(1.5, 1.51)", "4"),
        ("States.MathAdd(-1.5, 0)", "-1"),
        ("States.MathAdd(-2.5, 0)", "-2"),
        ("States.MathAdd(-0.5, 0.5)", "1"),
        ("States.MathAdd(0.1, 0.2)", "0"),
        ("States.MathAdd(2147483646, 1)", "2147483647"),
        ("States.MathAdd(-2147483647, -1)", "-2147483648"),
        ("States.MathAdd(States.MathAdd($.n, 1), 2)", "44"),
        ("States.MathRandom(1, 2)", "1"),
    ]

    @Test(arguments: cases) func evaluates(_ call: String, _ expected: String) throws {
        var scope = TestScope(input: Self.input)
        #expect(try IntrinsicCall(call).evaluate(in: &scope).description == expected, "\(call)")
    }

    /// Calls that fail with `Invalid arguments in` their outermost function.
    static let invalidArguments = [
        "States.ArrayContains('x', 1)", "States.ArrayGetItem('x', 0)", "States.ArrayGetItem($.list, 5)",
        "States.ArrayGetItem($.list, -1)", "States.ArrayGetItem($.list, '1')", "States.ArrayLength($.obj)",
        "States.ArrayPartition('x', 2)", "States.ArrayPartition($.list, 0)", "States.ArrayPartition($.list, 0.6)",
        "States.ArrayPartition($.list, -1)", "States.ArrayPartition($.list, '2')",
        "States.ArrayPartition($.list, null)",
        "States.ArrayRange('a', 5, 1)", "States.ArrayRange(1, 5, 0)", "States.ArrayRange(1, 10, 0.49)",
        "States.ArrayRange(1, 1001, 1)", "States.ArrayRange(1001, 1, -1)", "States.ArrayRange(1, 1e400, 1)",
        "States.ArrayUnique('x')", "States.Base64Decode(123)", "States.Base64Encode($.obj)",
        "States.Hash('x', 'sha-256')",
        "States.Hash('x', 'SHA256')", "States.Hash('x', '')", "States.Hash('x', 1)", "States.Hash(null, 'MD5')",
        "States.JsonMerge($.list, $.right, false)", "States.JsonMerge($.left, null, false)",
        "States.JsonMerge($.left, $.right, true)", "States.MathAdd('1', 2)", "States.MathAdd(true, 1)",
        "States.MathAdd(null, 1)", "States.MathAdd(2147483647, 1)", "States.MathAdd(3000000000, 1)",
        "States.MathAdd(-2147483648, -1)", "States.MathAdd(1e300, 1)", "States.MathRandom(1, 1)",
        "States.MathRandom(10, 5)", "States.MathRandom(1.4, 1.6)", "States.MathRandom('a', 10)",
        "States.MathRandom(1, 10, 'seed')", "States.MathRandom(1, 10, null)", "States.StringSplit(123, ',')",
        "States.StringSplit('a', 1)", "States.StringSplit(null, ',')", "States.StringToJson('{bad json}')",
        "States.StringToJson(1)", "States.StringToJson($.nil)", "States.StringToJson('[1')",
    ]

    @Test(arguments: invalidArguments) func refusesArguments(_ call: String) throws {
        let intrinsic = try IntrinsicCall(call)
        let cause =
            "The function '\(call)' had the following error: Invalid arguments in \(intrinsic.function.rawValue)"
        var scope = TestScope(input: Self.input)
        #expect(throws: ExpressionError(error: "States.Runtime", cause: cause)) { try intrinsic.evaluate(in: &scope) }
    }

    static let failures: [(String, String)] = [
        (
            "States.Format('{} {}', 1)",
            "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}."
        ),
        (
            "States.Format(12, 1)",
            "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}."
        ),
        ("States.Format('Hello {', 1)", "Invalid template in States.Format: matching '}' not found for '{'."),
        ("States.Format('Hello {{}}', 1)", "Invalid template in States.Format: matching '}' not found for '{'."),
        ("States.Format('}')", "Invalid template in States.Format: matching '{' not found for '}'."),
        (
            "States.Format('{}', States.Format('{}', $.nope))",
            #"The JsonPath argument for the field '$.nope' could not be found in the input '{"other":1}'"#
        ),
        (
            "States.Format('{}', $.l[5])",
            #"The JsonPath argument for the field '$.l[5]' could not be found in the input '{"other":1}'"#
        ),
        (
            "States.Format('{}', $$.Nope.Deep)",
            #"The JsonPath argument for the field '$.Nope.Deep' could not be found in the input '{"other":1}'"#
        ),
        ("States.Format('{}', $.other[0])", "Filter: [0] can only be applied to arrays. Current context is: 1"),
    ]

    /// Observed on the service: the cause names the whole expression as it was written.
    @Test(arguments: failures) func fails(_ call: String, _ detail: String) throws {
        var scope = TestScope(input: ["other": 1], context: ["State": ["Name": "S"]])
        let cause = "The function '\(call)' had the following error: \(detail)"
        let intrinsic = try IntrinsicCall(call)
        #expect(throws: ExpressionError(error: "States.Runtime", cause: cause)) { try intrinsic.evaluate(in: &scope) }
    }

    @Test(arguments: ["States.Hash($, 'MD5')", "States.Base64Encode($)", "States.Base64Decode($)"])
    func longTextsAreRefused(_ call: String) throws {
        var scope = TestScope(input: .string(String(repeating: "A", count: 10_000)))
        #expect(try IntrinsicCall(call).evaluate(in: &scope).stringValue != nil)
        scope.input = .string(String(repeating: "A", count: 10_001))
        #expect(throws: ExpressionError.self) { try IntrinsicCall(call).evaluate(in: &scope) }
    }

    @Test func uuidsAreMadeOfTheScopesBits() throws {
        var scope = TestScope(input: .null, randoms: [0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, .max, .max])
        #expect(try IntrinsicCall("States.UUID()").evaluate(in: &scope) == "01234567-89ab-4def-bedc-ba9876543210")
        #expect(try IntrinsicCall("States.UUID()").evaluate(in: &scope) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
    }

    @Test func randomNumbersCoverTheirInterval() throws {
        let call = try IntrinsicCall("States.MathRandom(-2.9, 3.9)")
        var scope = TestScope(input: .null, randoms: [0, .max / 2, .max])
        #expect(try call.evaluate(in: &scope) == -2)
        #expect(try call.evaluate(in: &scope) == 0)
        #expect(try call.evaluate(in: &scope) == 2)
    }

    /// The numbers are those of `java.util.Random`, whose algorithm is documented.
    @Test(arguments: [
        ("0, 100, 42", 30), ("0, 100, 0", 60), ("0, 16, 42", 11), ("1, 1000, 42", 126), ("-5, 5, -7.9", -3),
    ])
    func seededNumbersAreJavas(_ arguments: String, _ expected: Int) throws {
        var scope = TestScope(input: .null)
        #expect(try IntrinsicCall("States.MathRandom(\(arguments))").evaluate(in: &scope) == .int(expected))
    }
}
