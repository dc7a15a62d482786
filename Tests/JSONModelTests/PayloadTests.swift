import JSONModel
import Testing

/// Which text a payload has.
struct PayloadTests {
    /// The only place that asks a payload for its text: all ways must agree.
    private func check(_ payload: Payload, _ text: String, isUntouched: Bool) throws {
        #expect(payload.text == text)
        #expect(payload.byteCount == text.utf8.count)
        #expect(payload.isUntouchedText == isUntouched)
        #expect(try JSONParser.parse(text) == payload.value)
        var bytes: [UInt8] = [0x20]
        payload.write(to: &bytes)
        #expect(bytes == Array((" " + text).utf8))
        bytes = []
        payload.writeAsString(to: &bytes)
        #expect(bytes == JSONWriter.bytes(of: .string(text)))
        #expect(payload == payload)
        #expect(try payload == Payload(text: text))
        #expect(try payload.hashValue == Payload(text: text).hashValue)
        #expect(payload != Payload("something else"))
    }

    @Test(arguments: [
        "{ \"a\" : 1.50 }", "[1, 2,\n\t3]", " null\n", "0.0", "-0", "1E5", "{\"a\":1,\"a\":2}", #""\u0041\/""#, "[]",
        "{}",
        #"{"text":"with \"quotes\", é and \\ in it, longer than a word","n":[1,2,3,{"x":null}]}"#,
    ])
    func givenTextsAreKept(_ text: String) throws {
        try check(Payload(text: text), text, isUntouched: true)
        try check(Payload(text: Array(text.utf8)), text, isUntouched: true)
        try check(.splice([Payload(text: text), Payload(text: text)]), "[\(text),\(text)]", isUntouched: true)
        try check(.splice([Payload(text: text), Payload([1])]), "[\(text),[1]]", isUntouched: true)
        let inner = Payload.splice([try Payload(text: text)])
        try check(.splice([inner, inner]), "[[\(text)],[\(text)]]", isUntouched: true)
    }

    /// An array of values is compact, and its parts are there for whoever stores it.
    @Test func joinedValuesAreCompact() throws {
        let part = Payload(["text": .string(String(repeating: "é", count: 40))])
        let text = part.text
        let joined = Payload.splice([part, part])
        try check(joined, "[\(text),\(text)]", isUntouched: false)
        var nested = joined
        for _ in 0..<100 { nested = .splice([nested]) }
        try check(
            nested, String(repeating: "[", count: 101) + "\(text),\(text)" + String(repeating: "]", count: 101),
            isUntouched: false)
        guard case .splice(let parts) = joined.form else {
            Issue.record("the parts are gone")
            return
        }
        #expect(parts.map(\.identity) == [part.identity, part.identity])
    }

    @Test func valuesAreCompact() throws {
        try check(Payload(["a": [1, 2.0, "x"], "b": .null]), #"{"a":[1,2.0,"x"],"b":null}"#, isUntouched: false)
        try check(Payload("x"), "\"x\"", isUntouched: false)
        try check(.splice([]), "[]", isUntouched: false)
        try check(.splice([Payload(1), Payload([])]), "[1,[]]", isUntouched: false)
    }

    /// A Map handed on through a Map keeps the text of its items, however deep.
    @Test func nestedSplices() throws {
        var payload = try Payload(text: "{ }")
        var text = "{ }"
        for _ in 0..<100 {
            payload = .splice([payload, Payload(1)])
            text = "[\(text),1]"
        }
        try check(payload, text, isUntouched: true)
    }

    @Test func equalityIsThatOfTexts() throws {
        #expect(try Payload(text: "[1]") == Payload([1]))
        #expect(try Payload(text: "[ 1]") != Payload([1]))
        #expect(try Payload(text: "[1.0]") != Payload([1]))
        #expect(try Payload(text: "{\"a\":1,\"b\":2}") != Payload(text: "{\"b\":2,\"a\":1}"))
        #expect(try Payload.splice([Payload(text: "1"), Payload(text: "2")]) == Payload([1, 2]))
    }

    @Test func whatIsNoJSONIsRefused() {
        #expect(throws: JSONSyntaxError.self) { try Payload(text: "{") }
        #expect(throws: JSONSyntaxError.self) { try Payload(text: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try Payload(text: "[[1]]", limits: JSONLimits(maximumDepth: 1)) }
    }
}
