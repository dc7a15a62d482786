import StatesCore
import StatesLanguage
import Synchronization

/// Whoever waits for something to happen to executions: for their end, for changes of status, for work.
final class ExecutionWatchers: Sendable {
    private struct State {
        var ends: [ExecutionKey: [AsyncStream<Void>.Continuation]] = [:]
        var streams: [Int: AsyncStream<StatusChangeEvent>.Continuation] = [:]
        var lastStream = 0
        var isStopped = false
    }

    private let state = Mutex(State())

    func changed(_ key: ExecutionKey, _ execution: Execution, _ version: MachineVersion) {
        let (streams, ends) = state.withLock { state in
            (
                Array(state.streams.values),
                execution.status == .running ? [] : state.ends.removeValue(forKey: key) ?? []
            )
        }
        if !streams.isEmpty {
            let event = StatusChangeEvent(execution)
            for stream in streams { stream.yield(event) }
        }
        for signal in ends { signal.finish() }
        if execution.status != .running { StatesMetrics.finished(execution) }
    }

    /// Returns when the execution ends in this process, when `isOver` says so after the poll's time, or when the
    /// runtime stops.
    func waitForEnd(
        of key: ExecutionKey, _ clock: any RuntimeClock, milliseconds: Int64,
        isOver: @escaping @Sendable () async throws -> Bool
    ) async throws {
        let (ends, signal) = AsyncStream<Void>.makeStream()
        let isStopped = state.withLock { state in
            if !state.isStopped { state.ends[key, default: []].append(signal) }
            return state.isStopped
        }
        if isStopped { return }
        // It may have ended before anybody was told to tell.
        if try await isOver() { return }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in ends { return } }
            group.addTask {
                while try await !isOver() {
                    try await clock.sleep(until: clock.now.advanced(byMilliseconds: milliseconds))
                }
            }
            try await group.next()
            group.cancelAll()
        }
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
            return (state.ends.values.flatMap { $0 }, Array(state.streams.values))
        }
        for signal in stopped.0 { signal.finish() }
        for stream in stopped.1 { stream.finish() }
    }
}
