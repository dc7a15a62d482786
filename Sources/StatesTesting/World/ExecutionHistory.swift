public import JSONModel
public import StatesCore
import StatesLanguage
public import StatesRuntime

/// What an execution did, in the words that tests expect it in.
///
///     #expect(history.path == ["ReserveInventory", "ProcessPayment", "OrderPaid"], "\(history)")
///     #expect(history.inputs(of: "ProcessPayment") == [["orderId": "o-1", "cents": 1200]])
///     #expect(history.count(of: "LambdaFunctionFailed") == 2)
///     #expect(history.duration == .seconds(6))
///
/// As a text it is a table of its events: time since the start, id, type, state, and what matters of it.
public struct ExecutionHistory: Sendable {
    public let execution: Execution
    public let events: [Event]

    public var status: Execution.Status { execution.status }
    public var output: JSONValue? { execution.output?.value }
    public var error: String? { execution.failure?.error }
    public var cause: String? { execution.failure?.cause }

    /// From its start to its last event.
    public var duration: Duration {
        guard let first = events.first, let last = events.last else { return .zero }
        return Duration(from: first.time, to: last.time)
    }

    /// Names of the states in the order in which they were entered, those of branches and iterations among them. A
    /// retry does not enter a state again.
    public var path: [String] {
        events.compactMap { event in
            guard case .stateEntered(let index, _) = event.body else { return nil }
            return execution.program.describe(index).name
        }
    }

    /// What the tasks of a state were given, retries included.
    public func inputs(of state: String) -> [JSONValue] {
        events.compactMap { event in
            guard case .taskScheduled(let schedule) = event.body, name(event) == state else { return nil }
            return schedule.parameters.value
        }
    }

    /// Types of its events, as GetExecutionHistory has them.
    public var eventTypes: [String] {
        events.compactMap { HistoryProjection.type(of: $0, in: execution.program) }
    }

    public func count(of eventType: String) -> Int { eventTypes.count { $0 == eventType } }

    private func name(_ event: Event) -> String? {
        event.place.state >= 0 ? execution.program.describe(event.place.state).name : nil
    }
}

extension ExecutionHandle {
    /// What it has done so far.
    public func recordedHistory() async throws -> ExecutionHistory {
        let (execution, events) = try await recorded()
        return ExecutionHistory(execution: execution, events: events)
    }
}

extension ExecutionHistory: CustomStringConvertible {
    public var description: String {
        let start = events.first?.time
        let lines = events.compactMap { event -> String? in
            guard let type = HistoryProjection.type(of: event, in: execution.program) else { return nil }
            let time = Duration(from: start ?? event.time, to: event.time)
            var line = "+\(time.text)".padded(to: 11) + " " + "\(event.id)".padded(to: 4) + " " + type
            if let name = name(event), !type.hasPrefix("Execution") { line += " “\(name)”" }
            if let detail = event.detail { line += " \(detail)" }
            return line
        }
        return "\(execution.configuration.executionName) \(status.rawValue)\n" + lines.joined(separator: "\n")
    }
}

extension Event {
    /// What a reader of a failed test wants to see of it.
    fileprivate var detail: String? {
        switch body {
        case .executionStarted(let input), .stateEntered(_, let input): input.text
        case .executionSucceeded(let output), .taskSucceeded(let output): output.text
        case .stateExited(let exit): exit.output.text
        case .taskScheduled(let schedule): schedule.parameters.text
        case .executionFailed(let failure), .executionTimedOut(let failure), .executionAborted(let failure),
            .taskFailed(let failure, _), .taskTimedOut(let failure), .evaluationFailed(let failure, _):
            [failure.error, failure.cause].compactMap { $0 }.joined(separator: ": ")
        default: nil
        }
    }
}

extension String {
    /// After spaces, if it is shorter.
    fileprivate func padded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}

extension Duration {
    /// Seconds and milliseconds.
    fileprivate var text: String {
        let (seconds, milliseconds) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
        return "\(seconds).\(String(milliseconds + 1_000).dropFirst())"
    }
}
