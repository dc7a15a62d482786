import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation
import StatesYAML

/// Reads test files and all that they name, each file once.
struct TestLoader {
    private(set) var suite = TestSuite()
    private var machines: [MachineKey: Int?] = [:]
    private var answers: [AnswerKey: MockAnswers?] = [:]
    private var inputs: [String: Payload] = [:]
    private var base = ""
    /// What placeholders stand for, whatever the cases say.
    private let substitutions: [String: String]

    init(substitutions: [String: String]) { self.substitutions = substitutions }

    private struct MachineKey: Hashable {
        var file: String
        /// Of an inline definition, where it begins.
        var offset: Int?
        var type: StateMachineType
        var name: String?
        var substitutions: [String: String]
    }

    private struct AnswerKey: Hashable {
        var file: String
        var mockCase: String?
        var machine: Int
    }

    /// Reads one test file; what is wrong with it is added to the problems.
    mutating func load(_ path: String) throws(RunProblem) {
        let source = try FileReading.read(path)
        suite.readFiles.append(path)
        guard let node = node(of: source) else { return }
        let file = TestFile(node)
        guard file.diagnostics.isEmpty else {
            if let advice = FileKind.tests.advice(for: source) {
                throw RunProblem(path, "has no tests").advising(advice)
            }
            return report(file.diagnostics, in: source)
        }
        add(file.cases, of: source, base: path)
    }

    /// Adds cases whose places are in `source`.
    ///
    /// - Parameter base: the file that paths are relative to; empty for the folder where the program runs.
    mutating func add(_ cases: [TestCase], of source: SourceText, base: String) {
        self.base = base
        var found: [Diagnostic] = []
        for testCase in cases {
            do {
                try add(testCase, of: source)
            } catch let problem as FileProblem {
                if let diagnostic = problem.diagnostic, !found.contains(diagnostic) { found.append(diagnostic) }
            } catch {
                found.append(.unusable("\(error)", testCase.span))
            }
        }
        report(found, in: source)
    }

    private mutating func add(_ testCase: TestCase, of source: SourceText) throws {
        guard let reference = testCase.machine, let place = try machine(reference, testCase, source) else { return }
        let machine = suite.machines[place]
        let program = machine.runner.program
        for diagnostic in testCase.diagnostics(states: program.stateNames, tasks: program.tasks.map(\.state)) {
            throw FileProblem(diagnostic)
        }
        let test = TestSuite.Test(
            source: source, testCase: testCase, machine: place, input: try input(testCase, source),
            answers: try answers(testCase, place, source))
        suite.tests.append(test)
    }

    private mutating func report(_ diagnostics: [Diagnostic], in source: SourceText) {
        guard !diagnostics.isEmpty else { return }
        let sorted = diagnostics.sorted { $0.span.start < $1.span.start }
        suite.problems.append(SourceDiagnostics(source: source, diagnostics: sorted))
    }

    private mutating func node(of source: SourceText) -> JSONNode? {
        guard source.name.hasSuffix(".json") else {
            let (node, diagnostics) = YAMLDefinition.node(of: source)
            report(diagnostics, in: source)
            if node == nil, diagnostics.isEmpty {
                report([.unusable("there is nothing in the file", SourceSpan(at: 0))], in: source)
            }
            return diagnostics.isEmpty ? node : nil
        }
        do {
            return try JSONParser.parseNode(source.bytes)
        } catch {
            let span = SourceSpan(at: min(error.offset, source.bytes.count))
            report([.unusable("not JSON: \(error.message)", span)], in: source)
            return nil
        }
    }

    // MARK: What cases name

    /// - Returns: `nil` if the definition has errors, which are told once.
    private mutating func machine(
        _ reference: TestCase.Source, _ testCase: TestCase, _ source: SourceText
    ) throws -> Int? {
        var key = MachineKey(
            file: source.name, type: testCase.type, name: testCase.machineName,
            substitutions: testCase.substitutions.merging(substitutions) { $1 })
        switch reference {
        case .inline(let node): key.offset = node.span.start
        case .file(let path): key.file = TestFiles.resolve(path.text, from: base)
        }
        if let known = machines[key] { return known }
        machines[key] = .some(nil)
        guard let machine = try read(reference, key, source) else { return nil }
        suite.machines.append(machine)
        machines[key] = suite.machines.count - 1
        return suite.machines.count - 1
    }

