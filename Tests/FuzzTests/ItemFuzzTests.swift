import JSONModel
import StatesCore
import Testing

/// Data sets of any bytes: they become the same items, or the same fault, however they are cut into pieces and however
/// many items are asked for at a time; and an array that is read element by element is the one that a parser reads.
struct ItemFuzzTests {
    /// What became of a data set.
    private struct Outcome: Equatable {
        var items: [JSONValue] = []
        var failure: ItemReaderError?
    }

    private func decode(_ bytes: [UInt8], _ format: ItemFormat, by size: Int, _ room: ItemRoom) -> Outcome {
        var outcome = Outcome()
        do throws(ItemReaderError) {
            var decoder = try ItemDecoder(format, itemBytes: 200)
            for start in stride(from: 0, to: bytes.count, by: size) {
                let piece = Array(bytes[start..<min(start + size, bytes.count)])
                var place = 0
                while place < piece.count {
                    var room = room
                    try decoder.decode(piece, from: &place, into: &outcome.items, &room)
                }
            }
            try decoder.finish(into: &outcome.items)
        } catch {
            outcome.failure = error
        }
        return outcome
    }

    private func isTheSameHoweverCut(_ bytes: [UInt8], _ format: ItemFormat) -> Bool {
        let whole = decode(bytes, format, by: max(bytes.count, 1), .unlimited)
        return [(1, ItemRoom(items: 1, bytes: .max)), (5, ItemRoom(items: 9, bytes: 20)), (64, .unlimited)]
            .allSatisfy { decode(bytes, format, by: $0.0, $0.1) == whole }
    }

    @Test(arguments: [
        ItemFormat.csv(delimiter: UInt8(ascii: ","), headers: nil),
        .csv(delimiter: UInt8(ascii: "|"), headers: ["a", "b"]), .inventory(columns: ["Bucket", "Key"]),
    ])
    func csv(_ format: ItemFormat) throws {
        let fuzzer = Fuzzer(
            corpus: [
                "a,b,c\n1,2,3\r\n\"x,\n\"\"y\",,\"\"\n\n5|6\n", "\u{FEFF}n\u{E9},m\nä,日本\n,%20+\n", "b,a%2Fb\rc,d",
            ],
            tokens: [",", "|", "\"", "\"\"", "\\", "\n", "\r", "\r\n", "%4", "+", "\u{FEFF}", "a"],
            seed: FuzzBudget.seed)
        try FuzzBudget.spend(fuzzer, rounds: 1_000) { isTheSameHoweverCut($0, format) }
    }

    @Test func jsonLines() throws {
        let fuzzer = Fuzzer(
            corpus: ["{\"a\": [1, 2]}\n\n \"x\\n\"\r\n3", "[\"ä\"]\nnull\ntrue"],
            tokens: ["\n", "\r", "{", "}", "[", "]", ",", "\"", "\\", "1", " "], seed: FuzzBudget.seed)
        try FuzzBudget.spend(fuzzer, rounds: 1_000) { isTheSameHoweverCut($0, .jsonLines) }
    }

    @Test func jsonArrays() throws {
        let fuzzer = Fuzzer(
            corpus: [
                "[1, \"a,]\\\"\", {\"b\": [{}, null]}, [ ], -1.5e3 ]", " [ ] ", "[[[[1]]],\"\\\\\",true]",
                "{\"a\": [1]}",
            ],
            tokens: ["[", "]", "{", "}", ",", ":", "\"", "\\", "\\\"", "1", " ", "\n", "null", "\u{FEFF}"],
            seed: FuzzBudget.seed)
        try FuzzBudget.spend(fuzzer, rounds: 2_000) { bytes in
            let format = ItemFormat.json(pointer: [])
            guard isTheSameHoweverCut(bytes, format) else { return false }
            let outcome = decode(bytes, format, by: 3, .unlimited)
            do throws(JSONSyntaxError) {
                guard case .array(let array) = try JSONParser.parse(bytes) else { return outcome.failure != nil }
                return outcome == Outcome(items: Array(array))
            } catch {
                let cause = "The file is no JSON: \(error.message) at byte \(error.offset)."
                return outcome.failure == ItemReaderError(cause)
            }
        }
    }

    /// What a parser takes has the same array at the pointer. (A parser has the last of equal keys.)
    @Test func jsonArraysInside() throws {
        let fuzzer = Fuzzer(
            corpus: [
                #"{"a": [0, {"b": [1, "]", {}]}], "c": "}"}"#, #" {"x" : {"a": [[1]]}, "a\n":{}, "a":[3,{"b":[]}]}"#,
            ],
            tokens: ["[", "]", "{", "}", ",", ":", "\"", "\\", "\"a\":", "\"b\":", "1", " "], seed: FuzzBudget.seed)
        try FuzzBudget.spend(fuzzer, rounds: 2_000) { bytes in
            let format = ItemFormat.json(pointer: ["a", "1", "b"])
            guard isTheSameHoweverCut(bytes, format) else { return false }
            guard let value = try? JSONParser.parse(bytes), !hasEqualKeys(bytes) else { return true }
            let outcome = decode(bytes, format, by: 3, .unlimited)
            guard let elements = value["a"]?.arrayValue, elements.count > 1, let array = elements[1]["b"]?.arrayValue
            else { return outcome.failure != nil && outcome.items.isEmpty }
            return outcome == Outcome(items: Array(array))
        }
    }

    /// Whether a key that matters may be there twice.
    private func hasEqualKeys(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.contains("\\u") { return true }
        return ["\"a\"", "\"b\""].contains { text.split(separator: $0, omittingEmptySubsequences: false).count > 2 }
    }

    /// Compressed data with its bytes changed: a fault, or what the check sum allows.
    @Test func gzip() throws {
        let stored: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 4, 3, 1, 8, 0, 0xF7, 0xFF, 0x61, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0x32, 0x0A,
            0x7B, 0x07, 0x97, 0x0A, 8, 0, 0, 0,
        ]
        let fixed: [UInt8] = [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0x4B, 0xD4, 0x49, 0xE2, 0x32, 0xD4, 0x31, 0x82, 0x63, 0x00, 0x58, 0x71,
            0x71, 0x2D, 0x10, 0, 0, 0,
        ]
        for bytes in [stored, fixed] {
            for place in bytes.indices {
                for change in UInt8(1)...255 {
                    var changed = bytes
                    changed[place] ^= change
                    let whole = inflate(changed, by: bytes.count, limit: .max)
                    #expect(inflate(changed, by: 1, limit: 1) == whole, "byte \(place), change \(change)")
                }
            }
        }
    }

    private struct Inflated: Equatable {
        var text: [UInt8] = []
        var failure: ItemReaderError?
    }

    private func inflate(_ bytes: [UInt8], by size: Int, limit: Int) -> Inflated {
        var inflated = Inflated()
        do throws(ItemReaderError) {
            var decoder = GzipDecoder()
            for start in stride(from: 0, to: bytes.count, by: size) {
                decoder.add(Array(bytes[start..<min(start + size, bytes.count)]))
                while try decoder.inflate(
                    into: &inflated.text, limit: limit == .max ? limit : inflated.text.count + limit)
                {}
            }
            try decoder.finish()
        } catch {
            inflated.failure = error
        }
        return inflated
    }
}
