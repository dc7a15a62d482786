import StatesCore
import StatesLanguage

@testable import StatesRuntime

/// What `ExecutionStore` says, once more and in the plainest way: arrays, and a look at all of it for every question.
/// Each record is checked when it comes.
final class SimulatedStore {
    final class Row {
        var description: StoredExecution
        var records: [StoredRecord] = []
        let ledger: ExecutionLedger

        init(_ description: StoredExecution, _ ledger: ExecutionLedger) {
            self.description = description
            self.ledger = ledger
        }
    }

    private(set) var rows: [ExecutionKey: Row] = [:]
    /// In the order in which they were started.
    private(set) var keys: [ExecutionKey] = []
    /// By `machine/name`.
    private var names: [String: ExecutionKey] = [:]
    private var owners: [OwnerID: Timestamp] = [:]
    private var lastOwner: Int64 = 0
    private(set) var inbox: [InboxEntry] = []
    private var lastEntry: Int64 = 0
    private(set) var tokens: [String: TokenPlace] = [:]
    private var activityTasks: [ActivityTask] = []
    /// Tokens of tasks that workers were given, whether they have heard of it or not.
    private(set) var takenTokens: [String] = []
    /// By the call that took them.
    private var takenTasks: [String: ActivityTask] = [:]
    private let resources: SimulatedResources
    private let codec: SimulatedCodec?
    /// Makes what a new execution is folded from.
    private let blank: (NewExecution) -> Execution
    var mark: (Mark) -> Void = { _ in }

    init(_ resources: SimulatedResources, _ codec: SimulatedCodec?, blank: @escaping (NewExecution) -> Execution) {
        self.resources = resources
        self.codec = codec
        self.blank = blank
    }

    /// Who has the execution, by a lease that still is.
    func holder(of key: ExecutionKey) -> OwnerID? {
        rows[key]?.description.owner.flatMap { owners[$0] == nil ? nil : $0 }
    }

    func description(of key: ExecutionKey) -> StoredExecution? {
        guard let row = rows[key] else { return nil }
        var description = row.description
        description.owner = holder(of: key)
        description.records = row.records.count
        return description
    }

    // MARK: Owners

    func addOwner(until expiry: Timestamp) -> OwnerID {
        lastOwner += 1
        owners[OwnerID(rawValue: lastOwner)] = expiry
        return OwnerID(rawValue: lastOwner)
    }

    func renew(_ owner: OwnerID, until expiry: Timestamp) -> Bool {
        guard owners[owner] != nil else { return false }
        owners[owner] = expiry
        return true
    }

    func remove(_ owner: OwnerID) { owners[owner] = nil }

    /// When the first of the leases is over that `isOver` names.
    func firstExpiry(where isOver: (OwnerID) -> Bool) -> Timestamp? {
        owners.filter { isOver($0.key) }.values.min()
    }

    /// - Returns: `nil` when `owner` has lost its lease.
    func claim(for owner: OwnerID, at now: Timestamp) -> Int? {
        guard owners[owner] != nil else { return nil }
        for (other, expiry) in owners where other != owner && expiry <= now { owners[other] = nil }
        var count = 0
        for key in keys where holder(of: key) == nil {
            guard let row = rows[key] else { continue }
            let isWaitedFor = inbox.contains { $0.post.execution == key }
            guard row.description.status == .running || isWaitedFor else { continue }
            row.description.owner = owner
            count += 1
        }
        return count
    }

    // MARK: Writing

    func commit(_ operations: [StoreOperation]) throws(Violation) -> [StoreOutcome] {
        var outcomes: [StoreOutcome] = []
        for operation in operations { outcomes.append(try perform(operation)) }
        return outcomes
    }

    private func perform(_ operation: StoreOperation) throws(Violation) -> StoreOutcome {
        switch operation {
        case .start(let new, let append): return try start(new, append)
        case .append(let append): return try self.append(append)
        case .discard(let entries, let owner): return discard(entries, owner)
        case .post(let post): return self.post(post) ? .stored : .missing
        case .takeActivityTask(let activity, let worker, let call, let time):
            if let task = takenTasks[call] {
                mark(.activityTakenAgain)
                return .activityTask(task)
            }
            guard let place = activityTasks.firstIndex(where: { $0.activity == activity }) else {
                return .activityTask(nil)
            }
            let task = activityTasks.remove(at: place)
            takenTokens.append(task.token)
            takenTasks[call] = task
            let message = MessageCoding.encode(.taskStarted(task.task, worker: worker))
            _ = self.post(Post(execution: task.execution, time: time, message: message))
            return .activityTask(task)
        case .move(let key, let version, let records, let owner):
            return try move(key, version, records, owner)
        case .take(let key, let owner, _):
            guard let row = rows[key] else { return .missing }
            guard owners[owner] != nil else { return .fenced }
            let holder = holder(of: key)
            if holder == owner { return .stored }
            guard holder == nil, row.description.status != .running else { return .fenced }
            row.description.owner = owner
            return .stored
        }
    }

