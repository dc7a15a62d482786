import JSONModel

/// The recorded answers of the service.
package enum RecordedSuite {
    static func run(at path: String, gaps: [String: String]) throws(SuiteError) -> [CaseResult] {
        var results: [CaseResult] = []
        for recorded in try RecordedCase.load(from: path) {
            let kind = recorded.kind.rawValue
            if let reason = unsupported(recorded) {
                results.append(CaseResult(kind: kind, area: recorded.area, id: recorded.id, unsupported: reason))
                continue
            }
            results.append(
                CaseResult(kind: kind, area: recorded.area, id: recorded.id, failure: check(recorded), gaps: gaps)
            )
        }
        return results
    }

    /// The cases that count and pass.
    package static func passing(at path: String) throws(SuiteError) -> [RecordedCase] {
        let gaps = try SuiteData.knownGaps(of: ConformanceSuite.aws.rawValue)
        return try RecordedCase.load(from: path).filter { unsupported($0) == nil && gaps[$0.id] == nil }
    }

    /// Whether the answer to `key` of the recording is ours, and is compared.
    package static func compares(_ key: String, in recorded: RecordedCase) -> Bool {
        RecordedRequest.all(of: recorded).contains { $0.key == key }
    }

    /// Why a case is not run yet, by rule.
    private static func unsupported(_ recorded: RecordedCase) -> String? {
        switch recorded.kind {
        case .testState: "TestState is not built yet"
        case .other: "the service's API is not built yet"
        case .execution, .validation:
            if recorded.kind == .execution, recorded.usesDistributedMap {
                "execution cases with a distributed Map, which is not built yet"
            } else {
                nil
            }
        }
    }

    /// The first difference to the recording, or `nil`.
    package static func check(_ recorded: RecordedCase) -> String? {
        let requests = RecordedRequest.all(of: recorded)
        guard !requests.isEmpty else { return "nothing to compare" }
        var service = StandInService(recorded)
        let answers: JSONObject
        do {
            answers = try service.answers(to: requests)
        } catch {
            return error.description
        }
        let normaliser = Normaliser(recorded.transformers, runtimeValues: service.runtimeValues)
        let keys = Set(requests.map(\.key))
        let expected = JSONObject(recorded.expected.filter { keys.contains($0.key) })
        return Difference.first(Normaliser.modernised(expected), normaliser.normalise(answers))
    }
}
