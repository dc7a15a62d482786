import JSONModel
import StatesCore
import StatesSimulation

/// Tasks of every family, and how they end.
extension ExecutionCase {
    /// A Task state called `name` with a Lambda function behind it, and `fields`, each with a comma before it.
    static func function(_ name: String, _ fields: String = #", "End": true"#) -> String {
        #""\#(name)": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f"\#(fields)}"#
    }

    /// A Task state called `name` with the integration `api` behind it.
    static func service(_ name: String, _ api: String, _ fields: String = #", "End": true"#) -> String {
        #""\#(name)": {"Type": "Task", "Resource": "arn:aws:states:::\#(api)"\#(fields)}"#
    }

    static func activity(_ name: String, _ fields: String = #", "End": true"#) -> String {
        #""\#(name)": {"Type": "Task", "Resource": "arn:aws:states:us-east-1:123456789012:activity:a"\#(fields)}"#
    }

    /// The first state's task, in the machine's own scope.
    static let firstTask = TaskID(entry: 0, attempt: 0, frame: 0)

    private static let large = JSONValue.string(String(repeating: "x", count: 300))

    static let tasks: [ExecutionCase] = [
        ExecutionCase(
            "a function is scheduled, started and succeeds", function("Pay"), input: #"{"a": 1}"#,
            answers: ["Pay": [.succeeded(["paid": true])]],
            history: """
                1<0 ExecutionStarted        in={"a": 1}
                2<0 TaskStateEntered        Pay in={"a": 1}
                3<2 LambdaFunctionScheduled in={"a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionSucceeded out={"paid":true}
                6<5 TaskStateExited         Pay out={"paid":true}
                7<6 ExecutionSucceeded      out={"paid":true}
                """),
        ExecutionCase(
            "an integration has the events of a task",
            service(
                "Pay", "lambda:invoke",
                #"""
                , "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "OutputPath": "$.Payload",
                "End": true
                """#),
            input: #"{"a": 1}"#, answers: ["Pay": [.succeeded(["Payload": "paid", "StatusCode": 200])]],
            history: """
                1<0 ExecutionStarted   in={"a": 1}
                2<0 TaskStateEntered   Pay in={"a": 1}
                3<2 TaskScheduled      in={"FunctionName":"f","Payload":{"a":1}}
                4<3 TaskStarted
                5<4 TaskSucceeded      out={"Payload":"paid","StatusCode":200}
                6<5 TaskStateExited    Pay out="paid"
                7<6 ExecutionSucceeded out="paid"
                """),
        ExecutionCase(
            "a nested execution is not asked for with a number as its name",
            service(
                "Go", "states:startExecution.sync:2",
                #"""
                , "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:123456789012:stateMachine:m",
                  "Name.$": "$.n"}, "Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true
                """#),
            input: #"{"n": 5}"#,
            history: #"""
                1<0 ExecutionStarted in={"n": 5}
                2<0 TaskStateEntered Go in={"n": 5}
                3<2 ExecutionFailed  error="States.Runtime" cause="‹Go #2› The Parameters
                    '{\"StateMachineArn\":\"arn:aws:states:us-east-1:123456789012:stateMachine:m\",\"Name\":5}'
                    could not be used to start the Task: [The value for the field 'Name' must be a STRING]"
                """#),
        ExecutionCase(
            "a resource that is only a name is recorded as a function",
            #""Pay": {"Type": "Task", "Resource": "${PayFunctionArn}", "End": true}"#,
            answers: ["Pay": [.succeeded(1)]],
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        Pay in={}
                3<2 LambdaFunctionScheduled in={}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionSucceeded out=1
                6<5 TaskStateExited         Pay out=1
                7<6 ExecutionSucceeded      out=1
                """),
        ExecutionCase(
            "a job that is waited for is submitted",
            service("Pay", "states:startExecution.sync:2", #", "Parameters": {"StateMachineArn": "arn"}, "End": true"#),
            answers: [
                "Pay": [
                    TaskAnswer(
                        .succeeded(Payload(["Output": 1])), delayMilliseconds: 5_000,
                        submitted: Payload(["ExecutionArn": "e"]))
                ]
            ],
            history: """
                1<0 ExecutionStarted   in={}
                2<0 TaskStateEntered   Pay in={}
                3<2 TaskScheduled      in={"StateMachineArn":"arn"}
                4<3 TaskStarted
                5<4 TaskSubmitted      out={"ExecutionArn":"e"}
                6<5 TaskSucceeded      @5s out={"Output":1}
                7<6 TaskStateExited    Pay out={"Output":1}
                8<7 ExecutionSucceeded out={"Output":1}
                """),
        ExecutionCase(
            "a task that waits for its token is submitted, even when nobody said with what",
            service(
                "Pay", "sqs:sendMessage.waitForTaskToken",
                #"""
                , "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "ResultPath": "$.r",
                "End": true
                """#),
            input: #"{ "a": 1}"#, answers: ["Pay": [.failed("No", "because")]],
            history: """
                1<0 ExecutionStarted in={ "a": 1}
                2<0 TaskStateEntered Pay in={ "a": 1}
                3<2 TaskScheduled    in={"QueueUrl":"q","MessageBody":"AQCEAAAAKgAAAAMAAAAA20w5yx6ekn3y4s038qe0l9uq01p
                    ⋯uwtyiek25202jjtgtrqfo81k"}
                4<3 TaskStarted
                5<4 TaskSubmitted    out={}
                6<5 TaskFailed       error="No" cause="because"
                7<6 ExecutionFailed  error="No" cause="because"
                """),
        ExecutionCase(
            "an ECS job that is waited for says who started it, and has a token as well",
            service("Run", "ecs:runTask.sync", #", "Parameters": {"Tag.$": "$$.Task.Token"}, "End": true"#),
            answers: ["Run": [.failed("No", "because")]],
            history: """
                1<0 ExecutionStarted in={}
                2<0 TaskStateEntered Run in={}
                3<2 TaskScheduled    in={"Tag":"AQCEAAAAKgAAAAMAAAAA20w5yx6ekn3y4s038qe0l9uq01p
                    ⋯uwtyiek25202jjtgtrqfo81k","StartedBy":"AWS Step Functions"}
                4<3 TaskStarted
                5<4 TaskSubmitted    out={}
                6<5 TaskFailed       error="No" cause="because"
                7<6 ExecutionFailed  error="No" cause="because"
                """),
        ExecutionCase(
            "an activity's worker may have a name", activity("Pay"),
            answers: ["Pay": [TaskAnswer(.succeeded(Payload(1)), worker: "w1")]],
            history: """
                1<0 ExecutionStarted   in={}
                2<0 TaskStateEntered   Pay in={}
                3<2 ActivityScheduled  in={}
                4<3 ActivityStarted    workerName="w1"
                5<4 ActivitySucceeded  out=1
                6<5 TaskStateExited    Pay out=1
                7<6 ExecutionSucceeded out=1
                """),
        ExecutionCase(
            "an activity's worker need not have a name", activity("Pay"), answers: ["Pay": [.failed(nil, nil)]],
            history: """
                1<0 ExecutionStarted  in={}
                2<0 TaskStateEntered  Pay in={}
                3<2 ActivityScheduled in={}
                4<3 ActivityStarted
                5<4 ActivityFailed
                6<5 ExecutionFailed
                """),
        ExecutionCase(
            "an activity that nobody works on times out",
            activity(
                "Pay",
                #"""
                , "TimeoutSeconds": 60, "HeartbeatSeconds": 30, "End": true
                """#),
            answers: ["Pay": [TaskAnswer(.never, isStarted: false)]],
            history: """
                1<0 ExecutionStarted  in={}
                2<0 TaskStateEntered  Pay in={}
                3<2 ActivityScheduled in={} timeoutInSeconds=60 heartbeatInSeconds=30
                4<3 ActivityTimedOut  @30s error="States.Timeout"
                5<4 ExecutionFailed   error="States.Timeout"
                """),
        ExecutionCase(
            "a task can fail before it starts, and when it is submitted",
            service(
                "A", "sqs:sendMessage.waitForTaskToken",
                #"""
                , "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "End": true
                """#) + ","
                + function("B", #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}], "End": true"#) + ","
                + function("C", #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "D"}], "End": true"#) + ","
                + activity("D"),
            answers: [
                "A": [TaskAnswer(.failed(TaskFailure(error: "A", cause: "submit", stage: .submit)))],
                "B": [TaskAnswer(.failed(TaskFailure(error: "B", cause: "start", stage: .start)))],
                "C": [TaskAnswer(.failed(TaskFailure(error: "C", cause: "schedule", stage: .schedule)))],
                "D": [TaskAnswer(.failed(TaskFailure(error: "D", cause: "schedule", stage: .schedule)))],
            ],
            history: """
                1<0   ExecutionStarted             in={}
                2<0   TaskStateEntered             A in={}
                3<2   TaskScheduled                in={}
                4<3   TaskStarted
                5<4   TaskSubmitFailed             error="A" cause="submit"
                6<5   TaskStateExited              A out={"Error":"A","Cause":"submit"}
                7<6   TaskStateEntered             B in={"Error":"A","Cause":"submit"}
                8<7   LambdaFunctionScheduled      in={"Error":"A","Cause":"submit"}
                9<8   LambdaFunctionStartFailed    error="B" cause="start"
                10<9  TaskStateExited              B out={"Error":"B","Cause":"start"}
                11<10 TaskStateEntered             C in={"Error":"B","Cause":"start"}
                12<11 LambdaFunctionScheduled      in={"Error":"B","Cause":"start"}
                13<12 LambdaFunctionScheduleFailed error="C" cause="schedule"
                14<13 TaskStateExited              C out={"Error":"C","Cause":"schedule"}
                15<14 TaskStateEntered             D in={"Error":"C","Cause":"schedule"}
                16<15 ActivityScheduled            in={"Error":"C","Cause":"schedule"}
                17<16 ActivityScheduleFailed       error="D" cause="schedule"
                18<17 ExecutionFailed              error="D" cause="schedule"
                """),
        ExecutionCase(
            "the result is selected, placed, assigned and put out",
            function(
                "Pay",
                #"""
                , "ResultSelector": {"id.$": "$.x.id", "c": 1}, "ResultPath": "$.r", "OutputPath": "$.r",
                "Assign": {"whole.$": "$"}, "Next": "B"
                """#)
                + #", "B": {"Type": "Pass", "OutputPath": "$whole", "End": true}"#,
            input: #"{"a": 1}"#, answers: ["Pay": [.succeeded(["x": ["id": "7"], "y": 2])]],
            history: """
                1<0 ExecutionStarted        in={"a": 1}
                2<0 TaskStateEntered        Pay in={"a": 1}
                3<2 LambdaFunctionScheduled in={"a": 1}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionSucceeded out={"x":{"id":"7"},"y":2}
                6<5 TaskStateExited         Pay out={"c":1,"id":"7"} whole:={"c":1,"id":"7"}
                7<6 PassStateEntered        B in={"c":1,"id":"7"}
                8<7 PassStateExited         B out={"c":1,"id":"7"}
                9<8 ExecutionSucceeded      out={"c":1,"id":"7"}
                """),
        ExecutionCase(
            "an OutputPath that leads nowhere is not caught",
            function(
                "Pay",
                #"""
                , "OutputPath": "$.no.such.result", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"},
                {"ErrorEquals": ["States.Runtime"], "Next": "B"}], "End": true
                """#
                .replacing(
                    #"""
                    {"ErrorEquals": ["States.ALL"], "Next": "B"},
                    """#, with: "")) + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.succeeded(1)]],
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        Pay in={}
                3<2 LambdaFunctionScheduled in={}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionSucceeded out=1
                6<5 ExecutionFailed         error="States.Runtime" cause="‹Pay #2› Invalid path '$.no.such.result' :
                    Expected to find an object with property ['no'] in path $ but found 'java.lang.Integer'. This is
                    not a json object according to the JsonProvider:
                    'com.jayway.jsonpath.spi.json.JacksonJsonProvider'."
                """),
        ExecutionCase(
            "credentials are recorded, from a path as well",
            service(
                "Pay", "sqs:sendMessage",
                #"""
                , "Credentials": {"RoleArn.$": "$.role"}, "Parameters": {"QueueUrl": "q", "MessageBody": 1},
                "End": true
                """#), input: #"{"role": "arn:r"}"#,
            answers: ["Pay": [.succeeded(1)]],
            history: """
                1<0 ExecutionStarted   in={"role": "arn:r"}
                2<0 TaskStateEntered   Pay in={"role": "arn:r"}
                3<2 TaskScheduled      in={"QueueUrl":"q","MessageBody":1} taskCredentials={"roleArn":"arn:r"}
                4<3 TaskStarted
                5<4 TaskSucceeded      out=1
                6<5 TaskStateExited    Pay out=1
                7<6 ExecutionSucceeded out=1
                """),
        ExecutionCase(
            "a result above the quota fails the task, by the name of the function or of the service",
            function(
                "Pay",
                #"""
                , "Catch": [{"ErrorEquals": ["States.DataLimitExceeded"], "ResultPath": "$.e",
                "Next": "B"}], "End": true
                """#) + "," + service("B", "lambda:invoke"),
            answers: ["Pay": [.succeeded(large)], "B": [.succeeded(large)]],
            configure: { $0.quotas.payloadBytes = 300 },
            history: """
                1<0   ExecutionStarted        in={}
                2<0   TaskStateEntered        Pay in={}
                3<2   LambdaFunctionScheduled in={}
                4<3   LambdaFunctionStarted
                5<4   LambdaFunctionFailed    error="States.DataLimitExceeded" cause="The state/task
                    'arn:aws:lambda:us-east-1:123456789012:function:f' returned a result with a size exceeding the
                    maximum number of bytes service limit."
                6<5   TaskStateExited         Pay out={"e":{"Error":"States.DataLimitExceeded","Cause":"The
                    state/task 'arn:aws:lambda:us-east-1:123456789012:function:f' returned a result with a size
                    exceeding the maximum number of bytes service limit."}}
                7<6   TaskStateEntered        B in={"e":{"Error":"States.DataLimitExceeded","Cause":"The state/task
                    'arn:aws:lambda:us-east-1:123456789012:function:f' returned a result with a size exceeding the
                    maximum number of bytes service limit."}}
                8<7   TaskScheduled           in={"e":{"Error":"States.DataLimitExceeded","Cause":"The state/task
                    'arn:aws:lambda:us-east-1:123456789012:function:f' returned a result with a size exceeding the
                    maximum number of bytes service limit."}}
                9<8   TaskStarted
                10<9  TaskFailed              error="States.DataLimitExceeded" cause="The state/task 'lambda'
                    returned a result with a size exceeding the maximum number of bytes service limit."
                11<10 ExecutionFailed         error="States.DataLimitExceeded" cause="The state/task 'lambda'
                    returned a result with a size exceeding the maximum number of bytes service limit."
                """),
        ExecutionCase(
            "a catcher's output above the quota fails the execution, past the catchers of the state",
            function(
                "Pay",
                #"""
                , "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "B"}], "End": true
                """#) + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.failed("Bad", "a cause that is too long")]],
            configure: { $0.quotas.payloadBytes = 20 },
            history: """
                1<0 ExecutionStarted        in={}
                2<0 TaskStateEntered        Pay in={}
                3<2 LambdaFunctionScheduled in={}
                4<3 LambdaFunctionStarted
                5<4 LambdaFunctionFailed    error="Bad" cause="a cause that is too long"
                6<5 ExecutionFailed         error="States.DataLimitExceeded" cause="The state/task 'Pay' returned a
                    result with a size exceeding the maximum number of bytes service limit."
                """),
        ExecutionCase(
            "a token comes from outside, once: what comes twice or late changes nothing",
            service("Ask", "sqs:sendMessage.waitForTaskToken", #", "Next": "B""#) + #"""
                , "B": {"Type": "Wait", "Seconds": 10, "End": true}
                """#,
            messages: [
                (1_000, .taskSubmitted(firstTask, output: Payload(["sent": 1]))),
                (2_000, .taskSubmitted(firstTask, output: Payload(["sent": 2]))),
                (3_000, .taskSucceeded(firstTask, output: Payload("yes"))),
                (4_000, .taskSucceeded(firstTask, output: Payload("again"))),
                (5_000, .taskFailed(firstTask, TaskFailure(error: "Late", cause: nil))),
                (6_000, .taskHeartbeat(firstTask)),
                (7_000, .timersFired([TimerID(entry: 1, attempt: 0, frame: 0, purpose: .wait)])),
                (8_000, .start(input: Payload([:]))),
                (9_000, .taskStarted(firstTask, worker: nil)),
            ],
            history: """
                1<0  ExecutionStarted   in={}
                2<0  TaskStateEntered   Ask in={}
                3<2  TaskScheduled      in={}
                4<3  TaskStarted
                5<4  TaskSubmitted      @1s out={"sent":1}
                6<5  TaskSucceeded      @3s out="yes"
                7<6  TaskStateExited    Ask out="yes"
                8<7  WaitStateEntered   B in="yes"
                9<8  WaitStateExited    @13s B out="yes"
                10<9 ExecutionSucceeded out="yes"
                """),
    ]
}
