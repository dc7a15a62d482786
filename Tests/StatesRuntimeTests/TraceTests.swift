import InMemoryTracing
import JSONModel
import StatesCore
import StatesLanguage
import StatesRuntime
import StatesTesting
import Testing
import Tracing

/// Spans, in virtual time: their tree and how long they are.
@Suite struct TraceTests {
    private let tracer = InMemoryTracer(recordInjections: false, recordExtractions: false)

    private func runtime(_ store: InMemoryStore = InMemoryStore(), _ clock: VirtualClock = VirtualClock()) -> Runtime {
        var configuration = RuntimeConfiguration()
        configuration.tracer = tracer
        return Runtime(store: store, clock: clock, configuration: configuration)
    }

    /// Each span with those around it: `start m > execution m > state A`.
    private func paths() -> [String] {
        let spans = tracer.finishedSpans
        let byID = Dictionary(uniqueKeysWithValues: spans.map { ($0.spanID, $0) })
        return spans.map { span in
            var names = [span.operationName]
            var parent = span.parentSpanID
            while let id = parent {
                names.append(byID[id]?.operationName ?? "?")
                parent = byID[id]?.parentSpanID
            }
            return names.reversed().joined(separator: " > ")
        }
    }

    private func span(_ name: String) throws -> FinishedInMemorySpan {
        try #require(tracer.finishedSpans.first { $0.operationName == name })
    }

    private static func seconds(_ span: FinishedInMemorySpan) -> Double {
        Double(span.endInstant.nanosecondsSinceEpoch - span.startInstant.nanosecondsSinceEpoch) / 1e9
    }

