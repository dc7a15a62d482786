import StatesCore
import Testing

/// Whole histories: every case's events, links, details and times.
struct HistoryTests {
    @Test(arguments: ExecutionCase.all) func history(_ testCase: ExecutionCase) throws {
        let run = try testCase.run()
        let actual = try HistoryTable.lines(of: run, shown: testCase.shown)
        let expected = HistoryTable.lines(of: testCase.history)
        #expect(actual == expected, "\(testCase.fact)\n\(actual.joined(separator: "\n"))")
    }

    /// What no recording holds has a case that names the documentation.
    @Test(arguments: ExecutionCase.unrecordedTypes) func isShownByADocumentedCase(_ type: String) {
        let shows = { (testCase: ExecutionCase) in testCase.source != nil && testCase.history.contains(" \(type)") }
        #expect(ExecutionCase.all.contains(where: shows))
    }
}

extension ExecutionCase {
    static let all =
        simpleStates + waits + choices + variables + tasks + deadlines + retries + catches
        + parallels + parallelFailures + maps + mapFailures + distributedMaps + distributedMapFields + quotas + hostile
        + documentedEvents + redrives + jsonataStates + jsonataTasks + jsonataQuotas + jsonataFanOuts + mixedLanguages
}
