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
        EventSample(
            .executionStarted(input: payload),
            "01020000015002010001540100077b2261223a317d100480e4ad950d080a0c02100014041b021c0e200c2900003ef2a43c"),
        EventSample(
            .executionSucceeded(output: payload),
            "01020000015002010001540100077b2261223a317d110480e4ad950d080a0c02100014041b021c0e200c2900003f174785"),
        EventSample(
            .executionFailed(failure),
            """
            0102000001500201000154010003224522010003224322120480e4ad950d080a0c02100014041b021c0e200c35003901\
            003cbc0344
            """
        ),
        EventSample(
            .executionTimedOut(failure),
            """
            0102000001500201000154010003224522010003224322130480e4ad950d080a0c02100014041b021c0e200c35003901\
            0039753d79
            """
        ),
        EventSample(
            .executionAborted(failure),
            """
            0102000001500201000154010003224522010003224322140480e4ad950d080a0c02100014041b021c0e200c35003901\
            002aa52623
            """
        ),
        EventSample(
            .executionRedriven(count: 2),
            "0102000001500201000154150480e4ad950d080a0c02100014041b021c0e200c500400f881814f"),
        EventSample(
            .frameRedriven(.runsAgain(input: payload)),
            "01020000015002010001540100077b2261223a317d160480e4ad950d080a0c02100014041b021c0e200c70002900008c7a0af8"),
        EventSample(
            .frameRedriven(.resumesChildren(input: payload)),
            "01020000015002010001540100077b2261223a317d160480e4ad950d080a0c02100014041b021c0e200c700129000051cffe6b"),
        EventSample(
            .frameRedriven(.goesOn), "0102000001500201000154160480e4ad950d080a0c02100014041b021c0e200c700200c9d44e49"),
        EventSample(
            .stateEntered(1, input: payload),
            "01020000015002010001540100077b2261223a317d180480e4ad950d080a0c02100014041b021c0e200c29000006f29a0d"),
        EventSample(
            .stateEntered(0, input: payload),
            "01020000015002010001540100077b2261223a317d180480e4ad950d080a0c02100014041b021c0e200c2f012900007a3f90a6"),
        EventSample(.stateHung(1), "0102000001500201000154190480e4ad950d080a0c02100014041b021c0e200c0060ed2ea4"),
        EventSample(
            .stateExited(StateExit(output: payload, assigned: [Variable(name: "v", value: 1)], next: 0)),
            """
            01020000015002010001540100077b2261223a317d010003227622010001311a0480e4ad950d080a0c02100014041b02\
            1c0e200c290069016d0233010040f4ce5d
            """
        ),
        EventSample(
            .stateExited(StateExit(output: payload, assigned: [], next: nil)),
            "01020000015002010001540100077b2261223a317d1a0480e4ad950d080a0c02100014041b021c0e200c290000d0aca8b9"),
        EventSample(
            .stateExited(StateExit(output: payload, assigned: [], next: 0, route: .rule(3))),
            """
            01020000015002010001540100077b2261223a317d1a0480e4ad950d080a0c02100014041b021c0e200c29003301ac01\
            0600d9f21358
            """
        ),
        EventSample(
            .stateExited(StateExit(output: payload, assigned: [], next: 0, route: .byDefault)),
            """
            01020000015002010001540100077b2261223a317d1a0480e4ad950d080a0c02100014041b021c0e200c29003301ac01\
            0100e6562016
            """
        ),
        EventSample(
            .stateExited(StateExit(output: payload, assigned: [], next: 0, route: .catcher(1))),
            """
            01020000015002010001540100077b2261223a317d1a0480e4ad950d080a0c02100014041b021c0e200c29003301b001\
            0200d1c99233
            """
        ),
        EventSample(
            .evaluationFailed(failure, location: "Output"),
            """
            0102000001500201000154010008224f7574707574220100032245220100032243221b0480e4ad950d080a0c02100014\
            041b021c0e200c65003501390200fef6adfe
            """
        ),
        EventSample(.stateAborted, "01020000015002010001541c0480e4ad950d080a0c02100014041b021c0e200c0091888de4"),
        EventSample(
            .taskScheduled(
                TaskSchedule(parameters: payload, timeoutSeconds: 60, heartbeatSeconds: nil, credentialsRoleARN: "r")),
            """
            01020000015002010001540100077b2261223a317d010003227222200480e4ad950d080a0c02100014041b021c0e200c\
            290054785d0100107edaad
            """
        ),
        EventSample(
            .taskStarted(worker: nil), "0102000001500201000154210480e4ad950d080a0c02100014041b021c0e200c0078efa81f"),
        EventSample(
            .taskSubmitted(output: payload),
            "01020000015002010001540100077b2261223a317d220480e4ad950d080a0c02100014041b021c0e200c29000038f06821"),
        EventSample(
            .taskSucceeded(output: payload),
            "01020000015002010001540100077b2261223a317d230480e4ad950d080a0c02100014041b021c0e200c290000216185e3"),
        EventSample(
            .taskFailed(failure, .submit),
            """
            0102000001500201000154010003224522010003224322240480e4ad950d080a0c02100014041b021c0e200c40033500\
            390100594f07de
            """
        ),
        EventSample(
            .taskTimedOut(failure),
            """
            0102000001500201000154010003224522010003224322250480e4ad950d080a0c02100014041b021c0e200c35003901\
            0077c3ef4c
            """
        ),
        EventSample(
            .taskHeartbeat(due: due),
            "0102000001500201000154260480e4ad950d080a0c02100014041b021c0e200c4406480300ca47e4ad"),
        EventSample(
            .waitStarted(due: due), "0102000001500201000154280480e4ad950d080a0c02100014041b021c0e200c4406480300c453a91c"
        ),
        EventSample(
            .retryScheduled(retrier: 1, due: due),
            "0102000001500201000154290480e4ad950d080a0c02100014041b021c0e200c4c0244064803003722e8ae"),
        EventSample(.retryStarted, "01020000015002010001542a0480e4ad950d080a0c02100014041b021c0e200c00e72a5314"),
        EventSample(
            .parallelStarted(input: payload),
            "01020000015002010001540100077b2261223a317d300480e4ad950d080a0c02100014041b021c0e200c290000de0bccbb"),
        EventSample(.branchSucceeded, "0102000001500201000154310480e4ad950d080a0c02100014041b021c0e200c0088989a27"),
        EventSample(.parallelSucceeded, "0102000001500201000154320480e4ad950d080a0c02100014041b021c0e200c00ff5704e1"),
        EventSample(.parallelFailed, "0102000001500201000154330480e4ad950d080a0c02100014041b021c0e200c00ea59d864"),
        EventSample(
            .mapStarted(items: payload, concurrency: 40),
            "01020000015002010001540100077b2261223a317d380480e4ad950d080a0c02100014041b021c0e200c7450290000aa52d539"),
        EventSample(
            .iterationStarted(index: 3, input: payload),
            "01020000015002010001540100077b2261223a317d390480e4ad950d080a0c02100014041b021c0e200c4c0629000099308902"),
        EventSample(
            .iterationSucceeded(index: 3),
            "01020000015002010001543a0480e4ad950d080a0c02100014041b021c0e200c4c06009de57900"),
        EventSample(
            .iterationFailed(index: 3), "01020000015002010001543b0480e4ad950d080a0c02100014041b021c0e200c4c06008884b640"
        ),
        EventSample(
            .iterationAborted(index: 3),
            "01020000015002010001543c0480e4ad950d080a0c02100014041b021c0e200c4c06005b948b08"),
        EventSample(.mapSucceeded, "01020000015002010001543d0480e4ad950d080a0c02100014041b021c0e200c00444985a4"),
        EventSample(.mapFailed, "01020000015002010001543e0480e4ad950d080a0c02100014041b021c0e200c00ebe705c7"),
        EventSample(
            .distributedMapStarted(length: 5),
            "0102000001500201000154400480e4ad950d080a0c02100014041b021c0e200c500a009752e7ec"),
        EventSample(
            .mapRunStarted(settings),
            """
            0102000001500201000154010003227222010003226c220100077b2261223a317d0100013201000e7b224275636b6574\
            223a2262227d410480e4ad950d080a0c02100014041b021c0e200c810100850101890102740690010294018080808080\
            80c094409801129c01c801a00108a50103a90104500200f5bfc1e9
            """
        ),
        EventSample(
            .mapRunSucceeded(output: nil),
            """
            0102000001500201000154420480e4ad950d080a0c02100014041b021c0e200c004fc1b797
            """),
        EventSample(
            .mapRunFailed(failure),
            """
            0102000001500201000154010003224522010003224322430480e4ad950d080a0c02100014041b021c0e200c35003901\
            00c9b60f61
            """
        ),
        EventSample(.mapRunAborted, "0102000001500201000154440480e4ad950d080a0c02100014041b021c0e200c00c996b470"),
        EventSample(
            .mapRunRedriven(settings),
            """
            0102000001500201000154010003227222010003226c220100077b2261223a317d0100013201000e7b224275636b6574\
            223a2262227d450480e4ad950d080a0c02100014041b021c0e200c810100850101890102740690010294018080808080\
            80c094409801129c01c801a00108a50103a901045002001169b7c9
            """
        ),
    ]
}
