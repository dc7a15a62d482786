import JSONModel
import Testing

/// Whatever the bytes are, reading them ends in a value or in an error with its place; what was read can be written.
struct JSONFuzzTests {
    private let fuzzer = Fuzzer(
        corpus: [
            #"{"a": [1, -2.50, 1e400, true, false, null], "b\n\u00e9\ud83d\ude00": {"": "x\\\"y"}}"#,
            #"{"a": 9007199254740993, "b": {}, "a": "again"}"#,
            "[[[[[]]], {}], \"äöü €\", 0.1, -0, 1E-7, 12345678901234567890123]",
            #"  "just a string \/ \b\f\r\t"  "#,
            "-12.5e+3",
        ],
        tokens: [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "null", "true", "-", ".", "e", "0",
            "00", "1e999", "-0.0", " ", "\n", "\u{FEFF}", "\u{0}", "[[[[", "{\"a\":",
        ],
        seed: FuzzBudget.seed
    )

    @Test func readingAndWriting() throws {
        try FuzzBudget.spend(fuzzer) { bytes in
            switch Result(catching: { () throws(JSONSyntaxError) in try JSONParser.parse(bytes) }) {
            case .success(let value): try holds(value, readFrom: bytes)
            case .failure(let error): (0...bytes.count).contains(error.offset) && isRefused(bytes, with: error)
            }
        }
    }

    /// All forms of a text that was read agree, and what is written of it is read as the same value.
    private func holds(_ value: JSONValue, readFrom bytes: [UInt8]) throws -> Bool {
        let written = JSONWriter.bytes(of: value)
        let again = try JSONParser.parse(written)
        let payload = try Payload(text: bytes)
        guard try JSONParser.parseNode(bytes).value == value else { return false }
        guard payload.value == value, payload.byteCount == bytes.count else { return false }
        return again == value && JSONWriter.bytes(of: again) == written && value.byteCount == written.count
    }

    /// Whether the parser that keeps places refuses `bytes` too, for the same reason and at the same place.
    private func isRefused(_ bytes: [UInt8], with expected: JSONSyntaxError) -> Bool {
        do throws(JSONSyntaxError) {
            _ = try JSONParser.parseNode(bytes)
            return false
        } catch {
            return error == expected
        }
    }
}
