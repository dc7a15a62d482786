import StatesLanguage

/// An event that does not follow from those before it.
public struct ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String
}

/// Events from outside: a store, a file.
///
/// `apply` trusts its events, for `advance` has just made them. Those that were stored may have been forged, or belong
/// to another definition: whoever reads them calls `replay`, which looks first whether `advance` could have made them.
extension Execution {
    /// Applies an event that was stored.
    ///
    /// - Throws: when it does not follow from the events before it, and nothing has changed then.
    public mutating func replay(_ event: Event) throws(ReplayError) {
        if let fault = fault(of: event) {
            throw ReplayError(description: "event \(event.id) does not follow from those before it: \(fault)")
        }
        apply(event)
    }

    /// Why `event` cannot be the next one.
    private func fault(of event: Event) -> String? {
        let body = event.body
        // The years 0 to 9999: others cannot be written.
        guard (-62_167_219_200..<253_402_300_800).contains(event.time.seconds) else { return "its time is none" }
        if case .executionStarted = body {
            guard startTime == nil else { return "the execution has started" }
            return event.id == 1 ? nil : "the first event has the id 1"
        }
        guard startTime != nil else { return "the execution has not started" }
        guard body.isRedrive == (status != .running) else { return "the execution is \(status.rawValue)" }
        guard event.time >= now else { return "it is earlier than the last one" }
        guard event.id == (body.isInHistory ? lastEventID &+ 1 : 0), lastEventID < .max else {
            return "its id is not the next"
        }
        guard (0...lastEventID).contains(event.previous) else { return "it links to an event that is not there" }
        guard frames.indices.contains(Int(event.frame)) else { return "there is no frame \(event.frame)" }
        let frame = frames[Int(event.frame)]
        if frame.phase == .free, !body.endsExecution { return "nothing runs in frame \(event.frame)" }
        if body.isOfIteration, frame.parent < 0 { return "frame \(event.frame) is no iteration" }
        guard event.place == place(of: event.frame, body) else { return "it is about another state" }
        return fault(of: body, in: frame, event.frame)
    }

    private func fault(of body: Event.Body, in frame: Frame, _ index: Int32) -> String? {
        let isRight: Bool =
            switch body {
            case .executionStarted, .executionFailed, .executionTimedOut, .executionAborted: true
            case .executionSucceeded: index == 0 && frame.phase == .ended
            case .executionRedriven(let count):
                status != .succeeded && settings.type == .standard && count == redriveCount + 1
            case .frameRedriven(let redrive): takes(redrive, frame, index)
            case .stateEntered(let state, _), .stateHung(let state): frame.phase == .arriving(state)
            case .stateExited(let exit): frame.isInState && takes(exit, frame)
            case .evaluationFailed, .mapSucceeded, .mapFailed, .parallelSucceeded, .parallelFailed: frame.isInState
            case .stateAborted: frame.isInState || frame.phase == .aborted && frame.state >= 0
            case .taskScheduled: frame.phase == .entered && program.nodes[Int(frame.state)].type == .task
            case .taskStarted, .taskSubmitted, .taskSucceeded, .taskFailed, .taskTimedOut, .taskHeartbeat:
                frame.hasTask
            case .waitStarted: frame.phase == .entered && program.nodes[Int(frame.state)].type == .wait
            case .retryScheduled(let retrier, _): takes(retrier: retrier, frame)
            case .retryStarted: if case .retrying = frame.phase { true } else { false }
            case .parallelStarted, .mapStarted, .iterationStarted, .branchSucceeded, .iterationSucceeded,
                .iterationFailed, .iterationAborted:
                takesFanOut(body, frame, index)
            case .distributedMapStarted, .mapRunStarted, .mapRunSucceeded, .mapRunFailed, .mapRunAborted,
                .mapRunRedriven:
                takesMapRun(body, frame, index)
            }
        return isRight ? nil : "frame \(index) does nothing of the kind"
    }

    private func takes(_ redrive: FrameRedrive, _ frame: Frame, _ index: Int32) -> Bool {
        guard case .halted(let next) = frame.phase else { return false }
        switch redrive {
        case .goesOn: return next != nil
        case .runsAgain: return frame.state >= 0
        case .resumesChildren: return frame.state >= 0 && (frame.fanOut >= 0 || failedMapRuns[index] != nil)
        }
    }

