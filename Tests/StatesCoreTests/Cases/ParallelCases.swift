import JSONModel
import StatesCore
import StatesSimulation

/// Parallel states: order of events, failures, aborts.
extension ExecutionCase {
    /// A branch of the states in `states`, which starts with the first one.
    static func branch(_ states: String) -> String {
        let start = states.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
        return #"{"StartAt": "\#(start)", "States": {\#(states)}}"#
    }

    /// A Parallel state called `P` with `branches`, and `fields`, each with a comma before it.
    static func parallel(_ branches: [String], _ fields: String = #", "End": true"#) -> String {
        #""P": {"Type": "Parallel", "Branches": [\#(branches.map(branch).joined(separator: ", "))]\#(fields)}"#
    }

    static func wait(_ name: String, _ seconds: Int, _ fields: String = #", "End": true"#) -> String {
        #""\#(name)": {"Type": "Wait", "Seconds": \#(seconds)\#(fields)}"#
    }

    static let parallels: [ExecutionCase] = [
        ExecutionCase(
            "branches run one after the other until they wait; their texts are joined",
            parallel([
                #""A": {"Type": "Pass", "End": true}"#,
                #"""
                "B": {"Type": "Pass", "Result": [1, 2], "End": true}
                """#,
            ]),
            input: #"[ 1.0 ]"#,
            history: """
                1<0  ExecutionStarted       in=[ 1.0 ]
                2<0  ParallelStateEntered   P in=[ 1.0 ]
                3<2  ParallelStateStarted
                4<3  PassStateEntered       A in=[ 1.0 ]
                5<4  PassStateExited        A out=[ 1.0 ]
                6<3  PassStateEntered       B in=[ 1.0 ]
                7<6  PassStateExited        B out=[1,2]
                8<7  ParallelStateSucceeded
                9<7  ParallelStateExited    P out=[[ 1.0 ],[1,2]]
                10<9 ExecutionSucceeded     out=[[ 1.0 ],[1,2]]
                """),
        ExecutionCase(
            "all tasks of a round start before the first is answered",
            parallel([function("A"), service("B", "sqs:sendMessage.waitForTaskToken"), function("C")]),
            answers: ["A": [.succeeded("a")], "B": [.succeeded("b")], "C": [.succeeded("c")]], shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   ParallelStateEntered    P
                3<2   ParallelStateStarted
                4<3   TaskStateEntered        A
                5<4   LambdaFunctionScheduled
                6<3   TaskStateEntered        B
                7<6   TaskScheduled
                8<3   TaskStateEntered        C
                9<8   LambdaFunctionScheduled
                10<5  LambdaFunctionStarted
                11<7  TaskStarted
                12<9  LambdaFunctionStarted
                13<11 TaskSubmitted
                14<10 LambdaFunctionSucceeded
                15<14 TaskStateExited         A
                16<13 TaskSucceeded
                17<16 TaskStateExited         B
                18<12 LambdaFunctionSucceeded
                19<18 TaskStateExited         C
                20<19 ParallelStateSucceeded
                21<19 ParallelStateExited     P
                22<21 ExecutionSucceeded
                """),
        ExecutionCase(
            "the event after a Parallel links to the branch that was last",
            parallel(
                [wait("A", 3), wait("B", 1), wait("C", 2)],
                #"""
                , "ResultSelector": {"first.$": "$[0]"}, "ResultPath": "$.r", "OutputPath": "$.r",
                "End": true
                """#),
            input: #"{"n": 1}"#,
            history: """
                1<0   ExecutionStarted       in={"n": 1}
                2<0   ParallelStateEntered   P in={"n": 1}
                3<2   ParallelStateStarted
                4<3   WaitStateEntered       A in={"n": 1}
                5<3   WaitStateEntered       B in={"n": 1}
                6<3   WaitStateEntered       C in={"n": 1}
                7<5   WaitStateExited        @1s B out={"n": 1}
                8<6   WaitStateExited        @2s C out={"n": 1}
                9<4   WaitStateExited        @3s A out={"n": 1}
                10<9  ParallelStateSucceeded
                11<9  ParallelStateExited    P out={"first":{"n":1}}
                12<11 ExecutionSucceeded     out={"first":{"n":1}}
                """),
        ExecutionCase(
            "Parameters are evaluated once for all branches",
            parallel(
                [#""A": {"Type": "Pass", "End": true}"#, #""B": {"Type": "Pass", "End": true}"#],
                #"""
                , "InputPath": "$.a", "Parameters": {"m.$": "$.n"}, "End": true
                """#),
            input: #"{"a": {"n": 1}}"#,
            history: """
                1<0  ExecutionStarted       in={"a": {"n": 1}}
                2<0  ParallelStateEntered   P in={"a": {"n": 1}}
                3<2  ParallelStateStarted
                4<3  PassStateEntered       A in={"m":1}
                5<4  PassStateExited        A out={"m":1}
                6<3  PassStateEntered       B in={"m":1}
                7<6  PassStateExited        B out={"m":1}
                8<7  ParallelStateSucceeded
                9<7  ParallelStateExited    P out=[{"m":1},{"m":1}]
                10<9 ExecutionSucceeded     out=[{"m":1},{"m":1}]
                """),
    ]
}
