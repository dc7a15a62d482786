import JSONModel
import StatesCore
import Testing

/// gzip data as other programs make it, however it is cut into pieces.
struct GzipTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var fact: String
        /// Base64.
        var data: String
        var text: String

        var testDescription: String { fact }
    }

    private static let rows = (0..<90).map { "\($0),name-\($0 % 7),\($0 * 7919 % 1000)\n" }.joined()
    private static let stored = "H4sIAAAAAAAEAwEIAPf/YSxiCjEsMgp7B5cKCAAAAA=="
    private static let fixed = "H4sIAAAAAAACA0vUSeIy1DGCYwBYcXEtEAAAAA=="

    static let cases: [Case] = [
        Case(fact: "bytes as they are", data: stored, text: "a,b\n1,2\n"),
        Case(fact: "the format's own codes, and repetitions", data: fixed, text: "a,b\n1,2\n1,2\n1,2\n"),
        Case(
            fact: "a name in the header", data: "H4sICAAAAAAC/3Jvd3MuY3N2AEvUSeIy1jHhAgB2aMT2CAAAAA==",
            text: "a,b\n3,4\n"),
        Case(
            fact: "codes of a block's own",
            data: "H4sIAAAAAAACA0WUOa6YUBAE8z4LlmZfjuPAoX3/0Eio52e8pAo9upDn3++/f37JI9DvUZ/VhX0He8YH/h386WzEd4inupDfIZ/c"
                + "RH2HelIDTXC4Y4j2NCzR1goVsnXfV1DCVRZqpNtAnfSNhgbxUwVN8nsSWhS0BLQpKHPoUJBh0KUgSmFCg4/AlAbb9zqMBtOBOQ3q"
                + "DQsasmBJwXbCioLZgDUFow4bCtoNthRUKlwoyBa4UhCzcKMh5P00ToNbw4MGi4InDVoJLxom4E2Bw4f4NYMv8ROKEOK7BKHEVy/C"
                + "iM8dhBOf+o4kyA8vRNLgmYiiwToQTYOuI4YGVUMsDa5IuX2mIPUGWou0W+gM0iloaWRQUPYONm+kkci6lVYg+2Y6jpy7IjHk0mCm"
                + "KLmdhqD0pwKU3U57UH473UbFfQItVN5O/Y2nbqcZqL6dtqPmdrqGWhpCFS13Ry7oi9hi0Vex1qAv42n0T8boq3gt0ZfxxJvxddzl"
                + "6Au5xtBXcoliruQ0wVzJ4Yu5kj0HcylbN+ZS1i3MpayamEvZA3Mlb76/lCt52jBXcq/iP9jB3rPVBAAA",
            text: rows),
    ]

    private static func bytes(_ base64: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var bits = 0, count = 0
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        for digit in base64.utf8 {
            guard let value = digits.firstIndex(of: digit) else { break }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return bytes
    }

    private func inflate(_ bytes: [UInt8], by size: Int) throws -> String {
        var decoder = GzipDecoder()
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            decoder.add(Array(bytes[start..<min(start + size, bytes.count)]))
            // However little is inflated at a time.
            while try decoder.inflate(into: &text, limit: text.count + size) {}
        }
        try decoder.finish()
        return String(decoding: text, as: UTF8.self)
    }

    @Test(arguments: cases) func inflates(_ testCase: Case) throws {
        let bytes = Self.bytes(testCase.data)
        for size in [1, 2, 7, 100, 100_000] { #expect(try inflate(bytes, by: size) == testCase.text) }
    }

    @Test func membersFollowEachOther() throws {
        let bytes = Self.cases.flatMap { Self.bytes($0.data) }
        let text = Self.cases.map(\.text).joined()
        for size in [1, 13, 100_000] { #expect(try inflate(bytes, by: size) == text) }
    }

    /// Whatever is cut off or changed is noticed: the format has a length and a check sum.
    @Test(arguments: cases) func damageIsNoticed(_ testCase: Case) {
        let bytes = Self.bytes(testCase.data)
        for count in 0..<bytes.count {
            #expect(throws: ItemReaderError.self) { try inflate(Array(bytes[..<count]), by: 64) }
        }
        // Behind the header, in which a time may be anything.
        for place in bytes.indices.dropFirst(18) {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                let text = try? inflate(changed, by: 1_000)
                #expect(text == nil || text == testCase.text, "byte \(place), bit \(bit)")
            }
        }
    }

    /// A kilobyte of it may hold a megabyte.
    @Test func asMuchIsInflatedAsIsAskedFor() throws {
        var decoder = GzipDecoder()
        decoder.add(Self.zeros)
        var total = 0
        while true {
            var text: [UInt8] = []
            let hasMore = try decoder.inflate(into: &text, limit: 1_000)
            #expect(text.count < 1_300)
            #expect(text.allSatisfy { $0 == 0 })
            total += text.count
            if !hasMore { break }
        }
        try decoder.finish()
        #expect(total == 1 << 20)
    }

    /// 1,048,576 zeros in one block of the format's own codes.
    private static var zeros: [UInt8] {
        var bits: [UInt8] = [1, 1, 0]
        // The literal 0, then 258 bytes from one back, and what is left of them; the end.
        bits += [0, 0, 1, 1, 0, 0, 0, 0]
        let count = (1 << 20) - 1
        for _ in 0..<(count / 258) { bits += [1, 1, 0, 0, 0, 1, 0, 1] + [0, 0, 0, 0, 0] }
        for _ in 0..<(count % 258) { bits += [0, 0, 1, 1, 0, 0, 0, 0] }
        bits += [0, 0, 0, 0, 0, 0, 0]
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        for start in stride(from: 0, to: bits.count, by: 8) {
            let eight = bits[start..<min(start + 8, bits.count)].enumerated()
            bytes.append(eight.reduce(0) { $0 | $1.element << UInt8($1.offset) })
        }
        // Check sum and length.
        return bytes + [0x1C, 0xEA, 0x38, 0xA7] + [0, 0, 0x10, 0]
    }

    @Test func nothingIsNoGzipData() {
        #expect(throws: ItemReaderError.self) { try inflate([], by: 1) }
        #expect(throws: ItemReaderError.self) { try inflate(Array("no gzip data at all".utf8), by: 5) }
        #expect(!GzipDecoder.recognises(Array("a,b".utf8)))
    }
}
