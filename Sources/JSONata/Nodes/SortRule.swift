/// The terms of `^(…)`.
final class SortRule {
    struct Term {
        let node: Node
        let isDescending: Bool
    }

    let terms: [Term]
    let position: Int

    init(terms: [Term], position: Int) {
        self.terms = terms
        self.position = position
    }

    /// The items of `value` in order; one item or none stays as it is.
    func sort(_ run: Evaluation, _ value: Value, _ frame: Frame) throws(Failure) -> Value {
        var keys = ContiguousArray<Value>()
        if case .tuples(let stream) = value {
            let tuples = stream.tuples
            for tuple in tuples { try append(to: &keys, run, tuple[0], tuple) }
            let order = try order(tuples.count, keys, run)
            return .tuples(TupleStream(order.map { tuples[$0] }, scope: stream.scope))
        }
        guard value.count > 1 else { return value }
        let items = value.items
        keys.reserveCapacity(items.count * terms.count)
        for item in items { try append(to: &keys, run, item, frame) }
        let sorted = List(ContiguousArray<Value>())
        sorted.items.reserveCapacity(items.count)
        for position in try order(items.count, keys, run) { sorted.items.append(items[position]) }
        return .list(sorted)
    }

    /// Appends what the terms give for an item.
    private func append(
        to keys: inout ContiguousArray<Value>, _ run: Evaluation, _ item: Value, _ frame: Frame
    ) throws(Failure) {
        for index in 0..<terms.count { keys.append(try terms[index].node.evaluate(run, item, frame)) }
    }

    /// The positions in order: by insertion where there are few, which asks for the same exchanges as merging.
    private func order(
        _ count: Int, _ keys: ContiguousArray<Value>, _ run: Evaluation
    ) throws(Failure) -> [Int] {
        var order = Array(0..<count)
        guard count > 1 else { return order }
        try run.visit(count)
        guard count <= 8 else {
            return try MergeSort.sort(order) { (a, b) throws(Failure) in try self.mustSwap(keys, a, b) }
        }
        for place in 1..<count {
            let moved = order[place]
            var hole = place
            while hole > 0, try mustSwap(keys, order[hole - 1], moved) {
                order[hole] = order[hole - 1]
                hole -= 1
            }
            order[hole] = moved
        }
        return order
    }

    private func mustSwap(_ keys: ContiguousArray<Value>, _ left: Int, _ right: Int) throws(Failure) -> Bool {
        let count = terms.count
        for index in 0..<count {
            let order = try compare(
                keys[left * count + index], keys[right * count + index], isDescending: terms[index].isDescending)
            if order != 0 { return order > 0 }
        }
        return false
    }

    /// Undefined is last whatever the direction.
    private func compare(_ a: Value, _ b: Value, isDescending: Bool) throws(Failure) -> Int {
        if case .number(let x) = a, case .number(let y) = b { return x == y ? 0 : (x < y) != isDescending ? -1 : 1 }
        if a.isUndefined { return b.isUndefined ? 0 : 1 }
        if b.isUndefined { return -1 }
        let comparable: TypeSet = [.string, .number]
        guard comparable.contains(a.typeLetter), comparable.contains(b.typeLetter) else {
            throw Failure("T2008", position: position, value: comparable.contains(a.typeLetter) ? b : a)
        }
        let order: Int
        if case .string(let x) = a, case .string(let y) = b {
            order = UTF16Order.compare(x, y)
        } else if let x = a.double, let y = b.double {
            order = x == y ? 0 : x < y ? -1 : 1
        } else {
            throw Failure("T2007", position: position, value: a, details: [("value2", b)])
        }
        return isDescending ? -order : order
    }
}

/// The reference's stable merge sort: two items change places only if the comparator says so.
enum MergeSort {
    static func sort<Item>(
        _ items: [Item], swaps: (Item, Item) throws(Failure) -> Bool
    ) throws(Failure) -> [Item] {
        guard items.count > 1 else { return items }
        let middle = items.count / 2
        let left = try sort(Array(items[..<middle]), swaps: swaps)
        let right = try sort(Array(items[middle...]), swaps: swaps)
        var merged: [Item] = []
        merged.reserveCapacity(items.count)
        var i = 0
        var j = 0
        while i < left.count, j < right.count {
            if try swaps(left[i], right[j]) {
                merged.append(right[j])
                j += 1
            } else {
                merged.append(left[i])
                i += 1
            }
        }
        merged += left[i...]
        merged += right[j...]
        return merged
    }
}
