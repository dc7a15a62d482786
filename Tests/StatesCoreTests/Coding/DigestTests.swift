import JSONModel
import StatesLanguage
import Testing

@testable import StatesCore

/// The digest tells values apart, and is the same for equal ones.
struct DigestTests {
    /// Whatever one event changes, the digest sees; leaving one out, or doing one twice, does not give the value.
    @Test(arguments: UInt64(800)..<840) func aFoldThatGoesWrongShows(seed: UInt64) throws {
        let (turns, fresh, live) = try EventCodingTests.randomRun(seed)
        let events = turns.flatMap(\.self)
        var value = fresh
        for event in events {
            let before = value
            value.apply(event)
            #expect((value == before) == (value.digest == before.digest), "seed \(seed): \(event)")
        }
        #expect(value.digest == live.digest)
    }

    /// The same number in every process: it is stored.
    @Test func isAConstant() throws {
        let testCase = ExecutionCase(
            "", #""A": {"Type": "Pass", "Result": {"b": [1, 2.5, null]}, "End": true}"#, input: #"{"x": "é"}"#,
            history: "")
        let digest = try testCase.run().execution.digest
        #expect(digest == 12595148065653128810)
    }

    /// A payload of the same length with another value inside.
    @Test func payloadsCount() throws {
        func digest(_ input: String) throws -> UInt64 {
            try ExecutionCase("", #""A": {"Type": "Succeed"}"#, input: input, history: "").run().execution.digest
        }
        #expect(try digest(#"{"a": 1}"#) != digest(#"{"a": 2}"#))
        #expect(try digest(#"{"a": 1}"#) != digest(#"{"a":  1}"#))
        #expect(try digest(#"{"a": 1}"#) != digest(#"{"b": 1}"#))
    }
}
