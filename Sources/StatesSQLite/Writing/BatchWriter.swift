import GRDB
import StatesCore
import StatesLanguage
import StatesRuntime

/// Does the operations of a commit on the connection that writes.
///
/// Whether an operation is refused is known before it changes anything, so none of them needs a savepoint.
struct BatchWriter {
    let connection: SQLConnection
    /// Numbers of records that are there, the last of each execution. They stay until it is purged, whoever has it.
    private(set) var known: [ExecutionKey: Int]
    private let insert: SQLStatement

    init(_ connection: SQLConnection, known: [ExecutionKey: Int]) throws(StoreError) {
        self.connection = connection
        self.known = known
        insert = try connection.prepared(.append)
    }

    mutating func perform(_ operations: [StoreOperation]) throws(StoreError) -> [StoreOutcome] {
        var outcomes: [StoreOutcome] = []
        outcomes.reserveCapacity(operations.count)
        for operation in operations { outcomes.append(try perform(operation)) }
        return outcomes
    }

    private mutating func perform(_ operation: StoreOperation) throws(StoreError) -> StoreOutcome {
        switch operation {
        case .append(let append): return try self.append(append)
        case .start(let new, let append): return try start(new, append)
        case .discard(let entries, let owner): return try discard(entries, owner)
        case .post(let post): return try self.post(post) ? .stored : .missing
        case .takeActivityTask(let activity, let worker, let call, let time):
            return .activityTask(try takeActivityTask(activity, worker, call, time))
        case .move(let key, let version, let records, let owner): return try move(key, version, records, owner)
        case .take(let key, let owner, let time): return try take(key, owner, time)
        }
    }

    // MARK: Records

    /// One statement when nothing but events is new.
    private mutating func append(_ append: Append) throws(StoreError) -> StoreOutcome {
        if append.status?.status == .running, try !connection.hasOwner(append.owner) { return .fenced }
        if known[append.execution] != append.sequence - 1,
            try digest(of: append.execution, append.sequence - 1) == nil
        {
            return try refusal(of: append)
        }
        guard try insert(append) else { return try refusal(of: append) }
        if let status = append.status { try update(append.execution, status) }
        if let wake = append.wake {
            let update = try connection.prepared(.wake)
            update.bind(append.execution.rawValue, at: 1)
            update.bind(wake.column, at: 2)
            try update.run()
        }
        try storeAttached(append)
        return .stored
    }

    /// - Returns: whether the owner has the execution, and no record has that number.
    private mutating func insert(_ append: Append) throws(StoreError) -> Bool {
        insert.bind(append.execution.rawValue, at: 1)
        insert.bind(append.sequence, at: 2)
        insert.bind(append.time, at: 3)
        insert.bind(Int64(bitPattern: append.digest), at: 4)
        insert.bind(append.marks, at: 5)
        insert.bind(append.events, at: 6)
        insert.bind(append.owner.rawValue, at: 7)
        try insert.run()
        guard connection.changes == 1 else { return false }
        known[append.execution] = append.status?.stopTime == nil ? append.sequence : nil
        return true
    }

    private func refusal(of append: Append) throws(StoreError) -> StoreOutcome {
        let owner = try connection.prepared(.owner)
        owner.bind(append.execution.rawValue, at: 1)
        switch try owner.first({ $0.integer(0) }) {
        case nil: return .missing
        case append.owner.rawValue: return try isStored(append) ? .stored : .fenced
        default: return .fenced
        }
    }

    private func isStored(_ append: Append) throws(StoreError) -> Bool {
        try digest(of: append.execution, append.sequence) == Int64(bitPattern: append.digest)
    }

    private func digest(of execution: ExecutionKey, _ sequence: Int) throws(StoreError) -> Int64? {
        let digest = try connection.prepared(.digest)
        digest.bind(execution.rawValue, at: 1)
        digest.bind(sequence, at: 2)
        return try digest.first { $0.integer(0) }
    }

    private func update(_ key: ExecutionKey, _ change: StatusChange) throws(StoreError) {
        let update = try connection.prepared(.update)
        update.bind(key.rawValue, at: 1)
        update.bind(change.status.rawValue, at: 2)
        update.bind(change.stopTime?.millisecondsSinceEpoch, at: 3)
        update.bind(change.error, at: 4)
        update.bind(change.cause, at: 5)
        update.bind(change.redriveCount, at: 6)
        try update.run()
    }

    /// What comes with a record: empty for most.
    private func storeAttached(_ append: Append) throws(StoreError) {
        for entry in append.consumed { try run(.consume, entry.rawValue) }
        for token in append.tokens {
            let insert = try connection.prepared(.addToken)
            insert.bind(token.token, at: 1)
            insert.bind(append.execution.rawValue, at: 2)
            insert.bind(token.task, at: 3)
            try insert.run()
        }
        for task in append.activityTasks {
            let insert = try connection.prepared(.addActivityTask)
            insert.bind(task.activity, at: 1)
            insert.bind(task.token, at: 2)
            insert.bind(task.execution.rawValue, at: 3)
            insert.bind(task.task, at: 4)
            insert.bind(task.scheduledAt, at: 7)
            insert.bind(task.input, at: 8)
            try insert.run()
        }
        for token in append.withdrawnActivityTasks {
            let delete = try connection.prepared(.withdrawActivityTask)
            delete.bind(token, at: 1)
            try delete.run()
        }
        for post in append.posts { _ = try self.post(post) }
    }

    // MARK: Beginning

