import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

private let language = #""QueryLanguage": "JSONata","#

/// Parallel and Map in JSONata, and machines of both languages.
extension ExecutionCase {
    static let jsonataFanOuts: [ExecutionCase] = [
        ExecutionCase(
            "Parallel hands Arguments to its branches; Output sees their outputs",
            #"""
            "A": {"Type": "Parallel", "Arguments": {"x": "{% $states.input.n + 1 %}"}, "Assign": {"r":
            "{% $states.result[1] %}"}, "Output": "{% $sum($states.result) %}", "Next": "D",
            "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Output": "{% $states.input.x %}",
            "End": true}}},
            {"StartAt": "C", "States": {"C": {"Type": "Pass", "Output": "{% $states.input.x * 10 %}",
            "End": true}}}]},
            "D": {"Type": "Succeed", "Output": "{% [$states.input, $r] %}"}
            """#, fields: language,
            input: #"{"n": 1}"#,
            history: """
                1<0   ExecutionStarted       in={"n": 1}
                2<0   ParallelStateEntered   A in={"n": 1}
                3<2   ParallelStateStarted
                4<3   PassStateEntered       B in={"x":2}
                5<4   PassStateExited        B out=2
                6<3   PassStateEntered       C in={"x":2}
                7<6   PassStateExited        C out=20
                8<7   ParallelStateSucceeded
                9<7   ParallelStateExited    A out=22 r:=20
                10<9  SucceedStateEntered    D in=22
                11<10 SucceedStateExited     D out=[22,20]
                12<11 ExecutionSucceeded     out=[22,20]
                """),
        ExecutionCase(
            "Arguments that fail end a Parallel state before it starts",
            #"""
            "A": {"Type": "Parallel", "Arguments": "{% $states.input.no %}", "End": true, "Branches": [{"StartAt":
            "B", "States": {"B": {"Type": "Succeed"}}}]}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted     in={}
                2<0 ParallelStateEntered A in={}
                3<0 EvaluationFailed     state="A" location="Arguments" error="States.QueryEvaluationError"
                    cause="‹A #2› The JSONata expression '$states.input.no' specified for the field 'Arguments'
                    returned nothing (undefined)."
                4<3 ParallelStateFailed
                5<4 ExecutionFailed      error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression
                    '$states.input.no' specified for the field 'Arguments' returned nothing (undefined)."
                """),
        ExecutionCase(
            "Map goes over Items; ItemSelector sees the item in the context object",
            #"""
            "A": {"Type": "Map", "Items": "{% $states.input.items[$ > 1] %}", "MaxConcurrency": "{% 1 %}",
            "ItemSelector": {"i": "{% $states.context.Map.Item.Index %}", "v":
            "{% $states.context.Map.Item.Value %}", "n": "{% $states.input.n %}"},
            "Output": "{% $states.result.s %}", "End": true, "ItemProcessor": {"StartAt": "B", "States": {"B":
            {"Type": "Pass", "Output": {"s": "{% $states.input.v + $states.input.n %}", "at":
            "{% $states.context.Map.Item.Index %}"}, "End": true}}}}
            """#, fields: language,
            input: #"{"items": [1, 2, 3], "n": 10}"#,
            history: """
                1<0   ExecutionStarted      in={"items": [1, 2, 3], "n": 10}
                2<0   MapStateEntered       A in={"items": [1, 2, 3], "n": 10}
                3<2   MapStateStarted       length=2
                4<3   MapIterationStarted   A index=0
                5<4   PassStateEntered      B in={"i":0,"v":2,"n":10}
                6<5   PassStateExited       B out={"s":12,"at":0}
                7<6   MapIterationSucceeded A index=0
                8<6   MapIterationStarted   A index=1
                9<8   PassStateEntered      B in={"i":1,"v":3,"n":10}
                10<9  PassStateExited       B out={"s":13,"at":1}
                11<10 MapIterationSucceeded A index=1
                12<11 MapStateSucceeded
                13<11 MapStateExited        A out=[12,13]
                14<13 ExecutionSucceeded    out=[12,13]
                """),
        ExecutionCase(
            "Items may be written with expressions inside",
            #"""
            "A": {"Type": "Map", "Items": [1, "{% $states.input.n %}"], "End": true, "MaxConcurrency": 1,
            "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}}
            """#, fields: language,
            input: #"{"n": 2}"#,
            history: """
                1<0   ExecutionStarted      in={"n": 2}
                2<0   MapStateEntered       A in={"n": 2}
                3<2   MapStateStarted       length=2
                4<3   MapIterationStarted   A index=0
                5<4   SucceedStateEntered   B in=1
                6<5   SucceedStateExited    B out=1
                7<6   MapIterationSucceeded A index=0
                8<6   MapIterationStarted   A index=1
                9<8   SucceedStateEntered   B in=2
                10<9  SucceedStateExited    B out=2
                11<10 MapIterationSucceeded A index=1
                12<11 MapStateSucceeded
                13<11 MapStateExited        A out=[1,2]
                14<13 ExecutionSucceeded    out=[1,2]
                """),
        ExecutionCase(
            "Items that are no array fail before the Map starts",
            #"""
            "A": {"Type": "Map", "Items": "{% {'a': 1} %}", "End": true, "ItemProcessor": {"StartAt": "B", "States":
            {"B": {"Type": "Succeed"}}}}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 MapStateEntered  A in={}
                3<0 EvaluationFailed state="A" location="Items" error="States.QueryEvaluationError" cause="‹A #2›
                    The JSONata expression '{'a': 1}' specified for the field 'Items' returned an unexpected result
                    type. Expected 'array', but was 'object' for value: {\\"a\\":1}"
                4<3 MapStateFailed
                5<4 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression
                    '{'a': 1}' specified for the field 'Items' returned an unexpected result type. Expected
                    'array', but was 'object' for value: {\\"a\\":1}"
                """),
        ExecutionCase(
            "an input that is no array has no place among the fields",
            #"""
            "A": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type":
            "Succeed"}}}}
            """#, fields: language,
            input: #"{"a": 1}"#,
            history: """
                1<0 ExecutionStarted in={"a": 1}
                2<0 MapStateEntered  A in={"a": 1}
                3<0 EvaluationFailed state="A" error="States.QueryEvaluationError" cause="‹A #2› Map state input
                    must be an array but was: {\\"a\\":1}"
                4<3 MapStateFailed
                5<4 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› Map state input must be an
                    array but was: {\\"a\\":1}"
                """),
        ExecutionCase(
            "a caught one leaves the Map",
            #"""
            "A": {"Type": "Map", "Items": "{% 1 %}", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next":
            "B", "Output": "caught"}], "ItemProcessor": {"StartAt": "C", "States": {"C": {"Type": "Succeed"}}}},
            "B": {"Type": "Succeed"}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted    in={}
                2<0 MapStateEntered     A in={}
                3<0 EvaluationFailed    state="A" location="Items" error="States.QueryEvaluationError" cause="‹A
                    #2› The JSONata expression '1' specified for the field 'Items' returned an unexpected result
                    type. Expected 'array', but was 'number' for value: 1"
                4<3 MapStateFailed
                5<4 MapStateExited      A out="caught"
                6<5 SucceedStateEntered B in="caught"
                7<6 SucceedStateExited  B out="caught"
                8<7 ExecutionSucceeded  out="caught"
                """),
        ExecutionCase(
            "an ItemSelector that fails stops the Map that has started",
            #"""
            "A": {"Type": "Map", "ItemSelector": "{% $states.context.Map.Item.Value < 2 ? 1 %}",
            "MaxConcurrency": 1, "End": true, "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type":
            "Succeed"}}}}
            """#, fields: language,
            input: #"[1, 2]"#,
            history: """
                1<0  ExecutionStarted      in=[1, 2]
                2<0  MapStateEntered       A in=[1, 2]
                3<2  MapStateStarted       length=2
                4<3  MapIterationStarted   A index=0
                5<4  SucceedStateEntered   B in=1
                6<5  SucceedStateExited    B out=1
                7<6  MapIterationSucceeded A index=0
                8<7  EvaluationFailed      state="A" location="ItemSelector" error="States.QueryEvaluationError"
                    cause="‹A #2› The JSONata expression '$states.context.Map.Item.Value < 2 ? 1' specified for the
                    field 'ItemSelector' returned nothing (undefined)."
                9<8  MapStateFailed
                10<9 ExecutionFailed       error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression
                    '$states.context.Map.Item.Value < 2 ? 1' specified for the field 'ItemSelector' returned
                    nothing (undefined)."
                """),
        ExecutionCase(
            "an iteration that fails fails its Map",
            #"""
            "A": {"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": {"StartAt": "B", "States": {"B":
            {"Type": "Pass", "Output": "{% $states.input < 2 ? 1 %}", "End": true}}}}
            """#, fields: language,
            input: #"[1, 2]"#,
            history: """
                1<0   ExecutionStarted      in=[1, 2]
                2<0   MapStateEntered       A in=[1, 2]
                3<2   MapStateStarted       length=2
                4<3   MapIterationStarted   A index=0
                5<4   PassStateEntered      B in=1
                6<5   PassStateExited       B out=1
                7<6   MapIterationSucceeded A index=0
                8<6   MapIterationStarted   A index=1
                9<8   PassStateEntered      B in=2
                10<8  EvaluationFailed      state="B" location="Output" error="States.QueryEvaluationError"
                    cause="‹B #9› The JSONata expression '$states.input < 2 ? 1' specified for the field 'Output'
                    returned nothing (undefined)."
                11<10 MapIterationFailed    A index=1
                12<10 MapStateFailed
                13<12 ExecutionFailed       error="States.QueryEvaluationError" cause="‹B #9› The JSONata
                    expression '$states.input < 2 ? 1' specified for the field 'Output' returned nothing
                    (undefined)."
                """),
        ExecutionCase(
            "a concurrency is not negative",
            #"""
            "A": {"Type": "Map", "MaxConcurrency": "{% -1 %}", "End": true, "ItemProcessor": {"StartAt": "B",
            "States": {"B": {"Type": "Succeed"}}}}
            """#, fields: language,
            input: #"[]"#,
            history: """
                1<0 ExecutionStarted in=[]
                2<0 MapStateEntered  A in=[]
                3<0 EvaluationFailed state="A" location="MaxConcurrency" error="States.QueryEvaluationError"
                    cause="‹A #2› MaxConcurrency cannot be negative."
                4<3 MapStateFailed
                5<4 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› MaxConcurrency cannot be
                    negative."
                """),
    ]

    static let mixedLanguages: [ExecutionCase] = [
        ExecutionCase(
            "the states of a JSONPath machine may each be written in JSONata, and share the variables",
            #"""
            "A": {"Type": "Pass", "Assign": {"x.$": "$.n"}, "Next": "B"}, "B": {"Type": "Pass", "QueryLanguage":
            "JSONata", "Assign": {"y": "{% $x * 2 %}"}, "Output": {"o": "{% $x %}"}, "Next": "C"},
            "C": {"Type": "Pass", "Parameters": {"both.$": "States.Array($x, $y)", "o.$": "$.o"}, "End": true}
            """#,
            input: #"{"n": 4}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 4}
                2<0 PassStateEntered   A in={"n": 4}
                3<2 PassStateExited    A out={"n": 4} x:=4
                4<3 PassStateEntered   B in={"n": 4}
                5<4 PassStateExited    B out={"o":4} y:=8
                6<5 PassStateEntered   C in={"o":4}
                7<6 PassStateExited    C out={"both":[4,8],"o":4}
                8<7 ExecutionSucceeded out={"both":[4,8],"o":4}
                """),
        ExecutionCase(
            "a JSONata Map has a JSONPath processor unless its states say otherwise",
            #"""
            "A": {"Type": "Map", "QueryLanguage": "JSONata", "Items": "{% [1, 2] %}", "MaxConcurrency": 1, "Assign":
            {"n": "{% $count($states.result) %}"}, "Next": "C", "ItemProcessor": {"StartAt": "B",
            "States": {"B": {"Type": "Pass", "Parameters": {"v.$": "$"}, "End": true}}}}, "C": {"Type": "Pass",
            "InputPath": "$n", "End": true}
            """#,
            history: """
                1<0   ExecutionStarted      in={}
                2<0   MapStateEntered       A in={}
                3<2   MapStateStarted       length=2
                4<3   MapIterationStarted   A index=0
                5<4   PassStateEntered      B in=1
                6<5   PassStateExited       B out={"v":1}
                7<6   MapIterationSucceeded A index=0
                8<6   MapIterationStarted   A index=1
                9<8   PassStateEntered      B in=2
                10<9  PassStateExited       B out={"v":2}
                11<10 MapIterationSucceeded A index=1
                12<11 MapStateSucceeded
                13<11 MapStateExited        A out=[{"v":1},{"v":2}] n:=2
                14<13 PassStateEntered      C in=[{"v":1},{"v":2}]
                15<14 PassStateExited       C out=2
                16<15 ExecutionSucceeded    out=2
                """),
        ExecutionCase(
            "fields that look like paths are texts in JSONata",
            #"""
            "A": {"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"a.$": "$.n", "b": "$$.State.Name"},
            "End": true}
            """#,
            input: #"{"n": 4}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 4}
                2<0 PassStateEntered   A in={"n": 4}
                3<2 PassStateExited    A out={"a.$":"$.n","b":"$$.State.Name"}
                4<3 ExecutionSucceeded out={"a.$":"$.n","b":"$$.State.Name"}
                """),
    ]
}
