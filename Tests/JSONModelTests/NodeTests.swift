import Diagnostics
import JSONModel
import Testing

/// Where things stand in a text.
struct NodeTests {
    /// Every node and key of `text` as the piece of the text that its span covers.
    private func pieces(_ text: String) throws -> [String] {
        let bytes = Array(text.utf8)
        func piece(_ span: SourceSpan) -> String { String(decoding: bytes[span.start..<span.end], as: UTF8.self) }
        func walk(_ node: JSONNode) -> [String] {
            switch node.kind {
            case .array(let nodes): [piece(node.span)] + nodes.flatMap(walk)
            case .object(let members): [piece(node.span)] + members.flatMap { [piece($0.keySpan)] + walk($0.value) }
            case .null, .bool, .number, .string: [piece(node.span)]
            }
        }
        return walk(try JSONParser.parseNode(text))
    }

    @Test(arguments: [
        (" null ", ["null"]), ("true", ["true"]), ("\n-1.5e3\n", ["-1.5e3"]), (" \"é\\n\" ", ["\"é\\n\""]),
        (" [ ] ", ["[ ]"]), ("{ }", ["{ }"]), ("[1, [2 ],3 ]", ["[1, [2 ],3 ]", "1", "[2 ]", "2", "3"]),
        (
            "{ \"a\" : 1 , \"é\":{\"b\": \"x\"} }",
            ["{ \"a\" : 1 , \"é\":{\"b\": \"x\"} }", "\"a\"", "1", "\"é\"", "{\"b\": \"x\"}", "\"b\"", "\"x\""]
        ),
        ("{\"a\":1,\"a\":2}", ["{\"a\":1,\"a\":2}", "\"a\"", "1", "\"a\"", "2"]),
    ])
    func spans(_ text: String, _ expected: [String]) throws {
        #expect(try pieces(text) == expected)
    }

    @Test func duplicatesAreKeptInTheNodeOnly() throws {
        let node = try JSONParser.parseNode(#"{"a":1,"b":2,"a":3}"#)
        guard case .object(let members) = node.kind else {
            Issue.record("not an object")
            return
        }
        #expect(members.map(\.key) == ["a", "b", "a"])
        #expect(node["a"]?.value == 1)
        #expect(node["c"] == nil)
        #expect(node.value == ["a": 3, "b": 2])
        #expect(node.value.description == #"{"a":3,"b":2}"#)
        #expect(members[0].value["x"] == nil)
    }
}
