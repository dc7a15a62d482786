import JSONModel
import StatesLanguage

/// Stepping: one decision, one event, until nothing is ready.
extension Execution {
    mutating func run(_ turn: inout Turn) {
        while status == .running, let frame = turn.pop() {
            while status == .running, step(frame, &turn) {
                guard turn.events.count < Self.eventsPerTurn else {
                    turn.changes.isPaused = status == .running
                    return
                }
            }
        }
    }

    /// How many events one turn may make, about; the rest of the work waits for `resume`.
    private static let eventsPerTurn = 8_192

    /// Does the next thing that `frame` can do.
    ///
    /// - Returns: whether it can do another one right away.
    mutating func step(_ frame: Int32, _ turn: inout Turn) -> Bool {
        switch frames[Int(frame)].phase {
        case .arriving(let state):
            if hangs(before: state, frame) {
                record(.stateHung(state), frame: frame, &turn)
                return false
            }
            enter(state, frame, &turn)
            return true
        case .entered:
            return begin(frame, &turn)
        case .succeeded(let result):
            finish(frame, result: result, &turn)
            return true
        case .failed(let failure):
            return handle(failure, in: frame, &turn)
        case .fannedOut:
            return continueFanOut(frame, &turn)
        case .ended:
            end(frame, &turn)
            return false
        case .task, .waiting, .retrying, .mapRun, .hung, .aborted, .halted, .free:
            return false
        }
    }

    /// The record of the state that `frame` is in, before anything was done.
    func newFlow(of frame: Int32) -> DataFlow { DataFlow(input: frames[Int(frame)].payload) }

    func node(of frame: Int32) -> StateNode { program.nodes[Int(frames[Int(frame)].state)] }

    private mutating func enter(_ state: StateIndex, _ frame: Int32, _ turn: inout Turn) {
        record(.stateEntered(state, input: frames[Int(frame)].payload), frame: frame, &turn)
    }

    /// Starts the work of the state that `frame` is in, or starts it again.
    private mutating func begin(_ frame: Int32, _ turn: inout Turn) -> Bool {
        let node = node(of: frame)
        var flow = newFlow(of: frame)
        do {
            switch node.kind {
            case .pass(let pass):
                try passFlow(pass, node, frame, &flow)
                exit(frame, with: flow, to: node.next, &turn)
            case .succeed:
                try plainFlow(node, frame, &flow)
                exit(frame, with: flow, to: .end, &turn)
            case .choice(let choice):
                let (next, route) = try choose(choice, node, frame, &flow)
                exit(frame, with: flow, to: next, by: route, &turn)
            case .wait(let until):
                try startWait(until, node, frame, &turn)
            case .fail(let fail):
                return handle(try failure(of: fail, node, frame, &flow), in: frame, &turn)
            case .task(let task):
                record(.taskScheduled(try taskSchedule(task, node, frame, &flow)), frame: frame, &turn)
            case .parallel(let parallel):
                try start(parallel, node, frame, &flow, &turn)
            case .map(let map):
                if let distributed = map.distributed {
                    try start(distributed, map, node, frame, &turn)
                } else {
                    try start(map, node, frame, &turn)
                }
            }
            return true
        } catch {
            return fail(error, in: frame, &turn)
        }
    }

    /// Leaves a state with what its data flow gave; too large an output is a failure.
    mutating func exit(
        _ frame: Int32, with flow: DataFlow, to next: StateIndex, by route: StateExit.Route? = nil, _ turn: inout Turn
    ) {
        if flow.output.byteCount > settings.quotas.payloadBytes {
            let failure = Failure.resultTooLarge(of: node(of: frame).name)
            _ = handle(failure, in: frame, &turn)
            return
        }
        let exit = StateExit(
            output: flow.output, assigned: flow.assigned, next: next == .end ? nil : next, route: route)
        record(.stateExited(exit), frame: frame, &turn)
    }