    private mutating func read(
        _ reference: TestCase.Source, _ key: MachineKey, _ source: SourceText
    ) throws -> TestSuite.Machine? {
        switch reference {
        case .inline(let node):
            let reading = StateMachine.read(
                node: node, of: source, isJSON: source.name.hasSuffix(".json"),
                options: ReadingOptions(stateMachineType: key.type))
            guard let machine = reading.machine, !reading.hasErrors else {
                report(reading.diagnostics.filter { $0.severity == .error }, in: source)
                return nil
            }
            let name = key.name ?? DefinitionFile.machineName(of: source.name)
            return TestSuite.Machine(
                runner: TestRunner(try Program(machine), machineName: name), file: source.name, source: source,
                node: node)
        case .file(let path):
            do {
                let selection = DefinitionSelection(
                    preferred: key.name.map { [$0] } ?? [], substitutions: key.substitutions)
                let file = try DefinitionFile.read(key.file, type: key.type, selection: selection)
                suite.readFiles.append(key.file)
                let name = key.name ?? file.machineName
                return TestSuite.Machine(
                    runner: TestRunner(try file.program(), machineName: name), file: key.file, source: file.source,
                    node: file.node)
            } catch let problem as RunProblem {
                throw FileProblem(problem, path.span)
            } catch let problem as DefinitionProblem {
                suite.problems.append(problem.report)
                return nil
            }
        }
    }

    private mutating func input(_ testCase: TestCase, _ source: SourceText) throws -> Payload {
        switch testCase.input {
        case nil: return Payload([:])
        case .inline(let node): return Payload(node.value)
        case .file(let path):
            let file = TestFiles.resolve(path.text, from: base)
            if let known = inputs[file] { return known }
            do {
                let text = try FileReading.read(file)
                suite.readFiles.append(file)
                let payload = try JSONArgument.payload(of: text)
                inputs[file] = payload
                return payload
            } catch {
                throw FileProblem(error, path.span)
            }
        }
    }

    private mutating func answers(_ testCase: TestCase, _ place: Int, _ source: SourceText) throws -> MockAnswers? {
        let runner = suite.machines[place].runner
        switch testCase.mocks {
        case nil: return nil
        case .inline(let node):
            let reading = MockAnswers.read(node, for: runner.program, testCase: testCase.mockCase)
            if let answers = reading.answers { return answers }
            throw FileProblem(reading.diagnostics.first)
        case .file(let path):
            let file = TestFiles.resolve(path.text, from: base)
            let key = AnswerKey(file: file, mockCase: testCase.mockCase, machine: place)
            if let known = answers[key] { return known }
            answers[key] = .some(nil)
            do {
                let mocks = try MockSource(path: file, testCase: testCase.mockCase)
                suite.readFiles.append(file)
                let read = try mocks.answers(
                    for: runner.program, runner.machineName, isRoot: true, neighbours: [])
                answers[key] = read
                return read
            } catch let problem as RunProblem {
                // Which of the file's cases is meant is said by the test.
                throw FileProblem(problem, problem.position == nil ? path.span : testCase.span)
            } catch let problem as DefinitionProblem {
                suite.problems.append(problem.report)
                throw FileProblem(nil)
            }
        }
    }

    /// Why a case cannot be run; without a diagnostic when that has been told.
    private struct FileProblem: Error {
        var diagnostic: Diagnostic?

        init(_ diagnostic: Diagnostic?) { self.diagnostic = diagnostic }

        init(_ message: String, _ span: SourceSpan) {
            diagnostic = .unusable(message, span)
        }

        init(_ problem: RunProblem, _ span: SourceSpan) {
            let place = problem.position.map { ":\($0.line):\($0.column)" } ?? ""
            // Here a machine of a template is named by a member.
            let details = problem.details.map { $0.replacing("  --machine ", with: "machineName: ") }
            let list = details.isEmpty ? "" : " \(details.joined(separator: ", "))"
            self.init("\(problem.subject)\(place): \(problem.message)\(list)", span)
        }
    }
}

extension Diagnostic {
    /// A file that a test is in, or that it names.
    fileprivate static func unusable(_ message: String, _ span: SourceSpan) -> Diagnostic {
        Diagnostic(code: .testedFile, severity: .error, message: message, span: span)
    }
}
