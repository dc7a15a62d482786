import Diagnostics
import Foundation
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation
import Testing

/// What tests cover of three machines, kept in `Covered/`: `UPDATE_COVERAGE=1 swift test --filter CoverageTests`
/// writes it anew.
struct CoverageTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Covered").standardized

    /// A machine with its tests.
    struct Machine {
        let name: String
        let source: SourceText
        let node: JSONNode
        let runner: TestRunner
        let cases: [TestCase]

        init(_ name: String) throws {
            self.name = name
            let file = "\(name).asl.json"
            source = SourceText(name: file, bytes: Array(try Data(contentsOf: folder.appending(path: file))))
            node = try JSONParser.parseNode(source.bytes)
            runner = TestRunner(try Program(try StateMachine.read(source).get()), machineName: name)
            let tests = try Data(contentsOf: folder.appending(path: "\(name).sfn-test.json"))
            let read = TestFile(try JSONParser.parseNode(Array(tests)))
            cases = read.cases
        }

        /// Runs all cases, each of which passes.
        func coverage() -> CoverageReport.Machine {
            var coverage = Coverage(of: runner.program.machine)
            for testCase in cases {
                let result = run(testCase, &coverage)
                guard case .passed = result.verdict else {
                    Issue.record("\(name), \(testCase.name): \(result.verdict)")
                    continue
                }
            }
            return CoverageReport.Machine(name: name, file: source.name, coverage: coverage, source: source, node: node)
        }

        func run(_ testCase: TestCase, _ coverage: inout Coverage) -> TestResult {
            var input = Payload([:]), answers: MockAnswers?
            if case .inline(let node)? = testCase.input { input = Payload(node.value) }
            if case .inline(let node)? = testCase.mocks {
                answers = MockAnswers.read(node, for: runner.program).answers
            }
            return runner.run(testCase, input: input, answers: answers, coverage: &coverage)
        }
    }

    static let names = ["routes", "fan-outs", "batches"]

    @Test(arguments: names) func isAsExpected(_ name: String) throws {
        let report = CoverageReport(machines: [try Machine(name).coverage()])
        let json = String(decoding: JSONWriter.prettyBytes(of: report.json), as: UTF8.self) + "\n"
        try check(json, "\(name).coverage.json")
        try check(report.text + "\n" + report.lcov, "\(name).coverage.txt")
    }

    private func check(_ text: String, _ file: String) throws {
        let url = Self.folder.appending(path: file)
        if ProcessInfo.processInfo.environment["UPDATE_COVERAGE"] != nil { try Data(text.utf8).write(to: url) }
        #expect(text == String(decoding: try Data(contentsOf: url), as: UTF8.self), "\(text)")
    }

    @Test func coverageIsAddedUp() throws {
        for name in Self.names {
            let machine = try Machine(name)
            var sum = Coverage(of: machine.runner.program.machine)
            for testCase in machine.cases {
                var one = Coverage(of: machine.runner.program.machine)
                _ = machine.run(testCase, &one)
                sum.add(one)
            }
            #expect(sum.states == machine.coverage().coverage.states, "\(name)")
        }
    }

    @Test func thePageShowsEveryLineAndNeedsNoNetwork() throws {
        let machine = try Machine("routes").coverage()
        let html = CoverageReport(machines: [machine]).html
        #expect(html.contains("<td>Route<td>Choice<td class=\"n\">5<td>Route → Refused by rule 1\n"))
        #expect(html.components(separatedBy: "class=\"never\"").count == 1 + machine.lines.values.count { $0 == 0 })
        #expect(!html.contains("src=") && !html.contains("href=") && !html.contains("@import"))
        #expect(html.contains("&quot;StartAt&quot;"))
    }

    @Test func linesOfOneLongLineCountWhatIsLeast() throws {
        let source = SourceText(
            name: "one.json", text: #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"}}}"#
        )
        let program = try Program(try StateMachine.read(source).get())
        var coverage = Coverage(of: program.machine)
        var test = TestCase()
        test.name = "all"
        let result = TestRunner(program, machineName: "one").run(
            test, input: Payload([:]), answers: nil, coverage: &coverage)
        #expect(result.record.path == ["A", "B"])
        let machine = CoverageReport.Machine(
            name: "one", file: "one.json", coverage: coverage, source: source,
            node: try JSONParser.parseNode(source.bytes))
        #expect(machine.lines == [1: 1])
        #expect(coverage.share().covered == 3 && coverage.share().total == 3)
    }

    /// What was stored before exits had a route has none: nothing of it is made up.
    @Test func exitsWithoutARouteCoverNoRule() throws {
        let machine = try Machine("routes")
        #expect(Coverage(of: machine.runner.program.machine).share().covered == 0)
        #expect(Coverage(of: machine.runner.program.machine).share(of: .byDefault).total == 2)
    }
}
