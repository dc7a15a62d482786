import StatesCore
import StatesLanguage

/// What a recording says about running tasks, in recorded order.
///
/// A message waits until the execution has made the events that were recorded before it, so that waits and retries of
/// other branches take their turn. When the execution differs from the recording and nothing else can happen, the
/// earliest message goes.
struct RecordedMessages: Sendable {
    struct Entry: Sendable {
        var id: Int32
        var due: Timestamp
        var task: TaskID
        var message: Message
    }

    /// The earliest last.
    private var entries: [Entry] = []
    /// The recorded ids of timeouts.
    private var expiries: [TaskID: Int32] = [:]

    var isEmpty: Bool { entries.isEmpty }

    mutating func insert(_ message: Message, of task: TaskID, id: Int32, due: Timestamp) {
        let entry = Entry(id: id, due: due, task: task, message: message)
        let index = entries.lastIndex { $0.id > id }.map { $0 + 1 } ?? 0
        entries.insert(entry, at: index)
    }

    mutating func expect(expiryOf task: TaskID, _ id: Int32) { expiries[task] = id }

    mutating func cancel(_ task: TaskID) {
        if !entries.isEmpty { entries.removeAll { $0.task == task } }
        if !expiries.isEmpty { expiries[task] = nil }
    }

    /// Takes the earliest message if its turn has come, or if nothing on the agenda may happen before it.
    mutating func pop(before next: Agenda.Entry?, lastEvent: Int32) -> Entry? {
        guard let first = entries.last else { return nil }
        if first.id > lastEvent + 1, let next, mayFire(next) { return nil }
        return entries.popLast()
    }

    /// Whether a recording that goes on allows `next`: it has the answers of tasks that would time out otherwise.
    private func mayFire(_ next: Agenda.Entry) -> Bool {
        if next.isAnswer { return true }
        switch next.id.purpose {
        case .wait, .retry: return true
        case .executionTimeout: return false
        case .taskTimeout, .heartbeat:
            return !entries.contains { $0.task.entry == next.id.entry && $0.task.attempt == next.id.attempt }
        }
    }

    /// Timers that fire together, timeouts among themselves as the recording has them.
    func inRecordedOrder(_ timers: [TimerID]) -> [TimerID] {
        guard timers.count > 1, !expiries.isEmpty else { return timers }
        let recorded = timers.indices.compactMap { index in
            let timer = timers[index]
            return expiries[TaskID(entry: timer.entry, attempt: timer.attempt, frame: timer.frame)]
                .map { (index: index, id: $0) }
        }
        var ordered = timers
        for (place, timeout) in zip(recorded, recorded.sorted { $0.id < $1.id }) {
            ordered[place.index] = timers[timeout.index]
        }
        return ordered
    }
}
