import JSONModel

/// JSON with sorted keys and no spaces, and its SHA-256: how expected results too long to print are kept.
enum Canonical {
    static func text(_ value: JSONValue) -> String { sorted(value).description }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .null, .bool, .string: value
        case .number(let number): number.int64Value.map(JSONValue.int) ?? value
        case .array(let array): .array(JSONArray(array.map(sorted)))
        case .object(let object):
            .object(JSONObject(object.map { (key: $0.key, value: sorted($0.value)) }.sorted { $0.key < $1.key }))
        }
    }

    /// In lower-case hexadecimal. Source: FIPS 180-4.
    static func sha256(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let bits = UInt64(bytes.count) * 8
        bytes.append(0x80)
        while bytes.count % 64 != 56 { bytes.append(0) }
        for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        var hash = roots(of: 8, power: 2)
        let constants = roots(of: 64, power: 3)
        for block in stride(from: 0, to: bytes.count, by: 64) {
            mix(bytes[block..<block + 64], into: &hash, constants)
        }
        return hash.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    private static func mix(_ block: ArraySlice<UInt8>, into hash: inout [UInt32], _ constants: [UInt32]) {
        func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
        var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
            block[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<64 {
            let old = words[index - 15], new = words[index - 2]
            let first = rotate(old, 7) ^ rotate(old, 18) ^ old >> 3
            let second = rotate(new, 17) ^ rotate(new, 19) ^ new >> 10
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var state = hash
        for index in 0..<64 {
            let e = state[4], a = state[0]
            let choice = e & state[5] ^ ~e & state[6]
            let first =
                state[7] &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice
                &+ constants[index] &+ words[index]
            let majority = a & state[1] ^ a & state[2] ^ state[1] & state[2]
            let second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
            state = [first &+ second, a, state[1], state[2], state[3] &+ first, e, state[5], state[6]]
        }
        for index in hash.indices { hash[index] &+= state[index] }
    }

    /// The first 32 bits of the fractions of the square or cube roots of the first primes.
    private static func roots(of count: Int, power: Int) -> [UInt32] {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < count {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // The root times 2³², by bisection in whole numbers.
            var low: UInt64 = 0, high: UInt64 = 1 << 36
            while high - low > 1 {
                let middle = (low + high) / 2
                if isAtMost(middle, prime, power) { low = middle } else { high = middle }
            }
            return UInt32(truncatingIfNeeded: low)
        }
    }

    /// Whether `(root / 2³²) ^ power` is at most `prime`.
    private static func isAtMost(_ root: UInt64, _ prime: Int, _ power: Int) -> Bool {
        var product: [UInt64] = [1]
        for _ in 0..<power { product = multiplied(product, root) }
        // Digits of 32 bits, lowest first: compare with prime × 2^(32 × power).
        while product.count <= power + 2 { product.append(0) }
        for index in product.indices.reversed() {
            let digit: UInt64 = index == power ? UInt64(prime) : 0
            if product[index] != digit { return product[index] < digit }
        }
        return true
    }

    private static func multiplied(_ digits: [UInt64], _ factor: UInt64) -> [UInt64] {
        let parts = [factor & 0xFFFF_FFFF, factor >> 32]
        var result = [UInt64](repeating: 0, count: digits.count + 2)
        for (index, digit) in digits.enumerated() {
            for (offset, part) in parts.enumerated() {
                var carry = digit * part, place = index + offset
                while carry > 0 {
                    if place == result.count { result.append(0) }
                    let over = result[place] + carry
                    result[place] = over & 0xFFFF_FFFF
                    carry = over >> 32
                    place += 1
                }
            }
        }
        return result
    }
}
