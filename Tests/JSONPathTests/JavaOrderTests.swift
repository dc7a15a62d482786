import Testing

@testable import JSONPath

/// The order of a `java.util.HashMap`, which shows in the service's payloads.
struct JavaOrderTests {
    @Test func hashCodesAreJavas() {
        let cases: [(String, Int32)] = [
            ("", 0), ("a", 97), ("Aa", 2112), ("BB", 2112),
            ("hello", 99_162_322), ("😀", 1_772_899),
        ]
        for (text, hash) in cases { #expect(JavaText.hashCode(text) == hash, "\(text)") }
    }

    @Test func keysComeByBucketThenByInsertion() {
        let order = { (keys: [String]) in JavaText.hashMapOrder(keys).map { keys[$0] } }
        #expect(order(["StateMachineArn", "Input", "Name"]) == ["Input", "StateMachineArn", "Name"])
        #expect(order(["BB", "Aa"]) == ["BB", "Aa"])
        #expect(order(["Aa", "BB"]) == ["Aa", "BB"])
        #expect(order([]) == [])
    }

    /// 12 keys fit into 16 buckets, 13 into 32: `p` (112) and `a` (97) then change places.
    @Test func theTableDoubles() {
        let twelve = ["a", "p"] + (0..<10).map { "k\($0)" }
        let thirteen = twelve + ["z"]
        let order = { (keys: [String]) in JavaText.hashMapOrder(keys).map { keys[$0] } }
        let small = order(twelve)
        let large = order(thirteen)
        #expect((small.firstIndex(of: "p") ?? 0) < (small.firstIndex(of: "a") ?? 0))
        #expect((large.firstIndex(of: "a") ?? 0) < (large.firstIndex(of: "p") ?? 0))
    }
}
