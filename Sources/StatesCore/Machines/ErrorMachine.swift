import JSONModel
import JSONPath
import StatesLanguage

/// What happens to an error: retried, caught, or handed to the scope around.
///
/// - Source: States Language specification, “Errors”; recordings of the service for the order of events.
extension Execution {
    /// - Parameter child: the branch or iteration that failed, if it was one; it has reported for itself.
    /// - Returns: whether `frame` can go on right away.
    mutating func handle(
        _ failure: Failure, in frame: Int32, from child: Int32? = nil, _ turn: inout Turn
    ) -> Bool {
        guard status == .running else { return false }
        let node = node(of: frame)
        // What follows links to the event that caused it, not to the reports of it.
        let cause = frames[Int(child ?? frame)].lastEvent
        let isFailedEvaluation =
            child == nil && node.language == .jsonata && failure.error == StateFailure.queryEvaluationError
        if failure.isCatchable, let handlers = node.errorHandlers {
            if let retry = retry(failure, handlers, frame) {
                abortChildren(of: frame, but: child, cause: cause, &turn)
                emit(.retryScheduled(retrier: retry.retrier, due: retry.due), frame: frame, previous: cause, &turn)
                return false
            }
            if let place = handlers.fallbacks.firstIndex(where: { failure.matches($0.catcher.errorEquals) }) {
                abortChildren(of: frame, but: child, cause: cause, &turn)
                recordFanOutFailure(
                    of: frame, node, isFailedEvaluation: isFailedEvaluation, cause: cause, &turn)
                return take(handlers.fallbacks[place], at: place, failure, frame, &turn)
            }
        }
        abortChildren(of: frame, but: child, cause: cause, &turn)
        recordFanOutFailure(of: frame, node, isFailedEvaluation: isFailedEvaluation, cause: cause, &turn)
        return propagate(failure, from: frame, &turn)
    }

    /// The scope of `frame` failed.
    private mutating func propagate(_ failure: Failure, from frame: Int32, _ turn: inout Turn) -> Bool {
        guard status == .running else { return false }
        let place = frames[Int(frame)]
        guard place.parent >= 0 else {
            record(.executionFailed(failure), frame: frame, &turn)
            return false
        }
        if case .map = node(of: place.parent).kind {
            record(.iterationFailed(index: place.slot), frame: frame, &turn)
        }
        if node(of: frame).type == .task { record(.stateAborted, frame: frame, &turn) }
        if handle(failure, in: place.parent, from: frame, &turn) { turn.push(place.parent) }
        return false
    }

    /// Cuts off every child that still runs, in order.
    private mutating func abortChildren(of frame: Int32, but failed: Int32?, cause: Int32, _ turn: inout Turn) {
        guard frames[Int(frame)].fanOut >= 0 else { return }
        let isMap = node(of: frame).type == .map
        for child in children(of: frame) where child != failed {
            guard status == .running else { return }
            if isMap {
                emit(.iterationAborted(index: frames[Int(child)].slot), frame: child, previous: cause, &turn)
            }
            abortStates(of: child, cause: cause, &turn)
        }
    }

    private mutating func abortStates(of child: Int32, cause: Int32, _ turn: inout Turn) {
        guard status == .running else { return }
        let place = frames[Int(child)]
        switch place.phase {
        case .task, .succeeded, .failed, .waiting, .retrying, .fannedOut:
            abortChildren(of: child, but: nil, cause: cause, &turn)
            emit(.stateAborted, frame: child, previous: cause, &turn)
        case .mapRun:
            emit(.mapRunAborted, frame: child, previous: cause, &turn)
            emit(.stateAborted, frame: child, previous: cause, &turn)
        case .arriving, .entered, .hung, .aborted, .halted, .ended, .free: break
        }
    }

    /// `ParallelStateFailed` or `MapStateFailed`, once children had started and not all of them have succeeded; also
    /// when the expressions that the children wait for have failed.
    private mutating func recordFanOutFailure(
        of frame: Int32, _ node: StateNode, isFailedEvaluation: Bool, cause: Int32, _ turn: inout Turn
    ) {
        let place = frames[Int(frame)].fanOut
        // Once all children have succeeded, so has the fan-out: what fails then is the state's output.
        let isUnderWay =
            place >= 0 ? !fanOuts[Int(place)].isComplete : isFailedEvaluation || hasFailedMapRun(frame)
        guard isUnderWay, status == .running else { return }
        switch node.kind {
        case .parallel: emit(.parallelFailed, frame: frame, previous: cause, &turn)
        case .map: emit(.mapFailed, frame: frame, previous: cause, &turn)
        case .pass, .task, .choice, .wait, .succeed, .fail: break
        }
    }
}

