import JSONModel
import JSONPath
import StatesLanguage

/// Wait: works out when to go on, waits for the timer, and hands its input on.
extension Execution {
    /// Longest wait that the service accepts: 24,855 days.
    private static let longestWaitSeconds: Int64 = 2_147_483_647

    mutating func startWait(
        _ until: WaitState.Until, _ node: StateNode, _ frame: Int32, _ turn: inout Turn
    ) throws(StateFailure) {
        let due = try due(until, node, frame)
        if due <= now {
            leaveWait(frame, &turn)
        } else {
            emit(.waitStarted(due: due), frame: frame, &turn)
        }
    }

    mutating func leaveWait(_ frame: Int32, _ turn: inout Turn) {
        let node = node(of: frame)
        var flow = newFlow(of: frame)
        do {
            try plainFlow(node, frame, &flow)
            exit(frame, with: flow, to: node.next, &turn)
        } catch {
            _ = fail(error, in: frame, &turn)
        }
    }

    /// When the state is left.
    func due(_ until: WaitState.Until, _ node: StateNode, _ frame: Int32) throws(StateFailure) -> Timestamp {
        let due = try wanted(until, node, frame)
        let longest = now.seconds.addingReportingOverflow(Self.longestWaitSeconds)
        guard longest.overflow || due.seconds <= longest.partialValue else {
            throw StateFailure(cause: "Wait state delay is too long.")
        }
        return due
    }

    private func wanted(
        _ until: WaitState.Until, _ node: StateNode, _ frame: Int32
    ) throws(StateFailure) -> Timestamp {
        let input = try select(node.inputPath, from: frames[Int(frame)].payload, frame)
        var scope = StatesScope(self, frame)
        switch until {
        case .seconds(.literal(let number)):
            return now.advanced(bySeconds: number.int64Value ?? 0)
        case .seconds(.path(let path)):
            return now.advanced(bySeconds: try seconds(path, on: input, frame))
        case .timestamp(.literal(let text)):
            guard let timestamp = Timestamp(rfc3339: text) else { return now }
            return timestamp
        case .timestamp(.path(let path)):
            return try timestamp(path, on: input, frame)
        case .seconds(.expression(let expression)):
            return now.advanced(bySeconds: Int64(try scope.count(expression, "Seconds")))
        case .timestamp(.expression(let expression)):
            let text = try scope.string(expression, "Timestamp")
            if let timestamp = Timestamp(rfc3339: text) { return timestamp }
            throw .query(
                "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: \(text)",
                "Timestamp")
        }
    }

    private func seconds(_ path: ValueExpression, on input: Payload, _ frame: Int32) throws(StateFailure) -> Int64 {
        func refuse(_ reason: String) -> StateFailure { StateFailure(cause: "The SecondsPath parameter \(reason)") }
        guard let value = found(path, on: input, frame) else {
            throw refuse("does not reference an input value: \(path.text)")
        }
        guard case .number(let number) = value, let seconds = number.int64Value else {
            throw refuse("cannot be parsed as a long value: \(path.text) == \(Self.shown(value))")
        }
        guard seconds >= 0 else { throw refuse("references a negative value: \(path.text) == \(seconds)") }
        return min(seconds, Self.longestWaitSeconds + 1)
    }

    private func timestamp(
        _ path: ValueExpression, on input: Payload, _ frame: Int32
    ) throws(StateFailure) -> Timestamp {
        guard let value = found(path, on: input, frame) else {
            throw StateFailure(
                cause: "The TimestampPath parameter does not reference an input value: \(path.text)")
        }
        guard case .string(let text) = value, let timestamp = Timestamp(rfc3339: text) else {
            throw StateFailure(
                cause: "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time "
                    + "format string: \(path.text) == \(Self.shown(value))")
        }
        return timestamp
    }

    /// The value that `path` names, or `nil` when there is none.
    private func found(_ path: ValueExpression, on input: Payload, _ frame: Int32) -> JSONValue? {
        try? evaluate(field: path, name: "", on: input.value, frame)
    }

    private static func shown(_ value: JSONValue) -> String {
        if case .string(let text) = value { text } else { value.description }
    }
}
