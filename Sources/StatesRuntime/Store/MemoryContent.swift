import StatesCore
import StatesLanguage

/// All that an `InMemoryStore` holds, and how it changes.
struct MemoryContent {
    /// A reference, so that an append copies neither the description nor the records.
    final class Kept {
        var description: StoredExecution
        var records: [StoredRecord] = []

        init(_ description: StoredExecution) { self.description = description }
    }

    /// Names are compared byte by byte, as in a database.
    private struct Name: Hashable {
        var machine: [UInt8]
        var name: [UInt8]
    }

    private(set) var executions: [ExecutionKey: Kept] = [:]
    private var keys: [Name: ExecutionKey] = [:]
    private var owners: [OwnerID: Timestamp] = [:]
    private var lastOwner = OwnerID(rawValue: 0)
    private(set) var tokens: [String: TokenPlace] = [:]
    private var messages = MemoryInbox()
    private var activityTasks = MemoryActivityTasks()
    private(set) var definitions: [String: StoredDefinition] = [:]
    /// By name, the newest last.
    private(set) var versions: [String: [MachineVersion]] = [:]

    func key(of name: String, _ machine: String) -> ExecutionKey? {
        keys[Name(machine: Array(machine.utf8), name: Array(name.utf8))]
    }

    /// An execution whose owner is gone is shown without one.
    func description(of key: ExecutionKey) -> StoredExecution? {
        guard let kept = executions[key] else { return nil }
        var description = kept.description
        description.records = kept.records.count
        if let owner = description.owner, owners[owner] == nil { description.owner = nil }
        return description
    }
}

// MARK: - Owners

extension MemoryContent {
    mutating func addOwner(until expiry: Timestamp) -> OwnerID {
        lastOwner.rawValue += 1
        owners[lastOwner] = expiry
        return lastOwner
    }

    /// - Returns: whether it still has a lease.
    mutating func renew(_ owner: OwnerID, until expiry: Timestamp) -> Bool {
        guard owners[owner] != nil else { return false }
        owners[owner] = expiry
        return true
    }

    /// Whoever belongs to an owner that is not there is unowned.
    mutating func removeOwners(where isRemoved: (OwnerID, Timestamp) -> Bool) {
        owners = owners.filter { !isRemoved($0.key, $0.value) }
    }

    /// - Returns: how many were claimed; `nil` if `owner` has lost its lease.
    mutating func claim(for owner: OwnerID, machines: Set<String>?, at now: Timestamp) -> Int? {
        guard owners[owner] != nil else { return nil }
        removeOwners { $0 != owner && $1 <= now }
        let waiting = messages.executions
        var count = 0
        for (key, kept) in executions {
            let description = kept.description
            guard description.owner.map({ owners[$0] == nil }) ?? true,
                description.status == .running || waiting.contains(key),
                machines.map({ $0.contains(description.version.name) }) ?? true
            else { continue }
            kept.description.owner = owner
            count += 1
        }
        return count
    }
}

// MARK: - Writing

extension MemoryContent {
    mutating func perform(_ operation: StoreOperation) -> StoreOutcome {
        switch operation {
        case .start(let new, let append): return start(new, append)
        case .append(let append): return self.append(append)
        case .discard(let entries, let owner): return discard(entries, owner)
        case .post(let post): return self.post(post) ? .stored : .missing
        case .takeActivityTask(let activity, let worker, let call, let time):
            if let task = activityTasks.taken(by: call) { return .activityTask(task) }
            guard let task = activityTasks.take(activity, call: call) else { return .activityTask(nil) }
            _ = self.post(task.taken(by: worker, at: time))
            return .activityTask(task)
        case .move(let key, let version, let records, let owner): return move(key, version, records, owner)
        case .take(let key, let owner, let time): return take(key, owner, time)
        }
    }