/// Retry and Catch.
extension Execution {
    /// The first retrier that matches decides; when it is used up, so is retrying.
    ///
    /// - Returns: the retrier, and seconds until it tries again, without jitter; `nil` when it is used up.
    func retrier(
        of failure: Failure, _ handlers: ErrorHandlers, _ frame: Int32
    ) -> (index: Int, delaySeconds: Double?)? {
        guard let index = handlers.retriers.firstIndex(where: { failure.matches($0.errorEquals) }) else { return nil }
        let retrier = handlers.retriers[index]
        let used = frames[Int(frame)].retries.isEmpty ? 0 : Int(frames[Int(frame)].retries[index])
        return (index, used < retrier.maxAttempts ? retrier.delaySeconds(retry: used + 1) : nil)
    }

    private func retry(
        _ failure: Failure, _ handlers: ErrorHandlers, _ frame: Int32
    ) -> (retrier: Int32, due: Timestamp)? {
        guard let (index, seconds) = retrier(of: failure, handlers, frame), let seconds else { return nil }
        let retrier = handlers.retriers[index]
        var delay = seconds * 1_000
        if retrier.jitterStrategy == .full {
            let place = frames[Int(frame)]
            let word = Random.value(
                seed: settings.seed, entry: place.entry, attempt: place.attempt, purpose: .jitter, index: 0)
            delay *= Double(word >> 11) * 0x1p-53
        }
        return (Int32(index), now.advanced(byMilliseconds: Int64(delay.rounded(.down))))
    }

    /// Leaves the state through a catcher.
    private mutating func take(
        _ fallback: ErrorHandlers.Fallback, at place: Int, _ failure: Failure, _ frame: Int32, _ turn: inout Turn
    ) -> Bool {
        guard status == .running else { return false }
        var flow = newFlow(of: frame)
        do {
            try catchFlow(fallback, failure, frame, &flow)
            // The state has failed for good: its own catchers must not take this failure again.
            guard flow.output.byteCount <= settings.quotas.payloadBytes else {
                return propagate(.resultTooLarge(of: node(of: frame).name), from: frame, &turn)
            }
            exit(frame, with: flow, to: fallback.next, by: .catcher(Int32(place)), &turn)
            return true
        } catch {
            return propagate(report(error, in: frame, &turn), from: frame, &turn)
        }
    }

    /// The error output goes where the catcher's result path says, into the state's input.
    func catchFlow(
        _ fallback: ErrorHandlers.Fallback, _ failure: Failure, _ frame: Int32, _ flow: inout DataFlow
    ) throws(StateFailure) {
        guard node(of: frame).language == .jsonPath else {
            return try errorFlow(failure, assign: fallback.assign, output: fallback.output, frame, &flow)
        }
        let output = Payload(failure.errorOutput)
        flow.assigned = try assigned(fallback.assign, result: output, frame)
        flow.output = try combine(output, with: flow.input, fallback.catcher.resultPath)
    }
}

extension Failure {
    /// Whether one of `names` stands for this error.
    ///
    /// - Source: States Language specification, “Predefined error codes”: `States.TaskFailed` is every error but a
    ///   timeout, `States.ALL` every error that can be caught.
    public func matches(_ names: [String]) -> Bool {
        names.contains { name in
            switch name {
            case "States.ALL": true
            case "States.TaskFailed": error != nil && error != "States.Timeout"
            case "States.HeartbeatTimeout": isHeartbeat || error == name
            default: name == error
            }
        }
    }

    /// What a catcher hands on: `{"Error": …, "Cause": …}`. A timeout has the empty cause; a failure that was
    /// reported without error and cause has nulls.
    var errorOutput: JSONValue {
        let missing: JSONValue = error == nil ? .null : ""
        return ["Error": error.map(JSONValue.string) ?? .null, "Cause": cause.map(JSONValue.string) ?? missing]
    }
}

extension Retrier {
    /// Delay before retry number `retry`, without jitter.
    ///
    /// - Parameter retry: 1 for the first retry; the first run is not one.
    /// - Returns: seconds; never above `maxDelaySeconds`, nor above 1,000 years when there is none.
    /// - Source: States Language specification, “Retrying after error”.
    package func delaySeconds(retry: Int) -> Double {
        precondition(retry >= 1, "the first retry is number 1")
        // Without an interval there is nothing that a rate, infinite perhaps, could grow.
        guard intervalSeconds > 0 else { return 0 }
        var delay = Double(intervalSeconds)
        let cap = min(maxDelaySeconds.map(Double.init) ?? .infinity, 31_536_000_000)
        var grown = 1
        while grown < retry, delay < cap, backoffRate > 1 {
            delay *= backoffRate
            grown += 1
        }
        return min(delay, cap)
    }
}
