import Foundation
import Testing

/// Makes texts that look almost right, by changing right ones; the same seed makes the same texts.
struct Fuzzer {
    /// Right texts to start from.
    let corpus: [[UInt8]]
    /// Pieces that mean something in the language, put in at random places.
    let tokens: [[UInt8]]
    /// Changes that one text gets, at most; ≥ 1.
    let maximumChanges: Int
    private var state: UInt64

    init(corpus: [String], tokens: [String], maximumChanges: Int = 9, seed: UInt64) {
        self.corpus = corpus.map { Array($0.utf8) }
        self.tokens = tokens.map { Array($0.utf8) }
        self.maximumChanges = maximumChanges
        state = seed
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// 0 up to `bound`, without it; 0 if `bound` is 0.
    private mutating func below(_ bound: Int) -> Int {
        bound > 0 ? Int(next() % UInt64(bound)) : 0
    }

    /// A text of the corpus after some changes, at least one.
    mutating func text() -> [UInt8] {
        var text = corpus[below(corpus.count)]
        for _ in 0...below(maximumChanges) { change(&text) }
        return text
    }

    private mutating func change(_ text: inout [UInt8]) {
        let start = below(text.count + 1)
        let range = start..<min(text.count, start + 1 + below(12))
        switch below(7) {
        case 0 where start < text.count: text[start] = UInt8(truncatingIfNeeded: next())
        case 1 where start < text.count: text[start] ^= 1 << UInt8(below(8))
        case 2: text.removeSubrange(range)
        case 3: text.insert(contentsOf: text[range], at: start)
        case 4: text.removeSubrange(start...)
        case 5:
            let other = corpus[below(corpus.count)]
            text.replaceSubrange(range, with: other[below(other.count)...].prefix(below(40)))
        default: text.insert(contentsOf: tokens[below(tokens.count)], at: start)
        }
    }
}

/// How long a fuzz test goes on: some rounds in every test run, and for `FUZZ_SECONDS` where that is set.
enum FuzzBudget {
    private static let environment = ProcessInfo.processInfo.environment
    /// `FUZZ_SEED`, to repeat a run.
    static let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) ?? 1

    /// Gives `check` one text after another until the budget is spent, or fails with the first text that does not hold.
    ///
    /// Where `FUZZ_LAST` names a file, each text is written there first, under that name and `test`, so that a crash
    /// leaves the text behind.
    static func spend(
        _ fuzzer: Fuzzer, rounds: Int = 2_000, test: String = #function, location: SourceLocation = #_sourceLocation,
        check: ([UInt8]) throws -> Bool
    ) throws {
        var fuzzer = fuzzer
        let last = environment["FUZZ_LAST"].map { URL(filePath: "\($0)-\(test.prefix { $0 != "(" })") }
        let deadline = environment["FUZZ_SECONDS"].flatMap(Double.init).map { Date(timeIntervalSinceNow: $0) }
        var round = 0
        while deadline.map({ Date() < $0 }) ?? (round < rounds) {
            let text = fuzzer.text()
            if let last { try Data(text).write(to: last) }
            let outcome = Result { try check(text) }
            guard case .success(true) = outcome else {
                let shown = String(decoding: text, as: UTF8.self).debugDescription
                Issue.record("FUZZ_SEED=\(seed), round \(round), \(outcome): \(shown)", sourceLocation: location)
                return
            }
            round += 1
        }
    }
}
