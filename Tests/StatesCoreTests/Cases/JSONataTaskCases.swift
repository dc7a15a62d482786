import JSONModel
import StatesCore
import StatesLanguage
import StatesSimulation

private let language = #""QueryLanguage": "JSONata","#

/// Task, catchers and quotas in JSONata.
extension ExecutionCase {
    static let jsonataTasks: [ExecutionCase] = [
        ExecutionCase(
            "Task sends Arguments; Output and Assign see the result",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "F",
            "Payload": {"n": "{% $states.input.n %}"}},
            "TimeoutSeconds": "{% 10 + 1 %}", "HeartbeatSeconds": "{% 5 %}", "Credentials": {"RoleArn":
            "{% 'arn:aws:iam::111111111111:role/' & $states.input.r %}"},
            "Assign": {"v": "{% $states.result.Payload %}"}, "Output": {"in": "{% $states.input.n %}", "code":
            "{% $states.result.StatusCode %}"}, "Next": "B"},
            "B": {"Type": "Pass", "Output": "{% $v %}", "End": true}
            """#, fields: language,
            input: #"{"n": 1, "r": "x"}"#,
            answers: ["A": [.succeeded(["Payload": "paid", "StatusCode": 200])]],
            history: """
                1<0 ExecutionStarted   in={"n": 1, "r": "x"}
                2<0 TaskStateEntered   A in={"n": 1, "r": "x"}
                3<2 TaskScheduled      in={"FunctionName":"F","Payload":{"n":1}} timeoutInSeconds=11
                    heartbeatInSeconds=5 taskCredentials={"roleArn":"arn:aws:iam::111111111111:role/x"}
                4<3 TaskStarted
                5<4 TaskSucceeded      out={"Payload":"paid","StatusCode":200}
                6<5 TaskStateExited    A out={"in":1,"code":200} v:="paid"
                7<6 PassStateEntered   B in={"in":1,"code":200}
                8<7 PassStateExited    B out="paid"
                9<8 ExecutionSucceeded out="paid"
                """),
        ExecutionCase(
            "without them it sends its input and hands on the result, texts untouched",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "End": true}
            """#, fields: language,
            input: #"{ "n": 1 }"#,
            answers: ["A": [.succeeded([1, 2])]],
            history: """
                1<0 ExecutionStarted        in={ "n": 1 }
                2<0 TaskStateEntered        A in={ "n": 1 }
                3<2 LambdaFunctionScheduled in={ "n": 1 }
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionSucceeded out=[1,2]
                6<5 TaskStateExited         A out=[1,2]
                7<6 ExecutionSucceeded      out=[1,2]
                """),
        ExecutionCase(
            "Output that fails comes after the result",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "Output":
            "{% $states.result.no %}", "End": true}
            """#, fields: language,
            answers: ["A": [.succeeded(1)]],
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        A in={}
                3<2 LambdaFunctionScheduled in={}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionSucceeded out=1
                6<5 EvaluationFailed        state="A" location="Output" error="States.QueryEvaluationError"
                    cause="‹A #2› The JSONata expression '$states.result.no' specified for the field 'Output'
                    returned nothing (undefined)."
                7<6 ExecutionFailed         error="States.QueryEvaluationError" cause="‹A #2› The JSONata
                    expression '$states.result.no' specified for the field 'Output' returned nothing (undefined)."
                """),
        ExecutionCase(
            "timeouts are in range",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "TimeoutSeconds":
            "{% 0 %}", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted in={}
                2<0 TaskStateEntered A in={}
                3<0 EvaluationFailed state="A" location="TimeoutSeconds" error="States.QueryEvaluationError"
                    cause="‹A #2› TimeoutSeconds must be between 1 and 99999999."
                4<3 ExecutionFailed  error="States.QueryEvaluationError" cause="‹A #2› TimeoutSeconds must be
                    between 1 and 99999999."
                """),
        ExecutionCase(
            "a catcher's Output and Assign see the error output",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "End": true,
            "Catch": [{"ErrorEquals": ["No"], "Next": "B",
            "Output": {"e": "{% $states.errorOutput.Error %}", "in": "{% $states.input.n %}"}, "Assign": {"c":
            "{% $states.errorOutput.Cause %}"}}]},
            "B": {"Type": "Pass", "Output": "{% $c %}", "End": true}
            """#, fields: language,
            input: #"{"n": 1}"#,
            answers: ["A": [.failed("No", "because")]],
            history: """
                1<0 ExecutionStarted        in={"n": 1}
                2<0 TaskStateEntered        A in={"n": 1}
                3<2 LambdaFunctionScheduled in={"n": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="No" cause="because"
                6<5 TaskStateExited         A out={"e":"No","in":1} c:="because"
                7<6 PassStateEntered        B in={"e":"No","in":1}
                8<7 PassStateExited         B out="because"
                9<8 ExecutionSucceeded      out="because"
                """),
        ExecutionCase(
            "which it hands on without them",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "End": true,
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}]},
            "B": {"Type": "Pass", "End": true}
            """#, fields: language,
            input: #"{"n": 1}"#,
            answers: ["A": [.failed("No", "because")]],
            history: """
                1<0 ExecutionStarted        in={"n": 1}
                2<0 TaskStateEntered        A in={"n": 1}
                3<2 LambdaFunctionScheduled in={"n": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="No" cause="because"
                6<5 TaskStateExited         A out={"Error":"No","Cause":"because"}
                7<6 PassStateEntered        B in={"Error":"No","Cause":"because"}
                8<7 PassStateExited         B out={"Error":"No","Cause":"because"}
                9<8 ExecutionSucceeded      out={"Error":"No","Cause":"because"}
                """),
        ExecutionCase(
            "a catcher that fails is not caught again",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "End": true,
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B",
            "Output": "{% $states.errorOutput.No %}"}]}, "B": {"Type": "Succeed"}
            """#, fields: language,
            answers: ["A": [.failed("No", "because")]],
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        A in={}
                3<2 LambdaFunctionScheduled in={}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="No" cause="because"
                6<5 EvaluationFailed        state="A" location="Catch[0]/Output"
                    error="States.QueryEvaluationError" cause="‹A #2› The JSONata expression
                    '$states.errorOutput.No' specified for the field 'Catch[0]/Output' returned nothing
                    (undefined)."
                7<6 ExecutionFailed         error="States.QueryEvaluationError" cause="‹A #2› The JSONata
                    expression '$states.errorOutput.No' specified for the field 'Catch[0]/Output' returned nothing
                    (undefined)."
                """),
        ExecutionCase(
            "an expression that fails is caught by its name",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "Arguments":
            "{% $states.input.no %}", "End": true,
            "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "B", "Output": "caught"}]}, "B":
            {"Type": "Pass", "End": true}
            """#, fields: language,
            history: """
                1<0 ExecutionStarted   in={}
                2<0 TaskStateEntered   A in={}
                3<0 EvaluationFailed   state="A" location="Arguments" error="States.QueryEvaluationError" cause="‹A
                    #2› The JSONata expression '$states.input.no' specified for the field 'Arguments' returned
                    nothing (undefined)."
                4<3 TaskStateExited    A out="caught"
                5<4 PassStateEntered   B in="caught"
                6<5 PassStateExited    B out="caught"
                7<6 ExecutionSucceeded out="caught"
                """),
        ExecutionCase(
            "and retried",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "Arguments":
            "{% $states.context.State.RetryCount > 0 ? 'go' %}", "End": true,
            "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3}]}
            """#, fields: language,
            answers: ["A": [.succeeded(1)]],
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        A in={}
                3<0 EvaluationFailed        state="A" location="Arguments" error="States.QueryEvaluationError"
                    cause="‹A #2› The JSONata expression '$states.context.State.RetryCount > 0 ? 'go'' specified
                    for the field 'Arguments' returned nothing (undefined)."
                4<3 LambdaFunctionScheduled @3s in="go"
                5<4 LambdaFunctionStarted
                6<5 LambdaFunctionSucceeded out=1
                7<6 TaskStateExited         A out=1
                8<7 ExecutionSucceeded      out=1
                """),
    ]

    static let jsonataQuotas: [ExecutionCase] = [
        ExecutionCase(
            "an output that is too large fails",
            #"""
            "A": {"Type": "Pass", "Output": "{% $join($map([1..20], function() { '0123456789' })) %}", "End": true}
            """#, fields: language,
            configure: { $0.quotas.payloadBytes = 100 },
            history: """
                1<0 ExecutionStarted in={}
                2<0 PassStateEntered A in={}
                3<2 ExecutionFailed  error="States.DataLimitExceeded" cause="The state/task 'A' returned a result
                    with a size exceeding the maximum number of bytes service limit."
                """),
        ExecutionCase(
            "arguments that are too large fail before the task is scheduled",
            #"""
            "A": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "Arguments":
            "{% $join($map([1..20], function() { '0123456789' })) %}", "End": true}
            """#, fields: language,
            configure: { $0.quotas.payloadBytes = 100 },
            history: """
                1<0 ExecutionStarted in={}
                2<0 TaskStateEntered A in={}
                3<2 ExecutionFailed  error="States.DataLimitExceeded" cause="The state/task 'A' returned a result
                    with a size exceeding the maximum number of bytes service limit."
                """),
        ExecutionCase(
            "variables that are too large fail",
            #"""
            "A": {"Type": "Pass", "Assign": {"a": "{% $join($map([1..20], function() { '0123456789' })) %}"},
            "End": true}
            """#, fields: language,
            configure: { $0.quotas.payloadBytes = 100 },
            history: """
                1<0 ExecutionStarted in={}
                2<0 PassStateEntered A in={}
                3<2 ExecutionFailed  error="States.DataLimitExceeded" cause="The state/task 'A' returned a result
                    with a size exceeding the maximum number of bytes service limit."
                """),
    ]
}
