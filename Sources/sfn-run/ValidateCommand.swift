import ArgumentParser
import Diagnostics
import JSONModel
import StatesLanguage

/// `sfn-run validate FILE…`: says what is wrong with definitions.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks state machines and says what is wrong, and where.",
        discussion: """
            Examples:

              sfn-run validate asl/*.asl.json

              sfn-run validate machine.asl.json --format sarif > findings.sarif

            --format aws prints, for each file, the response of ValidateStateMachineDefinition: what --severity and \
            --max-results say is listed there, without warnings of ours. Codes that start with ASL are ours.

            Exit status: 0 nothing is wrong, 2 there are errors (with --strict also when there are warnings), 1 a file \
            cannot be read, 64 usage.
            """
    )

    @Argument(help: "The definitions, JSON or YAML (by their ending); `-` is standard input.")
    var files: [String]

    @OptionGroup var definition: DefinitionOptions

    @Option(help: "How findings are printed.")
    var format = ValidateFormat.text

    @Option(help: "Type of the state machines: EXPRESS has limits of its own.")
    var type = StateMachineType.standard

    @Option(help: "The least severity that --format aws lists: ERROR, if it is left out, or WARNING.")
    var severity: Diagnostic.Severity?

    @Option(help: ArgumentHelp("How many findings --format aws lists, at most 100.", valueName: "N"))
    var maxResults: Int?

    @Flag(help: "Warnings count as errors.")
    var strict = false

    func validate() throws {
        if files.filter({ $0 == "-" }).count > 1 { throw ValidationError("standard input (-) can be read once only") }
        if let maxResults, !(0...100).contains(maxResults) { throw ValidationError("--max-results is 0 to 100") }
        if severity != nil || maxResults != nil, format != .aws {
            throw ValidationError("--severity and --max-results are for --format aws")
        }
    }

    func run() throws {
        let console = Console()
        var read: [DefinitionFile] = []
        var (readCount, isUnreadable) = (0, false)
        for path in files {
            do {
                read += try DefinitionFile.readAll(path, type: type, selection: definition.selection)
                readCount += 1
            } catch {
                console.complain(error.text)
                isUnreadable = true
            }
        }
        let reports = read.map(\.report)
        if let format = format.diagnosticFormat {
            console.write(format.render(reports, colour: format == .text && console.outputStyle.colour))
        } else {
            for file in read {
                let response = file.reading.validationResponse(
                    severity: severity ?? .error, maxResults: maxResults ?? 0)
                console.write(JSONWriter.prettyBytes(of: .object(response)) + [0x0A])
            }
        }
        console.flush()
        let found = reports.flatMap(\.diagnostics)
        if format == .text, !reports.isEmpty { console.remark(summary(readCount, found)) }
        if isUnreadable { throw ExitStatus.couldNotRun }
        if found.contains(where: { $0.severity == .error || strict }) { throw ExitStatus.failed }
    }

    /// `sfn-run: 2 files: 1 error, 3 warnings`, or that nothing was found.
    private func summary(_ fileCount: Int, _ found: [Diagnostic]) -> String {
        let errors = found.count { $0.severity == .error }
        let counts = [(errors, "error"), (found.count - errors, "warning")].filter { $0.0 > 0 }
        let text = counts.map { Wording.count($0.0, $0.1) }.joined(separator: ", ")
        return "sfn-run: \(Wording.count(fileCount, "file")): \(text.isEmpty ? "nothing is wrong" : text)\n"
    }
}