    private func start(_ new: NewExecution, _ append: Append) throws(Violation) -> StoreOutcome {
        let name = "\(new.version.name)/\(new.name)"
        if let taken = names[name], let description = description(of: taken) {
            if taken == new.key, holder(of: taken) == append.owner {
                mark(.repeatedStart)
                return .stored
            }
            return .nameTaken(description)
        }
        guard owners[append.owner] != nil else { return .fenced }
        try hold(rows[new.key] == nil, "the key \(new.key.rawValue) is given twice")
        try hold(append.sequence == 0, "an execution begins with record \(append.sequence)")
        let description = StoredExecution(
            new, status: StatusChange(status: .running), owner: append.owner, wake: .now, records: 0)
        let row = Row(description, ExecutionLedger(blank(new), parent: new.parent, codec: codec, mark: mark))
        rows[new.key] = row
        keys.append(new.key)
        names[name] = new.key
        try store(append, in: row)
        return .stored
    }

    private func append(_ append: Append) throws(Violation) -> StoreOutcome {
        guard let row = rows[append.execution] else { return .missing }
        guard holder(of: append.execution) == append.owner else {
            mark(.fencedAppend)
            return .fenced
        }
        guard append.sequence == row.records.count else {
            let isStored =
                append.sequence < row.records.count && row.records[append.sequence].digest == append.digest
            try hold(isStored, "record \(append.sequence) of \(row.description.name) leaves a gap or contradicts one")
            mark(.repeatedAppend)
            return .stored
        }
        try store(append, in: row)
        return .stored
    }

    private func store(_ append: Append, in row: Row) throws(Violation) {
        if let wake = append.wake { row.description.wake = wake }
        try row.ledger.take(append, wake: row.description.wake, resources)
        row.records.append(
            StoredRecord(
                sequence: append.sequence, time: append.time, events: append.events, digest: append.digest))
        if let change = append.status {
            row.description.status = change.status
            row.description.stopTime = change.stopTime
            row.description.error = change.error
            row.description.cause = change.cause
            row.description.redriveCount = change.redriveCount
        }
        for entry in append.consumed {
            guard let place = inbox.firstIndex(where: { $0.id == entry }) else {
                throw Violation("a record of \(row.description.name) consumes inbox entry \(entry.rawValue) again")
            }
            try hold(inbox[place].post.execution == append.execution, "an entry of somebody else is consumed")
            inbox.remove(at: place)
            mark(.inboxConsumed)
        }
        for token in append.tokens {
            tokens[token.token] = TokenPlace(execution: append.execution, task: token.task)
        }
        activityTasks += append.activityTasks
        activityTasks.removeAll { append.withdrawnActivityTasks.contains($0.token) }
        for post in append.posts { _ = self.post(post) }
        try checkTasks(of: row)
    }

    /// Who may answer a task can find it.
    private func checkTasks(of row: Row) throws(Violation) {
        let name = row.description.name
        let waiting = activityTasks.filter { $0.execution == row.description.key }
        for task in waiting {
            try hold(row.ledger.owed[task.task] != nil, "\(name) offers a task that it does not wait for")
        }
        for request in row.ledger.owed.values {
            let provider = resources.provider(of: request)
            guard provider == .activity || request.pattern == .waitForTaskToken else { continue }
            let place = TokenPlace(execution: row.description.key, task: request.id)
            try hold(tokens[request.taskToken] == place, "the token of task \(request.id) of \(name) leads elsewhere")
        }
    }

    private func post(_ post: Post) -> Bool {
        guard rows[post.execution] != nil else { return false }
        lastEntry += 1
        inbox.append(InboxEntry(id: InboxID(rawValue: lastEntry), post: post))
        return true
    }

    private func move(
        _ key: ExecutionKey, _ version: MachineVersion, _ records: Int, _ owner: OwnerID
    ) throws(Violation) -> StoreOutcome {
        guard let row = rows[key] else { return .missing }
        guard holder(of: key) == owner, row.records.count == records else { return .fenced }
        if row.description.version == version { mark(.moveRepeated) }
        row.description.version = version
        try row.ledger.move(to: blank(row.description.new), row.records)
        return .stored
    }

    private func discard(_ entries: [InboxID], _ owner: OwnerID) -> StoreOutcome {
        for entry in inbox where entries.contains(entry.id) {
            guard holder(of: entry.post.execution) == owner else { return .fenced }
        }
        if !entries.isEmpty { mark(.inboxDiscarded) }
        inbox.removeAll { entries.contains($0.id) }
        return .stored
    }

    // MARK: Looking

    func due(of owner: OwnerID, by time: Timestamp) -> [DueExecution] {
        var due: [DueExecution] = []
        for key in keys where holder(of: key) == owner {
            guard let row = rows[key], row.description.status == .running else { continue }
            switch row.description.wake {
            case .now: due.append(DueExecution(key: key, wake: .now))
            case .at(let wake) where wake <= time: due.append(DueExecution(key: key, wake: .at(wake)))
            case .at, .never: break
            }
        }
        return due
    }

    func inbox(of owner: OwnerID, after last: InboxID) -> [InboxEntry] {
        inbox.filter { $0.id > last && holder(of: $0.post.execution) == owner }
    }

    /// The activity of the task that waits longest for a worker.
    var waitingActivity: String? { activityTasks.first?.activity }

    var running: [Row] { keys.compactMap { rows[$0] }.filter { $0.description.status == .running } }
}
