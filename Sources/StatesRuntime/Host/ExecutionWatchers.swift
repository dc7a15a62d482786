import StatesCore
import StatesLanguage
import Synchronization

/// Whoever waits for something to happen to executions: for their end, for changes of status, for work.
final class ExecutionWatchers: Sendable {
    private struct State {
        var ends: [ExecutionKey: [CheckedContinuation<Void, Never>]] = [:]
        var streams: [Int: AsyncStream<StatusChangeEvent>.Continuation] = [:]
        var lastStream = 0
        var workers: [String: [CheckedContinuation<Void, Never>]] = [:]
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
        for continuation in ends { continuation.resume() }
        if execution.status != .running { StatesMetrics.finished(execution) }
    }

    /// Returns at the next end of the execution in this process, or when the runtime stops.
    func waitForEnd(of key: ExecutionKey, unless isOver: () async -> Bool) async {
        await withCheckedContinuation { continuation in
            let isStopped = state.withLock { state in
                if !state.isStopped { state.ends[key, default: []].append(continuation) }
                return state.isStopped
            }
            if isStopped { continuation.resume() }
        }
    }

    func activityFilled(_ activity: String) {
        let workers = state.withLock { $0.workers.removeValue(forKey: activity) ?? [] }
        for worker in workers { worker.resume() }
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
            defer { (state.ends, state.workers, state.streams) = ([:], [:], [:]) }
            return (
                state.ends.values.flatMap { $0 } + state.workers.values.flatMap { $0 }, Array(state.streams.values)
            )
        }
        for continuation in stopped.0 { continuation.resume() }
        for stream in stopped.1 { stream.finish() }
    }
}
