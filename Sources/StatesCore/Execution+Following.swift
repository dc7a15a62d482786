public import StatesLanguage

/// Going along a recorded history, whose concurrent branches took their steps in an order of their own: one step at a
/// time, each of them chosen by the caller. `advance` is for everybody else.
extension Execution {
    /// A place where states run, and what it goes on with.
    public struct Continuation: Hashable, Sendable {
        public var frame: Int32
        /// The id of the event that its next one links to.
        public var after: Int32
        /// The name of the state that it is in or about to enter.
        public var state: String
        public var kind: Kind

        /// What makes it go on.
        public enum Kind: Hashable, Sendable {
            /// `step` enters the state.
            case enters
            /// `step` goes on with the state.
            case runs
            /// Messages about the task do; timers are those that end it.
            case task(TaskID, timers: [Due])
            /// A timer does.
            case timer(Due)
            /// Messages about the map run do.
            case mapRun(TaskID)
        }

        /// A timer, and when it is due.
        public struct Due: Hashable, Sendable {
            public var timer: TimerID
            public var time: Timestamp
        }
    }

    /// Every place that can go on.
    public var continuations: [Continuation] {
        guard status == .running else { return [] }
        return frames.indices.compactMap { index in
            let place = frames[index], frame = Int32(index)
            guard let (state, kind) = continuation(of: frame) else { return nil }
            return Continuation(frame: frame, after: place.lastEvent, state: program.describe(state).name, kind: kind)
        }
    }

    private func continuation(of frame: Int32) -> (StateIndex, Continuation.Kind)? {
        let place = frames[Int(frame)]
        func due(_ purpose: TimerID.Purpose, _ time: Timestamp) -> Continuation.Due {
            Continuation.Due(timer: timer(frame, purpose), time: time)
        }
        switch place.phase {
        case .arriving(let state): return (state, .enters)
        case .entered, .succeeded, .failed, .ended: return (place.state, .runs)
        case .fannedOut:
            guard place.fanOut >= 0, fanOuts[Int(place.fanOut)].isComplete else { return nil }
            return (place.state, .runs)
        case .task(let task):
            let timers = [
                task.timeoutDue.map { due(.taskTimeout, $0) }, task.heartbeatDue.map { due(.heartbeat, $0) },
            ]
            return (place.state, .task(taskID(of: frame), timers: timers.compactMap(\.self)))
        case .waiting(let time): return (place.state, .timer(due(.wait, time)))
        case .retrying(let time): return (place.state, .timer(due(.retry, time)))
        case .mapRun: return (place.state, .mapRun(taskID(of: frame)))
        case .hung, .aborted, .halted, .free: return nil
        }
    }

    /// When the time of the execution is over.
    public var timeout: Continuation.Due? {
        guard let start = redriveTime ?? startTime, let time = executionDue(startedAt: start) else { return nil }
        return Continuation.Due(
            timer: TimerID(entry: 0, attempt: 0, frame: 0, purpose: .executionTimeout), time: time)
    }

    /// Takes `message`, and does nothing that follows from it.
    public mutating func take(_ message: Message, at time: Timestamp, into events: inout [Event]) {
        guard takes(message, at: time) else { return }
        follow(at: time, into: &events) { execution, turn in execution.take(message, &turn) }
    }

    /// Does the next thing that `frame` can do.
    public mutating func step(_ frame: Int32, at time: Timestamp, into events: inout [Event]) {
        guard status == .running, frames.indices.contains(Int(frame)) else { return }
        follow(at: time, into: &events) { execution, turn in _ = execution.step(frame, &turn) }
    }

    /// Does all that shows in no history: waits and retries begin, branches hand their outputs over.
    public mutating func settle(at time: Timestamp, into events: inout [Event]) {
        for index in frames.indices where mayBeSilent(Int32(index)) {
            var trial = self
            var made: [Event] = []
            trial.step(Int32(index), at: time, into: &made)
            guard !made.isEmpty, made.allSatisfy({ $0.id == 0 }) else { continue }
            self = trial
            events += made
        }
    }

    private func mayBeSilent(_ frame: Int32) -> Bool {
        switch frames[Int(frame)].phase {
        case .entered: node(of: frame).type == .wait
        case .failed, .ended: true
        case .arriving, .task, .mapRun, .succeeded, .waiting, .retrying, .fannedOut, .hung, .aborted, .halted, .free:
            false
        }
    }

    private mutating func follow(
        at time: Timestamp, into events: inout [Event], _ body: (inout Execution, inout Turn) -> Void
    ) {
        var turn = Turn()
        let last = now
        now = max(now, time)
        body(&self, &turn)
        if turn.events.isEmpty { now = last }
        events += turn.events
    }
}
