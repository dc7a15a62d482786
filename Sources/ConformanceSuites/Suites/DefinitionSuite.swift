import Diagnostics

/// State machine definitions of others: `real-world` and `asl-validator/valid` give no error, each file of
/// `asl-validator/invalid` gives one on the line that holds its fault.
enum DefinitionSuite {
    static func run(at path: String, gaps: [String: String]) throws(SuiteError) -> [CaseResult] {
        let folder = SuiteLocation.resolve(path, suite: "definitions")
        let faults = try SuiteData.definitionFaults()
        var results: [CaseResult] = []
        for (area, below) in [
            ("real-world", "real-world"), ("valid", "asl-validator/valid"), ("invalid", "asl-validator/invalid"),
        ] {
            for file in try SuiteLocation.files(below: "\(folder)/\(below)") where isDefinition(file) {
                let source = SourceText(name: file, bytes: try SuiteLocation.read("\(folder)/\(below)/\(file)"))
                let diagnostics = readDefinition(source)
                let failure =
                    area == "invalid"
                    ? missedFault(diagnostics, in: source, faults: faults[file])
                    : unexpectedError(diagnostics, in: source)
                results.append(
                    CaseResult(kind: area, area: area, id: "\(area)/\(file)", failure: failure, gaps: gaps)
                )
            }
        }
        return results
    }

    private static func isDefinition(_ file: String) -> Bool {
        [".json", ".yaml", ".yml"].contains { file.hasSuffix($0) }
    }

    private static func unexpectedError(_ diagnostics: [Diagnostic], in source: SourceText) -> String? {
        let errors = diagnostics.filter { $0.severity == .error }
        return errors.isEmpty ? nil : list(errors, in: source)
    }

    private static func missedFault(
        _ diagnostics: [Diagnostic],
        in source: SourceText,
        faults: [[Int]]?
    ) -> String? {
        guard let faults else { return "definition-faults.json does not say where the fault is" }
        let errors = diagnostics.filter { $0.severity == .error }
        let lines = Set(errors.map { source.position(ofUTF8: $0.span.start).line })
        guard let missed = faults.first(where: { lines.isDisjoint(with: $0) }) else { return nil }
        let wanted = missed.map(String.init).joined(separator: " or ")
        return errors.isEmpty
            ? "no error; expected on line \(wanted)" : "no error on line \(wanted):\n" + list(errors, in: source)
    }

    private static func list(_ errors: [Diagnostic], in source: SourceText) -> String {
        errors.map { error in
            let position = source.position(ofUTF8: error.span.start)
            return "\(position.line):\(position.column): \(error.message) [\(error.code.rawValue)]"
        }.joined(separator: "\n")
    }
}
