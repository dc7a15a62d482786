import JSONModel
import StatesCore
import StatesLanguage
import Tracing

/// What is seen of one run of a task from outside: its duration, and its span if somebody traces.
struct TaskObservation: Sendable {
    var metrics: StatesMetrics
    var trace: TaskTrace?

    /// Runs `body` within the span, and measures it.
    func run(
        _ delivery: TaskDelivery, _ body: () async -> Result<Payload, TaskFailure>
    ) async -> Result<Payload, TaskFailure> {
        let start = ContinuousClock.now
        if delivery.request.retryCount > 0 { metrics.taskIsRetried() }
        let result = if let trace { await trace.run(delivery, body) } else { await body() }
        let isSuccess = if case .success = result { true } else { false }
        metrics.taskEnded(delivery.request.resource.text, succeeded: isSuccess, ContinuousClock.now - start)
        return result
    }
}

/// Where the span of a task belongs.
struct TaskTrace: Sendable {
    var tracer: any Tracer
    /// Of the state.
    var context: ServiceContext
    var clock: any RuntimeClock

    /// Runs `body` within a span called after the state.
    func run(
        _ delivery: TaskDelivery, _ body: () async -> Result<Payload, TaskFailure>
    ) async -> Result<Payload, TaskFailure> {
        let request = delivery.request
        let span = tracer.startSpan("task \(request.stateName)", context: context, ofKind: .internal, at: now)
        span.attributes["states.execution"] = request.executionARN
        span.attributes["states.resource"] = request.resource.text
        span.attributes["states.attempt"] = request.retryCount
        let result = await ServiceContext.withValue(span.context) { await body() }
        if case .failure(let failure) = result {
            span.setStatus(SpanStatus(code: .error, message: failure.error ?? "States.TaskFailed"))
        }
        span.end(at: now)
        return result
    }

    /// To the nanosecond, unless time is virtual.
    private var now: TraceInstant {
        if clock is any IdleClock { return TraceInstant(clock.now) }
        return TraceInstant(nanosecondsSinceEpoch: DefaultTracerClock.now.nanosecondsSinceEpoch)
    }
}

/// A moment, for tracers.
struct TraceInstant: TracerInstant {
    var nanosecondsSinceEpoch: UInt64

    init(nanosecondsSinceEpoch: UInt64) { self.nanosecondsSinceEpoch = nanosecondsSinceEpoch }

    init(_ time: Timestamp) {
        let seconds = UInt64(clamping: time.seconds)
        let (nanoseconds, isTooMuch) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        nanosecondsSinceEpoch = isTooMuch ? .max : nanoseconds &+ UInt64(clamping: time.nanoseconds)
    }

    static func < (left: Self, right: Self) -> Bool { left.nanosecondsSinceEpoch < right.nanosecondsSinceEpoch }
}