    private func takes(_ exit: StateExit, _ frame: Frame) -> Bool {
        guard let next = exit.next else { return true }
        return program.nodes.indices.contains(Int(next))
            && program.nodes[Int(next)].scope == program.nodes[Int(frame.state)].scope
    }

    private func takes(retrier: Int32, _ frame: Frame) -> Bool {
        guard frame.isInState, let handlers = program.nodes[Int(frame.state)].errorHandlers else { return false }
        return handlers.retriers.indices.contains(Int(retrier))
            && (frame.retries.isEmpty || frame.retries.count == handlers.retriers.count)
    }
}

/// Parallel and Map states.
extension Execution {
    private func takesFanOut(_ body: Event.Body, _ frame: Frame, _ index: Int32) -> Bool {
        switch body {
        case .parallelStarted:
            return frame.phase == .entered && frame.fanOut < 0 && kind(of: frame) == .parallel
        case .mapStarted(_, let concurrency):
            return frame.phase == .entered && frame.fanOut < 0 && kind(of: frame) == .map && concurrency >= 0
        case .iterationStarted(let number, _):
            guard frame.phase == .fannedOut, frame.fanOut >= 0, kind(of: frame) == .map else { return false }
            let fanOut = fanOuts[Int(frame.fanOut)]
            return Int(number) == fanOut.next && fanOut.next < fanOut.results.count
        case .branchSucceeded: return frame.phase == .ended && isChild(index, of: .parallel)
        case .iterationSucceeded(let number):
            return frame.phase == .ended && number == frame.slot && isChild(index, of: .map)
        case .iterationFailed(let number), .iterationAborted(let number):
            return number == frame.slot && isChild(index, of: .map)
        default: return false
        }
    }

    private enum FanOutKind { case parallel, map, distributedMap, none }

    private func kind(of frame: Frame) -> FanOutKind {
        guard frame.state >= 0 else { return .none }
        return switch program.nodes[Int(frame.state)].kind {
        case .parallel: .parallel
        case .map(let map): map.distributed == nil ? .map : .distributedMap
        case .pass, .task, .choice, .wait, .succeed, .fail: .none
        }
    }

    /// Whether it is one of the children in flight of its parent.
    private func isChild(_ index: Int32, of wanted: FanOutKind) -> Bool {
        let child = frames[Int(index)]
        guard child.parent >= 0 else { return false }
        let parent = frames[Int(child.parent)]
        guard kind(of: parent) == wanted, parent.fanOut >= 0 else { return false }
        let fanOut = fanOuts[Int(parent.fanOut)]
        return fanOut.running.contains(index) && fanOut.results.indices.contains(Int(child.slot))
    }
}

/// Distributed Maps.
extension Execution {
    private func takesMapRun(_ body: Event.Body, _ frame: Frame, _ index: Int32) -> Bool {
        guard kind(of: frame) == .distributedMap else { return false }
        switch body {
        case .distributedMapStarted(let length): return frame.phase == .entered && length >= 0
        case .mapRunStarted(let settings): return frame.phase == .entered && settings.isSound
        case .mapRunRedriven(let settings):
            return frame.phase == .fannedOut && failedMapRuns[index] != nil && settings.isSound
        case .mapRunSucceeded, .mapRunFailed, .mapRunAborted:
            if case .mapRun = frame.phase { return true }
            return false
        default: return false
        }
    }
}

extension MapRunSettings {
    /// Whether its numbers are within their ranges.
    fileprivate var isSound: Bool {
        let batch = batching.map { $0.bytes >= 1 && ($0.items ?? 1) >= 1 } ?? true
        return concurrency >= 1 && (toleratedFailureCount ?? 0) >= 0 && redriveCount >= 0 && batch
            && (toleratedFailurePercentage.map { (0...100).contains($0) } ?? true)
    }
}

extension Frame {
    /// Whether it has entered a state and not left it.
    fileprivate var isInState: Bool {
        guard state >= 0 else { return false }
        return switch phase {
        case .entered, .task, .succeeded, .failed, .waiting, .retrying, .fannedOut, .mapRun: true
        case .arriving, .hung, .aborted, .halted, .ended, .free: false
        }
    }

    fileprivate var hasTask: Bool {
        if case .task = phase { true } else { false }
    }
}

extension Event.Body {
    /// Whether its place is the Map state around.
    fileprivate var isOfIteration: Bool {
        switch self {
        case .iterationSucceeded, .iterationFailed, .iterationAborted: true
        default: false
        }
    }
}
