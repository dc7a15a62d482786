import JSONModel
import StatesLanguage
import Testing

@testable import StatesCore

/// An event of each kind, and its bytes.
struct EventSample: Sendable, CustomTestStringConvertible {
    var event: Event
    var hex: String

    var testDescription: String { "\(kind)" }

    init(_ body: Event.Body, _ hex: String) {
        event = Event(
            time: Timestamp(seconds: 1_767_225_600, nanoseconds: 5_000_000),
            place: Event.Place(frame: 1, parent: 0, slot: 2, state: 1), id: 7, previous: 6, body: body)
        self.hex = hex
    }

    /// State 0 is `P`, 1 the `T` in its branch 0.
    static func program() throws -> Program {
        try Program(
            StateMachine(
                json: #"""
                    {"StartAt": "P", "States": {"P": {"Type": "Parallel", "End": true, "Branches": [
                        {"StartAt": "T", "States": {"T": {"Type": "Pass", "End": true}}}]}}}
                    """#))
    }

    /// By an exhaustive switch: a new kind of event needs a line here, and its sample.
    var kind: EventKind {
        switch event.body {
        case .executionStarted: .executionStarted
        case .executionSucceeded: .executionSucceeded
        case .executionFailed: .executionFailed
        case .executionTimedOut: .executionTimedOut
        case .executionAborted: .executionAborted
        case .executionRedriven: .executionRedriven
        case .frameRedriven: .frameRedriven
        case .stateEntered: .stateEntered
        case .stateHung: .stateHung
        case .stateExited: .stateExited
        case .evaluationFailed: .evaluationFailed
        case .stateAborted: .stateAborted
        case .taskScheduled: .taskScheduled
        case .taskStarted: .taskStarted
        case .taskSubmitted: .taskSubmitted
        case .taskSucceeded: .taskSucceeded
        case .taskFailed: .taskFailed
        case .taskTimedOut: .taskTimedOut
        case .taskHeartbeat: .taskHeartbeat
        case .waitStarted: .waitStarted
        case .retryScheduled: .retryScheduled
        case .retryStarted: .retryStarted
        case .parallelStarted: .parallelStarted
        case .branchSucceeded: .branchSucceeded
        case .parallelSucceeded: .parallelSucceeded
        case .parallelFailed: .parallelFailed
        case .mapStarted: .mapStarted
        case .iterationStarted: .iterationStarted
        case .iterationSucceeded: .iterationSucceeded
        case .iterationFailed: .iterationFailed
        case .iterationAborted: .iterationAborted
        case .mapSucceeded: .mapSucceeded
        case .mapFailed: .mapFailed
        case .distributedMapStarted: .distributedMapStarted
        case .mapRunStarted: .mapRunStarted
        case .mapRunSucceeded: .mapRunSucceeded
        case .mapRunFailed: .mapRunFailed
        case .mapRunAborted: .mapRunAborted
        case .mapRunRedriven: .mapRunRedriven
        }
    }

    private static let payload = Payload(["a": 1])
    private static let failure = Failure(error: "E", cause: "C")
    private static let due = Timestamp(seconds: 1_767_225_603, nanoseconds: 1)
    private static let settings: MapRunSettings = {
        var settings = MapRunSettings(arn: "r", label: "l", items: .inState(payload), concurrency: 3)
        settings.toleratedFailureCount = 1
        settings.toleratedFailurePercentage = 12.5
        settings.maxItems = 9
        settings.batching = MapRunSettings.Batching(input: Payload(2), items: 4, bytes: 100)
        settings.writerParameters = Payload(["Bucket": "b"])
        settings.redriveCount = 1
        return settings
    }()

    static let all: [EventSample] = [
        EventSample(.executionStarted(input: payload), "HEX"),
        EventSample(.executionSucceeded(output: payload), "HEX"),
        EventSample(.executionFailed(failure), "HEX"),
        EventSample(.executionTimedOut(failure), "HEX"),
        EventSample(.executionAborted(failure), "HEX"),
        EventSample(.executionRedriven(count: 2), "HEX"),
        EventSample(.frameRedriven(.runsAgain(input: payload)), "HEX"),
        EventSample(.frameRedriven(.resumesChildren(input: payload)), "HEX"),
        EventSample(.frameRedriven(.goesOn), "HEX"),
        EventSample(.stateEntered(1, input: payload), "HEX"),
        EventSample(.stateEntered(0, input: payload), "HEX"),
        EventSample(.stateHung(1), "HEX"),
        EventSample(.stateExited(StateExit(output: payload, assigned: [Variable(name: "v", value: 1)], next: 0)), "HEX"),
        EventSample(.stateExited(StateExit(output: payload, assigned: [], next: nil)), "HEX"),
        EventSample(.evaluationFailed(failure, location: "Output"), "HEX"),
        EventSample(.stateAborted, "HEX"),
        EventSample(.taskScheduled(TaskSchedule(parameters: payload, timeoutSeconds: 60, heartbeatSeconds: nil, credentialsRoleARN: "r")), "HEX"),
        EventSample(.taskStarted(worker: nil), "HEX"),
        EventSample(.taskSubmitted(output: payload), "HEX"),
        EventSample(.taskSucceeded(output: payload), "HEX"),
        EventSample(.taskFailed(failure, .submit), "HEX"),
        EventSample(.taskTimedOut(failure), "HEX"),
        EventSample(.taskHeartbeat(due: due), "HEX"),
        EventSample(.waitStarted(due: due), "HEX"),
        EventSample(.retryScheduled(retrier: 1, due: due), "HEX"),
        EventSample(.retryStarted, "HEX"),
        EventSample(.parallelStarted(input: payload), "HEX"),
        EventSample(.branchSucceeded, "HEX"),
        EventSample(.parallelSucceeded, "HEX"),
        EventSample(.parallelFailed, "HEX"),
        EventSample(.mapStarted(items: payload, concurrency: 40), "HEX"),
        EventSample(.iterationStarted(index: 3, input: payload), "HEX"),
        EventSample(.iterationSucceeded(index: 3), "HEX"),
        EventSample(.iterationFailed(index: 3), "HEX"),
        EventSample(.iterationAborted(index: 3), "HEX"),
        EventSample(.mapSucceeded, "HEX"),
        EventSample(.mapFailed, "HEX"),
        EventSample(.distributedMapStarted(length: 5), "HEX"),
        EventSample(.mapRunStarted(settings), "HEX"),
        EventSample(.mapRunSucceeded(output: nil), "HEX"),
        EventSample(.mapRunFailed(failure), "HEX"),
        EventSample(.mapRunAborted, "HEX"),
        EventSample(.mapRunRedriven(settings), "HEX"),
    ]
}
