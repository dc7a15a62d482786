import StatesCore
public import StatesLanguage
public import StatesRuntime

extension SQLiteStore {
    // MARK: What an owner looks for

    public func due(
        of owner: OwnerID, after last: DueExecution?, by time: Timestamp, limit: Int
    ) async throws(StoreError) -> [DueExecution] {
        try await read { connection throws(StoreError) in
            let due = try connection.prepared(.due)
            due.bind(owner.rawValue, at: 1)
            due.bind(max(0, time.millisecondsSinceEpoch), at: 2)
            due.bind(last.map { $0.wake.column ?? .max } ?? -1, at: 3)
            due.bind(last?.key.rawValue ?? .min, at: 4)
            due.bind(limit, at: 5)
            return try due.all { row throws(StoreError) in
                DueExecution(key: ExecutionKey(rawValue: row.integer(0)), wake: Wake(column: row.integer(1)))
            }
        }
    }

    public func inbox(
        of owner: OwnerID, after last: InboxID, limit: Int
    ) async throws(StoreError) -> [InboxEntry] {
        try await read { connection throws(StoreError) in
            let inbox = try connection.prepared(.inbox)
            inbox.bind(owner.rawValue, at: 1)
            inbox.bind(last.rawValue, at: 2)
            inbox.bind(limit, at: 3)
            return try inbox.all { row throws(StoreError) in
                InboxEntry(
                    id: InboxID(rawValue: row.integer(0)),
                    post: Post(
                        execution: ExecutionKey(rawValue: row.integer(1)), time: row.time(2), message: row.bytes(3)))
            }
        }
    }

    // MARK: Reading

    public func execution(_ key: ExecutionKey) async throws(StoreError) -> StoredExecution? {
        try await read { connection throws(StoreError) in try connection.execution(key) }
    }

    public func execution(named name: String, of machine: String) async throws(StoreError) -> StoredExecution? {
        try await read { connection throws(StoreError) in try connection.execution(named: name, of: machine) }
    }

    public func records(
        of key: ExecutionKey, from first: Int, limit: Int
    ) async throws(StoreError) -> [StoredRecord] {
        try await read { connection throws(StoreError) in
            let records = try connection.prepared(.records)
            records.bind(key.rawValue, at: 1)
            records.bind(first, at: 2)
            records.bind(limit, at: 3)
            return try records.all { row throws(StoreError) in
                StoredRecord(
                    sequence: Int(row.integer(0)), time: row.time(1), events: row.bytes(2),
                    digest: UInt64(bitPattern: row.integer(3)))
            }
        }
    }

    public func list(_ query: ExecutionQuery) async throws(StoreError) -> ExecutionPage {
        try await read { connection throws(StoreError) in
            let list = try connection.prepared(query.parent == nil ? .list : .children)
            list.bind(query.machine, at: 1)
            list.bind(query.status?.rawValue, at: 2)
            list.bind(query.namePrefix, at: 3)
            list.bind(query.after?.startTime.millisecondsSinceEpoch ?? .max, at: 4)
            list.bind(query.after?.key.rawValue ?? .max, at: 5)
            list.bind(query.limit + 1, at: 6)
            if let parent = query.parent { list.bind(parent.rawValue, at: 7) }
            let found = try list.all { row throws(StoreError) in try StoredExecution(row) }
            let page = Array(found.prefix(query.limit))
            let last = found.count > page.count ? page.last : nil
            return ExecutionPage(
                executions: page, next: last.map { ExecutionCursor(startTime: $0.startTime, key: $0.key) })
        }
    }

    public func task(token: String) async throws(StoreError) -> TokenPlace? {
        try await read { connection throws(StoreError) in
            let task = try connection.prepared(.task)
            task.bind(token, at: 1)
            return try task.first {
                TokenPlace(execution: ExecutionKey(rawValue: $0.integer(0)), task: $0.task(1))
            }
        }
    }

    public func definition(_ hash: String) async throws(StoreError) -> StoredDefinition? {
        try await read { connection throws(StoreError) in
            let definition = try connection.prepared(.definition)
            definition.bind(hash, at: 1)
            return try definition.first { StoredDefinition(hash: $0.text(0), text: $0.text(1)) }
        }
    }

    public func machines() async throws(StoreError) -> [MachineVersion] {
        try await read { connection throws(StoreError) in
            try connection.prepared(.machines).all { row throws(StoreError) in MachineVersion(row) }
        }
    }
}

extension SQLConnection {
    func execution(_ key: ExecutionKey) throws(StoreError) -> StoredExecution? {
        let execution = try prepared(.execution)
        execution.bind(key.rawValue, at: 1)
        return try execution.all { row throws(StoreError) in try StoredExecution(row) }.first
    }

    func execution(named name: String, of machine: String) throws(StoreError) -> StoredExecution? {
        let execution = try prepared(.executionByName)
        execution.bind(machine, at: 1)
        execution.bind(name, at: 2)
        return try execution.all { row throws(StoreError) in try StoredExecution(row) }.first
    }

    func hasOwner(_ owner: OwnerID) throws(StoreError) -> Bool {
        let hasOwner = try prepared(.hasOwner)
        hasOwner.bind(owner.rawValue, at: 1)
        return try hasOwner.first { _ in true } ?? false
    }

    func newestVersion(of name: String) throws(StoreError) -> MachineVersion? {
        let newest = try prepared(.newestVersion)
        newest.bind(name, at: 1)
        return try newest.first { MachineVersion($0) }
    }
}
