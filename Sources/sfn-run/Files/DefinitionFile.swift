import Diagnostics
import JSONModel
import StatesCore
import StatesLanguage
import StatesYAML

/// A state machine in a file of its own, JSON or YAML, or in a template of a deployment tool.
struct DefinitionFile {
    /// What people wrote: the text that diagnostics point into.
    var source: SourceText
    var reading: DefinitionReading
    /// What the machine is called: its name in the template, or the name of its file.
    var machineName: String
    private let text: Text

    /// Where the definition's JSON comes from.
    private enum Text {
        /// `source` holds it, or becomes it once its placeholders are filled.
        case filled(SubstitutedDefinition)
        /// `source` is the definition.
        case source(isYAML: Bool)
    }

    /// - Parameters:
    ///   - path: what ends in `.yaml` or `.yml` is YAML, all else JSON; `-` is standard input, which is YAML when it
    ///     does not start as JSON does.
    ///   - selection: which machine of a template, and what placeholders stand for.
    static func read(
        _ path: String, type: StateMachineType, selection: DefinitionSelection = DefinitionSelection()
    ) throws(RunProblem) -> DefinitionFile {
        let source = try FileReading.read(path)
        return try read(source, at: path, ReadingOptions(stateMachineType: type), selection)
    }

    /// The same, for what may be a text on the command line.
    static func read(
        _ argument: JSONArgument, _ options: ReadingOptions, selection: DefinitionSelection = DefinitionSelection()
    ) throws(RunProblem) -> DefinitionFile {
        let source = try argument.source()
        return try read(source, at: argument.isStandardInput ? "-" : source.name, options, selection)
    }

    /// All machines of a template, or the only one of a file.
    static func readAll(
        _ path: String, type: StateMachineType, selection: DefinitionSelection
    ) throws(RunProblem) -> [DefinitionFile] {
        let source = try FileReading.read(path)
        let options = ReadingOptions(stateMachineType: type)
        guard selection.machine == nil, let template = TemplateDocument.read(source, isYAML: isYAML(path, source)),
            !template.machines.isEmpty
        else { return [try read(source, at: path, options, selection)] }
        var files: [DefinitionFile] = []
        for machine in template.machines { files.append(try read(machine, of: source, at: path, options, selection)) }
        return files
    }

    private static func read(
        _ source: SourceText, at path: String, _ options: ReadingOptions, _ selection: DefinitionSelection
    ) throws(RunProblem) -> DefinitionFile {
        let isYAML = isYAML(path, source)
        if options.loneStateName == nil, let template = TemplateDocument.read(source, isYAML: isYAML) {
            return try read(choose(template, in: source, selection), of: source, at: path, options, selection)
        }
        if selection.machine != nil {
            throw RunProblem(source.name, "is no template with state machines: it takes no --machine")
        }
        return try whole(
            source, at: path, isYAML: isYAML, machineName: machineName(of: path), options, selection.substitutions)
    }

    private static func choose(
        _ template: TemplateDocument, in source: SourceText, _ selection: DefinitionSelection
    ) throws(RunProblem) -> TemplateMachine {
        let names = template.machines.map(\.name)
        if let name = selection.machine {
            if let machine = template.machine(named: name) { return machine }
            throw RunProblem(
                source.name, ExecutionOption.missing("state machine", name, among: names), details: list(names))
        }
        if template.machines.count == 1 { return template.machines[0] }
        for name in selection.preferred {
            if let machine = template.machine(named: name) { return machine }
        }
        guard !names.isEmpty else { throw RunProblem(source.name, "the template defines no state machine") }
        throw RunProblem(
            source.name, "the template defines \(Wording.count(names.count, "state machine")): say which with",
            details: list(names))
    }

    private static func list(_ names: [String]) -> [String] { names.map { "  --machine \($0.printable)" } }

    private static func read(
        _ machine: TemplateMachine, of source: SourceText, at path: String, _ options: ReadingOptions,
        _ selection: DefinitionSelection
    ) throws(RunProblem) -> DefinitionFile {
        var options = options
        if let type = machine.type { options.stateMachineType = type }
        switch machine.place {
        case .inTemplate:
            guard let read = machine.read(substituting: selection.substitutions, options: options) else { break }
            return DefinitionFile(read, machineName: machine.name)
        case .file(let name):
            let file = FileReading.path(name, besides: path)
            let definition = try FileReading.read(file)
            return try whole(
                definition, at: file, isYAML: isYAML(file, definition), machineName: machine.name, options,
                machine.substitutions(selection.substitutions))
        case .unreadable(let message, let span):
            throw RunProblem(source.name, at: source.position(ofUTF8: span.start), message)
        }
        throw RunProblem(source.name, "the state machine “\(machine.name)” has no definition")
    }

    private init(_ read: SubstitutedDefinition, machineName: String) {
        self.init(source: read.source, reading: read.reading, machineName: machineName, text: .filled(read))
    }

    private init(source: SourceText, reading: DefinitionReading, machineName: String, text: Text) {
        self.source = source
        self.reading = reading
        self.machineName = machineName
        self.text = text
    }

