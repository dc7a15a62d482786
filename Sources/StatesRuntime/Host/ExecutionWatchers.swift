import StatesCore
import StatesLanguage
import Synchronization

/// Whoever waits for something to happen to executions: for their end, for changes of status, for work.
final class ExecutionWatchers: Sendable {
    private struct State {
        var ends: [ExecutionKey: [Int: Waiter]] = [:]
        var lastWaiter = 0
        /// What those who were told go on with, until they do.
        var told: [Int: Work] = [:]
        var streams: [Int: AsyncStream<StatusChangeEvent>.Continuation] = [:]
        var lastStream = 0
        var isStopped = false

        /// - Returns: how to tell them.
        mutating func tell(_ waiters: [Int: Waiter]) -> [AsyncStream<Execution>.Continuation] {
            for (number, waiter) in waiters {
                if let work = waiter.work { told[number] = Work(idle: work.clock) }
            }
            return waiters.values.map(\.signal)
        }
    }

    private struct Waiter {
        var signal: AsyncStream<Execution>.Continuation
        var work: Work?
    }

    private let state = Mutex(State())

    func changed(_ key: ExecutionKey, _ execution: Execution, _ version: MachineVersion) {
        let (streams, ends) = state.withLock { state in
            (
                Array(state.streams.values),
                execution.status == .running ? [] : state.tell(state.ends.removeValue(forKey: key) ?? [:])
            )
        }
        if !streams.isEmpty {
            let event = StatusChangeEvent(execution)
            for stream in streams { stream.yield(event) }
        }
        for signal in ends {
            signal.yield(execution)
            signal.finish()
        }
    }

    /// Waits until the execution ends in this process, until `look` finds after the poll's time that it has ended
    /// elsewhere, or until the runtime stops.
    ///
    /// - Parameters:
    ///   - owner: of this process. What ends here is told: to read it again from the store would take longer.
    ///   - look: the execution as it is stored.
    /// - Returns: the execution, if it has ended here.
    func waitForEnd(
        of key: ExecutionKey, _ owner: OwnerID, _ clock: any RuntimeClock, milliseconds: Int64,
        look: @escaping @Sendable () async throws -> StoredExecution?
    ) async throws -> Execution? {
        let (ends, signal) = AsyncStream<Execution>.makeStream()
        let waiter = Waiter(signal: signal, work: Work.current)
        let number: Int? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.lastWaiter += 1
            state.ends[key, default: [:]][state.lastWaiter] = waiter
            return state.lastWaiter
        }
        guard let number else { return nil }
        defer { forget(number, of: key) }
        // It may have ended before anybody was told to tell.
        guard try await look()?.status == .running else { return nil }
        return try await withThrowingTaskGroup(of: Execution?.self) { group in
            group.addTask {
                for await execution in ends { return execution }
                return nil
            }
            group.addTask {
                while let stored = try await look(), stored.status == .running || stored.owner == owner {
                    try await clock.poll(until: clock.now.advanced(byMilliseconds: milliseconds))
                }
                return nil
            }
            let execution = try await group.next()
            group.cancelAll()
            return execution ?? nil
        }
    }

    private func forget(_ waiter: Int, of key: ExecutionKey) {
        let work = state.withLock { state in
            state.ends[key]?[waiter] = nil
            if state.ends[key]?.isEmpty == true { state.ends[key] = nil }
            return state.told.removeValue(forKey: waiter)
        }
        work?.end()
    }

    /// The stream ends when the runtime stops.
    func statusChanges(bufferingNewest limit: Int) -> AsyncStream<StatusChangeEvent> {
        AsyncStream(bufferingPolicy: .bufferingNewest(limit)) { continuation in
            let number = state.withLock { state in
                state.lastStream += 1
                if !state.isStopped { state.streams[state.lastStream] = continuation }
                return state.isStopped ? 0 : state.lastStream
            }
            if number == 0 { continuation.finish() }
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { $0.streams[number] = nil }
            }
        }
    }

    func stop() {
        let stopped = state.withLock { state in
            state.isStopped = true
            defer { (state.ends, state.streams) = ([:], [:]) }
            return (state.ends.values.flatMap { state.tell($0) }, Array(state.streams.values))
        }
        for signal in stopped.0 { signal.finish() }
        for stream in stopped.1 { stream.finish() }
    }
}
