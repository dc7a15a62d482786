import JSONModel
import StatesCore
public import StatesLanguage

/// Into a store.
extension ExecutionArchive {
    /// Puts the execution into a store, all of it or nothing. If it runs, the next process that has its machine goes on
    /// with it.
    ///
    /// - Parameters:
    ///   - name: what it is called there; `nil` for its own name.
    ///   - codec: what its payloads are stored with.
    ///   - time: now.
    /// - Throws: `ArchiveError` when the records do not hold, `ExecutionAlreadyExists`, or `StoreError`.
    public func restore(
        into store: any ExecutionStore, as name: String? = nil, codec: (any PayloadCodec)? = nil, at time: Timestamp
    ) async throws -> StoredExecution {
        if let name, name != self.name {
            return try await renamed(name).restore(into: store, codec: codec, at: time)
        }
        guard ResourceName.isValid(self.name) else {
            throw RuntimeError(.invalidName, "Invalid Name: '\(self.name)'")
        }
        let (execution, turns) = try fold()
        let version = try await store.deploy(ProgramCache.definition(definition), as: machine, at: time)
        let owner = try await store.addOwner(named: "import", until: time.advanced(byMilliseconds: 60_000))
        let key = ExecutionKey(rawValue: owner.rawValue << 32 | 1)
        let new = NewExecution(key: key, name: self.name, version: version, seed: seed, startTime: startTime)
        var appends: [Append] = []
        for (record, events) in zip(records, turns) {
            appends.append(
                Append(
                    execution: key, owner: owner, sequence: record.sequence, time: record.time,
                    events: codec?.encode(record.events) ?? record.events, digest: record.digest,
                    marks: Mark.text(of: events, in: execution.program, at: record.time)))
        }
        guard !appends.isEmpty else { throw ArchiveError("the execution has no records") }
        finish(&appends[appends.count - 1], execution, codec)
        let operations =
            [StoreOperation.start(new, appends[0])] + appends.dropFirst().map(StoreOperation.append)
        let outcomes = try await store.commit(operations)
        try await store.remove(owner)
        if case .nameTaken = outcomes.first {
            throw RuntimeError(.executionAlreadyExists, "Execution Already Exists: '\(self.name)'")
        }
        guard outcomes.allSatisfy({ $0 == StoreOutcome.stored }), let stored = try await store.execution(key) else {
            throw ArchiveError("the store has not taken the execution")
        }
        return stored
    }

    /// The same under another name, and with another seed: its tokens are not those of the first.
    private func renamed(_ name: String) throws(ArchiveError) -> ExecutionArchive {
        let (first, turns) = try fold()
        var copy = self
        copy.name = name
        copy.seed = TextHash.of(name, after: copy.seed)
        var configuration = ExecutionConfiguration(executionName: name, stateMachineName: machine)
        configuration.seed = copy.seed
        var execution = Execution(first.program, configuration: configuration)
        for (index, events) in turns.enumerated() {
            for event in events { execution.apply(event) }
            copy.records[index].digest = execution.digest
        }
        return copy
    }

    /// What the last record says of the execution as it is then.
    private func finish(_ append: inout Append, _ execution: Execution, _ codec: (any PayloadCodec)?) {
        append.wake = execution.status == .running ? .now : .never
        if execution.status != .running || execution.redriveCount > 0 {
            append.status = StatusChange(
                status: execution.status, stopTime: execution.status == .running ? nil : execution.now,
                error: execution.failure?.error, cause: execution.failure?.cause, redriveCount: execution.redriveCount)
        }
        for case .runTask(let request) in execution.outstanding {
            let isActivity = if case .activity = request.resource.kind { true } else { false }
            guard isActivity || request.pattern == .waitForTaskToken else { continue }
            append.tokens.append(TaskToken(token: request.taskToken, task: request.id))
            guard isActivity, !request.isStarted else { continue }
            let input = Array(request.parameters.text.utf8)
            append.activityTasks.append(
                ActivityTask(
                    activity: request.resource.text, execution: append.execution, token: request.taskToken,
                    task: request.id, scheduledAt: request.scheduledAt, input: codec?.encode(input) ?? input))
        }
    }
}
