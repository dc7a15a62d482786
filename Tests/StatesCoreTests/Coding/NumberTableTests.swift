import Testing

@testable import StatesCore

@Suite struct NumberTableTests {
    /// Few keys, so that they meet, come again and go in every order.
    @Test(arguments: [8, 40, 3_000]) func itHoldsWhatADictionaryHolds(_ keys: UInt64) {
        var state = keys
        func random(below limit: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % limit
        }
        var table = NumberTable()
        var dictionary: [UInt64: Int] = [:]
        for step in 0..<20_000 {
            // Addresses are multiples of 16.
            let key = (random(below: keys) + 1) * 16
            if random(below: 2) == 0 {
                table.set(key, to: step)
                dictionary[key] = step
            } else {
                table.remove(key)
                dictionary[key] = nil
            }
            #expect(table[key] == dictionary[key])
            #expect(table.count == dictionary.count)
        }
        for key in 1...keys { #expect(table[key * 16] == dictionary[key * 16]) }
    }
}
