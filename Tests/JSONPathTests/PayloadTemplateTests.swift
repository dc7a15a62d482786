import JSONModel
import JSONPath
import Testing

/// Payload templates: their members' order as recorded, their expressions and their failures.
struct PayloadTemplateTests {
    static let input = json(#"{"a": 1, "b": {"c": "x"}, "l": [1, 2], "s": "text"}"#)

    /// Evaluates `template` and returns the payload's text, member order included.
    private func check(_ template: String) throws -> String {
        var scope = TestScope(
            input: Self.input, context: ["Execution": ["Id": "arn"]], variables: ["v": ["w": 7]])
        return try PayloadTemplate(json(template)).evaluate(in: &scope).description
    }

    static let cases: [(String, String)] = [
        (#"{"x.$":"$.a"}"#, #"{"x":1}"#),
        (#"{"x.$":"$"}"#, #"{"x":{"a":1,"b":{"c":"x"},"l":[1,2],"s":"text"}}"#),
        (#"{"x.$":"$$.Execution.Id","y.$":"$v.w"}"#, #"{"x":"arn","y":7}"#),
        (#"{"x.$":"States.MathAdd($.a, 1)"}"#, #"{"x":2}"#),
        // Static members first, in their order; the others in the order of a Java hash map.
        (#"{"QueueUrl.$":"$.a","MessageBody":{"m.$":"$.s"}}"#, #"{"MessageBody":{"m":"text"},"QueueUrl":1}"#),
        (
            #"{"StateMachineArn.$":"$.a","Input.$":"$.b","Name.$":"$.s"}"#,
            #"{"Input":{"c":"x"},"StateMachineArn":1,"Name":"text"}"#
        ),
        (#"{"z":1,"x.$":"$.a","b":2,"a":3}"#, #"{"z":1,"b":2,"a":3,"x":1}"#),
        // A `$` without `.$`, or below a name with it, is text.
        (#"{"x":"$.a","y":["$.a",{"z.$":"$.a"}]}"#, #"{"x":"$.a","y":["$.a",{"z":1}]}"#),
        (#"[{"x.$":"$.a"},2]"#, #"[{"x":1},2]"#),
        (#""$.a""#, #""$.a""#),
        (#"{".$":"$.a"}"#, #"{"":1}"#),
        // Recorded: paths that are not definite give an empty array where anything is missing.
        (#"{"item.$":"$.item.items[1:5]"}"#, #"{"item":[]}"#),
        (#"{"item.$":"$.items[*]"}"#, #"{"item":[]}"#),
        (#"{"item.$":"$.items[:1].itemValue"}"#, #"{"item":[]}"#),
        // Observed on the service: an element behind the end is null here.
        (#"{"x.$":"$.l[5]"}"#, #"{"x":null}"#),
    ]

    @Test(arguments: cases) func evaluates(_ template: String, _ expected: String) throws {
        #expect(try check(template) == expected)
    }

    static let failures: [(String, String)] = [
        (
            #"{"value.$":"$.no_such_jsonpath"}"#,
            "The JSONPath '$.no_such_jsonpath' specified for the field 'value.$' could not be found in the input "
                + #"'{"a":1,"b":{"c":"x"},"l":[1,2],"s":"text"}'"#
        ),
        (
            #"{"o":{"value.$":"$$.Execution.Input.no"}}"#,
            "The JSONPath '$$.Execution.Input.no' specified for the field 'value.$' could not be found in the input "
                + #"'{"a":1,"b":{"c":"x"},"l":[1,2],"s":"text"}'"#
        ),
        (
            #"{"value.$":"$.s[0]"}"#,
            "Invalid path '$.s[0]' : Filter: [0] can only be applied to arrays. Current context is: text"
        ),
        (
            #"{"v.$":"States.Format('{}', $.nope)"}"#,
            "The function 'States.Format('{}', $.nope)' had the following error: The JsonPath argument for the field "
                + #"'$.nope' could not be found in the input '{"a":1,"b":{"c":"x"},"l":[1,2],"s":"text"}'"#
        ),
    ]

    @Test(arguments: failures) func fails(_ template: String, _ cause: String) {
        #expect(throws: ExpressionError(error: "States.Runtime", cause: cause)) { try check(template) }
    }

    static let refused: [(String, [String], Int, TemplateSyntaxError.Kind)] = [
        (#"{"x.$":1}"#, ["x.$"], 0, .notAString),
        (#"{"x.$":{"y":1}}"#, ["x.$"], 0, .notAString),
        (#"{"a":[0,{"x.$":"a.b"}]}"#, ["a", "1", "x.$"], 0, .expression(.grammar)),
        (#"{"x.$":"$.a["}"#, ["x.$"], 4, .expression(.grammar)),
        (#"{"x.$":"States.Nope()"}"#, ["x.$"], 0, .expression(.unknownIntrinsic("States.Nope"))),
        (
            #"{"x.$":"States.UUID(1)"}"#, ["x.$"], 0,
            .expression(.argumentCount(function: "States.UUID", given: 1))
        ),
        (#"{"x":1,"x.$":"$.a"}"#, ["x.$"], 0, .duplicateName),
    ]

    @Test(arguments: refused)
    func refuses(_ template: String, _ pointer: [String], _ offset: Int, _ kind: TemplateSyntaxError.Kind) {
        #expect { try PayloadTemplate(json(template)) } throws: { error in
            guard let error = error as? TemplateSyntaxError else { return false }
            return error.pointer == pointer && error.offset == offset && error.kind == kind
        }
    }

    @Test func allFaultsAreReported() {
        let faults = PayloadTemplate.diagnose(json(#"{"x.$":1,"y":{"z.$":"?"},"ok.$":"$.a"}"#))
        #expect(faults.map(\.pointer) == [["x.$"], ["y", "z.$"]])
        #expect(faults.map(\.field) == ["x.$", "z.$"])
    }

    @Test func staticTemplatesAreConstants() throws {
        #expect(try PayloadTemplate(json(#"{"a":[1,{"b":"$.x"}]}"#)).isStatic)
        #expect(try !PayloadTemplate(json(#"{"a":[1,{"b.$":"$.x"}]}"#)).isStatic)
    }

    @Test func expressionsAndVariablesAreListed() throws {
        let template = try PayloadTemplate(
            json(#"{"x":{"a.$":"States.Format('{}{}', $v.a, $w)"},"y.$":"$v","s":"$no"}"#))
        #expect(template.variableNames == ["v", "w"])
        #expect(template.expressions.map(\.pointer) == [["x", "a.$"], ["y.$"]])
        #expect(template.expressions.map(\.expression.text) == ["States.Format('{}{}', $v.a, $w)", "$v"])
    }

    @Test func equalityCountsTheOrderOfMembers() throws {
        #expect(try PayloadTemplate(["a": 1, "b": 2]) != PayloadTemplate(["b": 2, "a": 1]))
        #expect(try PayloadTemplate(["a": 1]) == PayloadTemplate(["a": 1]))
    }

    @Test func depthIsLimited() {
        let deep = String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
        #expect { try PayloadTemplate(json(deep)) } throws: { ($0 as? TemplateSyntaxError)?.kind == .tooDeep }
    }

    /// A loop may wrap its input again and again; each way of doing so ends in an error.
    @Test func payloadsDoNotGrowBeyondAnyDepth() throws {
        let wraps: [(inout TestScope) throws -> JSONValue] = [
            { try PayloadTemplate(["x.$": "$"]).evaluate(in: &$0) },
            { try IntrinsicCall("States.Array(States.Array($))").evaluate(in: &$0) },
            { try ReferencePath("$.x").write($0.input, into: $0.input) },
            { try ReferencePath("$.x.y").write($0.input, into: [:]) },
        ]
        for wrap in wraps {
            var scope = TestScope(input: [:])
            #expect {
                for _ in 0..<2_000 { scope.input = try wrap(&scope) }
            } throws: { error in
                let error = (error as? ExpressionError) ?? (error as? ReferencePathError)?.expressionError
                return error?.cause == "The value is nested more than 1000 levels deep"
            }
        }
    }

    @Test func valueExpressionsNameTheirField() throws {
        var scope = TestScope(input: ["Error": "error-value"])
        #expect(try ValueExpression("$.Error").evaluate(in: &scope, field: "ErrorPath") == "error-value")
        let cause =
            "The JSONPath '$.ErrorX' specified for the field 'ErrorPath' could not be found in the input "
            + #"'{"Error":"error-value"}'"#
        #expect(throws: ExpressionError(error: "States.Runtime", cause: cause)) {
            try ValueExpression("$.ErrorX").evaluate(in: &scope, field: "ErrorPath")
        }
        #expect(try ValueExpression("States.Format('x{}', $x)").variableNames == ["x"])
    }
}
