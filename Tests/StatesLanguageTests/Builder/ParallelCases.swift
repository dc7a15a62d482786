import JSONModel
import StatesLanguage

extension BuilderCase {
    /// Wait and Parallel.
    static let waits = [wait, waitInJSONata, parallel, parallelInJSONata]

    private static let wait = BuilderCase("wait") {
        State.Wait("S", seconds: 5).inputPath("$.i").outputPath("$.o").assign(["a": 1])
        State.Wait("A", seconds: .path("$.seconds"))
        State.Wait("B", timestamp: "2026-01-31T08:00:00Z")
        State.Wait("C", timestamp: .path("$.at"))
    } writes: {
        """
        "S": {
          "Type": "Wait",
          "InputPath": "$.i",
          "Seconds": 5,
          "OutputPath": "$.o",
          "Assign": {"a": 1},
          "Next": "A"
        },
        "A": {
          "Type": "Wait",
          "SecondsPath": "$.seconds",
          "Next": "B"
        },
        "B": {
          "Type": "Wait",
          "Timestamp": "2026-01-31T08:00:00Z",
          "Next": "C"
        },
        "C": {
          "Type": "Wait",
          "TimestampPath": "$.at",
          "End": true
        }
        """
    }

    private static let waitInJSONata = BuilderCase("wait in JSONata", .jsonata) {
        State.Wait("S", seconds: .expression("$states.input.seconds"))
        State.Wait("A", timestamp: .expression("$states.input.at")).queryLanguage(.jsonata).output([1])
    } writes: {
        """
        "S": {
          "Type": "Wait",
          "Seconds": "{% $states.input.seconds %}",
          "Next": "A"
        },
        "A": {
          "Type": "Wait",
          "QueryLanguage": "JSONata",
          "Timestamp": "{% $states.input.at %}",
          "Output": [1],
          "End": true
        }
        """
    }

    private static let parallel = BuilderCase("parallel") {
        State.Parallel("S") {
            Branch(comment: "left", startAt: "B") {
                State.Pass("A")
                State.Pass("B").next("A")
            }
            for name in ["C", "D"] {
                Branch { State.Pass(StateName(name)) }
            }
        }
        .inputPath("$.i").outputPath("$.o").parameters(["a.$": "$.a"]).resultSelector(["b.$": "$[0]"]).resultPath("$.r")
        .assign(["v": 1])
        .retry([.branchFailed]).catch(.all, next: "Z")
        State.Succeed("Z")
    } writes: {
        """
        "S": {
          "Type": "Parallel",
          "InputPath": "$.i",
          "Parameters": {"a.$": "$.a"},
          "Branches": [
            {
              "Comment": "left",
              "StartAt": "B",
              "States": {
                "A": {
                  "Type": "Pass",
                  "Next": "B"
                },
                "B": {
                  "Type": "Pass",
                  "Next": "A"
                }
              }
            },
            {
              "StartAt": "C",
              "States": {
                "C": {
                  "Type": "Pass",
                  "End": true
                }
              }
            },
            {
              "StartAt": "D",
              "States": {
                "D": {
                  "Type": "Pass",
                  "End": true
                }
              }
            }
          ],
          "ResultSelector": {"b.$": "$[0]"},
          "ResultPath": "$.r",
          "OutputPath": "$.o",
          "Assign": {"v": 1},
          "Retry": [
            {
              "ErrorEquals": ["States.BranchFailed"]
            }
          ],
          "Catch": [
            {
              "ErrorEquals": ["States.ALL"],
              "Next": "Z"
            }
          ],
          "Next": "Z"
        },
        "Z": {
          "Type": "Succeed"
        }
        """
    }

    private static let parallelInJSONata = BuilderCase("parallel in JSONata", .jsonata) {
        State.Parallel("S") {
            Branch { State.Succeed("A") }
        }
        .arguments(.expression("$states.input")).output(.expression("$states.result[0]")).queryLanguage(.jsonata)
    } writes: {
        """
        "S": {
          "Type": "Parallel",
          "QueryLanguage": "JSONata",
          "Arguments": "{% $states.input %}",
          "Branches": [
            {
              "StartAt": "A",
              "States": {
                "A": {
                  "Type": "Succeed"
                }
              }
            }
          ],
          "Output": "{% $states.result[0] %}",
          "End": true
        }
        """
    }
}
