import Testing

/// TestState: every type of state, every way to end.
struct TestStateTests {
    @Test(arguments: simpleStates + tasks + fanOuts + situations) func tests(_ testCase: TestStateCase) throws {
        try testCase.check()
    }

    static let simpleStates = [
        TestStateCase(
            "INFO shows no data flow", #"{"Type": "Pass", "Next": "B"}"#, #""input": {"a": 1}"#,
            gives: #"{"output": {"a":1}, "nextState": "B", "status": "SUCCEEDED"}"#),
        TestStateCase(
            "a Pass state shows each of its steps",
            #"{"Type": "Pass", "InputPath": "$.a", "Parameters": {"p.$": "$.b"}, "ResultPath": "$.r", "End": true}"#,
            #""input": {"a": {"b": 1}}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": {"a":{"b":1},"r":{"p":1}}, "inspectionData": {"input": {"a":{"b":1}},
                 "afterInputPath": {"b":1}, "afterParameters": {"p":1}, "afterResultSelector": {"p":1},
                 "afterResultPath": {"a":{"b":1},"r":{"p":1}}}, "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "a Result is all that there is to a Pass state",
            #"{"Type": "Pass", "InputPath": "$.no", "Result": [1], "End": true}"#, #""inspectionLevel": "TRACE""#,
            gives: """
                {"output": [1], "inspectionData": {"input": {}, "result": [1], "afterResultSelector": [1],
                 "afterResultPath": [1]}, "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "variables are those given and those assigned",
            """
            {"Type": "Pass", "QueryLanguage": "JSONata", "Assign": {"b": "{% $a + 1 %}"}, "Output": "{% $a %}",
             "End": true}
            """,
            #""variables": {"a": 1}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": 1, "inspectionData": {"input": {}, "variables": {"a":1,"b":2}}, "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "a Choice state goes where its rule says",
            """
            {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericGreaterThan": 1, "Next": "Many"}],
             "Default": "Few"}
            """,
            #""input": {"n": 2}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": {"n":2}, "inspectionData": {"input": {"n":2}, "afterInputPath": {"n":2}},
                 "nextState": "Many", "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "a Choice state without a rule that holds fails",
            #"{"Type": "Choice", "Choices": [{"Variable": "$.n", "IsNull": true, "Next": "A"}]}"#,
            #""input": {"n": 2}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"error": "States.Runtime", "cause": "Failed to transition out of the state. The state does not point \
                to a next state.", "inspectionData": {"input": {"n":2}}, "status": "FAILED"}
                """),
        TestStateCase(
            "a Wait state does not wait", #"{"Type": "Wait", "Seconds": 300, "Next": "B"}"#,
            #""inspectionLevel": "DEBUG""#,
            gives: """
                {"output": {}, "inspectionData": {"input": {}, "afterInputPath": {}}, "nextState": "B",
                 "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "nothing is tested for more than five minutes", #"{"Type": "Wait", "Seconds": 301, "Next": "B"}"#,
            gives: #"{"error": "States.Timeout", "status": "FAILED"}"#),
        TestStateCase(
            "a Succeed state", #"{"Type": "Succeed", "OutputPath": "$.a"}"#,
            #""input": {"a": 1}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"output": 1, "inspectionData": {"input": {"a":1}, "afterInputPath": {"a":1}}, "status": "SUCCEEDED"}
                """),
        TestStateCase(
            "a Fail state", #"{"Type": "Fail", "ErrorPath": "$.e", "Cause": "why"}"#,
            #""input": {"e": "E"}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"error": "E", "cause": "why", "inspectionData": {"input": {"e":"E"}, "afterInputPath": {"e":"E"}},
                 "status": "FAILED"}
                """),
        TestStateCase(
            "what was done before a fault is shown",
            #"{"Type": "Pass", "InputPath": "$.a", "Parameters": {"p.$": "$.no"}, "End": true}"#,
            #""input": {"a": {"b": 1}}, "inspectionLevel": "DEBUG""#,
            gives: """
                {"error": "States.Runtime", "cause": "The JSONPath '$.no' specified for the field 'p.$' \
                could not be found in the input '{\\"b\\":1}'",
                 "inspectionData": {"input": {"a":{"b":1}}, "afterInputPath": {"b":1}}, "status": "FAILED"}
                """),
        TestStateCase(
            "a JSONata expression that gives nothing",
            #"{"Type": "Succeed", "QueryLanguage": "JSONata", "Output": "{% $states.input.no %}"}"#,
            gives: """
                {"error": "States.QueryEvaluationError", "cause": "The JSONata expression '$states.input.no' \
                specified for the field 'Output' returned nothing (undefined).", "status": "FAILED"}
                """),
    ]
}
