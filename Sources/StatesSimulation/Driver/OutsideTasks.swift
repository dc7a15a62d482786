import StatesCore
import StatesLanguage

/// Tasks that somebody outside works on, and what was heard of them.
struct OutsideTasks: Sendable {
    struct Arrival: Sendable {
        var time: Timestamp
        var message: Message
    }

    /// Handed out, or about to be, and not answered.
    private var running: Set<TaskID> = []
    private var work = Simulation.OutsideWork()
    /// In the order of their times; taken from `head` on.
    private var arrivals: [Arrival] = []
    private var head = 0
    /// The caller has told all that happened until then.
    private var elapsed: Timestamp?
    /// Time goes no further than the caller says, even while nobody outside works.
    var isPaced = false

    mutating func add(_ request: TaskRequest) {
        running.insert(request.id)
        work.requested.append(request)
    }

    /// - Returns: whether the task is one of these.
    mutating func withdraw(_ id: TaskID) -> Bool {
        guard running.remove(id) != nil else { return false }
        if let index = work.requested.firstIndex(where: { $0.id == id }) {
            work.requested.remove(at: index)
        } else {
            work.withdrawn.append(id)
        }
        return true
    }

    mutating func deliver(_ message: Message, at time: Timestamp) {
        arrivals.append(Arrival(time: arrivals.last.map { max($0.time, time) } ?? time, message: message))
        elapse(to: time)
    }

    mutating func elapse(to time: Timestamp) {
        elapsed = elapsed.map { max($0, time) } ?? time
    }

    /// Takes the first arrival if it came before `due`, or just then.
    mutating func pop(notAfter due: Timestamp?) -> Arrival? {
        guard head < arrivals.count else { return nil }
        let arrival = arrivals[head]
        if let due, due < arrival.time { return nil }
        head += 1
        if head == arrivals.count {
            arrivals.removeAll(keepingCapacity: true)
            head = 0
        }
        if let id = arrival.message.answeredTask { running.remove(id) }
        return arrival
    }

    /// Whether time may go on to `due`: nobody outside can act before, or it has passed there as well.
    func allows(_ due: Timestamp) -> Bool {
        if head < arrivals.count { return true }
        guard isPaced || !running.isEmpty else { return true }
        return elapsed.map { due <= $0 } ?? false
    }

    mutating func takeWork(nextDue: Timestamp?) -> Simulation.OutsideWork {
        var taken = work
        taken.nextDue = nextDue
        work = Simulation.OutsideWork()
        return taken
    }
}

extension Message {
    /// The task that this is the last word about.
    fileprivate var answeredTask: TaskID? {
        switch self {
        case .taskSucceeded(let id, _), .taskFailed(let id, _): id
        case .start, .taskStarted, .taskSubmitted, .taskHeartbeat, .timersFired, .stop, .redrive, .resume: nil
        }
    }
}
