public import ArgumentParser
public import ConformanceSuites

/// Runs an outside suite and says how close we are.
struct Conformance: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
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
        guard let path = directory ?? SuiteLocation.standard()?.root else {
            throw ValidationError("give the suite's folder, or set STATES_SUITES")
        }
        let report: SuiteReport
        do {
            report = try suite.run(at: path, only: only)
        } catch {
            print("conformance: \(error)")
            throw ExitCode(1)
        }
        print(printsJSON ? report.jsonText() : report.text(showsFailures: failing), terminator: "")
        if !report.isGood { throw ExitCode(1) }
    }
}

extension ConformanceSuite: ExpressibleByArgument {}

Conformance.main()
