import JSONModel
import Testing

/// What is JSON, and what value it is.
struct ParserAcceptsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var text: String
        var value: JSONValue
        /// The compact text, where it differs from `text` by more than spaces.
        var compact: String?
        var testDescription: String { text }

        init(_ text: String, _ value: JSONValue, compact: String? = nil) {
            self.text = text
            self.value = value
            self.compact = compact
        }
    }

    /// The only place that calls the parser: value, node, byte count and compact text must agree.
    private func check(_ testCase: Case) throws {
        let value = try JSONParser.parse(testCase.text)
        #expect(value == testCase.value)
        #expect(try JSONParser.parse(Array(testCase.text.utf8)) == testCase.value)
        let node = try JSONParser.parseNode(testCase.text)
        #expect(node.value == testCase.value)
        let text = value.description
        let spaces: [Character] = [" ", "\n", "\r", "\t", "\r\n"]
        #expect(text == testCase.compact ?? testCase.text.filter { !spaces.contains($0) })
        #expect(value.byteCount == text.utf8.count)
        #expect(node.value.description == text)
    }

    @Test(arguments: [
        Case("null", .null), Case("true", true), Case("false", false), Case(" \t\r\n null \t\r\n ", .null),
        Case("[true,false,null]", [true, false, .null]), Case("[null, 1, \"1\", {}]", [.null, 1, "1", [:]]),
        Case("42", 42), Case("\"\"", ""), Case("\"asd\"", "asd"),
    ])
    func scalars(_ testCase: Case) throws { try check(testCase) }

    @Test(arguments: [
        Case("[]", []), Case("{}", [:]), Case("[[]   ]", [[]]), Case(" [1]", [1]), Case("[2] ", [2]),
        Case("[1\n,\r\n2\t]", [1, 2]), Case("[1,null,null,null,2]", [1, .null, .null, .null, 2]),
        Case("{\"\":0}", ["": 0]), Case("{\n\"a\": \"b\"\n}", ["a": "b"]), Case("{\"a\":[]}", ["a": []]),
        Case("{\"asd\":\"sdf\", \"dfg\":\"fgh\"}", ["asd": "sdf", "dfg": "fgh"]),
        Case("[{\"a\":1},{\"a\":2},{\"b\":3}]", [["a": 1], ["a": 2], ["b": 3]]),
        Case("{\"a\":{\"b\":{\"c\":[[[{}]]]}}}", ["a": ["b": ["c": [[[[:]]]]]]]),
        Case("{\"a\":\"b\",\"a\":\"c\"}", ["a": "c"], compact: "{\"a\":\"c\"}"),
        Case("{\"a\":1,\"b\":2,\"a\":[3]}", ["a": [3], "b": 2], compact: "{\"a\":[3],\"b\":2}"),
        Case("{\"\\u0061\":1,\"a\":2}", ["a": 2], compact: "{\"a\":2}"),
        Case("[{\"a\":1,\"a\":2},{\"a\":3,\"a\":4}]", [["a": 2], ["a": 4]], compact: "[{\"a\":2},{\"a\":4}]"),
        Case("{\"foo\\u0000bar\": 42}", ["foo\0bar": 42]),
    ])
    func containers(_ testCase: Case) throws { try check(testCase) }

    @Test(arguments: [
        Case("0", 0), Case("-0", 0, compact: "0"), Case("-1", -1), Case("-123", -123),
        Case("1234567890", 1_234_567_890),
        Case("999999999999999999", 999_999_999_999_999_999),
        Case("9223372036854775807", 9_223_372_036_854_775_807), Case("-9223372036854775808", .int(Int64.min)),
        Case("9223372036854775808", .number(.text("9223372036854775808"))),
        Case("-9223372036854775809", .number(.text("-9223372036854775809"))),
        Case("100000000000000000000", .number(.text("100000000000000000000"))),
        Case("0.0", 0.0), Case("-0.0", -0.0), Case("0.00", 0.0, compact: "0.0"), Case("0.5", 0.5), Case("-0.1", -0.1),
        Case("123.456789", 123.456789), Case("0.001", 0.001), Case("0.0010", 0.001, compact: "0.001"),
        Case("0.0001", 0.0001, compact: "1.0E-4"), Case("9999999.5", 9_999_999.5),
        Case("10000000.0", 1e7, compact: "1.0E7"), Case("1.10", 1.1, compact: "1.1"), Case("2.00", 2.0, compact: "2.0"),
        Case("123e3", 123_000.0, compact: "123000.0"), Case("1E22", 1e22, compact: "1.0E22"),
        Case("1E-2", 0.01, compact: "0.01"), Case("1E+2", 100.0, compact: "100.0"), Case("0e1", 0.0, compact: "0.0"),
        Case("0e+1", 0.0, compact: "0.0"), Case("-1.0e+28", -1e28, compact: "-1.0E28"),
        Case("123.456e78", 123.456e78, compact: "1.23456E80"), Case("123e65", 123e65, compact: "1.23E67"),
        Case("123123123123123123.5", 123_123_123_123_123_123.5, compact: "1.2312312312312312E17"),
        Case("3.14159265358979323846264338", 3.141592653589793, compact: "3.141592653589793"),
        Case("0.1000000000000000055511151231257827", 0.1, compact: "0.1"),
        Case("5e-324", .double(.leastNonzeroMagnitude), compact: "5.0E-324"),
        Case("-0.\(String(repeating: "0", count: 70))1", -1e-71, compact: "-1.0E-71"),
        Case("1.5e+9999", .number(.text("1.5e+9999"))), Case("-1e+9999", .number(.text("-1e+9999"))),
        Case("123e-10000000", .number(.text("123e-10000000"))), Case("0e-10000000", 0.0, compact: "0.0"),
        Case("0.0e9999999999999999999999", 0.0, compact: "0.0"),
        Case("1e99999999999999999999999", .number(.text("1e99999999999999999999999"))),
    ])
    func numbers(_ testCase: Case) throws { try check(testCase) }

    @Test(arguments: [
        Case(#""\u0060\u012a\u12AB""#, "`Īካ", compact: "\"`Īካ\""), Case(#""\uD801\udc37""#, "𐐷", compact: "\"𐐷\""),
        Case(#""\ud83d\ude39\ud83d\udc8d""#, "😹💍", compact: "\"😹💍\""),
        Case(#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t", compact: #""\"\\/\b\f\n\r\t""#),
        Case(#""\\u0000""#, "\\u0000"), Case(#""\\n\\a""#, "\\n\\a"), Case(#""a/*b*/c/*d//e""#, "a/*b*/c/*d//e"),
        Case(#""\u0012""#, "\u{12}"), Case(#""\u001f""#, "\u{1F}", compact: #""\u001F""#),
        Case(#""\u0000""#, "\0"), Case(#""\u007F""#, "\u{7F}", compact: "\"\u{7F}\""),
        Case(#""\uFFFF\uDBFF\uDFFF""#, "\u{FFFF}\u{10FFFF}", compact: "\"\u{FFFF}\u{10FFFF}\""),
        Case("\"\u{7F}\"", "\u{7F}"), Case("\"\u{2028}\u{2029}\u{FEFF}\"", "\u{2028}\u{2029}\u{FEFF}"),
        Case("\"π€𝄞\u{10FFFF}\"", "π€𝄞\u{10FFFF}"), Case("\"new\u{A0}line\"", "new\u{A0}line"),
        Case(#""new\u000Aline""#, "new\nline", compact: #""new\nline""#),
        Case("\"0123456789abcdef0123456789é\"", "0123456789abcdef0123456789é"),
        Case(
            #""0123456789abcdef\n0123456789\u00e9\\""#, "0123456789abcdef\n0123456789é\\",
            compact: #""0123456789abcdef\n0123456789é\\""#),
        Case("[\"\u{FFFD}\"]", ["\u{FFFD}"]),
    ])
    func strings(_ testCase: Case) throws { try check(testCase) }

    /// RFC 8259, 8.2, leaves lone surrogates open; they become U+FFFD here.
    @Test(arguments: [
        (#""\uDFAA""#, "\u{FFFD}"), (#""\uDADA""#, "\u{FFFD}"), (#""\uD888\u1234""#, "\u{FFFD}\u{1234}"),
        (#""\uD800\n""#, "\u{FFFD}\n"), (#""\uDd1ea""#, "\u{FFFD}a"), (#""\uD800\uD800\n""#, "\u{FFFD}\u{FFFD}\n"),
        (#""\uDd1e\uD834""#, "\u{FFFD}\u{FFFD}"), (#""\ud800abc""#, "\u{FFFD}abc"),
        (#""\uD800\uD83D\uDE39""#, "\u{FFFD}😹"),
    ])
    func loneSurrogates(_ text: String, _ string: String) throws {
        try check(Case(text, .string(string), compact: JSONValue.string(string).description))
    }

    /// Words of eight bytes are looked at together: every length around their edges, everywhere in a text.
    @Test func stringsOfEveryLength() throws {
        for count in 0...40 {
            for (special, compact) in [("", ""), ("é", "é"), (#"\""#, #"\""#), (#"\u0001"#, #"\u0001"#)] {
                let text = String(repeating: "x", count: count) + special
                let plain =
                    String(repeating: "x", count: count)
                    + (special == "é" ? "é" : special.isEmpty ? "" : special == #"\""# ? "\"" : "\u{1}")
                let same = "\"\(String(repeating: "x", count: count))\(compact)\""
                try check(Case("\"\(text)\"", .string(plain), compact: same))
                try check(Case("[\"\(text)\"]", [.string(plain)], compact: "[\(same)]"))
                try check(Case("{\"\(text)\":\"\(text)\"}", [plain: .string(plain)], compact: "{\(same):\(same)}"))
            }
        }
    }

    @Test func manyKeys() throws {
        // More than the tables of the interner hold, in objects that repeat, so that entries are displaced.
        var object = JSONObject()
        for key in 0..<1_000 {
            object["key\(key)"] = .int(key)
        }
        let value: JSONValue = [.object(object), .object(object), ["key5": 1], ["key5": 1]]
        #expect(try JSONParser.parse(value.description) == value)
        let parsed = try #require(try JSONParser.parse(value.description)[0])
        for key in 0..<1_000 {
            #expect(parsed["key\(key)"] == .int(key))
        }
        #expect(parsed["key1000"] == nil)
    }

    @Test func duplicatesAmongManyKeys() throws {
        let members = (0..<100).map { "\"k\($0 % 60)\":\($0)" }.joined(separator: ",")
        let object = try #require(try JSONParser.parse("{\(members)}").objectValue)
        #expect(object.count == 60)
        #expect(object.keys.elementsEqual((0..<60).map { "k\($0)" }))
        #expect(object["k0"] == 60)
        #expect(object["k59"] == 59)
        #expect(object.byteCount == JSONValue.object(object).description.utf8.count)
    }

    /// The time of these grows with their length, not with its square.
    @Test(.timeLimit(.minutes(1))) func hostileKeys() throws {
        let count = 200_000
        let same = "{" + String(repeating: "\"a\":1,", count: count) + "\"a\":2}"
        #expect(try JSONParser.parse(same) == ["a": 2])
        let members = (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let object = try #require(try JSONParser.parse("{\(members),\"k7\":true}").objectValue)
        #expect(object.count == count)
        #expect(object["k7"] == true)
        #expect(object["k\(count - 1)"] == .int(count - 1))
    }
}
