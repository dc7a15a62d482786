public import ArgumentParser
public import ConformanceSuites

/// Says how close we are.
@main
struct Conformance: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Runs suites that others wrote, and tells what passes.",
        subcommands: [SuiteCommand.self, SupportTableCommand.self],
        defaultSubcommand: SuiteCommand.self
    )
}

/// `conformance SUITE`: runs one suite.
struct SuiteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suite",
        abstract: "Runs a suite that others wrote, and prints passed/total per kind and area.",
        discussion: """
            Ends with one line “passed P of N”, and with status 0 only if everything passes but the listed gaps.
            """
    )

    @Argument(help: "json, definitions, aws or jsonata")
    var suite: ConformanceSuite

    @Argument(help: "The suite's folder, or the folder of all suites. Default: STATES_SUITES, ../shared/conformance.")
    var directory: String?

    @Flag(name: .customLong("json"), help: "Print the report as JSON.")
    var printsJSON = false

    @Option(help: "Only the cases of this area or kind.")
    var only: String?

    @Flag(help: "Print how each failing case differs.")
    var failing = false

    func run() throws {
        let report = try Conformance.attempt { try suite.run(at: Conformance.folder(directory), only: only) }
        print(printsJSON ? report.jsonText() : report.text(showsFailures: failing), terminator: "")
        if !report.isGood { throw ExitCode(1) }
    }
}

extension ConformanceSuite: ExpressibleByArgument {}

extension Conformance {
    /// - Parameter path: as given, or `nil` for where the suites usually are.
    static func folder(_ path: String?) throws -> String {
        guard let path = path ?? SuiteLocation.standard()?.root else {
            throw ValidationError("give the suite's folder, or set STATES_SUITES")
        }
        return path
    }

    /// Ends the program when the suite cannot be run.
    static func attempt<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SuiteError {
            print("conformance: \(error)")
            throw ExitCode(1)
        }
    }
}
