import JSONModel
import Testing

/// What is not JSON, and where it stops being JSON.
struct ParserRefusesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var bytes: [UInt8]
        var kind: JSONSyntaxError.Kind
        var offset: Int
        var testDescription: String { String(decoding: bytes, as: UTF8.self) }

        init(_ text: String, _ kind: JSONSyntaxError.Kind, _ offset: Int) {
            self.init(Array(text.utf8), kind, offset)
        }

        init(_ bytes: [UInt8], _ kind: JSONSyntaxError.Kind, _ offset: Int) {
            self.bytes = bytes
            self.kind = kind
            self.offset = offset
        }
    }

    /// The only place that calls the parser; both kinds of reading refuse in the same words.
    private func check(_ testCase: Case) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(testCase.bytes) }
        #expect(error?.kind == testCase.kind, "\(String(describing: error))")
        #expect(error?.offset == testCase.offset, "\(String(describing: error))")
        let nodeError = #expect(throws: JSONSyntaxError.self) { try JSONParser.parseNode(testCase.bytes) }
        #expect(nodeError == error)
        // In an array that goes on, a text is still wrong, at the same place or before.
        #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parse(Array("[".utf8) + testCase.bytes + Array(",{\"key\":12345678}]".utf8) + [0xFF])
        }
    }

    @Test(arguments: [
        Case("", .unexpectedEnd, 0), Case(" ", .unexpectedEnd, 1), Case("[", .unexpectedEnd, 1),
        Case("[\"x\"", .unexpectedEnd, 4), Case("[1,", .unexpectedEnd, 3), Case("[{}", .unexpectedEnd, 3),
        Case("[\"a\",\n4\n,1,", .unexpectedEnd, 11), Case("{", .unexpectedEnd, 1), Case("{\"a\"", .unexpectedEnd, 4),
        Case("{\"a\":", .unexpectedEnd, 5), Case("{\"x\": true,", .unexpectedEnd, 11), Case("[{", .unexpectedEnd, 2),
        Case("\"", .unexpectedEnd, 0), Case("[\"a", .unexpectedEnd, 1), Case("{\"a", .unexpectedEnd, 1),
        Case("[\"asd]", .unexpectedEnd, 1), Case("[\"\\", .unexpectedEnd, 3), Case("[\"\\u12", .unexpectedEnd, 6),
        Case("{\"a\":\"a", .unexpectedEnd, 5), Case("[\"\\\"]", .unexpectedEnd, 1),
        Case("[ false, nul", .unexpectedEnd, 9),
        Case("t", .unexpectedEnd, 0), Case("[-", .unexpectedEnd, 2), Case("1.", .unexpectedEnd, 2),
        Case("1e", .unexpectedEnd, 2), Case("1e+", .unexpectedEnd, 3), Case("[\"\\{[\"\\{", .invalidString, 2),
    ])
    func whatEndsTooEarly(_ testCase: Case) { check(testCase) }

    @Test(arguments: [
        Case("[1 true]", .unexpectedCharacter, 3), Case("[\"\": 1]", .unexpectedCharacter, 3),
        Case("[,1]", .unexpectedCharacter, 1), Case("[1,,2]", .unexpectedCharacter, 3),
        Case("[\"\",]", .unexpectedCharacter, 4), Case("[x", .unexpectedCharacter, 1),
        Case("[3[4]]", .unexpectedCharacter, 2), Case("[1;2]", .unexpectedCharacter, 2),
        Case("[*]", .unexpectedCharacter, 1), Case("[\"a\"\\f]", .unexpectedCharacter, 4),
        Case("{[: \"x\"}", .unexpectedCharacter, 1), Case("{\"x\", null}", .unexpectedCharacter, 4),
        Case("{\"x\"::\"b\"}", .unexpectedCharacter, 5), Case("{\"a\":\"a\" 123}", .unexpectedCharacter, 9),
        Case("{key: 'value'}", .unexpectedCharacter, 1), Case("{:\"b\"}", .unexpectedCharacter, 1),
        Case("{1:1}", .unexpectedCharacter, 1), Case("{null:null}", .unexpectedCharacter, 1),
        Case("{'a':0}", .unexpectedCharacter, 1), Case("{\"id\":0,}", .unexpectedCharacter, 8),
        Case("{\"a\":\"b\",,\"c\":1}", .unexpectedCharacter, 9), Case("{\"a\":/**/1}", .unexpectedCharacter, 5),
        Case("{\"a\" \"b\"}", .unexpectedCharacter, 5), Case("{]", .unexpectedCharacter, 1),
        Case("[1}", .unexpectedCharacter, 2), Case("{\"a\":1]", .unexpectedCharacter, 6),
        Case("['single']", .unexpectedCharacter, 1), Case("[True]", .unexpectedCharacter, 1),
        Case("[truth]", .unexpectedCharacter, 1), Case("[nul]", .unexpectedCharacter, 1),
        Case("]", .unexpectedCharacter, 0), Case("}", .unexpectedCharacter, 0), Case(",", .unexpectedCharacter, 0),
        Case("<null>", .unexpectedCharacter, 0), Case("[\u{2060}]", .unexpectedCharacter, 1),
        Case("[\u{C}]", .unexpectedCharacter, 1), Case("[\0]", .unexpectedCharacter, 1),
        Case("[\\u0020\"asd\"]", .unexpectedCharacter, 1), Case("é", .unexpectedCharacter, 0),
        Case([0xE5], .unexpectedCharacter, 0), Case([0x5B, 0xFF, 0x5D], .unexpectedCharacter, 1),
        Case([0xEF, 0xBB, 0xBF], .unexpectedCharacter, 0),
        Case([0xEF, 0xBB, 0xBF, 0x7B, 0x7D], .unexpectedCharacter, 0),
        Case([0xFF, 0xFE, 0x5B, 0, 0x5D, 0], .unexpectedCharacter, 0),
    ])
    func whatHasNoPlace(_ testCase: Case) { check(testCase) }

    @Test(arguments: [
        Case("[-]", .invalidNumber, 2), Case("[+1]", .unexpectedCharacter, 1), Case("[-01]", .invalidNumber, 2),
        Case("[012]", .invalidNumber, 1), Case("[.123]", .unexpectedCharacter, 1), Case("[-.1]", .invalidNumber, 2),
        Case("[1.]", .invalidNumber, 3), Case("[1.e1]", .invalidNumber, 3), Case("[-1.0.]", .unexpectedCharacter, 5),
        Case("[0.3e+]", .invalidNumber, 6), Case("[0E]", .invalidNumber, 3), Case("[0e+-1]", .invalidNumber, 4),
        Case("[1eE2]", .invalidNumber, 3), Case("[1 000.0]", .unexpectedCharacter, 3),
        Case("[0x42]", .unexpectedCharacter, 2), Case("[-NaN]", .invalidNumber, 2),
        Case("[NaN]", .unexpectedCharacter, 1),
        Case("[-Infinity]", .invalidNumber, 2), Case("[Infinity]", .unexpectedCharacter, 1),
        Case("[- 1]", .invalidNumber, 2), Case("[1+2]", .unexpectedCharacter, 2),
        Case("[-1x]", .unexpectedCharacter, 3),
        Case("[1.8H-308]", .unexpectedCharacter, 4), Case("[１]", .unexpectedCharacter, 1),
        Case([0x5B, 0x31, 0x65, 0xE5, 0x5D], .invalidNumber, 3), Case("2@", .trailingText, 1),
        Case("123\0", .trailingText, 3),
    ])
    func numbers(_ testCase: Case) { check(testCase) }

    @Test(arguments: [
        Case("[\"\t\"]", .invalidString, 2), Case("[\"new\nline\"]", .invalidString, 5),
        Case("[\"a\0a\"]", .invalidString, 3), Case("[\"0123456789\u{1F}\"]", .invalidString, 12),
        Case("[\"\\a\"]", .invalidString, 2), Case("[\"\\x00\"]", .invalidString, 2),
        Case("\"\\UA66D\"", .invalidString, 1),
        Case("[\"\\\t\"]", .invalidString, 2), Case("[\"\\\0\"]", .invalidString, 2),
        Case("[\"\\🌀\"]", .invalidString, 2),
        Case("[\"\\uqqqq\"]", .invalidString, 4), Case("[\"\\u00A\"]", .invalidString, 7),
        Case("[\"\\uD834\\uDd\"]", .invalidString, 12), Case("[\"\\uD800\\u\"]", .invalidString, 10),
        Case("{\"\\a\":1}", .invalidString, 2),
    ])
    func strings(_ testCase: Case) { check(testCase) }

    /// Not UTF-8: a lone continuation, a cut sequence, an overlong one, a surrogate, beyond U+10FFFF.
    @Test(
        arguments: [
            ([0x81], 0), ([0xFF], 0), ([0x61, 0xE9], 1), ([0xE0, 0xFF], 0), ([0xC0, 0xAF], 0), ([0xFC, 0x83, 0xBF], 0),
            ([0xED, 0xA0, 0x80], 0), ([0xF4, 0xBF, 0xBF, 0xBF], 0), ([0xE6, 0x97, 0xA5, 0xD1, 0x88, 0xFA], 5),
            ([0xF0, 0x9F, 0x98], 0), ([0x5C, 0x6E, 0x80], 2), ([0xEF, 0xBF, 0xBD, 0xC3], 3),
        ] as [([UInt8], Int)])
    func invalidUTF8(_ content: [UInt8], _ offset: Int) {
        check(Case([0x22] + content + [0x22], .invalidUTF8, 1 + offset))
        check(Case([0x7B, 0x22] + content + Array("\":1}".utf8), .invalidUTF8, 2 + offset))
        let long = Array("[\"0123456789abcdef".utf8)
        check(Case(long + content + Array("\"]".utf8), .invalidUTF8, long.count + offset))
    }

    @Test(arguments: [
        Case("[\"\"],", .trailingText, 4), Case("[\"x\"]]", .trailingText, 5), Case("{}}", .trailingText, 2),
        Case("[][]", .trailingText, 2), Case("1]", .trailingText, 1), Case("\"\"x", .trailingText, 2),
        Case("{\"a\":\"b\"}/**/", .trailingText, 9), Case("{\"a\":true} \"x\"", .trailingText, 11),
        Case("null null", .trailingText, 5), Case("{}#{}", .trailingText, 2),
    ])
    func whatFollowsTheValue(_ testCase: Case) {
        check(testCase)
    }

    @Test(arguments: [
        ("[1,]", "expected a value, found ']'"), ("[1 2]", "expected ',' or ']', found '2'"),
        ("{\"a\" 1}", "expected ':', found '1'"), ("{a:1}", "expected a string as key, found 'a'"),
        ("{\"a\":1", "expected ',' or '}', but the text ends here"), ("[01]", "a number must not start with a zero"),
        ("[1.x]", "expected a digit after the decimal point, found 'x'"), ("nil", "expected 'null', found 'n'"),
        ("[\"a\tb\"]", "the control character U+0009 in a string must be written as an escape"),
        ("[\"\\q\"]", "unknown escape: a backslash before 'q'"),
        ("\u{FEFF}{}", "expected a value, found a byte order mark"),
        ("1 \u{7F}", "expected the end of the text after the value, found the control character U+007F"),
        ("[\"a", "the string that starts here does not end"), ("", "expected a value, but the text is empty"),
        ("[é]", "expected a value, found 'é'"),
    ])
    func messages(_ text: String, _ message: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
        #expect(error?.message == message)
    }

    @Test func tooManyBytes() {
        let error = #expect(throws: JSONSyntaxError.self) {
            try JSONParser.parse("[1, 2]", limits: JSONLimits(maximumBytes: 5))
        }
        #expect(error?.kind == .tooLarge)
        #expect(throws: Never.self) { try JSONParser.parse("[1, 2]", limits: JSONLimits(maximumBytes: 6)) }
    }

    /// Every prefix of a text with all kinds of tokens is refused, and no byte in it can be replaced with a crash.
    @Test func damagedTexts() throws {
        let text = Array(
            #"{"a":[1,-2.5e3,"x\n\u00e9é",true,false,null,{}],"b":{"c":[[]]},"key that is long":"12345678"}"#.utf8)
        for count in 0..<text.count {
            #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(Array(text[..<count])) }
        }
        for position in text.indices {
            for byte in [0x00, 0x22, 0x2C, 0x5C, 0x5D, 0x7B, 0x80, 0xC3, 0xFF, 0x30] as [UInt8] {
                var damaged = text
                damaged[position] = byte
                let value = try? JSONParser.parse(damaged)
                let node = try? JSONParser.parseNode(damaged)
                #expect(value == node?.value)
                #expect(value.map { JSONWriter.bytes(of: $0).count == $0.byteCount } ?? true)
            }
        }
    }
}
