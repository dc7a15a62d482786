import JSONModel
import StatesAnalysis
import Testing

/// Examples that are made up from what a definition reads.
struct ExampleDataTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// The fact that it shows.
        var name: String
        /// States, without types where these do not matter.
        var states: JSONValue
        var isJSONata = false
        var inputs: [JSONValue] = [[:]]
        /// Results of the state “A”.
        var results: [JSONValue] = [[:]]

        var testDescription: String { name }
    }

    @Test(arguments: paths + choices + expressions) func makesUp(_ testCase: Case) {
        let definition: JSONValue = [
            "StartAt": "A", "States": testCase.states, "QueryLanguage": testCase.isJSONata ? "JSONata" : "JSONPath",
        ]
        let examples = ExampleData(of: definition)
        #expect(examples.inputs().values == testCase.inputs)
        #expect(examples.results(of: "A").values == testCase.results)
        #expect(!examples.inputs().isCut && !examples.results(of: "A").isCut)
    }

    private static let paths = [
        Case(name: "What is not read is an empty object", states: ["A": ["Type": "Task"]]),
        Case(
            name: "Members that paths read are texts with their names",
            states: [
                "A": ["Type": "Task", "Parameters": ["id.$": "$.order.id", "all.$": "States.Format('{}', $.x-y)"]]
            ],
            inputs: [["order": ["id": "id"], "x-y": "x-y"]]),
        Case(
            name: "A result has what is read behind its ResultPath",
            states: [
                "A": ["Type": "Task", "ResultPath": "$.a"],
                "B": ["Type": "Pass", "Parameters": ["r.$": "$.a.receipt.number", "o.$": "$.orderId"]],
            ], inputs: [["orderId": "orderId"]], results: [["receipt": ["number": "number"]]]),
        Case(
            name: "A result has what its selector reads",
            states: [
                "A": ["Type": "Task", "ResultPath": "$.a", "ResultSelector": ["s.$": "$.Payload.status"]],
                "B": ["Type": "Choice", "Choices": [["Variable": "$.a.s", "StringEquals": "OK"]]],
            ], results: [["Payload": ["status": "OK"]], ["Payload": ["status": "other"]]]),
        Case(
            name: "What is assigned from a result is followed into the variable",
            states: [
                "A": ["Type": "Task", "ResultPath": .null, "Assign": ["v.$": "$.x"]],
                "B": ["Type": "Pass", "Parameters": ["y.$": "$v.deep['er']"]],
            ], results: [["x": ["deep": ["er": "er"]]]]),
        Case(
            name: "Lists of Maps have 1, 0 and 2 items, whose members are read inside",
            states: [
                "A": [
                    "Type": "Map", "ItemsPath": "$.rows",
                    "ItemProcessor": ["States": ["I": ["Type": "Pass", "Parameters": ["n.$": "$.n"]]]],
                ]
            ], inputs: [["rows": [["n": "n"]]], ["rows": []], ["rows": [["n": "n"], ["n": "n"]]]]),
        Case(
            name: "An item may be selected from",
            states: [
                "A": [
                    "Type": "Map", "ItemsPath": "$.rows", "ItemSelector": ["n.$": "$$.Map.Item.Value.n", "k.$": "$.k"],
                    "ItemProcessor": ["States": ["I": ["Type": "Pass", "Parameters": ["n.$": "$.other"]]]],
                ]
            ],
            inputs: [
                ["rows": [["n": "n"]], "k": "k"], ["rows": [], "k": "k"],
                ["rows": [["n": "n"], ["n": "n"]], "k": "k"],
            ]),
        Case(
            name: "Times, numbers and lists are what their users take",
            states: [
                "A": ["Type": "Wait", "SecondsPath": "$.s"], "B": ["Type": "Wait", "TimestampPath": "$.t"],
                "C": [
                    "Type": "Pass", "Parameters": ["l.$": "States.ArrayLength($.l)", "m.$": "States.MathAdd($.m, 1)"],
                ],
            ], inputs: [["s": 1, "t": "2030-01-01T00:00:00Z", "l": ["item"], "m": 1]]),
    ]

    private static let choices = [
        Case(
            name: "A number is below, at and above what it is compared with",
            states: ["A": ["Type": "Choice", "Choices": [["Variable": "$.n", "NumericGreaterThan": 5]]]],
            inputs: [["n": 5], ["n": 4], ["n": 6]]),
        Case(
            name: "Comparisons inside others count, and all combinations are made",
            states: [
                "A": [
                    "Type": "Choice",
                    "Choices": [
                        [
                            "And": [
                                ["Variable": "$.a", "BooleanEquals": true],
                                ["Not": ["Variable": "$.b", "IsPresent": true]],
                            ]
                        ]
                    ],
                ]
            ], inputs: [["a": true, "b": "other"], ["a": true], ["a": false, "b": "other"], ["a": false]]),
    ]

    private static let expressions = [
        Case(
            name: "JSONata: what is read of the input and of the result",
            states: [
                "A": [
                    "Type": "Task", "Arguments": ["id": "{% $states.input.order.id %}"],
                    "Output": "{% $states.result.x %}",
                ],
                "B": ["Type": "Wait", "Seconds": "{% $states.input.delay %}"],
            ], isJSONata: true, inputs: [["order": ["id": "id"], "delay": 1]], results: [["x": ["delay": 1]]]),
        Case(
            name: "JSONata: comparisons, truth and arithmetic",
            states: [
                "A": [
                    "Type": "Choice",
                    "Choices": [
                        ["Condition": "{% $states.input.kind = 'gift' and $states.input.ok %}"],
                        ["Condition": "{% $states.input.n + 1 > 3 %}"],
                    ],
                ]
            ], isJSONata: true,
            inputs: [
                ["kind": "gift", "ok": true, "n": 1], ["kind": "gift", "ok": false, "n": 1],
                ["kind": "other", "ok": true, "n": 1], ["kind": "other", "ok": false, "n": 1],
            ], results: [[:]]),
    ]

    @Test func tooManyCombinationsAreCut() {
        var rules: [JSONValue] = []
        for name in ["a", "b", "c", "d"] { rules.append(["Variable": .string("$.\(name)"), "BooleanEquals": true]) }
        let definition: JSONValue = ["States": ["A": ["Type": "Choice", "Choices": .array(JSONArray(rules))]]]
        let (values, isCut) = ExampleData(of: definition).inputs()
        // One difference at a time.
        #expect(values.count == 5 && isCut)
        #expect(values.allSatisfy { value in ["a", "b", "c", "d"].count { value[$0] == false } <= 1 })
    }
}
