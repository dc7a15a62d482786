import ArgumentParser
import Diagnostics
import JSONModel
import StatesAnalysis
import StatesLanguage

/// `sfn-run test`: runs test files, and says what they cover.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Tests state machines in virtual time, and says what the tests cover.",
        discussion: """
            A test file, NAME.sfn-test.yaml or .json, has a machine, answers for its tasks, and cases with what is \
            expected of them: status, output, error, path of states, inputs and calls of tasks, virtual duration, \
            variables. PATH is a test file, or a folder that is searched for them. docs/tests.md has every member.

            EXAMPLES.
              sfn-run test asl                              all tests below asl
              sfn-run test asl --filter declined --watch    some of them, again after each change of a file
              sfn-run test asl --coverage html              writes coverage.html
              sfn-run test asl --min-coverage 90 --junit report.xml
              sfn-run test --mock-config mocks.json --definition orders=orders.asl.json

            --mock-config runs each test case of a mock configuration of Step Functions Local; a case passes when the \
            execution ends and no task is left without an answer. The definition of NAME is NAME.asl.json beside the \
            file, the input NAME.input.json, unless options say otherwise.

            Exit status: 0 all passed; 2 some did not, or too little is covered; 1 a file cannot be read or is wrong; \
            64 usage.
            """
    )

    @Argument(help: "Test files, and folders that have some; the current folder when left out.")
    var paths: [String] = []

    @Option(help: ArgumentHelp("Runs the test cases of a mock configuration.", valueName: "FILE"))
    var mockConfig: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("The definition of a machine of the mock configuration.", valueName: "NAME=FILE"))
    var definition: [Assignment] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("The input of the cases of a mock configuration.", valueName: "TEXT|file://PATH|PATH"))
    var input: String?

    @OptionGroup var substitutions: SubstitutionOptions

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Runs the cases whose file and name contain TEXT.", valueName: "TEXT"))
    var filter: [String] = []

    @Option(help: ArgumentHelp("How many cases run at a time; as many as there are processors.", valueName: "N"))
    var jobs: Int?

    @Option(help: "Reports coverage.")
    var coverage: CoverageFormat?

    @Option(
        help: ArgumentHelp(
            "Where the coverage goes, `-` for standard output; coverage.json, .html or .info in this folder.",
            valueName: "FILE"))
    var coverageFile: String?

    @Option(help: ArgumentHelp("Fails when less is covered.", valueName: "PERCENT"))
    var minCoverage: Double?

    @Option(help: ArgumentHelp("Writes a report in JUnit's XML.", valueName: "FILE"))
    var junit: String?

    @Flag(help: "Prints the results as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Prints what failed, and the summary.")
    var quiet = false

    @Flag(help: "Runs again whenever a file changes, until it is interrupted.")
    var watch = false

    func validate() throws {
        if let jobs, jobs < 1 { throw ValidationError("--jobs is 1 or more") }
        if let minCoverage, !(0...100).contains(minCoverage) { throw ValidationError("--min-coverage is 0 to 100") }
        if mockConfig == nil, !definition.isEmpty || input != nil {
            throw ValidationError("--definition and --input are for the cases of --mock-config FILE")
        }
        if coverageFile != nil, coverage == nil { throw ValidationError("--coverage-file needs --coverage FORMAT") }
        if watch, json { throw ValidationError("--watch and --json do not go together") }
        try definition.checkNames(of: "--definition")
    }

    func run() throws {
        let console = Console()
        guard watch else {
            let (_, status) = try once(console)
            if let status { throw status }
            return
        }
        var files: [String] = []
        while true {
            do {
                files = try once(console).files
            } catch let status as ExitCode where status == ExitStatus.couldNotRun && !files.isEmpty {
                // A file that is gone is one that an editor is just replacing: it is looked for again.
            }
            console.flush()
            console.complain("sfn-run: waiting for changes\n")
            FileWatch(files).wait()
            console.write(console.outputStyle.colour ? "\u{1B}[2J\u{1B}[H" : "\n")
        }
    }

    /// Reads, runs and tells.
    ///
    /// - Returns: the files to watch, and the exit status unless it is 0.
    private func once(_ console: Console) throws -> (files: [String], status: ExitCode?) {
        let suite: TestSuite
        do {
            suite = try load()
        } catch let problem as RunProblem {
            console.complain(problem.text)
            throw ExitStatus.couldNotRun
        }
        if !suite.problems.isEmpty {
            console.complain(DiagnosticFormat.text.render(suite.problems, colour: console.errorStyle.colour))
        }
        let run = TestRun(suite: suite, filters: filter, jobs: jobs ?? Processors.count)
        let outcome = run.run()
        if let problem = unmatched(suite, outcome) {
            console.complain(problem.text)
            throw ExitStatus.couldNotRun
        }
        let report = self.report(suite, outcome)
        do {
            try tell(run, outcome, report, console)
        } catch let problem as RunProblem {
            console.complain(problem.text)
            throw ExitStatus.couldNotRun
        }
        console.flush()
        var status: ExitCode?
        if outcome.failedCount > 0 { status = ExitStatus.failed }
        if let minCoverage, report.share.percent < minCoverage {
            let percent = CoverageReport.percent(report.share)
            console.complain(
                "sfn-run: \(percent) is covered, less than the \(JSONValue.double(minCoverage)) % asked for\n")
            status = ExitStatus.failed
        }
        if !suite.problems.isEmpty { status = ExitStatus.couldNotRun }
        return (suite.readFiles, status)
    }

    /// What is told when `--filter` leaves no case: a suite that runs nothing must not pass for one that holds.
    private func unmatched(_ suite: TestSuite, _ outcome: TestRun.Outcome) -> RunProblem? {
        guard !filter.isEmpty, !suite.tests.isEmpty, outcome.results.allSatisfy({ $0 == nil }) else { return nil }
        let names = suite.tests.map(\.testCase.name)
        let filters = filter.map { "“\($0)”" }.joined(separator: ", ")
        let few = names.prefix(3).map { "“\($0)”" }.joined(separator: ", ")
        let nearest = filter.lazy.compactMap { Suggestion.nearest(to: $0, among: names) }.first
        return RunProblem("--filter", "no case has \(filters) in its file or name").advising(
            nearest.map { "did you mean “\($0)”?" }
                ?? (names.count > 3 ? "there are \(few) and \(names.count - 3) more" : "there are \(few)"))
    }

    private func load() throws -> TestSuite {
        var loader = TestLoader(substitutions: substitutions.values)
        if let mockConfig {
            let mocks = try MockSuite(path: mockConfig, definitions: definition, input: input)
            loader.add(mocks.cases, of: mocks.source, base: "")
        }
        let paths = paths.isEmpty && mockConfig == nil ? ["."] : paths
        let files = try TestFiles.find(paths)
        if files.isEmpty, mockConfig == nil {
            throw RunProblem(
                paths.joined(separator: ", "), "has no test files: their names end in .sfn-test.yaml or .sfn-test.json")
        }
        for file in files { try loader.load(file) }
        return loader.suite
    }

    private func report(_ suite: TestSuite, _ outcome: TestRun.Outcome) -> CoverageReport {
        var machines: [CoverageReport.Machine] = []
        for (machine, coverage) in zip(suite.machines, outcome.coverage) {
            guard let coverage else { continue }
            // One definition that is tested as several types or under several names is one machine here.
            if let place = machines.firstIndex(where: { $0.file == machine.file && $0.node?.span == machine.node?.span }
            ) {
                machines[place].coverage.add(coverage)
            } else {
                machines.append(
                    CoverageReport.Machine(
                        name: machine.runner.machineName, file: machine.file, coverage: coverage,
                        source: machine.source, node: machine.node))
            }
        }
        return CoverageReport(machines: machines)
    }

    private func tell(
        _ run: TestRun, _ outcome: TestRun.Outcome, _ report: CoverageReport, _ console: Console
    ) throws {
        let reports = TestReports(suite: run.suite, outcome: outcome)
        let coverageIsOutput = coverageFile == "-" && coverage != .text
        if json {
            console.write(reports.json(coverage: coverage == .json && coverageFile == nil ? report : nil))
        } else {
            let telling = TestTelling(
                run: run, outcome: outcome, style: console.outputStyle, isQuiet: quiet || Presentation.isQuiet)
            if coverageIsOutput { console.complain(telling.text()) } else { console.write(telling.text()) }
        }
        if let junit { try write(reports.junit, to: junit) }
        guard let coverage, !(json && coverage == .json && coverageFile == nil) else { return }
        let text = coverage.text(of: report)
        let file = coverageFile ?? coverage.file
        guard let file, file != "-" else {
            console.write((coverage == .text ? "\n" : "") + text)
            return
        }
        try write(text, to: file)
        if !json { console.write("coverage: \(CoverageReport.percent(report.share)), written to \(file.printable)\n") }
    }

    private func write(_ text: String, to path: String) throws(RunProblem) {
        do {
            let file = try Descriptor.openForWriting(path)
            defer { file.shut() }
            try file.write(Array(text.utf8))
        } catch {
            throw RunProblem(writing: path, error)
        }
    }
}

/// `--coverage`.
enum CoverageFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, html, lcov

    /// Where it goes unless `--coverage-file` says otherwise; `nil` for standard output.
    var file: String? {
        switch self {
        case .text: nil
        case .json: "coverage.json"
        case .html: "coverage.html"
        case .lcov: "coverage.info"
        }
    }

    func text(of report: CoverageReport) -> String {
        switch self {
        case .text: report.text
        case .json: String(decoding: JSONWriter.prettyBytes(of: report.json) + [0x0A], as: UTF8.self)
        case .html: report.html
        case .lcov: report.lcov
        }
    }
}
