import StatesCore
import StatesLanguage

/// Tasks that somebody outside works on, those of children included, and what was heard of them.
struct OutsideTasks: Sendable {
    struct Arrival: Sendable {
        var time: Timestamp
        var path: ExecutionPath
        var message: Message
    }

    /// Handed out, or about to be, and not answered.
    private var running: Set<TaskAddress> = []
    private var work = Simulation.OutsideWork()
    /// In the order of their times; taken from `head` on.
    private var arrivals: [Arrival] = []
    private var head = 0
    /// The caller has told all that happened until then.
    private var elapsed: Timestamp?
    /// Time goes no further than the caller says, even while nobody outside works.
    var isPaced = false

    mutating func add(_ request: TaskRequest) {
        running.insert(request.address)
        work.requested.append(request)
    }

    /// - Returns: whether the task is one of these.
    mutating func withdraw(_ address: TaskAddress) -> Bool {
        guard running.remove(address) != nil else { return false }
        if let index = work.requested.firstIndex(where: { $0.address == address }) {
            work.requested.remove(at: index)
        } else {
            work.withdrawn.append(address)
        }
        return true
    }

    /// Whether there is something for the caller to do.
    var hasWork: Bool { !work.requested.isEmpty || !work.withdrawn.isEmpty }

    /// Takes over what a child wants from outside.
    mutating func adopt(_ work: Simulation.OutsideWork, of step: ExecutionPath.Step) {
        for var request in work.requested {
            request.path = request.path.below(step)
            add(request)
        }
        for address in work.withdrawn {
            _ = withdraw(TaskAddress(path: address.path.below(step), id: address.id))
        }
    }

    mutating func deliver(_ message: Message, to path: ExecutionPath, at time: Timestamp) {
        let last = arrivals.last.map { max($0.time, time) } ?? time
        arrivals.append(Arrival(time: last, path: path, message: message))
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
        settle(arrival.message, of: arrival.path)
        return arrival
    }

    /// Forgets the task that `message` is the last word about.
    mutating func settle(_ message: Message, of path: ExecutionPath) {
        if let id = message.answeredTask { running.remove(TaskAddress(path: path, id: id)) }
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
        case .start, .taskStarted, .taskSubmitted, .taskHeartbeat, .timersFired, .mapRunSucceeded, .mapRunFailed,
            .stop, .redrive, .resume:
            nil
        }
    }
}
