/// The suites that others wrote, each run by the same code in `conformance` and in the tests.
public enum ConformanceSuite: String, CaseIterable, Sendable {
    /// JSON texts that must be accepted (`y_`), refused (`n_`) or survived (`i_`).
    case json
    /// State machine definitions, valid and invalid.
    case definitions
    /// What the service answered, recorded.
    case aws
    /// The expression language's own test suite.
    case jsonata

    /// Runs the cases below `path`.
    ///
    /// - Parameters:
    ///   - path: the suite's folder, or the folder that holds all suites.
    ///   - area: only the cases of this area or kind.
    /// - Throws: if the suite cannot be run at all.
    public func run(at path: String, only area: String? = nil) throws(SuiteError) -> SuiteReport {
        guard SuiteLocation.exists(path) else { throw SuiteError("\(path): no such folder") }
        let clock = ContinuousClock()
        let start = clock.now
        let gaps = try SuiteData.knownGaps(of: rawValue)
        let results: [CaseResult]
        switch self {
        case .json: results = try JSONTextSuite.run(at: path, gaps: gaps)
        case .definitions: results = try DefinitionSuite.run(at: path, gaps: gaps)
        case .aws: results = try RecordedSuite.run(at: path, gaps: gaps)
        case .jsonata: results = try JSONataSuite.run(at: path, gaps: gaps)
        }
        var report = SuiteReport(suite: rawValue, results: results, gaps: gaps, only: area)
        let elapsed = (clock.now - start).components
        report.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        return report
    }
}
