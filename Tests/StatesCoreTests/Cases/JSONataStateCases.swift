import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

private let language = #""QueryLanguage": "JSONata","#

/// States in JSONata that do their work at once. Sources: recordings of the service, and its developer guide.
extension ExecutionCase {
    static let jsonataStates: [ExecutionCase] = [
        ExecutionCase(
            "Pass hands on the very text it was given",
            #"""
            "A": {"Type": "Pass", "End": true}
            """#, fields: language,
            input: #"{ "n": 1.0 }"#,
            history: """
                1<0 ExecutionStarted   in={ "n": 1.0 }
                2<0 PassStateEntered   A in={ "n": 1.0 }
                3<2 PassStateExited    A out={ "n": 1.0 }
                4<3 ExecutionSucceeded out={ "n": 1.0 }
                """),
        ExecutionCase(
            "Output builds what it says, members in the order of the definition",
            #"""
            "A": {"Type": "Pass", "Output": {"z": 1, "a": "{% $states.input.n * 2 %}", "d":
            ["{% $states.context.State.Name %}", "a {% x %}"]}, "End": true}
            """#, fields: language,
            input: #"{"n": 21}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 21}
                2<0 PassStateEntered   A in={"n": 21}
                3<2 PassStateExited    A out={"z":1,"a":42,"d":["A","a {% x %}"]}
                4<3 ExecutionSucceeded out={"z":1,"a":42,"d":["A","a {% x %}"]}
                """),
        ExecutionCase(
            "an integer of 64 bits passes through exactly, 1.0 becomes 1",
            #"""
            "A": {"Type": "Pass", "Output": "{% [$states.input.i, $states.input.d, $states.input.i + 0] %}",
            "End": true}
            """#, fields: language,
            input: #"{"i": 9223372036854775807, "d": 1.0}"#,
            history: """
                1<0 ExecutionStarted   in={"i": 9223372036854775807, "d": 1.0}
                2<0 PassStateEntered   A in={"i": 9223372036854775807, "d": 1.0}
                3<2 PassStateExited    A out=[9223372036854775807,1,9.223372036854776E18]
                4<3 ExecutionSucceeded out=[9223372036854775807,1,9.223372036854776E18]
                """),
        ExecutionCase(
            "what is not finite is a text",
            #"""
            "A": {"Type": "Pass", "Output": "{% {'a': [1/0, -1/0]} %}", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={"a":["Infinity","-Infinity"]}
                4<3 ExecutionSucceeded out={"a":["Infinity","-Infinity"]}
                """),
        ExecutionCase(
            "all expressions of a state see the variables as they were",
            #"""
            "A": {"Type": "Pass", "Assign": {"x": 1, "y": {"deep": "{% $states.input.n %}"}}, "Next": "B"},
            "B": {"Type": "Pass", "Assign": {"x": "{% $x + 1 %}", "y": "{% $x %}"}, "Output": "{% [$x, $y.deep] %}",
            "Next": "C"},
            "C": {"Type": "Succeed", "Output": "{% [$x, $y] %}"}
            """#, fields: language,
            input: #"{"n": 5}"#,
            history: """
                1<0 ExecutionStarted    in={"n": 5}
                2<0 PassStateEntered    A in={"n": 5}
                3<2 PassStateExited     A out={"n": 5} x:=1 y:={"deep":5}
                4<3 PassStateEntered    B in={"n": 5}
                5<4 PassStateExited     B out=[1,5] x:=2 y:=1
                6<5 SucceedStateEntered C in=[1,5]
                7<6 SucceedStateExited  C out=[2,1]
                8<7 ExecutionSucceeded  out=[2,1]
                """),
        ExecutionCase(
            "null is a value",
            #"""
            "A": {"Type": "Pass", "Output": {"a": "{% null %}"}, "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 PassStateEntered   A in={}
                3<2 PassStateExited    A out={"a":null}
                4<3 ExecutionSucceeded out={"a":null}
                """),
        ExecutionCase(
            "nothing is none",
            #"""
            "A": {"Type": "Pass", "Output": {"a": {"b": [1, "{% $states.input.no %}"]}}, "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 PassStateEntered A in={}
                3<0 EvaluationFailed state="A" location="Output/a/b[1]" error="States.QueryEvaluationError"
                    cause="‹A #2› The JSONata expression '$states.input.no' specified for the field 'Output/a/b[1]'
                    returned nothing (undefined)."
                4<3 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression
                    '$states.input.no' specified for the field 'Output/a/b[1]' returned nothing (undefined)."
                """),
        ExecutionCase(
            "a function is no result",
            #"""
            "A": {"Type": "Pass", "Output": "{% function($x) { $x } %}", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 PassStateEntered A in={}
                3<0 EvaluationFailed state="A" location="Output" error="States.QueryEvaluationError" cause="‹A #2›
                    The JSONata expression 'function($x) { $x }' specified for the field 'Output' returned an
                    unsupported result type."
                4<3 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression
                    'function($x) { $x }' specified for the field 'Output' returned an unsupported result type."
                """),
        ExecutionCase(
            "an error of the language is told with its code, and links to the event before the state",
            #"""
            "A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Assign": {"v": "{% 1 + 'a' %}"}, "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 PassStateEntered A in={}
                3<2 PassStateExited  A out={}
                4<3 PassStateEntered B in={}
                5<3 EvaluationFailed state="B" location="Assign/v" error="States.QueryEvaluationError" cause="‹B
                    #4› The JSONata expression '1 + 'a'' specified for the field 'Assign/v' threw an error during
                    evaluation. T2002: The right side of the \\"+\\" operator must evaluate to a number"
                6<5 ExecutionFailed  error="States.QueryEvaluationError" cause="‹B #4› The JSONata expression '1 +
                    'a'' specified for the field 'Assign/v' threw an error during evaluation. T2002: The right side
                    of the \\"+\\" operator must evaluate to a number"
                """),
        ExecutionCase(
            "a limit has no code",
            #"""
            "A": {"Type": "Pass", "Output": "{% ($f := function($n) { $n + $f($n + 1) }; $f(0)) %}", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 PassStateEntered A in={}
                3<0 EvaluationFailed state="A" location="Output" error="States.QueryEvaluationError" cause="‹A #2›
                    The JSONata expression '($f := function($n) { $n + $f($n + 1) }; $f(0))' specified for the
                    field 'Output' threw an error during evaluation: Stack overflow error: Check for
                    non-terminating recursive function. Consider rewriting as tail-recursive. Depth=101 max=100"
                4<3 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression '($f
                    := function($n) { $n + $f($n + 1) }; $f(0))' specified for the field 'Output' threw an error
                    during evaluation: Stack overflow error: Check for non-terminating recursive function. Consider
                    rewriting as tail-recursive. Depth=101 max=100"
                """),
        ExecutionCase(
            "the message's time is the time of an evaluation",
            #"""
            "A": {"Type": "Wait", "Seconds": "{% $states.input.s %}", "Next": "B"}, "B": {"Type": "Pass", "Output":
            "{% $now() = $states.context.State.EnteredTime and $millis() = $toMillis($now()) %}", "End": true}
            """#, fields: language,
            input: #"{"s": 2}"#,
            history: """
                1<0 ExecutionStarted   in={"s": 2}
                2<0 WaitStateEntered   A in={"s": 2}
                3<2 WaitStateExited    @2s A out={"s": 2}
                4<3 PassStateEntered   B in={"s": 2}
                5<4 PassStateExited    B out=true
                6<5 ExecutionSucceeded out=true
                """),
        ExecutionCase(
            "Wait takes a time",
            #"""
            "A": {"Type": "Wait", "Timestamp": "{% $fromMillis($millis() + 1500) %}", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 WaitStateEntered   A in={}
                3<2 WaitStateExited    @1.500s A out={}
                4<3 ExecutionSucceeded out={}
                """),
        ExecutionCase(
            "a wait that fails links to where it was entered",
            #"""
            "A": {"Type": "Wait", "Timestamp": "{% 'soon' %}", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 WaitStateEntered A in={}
                3<2 EvaluationFailed state="A" location="Timestamp" error="States.QueryEvaluationError" cause="‹A
                    #2› The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format
                    string: soon"
                4<3 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› The Timestamp field cannot
                    be parsed as an ISO-8601 extended offset date-time format string: soon"
                """),
        ExecutionCase(
            "seconds are a number",
            #"""
            "A": {"Type": "Wait", "Seconds": "{% 'one' %}", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 WaitStateEntered A in={}
                3<2 EvaluationFailed state="A" location="Seconds" error="States.QueryEvaluationError" cause="‹A #2›
                    The JSONata expression ''one'' specified for the field 'Seconds' returned an unexpected result
                    type. Expected 'number', but was 'string' for value: \\"one\\""
                4<3 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression
                    ''one'' specified for the field 'Seconds' returned an unexpected result type. Expected
                    'number', but was 'string' for value: \\"one\\""
                """),
        ExecutionCase(
            "a whole one",
            #"""
            "A": {"Type": "Wait", "Seconds": "{% 1.5 %}", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 WaitStateEntered A in={}
                3<2 EvaluationFailed state="A" location="Seconds" error="States.QueryEvaluationError" cause="‹A #2›
                    The JSONata expression '1.5' specified for the field 'Seconds' returned an unexpected result
                    type. Expected 'integer', but was 'number' for value: 1.5"
                4<3 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression '1.5'
                    specified for the field 'Seconds' returned an unexpected result type. Expected 'integer', but
                    was 'number' for value: 1.5"
                """),
        ExecutionCase(
            "and not negative",
            #"""
            "A": {"Type": "Wait", "Seconds": "{% -1 %}", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 WaitStateEntered A in={}
                3<2 EvaluationFailed state="A" location="Seconds" error="States.QueryEvaluationError" cause="‹A #2›
                    Seconds cannot be negative."
                4<3 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› Seconds cannot be negative."
                """),
        ExecutionCase(
            "Choice takes the first rule that holds, with its Output and Assign",
            #"""
            "A": {"Type": "Choice", "Choices": [{"Condition": "{% $states.input.n > 5 %}", "Next": "No"},
            {"Condition": "{% $states.input.n > 1 %}", "Next": "B", "Output": {"took": "{% $states.input.n %}"},
            "Assign": {"v": "{% $states.input.n %}"}}],
            "Default": "No", "Output": "default", "Assign": {"w": 1}},
            "B": {"Type": "Pass", "Output": "{% [$states.input.took, $v, $exists($w)] %}", "End": true}, "No":
            {"Type": "Fail"}
            """#, fields: language,
            input: #"{"n": 2}"#,
            history: """
                1<0 ExecutionStarted   in={"n": 2}
                2<0 ChoiceStateEntered A in={"n": 2}
                3<2 ChoiceStateExited  A out={"took":2} v:=2
                4<3 PassStateEntered   B in={"took":2}
                5<4 PassStateExited    B out=[2,2,false]
                6<5 ExecutionSucceeded out=[2,2,false]
                """),
        ExecutionCase(
            "Default has the state's own",
            #"""
            "A": {"Type": "Choice", "Choices": [{"Condition": false, "Next": "No"}], "Default": "B", "Output":
            "default", "Assign": {"w": 1}},
            "B": {"Type": "Pass", "Output": "{% [$states.input, $w] %}", "End": true}, "No": {"Type": "Fail"}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 ChoiceStateEntered A in={}
                3<2 ChoiceStateExited  A out="default" w:=1
                4<3 PassStateEntered   B in="default"
                5<4 PassStateExited    B out=["default",1]
                6<5 ExecutionSucceeded out=["default",1]
                """),
        ExecutionCase(
            "a condition is a boolean",
            #"""
            "A": {"Type": "Choice", "Choices": [{"Condition": false, "Next": "B"}, {"Condition":
            "{% $states.input.n %}", "Next": "B"}]}, "B": {"Type": "Succeed"}
            """#, fields: language,
            input: #"{"n": {"a": [1, null]}}"#,
            history: """
                1<0 ExecutionStarted   in={"n": {"a": [1, null]}}
                2<0 ChoiceStateEntered A in={"n": {"a": [1, null]}}
                3<0 EvaluationFailed   state="A" location="Choices[1]/Condition"
                    error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression '$states.input.n'
                    specified for the field 'Choices[1]/Condition' returned an unexpected result type. Expected
                    'boolean', but was 'object' for value: {\\"a\\":[1,null]}"
                4<3 ExecutionFailed    error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression
                    '$states.input.n' specified for the field 'Choices[1]/Condition' returned an unexpected result
                    type. Expected 'boolean', but was 'object' for value: {\\"a\\":[1,null]}"
                """),
        ExecutionCase(
            "no rule that holds and no Default fail as in JSONPath",
            #"""
            "A": {"Type": "Choice", "Choices": [{"Condition": false, "Next": "B"}]}, "B": {"Type": "Succeed"}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 ChoiceStateEntered A in={}
                3<2 ExecutionFailed    error="States.Runtime" cause="‹A #2› Failed to transition out of the state.
                    The state does not point to a next state."
                """),
        ExecutionCase(
            "Fail evaluates its error and cause",
            #"""
            "A": {"Type": "Fail", "Error": "{% $states.input.e %}", "Cause":
            "{% 'state ' & $states.context.State.Name %}"}
            """#, fields: language,
            input: #"{"e": "Bad"}"#,
            history: """
                1<0 ExecutionStarted in={"e": "Bad"}
                2<0 FailStateEntered A in={"e": "Bad"}
                3<2 ExecutionFailed  error="Bad" cause="state A"
                """),
        ExecutionCase(
            "which are texts",
            #"""
            "A": {"Type": "Fail", "Error": "{% 1 %}"}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 FailStateEntered A in={}
                3<0 EvaluationFailed state="A" location="Error" error="States.QueryEvaluationError" cause="‹A #2›
                    The JSONata expression '1' specified for the field 'Error' returned an unexpected result type.
                    Expected 'string', but was 'number' for value: 1"
                4<3 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression '1'
                    specified for the field 'Error' returned an unexpected result type. Expected 'string', but was
                    'number' for value: 1"
                """),
    ]
}
