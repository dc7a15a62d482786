import Metrics
import StatesCore
import StatesLanguage
import Synchronization

/// Metrics of a runtime. The backend is the user's choice; without one they cost next to nothing.
final class StatesMetrics: Sendable {
    private struct TaskKind: Hashable {
        var resource: String
        var isSuccess: Bool
    }

    private let factory: any MetricsFactory
    /// `states.executions.started`
    private let started: Counter
    /// `states.executions.finished`, by status.
    private let finished: [Execution.Status: Counter]
    /// `states.store.commit`, `states.store.commit.operations`
    private let storeCommit: Metrics.Timer
    private let commitOperations: Recorder
    /// `states.timer.lag`: how late a timer is.
    private let timerLag: Metrics.Timer
    /// `states.task.retries`
    private let retries: Counter
    /// `states.tasks.queued`: tasks that wait for their turn.
    private let queued: Gauge
    /// `states.task.duration`, by resource and outcome.
    private let durations = Mutex<[TaskKind: Metrics.Timer]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        started = Counter(label: "states.executions.started", factory: factory)
        var finished: [Execution.Status: Counter] = [:]
        for status in [Execution.Status.succeeded, .failed, .timedOut, .aborted] {
            finished[status] = Counter(
                label: "states.executions.finished", dimensions: [("status", status.rawValue)], factory: factory)
        }
        self.finished = finished
        storeCommit = Metrics.Timer(label: "states.store.commit", factory: factory)
        commitOperations = Recorder(label: "states.store.commit.operations", factory: factory)
        timerLag = Metrics.Timer(label: "states.timer.lag", factory: factory)
        retries = Counter(label: "states.task.retries", factory: factory)
        queued = Gauge(label: "states.tasks.queued", factory: factory)
    }

    func executionStarted() { started.increment() }
    func executionFinished(_ status: Execution.Status) { finished[status]?.increment() }
    func tasksWait(_ count: Int) { queued.record(count) }
    func taskIsRetried() { retries.increment() }

    func committed(_ operations: Int, in duration: Duration) {
        storeCommit.recordNanoseconds(Self.nanoseconds(duration))
        commitOperations.record(operations)
    }

    func timerFired(due: Timestamp, at now: Timestamp) {
        timerLag.recordMilliseconds(max(0, now.millisecondsSinceEpoch - due.millisecondsSinceEpoch))
    }

    func taskEnded(_ resource: String, succeeded isSuccess: Bool, _ duration: Duration) {
        let kind = TaskKind(resource: resource, isSuccess: isSuccess)
        let timer = durations.withLock { durations in
            if let timer = durations[kind] { return timer }
            let timer = Metrics.Timer(
                label: "states.task.duration",
                dimensions: [("resource", resource), ("outcome", isSuccess ? "succeeded" : "failed")],
                factory: factory)
            durations[kind] = timer
            return timer
        }
        timer.recordNanoseconds(Self.nanoseconds(duration))
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
