/// `Canonicalize` of ECMAScript without the `u` flag: what the flag `i` takes for the same unit.
enum UnitCase {
    /// The upper-case form of a unit, or the unit itself when that form is longer than one unit, or when it would
    /// lead from beyond ASCII into ASCII.
    static func canonical(_ unit: UInt16) -> UInt16 {
        if unit < 128 { return unit >= 0x61 && unit <= 0x7A ? unit - 32 : unit }
        return table.canonical[unit] ?? unit
    }

    /// The set with all units that `i` takes for one of its own.
    static func closure(_ set: UnitSet) -> UnitSet {
        var result = set
        var added: [ClosedRange<UInt16>] = []
        for range in set.ranges {
            add(range, shifted: 0x41...0x5A, by: 32, to: &added)
            add(range, shifted: 0x61...0x7A, by: -32, to: &added)
        }
        if let last = set.ranges.last, last.upperBound >= 128, last.lowerBound < 0xD800 || last.lowerBound > 0xDFFF {
            for (unit, members) in table.members where members.contains(where: set.contains) {
                added.append(unit...unit)
                for member in members { added.append(member...member) }
            }
        }
        if !added.isEmpty { result.formUnion(UnitSet(added)) }
        return result
    }

    private static func add(
        _ range: ClosedRange<UInt16>, shifted letters: ClosedRange<UInt16>, by distance: Int,
        to added: inout [ClosedRange<UInt16>]
    ) {
        guard range.overlaps(letters) else { return }
        let common = range.clamped(to: letters)
        added.append(UInt16(Int(common.lowerBound) + distance)...UInt16(Int(common.upperBound) + distance))
    }

    private struct Table: Sendable {
        /// Canonical form of each unit that differs from it.
        var canonical: [UInt16: UInt16] = [:]
        /// All units, beyond ASCII, of one canonical form, where there are several; the form is one of them.
        var members: [UInt16: [UInt16]] = [:]
    }

    /// The blocks of the basic plane that have letters of two cases.
    private static let casedBlocks: [ClosedRange<UInt16>] = [
        0x00B5...0x0587, 0x10A0...0x10FF, 0x13A0...0x13FF, 0x1C80...0x1CBF, 0x1D79...0x1D8E, 0x1E00...0x1FFF,
        0x2126...0x2188, 0x24B6...0x24E9, 0x2C00...0x2D2F, 0xA640...0xA7FF, 0xAB30...0xABBF, 0xFF21...0xFF5A,
    ]

    private static let table: Table = {
        var table = Table()
        for block in casedBlocks {
            for unit in block {
                guard let scalar = Unicode.Scalar(unit) else { continue }
                let upper = scalar.properties.uppercaseMapping.utf16
                guard let form = upper.first, upper.count == 1, form != unit, form >= 128 else { continue }
                table.canonical[unit] = form
                table.members[form, default: [form]].append(unit)
            }
        }
        return table
    }()
}
