import Diagnostics
import JSONModel
import StatesAnalysis
import StatesCore
import StatesLanguage
import StatesSimulation
import StatesYAML

/// What is explored: a machine, what the world may answer, and rules.
struct ExplorePlan {
    /// The definition, as `run` is told of it.
    let call: String
    let machineName: String
    let program: Program
    let rules: [SagaRule]
    let world: ExploredWorld
    /// Where examples come from.
    private(set) var origins = Origins()

    struct Origins {
        /// `--input`, a file, or made up.
        var inputs = "made up"
        /// Tasks by where their results come from.
        var given = 0
        var madeUp: [String] = []
        /// What has more examples than are tried.
        var cut: [String] = []
    }

    init(_ command: ExploreCommand) throws {
        call = command.file + (command.definition.machine.map { " --machine \($0)" } ?? "")
        let definition = try DefinitionFile.read(
            command.file, type: command.type, selection: command.definition.selection)
        let program = try definition.program()
        self.program = program
        machineName = definition.machineName
        let rulesFile = try Self.rules(command, program)
        rules = rulesFile.rules + (try command.rule.map { try Self.rule($0, program) })
        let examples = ExampleData(of: (try? JSONParser.parse(definition.json)) ?? .null)
        let mocks = try Self.mocks(command, program, machineName)

        var inputs = try command.input.map { try JSONArgument(text: $0, option: "--input").payload().value }
        if !inputs.isEmpty { origins.inputs = "--input" }
        if inputs.isEmpty, !rulesFile.inputs.isEmpty {
            inputs = rulesFile.inputs
            origins.inputs = "the rules file"
        }
        if inputs.isEmpty {
            let (values, isCut) = examples.inputs()
            inputs = values
            if isCut { origins.cut.append("the input") }
        }
        var results = rulesFile.results
        var errors = rulesFile.errors
        for state in program.statesWithResults {
            let outcomes = mocks.flatMap { $0.outcomes(of: state) }
            errors[state, default: []] += outcomes.compactMap(\.error)
            if results[state] == nil {
                var values: [JSONValue] = []
                for value in outcomes.compactMap(\.result) where !values.contains(value) { values.append(value) }
                if !values.isEmpty { results[state] = values }
            }
            if results[state] != nil {
                origins.given += 1
                continue
            }
            let (values, isCut) = examples.results(of: state)
            results[state] = values
            origins.madeUp.append(state)
            if isCut { origins.cut.append("the result of \(state)") }
        }
        world = ExploredWorld(
            of: program, inputs: inputs, results: results, errors: examples.errors, stateErrors: errors)
    }

    /// The rules file: that of `--rules`, or the one beside the definition, if there is one.
    private static func rules(_ command: ExploreCommand, _ program: Program) throws -> RulesFile {
        guard let path = command.rules ?? neighbour(of: command.file) else { return RulesFile() }
        let source = try FileReading.read(path)
        var node: JSONNode?
        var found: [Diagnostic] = []
        if path.hasSuffix(".json") {
            do {
                node = try JSONParser.parseNode(source.bytes)
            } catch {
                throw RunProblem(error, in: source)
            }
        } else {
            (node, found) = YAMLDefinition.node(of: source)
        }
        guard found.isEmpty else { throw problem(found, source) }
        guard let node else { return RulesFile() }
        let (file, diagnostics) = RulesFile.read(node, of: source, for: program)
        guard diagnostics.isEmpty else { throw problem(diagnostics, source) }
        return file
    }

    private static func problem(_ diagnostics: [Diagnostic], _ source: SourceText) -> DefinitionProblem {
        DefinitionProblem(report: SourceDiagnostics(source: source, diagnostics: diagnostics))
    }

    /// `asl/order-saga.rules.yaml` for `asl/order-saga.asl.json`.
    private static func neighbour(of file: String) -> String? {
        guard file != "-" else { return nil }
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        return ["yaml", "yml", "json"].map { folder + DefinitionFile.machineName(of: file) + ".rules.\($0)" }.first {
            guard let descriptor = try? Descriptor.openFile($0) else { return false }
            descriptor.shut()
            return true
        }
    }

    private static func rule(_ text: String, _ program: Program) throws -> SagaRule {
        do {
            return try SagaRule(text, for: program)
        } catch {
            let source = SourceText(name: "--rule", text: text)
            let code: DiagnosticCode = error.isUnknownState ? "ASL4003" : "ASL4002"
            let diagnostic = Diagnostic(code: code, severity: .error, message: error.message, span: error.span)
            throw problem([diagnostic], source)
        }
    }

    /// The answers of every test case that counts.
    private static func mocks(
        _ command: ExploreCommand, _ program: Program, _ machineName: String
    ) throws -> [MockAnswers] {
        guard let path = command.mocks else { return [] }
        var cases: [String?] = [command.testCase]
        if command.testCase == nil, let document = try? JSONParser.parse(try FileReading.read(path).bytes),
            let machines = document["StateMachines"]?.objectValue
        {
            let machine = machines[machineName] ?? (machines.count == 1 ? machines.values.first : nil)
            if let names = machine?["TestCases"]?.objectValue?.keys, !names.isEmpty { cases = names.map { $0 } }
        }
        return try cases.compactMap { testCase in
            try MockSource(path: path, testCase: testCase)
                .answers(for: program, machineName, isRoot: true, neighbours: [])
        }
    }
}

extension TaskAnswer.Outcome {
    fileprivate var result: JSONValue? {
        if case .succeeded(let payload) = self { payload.value } else { nil }
    }

    fileprivate var error: String? {
        if case .failed(let failure) = self { failure.error } else { nil }
    }
}
