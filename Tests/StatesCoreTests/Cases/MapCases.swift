import JSONModel
import StatesCore
import StatesSimulation

/// Inline Map states: order of iterations, concurrency, failures.
extension ExecutionCase {
    /// A Map state called `name` whose processor has `states`, and `fields`, each with a comma before it.
    static func map(_ states: String, _ fields: String = #", "End": true"#, name: String = "M") -> String {
        #""\#(name)": {"Type": "Map", "ItemProcessor": \#(branch(states))\#(fields)}"#
    }

    private static let pass = #""A": {"Type": "Pass", "End": true}"#

    static let maps: [ExecutionCase] = [
        ExecutionCase(
            "one iteration at a time: the next one links to the last state event of the one before",
            map(pass, #", "MaxConcurrency": 1, "End": true"#), input: #"[ 1.0, {"a": [ 2 ]}, "x" ]"#,
            history: """
                1<0   ExecutionStarted      in=[ 1.0, {"a": [ 2 ]}, "x" ]
                2<0   MapStateEntered       M in=[ 1.0, {"a": [ 2 ]}, "x" ]
                3<2   MapStateStarted       length=3
                4<3   MapIterationStarted   M index=0
                5<4   PassStateEntered      A in=1.0
                6<5   PassStateExited       A out=1.0
                7<6   MapIterationSucceeded M index=0
                8<6   MapIterationStarted   M index=1
                9<8   PassStateEntered      A in={"a":[2]}
                10<9  PassStateExited       A out={"a":[2]}
                11<10 MapIterationSucceeded M index=1
                12<10 MapIterationStarted   M index=2
                13<12 PassStateEntered      A in="x"
                14<13 PassStateExited       A out="x"
                15<14 MapIterationSucceeded M index=2
                16<15 MapStateSucceeded
                17<15 MapStateExited        M out=[1.0,{"a":[2]},"x"]
                18<17 ExecutionSucceeded    out=[1.0,{"a":[2]},"x"]
                """),
        ExecutionCase(
            "no limit: all iterations start first, then each runs until it waits",
            map(pass), input: #"[1, 2, 3]"#, shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered       M
                3<2   MapStateStarted       length=3
                4<3   MapIterationStarted   M index=0
                5<3   MapIterationStarted   M index=1
                6<3   MapIterationStarted   M index=2
                7<4   PassStateEntered      A
                8<7   PassStateExited       A
                9<8   MapIterationSucceeded M index=0
                10<5  PassStateEntered      A
                11<10 PassStateExited       A
                12<11 MapIterationSucceeded M index=1
                13<6  PassStateEntered      A
                14<13 PassStateExited       A
                15<14 MapIterationSucceeded M index=2
                16<15 MapStateSucceeded
                17<15 MapStateExited        M
                18<17 ExecutionSucceeded
                """),
        ExecutionCase(
            "two at a time: a new iteration starts when one has ended",
            map(function("A"), #", "MaxConcurrency": 2, "End": true"#), input: #"[1, 2, 3, 4, 5]"#,
            answers: [
                "A": [
                    .succeeded(1, after: 3_000), .succeeded(2, after: 1_000), .succeeded(3, after: 1_000),
                    .succeeded(4), .succeeded(5),
                ]
            ],
            shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered         M
                3<2   MapStateStarted         length=5
                4<3   MapIterationStarted     M index=0
                5<3   MapIterationStarted     M index=1
                6<4   TaskStateEntered        A
                7<6   LambdaFunctionScheduled
                8<5   TaskStateEntered        A
                9<8   LambdaFunctionScheduled
                10<7  LambdaFunctionStarted
                11<9  LambdaFunctionStarted
                12<11 LambdaFunctionSucceeded @1s
                13<12 TaskStateExited         A
                14<13 MapIterationSucceeded   M index=1
                15<13 MapIterationStarted     M index=2
                16<15 TaskStateEntered        A
                17<16 LambdaFunctionScheduled
                18<17 LambdaFunctionStarted
                19<18 LambdaFunctionSucceeded @2s
                20<19 TaskStateExited         A
                21<20 MapIterationSucceeded   M index=2
                22<20 MapIterationStarted     M index=3
                23<22 TaskStateEntered        A
                24<23 LambdaFunctionScheduled
                25<24 LambdaFunctionStarted
                26<25 LambdaFunctionSucceeded
                27<26 TaskStateExited         A
                28<27 MapIterationSucceeded   M index=3
                29<27 MapIterationStarted     M index=4
                30<29 TaskStateEntered        A
                31<30 LambdaFunctionScheduled
                32<31 LambdaFunctionStarted
                33<32 LambdaFunctionSucceeded
                34<33 TaskStateExited         A
                35<34 MapIterationSucceeded   M index=4
                36<10 LambdaFunctionSucceeded @3s
                37<36 TaskStateExited         A
                38<37 MapIterationSucceeded   M index=0
                39<38 MapStateSucceeded
                40<38 MapStateExited          M
                41<40 ExecutionSucceeded
                """),
        ExecutionCase(
            "no items", map(pass), input: "[]",
            history: """
                1<0 ExecutionStarted   in=[]
                2<0 MapStateEntered    M in=[]
                3<2 MapStateStarted    length=0
                4<3 MapStateSucceeded
                5<3 MapStateExited     M out=[]
                6<5 ExecutionSucceeded out=[]
                """),
        ExecutionCase(
            "ItemSelector sees the state's input and the item; results are selected, placed and put out",
            map(
                pass,
                #"""
                , "InputPath": "$.m", "ItemsPath": "$.list", "MaxConcurrencyPath": "$.c", "ItemSelector": {
                "v.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "of.$": "$.of"},
                "ResultSelector": {"all.$": "$[*].v", "n.$": "States.ArrayLength($)"}, "ResultPath": "$.r",
                "OutputPath": "$.r", "Assign": {"n.$": "$.n"}, "End": true
                """#),
            input: #"{"m": {"list": ["a", "b"], "c": 1, "of": "x"}}"#,
            history: """
                1<0   ExecutionStarted      in={"m": {"list": ["a", "b"], "c": 1, "of": "x"}}
                2<0   MapStateEntered       M in={"m": {"list": ["a", "b"], "c": 1, "of": "x"}}
                3<2   MapStateStarted       length=2
                4<3   MapIterationStarted   M index=0
                5<4   PassStateEntered      A in={"v":"a","of":"x","i":0}
                6<5   PassStateExited       A out={"v":"a","of":"x","i":0}
                7<6   MapIterationSucceeded M index=0
                8<6   MapIterationStarted   M index=1
                9<8   PassStateEntered      A in={"v":"b","of":"x","i":1}
                10<9  PassStateExited       A out={"v":"b","of":"x","i":1}
                11<10 MapIterationSucceeded M index=1
                12<11 MapStateSucceeded
                13<11 MapStateExited        M out={"all":["a","b"],"n":2} n:=2
                14<13 ExecutionSucceeded    out={"all":["a","b"],"n":2}
                """),
        ExecutionCase(
            "the old names: Iterator and Parameters",
            #"""
            "M": {"Type": "Map", "Iterator": {"StartAt": "A", "States": {"A": {"Type": "Pass",
            "End": true}}}, "Parameters": {"i.$": "$$.Map.Item.Index"}, "End": true}
            """#,
            input: "[7]",
            history: """
                1<0  ExecutionStarted      in=[7]
                2<0  MapStateEntered       M in=[7]
                3<2  MapStateStarted       length=1
                4<3  MapIterationStarted   M index=0
                5<4  PassStateEntered      A in={"i":0}
                6<5  PassStateExited       A out={"i":0}
                7<6  MapIterationSucceeded M index=0
                8<7  MapStateSucceeded
                9<7  MapStateExited        M out=[{"i":0}]
                10<9 ExecutionSucceeded    out=[{"i":0}]
                """),
        ExecutionCase(
            "the items are no list", map(pass, #", "ItemsPath": "$.x", "End": true"#), input: #"{"x": {"a": 1}}"#,
            history: #"""
                1<0 ExecutionStarted in={"x": {"a": 1}}
                2<0 MapStateEntered  M in={"x": {"a": 1}}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹M #2› Reference path \"$.x\" must
                    point to array."
                """#),
        ExecutionCase(
            "there are no items where ItemsPath leads", map(pass, #", "ItemsPath": "$.x", "End": true"#),
            history: """
                1<0 ExecutionStarted in={}
                2<0 MapStateEntered  M in={}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹M #2› Invalid path '$.x' : No results for path:
                    $['x']"
                """),
        ExecutionCase(
            "MaxConcurrencyPath leads to no number",
            map(
                pass,
                #"""
                , "ItemsPath": "$.l", "MaxConcurrencyPath": "$.c", "End": true
                """#),
            input: #"{"l": [1], "c": "NoNumber"}"#,
            history: #"""
                1<0 ExecutionStarted in={"l": [1], "c": "NoNumber"}
                2<0 MapStateEntered  M in={"l": [1], "c": "NoNumber"}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹M #2› The MaxConcurrencyPath field refers to
                    value \"NoNumber\" which is not a valid integer: $.c"
                """#),
        ExecutionCase(
            "an item that cannot be selected fails the Map before its iteration starts",
            map(
                wait("A", 1),
                #"""
                , "MaxConcurrency": 1, "ItemSelector": {"v.$": "$$.Map.Item.Value.a"}, "End": true
                """#), input: #"[{"a": 1}, {"b": 2}]"#,
            history: #"""
                1<0 ExecutionStarted      in=[{"a": 1}, {"b": 2}]
                2<0 MapStateEntered       M in=[{"a": 1}, {"b": 2}]
                3<2 MapStateStarted       length=2
                4<3 MapIterationStarted   M index=0
                5<4 WaitStateEntered      A in={"v":1}
                6<5 WaitStateExited       @1s A out={"v":1}
                7<6 MapIterationSucceeded M index=0
                8<7 MapStateFailed
                9<8 ExecutionFailed       error="States.Runtime" cause="‹M #2› The JSONPath '$$.Map.Item.Value.a'
                    specified for the field 'v.$' could not be found in the input '[{\"a\":1},{\"b\":2}]'"
                """#),
        ExecutionCase(
            "a Map in a Parallel in a Map",
            map(
                parallel([
                    map(function("A"), #", "ItemsPath": "$.l", "MaxConcurrency": 1, "End": true"#, name: "N"),
                    wait("W", 1),
                ]),
                #", "MaxConcurrency": 2, "End": true"#),
            input: #"[{"l": [1, 2]}, {"l": []}, {"l": [3]}]"#, answers: ["A": [.succeeded("a", after: 700)]],
            shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered         M
                3<2   MapStateStarted         length=3
                4<3   MapIterationStarted     M index=0
                5<3   MapIterationStarted     M index=1
                6<4   ParallelStateEntered    P
                7<6   ParallelStateStarted
                8<5   ParallelStateEntered    P
                9<8   ParallelStateStarted
                10<7  MapStateEntered         N
                11<10 MapStateStarted         length=2
                12<11 MapIterationStarted     N index=0
                13<7  WaitStateEntered        W
                14<9  MapStateEntered         N
                15<14 MapStateStarted         length=0
                16<15 MapStateSucceeded
                17<15 MapStateExited          N
                18<9  WaitStateEntered        W
                19<12 TaskStateEntered        A
                20<19 LambdaFunctionScheduled
                21<20 LambdaFunctionStarted
                22<21 LambdaFunctionSucceeded @0.700s
                23<22 TaskStateExited         A
                24<23 MapIterationSucceeded   N index=0
                25<23 MapIterationStarted     N index=1
                26<25 TaskStateEntered        A
                27<26 LambdaFunctionScheduled
                28<27 LambdaFunctionStarted
                29<13 WaitStateExited         @1s W
                30<18 WaitStateExited         W
                31<30 ParallelStateSucceeded
                32<30 ParallelStateExited     P
                33<32 MapIterationSucceeded   M index=1
                34<32 MapIterationStarted     M index=2
                35<34 ParallelStateEntered    P
                36<35 ParallelStateStarted
                37<36 MapStateEntered         N
                38<37 MapStateStarted         length=1
                39<38 MapIterationStarted     N index=0
                40<36 WaitStateEntered        W
                41<39 TaskStateEntered        A
                42<41 LambdaFunctionScheduled
                43<42 LambdaFunctionStarted
                44<28 LambdaFunctionSucceeded @1.400s
                45<44 TaskStateExited         A
                46<45 MapIterationSucceeded   N index=1
                47<46 MapStateSucceeded
                48<46 MapStateExited          N
                49<48 ParallelStateSucceeded
                50<48 ParallelStateExited     P
                51<50 MapIterationSucceeded   M index=0
                52<43 LambdaFunctionSucceeded @1.700s
                53<52 TaskStateExited         A
                54<53 MapIterationSucceeded   N index=0
                55<54 MapStateSucceeded
                56<54 MapStateExited          N
                57<40 WaitStateExited         @2s W
                58<57 ParallelStateSucceeded
                59<57 ParallelStateExited     P
                60<59 MapIterationSucceeded   M index=2
                61<60 MapStateSucceeded
                62<60 MapStateExited          M
                63<62 ExecutionSucceeded
                """),
        ExecutionCase(
            "a failure in a Map in a Parallel in a Map aborts everything around it",
            map(
                parallel([map(function("A"), #", "ItemsPath": "$.l", "End": true"#, name: "N"), wait("W", 9)])),
            input: #"[{"l": [1, 2]}, {"l": [3]}]"#,
            answers: ["A": [.never, .failed("Bad", "why", after: 1_000), .never]],
            shown: .structure,
            history: """
                1<0   ExecutionStarted
                2<0   MapStateEntered         M
                3<2   MapStateStarted         length=2
                4<3   MapIterationStarted     M index=0
                5<3   MapIterationStarted     M index=1
                6<4   ParallelStateEntered    P
                7<6   ParallelStateStarted
                8<5   ParallelStateEntered    P
                9<8   ParallelStateStarted
                10<7  MapStateEntered         N
                11<10 MapStateStarted         length=2
                12<11 MapIterationStarted     N index=0
                13<11 MapIterationStarted     N index=1
                14<7  WaitStateEntered        W
                15<9  MapStateEntered         N
                16<15 MapStateStarted         length=1
                17<16 MapIterationStarted     N index=0
                18<9  WaitStateEntered        W
                19<12 TaskStateEntered        A
                20<19 LambdaFunctionScheduled
                21<13 TaskStateEntered        A
                22<21 LambdaFunctionScheduled
                23<17 TaskStateEntered        A
                24<23 LambdaFunctionScheduled
                25<20 LambdaFunctionStarted
                26<22 LambdaFunctionStarted
                27<24 LambdaFunctionStarted
                28<26 LambdaFunctionFailed    @1s error="Bad" cause="why"
                29<28 MapIterationFailed      N index=1
                30<28 TaskStateAborted
                31<28 MapIterationAborted     N index=0
                32<28 TaskStateAborted
                33<28 MapStateFailed
                34<33 WaitStateAborted
                35<33 ParallelStateFailed
                36<35 MapIterationFailed      M index=0
                37<35 MapIterationAborted     M index=1
                38<35 MapIterationAborted     N index=0
                39<35 TaskStateAborted
                40<35 MapStateAborted
                41<35 WaitStateAborted
                42<35 ParallelStateAborted
                43<35 MapStateFailed
                44<43 ExecutionFailed         error="Bad" cause="why"
                """),
        ExecutionCase(
            "iterations read the variables around them and keep their own",
            #""V": {"Type": "Pass", "Assign": {"x": 10}, "Next": "M"}, "#
                + map(
                    #"""
                    "A": {"Type": "Pass", "Assign": {"y.$": "States.MathAdd($x, $)"}, "Next": "B"}, "B": {
                    "Type": "Pass", "OutputPath": "$y", "End": true}
                    """#, #", "ItemsPath": "$.l", "End": true"#),
            input: #"{"l": [1, 2]}"#, shown: .everything,
            history: """
                1<0   ExecutionStarted      in={"l": [1, 2]}
                2<0   PassStateEntered      V in={"l": [1, 2]}
                3<2   PassStateExited       V out={"l": [1, 2]} x:=10
                4<3   MapStateEntered       M in={"l": [1, 2]}
                5<4   MapStateStarted       length=2
                6<5   MapIterationStarted   M index=0
                7<5   MapIterationStarted   M index=1
                8<6   PassStateEntered      A in=1
                9<8   PassStateExited       A out=1 y:=11
                10<9  PassStateEntered      B in=1
                11<10 PassStateExited       B out=11
                12<11 MapIterationSucceeded M index=0
                13<7  PassStateEntered      A in=2
                14<13 PassStateExited       A out=2 y:=12
                15<14 PassStateEntered      B in=2
                16<15 PassStateExited       B out=12
                17<16 MapIterationSucceeded M index=1
                18<17 MapStateSucceeded
                19<17 MapStateExited        M out=[11,12]
                20<19 ExecutionSucceeded    out=[11,12]
                """),
    ]
}
