import JSONModel
import Metrics
import StatesCore
import StatesLanguage
import Tracing

/// Metrics of a runtime. The backend is the user's choice; without one they cost next to nothing.
enum StatesMetrics {
    private static let started = Counter(label: "states.executions.started")
    private static let storeCommit = Metrics.Timer(label: "states.store.commit")
    private static let commitOperations = Recorder(label: "states.store.commit.operations")
    private static let timerLag = Metrics.Timer(label: "states.timer.lag")
    static let retries = Counter(label: "states.task.retries")
    private static let queueDepth = Gauge(label: "states.tasks.queued")

    static func executionStarted() { started.increment() }

    /// `states.tasks.queued`: tasks that wait for their turn.
    static func tasksWait(_ count: Int) { queueDepth.record(count) }

    /// `states.store.commit` and `states.store.commit.operations`.
    static func committed(_ operations: Int, in duration: Duration) {
        storeCommit.recordNanoseconds(nanoseconds(duration))
        commitOperations.record(operations)
    }

    /// `states.timer.lag`: how late a timer is.
    static func timerFired(due: Timestamp, at now: Timestamp) {
        timerLag.recordMilliseconds(max(0, now.millisecondsSinceEpoch - due.millisecondsSinceEpoch))
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    /// `states.executions.finished`, by status.
    static func finished(_ execution: Execution) {
        Counter(label: "states.executions.finished", dimensions: [("status", execution.status.rawValue)]).increment()
    }

    /// `states.task.duration`, by resource and outcome.
    static func taskEnded(_ resource: String, succeeded: Bool, _ duration: Duration) {
        Metrics.Timer(
            label: "states.task.duration",
            dimensions: [("resource", resource), ("outcome", succeeded ? "succeeded" : "failed")]
        ).recordNanoseconds(nanoseconds(duration))
    }
}

/// What is seen of a task from outside: its span and its duration.
enum TaskObservation {
    /// Runs `body` within a span called after the state, and measures it.
    static func run(
        _ delivery: TaskDelivery, _ context: TaskContext,
        _ body: () async -> Result<Payload, TaskFailure>
    ) async -> Result<Payload, TaskFailure> {
        let start = ContinuousClock.now
        if delivery.request.retryCount > 0 { StatesMetrics.retries.increment() }
        let result = await withSpan("task \(delivery.request.stateName)", ofKind: .internal) { span in
            span.attributes["states.execution"] = delivery.request.executionARN
            span.attributes["states.resource"] = delivery.request.resource.text
            span.attributes["states.attempt"] = delivery.request.retryCount
            let result = await body()
            if case .failure(let failure) = result {
                span.setStatus(SpanStatus(code: .error, message: failure.error))
            }
            return result
        }
        let isSuccess = if case .success = result { true } else { false }
        StatesMetrics.taskEnded(delivery.request.resource.text, succeeded: isSuccess, ContinuousClock.now - start)
        return result
    }
}
