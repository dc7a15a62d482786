/// Numbers by keys of 64 bits that are not 0: addresses, or hashes. The writer of events asks it a dozen times for each
/// of them, and a `Dictionary` would hash every key anew.
///
/// Open addressing with linear probing. What is removed leaves no hole: those behind it move up.
struct NumberTable: Sendable {
    private struct Slot {
        /// 0 for a free one.
        var key: UInt64 = 0
        var number = 0
    }

    private var slots: [Slot] = []
    private(set) var count = 0

    /// Where the search for `key` begins: the high bits of a product depend on all bits of the key.
    private func home(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (slots.count - 1)
    }

    /// The place of `key`, or the free one where it belongs. There are always free ones.
    private func place(_ key: UInt64) -> Int {
        var place = home(key)
        while slots[place].key != key, slots[place].key != 0 { place = (place + 1) & (slots.count - 1) }
        return place
    }

    subscript(key: UInt64) -> Int? {
        guard count > 0 else { return nil }
        let slot = slots[place(key)]
        return slot.key == key ? slot.number : nil
    }

    mutating func set(_ key: UInt64, to number: Int) {
        if count * 4 >= slots.count * 3 { grow() }
        let place = place(key)
        if slots[place].key == 0 { count += 1 }
        slots[place] = Slot(key: key, number: number)
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: max(16, old.count * 2))
        for slot in old where slot.key != 0 { slots[place(slot.key)] = slot }
    }

    mutating func remove(_ key: UInt64) {
        guard count > 0 else { return }
        var hole = place(key)
        guard slots[hole].key == key else { return }
        count -= 1
        let mask = slots.count - 1
        var next = (hole + 1) & mask
        while slots[next].key != 0 {
            // It may move up unless it would stand before its home then.
            if (next &- home(slots[next].key)) & mask >= (next &- hole) & mask {
                slots[hole] = slots[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        slots[hole] = Slot()
    }
}
