import JSONModel

/// The recorded answers of the service.
package enum RecordedSuite {
    static func run(at path: String, gaps: [String: String]) throws(SuiteError) -> [CaseResult] {
        var results: [CaseResult] = []
        let superseded = try SuiteData.superseded()
        var unexplained: Set<String> = []
        for recorded in try RecordedCase.load(from: path) {
            let kind = recorded.kind.rawValue
            if let reason = unsupported(recorded) {
                results.append(CaseResult(kind: kind, area: recorded.area, id: recorded.id, unsupported: reason))
                continue
            }
            var failure = check(recorded)
            if failure != nil, let places = superseded[recorded.id]?.places, let other = check(recorded, but: places) {
                failure = other
                unexplained.insert(recorded.id)
            }
            results.append(
                CaseResult(kind: kind, area: recorded.area, id: recorded.id, failure: failure, gaps: gaps)
            )
        }
        return judged(results, superseded.filter { !unexplained.contains($0.key) })
    }

    /// Failures that a newer case explains do not count, as long as that one passes.
    private static func judged(
        _ results: [CaseResult], _ superseded: [String: SuiteData.Superseded]
    ) -> [CaseResult] {
        var results = results
        for index in results.indices {
            guard let entry = superseded[results[index].id] else { continue }
            let isNewerPassing = results.contains { $0.id == entry.by && $0.status == .passed }
            switch results[index].status {
            case .passed: results[index].status = .staleGap(reason: entry.reason)
            case .failed where isNewerPassing:
                results[index].status = .superseded(by: entry.by, reason: entry.reason)
            case .failed, .knownGap, .staleGap, .superseded, .unsupported: break
            }
        }
        return results
    }

    /// The cases that count and pass.
    package static func passing(at path: String) throws(SuiteError) -> [RecordedCase] {
        let gaps = try SuiteData.knownGaps(of: ConformanceSuite.aws.rawValue)
        let superseded = try SuiteData.superseded()
        return try RecordedCase.load(from: path).filter {
            unsupported($0) == nil && gaps[$0.id] == nil && superseded[$0.id] == nil
        }
    }

    /// Whether the answer to `key` of the recording is ours, and is compared.
    package static func compares(_ key: String, in recorded: RecordedCase) -> Bool {
        RecordedRequest.all(of: recorded).contains { $0.key == key }
    }

    /// Why a case is not run yet, by rule.
    private static func unsupported(_ recorded: RecordedCase) -> String? {
        switch recorded.kind {
        case .other: isDeferred(recorded) ? "deferred: server, requests about what other requests made" : nil
        case .execution, .validation, .testState: nil
        }
    }

    /// The cases that a newer one contradicts in a few places, with those places: elsewhere they must pass.
    package static func contradicted(at path: String) throws(SuiteError) -> [(RecordedCase, places: [String])] {
        let superseded = try SuiteData.superseded()
        return try RecordedCase.load(from: path).compactMap { recorded in
            superseded[recorded.id].map { (recorded, $0.places) }
        }
    }

    /// Whether the case needs more of the API's state than the stand-in has.
    private static func isDeferred(_ recorded: RecordedCase) -> Bool {
        guard recorded.needsState else { return false }
        let names = Set(StandInResources.operations.map(\.rawValue))
        return (recorded.value["steps"]?.arrayValue ?? []).contains { !names.contains($0["op"]?.stringValue ?? "") }
    }

    /// The first difference to the recording, or `nil`.
    ///
    /// - Parameter places: where a newer recording contradicts this one, as JSON pointers.
    package static func check(_ recorded: RecordedCase, but places: [String] = []) -> String? {
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
        return Difference.first(Normaliser.modernised(expected), normaliser.normalise(answers), but: places)
    }
}
