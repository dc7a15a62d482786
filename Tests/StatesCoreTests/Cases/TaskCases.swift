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
            answers: ["Pay": [.succeeded(["paid": true])]], history: "?"),
        ExecutionCase(
            "an integration has the events of a task",
            service("Pay", "lambda:invoke", #", "Parameters": {"FunctionName": "f", "Payload.$": "$"}, "OutputPath": "$.Payload", "End": true"#),
            input: #"{"a": 1}"#, answers: ["Pay": [.succeeded(["Payload": "paid", "StatusCode": 200])]], history: "?"),
        ExecutionCase(
            "a resource that is only a name is recorded as a function",
            #""Pay": {"Type": "Task", "Resource": "${PayFunctionArn}", "End": true}"#,
            answers: ["Pay": [.succeeded(1)]], history: "?"),
        ExecutionCase(
            "a job that is waited for is submitted",
            service("Pay", "states:startExecution.sync:2", #", "Parameters": {"StateMachineArn": "arn"}, "End": true"#),
            answers: ["Pay": [TaskAnswer(.succeeded(Payload(["Output": 1])), delayMilliseconds: 5_000, submitted: Payload(["ExecutionArn": "e"]))]],
            history: "?"),
        ExecutionCase(
            "a task that waits for its token is submitted, even when nobody said with what",
            service("Pay", "sqs:sendMessage.waitForTaskToken", #", "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "ResultPath": "$.r", "End": true"#),
            input: #"{ "a": 1}"#, answers: ["Pay": [.failed("No", "because")]], history: "?"),
        ExecutionCase(
            "an activity's worker may have a name", activity("Pay"),
            answers: ["Pay": [TaskAnswer(.succeeded(Payload(1)), worker: "w1")]], history: "?"),
        ExecutionCase(
            "an activity's worker need not have a name", activity("Pay"), answers: ["Pay": [.failed(nil, nil)]],
            history: "?"),
        ExecutionCase(
            "an activity that nobody works on times out", activity("Pay", #", "TimeoutSeconds": 60, "HeartbeatSeconds": 30, "End": true"#),
            answers: ["Pay": [TaskAnswer(.never, isStarted: false)]], history: "?"),
        ExecutionCase(
            "a task can fail before it starts, and when it is submitted",
            service("A", "sqs:sendMessage.waitForTaskToken", #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}], "End": true"#) + ","
                + function("B", #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "C"}], "End": true"#) + ","
                + function("C", #", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "D"}], "End": true"#) + ","
                + activity("D"),
            answers: [
                "A": [TaskAnswer(.failed(TaskFailure(error: "A", cause: "submit", stage: .submit)))],
                "B": [TaskAnswer(.failed(TaskFailure(error: "B", cause: "start", stage: .start)))],
                "C": [TaskAnswer(.failed(TaskFailure(error: "C", cause: "schedule", stage: .schedule)))],
                "D": [TaskAnswer(.failed(TaskFailure(error: "D", cause: "schedule", stage: .schedule)))],
            ], history: "?"),
        ExecutionCase(
            "the result is selected, placed, assigned and put out",
            function("Pay", #", "ResultSelector": {"id.$": "$.x.id", "c": 1}, "ResultPath": "$.r", "OutputPath": "$.r", "Assign": {"whole.$": "$"}, "Next": "B""#)
                + #", "B": {"Type": "Pass", "OutputPath": "$whole", "End": true}"#,
            input: #"{"a": 1}"#, answers: ["Pay": [.succeeded(["x": ["id": "7"], "y": 2])]], history: "?"),
        ExecutionCase(
            "an OutputPath that leads nowhere is not caught",
            function("Pay", #", "OutputPath": "$.no.such.result", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "B"}, {"ErrorEquals": ["States.Runtime"], "Next": "B"}], "End": true"#
                .replacing(#"{"ErrorEquals": ["States.ALL"], "Next": "B"}, "#, with: "")) + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.succeeded(1)]], history: "?"),
        ExecutionCase(
            "credentials are recorded, from a path as well",
            service("Pay", "sqs:sendMessage", #", "Credentials": {"RoleArn.$": "$.role"}, "Parameters": {"QueueUrl": "q", "MessageBody": 1}, "End": true"#), input: #"{"role": "arn:r"}"#,
            answers: ["Pay": [.succeeded(1)]], history: "?"),
        ExecutionCase(
            "a result above the quota fails the task, by the name of the function or of the service",
            function("Pay", #", "Catch": [{"ErrorEquals": ["States.DataLimitExceeded"], "ResultPath": "$.e", "Next": "B"}], "End": true"#) + "," + service("B", "lambda:invoke"),
            answers: ["Pay": [.succeeded(large)], "B": [.succeeded(large)]],
            configure: { $0.quotas.payloadBytes = 300 }, history: "?"),
        ExecutionCase(
            "a catcher's output above the quota fails the execution, past the catchers of the state",
            function("Pay", #", "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "B"}], "End": true"#) + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.failed("Bad", "a cause that is too long")]],
            configure: { $0.quotas.payloadBytes = 20 }, history: "?"),
        ExecutionCase(
            "a token comes from outside, once: what comes twice or late changes nothing",
            service("Ask", "sqs:sendMessage.waitForTaskToken", #", "Next": "B""#) + #", "B": {"Type": "Wait", "Seconds": 10, "End": true}"#,
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
            ], history: "?"),
    ]

    static let deadlines: [ExecutionCase] = [
        ExecutionCase(
            "a task that lasts longer than its timeout", function("Pay", #", "TimeoutSeconds": 5, "End": true"#),
            answers: ["Pay": [.succeeded(1, after: 5_001)]], history: "?"),
        ExecutionCase(
            "an answer at the deadline is in time", function("Pay", #", "TimeoutSeconds": 5, "End": true"#),
            answers: ["Pay": [.succeeded(1, after: 5_000)]], history: "?"),
        ExecutionCase(
            "a timeout is caught by its name, with an empty cause",
            service("Pay", "lambda:invoke", #", "TimeoutSecondsPath": "$.t", "Catch": [{"ErrorEquals": ["States.TaskFailed"], "Next": "No"}, {"ErrorEquals": ["States.Timeout"], "Next": "B"}], "End": true"#)
                + #", "B": {"Type": "Succeed"}, "No": {"Type": "Fail"}"#,
            input: #"{"t": 5}"#, answers: ["Pay": [.never]], history: "?"),
        ExecutionCase(
            "a timeout that comes from a path must be there",
            function("Pay", #", "TimeoutSecondsPath": "$.t", "End": true"#), answers: ["Pay": [.never]], history: "?"),
        ExecutionCase(
            "a timeout that comes from a path must be a whole number",
            function("Pay", #", "TimeoutSecondsPath": "$.t", "End": true"#), input: #"{"t": "soon"}"#,
            answers: ["Pay": [.never]], history: "?"),
        ExecutionCase(
            "a missed heartbeat is recorded as a timeout, and is caught by its own name",
            service("Pay", "sqs:sendMessage.waitForTaskToken", #", "TimeoutSeconds": 60, "HeartbeatSeconds": 5, "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "B"}], "End": true"#)
                + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.never]], history: "?"),
        ExecutionCase(
            "a missed heartbeat is also a timeout",
            activity("Pay", #", "HeartbeatSecondsPath": "$.h", "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "B"}], "End": true"#)
                + #", "B": {"Type": "Succeed"}"#,
            input: #"{"h": 5}"#, answers: ["Pay": [.never]], history: "?"),
        ExecutionCase(
            "a timeout is no missed heartbeat",
            activity("Pay", #", "TimeoutSeconds": 5, "Catch": [{"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "B"}], "End": true"#)
                + #", "B": {"Type": "Succeed"}"#,
            answers: ["Pay": [.never]], history: "?"),
        ExecutionCase(
            "heartbeats put off the missed one, not the timeout",
            activity("Pay", #", "TimeoutSeconds": 12, "HeartbeatSeconds": 5, "End": true"#),
            messages: [
                (4_000, .taskHeartbeat(firstTask)), (8_000, .taskHeartbeat(firstTask)),
                (11_000, .taskHeartbeat(firstTask)),
            ], history: "?"),
        ExecutionCase(
            "the heartbeat after the last one is missed",
            activity("Pay", #", "TimeoutSeconds": 60, "HeartbeatSeconds": 5, "End": true"#),
            messages: [(4_000, .taskHeartbeat(firstTask)), (8_500, .taskHeartbeat(firstTask))], history: "?"),
        ExecutionCase(
            "a stop withdraws a task", function("Pay"),
            messages: [
                (1_000, .stop(error: "Enough", cause: nil)), (2_000, .taskSucceeded(firstTask, output: Payload(1))),
            ], history: "?"),
        ExecutionCase(
            "the machine's timeout withdraws a task", function("Pay"), fields: #""TimeoutSeconds": 60,"#,
            answers: ["Pay": [.succeeded(1, after: 61_000)]], history: "?"),
    ]
}
