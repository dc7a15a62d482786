import JSONModel
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

    /// - Source: AWS Step Functions API reference, MapRunRedrivenEventDetails.
    @Test func aMapRunThatIsRedriven() throws {
        let run = try ExecutionCase("", #""A": {"Type": "Pass", "End": true}"#, history: "").run()
        let arn = "arn:aws:states:us-east-1:123456789012:mapRun:machine/Map:0b1c2d3e"
        var event = run.events[1]
        (event.id, event.previous, event.body) = (9, 5, .mapRunRedriven(arn: arn, count: 2))
        let history = try JSONParser.parse(HistoryProjection.document(of: [event], in: run.execution))
        let expected: JSONValue = [
            "timestamp": "2026-01-01T00:00:00.000000+00:00", "type": "MapRunRedriven", "id": 9, "previousEventId": 5,
            "mapRunRedrivenEventDetails": ["mapRunArn": .string(arn), "redriveCount": 2],
        ]
        #expect(history["events"]?[0] == expected)
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
