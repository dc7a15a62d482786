import Foundation
import JSONModel
import Testing

/// Depth costs no stack: all of this runs on a thread with 512 KiB of it.
struct DepthTests {
    /// What a thread came to; written before the semaphore is signalled, read after it was waited for.
    private final class Outcome: @unchecked Sendable {
        var error: (any Error)?
    }

    private func onSmallStack(_ body: @escaping @Sendable () throws -> Void) throws {
        let outcome = Outcome()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            do {
                try body()
            } catch {
                outcome.error = error
            }
            done.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        done.wait()
        if let error = outcome.error { throw error }
    }

    private static func nested(_ open: String, _ close: String, _ depth: Int) -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]")])
    func atTheLimit(_ open: String, _ close: String) throws {
        try onSmallStack {
            let text = Self.nested(open, close, 1_000 / (open.hasPrefix("[{") ? 2 : 1))
            let value = try JSONParser.parse(text)
            let other = try JSONParser.parseNode(text).value
            #expect(value.depth == 1_000)
            #expect(value == other)
            #expect(value.hashValue == other.hashValue)
            #expect(value.description == text)
            #expect(JSONWriter.prettyBytes(of: value).count > text.utf8.count)
            #expect(value.byteCount == text.utf8.count)
        }
    }

    @Test(arguments: [("[", ""), ("[", "]"), ("{\"a\":", "}"), ("[{\"\":", ""), (" [\n", "")])
    func beyondTheLimit(_ open: String, _ close: String) throws {
        try onSmallStack {
            for depth in [1_001, 100_000] {
                let text = Self.nested(open, close, depth)
                let error = #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
                #expect(error?.kind == .tooDeep)
                #expect(error?.message == "arrays and objects nest more than 1000 levels deep")
                #expect(throws: JSONSyntaxError.self) { try JSONParser.parseNode(text) }
            }
        }
    }

    @Test func limitsCanBeLower() throws {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse("[[]]", limits: JSONLimits(maximumDepth: 1)) }
        #expect(throws: Never.self) { try JSONParser.parse("[[]]", limits: JSONLimits(maximumDepth: 2)) }
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse("[]", limits: JSONLimits(maximumDepth: 0)) }
        #expect(throws: Never.self) { try JSONParser.parse("1", limits: JSONLimits(maximumDepth: 0)) }
    }

    /// A loop of states can nest its value once per round: nothing that one does with it may depend on its depth.
    @Test func valuesBuiltAtRunTime() throws {
        try onSmallStack {
            var value: JSONValue = 1
            var other: JSONValue = 1.0
            for level in 0..<100_000 {
                value = level.isMultiple(of: 2) ? [value] : ["a": value, "b": 2]
                other = level.isMultiple(of: 2) ? [other] : ["b": 2, "a": other]
            }
            #expect(value.depth == 100_000)
            #expect(value == other)
            #expect(value.hashValue == other.hashValue)
            #expect(JSONWriter.bytes(of: value).count == value.byteCount)
            var text: [UInt8] = []
            JSONWriter.writeAsString(value, to: &text)
            #expect(text.count > value.byteCount)
            let shared = value
            value = .null
            #expect(shared.depth == 100_000)
        }
    }

    @Test func splicesOfSplices() throws {
        try onSmallStack {
            var payload = try Payload(text: " 1 ")
            for _ in 0..<10_000 {
                payload = .splice([payload])
            }
            #expect(payload.byteCount == 20_003)
            #expect(
                payload.text == String(repeating: "[", count: 10_000) + " 1 " + String(repeating: "]", count: 10_000))
        }
    }
}
