import Diagnostics
import JSONModel
import StatesLanguage
import StatesYAML
import Testing

@Suite struct ReadingTests {
    private func read(_ text: String, options: ReadingOptions = .init()) -> DefinitionReading {
        StateMachine.read(SourceText(name: "test", text: text), options: options)
    }

    /// The text that `span` covers.
    private func text(_ source: String, _ span: SourceSpan?) -> String? {
        span.map { String(decoding: Array(source.utf8)[$0.start..<$0.end], as: UTF8.self) }
    }

    @Test func readsTheSmallestMachine() throws {
        let machine = try StateMachine(json: #"{"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}"#)
        #expect(machine.graph.startAt == "Done")
        #expect(machine.graph.states.map(\.type) == [.succeed])
    }

    @Test func throwsAllDiagnosticsAtOnce() {
        let error = #expect(throws: DefinitionError.self) {
            try StateMachine(json: #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": 1, "InputPath": 2}}}"#)
        }
        #expect(error?.diagnostics.count == 2)
    }

    @Test func throwsForASubstitutionThatIsLeft() {
        let error = #expect(throws: DefinitionError.self) {
            try StateMachine(json: #"{"TimeoutSeconds": "${T}", "StartAt": "A", "States": {"A": {"Type": "Fail"}}}"#)
        }
        #expect(error?.diagnostics.map(\.code) == [.unfilledSubstitution])
        #expect(error?.diagnostics.first?.location == "/TimeoutSeconds")
    }

    @Test(arguments: [
        #"{"StartAt": "${S}", "States": {"A": {"Type": "Fail"}}}"#,
        #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "${N}"}, "B": {"Type": "Fail"}}}"#,
        #"{"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": "${N}", "End": true}}}"#,
        #"{"StartAt": "A", "States": {"A": "${A}", "B": {"Type": "Pass", "Next": "A", "End": {"Ref": "E"}}}}"#,
        #"{"StartAt": "A", "States": "${States}"}"#,
    ])
    func aPlaceToFillIsNoFaultButNoMachineEither(source: String) {
        let reading = read(source)
        #expect(reading.machine == nil)
        #expect(!reading.substitutions.isEmpty)
        #expect(reading.diagnostics.allSatisfy { $0.code == .missingTransitionTarget })
    }

    @Test func substitutionsInTextsLeaveNothingToFill() throws {
        let machine = try StateMachine(
            json: #"""
                {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${F}", "End": true,
                    "Parameters": {"Table": "${T}"}}}}
                """#)
        guard case .task(let task) = machine.graph["A"]?.kind else {
            Issue.record("no task")
            return
        }
        #expect(task.resource == TaskResource("${F}"))
        #expect(task.resource.kind == .named)
    }

    @Test(arguments: [
        (#"{"StartAt": "PayOdrer", "States": {"PayOrder": {"Type": "Fail"}}}"#, "PayOrder"),
        (#"{"StartAt": "payorder", "States": {"PayOrder": {"Type": "Fail"}}}"#, "PayOrder"),
        (#"{"StartAt": "A", "States": {"A": {"Type": "fail"}}}"#, "Fail"),
        (#"{"StartAt": "A", "States": {"A": {"Type": "Fail", "Eror": "x"}}}"#, "Error"),
        (
            #"{"StartAt": "A", "States": {"A": {"Type": "Fail", "ErrorPath": "States.Fromat('x')"}}}"#,
            "States.Format"
        ),
    ])
    func saysWhatMayBeMeant(source: String, meant: String) {
        let notes = read(source).diagnostics.flatMap(\.notes).map(\.message)
        #expect(notes.contains("did you mean “\(meant)”?"))
    }

    @Test func suggestsNothingFarFetched() {
        let reading = read(#"{"StartAt": "Ship", "States": {"Reserve": {"Type": "Fail"}}}"#)
        #expect(reading.diagnostics.flatMap(\.notes).map(\.message) == ["the states of this scope"])
    }

    @Test func pointsToTheFirstOfTwo() {
        let source = #"{"StartAt": "A", "States": {"A": {"Type": "Fail", "Error": "a", "ErrorPath": "$.b"}}}"#
        let diagnostic = read(source).diagnostics.first
        #expect(text(source, diagnostic?.span) == "\"ErrorPath\"")
        #expect(text(source, diagnostic?.notes.first?.span) == "\"Error\"")
    }

    /// The error is behind an escape that is longer than what it means.
    @Test(arguments: [
        (#"$['\"\u00e9\ud83d\ude00'](("#, "(("), (#"$['\u00e9\n'](("#, "(("), (#"$.é['a'](("#, "(("),
    ])
    func findsThePlaceInsideAText(path: String, rest: String) throws {
        let source = #"{"StartAt": "A", "States": {"A": {"Type": "Succeed", "InputPath": "\#(path)"}}}"#
        let note = try #require(read(source).diagnostics.first?.notes.first)
        let found = try #require(text(source, note.span))
        #expect(rest.hasSuffix(found) && found.utf8.count <= rest.utf8.count, "\(found)")
    }

    @Test func nestingHasALimit() {
        func nested(_ depth: Int) -> String {
            let inner =
                depth == 0
                ? #""Type": "Succeed""# : #""Type": "Parallel", "End": true, "Branches": [\#(nested(depth - 1))]"#
            return #"{"StartAt": "S\#(depth)", "States": {"S\#(depth)": {\#(inner)}}}"#
        }
        #expect(!read(nested(49)).hasErrors)
        #expect(read(nested(50)).diagnostics.map(\.code) == [.tooDeeplyNested])
        #expect(read(nested(150)).diagnostics.map(\.code) == [.tooDeeplyNested])
        #expect(!read(nested(60), options: ReadingOptions(maximumNesting: 61)).hasErrors)
    }

    /// As deep as a JSON text may be, in every kind of payload.
    @Test(arguments: [
        #""Type": "Pass", "End": true, "Result": X"#, #""Type": "Pass", "End": true, "Parameters": X"#,
        #""Type": "Pass", "End": true, "QueryLanguage": "JSONata", "Output": X"#, #""Type": "Pass", "End": true, X: 1"#,
        #""Type": "Choice", "Choices": [{"And": X, "Next": "A"}]"#,
        #""Type": "Parallel", "End": true, "Branches": X"#, #""Type": "Task", "End": true, "Resource": X"#,
    ])
    func deepValuesAreRead(fields: String) {
        let deep = String(repeating: #"[{"a": "#, count: 490) + "1" + String(repeating: "}]", count: 490)
        let reading = read(#"{"StartAt": "A", "States": {"A": {\#(fields.replacing("X", with: deep))}}}"#)
        #expect((reading.machine == nil) == reading.hasErrors)
    }

    /// Every fault costs a little time, not a search among all others.
    @Test func manyFaultsAreReadInTime() {
        let states = (0..<5_000).map { #""S\#($0)": {"Type": "Pass", "Nxt": 1, "Next": "T\#($0)"}"# }
        let reading = read(#"{"StartAt": "S0", "States": {\#(states.joined(separator: ", "))}}"#)
        #expect(reading.diagnostics.count == 10_001)
        let members = (0..<20_000).map { #""m\#($0).$": "x""# }
        let pass = #"{"Type": "Pass", "Next": "A", "Parameters": {\#(members.joined(separator: ","))}}"#
        let source = #"{"StartAt": "P", "States": {"A": {"Type": "Succeed"}, "P": \#(pass)}}"#
        #expect(read(source).diagnostics.count == 20_000)
    }

    @Test func theServicesMessageRepeatsAPlaceInText() {
        let diagnostic = read("not a definition").diagnostics.first
        #expect(
            diagnostic?.serviceMessage == """
                Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or \
                'false')
                 at [Source: (String)"not a definition"; line: 1, column: 4]
                """)
        #expect(read("{}").diagnostics.first?.serviceMessage == "These fields are required: [States, StartAt]")
    }

    @Test func aLongTextIsCutInThePlace() {
        let location = read(#"{"a": "\#(String(repeating: "é", count: 600))", }"#).diagnostics.first?.location
        #expect(location?.contains("\"[truncated 111 chars]; line: 1, column: ") == true)
    }

    @Test func bytesThatAreNoTextAreReported() {
        for bytes in [[0x7B, 0xFF, 0x7D], [0x22, 0xC3, 0x28, 0x22]] as [[UInt8]] {
            let reading = StateMachine.read(SourceText(name: "test", bytes: bytes))
            #expect(reading.diagnostics.map(\.code) == [.invalidJSON])
            #expect(
                YAMLDefinition.read(SourceText(name: "test", bytes: bytes)).diagnostics.map(\.code) == [.invalidYAML])
        }
    }
}
