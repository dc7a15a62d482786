import JSONModel
import StatesLanguage

/// Makes the stored form of an execution's events; see `Format` for the bytes.
///
/// A payload stands in the bytes once and is referred to after that, as long as it is among the last texts of the
/// execution: at most 1,024 of them, or 512 KiB. So every batch needs those before it, in order. A batch that could not
/// be stored is forgotten with the encoder that made it: keep the value from before, or ask a decoder for another one.
public struct EventEncoder: Sendable {
    private var writer: BatchWriter
    private var head: EventHead

    public init(_ program: Program) {
        writer = BatchWriter(program)
        head = EventHead()
    }

    init(writer: BatchWriter, head: EventHead) {
        self.writer = writer
        self.head = head
    }

    /// Appends a batch to `bytes`.
    ///
    /// - Parameter events: those that follow the last batch's, of the same execution.
    public mutating func encode(_ events: some Collection<Event>, into bytes: inout [UInt8]) {
        writer.begin(&bytes)
        for event in events {
            head.write(event, to: &writer)
            let kind = writer.body(of: event)
            writer.close(kind)
        }
        writer.end(&bytes)
    }
}

extension BatchWriter {
    fileprivate mutating func body(of event: Event) -> EventKind {
        switch event.body {
        case .executionStarted(let input): return put(input, .executionStarted)
        case .executionSucceeded(let output): return put(output, .executionSucceeded)
        case .executionFailed(let failure): return put(failure, .executionFailed)
        case .executionTimedOut(let failure): return put(failure, .executionTimedOut)
        case .executionAborted(let failure): return put(failure, .executionAborted)
        case .executionRedriven(let count): return put(.count, count, .executionRedriven)
        case .frameRedriven(let redrive): return put(redrive)
        case .stateEntered(let state, let input): return put(state, in: event, input, .stateEntered)
        case .stateHung(let state): return put(state, in: event, nil, .stateHung)
        case .stateExited(let exit): return put(exit)
        case .evaluationFailed(let failure, let location):
            string(.location, location)
            return put(failure, .evaluationFailed)
        case .stateAborted: return .stateAborted
        case .taskScheduled(let schedule): return put(schedule)
        case .taskStarted(let worker):
            string(.worker, worker)
            return .taskStarted
        case .taskSubmitted(let output): return put(output, .taskSubmitted)
        case .taskSucceeded(let output): return put(output, .taskSucceeded)
        case .taskFailed(let failure, let stage):
            if stage != .run { number(.stage, StageCode(stage).rawValue) }
            return put(failure, .taskFailed)
        case .taskTimedOut(let failure): return put(failure, .taskTimedOut)
        case .taskHeartbeat(let due): return put(due, in: event, .taskHeartbeat)
        case .waitStarted(let due): return put(due, in: event, .waitStarted)
        case .retryScheduled(let retrier, let due):
            integer(.index, retrier)
            return put(due, in: event, .retryScheduled)
        case .retryStarted: return .retryStarted
        case .parallelStarted(let input): return put(input, .parallelStarted)
        case .branchSucceeded: return .branchSucceeded
        case .parallelSucceeded: return .parallelSucceeded
        case .parallelFailed: return .parallelFailed
        case .mapStarted(let items, let concurrency):
            integer(.concurrency, concurrency)
            return put(items, .mapStarted)
        case .iterationStarted(let index, let input):
            integer(.index, index)
            return put(input, .iterationStarted)
        case .iterationSucceeded(let index): return put(.index, index, .iterationSucceeded)
        case .iterationFailed(let index): return put(.index, index, .iterationFailed)
        case .iterationAborted(let index): return put(.index, index, .iterationAborted)
        case .mapSucceeded: return .mapSucceeded
        case .mapFailed: return .mapFailed
        case .distributedMapStarted(let length): return put(.count, length, .distributedMapStarted)
        case .mapRunStarted(let settings): return put(settings, .mapRunStarted)
        case .mapRunSucceeded(let output): return put(output, .mapRunSucceeded)
        case .mapRunFailed(let failure): return put(failure, .mapRunFailed)
        case .mapRunAborted: return .mapRunAborted
        case .mapRunRedriven(let settings): return put(settings, .mapRunRedriven)
        }
    }

    private mutating func put(_ payload: Payload?, _ kind: EventKind) -> EventKind {
        text(.text, ifPresent: payload)
        return kind
    }

    private mutating func put(_ failure: Failure, _ kind: EventKind) -> EventKind {
        self.failure(failure)
        return kind
    }

    private mutating func put(_ tag: FieldTag, _ value: some BinaryInteger, _ kind: EventKind) -> EventKind {
        integer(tag, value)
        return kind
    }

    private mutating func put(_ due: Timestamp, in event: Event, _ kind: EventKind) -> EventKind {
        time(.dueSeconds, .dueNanoseconds, due, since: event.time)
        return kind
    }

    /// The state is nearly always that of the place.
    private mutating func put(
        _ state: StateIndex, in event: Event, _ input: Payload?, _ kind: EventKind
    ) -> EventKind {
        if state != event.place.state { self.state(.state, state) }
        return put(input, kind)
    }

    private mutating func put(_ redrive: FrameRedrive) -> EventKind {
        switch redrive {
        case .runsAgain(let input):
            number(.redrive, RedriveCode.runsAgain.rawValue)
            text(.text, input)
        case .resumesChildren(let input):
            number(.redrive, RedriveCode.resumesChildren.rawValue)
            text(.text, input)
        case .goesOn: number(.redrive, RedriveCode.goesOn.rawValue)
        }
        return .frameRedriven
    }

    private mutating func put(_ exit: StateExit) -> EventKind {
        text(.text, exit.output)
        for variable in exit.assigned {
            string(.variableName, variable.name)
            text(.variableValue, Payload(variable.value))
        }
        if let next = exit.next { state(.next, next) }
        switch exit.route {
        case .rule(let place): integer(.rule, place)
        case .byDefault: integer(.rule, RuleCode.byDefault)
        case .catcher(let place): integer(.catcher, place)
        case nil: break
        }
        return .stateExited
    }

    private mutating func put(_ schedule: TaskSchedule) -> EventKind {
        text(.text, schedule.parameters)
        integer(.timeoutSeconds, ifPresent: schedule.timeoutSeconds)
        integer(.heartbeatSeconds, ifPresent: schedule.heartbeatSeconds)
        string(.role, schedule.credentialsRoleARN)
        return .taskScheduled
    }

    private mutating func put(_ settings: MapRunSettings, _ kind: EventKind) -> EventKind {
        string(.arn, settings.arn)
        string(.label, settings.label)
        switch settings.items {
        case .inState(let items): text(.items, items)
        case .read(let parameters): text(.itemsToRead, parameters)
        }
        integer(.concurrency, settings.concurrency)
        integer(.toleratedCount, ifPresent: settings.toleratedFailureCount)
        if let percentage = settings.toleratedFailurePercentage { number(.toleratedPercentage, percentage.bitPattern) }
        integer(.maxItems, settings.maxItems)
        if let batching = settings.batching {
            integer(.batchBytes, batching.bytes)
            integer(.batchItems, ifPresent: batching.items)
            text(.batchInput, ifPresent: batching.input)
        }
        text(.writerParameters, ifPresent: settings.writerParameters)
        if settings.redriveCount != 0 { integer(.count, settings.redriveCount) }
        return kind
    }
}
