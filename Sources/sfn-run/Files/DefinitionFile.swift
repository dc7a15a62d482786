import Diagnostics
import StatesCore
import StatesLanguage
import StatesYAML

/// A file with a state machine, in JSON or YAML.
struct DefinitionFile {
    var source: SourceText
    var isYAML = false
    var reading: DefinitionReading

    /// - Parameter path: what ends in `.yaml` or `.yml` is YAML, all else JSON; `-` is standard input, which is YAML
    ///   when it does not start as JSON does.
    static func read(_ path: String, type: StateMachineType) throws(RunProblem) -> DefinitionFile {
        let source = try FileReading.read(path)
        let options = ReadingOptions(stateMachineType: type)
        return DefinitionFile(source, isYAML: isYAML(path, source), options)
    }

    /// The same, for what may be a text on the command line.
    static func read(_ argument: JSONArgument, _ options: ReadingOptions) throws(RunProblem) -> DefinitionFile {
        let source = try argument.source()
        return DefinitionFile(
            source, isYAML: isYAML(argument.isStandardInput ? "-" : source.name, source), options)
    }

    private init(_ source: SourceText, isYAML: Bool, _ options: ReadingOptions) {
        self.source = source
        self.isYAML = isYAML
        reading =
            isYAML ? YAMLDefinition.read(source, options: options) : StateMachine.read(source, options: options)
    }

    static func isYAML(_ path: String, _ source: SourceText) -> Bool {
        if path != "-" { return path.hasSuffix(".yaml") || path.hasSuffix(".yml") }
        let first = source.bytes.first { $0 != 0x20 && !(0x09...0x0D).contains($0) }
        return first.map { $0 != UInt8(ascii: "{") && ($0.isASCIILetter || $0 == 0x23 || $0 == 0x2D) } ?? false
    }

    /// The definition as JSON, as a database keeps it.
    var json: String {
        let text = String(decoding: source.bytes, as: UTF8.self)
        return isYAML ? YAMLDefinition.json(source) ?? text : text
    }

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
            let report = SourceDiagnostics(source: source, diagnostics: error.diagnostics)
            // What is no definition at all has one place and one thing to say of it.
            if let problem = RunProblem(error.diagnostics, in: source), isNoDefinition(error.diagnostics) {
                throw problem
            }
            throw DefinitionProblem(report: report)
        }
    }

    private func isNoDefinition(_ diagnostics: [Diagnostic]) -> Bool {
        diagnostics.count == 1 && (diagnostics[0].location == nil || diagnostics[0].code == "INVALID_JSON_DESCRIPTION")
    }

    /// What the machine is called: the file's name without folder and endings, `order-saga` for
    /// `asl/order-saga.asl.json`.
    static func machineName(of path: String) -> String {
        guard path != "-" else { return "machine" }
        var name = path.split(separator: "/").last.map(String.init) ?? path
        for ending in [".json", ".yaml", ".yml", ".asl"] where name.hasSuffix(ending) {
            name.removeLast(ending.count)
        }
        return name.isEmpty ? "machine" : name
    }
}

extension UInt8 {
    fileprivate var isASCIILetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}
