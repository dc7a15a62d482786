import HeapModule
import StatesCore
import StatesLanguage

/// When executions in memory want attention. An execution may have places that hold no longer: whoever takes one looks
/// whether it does.
struct TimerAgenda {
    private struct Place: Comparable {
        var due: Timestamp
        var key: ExecutionKey

        static func < (left: Self, right: Self) -> Bool {
            left.due != right.due ? left.due < right.due : left.key < right.key
        }
    }

    private var heap = Heap<Place>()

    var next: Timestamp? { heap.min?.due }

    mutating func add(_ key: ExecutionKey, due: Timestamp) {
        heap.insert(Place(due: due, key: key))
    }

    /// The place that is due at `now` or before, the earliest first.
    mutating func pop(dueAt now: Timestamp) -> (key: ExecutionKey, due: Timestamp)? {
        guard let first = heap.min, first.due <= now else { return nil }
        heap.removeMin()
        return (first.key, first.due)
    }
}
