/// What came of one case.
public struct CaseResult: Hashable, Sendable {
    /// Whether the case passed, and whether it was expected to.
    public enum Status: Hashable, Sendable {
        case passed
        /// Failed; the text says how, the first difference first.
        case failed(String)
        /// Failed, and is listed in `known-gaps.json` with this reason.
        case knownGap(reason: String)
        /// Passed, but is still listed as a gap: the list is out of date, which counts as a failure.
        case staleGap(reason: String)
        /// Failed, not counted: the case `by` is newer, contradicts it, and passes.
        case superseded(by: String, reason: String)
        /// Not run and not counted: what it needs is not built yet.
        case unsupported(String)
    }

    /// Which part of the suite, for the totals: `execution`, `valid`, `y`, …
    public var kind: String
    public var area: String
    /// Unique in its suite; the path of its file without the extension.
    public var id: String
    public var status: Status

    init(kind: String, area: String, id: String, failure: String?, gaps: [String: String]) {
        self.kind = kind
        self.area = area
        self.id = id
        status =
            switch (failure, gaps[id]) {
            case (nil, nil): .passed
            case (nil, let reason?): .staleGap(reason: reason)
            case (let failure?, nil): .failed(failure)
            case (_?, let reason?): .knownGap(reason: reason)
            }
    }

    init(kind: String, area: String, id: String, unsupported reason: String) {
        self.kind = kind
        self.area = area
        self.id = id
        status = .unsupported(reason)
    }

    /// Whether the case belongs to the denominator.
    public var isCounted: Bool {
        switch status {
        case .unsupported, .superseded: false
        case .passed, .failed, .knownGap, .staleGap: true
        }
    }

    public var isPassed: Bool {
        switch status {
        case .passed, .staleGap: true
        case .failed, .knownGap, .superseded, .unsupported: false
        }
    }

    /// Whether the run must end badly because of this case.
    public var isBad: Bool {
        switch status {
        case .failed, .staleGap: true
        case .passed, .knownGap, .superseded, .unsupported: false
        }
    }
}

/// What came of a whole suite.
public struct SuiteReport: Hashable, Sendable {
    public var suite: String
    public var results: [CaseResult]
    /// Listed gaps that name no case.
    public var unknownGaps: [String]
    public var seconds: Double = 0

    init(suite: String, results: [CaseResult], gaps: [String: String], only area: String?) {
        self.suite = suite
        let ids = Set(results.map(\.id))
        unknownGaps = area == nil ? gaps.keys.filter { !ids.contains($0) }.sorted() : []
        self.results = area.map { area in results.filter { $0.area == area || $0.kind == area } } ?? results
    }

    public var passed: Int { results.count { $0.isCounted && $0.isPassed } }
    public var total: Int { results.count(where: \.isCounted) }
    /// Whether everything passes but the listed gaps, and the list is up to date.
    public var isGood: Bool { !results.contains(where: \.isBad) && unknownGaps.isEmpty }
    /// The cases that count against the run, for a test's message.
    public var failures: [CaseResult] { results.filter(\.isBad) }
}