    /// Reads a definition that is all of its text.
    private static func whole(
        _ source: SourceText, at path: String, isYAML: Bool, machineName: String, _ options: ReadingOptions,
        _ substitutions: [String: String]
    ) throws(RunProblem) -> DefinitionFile {
        let isTerraform = terraformEndings.contains { path.hasSuffix($0) }
        if isTerraform, let directive = source.bytes.firstRange(of: Array("%{".utf8)) {
            throw RunProblem(
                source.name, at: source.position(ofUTF8: directive.lowerBound),
                "directives of templatefile are not known here: give what Terraform makes of the file")
        }
        func filled() -> SubstitutedDefinition {
            SubstitutedDefinition.read(
                source, isYAML: isYAML, substituting: substitutions, isTerraform: isTerraform, options: options)
        }
        if !substitutions.isEmpty || isTerraform {
            return DefinitionFile(filled(), machineName: machineName)
        }
        let reading =
            isYAML ? YAMLDefinition.read(source, options: options) : StateMachine.read(source, options: options)
        if !isYAML, reading.diagnostics.first?.code == "INVALID_JSON_DESCRIPTION",
            source.bytes.firstRange(of: Array("${".utf8)) != nil
        {
            // A placeholder where a number stands is no JSON, and no fault either.
            let filled = filled()
            if filled.reading.diagnostics.first?.code != "INVALID_JSON_DESCRIPTION" {
                return DefinitionFile(filled, machineName: machineName)
            }
        }
        return DefinitionFile(
            source: source, reading: reading, machineName: machineName, text: .source(isYAML: isYAML))
    }

    private static let terraformEndings = [".tftpl", ".tpl"]

    static func isYAML(_ path: String, _ source: SourceText) -> Bool {
        let ending = terraformEndings.first { path.hasSuffix($0) } ?? ""
        let name = path.dropLast(ending.count)
        if path != "-" { return name.hasSuffix(".yaml") || name.hasSuffix(".yml") }
        let first = source.bytes.first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        return first.map { $0 != UInt8(ascii: "{") && ($0.isASCIILetter || $0 == 0x23 || $0 == 0x2D) } ?? false
    }

    /// Whether all of `source` is the definition, as it is read.
    var isWhole: Bool { if case .source = text { true } else { false } }

    /// Whether `source` is YAML, where it is the definition.
    var isYAML: Bool { if case .source(let isYAML) = text { isYAML } else { false } }

    /// The definition as JSON, as a database keeps it.
    var json: String {
        switch text {
        case .filled(let definition): definition.json
        case .source(let isYAML):
            isYAML ? YAMLDefinition.json(source) ?? sourceText : sourceText
        }
    }

    /// The definition with the places of its parts in `source`.
    var node: JSONNode? {
        switch text {
        case .filled(let definition): definition.node
        case .source(let isYAML):
            isYAML ? YAMLDefinition.node(of: source).node : try? JSONParser.parseNode(source.bytes)
        }
    }

    private var sourceText: String { String(decoding: source.bytes, as: UTF8.self) }

    var report: SourceDiagnostics { SourceDiagnostics(source: source, diagnostics: reading.diagnostics) }

    /// The machine, ready to run.
    func program() throws -> Program {
        let machine = try machine()
        do {
            return try Program(machine)
        } catch {
            throw RunProblem(source.name, error.unsupported.joined(separator: "; "))
        }
    }

    /// The machine.
    ///
    /// - Throws: what is wrong with it, with its places.
    func machine() throws -> StateMachine {
        do {
            return try reading.get()
        } catch {
            if let advice = FileKind.definition.advice(for: source) {
                throw RunProblem(source.name, "is no definition of a state machine").advising(advice)
            }
            let report = SourceDiagnostics(source: source, diagnostics: error.diagnostics)
            // What is no definition at all has one place and one thing to say of it.
            if let problem = RunProblem(error.diagnostics, in: source), isNoDefinition(error.diagnostics) {
                throw problem.advising(yamlAdvice)
            }
            throw DefinitionProblem(report: report)
        }
    }

    /// What is told of a text that begins as YAML does, in a file whose name says JSON.
    private var yamlAdvice: String? {
        let first = source.bytes.first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        guard case .source(isYAML: false) = text, let first, first.isASCIILetter || first == 0x23 else { return nil }
        return "YAML is read from files that end in .yaml or .yml"
    }

    private func isNoDefinition(_ diagnostics: [Diagnostic]) -> Bool {
        diagnostics.count == 1 && (diagnostics[0].location == nil || diagnostics[0].code == "INVALID_JSON_DESCRIPTION")
    }

    /// What the machine is called: the file's name without folder and endings, `order-saga` for
    /// `asl/order-saga.asl.json`.
    static func machineName(of path: String) -> String {
        guard path != "-" else { return "machine" }
        var name = path.split(separator: "/").last.map(String.init) ?? path
        for ending in terraformEndings + [".json", ".yaml", ".yml", ".asl"] where name.hasSuffix(ending) {
            name.removeLast(ending.count)
        }
        return name.isEmpty ? "machine" : name
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}
