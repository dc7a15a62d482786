import Diagnostics
import JSONModel
import StatesAnalysis

/// A run of tests for tools: JSON, and JUnit's XML.
struct TestReports {
    let suite: TestSuite
    let outcome: TestRun.Outcome

    /// Shape: `{"passed", "failed", "skipped", "tests": [{"file", "line", "name", "result": "passed" | "failed" |
    /// "broken" | "skipped", "status", "virtualMilliseconds", "mismatches": [{"subject", "line", "expected", "actual",
    /// "message"}], "message"}]}`, with `"coverage"` where it was asked for.
    func json(coverage: CoverageReport?) -> [UInt8] {
        var members: JSONObject = ["passed": 0, "failed": .int(outcome.failedCount), "skipped": 0]
        var tests: [JSONValue] = []
        var (passed, skipped) = (0, 0)
        for (test, timed) in zip(suite.tests, outcome.results) {
            guard let result = timed?.result else { continue }
            if case .passed = result.verdict { passed += 1 }
            if case .skipped = result.verdict { skipped += 1 }
            tests.append(.object(json(test, result)))
        }
        members["passed"] = .int(passed)
        members["skipped"] = .int(skipped)
        members["tests"] = .array(JSONArray(tests))
        if let coverage { members["coverage"] = coverage.json }
        return JSONWriter.prettyBytes(of: .object(members)) + [0x0A]
    }

    private func json(_ test: TestSuite.Test, _ result: TestResult) -> JSONObject {
        var members: JSONObject = [
            "file": .string(test.source.name), "line": .int(test.position.line), "name": .string(test.testCase.name),
            "result": .string(result.verdict.word),
        ]
        switch result.verdict {
        case .passed, .failed:
            members["status"] = .string(result.record.status)
            members["virtualMilliseconds"] = .int(result.record.durationMilliseconds)
        case .broken, .skipped: break
        }
        switch result.verdict {
        case .failed(let mismatches):
            members["mismatches"] = .array(JSONArray(mismatches.map { .object(json($0, test)) }))
        case .broken(let message): members["message"] = .string(message)
        case .skipped(let reason): if !reason.isEmpty { members["message"] = .string(reason) }
        case .passed: break
        }
        return members
    }

    private func json(_ mismatch: TestResult.Mismatch, _ test: TestSuite.Test) -> JSONObject {
        var members: JSONObject = [
            "subject": .string(mismatch.subject),
            "line": .int(test.source.position(ofUTF8: mismatch.span.start).line),
        ]
        members["expected"] = mismatch.expected
        members["actual"] = mismatch.actual
        members["message"] = mismatch.message.map(JSONValue.string)
        return members
    }

    // MARK: JUnit

    /// `testsuites` with a `testsuite` per file; times are of the wall.
    var junit: String {
        var files: [String] = []
        var cases: [String: [(TestSuite.Test, TestRun.Timed)]] = [:]
        for (test, timed) in zip(suite.tests, outcome.results) {
            guard let timed else { continue }
            if cases[test.source.name] == nil { files.append(test.source.name) }
            cases[test.source.name, default: []].append((test, timed))
        }
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        for file in files { text += junit(file, cases[file] ?? []) }
        return text + "</testsuites>\n"
    }

    private func junit(_ file: String, _ cases: [(TestSuite.Test, TestRun.Timed)]) -> String {
        func count(_ word: String) -> Int { cases.count { $0.1.result.verdict.word == word } }
        let time = cases.reduce(Duration.zero) { $0 + $1.1.duration }
        var text = "  <testsuite name=\(quoted(file)) tests=\"\(cases.count)\" failures=\"\(count("failed"))\""
        text += " errors=\"\(count("broken"))\" skipped=\"\(count("skipped"))\" time=\"\(seconds(time))\">\n"
        for (test, timed) in cases {
            text += "    <testcase name=\(quoted(test.testCase.name)) classname=\(quoted(file))"
            text += " file=\(quoted(file)) line=\"\(test.position.line)\" time=\"\(seconds(timed.duration))\""
            switch timed.result.verdict {
            case .passed: text += "/>\n"
            case .skipped(let reason): text += "><skipped message=\(quoted(reason))/></testcase>\n"
            case .broken(let message): text += "><error message=\(quoted(message))/></testcase>\n"
            case .failed(let mismatches):
                let subjects = mismatches.map(\.subject).joined(separator: ", ")
                text += ">\n      <failure message=\(quoted("not as expected: \(subjects)"))>"
                text += mismatches.map(Self.plain).joined(separator: "\n").escapedForMarkup(keepsLines: true)
                text += "</failure>\n    </testcase>\n"
            }
        }
        return text + "  </testsuite>\n"
    }

    private static func plain(_ mismatch: TestResult.Mismatch) -> String {
        if let message = mismatch.message { return "\(mismatch.subject): \(message)" }
        let (expected, actual) = (mismatch.expected?.description, mismatch.actual?.description)
        return "\(mismatch.subject): expected \(expected ?? "nothing"), got \(actual ?? "nothing")"
    }

    private func seconds(_ duration: Duration) -> String {
        let microseconds = duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
        return "\(microseconds / 1_000_000).\(Wording.padded(microseconds % 1_000_000, 6))"
    }

    private func quoted(_ text: String) -> String { "\"\(text.escapedForMarkup())\"" }
}

extension TestResult.Verdict {
    fileprivate var word: String {
        switch self {
        case .passed: "passed"
        case .failed: "failed"
        case .broken: "broken"
        case .skipped: "skipped"
        }
    }
}
