import JSONModel
import Testing

/// Texts that the writer makes.
struct WriterTests {
    /// Compact, as a string, and what the lengths say about both.
    private func check(_ value: JSONValue, _ text: String) throws {
        #expect(value.description == text)
        #expect(JSONWriter.bytes(of: value) == Array(text.utf8))
        #expect(value.byteCount == text.utf8.count)
        var writer = JSONWriter(appendingTo: Array("before".utf8))
        writer.writeAsString(value)
        writer.writeRaw("|")
        writer.writeString(text)
        let parts = String(decoding: writer.bytes.dropFirst(6), as: UTF8.self).split(separator: "\"|\"")
        #expect(parts.count == 2)
        #expect(parts.first?.dropFirst() == parts.last?.dropLast())
        let string = try JSONParser.parse(Array(writer.bytes.dropFirst(6).prefix(parts[0].utf8.count + 1)))
        #expect(string == .string(text))
        #expect(try JSONParser.parse(text) == value)
    }

    @Test(arguments: [
        ("", #""""#), ("plain", #""plain""#), ("\"", #""\"""#), ("\\", #""\\""#), ("/'<>&", #""/'<>&""#),
        ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#), ("\u{0}\u{1}\u{B}\u{1F}", #""\u0000\u0001\u000B\u001F""#),
        ("\u{7F}\u{80}é€😹\u{2028}", "\"\u{7F}\u{80}é€😹\u{2028}\""), ("0123456\"", #""0123456\"""#),
        ("01234567\"", #""01234567\"""#), ("a\nlonger text, with \\ in it\n", #""a\nlonger text, with \\ in it\n""#),
    ])
    func strings(_ string: String, _ text: String) throws {
        try check(.string(string), text)
        try check([.string(string)], "[\(text)]")
        try check([string: .string(string)], "{\(text):\(text)}")
    }

    @Test func values() throws {
        try check([], "[]")
        try check([:], "{}")
        try check([.null, true, false, 1, -2.5, "x", [], [:]], #"[null,true,false,1,-2.5,"x",[],{}]"#)
        try check(["a": ["b": ["c": [1, ["d": .null]]]], "e": 1e10], #"{"a":{"b":{"c":[1,{"d":null}]}},"e":1.0E10}"#)
        try check(.number(.text("1E400")), "1E400")
    }

    @Test func everyLengthAndEveryByte() throws {
        for count in 0...24 {
            for special in ["\"", "\\", "\n", "\u{1}", "é", "~"] {
                for place in 0...count {
                    let string =
                        String(repeating: "a", count: place) + special
                        + String(repeating: "b", count: count - place)
                    let value = JSONValue.string(string)
                    #expect(try JSONParser.parse(JSONWriter.bytes(of: value)) == value)
                    #expect(JSONWriter.bytes(of: value).count == value.byteCount)
                    var writer = JSONWriter()
                    writer.writeAsString(value)
                    #expect(try JSONParser.parse(writer.bytes) == .string(value.description))
                    writer.bytes = []
                    writer.writeAsString(try Payload(text: "[\n" + value.description + "\t\r]"))
                    #expect(try JSONParser.parse(writer.bytes) == .string("[\n" + value.description + "\t\r]"))
                }
            }
        }
    }

    @Test func pretty() {
        let value: JSONValue = [
            "a": 1, "b": [], "c": [:], "d": [1, [2], ["e": "f"]], "g\"": .null,
        ]
        #expect(
            String(decoding: JSONWriter.prettyBytes(of: value), as: UTF8.self) == """
                {
                  "a": 1,
                  "b": [],
                  "c": {},
                  "d": [
                    1,
                    [
                      2
                    ],
                    {
                      "e": "f"
                    }
                  ],
                  "g\\"": null
                }
                """)
        #expect(JSONWriter.prettyBytes(of: "x") == Array("\"x\"".utf8))
        #expect(JSONWriter.prettyBytes(of: []) == Array("[]".utf8))
    }

    @Test func tokens() throws {
        var writer = JSONWriter()
        writer.writeRaw("{\"id\":")
        writer.write(-42)
        writer.writeRaw(",\"input\":")
        writer.writeAsString(["a": "\"\n"] as JSONValue)
        writer.writeRaw(",\"output\":")
        writer.writeAsString(try Payload(text: "{ \"a\" : \"\\\"\" }"))
        writer.writeRaw(",\"value\":")
        writer.write(Payload([1]))
        writer.writeRaw(Array("}".utf8))
        let text = #"{"id":-42,"input":"{\"a\":\"\\\"\\n\"}","output":"{ \"a\" : \"\\\"\" }","value":[1]}"#
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }
}
