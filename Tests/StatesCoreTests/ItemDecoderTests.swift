import JSONModel
import StatesCore
import Testing

/// Bytes become items, however they are cut into pieces.
struct ItemDecoderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fact: String
        var format: ItemFormat
        var text: String
        /// The items as one JSON text, or the cause of the failure.
        var items: String?
        var cause: String?
        var itemBytes = 1_000

        init(
            _ fact: String, _ format: ItemFormat, _ text: String, items: String? = nil, cause: String? = nil,
            itemBytes: Int = 1_000
        ) {
            self.fact = fact
            self.format = format
            self.text = text
            self.items = items
            self.cause = cause
            self.itemBytes = itemBytes
        }

        var testDescription: String { fact }
    }

    private static func csv(_ headers: [String]? = nil, _ delimiter: Character = ",") -> ItemFormat {
        .csv(delimiter: delimiter.asciiValue ?? 0, headers: headers)
    }

    private static let json = ItemFormat.json(pointer: [])

    static let cases: [Case] = [
        Case(
            "the first row has the names", csv(), "a,b\n1,2\n3,4\n",
            items: #"[{"a":"1","b":"2"},{"a":"3","b":"4"}]"#),
        Case(
            "given names; short rows are filled up, long ones cut, spaces kept", csv(["H1", "H2", "H3"]),
            "x,y,z\n,,,\nNull,None,\n   \n",
            items: #"[{"H1":"x","H2":"y","H3":"z"},{"H1":"","H2":"","H3":""},{"H1":"Null","H2":"None","H3":""},"#
                + #"{"H1":"   ","H2":"","H3":""}]"#),
        Case("a byte order mark is passed over", csv(), "\u{FEFF}\"a\",b\n1,2\n", items: #"[{"a":"1","b":"2"}]"#),
        Case("half a mark is text", csv(["a"]), "\u{F000}x\n", items: "[{\"a\":\"\u{F000}x\"}]"),
        Case(
            "empty fields count, too", csv(["a"]), String(repeating: ",", count: 1_100) + "\n",
            cause: "The CSV row at line 1 has more than 1000 bytes."),
        Case("one column takes the first field", csv(["H1"]), "a,b\n,,\n", items: #"[{"H1":"a"},{"H1":""}]"#),
        Case("the last line needs no end", csv(["a"]), "1\n2", items: #"[{"a":"1"},{"a":"2"}]"#),
        Case(
            "lines end in CR LF or CR as well", csv(["a"]), "1\r\n2\r3\r\n",
            items: #"[{"a":"1"},{"a":"2"},{"a":"3"}]"#),
        Case("empty lines are no rows", csv(["a"]), "\n1\n\n\r\n2\n\n", items: #"[{"a":"1"},{"a":"2"}]"#),
        Case("an empty pair of quotes is a field", csv(["a"]), "\"\"\n", items: #"[{"a":""}]"#),
        Case(
            "quotes take in delimiters, line ends and quotes", csv(["a", "b"]), "\"x,\n\"\"y\"\"\",z\n",
            items: #"[{"a":"x,\n\"y\"","b":"z"}]"#),
        Case("a quote inside a field is a character", csv(["a"]), "5\" nail\n", items: #"[{"a":"5\" nail"}]"#),
        Case("what follows a closing quote belongs to the field", csv(["a"]), "\"x\"y\n", items: #"[{"a":"xy"}]"#),
        Case("other delimiters", csv(["a", "b"], "|"), "1,5|\"2|3\"\n", items: #"[{"a":"1,5","b":"2|3"}]"#),
        Case("tabs", csv(nil, "\t"), "a\tb\n1\t2\n", items: #"[{"a":"1","b":"2"}]"#),
        Case("an empty name is one", csv(), "a,\n1,2\n", items: #"[{"":"2","a":"1"}]"#),
        Case(
            "members are in the service's order", csv(), "b2,zz,a\n1,2,3\n",
            items: #"[{"b2":"1","zz":"2","a":"3"}]"#),
        Case("other scripts", csv(["ä"]), "日本\n", items: #"[{"ä":"日本"}]"#),
        Case("names are distinct", csv(), "a,a\n1,2\n", cause: "CSV headers cannot contain duplicates."),
        Case("an open quote", csv(["a"]), "\"1\n2", cause: "The CSV file ends within quotes; the row ends at line 2."),
        Case("names and no rows", csv(), "a,b\n", cause: "The CSV file contains only CSV headers."),
        Case(
            "a row has its limit", csv(["a"]), "1234567890\n", cause: "The CSV row at line 1 has more than 9 bytes.",
            itemBytes: 9),
        Case(
            "a quoted one as well", csv(["a"]), "\"12345\n67890\"\n",
            cause: "The CSV row at line 2 has more than 9 bytes.", itemBytes: 9),

        Case("an array", json, " [1, \"a\", {\"b\": [ ]}] ", items: #"[1,"a",{"b":[]}]"#),
        Case("no items", json, "[]", items: "[]"),
        Case("an object is none", json, #"{"Hello": "world"}"#, cause: "Attempting to map over non-iterable node."),
        Case("nor is a text", json, #""[1]""#, cause: "Attempting to map over non-iterable node."),
        Case(
            "broken JSON", json, "[1,",
            cause: "The file is no JSON: expected a value, but the text ends here at byte 3."),
        Case("an array inside", .json(pointer: ["a/b", "1"]), #"{"a/b": [0, [1, 2]]}"#, items: "[1,2]"),
        Case(
            "that is not there", .json(pointer: ["a", "2"]), #"{"a": [0]}"#,
            cause: "The file has nothing at ItemsPointer /a/2."),
        Case(
            "or is something else", .json(pointer: ["a"]), #"{"a": 1}"#,
            cause: "Attempting to map over non-iterable node."),

        Case("a value on each line", .jsonLines, "{\"a\": 1}\n\n [2]\r\n\"x\"", items: #"[{"a":1},[2],"x"]"#),
        Case(
            "a line that is none", .jsonLines, "1\n{\n", cause: "Line 2 is no JSON: ", itemBytes: 9),
        Case("a long line", .jsonLines, "1\n\"234567890\"\n", cause: "Line 2 has more than 9 bytes.", itemBytes: 9),
    ]

    @Test(arguments: cases, [1, 3, 1_000]) func decodes(_ testCase: Case, chunk: Int) {
        var items: [JSONValue] = []
        var failure: ItemReaderError?
        do throws(ItemReaderError) {
            var decoder = try ItemDecoder(testCase.format, itemBytes: testCase.itemBytes)
            let bytes = Array(testCase.text.utf8)
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                try decoder.decode(Array(bytes[start..<min(start + chunk, bytes.count)]), into: &items)
            }
            try decoder.finish(into: &items)
        } catch {
            failure = error
        }
        if let cause = testCase.cause {
            #expect(failure?.cause.hasPrefix(cause) == true, "\(failure?.cause ?? "no failure: \(items)")")
        } else {
            #expect(failure == nil)
            #expect(JSONValue.array(JSONArray(items)).description == testCase.items)
        }
    }

    @Test func aTenMegabyteLineIsRefusedWithoutBeingKept() throws {
        var decoder = try ItemDecoder(.jsonLines, itemBytes: 8 << 20)
        let chunk = Array(repeating: UInt8(ascii: "x"), count: 1 << 20)
        var items: [JSONValue] = []
        #expect(throws: ItemReaderError("Line 1 has more than 8388608 bytes.")) {
            for _ in 0..<10 { try decoder.decode(chunk, into: &items) }
        }
    }
}
