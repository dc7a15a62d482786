/// A set of UTF-16 units, as sorted disjoint closed ranges.
struct UnitSet: Hashable, Sendable {
    private(set) var ranges: [ClosedRange<UInt16>]

    init() { ranges = [] }

    /// The ranges may overlap and come in any order.
    init(_ ranges: [ClosedRange<UInt16>]) {
        self.ranges = ranges
        normalize()
    }

    mutating func formUnion(_ other: UnitSet) {
        ranges += other.ranges
        normalize()
    }

    mutating func insert(_ range: ClosedRange<UInt16>) {
        ranges.append(range)
        normalize()
    }

    private mutating func normalize() {
        let isNormal = ranges.indices.dropFirst().allSatisfy {
            Int(ranges[$0].lowerBound) > Int(ranges[$0 - 1].upperBound) + 1
        }
        if isNormal { return }
        ranges.sort { $0.lowerBound < $1.lowerBound }
        var merged: [ClosedRange<UInt16>] = [ranges[0]]
        for range in ranges.dropFirst() {
            let last = merged[merged.count - 1]
            if Int(range.lowerBound) <= Int(last.upperBound) + 1 {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }

    /// All units that are not in this set.
    var complement: UnitSet {
        var result = UnitSet()
        var next = 0
        for range in ranges {
            if Int(range.lowerBound) > next {
                result.ranges.append(UInt16(next)...(range.lowerBound - 1))
            }
            next = Int(range.upperBound) + 1
        }
        if next <= 0xFFFF { result.ranges.append(UInt16(next)...0xFFFF) }
        return result
    }

    func contains(_ unit: UInt16) -> Bool {
        ranges.contains { $0.contains(unit) }
    }

    func isDisjoint(with other: UnitSet) -> Bool {
        var left = 0
        var right = 0
        while left < ranges.count, right < other.ranges.count {
            if ranges[left].upperBound < other.ranges[right].lowerBound {
                left += 1
            } else if other.ranges[right].upperBound < ranges[left].lowerBound {
                right += 1
            } else {
                return false
            }
        }
        return true
    }
}

extension UnitSet {
    static let digits = UnitSet([0x30...0x39])
    static let word = UnitSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    /// `WhiteSpace` and `LineTerminator` of the ECMAScript grammar.
    static let space = UnitSet([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
    static let lineEnds = UnitSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])
    static let notDigits = digits.complement
    static let notWord = word.complement
    static let notSpace = space.complement
    /// What `.` matches.
    static let notLineEnds = lineEnds.complement
    static let all = UnitSet([0...0xFFFF])
}

/// A set in the form in which a program tests it: a bitmap below 128, a slice of a shared table of bounds above.
struct CompiledUnitSet: Hashable, Sendable {
    var low: UInt64 = 0
    var high: UInt64 = 0
    /// Where the ranges from 128 on begin in the table, and how many there are; each is two entries, both inclusive.
    var start: Int32 = 0
    var count: Int32 = 0

    init(_ set: UnitSet, table: inout [UInt16]) {
        start = Int32(table.count)
        for range in set.ranges {
            var unit = range.lowerBound
            while unit < 128, unit <= range.upperBound {
                if unit < 64 { low |= 1 << UInt64(unit) } else { high |= 1 << UInt64(unit - 64) }
                unit += 1
            }
            if range.upperBound >= 128 {
                table.append(max(range.lowerBound, 128))
                table.append(range.upperBound)
                count += 1
            }
        }
    }

    @inline(__always)
    func contains(_ unit: UInt16, table: UnsafePointer<UInt16>) -> Bool {
        if unit < 64 { return low & (1 << UInt64(unit)) != 0 }
        if unit < 128 { return high & (1 << UInt64(unit - 64)) != 0 }
        return count != 0 && containsBeyondASCII(unit, table: table)
    }

    private func containsBeyondASCII(_ unit: UInt16, table: UnsafePointer<UInt16>) -> Bool {
        var first = 0
        var last = Int(count)
        while first < last {
            let middle = (first + last) / 2
            let entry = Int(start) + 2 * middle
            if unit < table[entry] {
                last = middle
            } else if unit > table[entry + 1] {
                first = middle + 1
            } else {
                return true
            }
        }
        return false
    }
}