    @Test func statesStandInTheirExecutionTasksInTheirStateChildrenInTheirParent() async throws {
        let runtime = runtime()
        runtime.register("pay") { (_: JSONValue, context) -> JSONValue in
            if context.attempt == 0 { throw TaskFailure(error: "Busy", cause: nil) }
            tracer.withSpan("bank") { _ in }
            return "paid"
        }
        let child = #"{"StartAt": "Sleep", "States": {"Sleep": {"Type": "Wait", "Seconds": 30, "End": true}}}"#
        let parent = """
            {"StartAt": "Pay", "States": {
             "Pay": {"Type": "Task", "Resource": "${pay}", "Next": "Both",
              "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 5}]},
             "Both": {"Type": "Parallel", "Next": "Run", "Branches": [
              {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "A2"}, "A2": {"Type": "Pass", "End": true}}},
              {"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 10, "End": true}}}]},
             "Run": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync", "End": true,
              "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:kids"}}}}
            """
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(child, as: "kids")
            try await runtime.deploy(parent, as: "orders")
            let execution = try await tracer.withSpan("client") { _ in try await runtime.start("orders", name: "o") }
            _ = try await execution.output()
        }
        let execution = "client > start orders > execution orders"
        #expect(
            paths().sorted() == [
                "client", "client > start orders", execution,
                "\(execution) > state Both", "\(execution) > state Both > state A",
                "\(execution) > state Both > state A2", "\(execution) > state Both > state B",
                "\(execution) > state Pay", "\(execution) > state Pay > task Pay",
                "\(execution) > state Pay > task Pay", "\(execution) > state Pay > task Pay > bank",
                "\(execution) > state Run", "\(execution) > state Run > start kids",
                "\(execution) > state Run > start kids > execution kids",
                "\(execution) > state Run > start kids > execution kids > state Sleep",
            ])
        #expect(tracer.activeSpans.isEmpty)
        #expect(Set(tracer.finishedSpans.map(\.traceID)).count == 1)
        #expect(try Self.seconds(span("state Pay")) == 5)
        #expect(try Self.seconds(span("state Both")) == 10)
        #expect(try Self.seconds(span("execution kids")) == 30)
        #expect(try Self.seconds(span("execution orders")) == 45)
        let tasks = tracer.finishedSpans.filter { $0.operationName == "task Pay" }
        #expect(tasks.map(\.status?.code) == [.error, nil])
        #expect(tasks.map { $0.attributes.get("states.attempt") } == [.int64(0), .int64(1)])
        #expect(try span("execution orders").attributes.get("states.status") == .string("SUCCEEDED"))
        #expect(
            try span("state Pay").attributes.get("states.execution")
                == .string("arn:aws:states:us-east-1:123456789012:execution:orders:o"))
    }

    @Test func whoeverGoesOnWithAnExecutionGoesOnWithItsTrace() async throws {
        let (store, clock) = (InMemoryStore(), VirtualClock())
        let definition = """
            {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 60, "Next": "Pay"},
             "Pay": {"Type": "Task", "Resource": "${pay}", "End": true}}}
            """
        let first = runtime(store, clock)
        first.register("pay") { (_: JSONValue, _) -> JSONValue in "first" }
        try await first.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            try await runtime.start("orders", name: "o")
        }
        #expect(
            paths().sorted() == [
                "start orders", "start orders > execution orders", "start orders > execution orders > state Wait",
            ])
        #expect(try span("execution orders").attributes.get("states.continues") == .bool(true))
        #expect(try span("state Wait").attributes.get("states.continues") == .bool(true))
        let trace = try span("start orders").traceID
        tracer.clearFinishedSpans()
        let second = runtime(store, clock)
        second.register("pay") { (_: JSONValue, _) -> JSONValue in "second" }
        _ = try await second.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            return try await runtime.execution(named: "o", of: "orders").output()
        }
        let whole = try span("execution orders")
        #expect(whole.attributes.get("states.continues") == nil)
        #expect(Self.seconds(whole) == 60)
        #expect(try Self.seconds(span("state Wait")) == 60)
        #expect(try span("task Pay").parentSpanID == span("state Pay").spanID)
        #expect(Set(tracer.finishedSpans.map(\.traceID)) == [trace])
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test func whatIsCutOffEndsWithWhatCutItOff() async throws {
        let runtime = runtime()
        runtime.register("pay") { (_: JSONValue, _) -> JSONValue in throw TaskFailure(error: "Down", cause: nil) }
        let definition = """
            {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
              {"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 1000, "End": true}}},
              {"StartAt": "B", "States": {"B": {"Type": "Wait", "Seconds": 3, "Next": "Pay"},
               "Pay": {"Type": "Task", "Resource": "${pay}", "End": true}}}]}}}
            """
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            let execution = try await runtime.start("orders", name: "o")
            #expect(try await execution.end().status == .failed)
            try await execution.redrive()
            #expect(try await execution.end().status == .failed)
        }
        #expect(tracer.activeSpans.isEmpty)
        #expect(try Self.seconds(span("state A")) == 3)
        #expect(try span("state A").status?.code == .error)
        #expect(try span("state Both").status == SpanStatus(code: .error, message: "Down"))
        let executions = tracer.finishedSpans.filter { $0.operationName == "execution orders" }
        #expect(executions.map { $0.attributes.get("states.redrive_count") } == [nil, .int64(1)])
        #expect(executions.allSatisfy { $0.status == SpanStatus(code: .error, message: "Down") })
        #expect(Set(executions.map(\.traceID)).count == 1)
    }

    @Test func childrenOfAMapRunStandInItsState() async throws {
        let runtime = runtime()
        let definition = """
            {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "Label": "L", "ItemProcessor": {
              "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
              "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
            """
        _ = try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "maps")
            return try await runtime.start("maps", name: "m", input: [1, 2]).output()
        }
        let child = "start maps > execution maps > state Each > execution maps/L"
        #expect(
            paths().filter { $0.hasPrefix(child) }.sorted() == [
                child, child, child + " > state P", child + " > state P",
            ])
        #expect(tracer.activeSpans.isEmpty)
    }

    @Test func nothingIsMadeOrStoredWhenNobodyTraces() async throws {
        let runtime = Runtime(store: InMemoryStore(), clock: VirtualClock())
        let definition = #"{"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}"#
        try await runtime.whileRunning { runtime in
            try await runtime.deploy(definition, as: "orders")
            let execution = try await tracer.withSpan("client") { _ in try await runtime.start("orders") }
            #expect(try await execution.description().trace.isEmpty)
        }
        #expect(paths() == ["client"])
    }
}
