/// Posts in the order in which they came. What is removed leaves a gap until half of it is gaps.
struct MemoryInbox {
    private var entries: [(id: InboxID, post: Post?)] = []
    private var gaps = 0
    private var last = InboxID(rawValue: 0)

    /// Executions for which something waits.
    var executions: Set<ExecutionKey> { Set(entries.compactMap { $0.post?.execution }) }

    subscript(id: InboxID) -> Post? {
        let place = place(of: id)
        return place < entries.count && entries[place].id == id ? entries[place].post : nil
    }

    func entries(after last: InboxID) -> some Sequence<InboxEntry> {
        entries[place(of: InboxID(rawValue: last.rawValue + 1))...].lazy.compactMap { entry in
            entry.post.map { InboxEntry(id: entry.id, post: $0) }
        }
    }

    mutating func add(_ post: Post) {
        last.rawValue += 1
        entries.append((last, post))
    }

    mutating func remove(_ id: InboxID) {
        let place = place(of: id)
        guard place < entries.count, entries[place].id == id, entries[place].post != nil else { return }
        entries[place].post = nil
        gaps += 1
        closeGaps()
    }

    mutating func remove(of executions: Set<ExecutionKey>) {
        entries.removeAll { entry in entry.post.map { executions.contains($0.execution) } ?? true }
        gaps = 0
    }

    private mutating func closeGaps() {
        guard gaps * 2 > entries.count else { return }
        entries.removeAll { $0.post == nil }
        gaps = 0
    }

    /// Of the first entry that is not before `id`.
    private func place(of id: InboxID) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
