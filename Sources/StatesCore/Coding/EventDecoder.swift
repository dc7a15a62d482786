import JSONModel
import StatesLanguage

/// Reads what an `EventEncoder` wrote, batch by batch in order.
///
/// Bytes that were changed are an error and never a trap. After an error the decoder is of no further use.
public struct EventDecoder: Sendable {
    private let program: Program
    private var reader: BatchReader
    private var head = EventHead()

    public init(_ program: Program) {
        self.init(program, upcasters: nil)
    }

    init(_ program: Program, upcasters: [UInt8: Upcaster]?) {
        self.program = program
        reader = BatchReader(program, upcasters: upcasters)
    }

    /// The encoder that goes on where this decoder stopped.
    public var encoder: EventEncoder { EventEncoder(writer: reader.writer, head: head) }

    /// - Parameter bytes: one batch, all of it.
    public mutating func decode(_ bytes: [UInt8]) throws(EventCodingError) -> [Event] { try decode(bytes[...]) }

    /// - Parameter bytes: one batch, all of it.
    public mutating func decode(_ bytes: ArraySlice<UInt8>) throws(EventCodingError) -> [Event] {
        var events: [Event] = []
        var head = head
        try reader.read(bytes) { (fields: FieldReader) throws(EventCodingError) in
            guard let kind = EventKind(rawValue: fields.record.kind) else {
                throw fields.failure(.unknownEvent(fields.record.kind))
            }
            events.append(try head.read(fields, kind))
        }
        self.head = head
        return events
    }
}

extension FieldReader {
    /// - Parameters:
    ///   - time: of the event.
    ///   - place: the state of its place.
    func body(_ kind: EventKind, at time: Timestamp, in place: StateIndex) throws(EventCodingError) -> Event.Body {
        switch kind {
        case .executionStarted: .executionStarted(input: try text())
        case .executionSucceeded: .executionSucceeded(output: try text())
        case .executionFailed: .executionFailed(try failure())
        case .executionTimedOut: .executionTimedOut(try failure())
        case .executionAborted: .executionAborted(try failure())
        case .executionRedriven: .executionRedriven(count: try integer(.count))
        case .frameRedriven: .frameRedriven(try redrive())
        case .stateEntered: .stateEntered(state(ifPresent: .state) ?? place, input: try text())
        case .stateHung: .stateHung(state(ifPresent: .state) ?? place)
        case .stateExited: .stateExited(try exit())
        case .evaluationFailed: .evaluationFailed(try failure(), location: try string(ifPresent: .location))
        case .stateAborted: .stateAborted
        case .taskScheduled: .taskScheduled(try schedule())
        case .taskStarted: .taskStarted(worker: try string(ifPresent: .worker))
        case .taskSubmitted: .taskSubmitted(output: try text())
        case .taskSucceeded: .taskSucceeded(output: try text())
        case .taskFailed: .taskFailed(try failure(), try stage())
        case .taskTimedOut: .taskTimedOut(try failure())
        case .taskHeartbeat: .taskHeartbeat(due: try due(since: time))
        case .waitStarted: .waitStarted(due: try due(since: time))
        case .retryScheduled: .retryScheduled(retrier: try integer(.index), due: try due(since: time))
        case .retryStarted: .retryStarted
        case .parallelStarted: .parallelStarted(input: try text())
        case .branchSucceeded: .branchSucceeded
        case .parallelSucceeded: .parallelSucceeded
        case .parallelFailed: .parallelFailed
        case .mapStarted: .mapStarted(items: try text(), concurrency: try integer(.concurrency))
        case .iterationStarted: .iterationStarted(index: try integer(.index), input: try text())
        case .iterationSucceeded: .iterationSucceeded(index: try integer(.index))
        case .iterationFailed: .iterationFailed(index: try integer(.index))
        case .iterationAborted: .iterationAborted(index: try integer(.index))
        case .mapSucceeded: .mapSucceeded
        case .mapFailed: .mapFailed
        case .distributedMapStarted: .distributedMapStarted(length: try integer(.count))
        case .mapRunStarted: .mapRunStarted(try mapRunSettings())
        case .mapRunSucceeded: .mapRunSucceeded(output: text(ifPresent: .text))
        case .mapRunFailed: .mapRunFailed(try failure())
        case .mapRunAborted: .mapRunAborted
        case .mapRunRedriven: .mapRunRedriven(try mapRunSettings())
        }
    }

    private func due(since time: Timestamp) throws(EventCodingError) -> Timestamp {
        try self.time(.dueSeconds, .dueNanoseconds, since: time)
    }

    func stage() throws(EventCodingError) -> TaskFailure.Stage {
        guard let code = StageCode(rawValue: number(ifPresent: .stage) ?? 0) else {
            throw failure(.malformed("a task failed at a stage that is not known"))
        }
        return code.stage
    }

    private func redrive() throws(EventCodingError) -> FrameRedrive {
        switch RedriveCode(rawValue: try number(.redrive)) {
        case .runsAgain: return .runsAgain(input: try text())
        case .resumesChildren: return .resumesChildren(input: try text())
        case .goesOn: return .goesOn
        case nil: throw failure(.malformed("a redrive goes on in a way that is not known"))
        }
    }

    private func exit() throws(EventCodingError) -> StateExit {
        var assigned: [Variable] = []
        var name: String?
        for field in record.fields {
            guard case .text(let text) = field.value else { continue }
            if field.tag == FieldTag.variableName.rawValue { name = text.value.stringValue }
            guard field.tag == FieldTag.variableValue.rawValue else { continue }
            guard let given = name else { throw failure(.malformed("a variable has no name")) }
            assigned.append(Variable(name: given, value: text.value))
            name = nil
        }
        return StateExit(
            output: try text(), assigned: assigned, next: state(ifPresent: .next), route: try route())
    }

    private func route() throws(EventCodingError) -> StateExit.Route? {
        if let rule = try integer(ifPresent: .rule, as: Int32.self) {
            return rule == RuleCode.byDefault ? .byDefault : .rule(rule)
        }
        return try integer(ifPresent: .catcher).map(StateExit.Route.catcher)
    }

    private func schedule() throws(EventCodingError) -> TaskSchedule {
        TaskSchedule(
            parameters: try text(), timeoutSeconds: try integer(ifPresent: .timeoutSeconds),
            heartbeatSeconds: try integer(ifPresent: .heartbeatSeconds),
            credentialsRoleARN: try string(ifPresent: .role))
    }

    private func mapRunSettings() throws(EventCodingError) -> MapRunSettings {
        let items: MapRunSettings.Items =
            if let items = text(ifPresent: .items) { .inState(items) } else {
                .read(parameters: try text(.itemsToRead))
            }
        var settings = MapRunSettings(
            arn: try string(.arn), label: try string(.label), items: items, concurrency: try integer(.concurrency))
        settings.toleratedFailureCount = try integer(ifPresent: .toleratedCount)
        settings.toleratedFailurePercentage = number(ifPresent: .toleratedPercentage).map(Double.init(bitPattern:))
        settings.maxItems = try integer(.maxItems)
        if has(.batchBytes) {
            settings.batching = MapRunSettings.Batching(
                input: text(ifPresent: .batchInput), items: try integer(ifPresent: .batchItems),
                bytes: try integer(.batchBytes))
        }
        settings.writerParameters = text(ifPresent: .writerParameters)
        settings.redriveCount = try integer(ifPresent: .count) ?? 0
        return settings
    }
}
