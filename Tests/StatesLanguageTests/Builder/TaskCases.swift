import JSONModel
import StatesLanguage

extension BuilderCase {
    /// Task, with retriers and catchers.
    static let tasks = [task, taskByPaths, taskInJSONata, retriers, catchers, catcherInJSONata]

    private static let task = BuilderCase("task") {
        State.Task("S", resource: "arn:aws:lambda:us-east-1:123456789012:function:pay")
            .comment("c").inputPath("$.i").outputPath("$.o").parameters(["a.$": "$.a"])
            .resultSelector(["b.$": "$.b"]).resultPath("$.r").assign(["v.$": "$.v"])
            .timeoutSeconds(60).heartbeatSeconds(NumberSource(10))
            .credentials(["RoleArn": "arn:aws:iam::123456789012:role/pay"])
    } writes: {
        """
        "S": {
          "Comment": "c",
          "Type": "Task",
          "InputPath": "$.i",
          "Resource": "arn:aws:lambda:us-east-1:123456789012:function:pay",
          "Parameters": {"a.$": "$.a"},
          "Credentials": {"RoleArn": "arn:aws:iam::123456789012:role/pay"},
          "TimeoutSeconds": 60,
          "HeartbeatSeconds": 10,
          "ResultSelector": {"b.$": "$.b"},
          "ResultPath": "$.r",
          "OutputPath": "$.o",
          "Assign": {"v.$": "$.v"},
          "End": true
        }
        """
    }

    private static let taskByPaths = BuilderCase("task by paths") {
        State.Task("S", resource: "${Pay}").credentials(["RoleArn": .path("$.role")])
            .timeoutSeconds(1).timeoutSeconds(.path("$.limit")).heartbeatSeconds(.path("$.beat"))
    } writes: {
        """
        "S": {
          "Type": "Task",
          "Resource": "${Pay}",
          "Credentials": {"RoleArn.$": "$.role"},
          "TimeoutSecondsPath": "$.limit",
          "HeartbeatSecondsPath": "$.beat",
          "End": true
        }
        """
    }

    private static let taskInJSONata = BuilderCase("task in JSONata", .jsonata) {
        State.Task("S", resource: "arn:aws:states:::lambda:invoke")
            .arguments(["FunctionName": "pay", "Payload": .expression("$states.input")])
            .output(["paid": .expression("$states.result.Payload.paid")])
            .timeoutSeconds(.path("$.x")).timeoutSeconds(.expression("$states.input.limit"))
            .heartbeatSeconds(.expression("$states.input.beat"))
            .assign(["paid": .expression("$states.result.Payload.paid")])
            .credentials(["RoleArn": .expression("$states.input.role")]).queryLanguage(.jsonata)
    } writes: {
        """
        "S": {
          "Type": "Task",
          "QueryLanguage": "JSONata",
          "Resource": "arn:aws:states:::lambda:invoke",
          "Arguments": {
            "FunctionName": "pay",
            "Payload": "{% $states.input %}"
          },
          "Credentials": {"RoleArn": "{% $states.input.role %}"},
          "TimeoutSeconds": "{% $states.input.limit %}",
          "HeartbeatSeconds": "{% $states.input.beat %}",
          "Assign": {"paid": "{% $states.result.Payload.paid %}"},
          "Output": {"paid": "{% $states.result.Payload.paid %}"},
          "End": true
        }
        """
    }

    private static let retriers = BuilderCase("retriers") {
        State.Task("S", resource: "${Pay}")
            .retry(["Declined", "Refused"], maxAttempts: 0, comment: "An answer, no fault.")
            .retry([.timeout, .heartbeatTimeout], backoffRate: 1.5, jitterStrategy: Retrier.JitterStrategy.none)
            .retry(
                .all, intervalSeconds: 2, backoffRate: 2, maxDelaySeconds: 30, maxAttempts: 4,
                jitterStrategy: .full)
    } writes: {
        """
        "S": {
          "Type": "Task",
          "Resource": "${Pay}",
          "Retry": [
            {
              "Comment": "An answer, no fault.",
              "ErrorEquals": ["Declined", "Refused"],
              "MaxAttempts": 0
            },
            {
              "ErrorEquals": ["States.Timeout", "States.HeartbeatTimeout"],
              "BackoffRate": 1.5,
              "JitterStrategy": "NONE"
            },
            {
              "ErrorEquals": ["States.ALL"],
              "IntervalSeconds": 2,
              "BackoffRate": 2,
              "MaxDelaySeconds": 30,
              "MaxAttempts": 4,
              "JitterStrategy": "FULL"
            }
          ],
          "End": true
        }
        """
    }

    private static let catchers = BuilderCase("catchers") {
        State.Task("S", resource: "${Pay}")
            .catch(["Declined"], resultPath: "$.failure", assign: ["reason": "declined"], next: "A", comment: "c")
            .catch([.taskFailed], resultPath: .discard, next: "A")
            .catch(.all, next: "A")
        State.Fail("A")
    } writes: {
        """
        "S": {
          "Type": "Task",
          "Resource": "${Pay}",
          "Catch": [
            {
              "Comment": "c",
              "ErrorEquals": ["Declined"],
              "ResultPath": "$.failure",
              "Assign": {"reason": "declined"},
              "Next": "A"
            },
            {
              "ErrorEquals": ["States.TaskFailed"],
              "ResultPath": null,
              "Next": "A"
            },
            {
              "ErrorEquals": ["States.ALL"],
              "Next": "A"
            }
          ],
          "Next": "A"
        },
        "A": {
          "Type": "Fail"
        }
        """
    }

    private static let catcherInJSONata = BuilderCase("catcher in JSONata", .jsonata) {
        State.Task("S", resource: "${Pay}")
            .catch(
                .all, assign: ["why": .expression("$states.errorOutput.Error")],
                output: .expression("$states.errorOutput"), next: "A")
        State.Fail("A")
    } writes: {
        """
        "S": {
          "Type": "Task",
          "Resource": "${Pay}",
          "Catch": [
            {
              "ErrorEquals": ["States.ALL"],
              "Assign": {"why": "{% $states.errorOutput.Error %}"},
              "Output": "{% $states.errorOutput %}",
              "Next": "A"
            }
          ],
          "Next": "A"
        },
        "A": {
          "Type": "Fail"
        }
        """
    }
}
