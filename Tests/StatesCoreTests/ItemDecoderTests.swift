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
        Case(
            "a backslash escapes (the documentation's example)", csv(),
            "path,size\nC:\\\\Program Files\\\\MyApp.exe,6534512\n",
            items: #"[{"path":"C:\\Program Files\\MyApp.exe","size":"6534512"}]"#),
        Case(
            "a backslash before delimiters and quotes, in quotes and out", csv(["a", "b"], "|"),
            #"x\|y|\"z\"\#n"p\"q\\"|,\"#, items: ##"[{"a":"x|y","b":"\"z\""},{"a":"p\"q\\","b":","}]"##),
        Case(
            "a backslash before anything else is left out", csv(["a", "b"]), "\"\\n\\,\\ä\\\n\"\n\\\n",
            items: #"[{"a":"n,ä\n","b":""},{"a":"","b":""}]"#),
        Case(
            "names have their limit", csv(), String(repeating: "a", count: 10_241) + "\n1\n",
            cause: "The CSV headers have more than 10240 bytes.", itemBytes: 20_000),
        Case(
            "given ones as well", csv([String(repeating: "a", count: 5_120), String(repeating: "b", count: 5_120)]),
            "1\n", cause: "The CSV headers have more than 10240 bytes."),
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
        Case(
            "brackets and commas in texts and inside", json, #"[ "],[\"", {"a,": [[1, 2], {}]} ,[ ],-1.50e1 , null ]"#,
            items: #"["],[\"",{"a,":[[1,2],{}]},[],-15.0,null]"#),
        Case("no items, but room", json, "\n[ \t]\r\n", items: "[]"),
        Case(
            "a comma too many", json, "[1, ]", cause: "The file is no JSON: expected a value, found ']' at byte 4."),
        Case("a comma too early", json, "[ ,1]", cause: "The file is no JSON: expected a value"),
        Case(
            "a comma too few", json, "[1, 22 3]",
            cause: "The file is no JSON: expected ',' or ']', found '3' at byte 7."),
        Case("another bracket", json, "[1, 2}]", cause: "The file is no JSON: "),
        Case(
            "text behind the array", json, "[1] 2",
            cause: "The file is no JSON: expected the end of the text after the value, found '2' at byte 4."),
        Case("a text that does not end", json, "[1, \"a]", cause: "The file is no JSON: "),
        Case("nothing", json, "", cause: "The file is no JSON: expected a value, but the text is empty at byte 0."),
        Case("blanks", json, " \n", cause: "The file is no JSON: expected a value, but the text ends here at byte 2."),
        Case("blanks and no array", json, "  {]", cause: "The file is no JSON: "),
        Case(
            "a large element", json, "[1, \"2345678\", 3]", cause: "The item at index 1 has more than 9 bytes.",
            itemBytes: 9),

        Case("an array inside", .json(pointer: ["a/b", "1"]), #"{"a/b": [0, [1, 2]]}"#, items: "[1,2]"),
        Case(
            "whatever stands around it", .json(pointer: ["a", "1", "b"]),
            #" {"z": {"a": [{"}": "]"}]}, "y\"": 1, "\u0061" : [ [3], {"b": 1.0, "b\\": [1]}, 5 ], "a": [0]}"#,
            cause: "Attempting to map over non-iterable node."),
        Case(
            "before and behind", .json(pointer: ["a", "1", "b"]),
            #" {"z": {"a": [{"}": "]"}]}, "y\"": 1, "\u0061" : [ [3], {"c": {}, "b": [ "]", 2 ]}, 5 ], "d": "}"} "#,
            items: #"["]",2]"#),
        Case("an empty array inside", .json(pointer: ["0"]), "[[],1]", items: "[]"),
        Case(
            "text behind it all", .json(pointer: ["a"]), #"{"a": [0]} 1"#,
            cause: "The file is no JSON: there is a fault at byte 11."),
        Case(
            "an end too early", .json(pointer: ["a"]), #"{"a": [0], "b": [}"#,
            cause: "The file is no JSON: the text ends before all that is open in it."),
        Case(
            "an end inside", .json(pointer: ["a"]), #"{"a": [0, "#,
            cause: "The file is no JSON: expected a value, but the text ends here at byte 10."),
        Case("nothing at all", .json(pointer: ["a"]), " ", cause: "The file is no JSON: the text ends before"),
        Case("no key", .json(pointer: ["a"]), "{a: [0]}", cause: "The file is no JSON: there is a fault at byte 1."),
        Case(
            "a large element inside", .json(pointer: ["a"]), #"{"b": "1234567890", "a": ["2345678", 3]}"#,
            items: #"["2345678",3]"#, itemBytes: 9),
        Case(
            "that is too large", .json(pointer: ["a"]), #"{"a": ["23456789", 3]}"#,
            cause: "The item at index 0 has more than 9 bytes.", itemBytes: 9),
        Case(
            "that is not there", .json(pointer: ["a", "2"]), #"{"a": [0]}"#,
            cause: "The file has nothing at ItemsPointer /a/2."),
        Case(
            "or is something else", .json(pointer: ["a"]), #"{"a": 1}"#,
            cause: "Attempting to map over non-iterable node."),

        Case(
            "keys of an inventory are URL-encoded, other columns are not", .inventory(columns: ["Key", "Size"]),
            "\"a%20b+c%2Bd/%C3%A4.txt\",\"1+1%20\"\n", items: #"[{"Size":"1+1%20","Key":"a b c+d/ä.txt"}]"#),
        Case(
            "or the list is none", .inventory(columns: ["Key"]), "x\na%2\n",
            cause: "The CSV row at line 2 has a field that is not URL-encoded as it must be."),

        Case("a value on each line", .jsonLines, "{\"a\": 1}\n\n [2]\r\n\"x\"", items: #"[{"a":1},[2],"x"]"#),
        Case(
            "a line that is none", .jsonLines, "1\n{\n", cause: "Line 2 is no JSON: ", itemBytes: 9),
        Case("a long line", .jsonLines, "1\n\"234567890\"\n", cause: "Line 2 has more than 9 bytes.", itemBytes: 9),
    ]

    @Test(arguments: cases, [(1, 1), (3, 2), (1_000, 1), (1_000, 1_000)])
    func decodes(_ testCase: Case, sizes: (chunk: Int, atOnce: Int)) {
        let (chunk, atOnce) = sizes
        var items: [JSONValue] = []
        var failure: ItemReaderError?
        do throws(ItemReaderError) {
            var decoder = try ItemDecoder(testCase.format, itemBytes: testCase.itemBytes)
            let bytes = Array(testCase.text.utf8)
            for start in stride(from: 0, to: bytes.count, by: chunk) {
                let piece = Array(bytes[start..<min(start + chunk, bytes.count)])
                var place = 0
                while place < piece.count {
                    let count = items.count
                    var room = ItemRoom(items: atOnce, bytes: .max)
                    try decoder.decode(piece, from: &place, into: &items, &room)
                    #expect(items.count <= count + atOnce)
                }
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

    /// What is passed over is not kept, however much it is.
    @Test(arguments: [JSONPointer([]), ["z"]])
    func aTextThatHoldsNoArrayIsNotReadWhole(_ pointer: JSONPointer) throws {
        var decoder = try ItemDecoder(.json(pointer: pointer), itemBytes: 8 << 20)
        var items: [JSONValue] = []
        var place = 0, room = ItemRoom.unlimited
        try decoder.decode(Array(#"{"a":[0"#.utf8), from: &place, into: &items, &room)
        let chunk = Array(String(repeating: ",0", count: 1 << 16).utf8)
        var failure: ItemReaderError?
        var count = 0
        while failure == nil, count < 100 {
            place = 0
            do throws(ItemReaderError) {
                try decoder.decode(chunk, from: &place, into: &items, &room)
            } catch {
                failure = error
            }
            count += 1
        }
        // An object at the top is seen to be none after the megabyte that is looked into for faults.
        let isTop = pointer.tokens.isEmpty
        #expect(failure?.cause == (isTop ? "Attempting to map over non-iterable node." : nil))
        #expect(count == (isTop ? 8 : 100))
    }

    @Test func aTenMegabyteLineIsRefusedWithoutBeingKept() throws {
        var decoder = try ItemDecoder(.jsonLines, itemBytes: 8 << 20)
        let chunk = Array(repeating: UInt8(ascii: "x"), count: 1 << 20)
        var items: [JSONValue] = []
        #expect(throws: ItemReaderError("Line 1 has more than 8388608 bytes.")) {
            for _ in 0..<10 {
                var place = 0, room = ItemRoom.unlimited
                try decoder.decode(chunk, from: &place, into: &items, &room)
            }
        }
    }

    /// A row of two bytes may be an item of thousands: no more are made than there is room for.
    @Test func shortRowsOfManyColumnsAreMadeAsTheyAreAskedFor() throws {
        let names = (0..<1_000).map { "c\($0)" }
        var decoder = try ItemDecoder(.csv(delimiter: UInt8(ascii: ","), headers: names), itemBytes: 10_000)
        let rows = Array(String(repeating: "a\n", count: 1_000).utf8)
        var items: [JSONValue] = []
        var place = 0
        var room = ItemRoom(items: 1_000, bytes: 100_000)
        try decoder.decode(rows, from: &place, into: &items, &room)
        #expect(items[0].byteCount == 9_892)
        #expect(items.count == 11)
        #expect(place == 22)
        room = ItemRoom(items: 5, bytes: .max)
        try decoder.decode(rows, from: &place, into: &items, &room)
        #expect(items.count == 16)
        #expect(place == 32)
    }

    /// Bytes that are not UTF-8 are no text: a file in another encoding is not read as one with odd characters.
    @Test func otherEncodingsAreRefused() throws {
        let latin1: [UInt8] = Array("a\nM".utf8) + [0xFC] + Array("ller\n".utf8)
        for (format, cause) in [
            (Self.csv(), "The CSV row at line 2 is not UTF-8."),
            (Self.csv(["a"]), "The CSV row at line 2 is not UTF-8."),
            (.jsonLines, "Line 1 is no JSON: "),
        ] {
            var decoder = try ItemDecoder(format, itemBytes: 100)
            var items: [JSONValue] = []
            var place = 0, room = ItemRoom.unlimited
            let failure = #expect(throws: ItemReaderError.self) {
                try decoder.decode(latin1, from: &place, into: &items, &room)
            }
            #expect(failure?.cause.hasPrefix(cause) == true)
        }
    }
}
