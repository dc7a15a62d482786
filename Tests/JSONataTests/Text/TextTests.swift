import Testing

@testable import JSONata

/// URL encoding, base 64, order and case of texts.
struct TextTests {
    static let encoded: [(String, whole: String, component: String)] = [
        ("a b", "a%20b", "a%20b"), ("x?y=é&z#", "x?y=%C3%A9&z#", "x%3Fy%3D%C3%A9%26z%23"),
        ("😀", "%F0%9F%98%80", "%F0%9F%98%80"),
        ("-_.!~*'()", "-_.!~*'()", "-_.!~*'()"), ("%[]\"\\", "%25%5B%5D%22%5C", "%25%5B%5D%22%5C"),
    ]

    @Test(arguments: encoded)
    func encodesURLs(text: String, whole: String, component: String) throws {
        #expect(URLText.encode(text) == whole)
        #expect(URLText.encodeComponent(text) == component)
        #expect(try URLText.decode(whole) == text)
        #expect(try URLText.decodeComponent(component) == text)
    }

    @Test func escapesOfDividersStay() throws {
        #expect(try URLText.decode("%2f%3F%41") == "%2f%3FA")
        #expect(try URLText.decodeComponent("%2f%3F%41") == "/?A")
    }

    @Test(arguments: ["%", "%4", "%zz", "%C3", "%C3%28", "%80", "%E0%A4%A", "%ED%A0%80", "%F8%80%80%80", "%C0%80"])
    func refusesMalformedEscapes(text: String) {
        #expect(throws: URLText.Malformed.self) { try URLText.decodeComponent(text) }
        #expect(throws: URLText.Malformed.self) { try URLText.decode(text) }
    }

    static let base64: [(String, String)] = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("é", "6Q=="), ("ÿþ?", "//4/"),
    ]

    @Test(arguments: base64)
    func codesBase64(text: String, code: String) {
        #expect(Latin1Base64.encode(text) == code)
        #expect(Latin1Base64.decode(code) == text)
    }

    @Test func base64IsReadLeniently() {
        #expect(Latin1Base64.decode("Zm 9\nv") == "foo")
        #expect(Latin1Base64.decode("Zg") == "f")
        #expect(Latin1Base64.decode("__4_") == "ÿþ?")
    }

    @Test func textsCompareByUnits() {
        let ordered = ["", "A", "B", "a", "aa", "é", "\u{D7FF}", "😀", "\u{E000}", "\u{FFFF}"]
        for (left, first) in ordered.enumerated() {
            for (right, second) in ordered.enumerated() {
                #expect(UnitText.isLess(first, second) == (left < right), "\(first) \(second)")
            }
        }
    }

    @Test func codePointsAndCases() {
        #expect(UnitText.codePointCount("a😀é") == 3)
        let text = "a😀b"
        #expect(text[UnitText.index(text, afterCodePoints: 2)...] == "b")
        #expect(UnitText.index(text, afterCodePoints: 9) == text.endIndex)
        #expect(UnitText.upper("ßé") == "SSÉ")
        #expect(UnitText.lower("ΑΣ ΣΑ Σ") == "ας σα σ")
        #expect(UnitText.lower("İ") == "i\u{307}")
    }
}