    private mutating func start(_ new: NewExecution, _ append: Append) -> StoreOutcome {
        if let taken = key(of: new.name, new.version.name), let description = description(of: taken) {
            return taken == new.key && isStored(append) ? .stored : .nameTaken(description)
        }
        guard append.execution == new.key, append.sequence == 0, executions[new.key] == nil,
            owners[append.owner] != nil
        else { return .fenced }
        guard isDeployed(new.version) else { return .missing }
        let kept = Kept(
            StoredExecution(
                new, status: StatusChange(status: .running), owner: append.owner, wake: append.wake ?? .now,
                records: 0))
        executions[new.key] = kept
        keys[Name(machine: Array(new.version.name.utf8), name: Array(new.name.utf8))] = new.key
        store(append, in: kept)
        return .stored
    }

    private func isDeployed(_ version: MachineVersion) -> Bool {
        versions[version.name]?.contains { $0.number == version.number && $0.definition == version.definition } ?? false
    }

    private mutating func append(_ append: Append) -> StoreOutcome {
        guard let kept = executions[append.execution] else { return .missing }
        guard kept.description.owner == append.owner, owners[append.owner] != nil else { return .fenced }
        guard append.sequence == kept.records.count else { return isStored(append) ? .stored : .fenced }
        store(append, in: kept)
        return .stored
    }

    /// Whether exactly this was stored before.
    private func isStored(_ append: Append) -> Bool {
        guard let kept = executions[append.execution], kept.description.owner == append.owner,
            kept.records.indices.contains(append.sequence)
        else { return false }
        return kept.records[append.sequence].digest == append.digest
    }

    private mutating func store(_ append: Append, in kept: Kept) {
        kept.records.append(
            StoredRecord(
                sequence: append.sequence, time: append.time, events: append.events, digest: append.digest))
        if let wake = append.wake { kept.description.wake = wake }
        if let status = append.status { kept.description.set(status) }
        for entry in append.consumed { messages.remove(entry) }
        for token in append.tokens {
            tokens[token.token] = TokenPlace(execution: append.execution, task: token.task)
        }
        for task in append.activityTasks { activityTasks.add(task) }
        for token in append.withdrawnActivityTasks { activityTasks.withdraw(token) }
        for post in append.posts { _ = self.post(post) }
    }

    /// - Returns: whether there is such an execution.
    private mutating func post(_ post: Post) -> Bool {
        guard executions[post.execution] != nil else { return false }
        messages.add(post)
        return true
    }

    private mutating func discard(_ entries: [InboxID], _ owner: OwnerID) -> StoreOutcome {
        for entry in entries {
            guard let execution = messages[entry]?.execution else { continue }
            guard executions[execution]?.description.owner == owner else { return .fenced }
        }
        for entry in entries { messages.remove(entry) }
        return .stored
    }

    private mutating func move(
        _ key: ExecutionKey, _ version: MachineVersion, _ records: Int, _ owner: OwnerID
    ) -> StoreOutcome {
        guard let kept = executions[key], isDeployed(version), kept.description.version.name == version.name
        else { return .missing }
        guard kept.description.owner == owner, kept.records.count == records else { return .fenced }
        kept.description.version = version
        return .stored
    }

    private mutating func take(_ key: ExecutionKey, _ owner: OwnerID, _ time: Timestamp) -> StoreOutcome {
        guard let kept = executions[key] else { return .missing }
        guard owners[owner] != nil else { return .fenced }
        if kept.description.owner == owner { return .stored }
        let isHeld = kept.description.owner.flatMap { owners[$0] }.map { $0 > time } ?? false
        guard kept.description.status != .running, !isHeld else { return .fenced }
        kept.description.owner = owner
        return .stored
    }
}

// MARK: - Looking

extension MemoryContent {
    func due(of owner: OwnerID, after last: DueExecution?, by time: Timestamp, limit: Int) -> [DueExecution] {
        var due: [DueExecution] = []
        for (key, kept) in executions
        where kept.description.owner == owner && kept.description.status == .running {
            let execution = DueExecution(key: key, wake: kept.description.wake)
            guard execution.isDue(by: time), last.map({ $0.precedes(execution) }) ?? true else { continue }
            due.append(execution)
        }
        due.sort { $0.precedes($1) }
        return Array(due.prefix(limit))
    }

