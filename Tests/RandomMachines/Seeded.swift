/// Random numbers of a seed: SplitMix64. Whatever is left to chance in a test is drawn from one of these.
package struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    package init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// - Parameter limit: ≥ 1.
    package mutating func next(below limit: Int) -> Int { Int(next() % UInt64(limit)) }

    package mutating func chance(_ percent: Int) -> Bool { next(below: 100) < percent }

    package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[next(below: elements.count)] }
}
