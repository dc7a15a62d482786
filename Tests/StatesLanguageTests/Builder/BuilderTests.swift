import Diagnostics
import Foundation
import JSONModel
import StatesLanguage
import Testing

/// Definitions written in Swift: what text they become, and that it is read as the same machine.
@Suite struct BuilderTests {
    @Test(arguments: BuilderCase.all)
    func writesAndReadsBack(_ testCase: BuilderCase) throws {
        #expect(testCase.definition.text == testCase.text)
        let reading = StateMachine.read(testCase.definition)
        #expect(reading.diagnostics == [])
        #expect(try reading.get() == StateMachine(json: testCase.text))
    }

    @Test(arguments: BuilderCase.comparators.indices)
    func comparators(_ index: Int) throws {
        let (comparison, field) = BuilderCase.comparators[index]
        let definition = StateMachineDefinition {
            State.Choice("S") { When("$.v", comparison, next: "A") }
            State.Succeed("A")
        }
        let rule = #"{"Variable": "$.v", \#(field), "Next": "A"}"#
        let json = #"""
            {"StartAt": "S", "States": {"S": {"Type": "Choice", "Choices": [\#(rule)]}, "A": {"Type": "Succeed"}}}
            """#
        #expect(try StateMachine(definition) == StateMachine(json: json))
        #expect(definition.text.contains("\(field),\n"))
    }

    @Test func machineFields() throws {
        let definition = StateMachineDefinition(
            comment: "c", queryLanguage: .jsonata, timeoutSeconds: 60, version: "1.0"
        ) {
            State.Succeed("A")
        }
        #expect(
            definition.text == """
                {
                  "Comment": "c",
                  "Version": "1.0",
                  "QueryLanguage": "JSONata",
                  "TimeoutSeconds": 60,
                  "StartAt": "A",
                  "States": {
                    "A": {
                      "Type": "Succeed"
                    }
                  }
                }

                """)
        let state = State(name: "A", queryLanguage: .jsonata, kind: .succeed)
        #expect(
            try StateMachine(definition)
                == StateMachine(
                    comment: "c", queryLanguage: .jsonata, timeoutSeconds: 60,
                    graph: StateGraph(startAt: "A", states: [state])))
    }

    /// Every word of a closed set, as the language spells it.
    @Test func wordsAreKnown() {
        let types = State.Map.InputType.allCases.filter { $0 != .parquet }
        let definition = StateMachineDefinition {
            for type in types {
                reader("in \(type)", inputType: type, csvHeaderLocation: type == .csv ? .firstRow : nil)
            }
            for delimiter in State.Map.CSVDelimiter.allCases { reader("by \(delimiter)", csvDelimiter: delimiter) }
            for type in State.Map.ManifestType.allCases { reader("of \(type)", manifestType: type) }
            for change in State.Map.ReaderTransformation.allCases { reader("to \(change)", transformation: change) }
            for place in State.Map.CSVHeaderLocation.allCases {
                reader("at \(place)", csvHeaderLocation: place).field("Comment", "c")
            }
            for change in State.Map.WriterTransformation.allCases {
                for type in State.Map.OutputType.allCases {
                    reader("\(change) \(type)").resultWriter(transformation: change, outputType: type)
                }
            }
        }
        let reading = StateMachine.read(definition)
        #expect(reading.diagnostics == [])
        #expect(reading.machine?.graph.states.count == 21)
    }

    private func reader(
        _ name: StateName, inputType: State.Map.InputType? = nil, transformation: State.Map.ReaderTransformation? = nil,
        manifestType: State.Map.ManifestType? = nil, csvHeaderLocation: State.Map.CSVHeaderLocation? = nil,
        csvDelimiter: State.Map.CSVDelimiter? = nil
    ) -> State.Map {
        State.Map(name, mode: .distributed(.standard)) { State.Succeed("\(name.rawValue), each") }
            .itemReader(
                resource: "arn:aws:states:::s3:getObject", parameters: ["Bucket": "b", "Key": "k"],
                inputType: inputType, transformation: transformation, manifestType: manifestType,
                csvHeaderLocation: csvHeaderLocation, csvHeaders: csvHeaderLocation == .given ? ["a"] : nil,
                csvDelimiter: csvDelimiter)
    }

    @Test(arguments: [true, false])
    func statesMayDependOnConditions(isPaid: Bool) throws {
        let definition = StateMachineDefinition {
            if isPaid {
                State.Task("Charge", resource: "${Charge}")
            } else {
                State.Pass("Skip")
            }
            if isPaid { State.Pass("Thank") }
            State.Pass("Last")
        }
        let names = try StateMachine(definition).graph.states.map(\.name)
        #expect(names == (isPaid ? ["Charge", "Thank", "Last"] : ["Skip", "Last"]))
    }

    /// What is given as JSON is gone on with.
    @Test func fieldsByName() throws {
        let machine = try StateMachine(
            StateMachineDefinition {
                State.Task("A", resource: "${A}").field("Retry", [["ErrorEquals": ["E"]]]).retry(.all, maxAttempts: 1)
                    .field("TimeoutSeconds", 5).field("Next", "B")
                State.Succeed("B")
            })
        guard case .task(let task) = machine.graph["A"]?.kind else {
            Issue.record("no task")
            return
        }
        let last = Retrier(errorEquals: ["States.ALL"], maxAttempts: 1)
        #expect(task.retriers == [Retrier(errorEquals: ["E"]), last])
        #expect(task.timeoutSeconds == .literal(5))
    }

    /// A line that would be too long is cut; what a text holds is escaped.
    @Test func linesHaveALength() {
        func text(_ length: Int) -> String {
            StateMachineDefinition {
                State.Pass("\"A\"").result([.string(String(repeating: "x", count: length))])
            }.text
        }
        let fits = text(99), isCut = text(100)
        #expect(fits.contains("\n      \"Result\": [\"xx"))
        #expect(fits.split(separator: "\n").map(\.count).max() == 120)
        #expect(isCut.contains("\n      \"Result\": [\n        \"xx"))
        #expect(fits.contains("\n  \"StartAt\": \"\\\"A\\\"\",\n"))
    }

    /// What is deeper than a text may be is written, and then refused.
    @Test(arguments: [400, 600])
    func depthCostsNoStack(depth: Int) {
        var value: JSONValue = ["a", "b"]
        for _ in 0..<depth { value = [["c": value]] }
        let definition = StateMachineDefinition { State.Pass("A").result(value) }
        let codes = StateMachine.read(definition).diagnostics.map(\.code)
        #expect(codes == (depth == 400 ? [] : [.invalidJSON]))
    }

    /// Names of fields mean nothing as names of states.
    @Test func statesKeepTheirOrder() throws {
        let names = ["Next", "Comment", "Zebra", "Type", "A"]
        let definition = StateMachineDefinition { for name in names { State.Pass(StateName(name)) } }
        #expect(try StateMachine(definition).graph.states.map(\.name) == names)
    }
}