    func inbox(of owner: OwnerID, after last: InboxID, limit: Int) -> [InboxEntry] {
        Array(
            messages.entries(after: last)
                .filter { executions[$0.post.execution]?.description.owner == owner }.prefix(limit))
    }

    func list(_ query: ExecutionQuery) -> ExecutionPage {
        var found: [StoredExecution] = []
        for (key, kept) in executions where query.matches(kept.description) {
            if let description = description(of: key) { found.append(description) }
        }
        found.sort { $0.cursor.precedes($1.cursor) }
        let page = Array(found.prefix(query.limit))
        return ExecutionPage(executions: page, next: found.count > page.count ? page.last?.cursor : nil)
    }

    mutating func deploy(_ definition: StoredDefinition, as name: String, at time: Timestamp) -> MachineVersion {
        definitions[definition.hash] = definition
        let newest = versions[name]?.last
        if let newest, newest.definition == definition.hash { return newest }
        let version = MachineVersion(
            name: name, number: (newest?.number ?? 0) + 1, definition: definition.hash, creationTime: time)
        versions[name, default: []].append(version)
        return version
    }

    /// Whether an execution may be removed.
    private func isOver(_ kept: Kept, before time: Timestamp) -> Bool {
        guard let stop = kept.description.stopTime, stop < time else { return false }
        guard let parent = kept.description.parent, parent.mapRunChild != nil,
            let around = executions[parent.execution]
        else { return true }
        return isOver(around, before: time)
    }

    mutating func purge(endedBefore time: Timestamp, limit: Int) -> Int {
        let ended = executions.values.compactMap { kept in
            isOver(kept, before: time) ? kept.description.stopTime.map { (stop: $0, kept.description) } : nil
        }.sorted { $0.stop < $1.stop }.prefix(limit).map(\.1)
        for description in ended {
            executions[description.key] = nil
            keys[Name(machine: Array(description.version.name.utf8), name: Array(description.name.utf8))] = nil
        }
        let purged = Set(ended.map(\.key))
        tokens = tokens.filter { !purged.contains($0.value.execution) }
        messages.remove(of: purged)
        activityTasks.withdraw(of: purged)
        return ended.count
    }
}

extension StoredExecution {
    fileprivate mutating func set(_ change: StatusChange) {
        status = change.status
        stopTime = change.stopTime
        error = change.error
        cause = change.cause
        redriveCount = change.redriveCount
    }

    fileprivate var cursor: ExecutionCursor { ExecutionCursor(startTime: startTime, key: key) }
}

extension ExecutionCursor {
    /// The latest first.
    fileprivate func precedes(_ other: ExecutionCursor) -> Bool {
        (other.startTime, other.key) < (startTime, key)
    }
}

extension ExecutionQuery {
    fileprivate func matches(_ execution: StoredExecution) -> Bool {
        (machine.map { $0 == execution.version.name } ?? true) && (status.map { $0 == execution.status } ?? true)
            && (parent.map { execution.parent?.mapRunChild != nil && execution.parent?.execution == $0 }
                ?? (execution.parent?.mapRunChild == nil))
            && execution.name.utf8.starts(with: namePrefix.utf8)
            && (after.map { $0.precedes(execution.cursor) } ?? true)
    }
}

extension DueExecution {
    /// By time and key; what is worked on comes first.
    fileprivate func precedes(_ other: DueExecution) -> Bool {
        switch (wake, other.wake) {
        case (.at(let time), .at(let otherTime)): (time, key) < (otherTime, other.key)
        case (.now, .now), (.never, _): key < other.key
        case (.now, _): true
        case (.at, _): false
        }
    }

    fileprivate func isDue(by time: Timestamp) -> Bool {
        switch wake {
        case .now: true
        case .at(let due): due <= time
        case .never: false
        }
    }
}
