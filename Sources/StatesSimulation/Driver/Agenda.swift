import StatesCore
import StatesLanguage

/// What is due later: timers of the execution and answers with a delay, earliest first.
///
/// A heap in which cancelled entries stay until they come up or are too many; `slots` tells which entries count. A
/// frame has at most one timer of a kind and one answer at a time, so a slot is a place in an array and every
/// operation is O(log n).
struct Agenda: Sendable {
    struct Entry: Sendable {
        var due: Timestamp
        /// Counts what was put on the agenda: the order of what is due at one instant.
        var sequence: Int
        var id: TimerID
        /// Place of the answer in `answers`, or -1 for a timer.
        var answer: Int32

        /// Answers come before timers: what arrives at its deadline is in time.
        static func < (left: Self, right: Self) -> Bool {
            if left.due != right.due { return left.due < right.due }
            if left.isAnswer != right.isAnswer { return left.isAnswer }
            return left.sequence < right.sequence
        }

        var isAnswer: Bool { answer >= 0 }
    }

    /// What the latest entry of a kind in a frame is, and whether it still counts.
    private struct Slot: Sendable {
        /// 0 when nothing counts.
        var sequence = 0
        var entry = 0
        var attempt = 0
    }

    private var heap: [Entry] = []
    private var slots: [Slot] = []
    private var answers: [Message?] = []
    private var freeAnswers: [Int32] = []
    private var lastSequence = 0
    /// How many entries of `heap` no longer count.
    private var cancelled = 0

    /// Five kinds of timers, one answer.
    private static let slotsPerFrame = 6

    /// The earliest entry.
    var next: Entry? { heap.first }

    mutating func start(_ id: TimerID, due: Timestamp) {
        push(id, due: due, answer: -1, slot: Self.slot(of: id))
    }

    mutating func cancel(_ id: TimerID) {
        clear(Self.slot(of: id), entry: id.entry, attempt: id.attempt)
    }

    mutating func schedule(_ message: Message, of task: TaskID, due: Timestamp) {
        let place: Int32
        if let free = freeAnswers.popLast() {
            answers[Int(free)] = message
            place = free
        } else {
            answers.append(message)
            place = Int32(answers.count - 1)
        }
        let id = TimerID(entry: task.entry, attempt: task.attempt, frame: task.frame, purpose: .wait)
        push(id, due: due, answer: place, slot: Self.slot(ofAnswerTo: task))
    }

    mutating func cancelAnswer(of task: TaskID) {
        clear(Self.slot(ofAnswerTo: task), entry: task.entry, attempt: task.attempt)
    }

    /// Forgets everything but the room that it made.
    mutating func removeAll() {
        heap.removeAll(keepingCapacity: true)
        slots.removeAll(keepingCapacity: true)
        answers.removeAll(keepingCapacity: true)
        freeAnswers.removeAll(keepingCapacity: true)
        cancelled = 0
    }

    /// Takes the earliest entry if it is an answer.
    mutating func popAnswer() -> Message? {
        guard let first = heap.first, first.isAnswer else { return nil }
        return pop().flatMap { takeAnswer($0.answer) }
    }

    /// Takes all timers that are due when the earliest one is, in the order in which they were started.
    mutating func popTimers() -> [TimerID] {
        guard let due = heap.first?.due else { return [] }
        var timers: [TimerID] = []
        while let first = heap.first, first.due == due, !first.isAnswer {
            timers.append(first.id)
            _ = pop()
        }
        return timers
    }

    // MARK: Slots

    private static func slot(of id: TimerID) -> Int {
        Int(id.frame) * slotsPerFrame + Int(id.purpose.rawValue)
    }

    private static func slot(ofAnswerTo task: TaskID) -> Int {
        Int(task.frame) * slotsPerFrame + slotsPerFrame - 1
    }

    private func slot(of entry: Entry) -> Int {
        entry.isAnswer ? Int(entry.id.frame + 1) * Self.slotsPerFrame - 1 : Self.slot(of: entry.id)
    }

    private func counts(_ entry: Entry) -> Bool { slots[slot(of: entry)].sequence == entry.sequence }

    private mutating func clear(_ slot: Int, entry: Int, attempt: Int) {
        guard slot < slots.count, slots[slot].sequence != 0, slots[slot].entry == entry,
            slots[slot].attempt == attempt
        else { return }
        slots[slot].sequence = 0
        cancelled += 1
        tidy()
    }

    // MARK: Heap

    private mutating func push(_ id: TimerID, due: Timestamp, answer: Int32, slot: Int) {
        if slot >= slots.count {
            slots.append(contentsOf: repeatElement(Slot(), count: max(slot + 1, slots.count * 2) - slots.count))
        }
        if slots[slot].sequence != 0 { cancelled += 1 }
        lastSequence += 1
        slots[slot] = Slot(sequence: lastSequence, entry: id.entry, attempt: id.attempt)
        heap.append(Entry(due: due, sequence: lastSequence, id: id, answer: answer))
        siftUp(heap.count - 1)
        tidy()
    }

    /// Takes the earliest entry, which counts.
    private mutating func pop() -> Entry? {
        guard let first = heap.first else { return nil }
        slots[slot(of: first)].sequence = 0
        removeFirst()
        dropCancelled()
        return first
    }

    private mutating func takeAnswer(_ place: Int32) -> Message? {
        defer {
            answers[Int(place)] = nil
            freeAnswers.append(place)
        }
        return answers[Int(place)]
    }

    private mutating func removeFirst() {
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        siftDown(0)
    }

    /// Keeps the promise that the first entry counts.
    private mutating func dropCancelled() {
        while cancelled > 0, let first = heap.first, !counts(first) {
            if first.isAnswer { _ = takeAnswer(first.answer) }
            removeFirst()
            cancelled -= 1
        }
    }

    /// Drops cancelled entries at the top, and all of them once they are the majority.
    private mutating func tidy() {
        dropCancelled()
        guard cancelled > 32, cancelled * 2 > heap.count else { return }
        for entry in heap where entry.isAnswer && !counts(entry) { _ = takeAnswer(entry.answer) }
        heap = heap.filter(counts)
        cancelled = 0
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(index) }
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index] < heap[parent] else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while true {
            var least = 2 * index + 1
            guard least < heap.count else { return }
            if least + 1 < heap.count, heap[least + 1] < heap[least] { least += 1 }
            guard heap[least] < heap[index] else { return }
            heap.swapAt(index, least)
            index = least
        }
    }
}
