import JSONModel
public import StatesLanguage

/// Redrive: an execution that did not succeed goes on where it stopped.
///
/// Its frames were kept as they were. States that did not succeed run again, with the input that they had, all their
/// retries and new deadlines; branches and iterations that succeeded keep their outputs. Nothing is entered again: what
/// follows links to the entry of the state in the first attempt.
///
/// - Source: AWS Step Functions, “Restarting state machine executions with redrive”.
extension Execution {
    /// Why the execution cannot be redriven at `time`; `nil` when it can.
    public func redriveRefusal(at time: Timestamp) -> RedriveRefusal? {
        guard settings.type == .standard else { return .express }
        guard let startTime else { return .running }
        switch status {
        case .running: return .running
        case .succeeded: return .succeeded
        case .failed, .timedOut, .aborted: break
        }
        let quotas = settings.quotas
        // There must be room for the redrive and for one event more.
        guard lastEventID < settings.lastEventID - 1 else { return .history(events: Int(lastEventID)) }
        // More days than a clock has are no limit.
        guard time <= now.advanced(bySeconds: Int64(min(quotas.redriveDays, 10_000_000)) * 86_400) else {
            return .period(days: quotas.redriveDays)
        }
        guard time < startTime.advanced(bySeconds: Int64(quotas.standardSeconds)) else { return .age }
        return nil
    }

    mutating func redrive(_ turn: inout Turn) {
        // A state that gave more than the quota allows runs again as a whole, its branches and iterations included.
        let isWhole = status == .failed && failure == .resultTooLarge(of: node(of: 0).name)
        emit(.executionRedriven(count: redriveCount + 1), frame: 0, previous: lastEventID, &turn)
        redrive(0, isWhole: isWhole, &turn)
    }

    private mutating func redrive(_ frame: Int32, isWhole: Bool, _ turn: inout Turn) {
        let place = frames[Int(frame)]
        turn.push(frame)
        if case .halted(next: .some) = place.phase {
            return record(.frameRedriven(.goesOn), frame: frame, &turn)
        }
        if !isWhole, let mapRun = failedMapRuns[frame] {
            record(.frameRedriven(.resumesChildren(input: place.payload)), frame: frame, &turn)
            var settings = mapRun.settings
            settings.redriveCount += 1
            return emit(.mapRunRedriven(settings), frame: frame, previous: mapRun.started, &turn)
        }
        guard !isWhole, place.fanOut >= 0 else {
            return record(.frameRedriven(.runsAgain(input: place.payload)), frame: frame, &turn)
        }
        record(.frameRedriven(.resumesChildren(input: place.payload)), frame: frame, &turn)
        for child in children(of: frame).sorted(by: { frames[Int($0)].slot < frames[Int($1)].slot }) {
            redrive(child, isWhole: false, &turn)
        }
        startIterations(of: frame, &turn)
    }
}

/// Applying a redrive.
extension Execution {
    mutating func redrive(_ count: Int, _ event: Event, _ changes: inout CommandChanges) {
        status = .running
        failure = nil
        redriveCount = count
        redriveTime = event.time
        if let input, let startTime {
            executionContext = settings.executionContext(
                input: input.value, startTime: startTime, redrive: (count, event.time))
        }
        if let timer = executionTimer(startedAt: event.time) { changes.added.append(timer) }
    }

    mutating func apply(_ redrive: FrameRedrive, to frame: Int32, _ changes: inout CommandChanges) {
        let index = Int(frame)
        switch redrive {
        case .goesOn:
            guard case .halted(let next?) = frames[index].phase else { return }
            frames[index].phase = next == .end ? .ended : .arriving(next)
        case .resumesChildren:
            frames[index].phase = .fannedOut
            frames[index].retries = []
        case .runsAgain:
            releaseChildren(of: frame, &changes)
            failedMapRuns[frame] = nil
            startAnew(frame)
            frames[index].phase = .entered
            frames[index].lastEvent = frames[index].enteredEvent
        }
    }

    /// Another entry to the world: tasks and timers of the first attempt are not those of this one.
    mutating func startAnew(_ frame: Int32) {
        frames[Int(frame)].entry = stateEntries
        stateEntries += 1
        frames[Int(frame)].attempt = 0
        frames[Int(frame)].retries = []
    }

    /// Withdraws what `frame` waits for; only a redrive goes on with it.
    mutating func halt(_ frame: Int32, _ changes: inout CommandChanges) {
        release(tasksOf: frame, &changes)
        switch frames[Int(frame)].phase {
        case .arriving(let next), .hung(let next): frames[Int(frame)].phase = .halted(next: next)
        case .ended: frames[Int(frame)].phase = .halted(next: .end)
        case .halted, .free: break
        case .entered, .task, .mapRun, .succeeded, .failed, .waiting, .retrying, .fannedOut, .aborted:
            frames[Int(frame)].phase = .halted(next: nil)
        }
    }

    /// Halts all children of `frame`, theirs included.
    mutating func haltChildren(of frame: Int32, _ changes: inout CommandChanges) {
        for child in children(of: frame) {
            halt(child, &changes)
            haltChildren(of: child, &changes)
        }
    }
}

/// Why an execution cannot be redriven.
///
/// - Source: AWS Step Functions, “Redrive eligibility for unsuccessful executions”.
public enum RedriveRefusal: Error, Hashable, Sendable {
    case express
    case running
    case succeeded
    /// There is no room for more events.
    case history(events: Int)
    /// It ended too long ago.
    case period(days: Int)
    /// It was started more than a year ago.
    case age

    /// A sentence without a full stop.
    public var message: String {
        switch self {
        case .express: "an Express execution cannot be redriven"
        case .running: "the execution is RUNNING and cannot be redriven"
        case .succeeded: "the execution is SUCCEEDED and cannot be redriven"
        case .history(let events): "the history has \(events) events, too many to be redriven"
        case .period(let days): "the execution ended more than \(days) days ago and can no longer be redriven"
        case .age: "the execution was started too long ago to be redriven"
        }
    }
}
