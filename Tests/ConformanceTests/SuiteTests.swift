import ConformanceSuites
import Foundation
import Testing

/// The suites that others wrote, through the same code as the program `conformance`.
struct SuiteTests {
    /// Whether the suites are there. Without them these tests are skipped, and say so.
    static let location: SuiteLocation? = {
        let location = SuiteLocation.standard()
        if location == nil {
            print("The outside suites are not there (STATES_SUITES, ../shared/conformance): their tests are skipped.")
        }
        return location
    }()

    static var isPresent: Bool { location != nil }

    static let built: [ConformanceSuite] = [.json, .definitions, .aws, .jsonata]

    @Test(.enabled(if: isPresent, "the outside suites are not there"), arguments: built)
    func passes(_ suite: ConformanceSuite) throws {
        let path = try #require(Self.location).root
        let report = try suite.run(at: path)
        #expect(report.isGood, "\(report.text(showsFailures: true))")
        #expect(report.total > 0)
        print("\(suite.rawValue): passed \(report.passed) of \(report.total)")
    }

    /// What the service recorded can be followed, so that it can be redriven.
    @Test(.enabled(if: isPresent, "the outside suites are not there"))
    func recordedHistoriesCanBeFollowed() throws {
        let cases = try RecordedSuite.passing(at: #require(Self.location).root)
        let results = cases.map { (id: $0.id, problem: RecordedSuite.following($0)) }
        let problems = results.compactMap { id, problem in problem.flatMap { $0.isEmpty ? nil : "\(id): \($0)" } }
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        let followed = results.count { $0.problem == nil }
        #expect(followed > 200)
        print("recorded histories followed: \(followed)")
    }

    @Test(.enabled(if: isPresent, "the outside suites are not there"))
    func theReadmeShowsWhatPasses() throws {
        let table = try SupportTable(at: #require(Self.location).root)
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
        let readme = try String(contentsOf: file, encoding: .utf8)
        #expect(SupportTable.section(of: readme) == table.markdown, "stale: run make support-table")
    }

    @Test func aMissingFolderIsSaid() {
        for suite in ConformanceSuite.allCases {
            #expect(throws: SuiteError.self) { try suite.run(at: "/no/such/folder") }
        }
    }
}
