import StatesCore
import StatesLanguage
import Tracing

/// The spans of the executions that a host has in memory.
///
///     start orders ─▶ execution orders ─┬▶ state Pay ─▶ task Pay
///                                       └▶ state Ship ─▶ start shipment ─▶ execution shipment
///
/// A span cannot be handed on: whoever lets an execution go ends its spans, and says so in `states.continues`; whoever
/// takes it up begins new ones at the old times, under the same `start`.
struct ExecutionTraces {
    private final class OpenExecution {
        let span: any Span
        let arn: String
        /// By frame.
        var states: [Int32: OpenState] = [:]

        init(_ span: any Span, _ arn: String) { (self.span, self.arn) = (span, arn) }
    }

    private struct OpenState {
        var span: any Span
        var parent: Int32
        /// Frames that have run within it; they may be somebody else's by now.
        var children: Set<Int32> = []
    }

    let tracer: any Tracer
    private var executions: [ExecutionKey: OpenExecution] = [:]

    /// - Returns: `nil` when nobody traces.
    init?(_ configuration: RuntimeConfiguration) {
        let tracer = configuration.tracer ?? InstrumentationSystem.tracer
        guard !(tracer is NoOpTracer) else { return nil }
        self.tracer = tracer
    }

    // MARK: Contexts

    /// That of the state that runs at a place of an execution.
    func context(of key: ExecutionKey, _ frame: Int32) -> ServiceContext {
        let execution = executions[key]
        return execution?.states[frame]?.span.context ?? execution?.span.context ?? .topLevel
    }

    /// What is stored of a context.
    func headers(of context: ServiceContext) -> [String: String] {
        var headers: [String: String] = [:]
        tracer.inject(context, into: &headers, using: Headers())
        return headers
    }

    private struct Headers: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into headers: inout [String: String]) { headers[key] = value }
        func extract(key: String, from headers: [String: String]) -> String? { headers[key] }
    }

    // MARK: Spans

    mutating func take(_ steps: [TraceStep], of key: ExecutionKey) {
        for step in steps {
            if case .taken(let execution) = step {
                release(key, at: execution.time)
                executions[key] = begin(execution)
                continue
            }
            guard let execution = executions[key] else { return }
            switch step {
            case .taken: break
            case .entered(let frame, let parent, let name, let time): enter(frame, parent, name, time, execution)
            case .left(let frame, let time, let isAborted): leave(frame, time, execution, isAborted: isAborted)
            case .ended(let end):
                executions[key] = nil
                finish(execution, end)
            case .released(let time): release(key, at: time)
            }
        }
    }

    private func begin(_ taken: TracedExecution) -> OpenExecution {
        var context = ServiceContext.topLevel
        tracer.extract(taken.trace, into: &context, using: Headers())
        let span = tracer.startSpan(
            "execution \(taken.machine)", context: context, ofKind: .consumer, at: TraceInstant(taken.startTime))
        span.attributes["states.execution"] = taken.arn
        if taken.redriveCount > 0 { span.attributes["states.redrive_count"] = taken.redriveCount }
        let execution = OpenExecution(span, taken.arn)
        for state in taken.states { enter(state.frame, state.parent, state.name, state.time, execution) }
        return execution
    }

    private func enter(
        _ frame: Int32, _ parent: Int32, _ name: String, _ time: Timestamp, _ execution: OpenExecution
    ) {
        leave(frame, time, execution)
        let context = execution.states[parent]?.span.context ?? execution.span.context
        let span = tracer.startSpan("state \(name)", context: context, ofKind: .internal, at: TraceInstant(time))
        span.attributes["states.execution"] = execution.arn
        execution.states[frame] = OpenState(span: span, parent: parent)
        execution.states[parent]?.children.insert(frame)
    }

    /// Ends the span of a state, and of what still runs within it: of what was cut off there is nothing more to hear.
    private func leave(_ frame: Int32, _ time: Timestamp, _ execution: OpenExecution, isAborted: Bool = false) {
        guard let state = execution.states.removeValue(forKey: frame) else { return }
        for child in state.children where execution.states[child]?.parent == frame {
            leave(child, time, execution, isAborted: true)
        }
        if isAborted { state.span.setStatus(SpanStatus(code: .error, message: "aborted")) }
        state.span.end(at: TraceInstant(time))
    }

    private func finish(_ execution: OpenExecution, _ end: TracedEnd) {
        let status =
            end.status == .succeeded ? nil : SpanStatus(code: .error, message: end.error ?? end.status.rawValue)
        for state in execution.states.values {
            if let status { state.span.setStatus(status) }
            state.span.end(at: TraceInstant(end.time))
        }
        execution.span.attributes["states.status"] = end.status.rawValue
        if let status { execution.span.setStatus(status) }
        execution.span.end(at: TraceInstant(end.time))
    }

    /// Somebody else goes on with it, or this process later.
    mutating func release(_ key: ExecutionKey, at time: Timestamp) {
        guard let execution = executions.removeValue(forKey: key) else { return }
        for span in execution.states.values.map(\.span) + [execution.span] {
            span.attributes["states.continues"] = true
            span.end(at: TraceInstant(time))
        }
    }

    mutating func releaseAll(at time: Timestamp) {
        for key in Array(executions.keys) { release(key, at: time) }
    }
}