    /// The scope of `frame` is done: hands its output to the parent, or ends the execution.
    private mutating func end(_ frame: Int32, _ turn: inout Turn) {
        let output = frames[Int(frame)].payload
        let parent = frames[Int(frame)].parent
        guard parent >= 0 else {
            record(.executionSucceeded(output: output), frame: frame, &turn)
            return
        }
        let last = frames[Int(frame)].lastEvent
        if case .map = node(of: parent).kind {
            let slot = frames[Int(frame)].slot
            emit(.iterationSucceeded(index: slot), frame: frame, previous: last, &turn)
            startIterations(of: parent, &turn)
        } else {
            emit(.branchSucceeded, frame: frame, previous: last, &turn)
        }
        let place = frames[Int(parent)].fanOut
        if place >= 0, fanOuts[Int(place)].isComplete { turn.push(parent) }
    }
}

/// Making events.
extension Execution {
    /// Emits an event of the history that links to the frame's last one.
    mutating func record(_ body: Event.Body, frame: Int32, _ turn: inout Turn) {
        emit(body, frame: frame, previous: frames[Int(frame)].lastEvent, &turn)
    }

    /// Decides `body`: numbers it if the history shows it, applies it, and hands it out.
    mutating func emit(_ body: Event.Body, frame: Int32, previous: Int32 = 0, _ turn: inout Turn) {
        guard status == .running || body.isRedrive else { return }
        let id = body.isInHistory ? lastEventID + 1 : 0
        if id >= settings.lastEventID, !body.endsExecution { return exhaustHistory(&turn) }
        let event = Event(time: now, place: place(of: frame, body), id: id, previous: previous, body: body)
        apply(event, &turn.changes)
        turn.events.append(event)
    }

    func place(of frame: Int32, _ body: Event.Body) -> Event.Place {
        guard frames.indices.contains(Int(frame)) else {
            return Event.Place(frame: frame, parent: -1, slot: 0, state: .end)
        }
        let (parent, slot, state) = frames[Int(frame)].identity
        let about: StateIndex =
            switch body {
            case .stateEntered(let entered, _), .stateHung(let entered): entered
            case .iterationSucceeded, .iterationFailed, .iterationAborted: frames[Int(parent)].state
            default: state
            }
        return Event.Place(frame: frame, parent: parent, slot: slot, state: about)
    }

    /// The last event that fits tells why there are no more.
    private mutating func exhaustHistory(_ turn: inout Turn) {
        let limit = settings.lastEventID
        let failure = Failure(
            error: "States.Runtime",
            cause: "The execution reached the maximum number of history events (\(limit)).")
        emit(.executionFailed(failure), frame: 0, previous: lastEventID, &turn)
    }
}

extension Event.Body {
    /// Whether GetExecutionHistory shows it.
    var isInHistory: Bool {
        switch self {
        case .stateHung, .taskHeartbeat, .waitStarted, .retryScheduled, .retryStarted, .branchSucceeded,
            .frameRedriven:
            false
        case .executionStarted, .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted,
            .executionRedriven,
            .stateEntered, .stateExited, .evaluationFailed, .stateAborted, .taskScheduled, .taskStarted, .taskSubmitted,
            .taskSucceeded, .taskFailed, .taskTimedOut, .parallelStarted, .parallelSucceeded, .parallelFailed,
            .mapStarted, .iterationStarted, .iterationSucceeded, .iterationFailed, .iterationAborted, .mapSucceeded,
            .mapFailed, .distributedMapStarted, .mapRunStarted, .mapRunSucceeded, .mapRunFailed, .mapRunAborted,
            .mapRunRedriven:
            true
        }
    }

    /// Whether it starts an execution anew that has ended.
    public var isRedrive: Bool {
        if case .executionRedriven = self { true } else { false }
    }

    /// Whether nothing comes after it but a redrive.
    public var endsExecution: Bool {
        switch self {
        case .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted: true
        default: false
        }
    }
}
