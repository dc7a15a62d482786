import JSONModel
import JSONPath
import StatesLanguage
import Testing

/// The one state of a machine in `language`, read from its JSON text.
private func decode(_ state: String, _ language: QueryLanguage = .jsonPath) throws -> State {
    let machine = try StateMachine(
        json: """
            {"QueryLanguage": "\(language.rawValue)", "StartAt": "S", "States": {
                "S": {\(state)}, "T": {"Type": "Choice", "Choices": [\(rule(language))], "Default": "T"},
                "Z": {"Type": "Succeed"}}}
            """.replacing(#""Default": "T""#, with: #""Default": "Z""#))
    return try #require(machine.graph["S"])
}

/// Leads from `T` back to `S`, so that `S` may go to `T` or not.
private func rule(_ language: QueryLanguage) -> String {
    language == .jsonPath
        ? #"{"Variable": "$", "IsNull": true, "Next": "S"}"# : #"{"Condition": true, "Next": "S"}"#
}

private func template(_ json: JSONValue) throws -> Template { .payload(try PayloadTemplate(json)) }
private func number(_ path: String) throws -> NumberField { .path(try ValueExpression(path)) }
private func text(_ path: String) throws -> TextField { .path(try ValueExpression(path)) }
private func number(expression: String) throws -> NumberField { .expression(try StateExpression(expression)) }
private func text(expression: String) throws -> TextField { .expression(try StateExpression(expression)) }

/// Every field of every state type, in both query languages.
@Suite struct DecodingTests {
    @Test func machine() throws {
        let machine = try StateMachine(
            json: """
                {"Comment": "c", "Version": "1.0", "QueryLanguage": "JSONata", "TimeoutSeconds": 60, "StartAt": "A",
                 "States": {"B": {"Type": "Succeed"}, "A": {"Type": "Pass", "Comment": "d", "Next": "B"}}}
                """)
        let a = State(
            name: "A", comment: "d", queryLanguage: .jsonata, transition: .next("B"), kind: .pass(PassState()))
        let b = State(name: "B", queryLanguage: .jsonata, kind: .succeed)
        #expect(
            machine
                == StateMachine(
                    comment: "c", version: "1.0", queryLanguage: .jsonata, timeoutSeconds: 60,
                    graph: StateGraph(startAt: "A", states: [b, a])))
    }

    @Test func theServiceTakesATimeoutOfNothing() throws {
        let json = #"{"TimeoutSeconds": 0, "StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#
        #expect(try StateMachine(json: json).timeoutSeconds == nil)
    }

    @Test func pass() throws {
        let state = try decode(
            #"""
            "Type": "Pass", "Comment": "c", "InputPath": "$.a", "OutputPath": null, "Parameters": {"b.$": "$.b"},
            "Result": {"c": [1]}, "ResultPath": "$.d", "Assign": {"e.$": "$.e"}, "Next": "T"
            """#)
        #expect(
            state
                == State(
                    name: "S", comment: "c", inputPath: .path(try JSONPath("$.a")), outputPath: .discard,
                    assign: try template(["e.$": "$.e"]), transition: .next("T"),
                    kind: .pass(
                        PassState(
                            result: ["c": [1]], parameters: try PayloadTemplate(["b.$": "$.b"]),
                            resultPath: .write(try ReferencePath("$.d"))))))
    }

    @Test func passInJSONata() throws {
        let state = try decode(
            #""Type": "Pass", "Output": {"a": "{% $x %}", "b": 1}, "Assign": {"e": "{% 2 %}"}, "Next": "T""#, .jsonata)
        #expect(
            state
                == State(
                    name: "S", queryLanguage: .jsonata,
                    assign: .jsonata(.object([.init(name: "e", value: .expression(try StateExpression("2")))])),
                    output: .object([
                        .init(name: "a", value: .expression(try StateExpression("$x"))),
                        .init(name: "b", value: .literal(1)),
                    ]), transition: .next("T"), kind: .pass(PassState())))
    }

    @Test(arguments: [
        ("", PathSelection.whole, ResultPlacement.replace),
        (#""InputPath": "$", "ResultPath": "$", "#, .whole, .replace),
        (#""InputPath": null, "ResultPath": null, "#, .discard, .discard),
    ])
    func paths(fields: String, input: PathSelection, placement: ResultPlacement) throws {
        let state = try decode("\"Type\": \"Pass\", \(fields)\"Next\": \"T\"")
        #expect(state.inputPath == input)
        #expect(state.kind == .pass(PassState(resultPath: placement)))
    }

    @Test func task() throws {
        let state = try decode(
            #"""
            "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": "q"}, "ResultSelector": {"r.$": "$.r"}, "ResultPath": "$.p",
            "TimeoutSeconds": 9, "HeartbeatSecondsPath": "$.h",
            "Credentials": {"RoleArn": "role"}, "Next": "T",
            "Retry": [{"Comment": "c", "ErrorEquals": ["A", "B"], "IntervalSeconds": 2, "MaxAttempts": 5,
                "BackoffRate": 1.5, "MaxDelaySeconds": 30, "JitterStrategy": "FULL"}, {"ErrorEquals": ["States.ALL"]}],
            "Catch": [{"Comment": "d", "ErrorEquals": ["States.ALL"], "Next": "T", "ResultPath": "$.error",
                "Assign": {"v.$": "$.Error"}}]
            """#)
        let retriers = [
            Retrier(
                comment: "c", errorEquals: ["A", "B"], intervalSeconds: 2, maxAttempts: 5, backoffRate: 1.5,
                maxDelaySeconds: 30, jitterStrategy: .full),
            Retrier(errorEquals: ["States.ALL"]),
        ]
        let catcher = Catcher(
            comment: "d", errorEquals: ["States.ALL"], next: "T", resultPath: .write(try ReferencePath("$.error")),
            assign: try template(["v.$": "$.Error"]))
        #expect(
            state.kind
                == .task(
                    TaskState(
                        resource: TaskResource("arn:aws:states:::sqs:sendMessage.waitForTaskToken"),
                        parameters: try template(["QueueUrl": "q"]),
                        resultSelector: try PayloadTemplate(["r.$": "$.r"]),
                        resultPath: .write(try ReferencePath("$.p")), timeoutSeconds: .literal(9),
                        heartbeatSeconds: try number("$.h"), credentials: try template(["RoleArn": "role"]),
                        retriers: retriers, catchers: [catcher])))
        #expect(retriers[1].intervalSeconds == 1 && retriers[1].maxAttempts == 3 && retriers[1].backoffRate == 2)
    }

    @Test func taskInJSONata() throws {
        let state = try decode(
            #"""
            "Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:F", "Next": "T",
            "Arguments": "{% $states.input %}", "TimeoutSeconds": "{% $t %}", "HeartbeatSeconds": 3,
            "Credentials": {"RoleArn": "{% $r %}"}, "Output": 1,
            "Catch": [{"ErrorEquals": ["E"], "Next": "T", "Output": "{% $states.errorOutput %}", "Assign": {"v": 1}}]
            """#, .jsonata)
        #expect(state.output == .literal(1))
        #expect(
            state.kind
                == .task(
                    TaskState(
                        resource: TaskResource("arn:aws:lambda:us-east-1:123456789012:function:F"),
                        parameters: .jsonata(.expression(try StateExpression("$states.input"))),
                        timeoutSeconds: try number(expression: "$t"), heartbeatSeconds: .literal(3),
                        credentials: .jsonata(
                            .object([.init(name: "RoleArn", value: .expression(try StateExpression("$r")))])),
                        catchers: [
                            Catcher(
                                errorEquals: ["E"], next: "T", assign: .jsonata(.literal(["v": 1])),
                                output: .expression(try StateExpression("$states.errorOutput")))
                        ])))
    }

    @Test func wait() throws {
        let time = "2026-01-02T03:04:05Z"
        let cases: [(field: String, language: QueryLanguage, until: WaitState.Until)] = [
            (#""Seconds": 5"#, .jsonPath, .seconds(.literal(5))),
            (#""SecondsPath": "$.s""#, .jsonPath, .seconds(try number("$.s"))),
            (#""Timestamp": "\#(time)""#, .jsonPath, .timestamp(.literal(time))),
            (#""TimestampPath": "$v.t""#, .jsonPath, .timestamp(try text("$v.t"))),
            (#""Seconds": "{% 1 + 2 %}""#, .jsonata, .seconds(try number(expression: "1 + 2"))),
            (#""Timestamp": "{% $t %}""#, .jsonata, .timestamp(try text(expression: "$t"))),
            (#""Timestamp": "\#(time)""#, .jsonata, .timestamp(.literal(time))),
        ]
        for (field, language, until) in cases {
            let state = try decode("\"Type\": \"Wait\", \(field), \"Next\": \"T\"", language)
            #expect(state.kind == .wait(WaitState(until: until)))
        }
    }

    @Test func fail() throws {
        let call = "States.Format('{}', $.c)"
        let cases: [(fields: String, language: QueryLanguage, fail: FailState)] = [
            (#""Error": "E", "Cause": "C""#, .jsonPath, FailState(error: .literal("E"), cause: .literal("C"))),
            (
                #""ErrorPath": "$.e", "CausePath": "\#(call)""#, .jsonPath,
                FailState(error: try text("$.e"), cause: try text(call))
            ),
            (
                #""Error": "{% $e %}", "Cause": "C""#, .jsonata,
                FailState(error: try text(expression: "$e"), cause: .literal("C"))
            ),
            (#""Comment": "none""#, .jsonPath, FailState()),
        ]
        for (fields, language, fail) in cases {
            let machine = try StateMachine(
                json: """
                    {"QueryLanguage": "\(language.rawValue)", "StartAt": "F", "States": {
                        "F": {"Type": "Fail", \(fields)}}}
                    """)
            #expect(machine.graph["F"]?.kind == .fail(fail))
        }
    }

    @Test func succeed() throws {
        let json = #"{"StartAt": "A", "States": {"A": {"Type": "Succeed", "InputPath": "$.a", "OutputPath": "$.b"}}}"#
        let expected = State(
            name: "A", inputPath: .path(try JSONPath("$.a")), outputPath: .path(try JSONPath("$.b")), kind: .succeed)
        #expect(try StateMachine(json: json).graph["A"] == expected)
        let jsonata =
            #"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Succeed", "Output": "{% 1 %}"}}}"#
        #expect(try StateMachine(json: jsonata).graph["A"]?.output == .expression(try StateExpression("1")))
    }

    @Test func parallel() throws {
        let state = try decode(
            #"""
            "Type": "Parallel", "Parameters": {"a": 1}, "ResultSelector": {"b.$": "$[0]"}, "ResultPath": null,
            "Next": "T",
            "Branches": [{"Comment": "c", "StartAt": "B", "States": {"B": {"Type": "Succeed"}}},
                {"StartAt": "C", "States": {"C": {"Type": "Fail"}}}],
            "Retry": [{"ErrorEquals": ["E"]}], "Catch": [{"ErrorEquals": ["E"], "Next": "T"}]
            """#)
        let branches = [
            StateGraph(comment: "c", startAt: "B", states: [State(name: "B", kind: .succeed)]),
            StateGraph(startAt: "C", states: [State(name: "C", kind: .fail(FailState()))]),
        ]
        #expect(
            state.kind
                == .parallel(
                    ParallelState(
                        branches: branches, parameters: try template(["a": 1]),
                        resultSelector: try PayloadTemplate(["b.$": "$[0]"]), resultPath: .discard,
                        retriers: [Retrier(errorEquals: ["E"])], catchers: [Catcher(errorEquals: ["E"], next: "T")])))
    }

    @Test func parallelInJSONata() throws {
        let state = try decode(
            #"""
            "Type": "Parallel", "Arguments": {"a": "{% $a %}"}, "Next": "T",
            "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Succeed"}}}]
            """#, .jsonata)
        guard case .parallel(let parallel) = state.kind else {
            Issue.record("no Parallel")
            return
        }
        #expect(
            parallel.parameters == .jsonata(.object([.init(name: "a", value: .expression(try StateExpression("$a")))])))
        #expect(parallel.branches.first?.states.first?.queryLanguage == .jsonata)
    }
}
