import JSONModel
import StatesLanguage
import Testing

@testable import sfn_run

/// What the command line means, without running it.
struct ArgumentTests {
    @Test(arguments: [
        ("a=b", "a", "b"), ("a=b=c", "a", "b=c"), ("arn:x:y=./run.sh --fast", "arn:x:y", "./run.sh --fast"),
    ])
    func assignments(text: String, name: String, value: String) {
        let assignment = Assignment(argument: text)
        #expect(assignment?.name == name)
        #expect(assignment?.value == value)
    }

    @Test(arguments: ["", "a", "=b", "a="]) func noAssignments(text: String) {
        #expect(Assignment(argument: text) == nil)
    }

    @Test(arguments: [
        ("asl/order-saga.asl.json", "order-saga"), ("x.yaml", "x"), ("a.b.asl.yml", "a.b"), ("-", "machine"),
        ("plain", "plain"), (".json", "machine"),
    ])
    func machineNames(path: String, expected: String) {
        #expect(DefinitionFile.machineName(of: path) == expected)
    }

    @Test(arguments: [
        (
            "arn:aws:lambda:eu-west-1:1:function:pay:PROD", "{}",
            ["arn:aws:lambda:eu-west-1:1:function:pay:PROD", "arn:aws:lambda:eu-west-1:1:function:pay", "pay", "S"]
        ),
        ("arn:aws:states:eu-west-1:1:activity:box", "{}", ["arn:aws:states:eu-west-1:1:activity:box", "box", "S"]),
        (
            "arn:aws:states:::lambda:invoke", #"{"FunctionName": "arn:aws:lambda:eu-west-1:1:function:pay:7"}"#,
            [
                "arn:aws:states:::lambda:invoke", "arn:aws:lambda:eu-west-1:1:function:pay:7", "pay", "S",
                "lambda:invoke", "lambda:invoke",
            ]
        ),
        (
            "arn:aws:states:::lambda:invoke", #"{"FunctionName": "pay:7"}"#,
            ["arn:aws:states:::lambda:invoke", "pay:7", "pay", "S", "lambda:invoke", "lambda:invoke"]
        ),
        (
            "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "{}",
            [
                "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "S", "sqs:sendMessage.waitForTaskToken",
                "sqs:sendMessage",
            ]
        ),
        ("${PayFunction}", "{}", ["${PayFunction}", "PayFunction", "S"]),
    ])
    func namesOfTasks(resource: String, parameters: String, expected: [String]) throws {
        let parameters = try JSONParser.parse(parameters)
        #expect(ResourceTable.names(of: TaskResource(resource), state: "S", parameters: parameters) == expected)
    }

    @Test(arguments: [
        ("a\nb", "a\\nb"), ("\u{1B}[0m", "\\u001B[0m"), ("plain é 日", "plain é 日"), ("\u{202E}", "\\u202E"),
        ("\t", "\\t"),
    ])
    func hostileTextIsMadePrintable(text: String, expected: String) { #expect(text.printable == expected) }
}
