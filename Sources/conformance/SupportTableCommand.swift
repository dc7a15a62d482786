import ArgumentParser
import ConformanceSuites

/// `conformance support-table`: what the README says of how close we are.
struct SupportTableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "support-table",
        abstract: "Runs the recordings and prints the support table, or puts it into a file between its markers."
    )

    @Argument(
        help: "The recordings' folder, or the folder of all suites. Default: STATES_SUITES, ../shared/conformance.")
    var directory: String?

    @Option(help: ArgumentHelp("Rewrites the table in FILE instead of printing it.", valueName: "FILE"))
    var into: String?

    func run() throws {
        let table = try Conformance.attempt { try SupportTable(at: Conformance.folder(directory)) }
        guard let into else { return print(table.markdown, terminator: "") }
        try Conformance.attempt { try table.insert(intoFile: into) }
    }
}
