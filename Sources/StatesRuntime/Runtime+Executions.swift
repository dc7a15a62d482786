public import JSONModel
public import StatesCore
public import StatesLanguage

/// Executions.
extension Runtime {
    /// Starts an execution of the newest version of a machine. When this returns, it is stored.
    ///
    /// - Parameters:
    ///   - machine: name of a deployed state machine.
    ///   - name: 1 to 80 characters; a UUID if none is given. The same name and input while the execution runs give
    ///     that execution; any other use of a name is refused as long as the execution is kept.
    /// - Throws: `StateMachineDoesNotExist`, `InvalidName`, `InvalidExecutionInput`, `ExecutionAlreadyExists`.
    /// - Source: AWS Step Functions API, StartExecution.
    @discardableResult
    public func start(
        _ machine: String, name: String? = nil, input: Payload
    ) async throws(RuntimeError) -> ExecutionHandle {
        let host = try await host
        guard let deployed = await host.machines[machine] else {
            throw RuntimeError(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(machine)'")
        }
        guard input.byteCount <= configuration.quotas.payloadBytes else {
            throw RuntimeError(
                .invalidExecutionInput, "Invalid State Machine Execution Input: it has more bytes than are allowed")
        }
        let started = try await host.start(deployed, name: name ?? ExecutionHandle.randomName(), input: input)
        return ExecutionHandle(runtime: self, key: started.key, executionARN: started.arn, startTime: started.startTime)
    }

    @discardableResult
    public func start(
        _ machine: String, name: String? = nil, input: JSONValue = [:]
    ) async throws(RuntimeError) -> ExecutionHandle {
        try await start(machine, name: name, input: Payload(input))
    }

    /// An execution that was started before, here or elsewhere.
    ///
    /// - Throws: `ExecutionDoesNotExist`.
    public func execution(named name: String, of machine: String) async throws -> ExecutionHandle {
        let host = try await host
        let arn = await host.arn(of: name, machine)
        guard let stored = try await store.execution(named: name, of: machine) else {
            throw RuntimeError(.executionDoesNotExist, "Execution Does Not Exist: '\(arn)'")
        }
        return ExecutionHandle(runtime: self, key: stored.key, executionARN: arn, startTime: stored.startTime)
    }

    /// - Source: AWS Step Functions API, ListExecutions.
    public func executions(_ query: ExecutionQuery = ExecutionQuery()) async throws(StoreError) -> ExecutionPage {
        try await store.list(query)
    }

    /// What changes in the status of executions of this process from now on, as the service tells EventBridge.
    ///
    /// - Parameter limit: so many changes wait for whoever reads; the newest are kept.
    public func statusChanges(bufferingNewest limit: Int = 1_024) -> AsyncStream<StatusChangeEvent> {
        watchers.statusChanges(bufferingNewest: limit)
    }
}

/// One execution of a runtime.
public struct ExecutionHandle: Sendable {
    let runtime: Runtime
    public let key: ExecutionKey
    public let executionARN: String
    public let startTime: Timestamp

    static func randomName() -> String {
        func hex(_ value: UInt64, _ digits: Int) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        let (high, low) = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
        let first = hex(high >> 32, 8) + "-" + hex(high >> 16 & 0xFFFF, 4) + "-4" + hex(high & 0xFFF, 3)
        return first + "-" + hex(low >> 48 & 0x3FFF | 0x8000, 4) + "-" + hex(low & 0xFFFF_FFFF_FFFF, 12)
    }

    /// How far it is, as it is stored.
    public func description() async throws -> StoredExecution {
        guard let stored = try await runtime.store.execution(key) else {
            throw RuntimeError(.executionDoesNotExist, "Execution Does Not Exist: '\(executionARN)'")
        }
        return stored
    }

    /// The execution as it is stored: its input, and its output once it has succeeded.
    ///
    /// - Throws: `ExecutionDoesNotExist`, or `ExecutionParked` when its records contradict themselves.
    public func value() async throws -> Execution {
        try await runtime.host.value(of: try await description()).execution
    }

    /// The execution as it is stored, and its events.
    package func recorded() async throws -> (execution: Execution, events: [Event]) {
        try await runtime.host.value(of: try await description())
    }

    /// Its history so far: the JSON of GetExecutionHistory.
    public func history() async throws -> [UInt8] {
        let (execution, events) = try await recorded()
        return HistoryProjection.document(of: events, in: execution)
    }

    /// Waits until it has ended.
    ///
    /// - Returns: the execution as it ended.
    public func end() async throws -> Execution {
        while true {
            let stored = try await description()
            if stored.status != .running { return try await value() }
            if let ended = try await runtime.waitForEnd(of: stored) { return ended }
        }
    }

    /// Waits until it has ended.
    ///
    /// - Returns: what it ended with.
    /// - Throws: an `ExecutionFailure` if it did not succeed.
    public func output() async throws -> Payload {
        let execution = try await end()
        if let output = execution.output { return output }
        throw ExecutionFailure(
            executionARN: executionARN, status: execution.status, error: execution.failure?.error,
            cause: execution.failure?.cause)
    }

    /// - Source: AWS Step Functions API, StopExecution.
    public func stop(error: String? = nil, cause: String? = nil) async throws {
        _ = try await description()
        _ = try await runtime.host.send(.stop(error: error, cause: cause), to: key)
    }

    /// Lets a running execution go on with the newest definition of its machine that was deployed here.
    ///
    /// Nothing that was recorded changes. All states that it has been in must still be there, where they were.
    ///
    /// - Throws: `DefinitionMismatch`, and the execution goes on as before; `NotOwned` when another process has it.
    public func moveToNewestVersion() async throws {
        let stored = try await description()
        let host = try await runtime.host
        guard let machine = await host.machines[stored.version.name] else {
            throw RuntimeError(
                .stateMachineDoesNotExist, "State Machine Does Not Exist: '\(stored.version.name)'")
        }
        try await host.move(key, to: machine)
    }

    /// Goes on with an execution that did not succeed: what succeeded keeps its result.
    ///
    /// It goes on in the process in which it ended, while that lives: then it may run only a moment after this returns.
    ///
    /// - Throws: `ExecutionNotRedrivable`.
    /// - Source: AWS Step Functions API, RedriveExecution.
    public func redrive() async throws {
        _ = try await runtime.host.redrive(try await description())
    }
}

/// An execution that did not succeed.
public struct ExecutionFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public var executionARN: String
    public var status: Execution.Status
    public var error: String?
    public var cause: String?

    public var description: String {
        "\(executionARN) \(status.rawValue)" + (error.map { ": \($0)" } ?? "") + (cause.map { ": \($0)" } ?? "")
    }
}

extension Runtime {
    /// Returns when the execution may have ended: it has ended here, and is given, or a poll's time is over.
    func waitForEnd(of stored: StoredExecution) async throws -> Execution? {
        let host = try await host
        try Task.checkCancellation()
        if await host.stopReason != nil { throw RuntimeError(.notRunning, "the runtime has shut down") }
        return try await watchers.waitForEnd(
            of: stored.key, host.owner, clock, milliseconds: configuration.pollMilliseconds
        ) { try await self.store.execution(stored.key) }
    }
}
