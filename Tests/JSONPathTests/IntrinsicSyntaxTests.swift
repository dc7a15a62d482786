import JSONModel
import JSONPath
import Testing

/// What is an intrinsic function call.
struct IntrinsicSyntaxTests {
    static let accepted = [
        "States.UUID()", "States.Array()", "States.UUID( )", "States.Array('a','b' , 'c')",
        "States.Array(1.5, -2, 1e3)",
        "States.Array(null, true, false, $, $$, $$.Execution.Id, $v, $v.a[0], $['a b'], $.a[?(@.b == 'x,)')])",
        "States.Format('it\\'s \\{{}\\} \\\\', $.n)", #"States.StringToJson('{"a": "b"}')"#,
        "States.ArrayGetItem(States.StringSplit($$.StateMachine.Name, '-'), 0)", "States.StringSplit('a\nb', '\n')",
        "States.Format('{}_test{}',$$.Execution.Name,$['test-data']['test-number'])", "States.JsonToString($)",
        "States.StringToJson($.[0].body)", "States.ArrayLength($.items[*].nope)",
    ]

    @Test(arguments: accepted) func accepts(_ text: String) throws {
        #expect(try IntrinsicCall(text).text == text)
    }

    static let refused: [(String, Int, JSONPathSyntaxError.Kind)] = [
        ("", 0, .grammar), ("Format('x')", 0, .grammar), ("States.UUID", 11, .grammar), ("States.UUID(", 12, .grammar),
        ("States.UUID() x", 14, .grammar), ("States.UUID()[0]", 13, .grammar), (" States.UUID()", 0, .grammar),
        ("States.Format('{}', $.a", 23, .grammar), ("States.Format('x", 14, .grammar),
        (#"States.Format("x")"#, 14, .grammar), ("States.Array(a)", 13, .grammar), ("States.Array(1,)", 15, .grammar),
        ("States.Array(1 2)", 15, .grammar), ("States.Array($.)", 15, .grammar), ("States.Array({})", 13, .grammar),
        // Observed on the service, which refuses both when the machine is created.
        (#"States.StringToJson('{"text":"An \"escaped double quote\" here"}')"#, 33, .grammar),
        (#"States.Base64Decode('YWJj\nZA==')"#, 25, .grammar),
        ("States.format('x')", 0, .unknownIntrinsic("States.format")),
        ("States.MathSub(1, 2)", 0, .unknownIntrinsic("States.MathSub")),
        ("States.Array(States.Nope(1))", 13, .unknownIntrinsic("States.Nope")),
    ]

    @Test(arguments: refused) func refuses(_ text: String, _ offset: Int, _ kind: JSONPathSyntaxError.Kind) {
        #expect { try IntrinsicCall(text) } throws: { error in
            guard let error = error as? JSONPathSyntaxError else { return false }
            #expect(error.offset == offset, "\(text): \(error.message)")
            return error.kind == kind
        }
    }

    /// Every function with one argument too few and one too many.
    @Test(arguments: IntrinsicFunction.allCases) func countsArguments(_ function: IntrinsicFunction) {
        let counts = function.argumentCounts
        var wrong: [Int] = []
        if counts.lowerBound > 0 { wrong.append(counts.lowerBound - 1) }
        if counts.upperBound < .max { wrong.append(counts.upperBound + 1) }
        for count in wrong {
            let text = "\(function.rawValue)(\((0..<count).map { _ in "1" }.joined(separator: ", ")))"
            #expect { try IntrinsicCall(text) } throws: { error in
                (error as? JSONPathSyntaxError)?.kind == .argumentCount(function: function.rawValue, given: count)
            }
        }
        #expect(throws: Never.self) {
            try IntrinsicCall(
                "\(function.rawValue)(\((0..<counts.lowerBound).map { _ in "1" }.joined(separator: ", ")))")
        }
    }

    @Test func argumentCountsAreExplained() {
        let cases = [
            ("States.Format()", "States.Format takes at least 1 argument, 0 given"),
            ("States.UUID(1)", "States.UUID takes no arguments, 1 given"),
            ("States.MathAdd(1)", "States.MathAdd takes 2 arguments, 1 given"),
            ("States.MathRandom(1)", "States.MathRandom takes 2 to 3 arguments, 1 given"),
        ]
        for (text, message) in cases {
            #expect { try IntrinsicCall(text) } throws: { ($0 as? JSONPathSyntaxError)?.message == message }
        }
    }

    @Test func nestingIsLimited() throws {
        let calls = { (count: Int) in
            String(repeating: "States.Array(", count: count) + String(repeating: ")", count: count)
        }
        #expect(try IntrinsicCall(calls(100)).functionCount == 100)
        #expect { try IntrinsicCall(calls(101)) } throws: { ($0 as? JSONPathSyntaxError)?.kind == .limit }
        #expect { try IntrinsicCall(calls(100_000)) } throws: { ($0 as? JSONPathSyntaxError)?.kind == .limit }
    }

    @Test func pathsAndVariablesAreListed() throws {
        let call = try IntrinsicCall("States.Array($v, States.Array($.a, $w.x), $v)")
        #expect(call.paths.map(\.text) == ["$v", "$.a", "$w.x", "$v"])
        #expect(call.variableNames == ["v", "w"])
        #expect(call.function == .array)
        #expect(call.functionCount == 2)
    }
}
