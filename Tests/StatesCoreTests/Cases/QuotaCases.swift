import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

/// Limits of the service.
extension ExecutionCase {
    private static let loop = #"""
        "A": {"Type": "Choice", "Choices": [{"Variable": "$.stop", "IsPresent": true, "Next": "E"}], "Default": "B"},
        "B": {"Type": "Pass", "Next": "A"}, "E": {"Type": "Succeed"}
        """#

    static let quotas: [ExecutionCase] = [
        ExecutionCase(
            "the last event that the history holds tells why there are no more", loop,
            configure: { $0.quotas.historyEvents = 7 },
            history: """
                1<0 ExecutionStarted   in={}
                2<0 ChoiceStateEntered A in={}
                3<2 ChoiceStateExited  A out={}
                4<3 PassStateEntered   B in={}
                5<4 PassStateExited    B out={}
                6<5 ChoiceStateEntered A in={}
                7<6 ExecutionFailed    error="States.Runtime" cause="The execution reached the maximum number of
                    history events (7)."
                """),
        ExecutionCase(
            "an execution may end with the last event that the history holds",
            #""A": {"Type": "Pass", "End": true}"#, configure: { $0.quotas.historyEvents = 4 },
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={}
                4<3 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "a history that is full ends a Map in the midst of its iterations",
            map(#""A": {"Type": "Pass", "End": true}"#), input: "[1, 2, 3]", shown: .structure,
            configure: { $0.quotas.historyEvents = 8 },
            history: """
                1<0 ExecutionStarted
                2<0 MapStateEntered     M
                3<2 MapStateStarted     length=3
                4<3 MapIterationStarted M index=0
                5<3 MapIterationStarted M index=1
                6<3 MapIterationStarted M index=2
                7<4 PassStateEntered    A
                8<7 ExecutionFailed     error="States.Runtime" cause="The execution reached the maximum number of
                    history events (8)."
                """),
        ExecutionCase(
            "express executions have no limit of events", #""A": {"Type": "Pass", "End": true}"#,
            configure: {
                $0.type = .express
                $0.quotas.historyEvents = 2
            },
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={}
                4<3 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "no limit of concurrency is 40 at a time for an inline Map, and a quota",
            map(wait("A", 1)), input: "[1, 2, 3]", shown: .structure,
            configure: { $0.quotas.inlineMapConcurrency = 2 },
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered       M
                3<2   MapStateStarted       length=3
                4<3   MapIterationStarted   M index=0
                5<3   MapIterationStarted   M index=1
                6<4   WaitStateEntered      A
                7<5   WaitStateEntered      A
                8<6   WaitStateExited       @1s A
                9<7   WaitStateExited       A
                10<8  MapIterationSucceeded M index=0
                11<8  MapIterationStarted   M index=2
                12<9  MapIterationSucceeded M index=1
                13<11 WaitStateEntered      A
                14<13 WaitStateExited       @2s A
                15<14 MapIterationSucceeded M index=2
                16<15 MapStateSucceeded
                17<15 MapStateExited        M
                18<17 ExecutionSucceeded
                """),
        ExecutionCase(
            "a Map's output may not exceed the quota, though each iteration's does not",
            map(#""A": {"Type": "Pass", "Result": "0123456789", "End": true}"#), input: "[1, 2]", shown: .structure,
            configure: { $0.quotas.payloadBytes = 20 },
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered       M
                3<2   MapStateStarted       length=2
                4<3   MapIterationStarted   M index=0
                5<3   MapIterationStarted   M index=1
                6<4   PassStateEntered      A
                7<6   PassStateExited       A
                8<7   MapIterationSucceeded M index=0
                9<5   PassStateEntered      A
                10<9  PassStateExited       A
                11<10 MapIterationSucceeded M index=1
                12<11 MapStateSucceeded
                13<11 ExecutionFailed       error="States.DataLimitExceeded" cause="The state/task 'M' returned a
                    result with a size exceeding the maximum number of bytes service limit."
                """),
    ]
}
