import StatesCore
import StatesLanguage

/// Children that wait for something, and those of them that have it.
struct ChildTable: Sendable {
    private struct Due: Sendable {
        var time: Timestamp
        var sequence: Int
        var index: Int

        static func < (left: Self, right: Self) -> Bool {
            left.time != right.time ? left.time < right.time : left.sequence < right.sequence
        }
    }

    private struct Place: Sendable {
        var child: MapRunSimulation.Child
        var sequence: Int
    }

    private var places: [Int: Place] = [:]
    /// A heap; an entry counts if its sequence is that of its child.
    private var dues: [Due] = []
    private var ready = Fifo<MapRunSimulation.Child>()
    private var lastSequence = 0

    var isEmpty: Bool { places.isEmpty && ready.isEmpty }

    /// When something is due in a child that waits; `nil` while one is ready.
    var nextDue: Timestamp? { ready.isEmpty ? dues.first?.time : nil }

    mutating func add(_ child: MapRunSimulation.Child) {
        lastSequence += 1
        let due = child.simulation.nextDue
        places[child.index] = Place(child: child, sequence: lastSequence)
        guard let due else { return }
        dues.append(Due(time: due, sequence: lastSequence, index: child.index))
        siftUp(dues.count - 1)
    }

    mutating func popReady() -> MapRunSimulation.Child? { ready.pop() }

    /// Changes all children that wait until `time`; they are ready after it.
    mutating func fire(at time: Timestamp, _ change: (inout MapRunSimulation.Child) -> Void) {
        while let first = dues.first, first.time <= time {
            removeFirst()
            guard places[first.index]?.sequence == first.sequence else { continue }
            wake(first.index, change)
        }
    }

    /// Changes a child that waits; it is ready after it.
    mutating func wake(_ index: Int, _ change: (inout MapRunSimulation.Child) -> Void) {
        if var place = places.removeValue(forKey: index) {
            change(&place.child)
            ready.push(place.child)
            dropStale()
        } else {
            ready.change(where: { $0.index == index }, change)
        }
    }

    // MARK: Heap

    /// Keeps the promise that the first entry counts.
    private mutating func dropStale() {
        while let first = dues.first, places[first.index]?.sequence != first.sequence { removeFirst() }
    }

    private mutating func removeFirst() {
        let last = dues.removeLast()
        guard !dues.isEmpty else { return }
        dues[0] = last
        var index = 0
        while true {
            var least = 2 * index + 1
            guard least < dues.count else { return }
            if least + 1 < dues.count, dues[least + 1] < dues[least] { least += 1 }
            guard dues[least] < dues[index] else { return }
            dues.swapAt(index, least)
            index = least
        }
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard dues[index] < dues[parent] else { return }
            dues.swapAt(index, parent)
            index = parent
        }
    }
}
