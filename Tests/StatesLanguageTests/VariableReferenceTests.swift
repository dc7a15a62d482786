import StatesLanguage
import Testing

@Suite struct VariableReferenceTests {
    private func references(_ states: String) throws -> [String] {
        let start = states.split(separator: "\"").first.map(String.init) ?? ""
        let machine = try StateMachine(json: #"{"StartAt": "\#(start)", "States": {\#(states)}}"#)
        return machine.variableReferences.map { "\($0.state): \($0.names.joined(separator: " "))" }
    }

    @Test(arguments: [
        #""InputPath": "$v.a""#, #""OutputPath": "$v""#, #""Parameters": {"a.$": "$v"}"#,
        #""Parameters": {"a": [{"b.$": "States.MathAdd(States.MathAdd($v, 1), $v)"}]}"#, #""Assign": {"w.$": "$v"}"#,
    ])
    func pass(field: String) throws {
        #expect(try references(#""S": {"Type": "Pass", "End": true, \#(field)}"#) == ["S: v"])
    }

    @Test(arguments: [
        #""InputPath": "$.v""#, #""InputPath": "$$.v""#, #""Parameters": {"a": "$v"}"#, #""Assign": {"v": 1}"#,
        #""Result": "$v""#,
    ])
    func noReference(field: String) throws {
        #expect(try references(#""S": {"Type": "Pass", "End": true, \#(field)}"#) == [])
    }

    @Test func everyFieldOfTheOthers() throws {
        #expect(
            try references(
                #"""
                "W": {"Type": "Wait", "SecondsPath": "$a", "Next": "U"},
                "U": {"Type": "Wait", "TimestampPath": "$b", "Next": "T"},
                "T": {"Type": "Task", "Resource": "${F}", "Next": "C", "TimeoutSecondsPath": "$c",
                    "HeartbeatSecondsPath": "$d", "Parameters": {"x.$": "$e"}, "ResultSelector": {"x.$": "$f"},
                    "Credentials": {"RoleArn.$": "$g"}, "Catch": [
                        {"ErrorEquals": ["E"], "Next": "F", "Assign": {"x.$": "$h"}}]},
                "C": {"Type": "Choice", "Default": "M", "Assign": {"x.$": "$i"}, "Choices": [
                    {"Next": "P", "Assign": {"x.$": "$j"}, "Or": [{"Variable": "$k", "NumericEqualsPath": "$l"},
                        {"Not": {"And": [{"Variable": "$k.b", "IsNull": true}]}}]}]},
                "M": {"Type": "Map", "Next": "P", "ItemsPath": "$m", "MaxConcurrencyPath": "$n",
                    "ToleratedFailureCountPath": "$o", "ToleratedFailurePercentagePath": "$p",
                    "ItemSelector": {"x.$": "$q"}, "ItemReader": {"Resource": "arn:aws:states:::s3:getObject",
                        "Parameters": {"x.$": "$r"}, "ReaderConfig": {"InputType": "JSON", "MaxItemsPath": "$s"}},
                    "ItemBatcher": {"BatchInput": {"x.$": "$t"}, "MaxItemsPerBatchPath": "$u"},
                    "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"x.$": "$v"}},
                    "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed", "InputPath": "$w"}}}},
                "P": {"Type": "Parallel", "Next": "F", "Parameters": {"x.$": "$x"},
                    "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}]},
                "F": {"Type": "Fail", "ErrorPath": "$y", "CausePath": "States.Format('{}', $z)"}
                """#) == [
                    "W: a", "U: b", "T: e c d g f h", "C: k l j i", "M: m r s q t u n o p v", "I: w", "P: x", "F: y z",
                ])
    }

    @Test func statesInJSONataHaveNone() throws {
        #expect(
            try references(#""S": {"Type": "Pass", "QueryLanguage": "JSONata", "End": true, "Output": "{% $v %}"}"#)
                == [])
    }
}
