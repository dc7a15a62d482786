import Diagnostics
import JSONModel
import StatesCore
import StatesSimulation

/// The file of `--mocks`, which may have answers for several machines.
struct MockSource {
    let source: SourceText
    let testCase: String?
    /// `StateMachines` of a Step Functions Local file.
    private let machines: JSONObject?

    init(path: String, testCase: String?) throws(RunProblem) {
        source = try FileReading.read(path)
        self.testCase = testCase
        machines = (try? JSONParser.parse(source.bytes))?["StateMachines"]?.objectValue
    }

    /// The answers for one machine.
    ///
    /// - Parameters:
    ///   - isRoot: the machine that is run; a child may be missing from the file.
    ///   - neighbours: the other machines of the run.
    func answers(
        for program: Program, _ machineName: String, isRoot: Bool, neighbours: [Program]
    ) throws -> MockAnswers? {
        var name: String?
        if let machines {
            if machines[machineName] != nil { name = machineName }
            guard name != nil || isRoot else { return nil }
        }
        let reading = MockAnswers.read(
            source, for: program, machineName: name, testCase: self.testCase(of: name, isRoot: isRoot),
            neighbours: neighbours)
        if let answers = reading.answers { return answers }
        throw problem(reading.diagnostics)
    }

    /// A child that has no test case of that name may have a single one for all.
    private func testCase(of machine: String?, isRoot: Bool) -> String? {
        guard let testCase, !isRoot, let machine, let cases = machines?[machine]?["TestCases"]?.objectValue,
            cases[testCase] == nil, cases.count == 1
        else { return testCase }
        return nil
    }

    private func problem(_ diagnostics: [Diagnostic]) -> any Error {
        if let advice = FileKind.mocks.advice(for: source) {
            return RunProblem(source.name, "is no mock file").advising(advice)
        }
        guard diagnostics.count == 1, let only = diagnostics.first else {
            return DefinitionProblem(report: SourceDiagnostics(source: source, diagnostics: diagnostics))
        }
        let position = source.position(ofUTF8: only.span.start)
        let message = ([only.message] + only.notes.map(\.message)).joined(separator: "; ")
        return RunProblem(source.name, at: position, message)
    }
}

/// What answers at once: the mocks, if there are any.
struct ScriptedWorld: TaskWorld {
    var mocks: MockAnswers?

    mutating func answer(to request: TaskRequest) throws(WorldError) -> TaskAnswer? {
        try mocks?.answer(to: request)
    }
}
