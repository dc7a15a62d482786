import Diagnostics
import JSONModel
import StatesAnalysis
import Testing

/// The layout of JSON: nothing but white space changes.
struct DefinitionLayoutTests {
    @Test(arguments: [
        ("{}", "{}\n"), ("[]", "[]\n"), (" 1.50e3 ", "1.50e3\n"),
        (
            #"{"a":{"b":[1,"x",null,true]},"c":[{}]}"#,
            """
            {
              "a": {
                "b": [1, "x", null, true]
              },
              "c": [
                {}
              ]
            }

            """
        ),
        // Strings, numbers and doubled keys stay as they are written.
        (
            #"{"é\/\u0041" : "\u00e9", "a":1E2,"a":-0.0}"#,
            """
            {
              "é\\/\\u0041": "\\u00e9",
              "a": 1E2,
              "a": -0.0
            }

            """
        ),
    ])
    func layouts(text: String, expected: String) throws {
        let once = try DefinitionLayout.json(SourceText(name: "t", text: text))
        #expect(String(decoding: once, as: UTF8.self) == expected)
        #expect(try DefinitionLayout.json(SourceText(name: "t", bytes: once)) == once)
    }

    @Test func aLongListIsBroken() throws {
        let words = (0..<20).map { "\"word\($0)\"" }
        let text = "{\"list\": [\(words.joined(separator: ","))]}"
        let lines = String(
            decoding: try DefinitionLayout.json(SourceText(name: "t", text: text)), as: UTF8.self
        )
        .split(separator: "\n")
        #expect(lines.count == 24)
        #expect(lines[2] == "    \"word0\",")
    }

    @Test func whatIsNoJSONIsRefused() {
        #expect(throws: JSONSyntaxError.self) {
            try DefinitionLayout.json(SourceText(name: "t", text: "{,}"))
        }
    }
}
