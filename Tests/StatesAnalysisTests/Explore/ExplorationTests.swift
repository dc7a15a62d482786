import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import Testing

/// Small machines, and all that can happen to each.
struct ExplorationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// The fact that it shows.
        var name: String
        var definition: JSONValue
        var inputs: [JSONValue] = []
        var results: [String: [JSONValue]] = [:]
        var bounds = ExplorationBounds()
        /// Outcomes and findings, in order.
        var lines: [String]

        var testDescription: String { name }
    }

    @Test(arguments: tasks + choices + scopes + limits) func finds(_ testCase: Case) throws {
        let exploration = try Explored.explore(
            testCase.definition, inputs: testCase.inputs, results: testCase.results, within: testCase.bounds)
        #expect(Explored.lines(exploration) == testCase.lines)
    }

    // MARK: Building machines

    private static let function: JSONObject = [
        "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
    ]
    private static let token: JSONObject = [
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": ["QueueUrl": "q", "MessageBody": ["token.$": "$$.Task.Token"]],
    ]

    private static func task(_ base: JSONObject = function, _ more: JSONObject = [:], next: String? = nil) -> JSONValue
    {
        var members = base
        for (key, value) in more { members[key] = value }
        if let next { members["Next"] = .string(next) } else { members["End"] = true }
        return .object(members)
    }

    private static func machine(_ start: String, _ states: JSONObject, _ more: JSONObject = [:]) -> JSONValue {
        var members: JSONObject = ["StartAt": .string(start), "States": .object(states)]
        for (key, value) in more { members[key] = value }
        return .object(members)
    }

    private static let done: JSONObject = ["Done": ["Type": "Succeed"]]

    private static func states(_ states: JSONObject) -> JSONObject {
        var all = states
        for (key, value) in done { all[key] = value }
        return all
    }

    // MARK: Tasks

    private static let tasks = [
        Case(
            name: "A function succeeds, fails with an unknown error, or times out",
            definition: machine("A", ["A": task()]),
            lines: [
                "succeeds at A", "fails with UnknownError at A", "fails with States.Timeout at A",
                "uncaught at A: UnknownError States.Timeout",
            ]),
        Case(
            name: "Every result of a task is tried", definition: machine("A", ["A": task()]),
            results: ["A": [1, 2, 3]],
            lines: [
                "succeeds at A ×3", "fails with UnknownError at A", "fails with States.Timeout at A",
                "uncaught at A: UnknownError States.Timeout",
            ]),
        Case(
            name: "Retries are counted: a task that fails may fail as often as it is retried",
            definition: machine(
                "A",
                [
                    "A": task(
                        function, ["TimeoutSeconds": 5, "Retry": [["ErrorEquals": ["Busy"], "MaxAttempts": 2]]])
                ]),
            lines: [
                "succeeds at A ×3", "fails with UnknownError at A ×3", "fails with States.Timeout at A ×3",
                "fails with Busy at A", "uncaught at A: UnknownError States.Timeout Busy",
            ]),
        Case(
            name: "A retrier behind one that takes all its errors does nothing; nor does one that allows nothing",
            definition: machine(
                "A",
                states([
                    "A": task(
                        function,
                        [
                            "Retry": [
                                ["ErrorEquals": ["Busy"], "MaxAttempts": 0],
                                ["ErrorEquals": ["Busy"], "MaxAttempts": 3],
                                ["ErrorEquals": ["Odd"], "MaxAttempts": 0],
                            ], "Catch": [["ErrorEquals": ["States.ALL"], "Next": "Done"]],
                        ], next: "Done")
                ])),
            lines: ["succeeds at Done ×5", "never retries A[1]", "never retries A[2]"]),
        Case(
            name: "A catcher whose errors are retried for ever is never used, and the task is a loop",
            definition: machine(
                "A",
                states([
                    "A": task(
                        function,
                        [
                            "Retry": [["ErrorEquals": ["States.ALL"], "MaxAttempts": 99_999]],
                            "Catch": [["ErrorEquals": ["States.ALL"], "Next": "Done"]],
                        ], next: "Done")
                ])),
            lines: ["succeeds at Done", "never catches A[0]", "loop through A"]),
        Case(
            name: "A token that has no time limit may never be answered", definition: machine("A", ["A": task(token)]),
            lines: [
                "succeeds at A", "fails with UnknownError at A", "parks at A", "uncaught at A: UnknownError",
            ]),
        Case(
            name: "A token with a time limit times out instead",
            definition: machine("A", ["A": task(token, ["TimeoutSeconds": 60])]),
            lines: [
                "succeeds at A", "fails with UnknownError at A", "fails with States.Timeout at A",
                "uncaught at A: UnknownError States.Timeout",
            ]),
        Case(
            name: "A missed heartbeat is caught by its name",
            definition: machine(
                "A",
                states([
                    "A": task(
                        token,
                        [
                            "HeartbeatSeconds": 5,
                            "Catch": [["ErrorEquals": ["States.HeartbeatTimeout"], "Next": "Late"]],
                        ], next: "Done"), "Late": ["Type": "Fail", "Error": "Late"],
                ])),
            lines: [
                "succeeds at Done", "fails with UnknownError at A", "fails with Late at Late",
                "uncaught at A: UnknownError",
            ]),
        Case(
            name: "The time of the machine may be over wherever it waits",
            definition: machine("A", ["A": task(function, next: "B"), "B": task(token)], ["TimeoutSeconds": 9]),
            lines: [
                "fails with UnknownError at A", "fails with States.Timeout at A", "times out at A", "succeeds at B",
                "fails with UnknownError at B", "times out at B", "uncaught at A: UnknownError States.Timeout",
                "uncaught at B: UnknownError",
            ]),
    ]

    // MARK: Choices

    private static func choice(_ rules: JSONValue, _ fallback: String? = "Done") -> JSONValue {
        var members: JSONObject = ["Type": "Choice", "Choices": rules]
        if let fallback { members["Default"] = .string(fallback) }
        return .object(members)
    }

    private static func catching(_ more: JSONObject) -> JSONObject {
        more.merging(["Catch": [["ErrorEquals": ["States.ALL"], "Next": "Done"]]])
    }

    private static let choices = [
        Case(
            name: "A choice on a result goes both ways",
            definition: machine(
                "A",
                states([
                    "A": task(function, catching(["ResultPath": "$.a"]), next: "C"),
                    "C": choice([["Variable": "$.a.status", "StringEquals": "PAID", "Next": "Paid"]]),
                    "Paid": ["Type": "Succeed"],
                ])),
            lines: ["succeeds at Paid", "succeeds at Done ×3"]),
        Case(
            name: "A choice on an input goes every way, with what is missing too",
            definition: machine(
                "C",
                states([
                    "C": choice(
                        [
                            ["Variable": "$.x", "IsPresent": false, "Next": "Missing"],
                            ["Variable": "$.x", "NumericLessThan": 5, "Next": "Small"],
                            ["Variable": "$.x", "NumericEquals": 5, "Next": "Equal"],
                        ]), "Missing": ["Type": "Succeed"], "Small": ["Type": "Succeed"], "Equal": ["Type": "Succeed"],
                ])),
            lines: [
                "succeeds at Done ×2", "succeeds at Equal", "succeeds at Small", "succeeds at Missing",
            ]),
        Case(
            name: "An input that is given is what it is",
            definition: machine(
                "C",
                states([
                    "C": choice([["Variable": "$.x", "BooleanEquals": true, "Next": "Yes"]]),
                    "Yes": ["Type": "Succeed"],
                ])),
            inputs: [["x": true]], lines: ["succeeds at Yes", "never enters Done"]),
        Case(
            name: "What is selected from a result and assigned is followed",
            definition: machine(
                "A",
                states([
                    "A": task(
                        function,
                        catching([
                            "ResultSelector": ["s.$": "$.Payload.status", "k.$": "$.kind"], "ResultPath": "$.a",
                            "Assign": ["kind.$": "$.k"],
                        ]), next: "C"),
                    "C": choice([["Variable": "$.a.s", "StringEquals": "PAID", "Next": "D"]]),
                    "D": choice([["Variable": "$kind", "StringEquals": "gift", "Next": "Gift"]]),
                    "Gift": ["Type": "Succeed"],
                ])),
            lines: ["succeeds at Gift", "succeeds at Done ×5"]),
        Case(
            name: "JSONata conditions go both ways",
            definition: machine(
                "A",
                states([
                    "A": task(
                        function,
                        catching(["Assign": ["r": "{% $states.result %}"]]),
                        next: "C"),
                    "C": choice([["Condition": "{% $r.total > 10 and $r.paid %}", "Next": "Big"]]),
                    "Big": ["Type": "Succeed"],
                ]), ["QueryLanguage": "JSONata"]),
            lines: ["succeeds at Done ×7", "succeeds at Big"]),
        Case(
            name: "A choice without a default may match nothing",
            definition: machine(
                "C", states(["C": choice([["Variable": "$.x", "StringEquals": "a", "Next": "Done"]], nil)])),
            lines: ["succeeds at Done", "fails with States.Runtime at C", "uncaught at C: States.Runtime"]),
        Case(
            name: "The errors that a choice compares with are tried",
            definition: machine(
                "A",
                states([
                    "A": task(
                        function, ["Catch": [["ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "C"]]],
                        next: "Done"),
                    "C": choice([["Variable": "$.e.Error", "StringEquals": "Declined", "Next": "No"]]),
                    "No": ["Type": "Fail", "Error": "No"],
                ])),
            lines: ["succeeds at Done ×3", "fails with No at No"]),
    ]

    // MARK: Scopes

    private static let parallel: JSONValue = [
        "Type": "Parallel", "End": true,
        "Branches": [["StartAt": "A", "States": ["A": task()]], ["StartAt": "B", "States": ["B": task()]]],
    ]

    private static let scopes = [
        Case(
            name: "Branches end in any order", definition: machine("P", ["P": parallel]),
            lines: [
                "fails with UnknownError at P ×4", "fails with States.Timeout at P ×4", "succeeds at P ×2",
                "uncaught at A: UnknownError States.Timeout", "uncaught at B: UnknownError States.Timeout",
            ]),
        Case(
            name: "A Map goes through 0, 1 and 2 items",
            definition: machine(
                "M",
                [
                    "M": [
                        "Type": "Map", "ItemsPath": "$.items", "End": true,
                        "ItemProcessor": [
                            "StartAt": "W", "States": ["W": ["Type": "Wait", "Seconds": 1, "End": true]],
                        ],
                    ]
                ]),
            lines: ["succeeds at M ×4"]),
        Case(
            name: "A Parallel that is retried fails again",
            definition: machine(
                "P",
                states([
                    "P": [
                        "Type": "Parallel", "Next": "Done",
                        "Branches": [["StartAt": "A", "States": ["A": ["Type": "Fail", "Error": "Bad"]]]],
                        "Retry": [["ErrorEquals": ["Bad"], "MaxAttempts": 1]],
                        "Catch": [
                            ["ErrorEquals": ["Bad"], "Next": "Done"], ["ErrorEquals": ["Worse"], "Next": "Done"],
                        ],
                    ]
                ])),
            lines: ["succeeds at Done", "never catches P[1]"]),
        Case(
            name: "A distributed Map is answered as a whole",
            definition: machine(
                "M",
                [
                    "M": [
                        "Type": "Map", "ItemsPath": "$.items", "End": true,
                        "ItemProcessor": [
                            "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "W",
                            "States": ["W": task()],
                        ],
                    ]
                ]), inputs: [["items": [1]]],
            lines: ["succeeds at M", "fails with UnknownError at M", "uncaught at M: UnknownError"]),
    ]

    // MARK: Limits

    private static func bounds(_ change: (inout ExplorationBounds) -> Void) -> ExplorationBounds {
        var bounds = ExplorationBounds()
        change(&bounds)
        return bounds
    }

    private static let limits = [
        Case(
            name: "A loop without a way out is a dead end",
            definition: machine(
                "A",
                states([
                    "A": ["Type": "Wait", "Seconds": 1, "Next": "C"],
                    "C": choice([["Variable": "$.x", "NumericEquals": 1, "Next": "A"]]),
                ])), inputs: [["x": 1]], lines: ["never enters Done", "dead end at A", "loop through A"]),
        Case(
            name: "Times and random ids in the data do not keep states apart",
            definition: machine(
                "A",
                states([
                    "A": [
                        "Type": "Pass", "Next": "B",
                        "Parameters": ["at.$": "$$.State.EnteredTime", "id.$": "States.UUID()", "x.$": "$.x"],
                    ],
                    "B": ["Type": "Wait", "Seconds": 1, "Next": "C"],
                    "C": choice([["Variable": "$.x", "NumericEquals": 1, "Next": "A"]]),
                ])), inputs: [["x": 1]], lines: ["never enters Done", "dead end at B", "loop through B"]),
        Case(
            name: "What does not fit is cut off",
            definition: machine("A", ["A": task(function, next: "B"), "B": task()]), bounds: bounds { $0.states = 4 },
            lines: [
                "fails with UnknownError at A", "fails with States.Timeout at A",
                "uncaught at A: UnknownError States.Timeout",
                "uncaught at B: UnknownError States.Timeout", "cut off at 4 states",
            ]),
        Case(
            name: "Branches may be left a number of times only", definition: machine("P", ["P": twoSteps]),
            bounds: bounds { $0.switches = 0 }, lines: ["succeeds at P ×2", "cut off at 0 switches between branches"]),
        Case(
            name: "Branches that are left at any time have more paths", definition: machine("P", ["P": twoSteps]),
            lines: ["succeeds at P ×6"]),
        Case(
            name: "More retries than are counted are cut off",
            definition: machine(
                "A", ["A": task(function, ["Retry": [["ErrorEquals": ["States.ALL"], "MaxAttempts": 5]]])]),
            bounds: bounds { $0.countedRetries = 4 },
            lines: ["succeeds at A", "loop through A", "cut off at 4 counted retries"]),
    ]

    private static let twoSteps: JSONValue = {
        let branch = { (name: String) -> JSONValue in
            [
                "StartAt": .string(name + "1"),
                "States": .object([
                    name + "1": ["Type": "Wait", "Seconds": 1, "Next": .string(name + "2")],
                    name + "2": ["Type": "Wait", "Seconds": 1, "End": true],
                ]),
            ]
        }
        return ["Type": "Parallel", "End": true, "Branches": [branch("A"), branch("B")]]
    }()
}

extension JSONObject {
    fileprivate func merging(_ other: JSONObject) -> JSONObject {
        var all = self
        for (key, value) in other { all[key] = value }
        return all
    }
}
