import JSONModel
import StatesLanguage

extension BuilderCase {
    /// Pass, Wait, Succeed, Fail and Parallel.
    static let simple = [
        pass, passInJSONata, succeedAndFail, oneStateOfAnotherLanguage, fail, failByPath, failByExpression,
    ]

    private static let pass = BuilderCase("pass") {
        State.Pass("S")
            .resultPath("$.a.b").next("T").assign(["n": 1, "id.$": "$.id"]).outputPath(.discard)
            .parameters([
                "literal": ["a", 2, 3.5, true, .json(.null)], "id.$": "$.id", "token": .path("$$.Execution.Id"),
                "deep": ["id": .path("States.UUID()"), "empty": [:], "none": []],
            ])
            .inputPath("$.in").queryLanguage(.jsonPath).comment("c")
        State.Pass("T").result(["a": "stays"]).resultPath(.discard).end()
    } writes: {
        """
        "S": {
          "Comment": "c",
          "Type": "Pass",
          "QueryLanguage": "JSONPath",
          "InputPath": "$.in",
          "Parameters": {
            "literal": ["a", 2, 3.5, true, null],
            "id.$": "$.id",
            "token.$": "$$.Execution.Id",
            "deep": {
              "id.$": "States.UUID()",
              "empty": {},
              "none": []
            }
          },
          "ResultPath": "$.a.b",
          "OutputPath": null,
          "Assign": {
            "n": 1,
            "id.$": "$.id"
          },
          "Next": "T"
        },
        "T": {
          "Type": "Pass",
          "Result": {"a": "stays"},
          "ResultPath": null,
          "End": true
        }
        """
    }

    private static let passInJSONata = BuilderCase("pass in JSONata", .jsonata) {
        State.Pass("S").output(["a": .expression("$states.input.a"), "b": [1, .expression("$now()")]])
            .assign(["id": .expression("$states.input.id")])
    } writes: {
        """
        "S": {
          "Type": "Pass",
          "Assign": {"id": "{% $states.input.id %}"},
          "Output": {
            "a": "{% $states.input.a %}",
            "b": [1, "{% $now() %}"]
          },
          "End": true
        }
        """
    }

    private static let succeedAndFail = BuilderCase("succeed and fail") {
        State.Pass("S").field("Next", "A").next("A").end().next("A")
        State.Succeed("A").inputPath("$.a").outputPath("$.b").comment("c")
    } writes: {
        """
        "S": {
          "Type": "Pass",
          "Next": "A"
        },
        "A": {
          "Comment": "c",
          "Type": "Succeed",
          "InputPath": "$.a",
          "OutputPath": "$.b"
        }
        """
    }

    private static let oneStateOfAnotherLanguage = BuilderCase("one state of another language") {
        State.Pass("S")
        State.Succeed("A").queryLanguage(.jsonata).output(.expression("$states.input.a"))
    } writes: {
        """
        "S": {
          "Type": "Pass",
          "Next": "A"
        },
        "A": {
          "Type": "Succeed",
          "QueryLanguage": "JSONata",
          "Output": "{% $states.input.a %}"
        }
        """
    }

    private static let fail = BuilderCase("fail") {
        State.Fail("S").cause("because").error("Wrong").comment("c")
    } writes: {
        """
        "S": {
          "Comment": "c",
          "Type": "Fail",
          "Error": "Wrong",
          "Cause": "because"
        }
        """
    }

    private static let failByPath = BuilderCase("fail by path") {
        State.Fail("S").error("Wrong").error(.path("$.error")).cause(.path("States.Format('{}', $.a)"))
    } writes: {
        """
        "S": {
          "Type": "Fail",
          "ErrorPath": "$.error",
          "CausePath": "States.Format('{}', $.a)"
        }
        """
    }

    private static let failByExpression = BuilderCase("fail by expression", .jsonata) {
        State.Fail("S").error(.path("$.x")).error(.expression("$states.input.error")).cause("\("be")cause")
            .queryLanguage(.jsonata)
    } writes: {
        """
        "S": {
          "Type": "Fail",
          "QueryLanguage": "JSONata",
          "Error": "{% $states.input.error %}",
          "Cause": "because"
        }
        """
    }
}