    private mutating func start(_ new: NewExecution, _ append: Append) throws(StoreError) -> StoreOutcome {
        guard append.execution == new.key, append.sequence == 0 else { return .fenced }
        let start = try connection.prepared(.start)
        bind(new, append, to: start)
        try start.run()
        guard connection.changes == 1 else { return try refusal(of: new, append) }
        guard try insert(append) else {
            throw StoreError(.corrupt, "\(connection.path) has records of an execution that is not there")
        }
        try storeAttached(append)
        return .stored
    }

    private func bind(_ new: NewExecution, _ append: Append, to insert: SQLStatement) {
        let status = append.status ?? StatusChange(status: .running)
        insert.bind(new.key.rawValue, at: 1)
        insert.bind(new.version.name, at: 2)
        insert.bind(new.version.number, at: 3)
        insert.bind(new.version.definition, at: 4)
        insert.bind(new.name, at: 5)
        insert.bind(Int64(bitPattern: new.seed), at: 6)
        insert.bind(new.parent?.execution.rawValue, at: 7)
        insert.bind(new.parent.map { Int64($0.task.entry) }, at: 8)
        insert.bind(new.parent.map { Int64($0.task.attempt) }, at: 9)
        insert.bind(new.parent.map { Int64($0.task.frame) }, at: 10)
        insert.bind(new.startTime, at: 11)
        insert.bind(status.stopTime?.millisecondsSinceEpoch, at: 12)
        insert.bind(status.status.rawValue, at: 13)
        insert.bind(status.error, at: 14)
        insert.bind(status.cause, at: 15)
        insert.bind(status.redriveCount, at: 16)
        insert.bind(append.owner.rawValue, at: 17)
        insert.bind((append.wake ?? .now).column, at: 18)
        insert.bind(new.parent.map { $0.wantsJSON ? 1 : 0 }, at: 19)
        insert.bind(new.parent?.mapRunChild?.text, at: 20)
        insert.bind(new.parent?.isWaiting == false ? 0 : 1, at: 21)
        insert.bind(TraceColumn.text(new.trace), at: 22)
    }

    private func refusal(of new: NewExecution, _ append: Append) throws(StoreError) -> StoreOutcome {
        if let taken = try connection.execution(named: new.name, of: new.version.name) {
            guard taken.key == new.key, taken.owner == append.owner, try isStored(append) else {
                return .nameTaken(taken)
            }
            return .stored
        }
        guard try connection.hasOwner(append.owner), try connection.execution(new.key) == nil else { return .fenced }
        return .missing
    }

    // MARK: The rest

    /// - Returns: whether there is such an execution.
    private func post(_ post: Post) throws(StoreError) -> Bool {
        let insert = try connection.prepared(.post)
        insert.bind(post.execution.rawValue, at: 1)
        insert.bind(post.time, at: 2)
        insert.bind(post.message, at: 3)
        try insert.run()
        return connection.changes == 1
    }

    private func discard(_ entries: [InboxID], _ owner: OwnerID) throws(StoreError) -> StoreOutcome {
        let isForeign = try connection.prepared(.isForeignEntry)
        for entry in entries {
            isForeign.bind(entry.rawValue, at: 1)
            isForeign.bind(owner.rawValue, at: 2)
            if try isForeign.first({ _ in true }) != nil { return .fenced }
        }
        for entry in entries { try run(.consume, entry.rawValue) }
        return .stored
    }

    private func takeActivityTask(
        _ activity: String, _ worker: String?, _ call: String, _ time: Timestamp
    ) throws(StoreError) -> ActivityTask? {
        let taken = try connection.prepared(.takenActivityTask)
        taken.bind(call, at: 1)
        if let task = try taken.first({ ActivityTask($0) }) { return task }
        let next = try connection.prepared(.nextActivityTask)
        next.bind(activity, at: 1)
        guard let (id, task) = try next.first({ ($0.integer(0), ActivityTask($0)) }) else { return nil }
        let keep = try connection.prepared(.keepTaken)
        keep.bind(id, at: 1)
        keep.bind(call, at: 2)
        try keep.run()
        _ = try post(task.taken(by: worker, at: time))
        return task
    }

    private func move(
        _ key: ExecutionKey, _ version: MachineVersion, _ records: Int, _ owner: OwnerID
    ) throws(StoreError) -> StoreOutcome {
        let canMove = try connection.prepared(.canMove)
        canMove.bind(key.rawValue, at: 1)
        canMove.bind(version.name, at: 2)
        canMove.bind(version.number, at: 3)
        canMove.bind(version.definition, at: 4)
        canMove.bind(owner.rawValue, at: 5)
        canMove.bind(records, at: 6)
        guard let (id, isAllowed) = try canMove.first({ ($0.integer(0), $0.integer(1) == 1) }) else {
            return .missing
        }
        guard isAllowed else { return .fenced }
        let move = try connection.prepared(.move)
        move.bind(key.rawValue, at: 1)
        move.bind(id, at: 2)
        try move.run()
        return .stored
    }

    private func take(_ key: ExecutionKey, _ owner: OwnerID, _ time: Timestamp) throws(StoreError) -> StoreOutcome {
        let take = try connection.prepared(.take)
        take.bind(key.rawValue, at: 1)
        take.bind(owner.rawValue, at: 2)
        take.bind(time, at: 3)
        try take.run()
        if connection.changes == 1 { return .stored }
        return try connection.execution(key) == nil ? .missing : .fenced
    }

    private func run(_ sql: SQL, _ id: Int64) throws(StoreError) {
        let statement = try connection.prepared(sql)
        statement.bind(id, at: 1)
        try statement.run()
    }
}
