package import JSONModel
import StatesLanguage

/// The support table of the README: how much of what the service was recorded doing our engine does alike.
public struct SupportTable: Sendable {
    private let report: SuiteReport
    private let cells: [StateCensus.Cell: Count]

    private struct Count: Sendable {
        var passed = 0
        var total = 0

        mutating func add(_ result: CaseResult) {
            total += 1
            if result.isPassed { passed += 1 }
        }
    }

    /// Runs the recordings at `path`.
    public init(at path: String) throws(SuiteError) {
        let report = try ConformanceSuite.aws.run(at: path)
        let cases = try RecordedCase.load(from: path)
        self.init(report, definitions: Dictionary(cases.map { ($0.id, $0.definitions) }) { first, _ in first })
    }

    /// - Parameter definitions: of each case, by its id.
    private init(_ report: SuiteReport, definitions: [String: [JSONValue]]) {
        self.report = report
        var cells: [StateCensus.Cell: Count] = [:]
        for result in report.results where result.isCounted {
            for cell in StateCensus(definitions[result.id] ?? []).cells { cells[cell, default: Count()].add(result) }
        }
        self.cells = cells
    }

    /// A table about cases that all have `definition`, for tests.
    package static func counting(_ cases: [(id: String, passes: Bool)], of definition: JSONValue) -> SupportTable {
        let results = cases.map { item in
            CaseResult(
                kind: "execution", area: "area", id: item.id, failure: item.passes ? nil : "differs", gaps: [:])
        }
        let report = SuiteReport(suite: "aws", results: results, gaps: [:], only: nil)
        return SupportTable(report, definitions: Dictionary(uniqueKeysWithValues: cases.map { ($0.id, [definition]) }))
    }

    /// Two tables: passed of total by area, and by state type, feature and query language.
    public var markdown: String {
        (areas + [""] + uncounted + [""] + features).joined(separator: "\n") + "\n"
    }

    private var areas: [String] {
        var lines = ["| recorded | area | passed |", "| --- | --- | --- |"]
        var kinds: [String] = []
        for result in report.results where result.isCounted && !kinds.contains(result.kind) {
            kinds.append(result.kind)
        }
        for kind in kinds {
            let results = report.results.filter { $0.kind == kind && $0.isCounted }
            var areas: [String] = []
            for result in results where !areas.contains(result.area) { areas.append(result.area) }
            for (index, area) in areas.sorted().enumerated() {
                let count = Self.count(results.filter { $0.area == area })
                let name = area.replacing("_", with: " ")
                lines.append("| \(index == 0 ? kind : "") | \(name) | \(count.passed) of \(count.total) |")
            }
            guard areas.count > 1 else { continue }
            let count = Self.count(results)
            lines.append("| | **all** | **\(count.passed) of \(count.total)** |")
        }
        return lines
    }

    private var uncounted: [String] {
        let superseded = report.results.count {
            if case .superseded = $0.status { true } else { false }
        }
        var parts = report.uncounted.map { "\($0.count) (\($0.reason))" }
        if superseded > 0 { parts.append("\(superseded) (a newer recording contradicts them)") }
        return parts.isEmpty ? [] : ["Not counted: " + parts.joined(separator: ", ") + "."]
    }

    private var features: [String] {
        var lines = [
            "Recordings that pass, by what their state machines have (a dash: not in this query language):", "",
            "| state | with | JSONPath | JSONata |", "| --- | --- | --- | --- |",
        ]
        for (index, feature) in StateFeature.all.enumerated() {
            let texts = [QueryLanguage.jsonPath, .jsonata].map { language in
                guard feature.languages.contains(language) else { return "–" }
                guard let count = cells[StateCensus.Cell(feature: index, language: language)] else { return "none" }
                return "\(count.passed) of \(count.total)"
            }
            let type = feature.label.isEmpty ? "**\(feature.type.rawValue)**" : ""
            lines.append("| \(type) | \(feature.label) | \(texts[0]) | \(texts[1]) |")
        }
        return lines
    }

    private static func count(_ results: [CaseResult]) -> Count {
        var count = Count()
        for result in results { count.add(result) }
        return count
    }
}

extension SupportTable {
    /// The comments between which the table stands in a Markdown text.
    static let markers = (
        begin: "<!-- support table: made by `make support-table` -->\n", end: "<!-- end of the support table -->"
    )

    /// What stands between the markers in `text`; `nil` if they are not there.
    public static func section(of text: String) -> String? {
        guard let begin = text.firstRange(of: markers.begin),
            let end = text[begin.upperBound...].firstRange(of: markers.end)
        else { return nil }
        return String(text[begin.upperBound..<end.lowerBound])
    }

    /// Rewrites the file at `path` with this table between its markers.
    public func insert(intoFile path: String) throws(SuiteError) {
        let text = String(decoding: try SuiteLocation.read(path), as: UTF8.self)
        try SuiteLocation.write(Array(try inserted(into: text).utf8), to: path)
    }

    /// `text` with this table between its markers.
    public func inserted(into text: String) throws(SuiteError) -> String {
        guard let begin = text.firstRange(of: Self.markers.begin),
            let end = text[begin.upperBound...].firstRange(of: Self.markers.end)
        else { throw SuiteError("there is no “\(Self.markers.begin.dropLast())” with its end") }
        return text[..<begin.upperBound] + markdown + text[end.lowerBound...]
    }
}
